/* Fuzz targets: one parser each, fed by libFuzzer or by replay_main.c from a corpus. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Must accept any bytes; what breaks a promise ends in abort(). Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
