/* Keys from PEM, by OpenSSL. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/key_pem.h"

#include "base/arena.h"

#include <limits.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

static int no_passphrase(char *buffer, int size, int for_writing, void *data)
{
    (void)buffer;
    (void)size;
    (void)for_writing;
    (void)data;
    return -1;
}

EVP_PKEY *key_pem_read(struct slice text, enum key_pem_half half, int type)
{
    if (text.length > INT_MAX)
        return NULL;
    BIO *bio = BIO_new_mem_buf(text.at, (int)text.length);
    if (bio == NULL)
        arena_out_of_memory();
    EVP_PKEY *key = half == KEY_PEM_PRIVATE
                        ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL)
                        : PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    ERR_clear_error();
    if (key != NULL && EVP_PKEY_get_base_id(key) == type)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

EVP_MD_CTX *key_pem_digest(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL)
        arena_out_of_memory();
    return context;
}

void key_pem_clear(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

void key_pem_digest_clear(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}
