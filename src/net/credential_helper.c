/* Credential helpers: the server goes to standard input, a JSON object comes back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/credential_helper.h"

#include "base/json.h"
#include "base/run_program.h"
#include "base/slice.h"
#include "base/text.h"

#include <string.h>

enum { TIMEOUT_MS = 10000, OUTPUT_BYTES_MAX = 256 * 1024, NAME_BYTES_MAX = 128 };

/* A suffix becomes part of a program's name: nothing that leads elsewhere. */
static bool is_plain(const char *suffix)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._-";
    return suffix[0] != '\0' && suffix[strspn(suffix, allowed)] == '\0';
}

static bool read_answer(const struct text *output, struct arena *arena,
                        struct credential *credential, struct error *err)
{
    struct error why = {0};
    AUTO_JSON_SECRET *root = json_read_secret(output->bytes, output->length, 8, &why);
    const char *user = json_text(root, "Username");
    const char *secret = json_text(root, "Secret");
    if (user == NULL || secret == NULL) /* the parser's words may quote the secret */
        return error_set(err, ERROR_FORMAT, "answered no Username and Secret");
    *credential = (struct credential){0};
    if (strcmp(user, "<token>") == 0) {
        credential->identity_token = arena_copy(arena, secret);
        return true;
    }
    credential->user = arena_copy(arena, user);
    credential->password = arena_copy(arena, secret);
    return user[0] != '\0';
}

bool credential_helper_get(const char *suffix, const char *server, struct arena *arena,
                           struct credential *ret_credential, struct error *err)
{
    static const char none[] = "credentials not found in native keychain";
    AUTO_TEXT name = {0};
    AUTO_TEXT output = {0};
    int status = 0;
    text_init(&name, NAME_BYTES_MAX);
    text_init(&output, OUTPUT_BYTES_MAX);
    text_addf(&name, "docker-credential-%s", suffix);
    if (!is_plain(suffix) || text_overflowed(&name))
        return error_set(err, ERROR_FORMAT,
                         "a credential helper's name has other "
                         "characters than letters, digits . _ -");
    const char *const arguments[] = {name.bytes, "get", NULL};
    struct program program = {.arguments = arguments,
                              .input = server,
                              .input_bytes = strlen(server),
                              .timeout_ms = TIMEOUT_MS};
    if (!program_run(&program, &output, &status, err))
        return false;
    struct slice said = slice_trim((struct slice){output.bytes, output.length});
    bool is_found = false;
    if (status == 0)
        is_found = read_answer(&output, arena, ret_credential, err) ||
                   error_within(err, "%s", name.bytes);
    else if (!slice_equals(said, none))
        error_set(err, ERROR_OUTSIDE, "%s get failed with exit status %d", name.bytes,
                  status);
    explicit_bzero(output.bytes, output.length);
    return is_found;
}
