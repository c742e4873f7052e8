/* RS256 by OpenSSL, and the base64 of URLs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/jwt.h"

#include "base/compiler.h"
#include "base/digest.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

static void key_clear(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}
#define AUTO_KEY CLEANUP(key_clear) EVP_PKEY

static void digest_clear(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}
#define AUTO_DIGEST CLEANUP(digest_clear) EVP_MD_CTX

/* Keys with a passphrase are refused: there is nobody to ask. */
static int no_passphrase(char *buffer, int size, int for_writing, void *data)
{
    (void)buffer;
    (void)size;
    (void)for_writing;
    (void)data;
    return -1;
}

static EVP_PKEY *read_key(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    if (bio == NULL)
        arena_out_of_memory();
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    ERR_clear_error();
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

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
    AUTO_DIGEST *context = EVP_MD_CTX_new();
    size_t room = (size_t)EVP_PKEY_get_size(key);
    unsigned char *signature = arena_alloc(arena, room);
    if (context == NULL)
        arena_out_of_memory();
    if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(context, signature, &room, (const unsigned char *)content,
                       strlen(content)) != 1)
        return NULL;
    return encode(signature, room, arena);
}

const char *jwt_sign(const char *header, const char *claims, const char *key_pem,
                     struct arena *arena, struct error *err)
{
    AUTO_KEY *key = read_key(key_pem);
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
