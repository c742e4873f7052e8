/* Reads AWS's shared credentials file, a line at a time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/aws_profile.h"

#include "net/cloud_steps.h"

#include <string.h>

/* "[name]", with or without the word that the configuration file has before it. */
static bool is_section(struct slice line, const char *profile)
{
    line.at++;
    line.length -= line.length >= 2 && line.at[line.length - 2] == ']' ? 2 : 1;
    return slice_equals(slice_trim(line), profile);
}

/* What goes into headers: printable, without spaces. */
static const char *read_value(struct slice value, struct arena *arena)
{
    for (size_t i = 0; i < value.length; i++)
        if (value.at[i] <= ' ' || value.at[i] > '~')
            return NULL;
    return value.length != 0 ? arena_copy_slice(arena, value) : NULL;
}

static void take_line(struct slice line, struct arena *arena, struct aws_keys *keys)
{
    struct slice value = line;
    struct slice name = slice_trim(slice_cut(&value, '='));
    if (value.at == NULL)
        return;
    value = slice_trim(value);
    if (slice_equals_ignoring_case(name, "aws_access_key_id"))
        keys->key_id = read_value(value, arena);
    else if (slice_equals_ignoring_case(name, "aws_secret_access_key"))
        keys->secret = read_value(value, arena);
    else if (slice_equals_ignoring_case(name, "aws_session_token"))
        keys->session_token = read_value(value, arena);
}

bool aws_profile_read(struct slice file, const char *profile, struct arena *arena,
                      struct aws_keys *ret_keys)
{
    struct aws_keys keys = {0};
    bool is_inside = false;
    while (file.at != NULL) {
        struct slice line = slice_trim(slice_cut(&file, '\n'));
        if (line.length == 0 || line.at[0] == '#' || line.at[0] == ';')
            continue;
        if (line.at[0] == '[')
            is_inside = is_section(line, profile);
        else if (is_inside)
            take_line(line, arena, &keys);
    }
    if (keys.key_id == NULL || keys.secret == NULL)
        return false;
    *ret_keys = keys;
    return true;
}
