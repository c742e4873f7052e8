/* Hashes. The only header over OpenSSL outside net. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/* Room for 64 hexadecimal digits and a NUL. */
enum { SHA256_TEXT_BYTES = 65 };

/* Writes the SHA-256 of the bytes as lower-case hexadecimal and returns buffer. */
const char *sha256_hex(const void *bytes, size_t count, char buffer[SHA256_TEXT_BYTES]);

/* Writes padded base64 of SHA-256, as a Content-Security-Policy has it; 45 bytes. */
enum { SHA256_BASE64_BYTES = 45 };
const char *sha256_base64(const void *bytes, size_t count,
                          char buffer[SHA256_BASE64_BYTES]);

/*
 * Decodes standard base64, white space allowed, padding optional. Returns how many
 * bytes were written to ret_bytes, which has room for length / 4 * 3 + 3; -1 when
 * malformed.
 */
long base64_decode(const char *text, size_t length, unsigned char *ret_bytes);

/* The room that base64_encode needs for count bytes, NUL included. */
size_t base64_room(size_t count);
void base64_encode(const void *bytes, size_t count, char *ret_text);
