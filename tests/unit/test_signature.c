/* Signatures hold for the signed bytes and the one key, and for nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/file.h"
#include "base/signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

/* The key of RFC 8032 section 7.1, test 2, whose message is the byte 0x72. */
static const unsigned char seed[32] = {0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda,
                                       0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f,
                                       0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24,
                                       0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb};
static const unsigned char rfc_signature[SIGNATURE_BYTES] = {
    0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f,
    0x64, 0x25, 0x40, 0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76,
    0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda, 0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99,
    0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0, 0xf1, 0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae,
    0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00};

static char folder[] = "test_signature.XXXXXX";
static const char *const files[] = {"key", "public", "other", "rsa", "locked", "text"};

static const char *path_of(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void write_private(const char *name, EVP_PKEY *key, const char *passphrase)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    const EVP_CIPHER *cipher = passphrase != NULL ? EVP_aes_128_cbc() : NULL;
    unsigned char given[16] = {0};
    if (passphrase != NULL)
        memcpy(given, passphrase, strlen(passphrase));
    assert_int_equal(PEM_write_PrivateKey(file, key, cipher,
                                          passphrase != NULL ? given : NULL,
                                          passphrase != NULL ? 6 : 0, NULL, NULL),
                     1);
    fclose(file);
}

static void write_public(const char *name, EVP_PKEY *key)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PUBKEY(file, key), 1);
    fclose(file);
}

static int make_keys(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    EVP_PKEY *key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof seed);
    EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    EVP_PKEY *rsa = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    write_private("key", key, NULL);
    write_public("public", key);
    write_public("other", other);
    write_public("rsa", rsa);
    write_private("locked", key, "secret");
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    EVP_PKEY_free(rsa);
    struct error err = {0};
    return file_replace(path_of("text"), "no key\n", 7, &err) ? 0 : -1;
}

static int remove_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        unlink(path_of(files[i]));
    return rmdir(folder);
}

static struct slice signature_of(const unsigned char *bytes)
{
    return (struct slice){(const char *)bytes, SIGNATURE_BYTES};
}

static void a_signature_is_that_of_the_standard(void **state)
{
    (void)state;
    unsigned char signature[SIGNATURE_BYTES];
    struct error err = {0};
    assert_true(signature_make(path_of("key"), slice_of("\x72"), signature, &err));
    assert_memory_equal(signature, rfc_signature, sizeof signature);
    assert_true(signature_check(path_of("public"), slice_of("\x72"),
                                signature_of(signature), &err));
}

static void a_changed_byte_breaks_it(void **state)
{
    (void)state;
    unsigned char signature[SIGNATURE_BYTES];
    struct error err = {0};
    assert_false(signature_check(path_of("public"), slice_of("\x73"),
                                 signature_of(rfc_signature), &err));
    assert_int_equal(err.code, ERROR_FORMAT);
    for (size_t i = 0; i < sizeof signature; i++) {
        memcpy(signature, rfc_signature, sizeof signature);
        signature[i] ^= 1;
        err = (struct error){0};
        assert_false(signature_check(path_of("public"), slice_of("\x72"),
                                     signature_of(signature), &err));
    }
}

static void a_signature_of_another_length_is_none(void **state)
{
    (void)state;
    struct error err = {0};
    struct slice half = {(const char *)rfc_signature, SIGNATURE_BYTES / 2};
    assert_false(signature_check(path_of("public"), slice_of("\x72"), half, &err));
    assert_string_equal(err.text, "the signature has 32 bytes, not 64");
}

static void another_key_does_not_fit(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(signature_check(path_of("other"), slice_of("\x72"),
                                 signature_of(rfc_signature), &err));
    assert_non_null(strstr(err.text, "signed by another key than that in"));
}

static void what_is_no_ed25519_key_is_a_usage_error(void **state)
{
    (void)state;
    static const char *const wrong[] = {"rsa", "text", "missing", "key"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct error err = {0};
        assert_false(signature_check(path_of(wrong[i]), slice_of("\x72"),
                                     signature_of(rfc_signature), &err));
        assert_int_equal(err.code, ERROR_USAGE);
    }
}

static void a_key_with_a_passphrase_is_refused_without_asking(void **state)
{
    (void)state;
    unsigned char signature[SIGNATURE_BYTES];
    struct error err = {0};
    assert_false(signature_make(path_of("locked"), slice_of("\x72"), signature, &err));
    assert_int_equal(err.code, ERROR_USAGE);
    assert_non_null(strstr(err.text, "without passphrase"));
    err = (struct error){0};
    assert_false(signature_make(path_of("public"), slice_of("\x72"), signature, &err));
    assert_int_equal(err.code, ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_that_of_the_standard),
        cmocka_unit_test(a_changed_byte_breaks_it),
        cmocka_unit_test(a_signature_of_another_length_is_none),
        cmocka_unit_test(another_key_does_not_fit),
        cmocka_unit_test(what_is_no_ed25519_key_is_a_usage_error),
        cmocka_unit_test(a_key_with_a_passphrase_is_refused_without_asking),
    };
    return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
