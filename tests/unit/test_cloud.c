/* Tests of the parts that logins to clouds are made of: files, answers, claims. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_steps.h"

#include "net/aws_profile.h"
#include "net/jwt.h"
#include "net/sts.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

/* "id secret token" of a profile; "-": it has none. */
static const char *profile(const char *file, const char *name)
{
    static char found[200];
    AUTO_ARENA *arena = arena_new();
    struct aws_keys keys = {0};
    if (!aws_profile_read(slice_of(file), name, arena, &keys))
        return "-";
    snprintf(found, sizeof found, "%s %s %s", keys.key_id, keys.secret,
             keys.session_token != NULL ? keys.session_token : "-");
    return found;
}

static void a_profile_is_its_own_section(void **state)
{
    (void)state;
    static const char file[] =
        "# first\r\n"
        "[default]\r\n"
        "aws_access_key_id = A1\r\n"
        "aws_secret_access_key=s/1+=\r\n"
        "[ work ]\n"
        "AWS_ACCESS_KEY_ID=A2\n"
        "; no comment at the end of a line\n"
        "aws_secret_access_key = s2\n"
        "aws_session_token =  t2  \n"
        "[half]\n"
        "aws_access_key_id=A3\n"
        "[spaces]\n"
        "aws_access_key_id=A 4\n"
        "aws_secret_access_key=s4\n"
        "[twice]\naws_access_key_id=A5\naws_secret_access_key=s5\n"
        "[other]\n"
        "[twice]\naws_access_key_id=A6";
    assert_string_equal(profile(file, "default"), "A1 s/1+= -");
    assert_string_equal(profile(file, "work"), "A2 s2 t2");
    assert_string_equal(profile(file, "half"), "-");
    assert_string_equal(profile(file, "spaces"), "-");
    assert_string_equal(profile(file, "twice"), "A6 s5 -");
    assert_string_equal(profile(file, "other"), "-");
    assert_string_equal(profile(file, "wor"), "-");
    assert_string_equal(profile("", "default"), "-");
    assert_string_equal(profile("aws_access_key_id=A\naws_secret_access_key=s", ""),
                        "-");
}

static void the_answer_of_sts_has_all_three_or_none(void **state)
{
    (void)state;
#define KEYS                                                                           \
    "<AccessKeyId>A</AccessKeyId><SecretAccessKey> s&amp;x "                           \
    "</SecretAccessKey>"
    static const char *const bad[] = {
        "",
        "no XML canary",
        "<R>" KEYS "</R>",
        "<R>" KEYS "<SessionToken></SessionToken></R>",
        "<R>" KEYS "<SessionToken>a canary</SessionToken></R>",
        "<R>" KEYS "<SessionToken>canary</SessionToken>",
        "<!DOCTYPE R><R>" KEYS "<SessionToken>t</SessionToken></R>",
    };
    AUTO_ARENA *arena = arena_new();
    struct aws_keys keys = {0};
    struct error err = {0};
    static const char good[] = "<R xmlns=\"x:y\">" KEYS "<SessionToken>t</SessionToken>"
                               "</R>";
    assert_true(sts_read(good, strlen(good), arena, &keys, &err));
    assert_string_equal(keys.key_id, "A");
    assert_string_equal(keys.secret, "s&x");
    assert_string_equal(keys.session_token, "t");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct error why = {0};
        assert_false(sts_read(bad[i], strlen(bad[i]), arena, &keys, &why));
        assert_null(strstr(why.text, "canary"));
    }
}

static void plain_http_is_for_this_machine_alone(void **state)
{
    (void)state;
    static const char *const safe[] = {
        "https://api.ecr.eu-west-1.amazonaws.com",
        "http://127.0.0.1:5000",
        "http://localhost/x",
        "http://[::1]:80/",
        "https://vpce.example/",
    };
    static const char *const unsafe[] = {
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://169.254.169.254",
        "http://10.0.0.1",
        "http://evil.example",
        "ftp://127.0.0.1",
        "https://user@evil.example",
        "127.0.0.1",
        "",
        "http://127.0.0.1@evil.example/",
        "http://[::2]/",
    };
    for (size_t i = 0; i < COUNT_OF(safe); i++)
        assert_true(cloud_endpoint_is_safe(safe[i]));
    for (size_t i = 0; i < COUNT_OF(unsafe); i++)
        assert_false(cloud_endpoint_is_safe(unsafe[i]));
}

static EVP_PKEY *new_key(char *pem, size_t bytes, const char *kind)
{
    EVP_PKEY *key = strcmp(kind, "RSA") == 0 ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    BIO *bio = BIO_new(BIO_s_mem());
    assert_non_null(key);
    assert_non_null(bio);
    assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
    int length = BIO_read(bio, pem, (int)bytes - 1);
    assert_true(length > 0);
    pem[length] = '\0';
    BIO_free(bio);
    return key;
}

/* The base64 of URLs, decoded by OpenSSL for want of an own decoder. */
static int decode(const char *text, unsigned char *bytes)
{
    char padded[2000];
    size_t length = strlen(text);
    assert_true(length + 4 < sizeof padded);
    for (size_t i = 0; i < length; i++)
        padded[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    size_t missing = (4 - length % 4) % 4;
    memset(padded + length, '=', missing);
    int decoded =
        EVP_DecodeBlock(bytes, (unsigned char *)padded, (int)(length + missing));
    return decoded - (int)missing;
}

static void a_claim_is_signed_so_that_openssl_verifies_it(void **state)
{
    (void)state;
    char pem[4000];
    unsigned char bytes[2000];
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    EVP_PKEY *key = new_key(pem, sizeof pem, "RSA");
    char *claim = (char *)(uintptr_t)jwt_sign(
        "{\"alg\":\"RS256\"}", "{\"a\":\"\xc3\xbf?>\"}", pem, arena, &err);
    assert_non_null(claim);
    char *signature = strrchr(claim, '.');
    *signature++ = '\0';
    int length = decode(signature, bytes);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key), 1);
    assert_int_equal(EVP_DigestVerify(context, bytes, (size_t)length,
                                      (unsigned char *)claim, strlen(claim)),
                     1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    char *claims = strchr(claim, '.');
    *claims++ = '\0';
    assert_int_equal(decode(claims, bytes), 12);
    assert_memory_equal(bytes, "{\"a\":\"\xc3\xbf?>\"}", 12);
}

static void other_keys_do_not_sign(void **state)
{
    (void)state;
    char pem[4000];
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    EVP_PKEY_free(new_key(pem, sizeof pem, "EC"));
    assert_null(jwt_sign("{}", "{}", pem, arena, &err));
    assert_string_equal(err.text, "its private key is no RSA key in PEM");
    assert_null(jwt_sign("{}", "{}", "canary", arena, &err));
    assert_null(strstr(err.text, "canary"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_is_its_own_section),
        cmocka_unit_test(the_answer_of_sts_has_all_three_or_none),
        cmocka_unit_test(plain_http_is_for_this_machine_alone),
        cmocka_unit_test(a_claim_is_signed_so_that_openssl_verifies_it),
        cmocka_unit_test(other_keys_do_not_sign),
    };
    return RUN_TESTS(tests);
}
