/* The shared credentials file of AWS: sections of keys and values. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

struct aws_keys;

/*
 * The key in the section of that name, the last one where it stands twice. False: there
 * is none that is whole. Pure; must accept any bytes.
 */
bool aws_profile_read(struct slice file, const char *profile, struct arena *arena,
                      struct aws_keys *ret_keys);
