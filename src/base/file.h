/* Files read whole within a limit, and files replaced atomically. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>

/* Frees or closes at scope end. */
void file_clear(FILE **file);
#define AUTO_FILE CLEANUP(file_clear) FILE

void heap_clear(void *pointer_to_pointer);
#define AUTO_HEAP CLEANUP(heap_clear)

void descriptor_clear(int *descriptor);
#define AUTO_DESCRIPTOR CLEANUP(descriptor_clear) int

/*
 * Reads all of path ("-" is standard input) into ret_content, which must be initialised
 * and whose max is the limit; a longer file is an error that names the limit.
 */
bool file_read(const char *path, struct text *ret_content, struct error *err) NODISCARD;

/* Whether a file or folder can be read; ERROR_USAGE where it cannot. */
bool file_is_readable(const char *path, struct error *err) NODISCARD;

/*
 * Whether file_replace can put a file there: its folder takes files, and no folder is
 * in its place. ERROR_USAGE where it cannot.
 */
bool file_is_replaceable(const char *path, struct error *err) NODISCARD;

/*
 * Replaces path with content: a temporary file in the same folder, fsync, rename. At
 * any moment path is either the old file or the new one, never half. Temporary files of
 * runs that were killed are removed on the way.
 */
bool file_replace(const char *path, const char *content, size_t bytes,
                  struct error *err) NODISCARD;

/* Creates path and its missing parents, mode 0700 for the new ones. */
bool folder_make(const char *path, struct error *err) NODISCARD;
