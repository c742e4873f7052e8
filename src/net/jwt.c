/* RS256 by OpenSSL, and the base64 of URLs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/jwt.h"

#include "base/digest.h"
#include "base/key_pem.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

/* base64 with - and _ for + and /, and without padding. */
static const char *encode(const void *bytes, size_t count, struct arena *arena)
{
    char *text = arena_alloc(arena, base64_room(count));
    base64_encode(bytes, count, text);
    for (char *at = text; *at != '\0'; at++) {
        if (*at == '+')
            *at = '-';
        else if (*at == '/')
            *at = '_';
        else if (*at == '=')
            *at = '\0';
    }
    return text;
}

static const char *sign(EVP_PKEY *key, const char *content, struct arena *arena)
{
    AUTO_DIGEST *context = key_pem_digest();
    size_t room = (size_t)EVP_PKEY_get_size(key);
    unsigned char *signature = arena_alloc(arena, room);
    if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(context, signature, &room, (const unsigned char *)content,
                       strlen(content)) != 1)
        return NULL;
    return encode(signature, room, arena);
}

const char *jwt_sign(const char *header, const char *claims, const char *key_pem,
                     struct arena *arena, struct error *err)
{
    AUTO_KEY *key = key_pem_read(slice_of(key_pem), KEY_PEM_PRIVATE, EVP_PKEY_RSA);
    if (key == NULL) {
        error_set(err, ERROR_FORMAT, "its private key is no RSA key in PEM");
        return NULL;
    }
    const char *content =
        arena_format(arena, "%s.%s", encode(header, strlen(header), arena),
                     encode(claims, strlen(claims), arena));
    const char *signature = sign(key, content, arena);
    ERR_clear_error();
    if (signature == NULL) {
        error_set(err, ERROR_FORMAT, "its private key cannot sign");
        return NULL;
    }
    return arena_format(arena, "%s.%s", content, signature);
}
