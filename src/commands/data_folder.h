/* Where the files that come with the program are. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * The folder that holds policies/default.yaml and policies/catalog, the first of:
 * $STALEMARK_DATA; where the program was built, if it runs from there (make leaves a
 * file stalemark.data beside it that names the source folder); ../share/stalemark next
 * to the program; where it was configured to be installed. Never the working directory.
 */
bool data_folder_find(struct arena *arena, const char **ret_folder,
                      struct error *err) NODISCARD;
