/* The strict reader: values of each type. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/list.h"
#include "base/options.h"
#include "base/slice.h"
#include "policy/schema.h"

#include <string.h>

enum { DAYS_MAX = 36500, SECONDS_A_DAY = 86400, SHOWN_MAX = 60 };

/* Enumerations are read through int *. */
_Static_assert(sizeof(enum role) == sizeof(int), "an enum has the size of an int");

static bool want(struct schema *schema, const struct schema_key *key,
                 const struct yaml_pair *pair, const char **ret_text)
{
    return schema_want_text(schema, key->name, pair->value, ret_text);
}

bool schema_text(struct schema *schema, const struct schema_key *key,
                 const struct yaml_pair *pair, void *variable)
{
    return want(schema, key, pair, variable);
}

static bool has_text(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

bool schema_texts(struct schema *schema, const struct schema_key *key,
                  const struct yaml_pair *pair, void *variable)
{
    struct text_list list = {0};
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        const char *text;
        if (!schema_want_text(schema, key->name, item, &text))
            return false;
        if (has_text(&list, text))
            return schema_complain(schema, item, "'%.*s' is there twice", SHOWN_MAX,
                                   text);
        *LIST_ADD(schema->arena, &list) = text;
    }
    *(struct text_list *)variable = list;
    return true;
}

bool schema_flag(struct schema *schema, const struct schema_key *key,
                 const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (!want(schema, key, pair, &text))
        return false;
    bool is_true = strcmp(text, "true") == 0;
    if (!is_true && strcmp(text, "false") != 0)
        return schema_complain(schema, pair->value,
                               "'%s' must be true or false, not '%.*s'", key->name,
                               SHOWN_MAX, text);
    *(bool *)variable = is_true;
    return true;
}

static bool want_choice(struct schema *schema, const struct schema_key *key,
                        const struct yaml_pair *pair, int *ret_index)
{
    const char *text;
    if (!want(schema, key, pair, &text))
        return false;
    const char *noun = key->noun;
    if (noun == NULL)
        noun = arena_format(schema->arena, "'%s' value", key->name);
    return schema_want_word(schema, noun, text, pair->value, key->words, ret_index);
}

bool schema_choice(struct schema *schema, const struct schema_key *key,
                   const struct yaml_pair *pair, void *variable)
{
    return want_choice(schema, key, pair, variable);
}

bool schema_choice_flag(struct schema *schema, const struct schema_key *key,
                        const struct yaml_pair *pair, void *variable)
{
    int index;
    if (!want_choice(schema, key, pair, &index))
        return false;
    *(bool *)variable = index == 1;
    return true;
}

static bool want_number(struct schema *schema, const struct schema_key *key,
                        const struct yaml_pair *pair, int least, int most,
                        int *ret_number)
{
    const char *text;
    uint64_t number;
    if (!want(schema, key, pair, &text))
        return false;
    if (!text_number(text, (uint64_t)most, &number) || number < (uint64_t)least)
        return schema_complain(schema, pair->value,
                               "'%s' must be a whole number from %d to %d, not '%.*s'",
                               key->name, least, most, SHOWN_MAX, text);
    *ret_number = (int)number;
    return true;
}

bool schema_number(struct schema *schema, const struct schema_key *key,
                   const struct yaml_pair *pair, void *variable)
{
    return want_number(schema, key, pair, key->least, key->most, variable);
}

bool schema_days(struct schema *schema, const struct schema_key *key,
                 const struct yaml_pair *pair, void *variable)
{
    return want_number(schema, key, pair, 0, DAYS_MAX, variable);
}

bool schema_duration(struct schema *schema, const struct schema_key *key,
                     const struct yaml_pair *pair, void *variable)
{
    const char *text;
    long seconds;
    uint64_t digits;
    if (!want(schema, key, pair, &text))
        return false;
    if (text_number(text, DAYS_MAX, &digits))
        return schema_complain(schema, pair->value,
                               "'%s' needs a unit, did you mean '%sd'?", key->name,
                               text);
    if (!duration_parse(text, "dw", &seconds) ||
        seconds / SECONDS_A_DAY > (long)DAYS_MAX)
        return schema_complain(schema, pair->value,
                               "'%s' must be a duration such as 3d or 2w, not '%.*s'",
                               key->name, SHOWN_MAX, text);
    *(int *)variable = (int)(seconds / SECONDS_A_DAY);
    return true;
}

bool schema_day(struct schema *schema, const struct schema_key *key,
                const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (!want(schema, key, pair, &text))
        return false;
    if (!day_parse(slice_of(text), variable))
        return schema_complain(schema, pair->value,
                               "'%s' must be a date such as 2027-01-31, not '%.*s'",
                               key->name, SHOWN_MAX, text);
    return true;
}

/* The address is not shown in complaints: what makes it wrong may be a password. */
bool schema_url(struct schema *schema, const struct schema_key *key,
                const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (!want(schema, key, pair, &text))
        return false;
    struct slice url = slice_of(text);
    const char *scheme = slice_starts_with(url, "https://")  ? "https://"
                         : slice_starts_with(url, "http://") ? "http://"
                                                             : NULL;
    if (scheme == NULL || url.length == strlen(scheme) || text[strlen(scheme)] == '/')
        return schema_complain(schema, pair->value,
                               "'%s' must be an address such as https://host/path",
                               key->name);
    const char *host = text + strlen(scheme);
    if (memchr(host, '@', strcspn(host, "/?#")) != NULL)
        return schema_complain(schema, pair->value,
                               "'%s' holds a user or password: hosts are named here, "
                               "never credentials",
                               key->name);
    if (strpbrk(text, " \t\n\"<>\\^`{|}") != NULL)
        return schema_complain(schema, pair->value,
                               "'%s' holds a character that no address has", key->name);
    *(const char **)variable = text;
    return true;
}

bool schema_line(struct schema *schema, const struct schema_key *key,
                 const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (!want(schema, key, pair, &text))
        return false;
    size_t taken = strspn(text, "0123456789.");
    if (text[taken] != '\0' || text[0] == '.' || text[taken - 1] == '.' ||
        strstr(text, "..") != NULL)
        return schema_complain(schema, pair->value,
                               "'%s' must be a line such as 1.7 or 15, not '%.*s'",
                               key->name, SHOWN_MAX, text);
    *(const char **)variable = text;
    return true;
}
