/* Saved lists and manifests: files, folders, standard input. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/out.h"
#include "inventory/collect.h"

#include <stdbool.h>

/*
 * Adds what path holds ("-" is standard input) as a cluster of its own. Of a folder all
 * files in *.yaml, *.yml and *.json are read, those of its folders too, in the order of
 * their names; documents that are no Kubernetes objects are left out there, and are an
 * error in a file that was named.
 */
bool files_read(struct collection *collection, const char *path, struct out *out,
                struct error *err) NODISCARD;
