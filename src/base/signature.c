/* Ed25519 by OpenSSL, whose interface for it takes all bytes at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/signature.h"

#include "base/arena.h"
#include "base/file.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

enum { KEY_FILE_BYTES_MAX = 16 * 1024 };

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

typedef EVP_PKEY *read_pem(BIO *bio, EVP_PKEY **key, pem_password_cb *callback,
                           void *data);

static EVP_PKEY *read_key(const char *path, read_pem *read, const char *kind,
                          struct error *err)
{
    AUTO_TEXT content;
    text_init(&content, KEY_FILE_BYTES_MAX);
    struct error why = {0};
    if (!file_read(path, &content, &why)) {
        error_set(err, ERROR_USAGE, "%s", why.text);
        return NULL;
    }
    BIO *bio = BIO_new_mem_buf(content.bytes, (int)content.length);
    if (bio == NULL)
        arena_out_of_memory();
    EVP_PKEY *key = read(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    ERR_clear_error();
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
        return key;
    EVP_PKEY_free(key);
    error_set(err, ERROR_USAGE, "%s holds no %s Ed25519 key in PEM without passphrase",
              path, kind);
    return NULL;
}

static EVP_MD_CTX *new_digest(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL)
        arena_out_of_memory();
    return context;
}

bool signature_make(const char *key_file, struct slice bytes,
                    unsigned char ret_signature[SIGNATURE_BYTES], struct error *err)
{
    AUTO_KEY *key = read_key(key_file, PEM_read_bio_PrivateKey, "private", err);
    if (key == NULL)
        return false;
    AUTO_DIGEST *context = new_digest();
    size_t length = SIGNATURE_BYTES;
    if (EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestSign(context, ret_signature, &length, (const unsigned char *)bytes.at,
                       bytes.length) == 1 &&
        length == SIGNATURE_BYTES)
        return true;
    ERR_clear_error();
    return error_set(err, ERROR_OUTSIDE, "OpenSSL cannot sign with the key in %s",
                     key_file);
}

bool signature_check(const char *key_file, struct slice bytes, struct slice signature,
                     struct error *err)
{
    AUTO_KEY *key = read_key(key_file, PEM_read_bio_PUBKEY, "public", err);
    if (key == NULL)
        return false;
    if (signature.length != SIGNATURE_BYTES)
        return error_set(err, ERROR_FORMAT, "the signature has %zu bytes, not %d",
                         signature.length, SIGNATURE_BYTES);
    AUTO_DIGEST *context = new_digest();
    bool is_right =
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, (const unsigned char *)signature.at, signature.length,
                         (const unsigned char *)bytes.at, bytes.length) == 1;
    ERR_clear_error();
    return is_right || error_set(err, ERROR_FORMAT,
                                 "the signature is not right: the file was changed, or "
                                 "signed by another key than that in %s",
                                 key_file);
}
