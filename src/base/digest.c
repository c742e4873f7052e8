/* Hashes by OpenSSL, and the base64 that they travel in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include "base/arena.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

enum { SHA256_BYTES = 32 };

static void sha256(const void *bytes, size_t count, unsigned char hash[SHA256_BYTES])
{
    unsigned length = 0;
    /* It fails for want of memory only. */
    if (EVP_Digest(bytes, count, hash, &length, EVP_sha256(), NULL) != 1 ||
        length != SHA256_BYTES)
        arena_out_of_memory();
}

const char *sha256_hex(const void *bytes, size_t count, char buffer[SHA256_TEXT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[SHA256_BYTES];
    sha256(bytes, count, hash);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        buffer[2 * i] = digits[hash[i] >> 4];
        buffer[2 * i + 1] = digits[hash[i] & 15];
    }
    buffer[2 * SHA256_BYTES] = '\0';
    return buffer;
}

const char *sha256_base64(const void *bytes, size_t count,
                          char buffer[SHA256_BASE64_BYTES])
{
    unsigned char hash[SHA256_BYTES];
    sha256(bytes, count, hash);
    base64_encode(hash, sizeof hash, buffer);
    return buffer;
}

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_room(size_t count)
{
    return (count + 2) / 3 * 4 + 1;
}

void base64_encode(const void *bytes, size_t count, char *ret_text)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < count; i += 3) {
        size_t left = count - i;
        uint32_t group = (uint32_t)at[i] << 16 |
                         (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
                         (left > 2 ? (uint32_t)at[i + 2] : 0);
        *ret_text++ = alphabet[group >> 18];
        *ret_text++ = alphabet[group >> 12 & 63];
        *ret_text++ = left > 1 ? alphabet[group >> 6 & 63] : '=';
        *ret_text++ = left > 2 ? alphabet[group & 63] : '=';
    }
    *ret_text = '\0';
}

static int digit_value(char c)
{
    const char *found = c == '\0' ? NULL : strchr(alphabet, c);
    return found == NULL ? -1 : (int)(found - alphabet);
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

long base64_decode(const char *text, size_t length, unsigned char *ret_bytes)
{
    uint32_t group = 0;
    unsigned digits = 0, padding = 0;
    long written = 0;
    for (size_t i = 0; i < length; i++) {
        if (is_space(text[i]))
            continue;
        if (text[i] == '=') {
            padding++;
            continue;
        }
        int value = digit_value(text[i]);
        if (value < 0 || padding != 0)
            return -1;
        group = group << 6 | (uint32_t)value;
        if (++digits % 4 == 0) {
            ret_bytes[written++] = (unsigned char)(group >> 16);
            ret_bytes[written++] = (unsigned char)(group >> 8);
            ret_bytes[written++] = (unsigned char)group;
            group = 0;
        }
    }
    unsigned rest = digits % 4;
    if (rest == 1 || padding > 2 || (padding != 0 && rest + padding != 4))
        return -1;
    if (rest == 2)
        ret_bytes[written++] = (unsigned char)(group >> 4);
    if (rest == 3) {
        ret_bytes[written++] = (unsigned char)(group >> 10);
        ret_bytes[written++] = (unsigned char)(group >> 2);
    }
    return written;
}
