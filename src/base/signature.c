/* Ed25519 by OpenSSL, whose interface for it takes all bytes at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/signature.h"

#include "base/file.h"
#include "base/key_pem.h"

#include <openssl/err.h>
#include <openssl/evp.h>

enum { KEY_FILE_BYTES_MAX = 16 * 1024 };

static EVP_PKEY *read_key(const char *path, enum key_pem_half half, struct error *err)
{
    AUTO_TEXT content;
    text_init(&content, KEY_FILE_BYTES_MAX);
    struct error why = {0};
    if (!file_read(path, &content, &why)) {
        error_set(err, ERROR_USAGE, "%s", why.text);
        return NULL;
    }
    const struct slice text = {content.bytes, content.length};
    EVP_PKEY *key = key_pem_read(text, half, EVP_PKEY_ED25519);
    if (key == NULL)
        error_set(err, ERROR_USAGE,
                  "%s holds no %s Ed25519 key in PEM without passphrase", path,
                  half == KEY_PEM_PRIVATE ? "private" : "public");
    return key;
}

bool signature_make(const char *key_file, struct slice bytes,
                    unsigned char ret_signature[SIGNATURE_BYTES], struct error *err)
{
    AUTO_KEY *key = read_key(key_file, KEY_PEM_PRIVATE, err);
    if (key == NULL)
        return false;
    AUTO_DIGEST *context = key_pem_digest();
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
    AUTO_KEY *key = read_key(key_file, KEY_PEM_PUBLIC, err);
    if (key == NULL)
        return false;
    if (signature.length != SIGNATURE_BYTES)
        return error_set(err, ERROR_FORMAT, "the signature has %zu bytes, not %d",
                         signature.length, SIGNATURE_BYTES);
    AUTO_DIGEST *context = key_pem_digest();
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
