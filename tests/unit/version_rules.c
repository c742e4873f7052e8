/* The catalogue's version rules as .cases files write them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "version_rules.h"

#include "unit.h"

#include <string.h>

static int index_of(const char *name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return i;
    fail_msg("nothing is called %s here", name);
    return 0;
}

static enum scheme scheme_of(const char *name)
{
    static const char *const names[] = {"semver", "calver", "numeric", "pattern"};
    return (enum scheme)index_of(name, names, COUNT_OF(names));
}

static enum line_rule line_rule_of(const char *name)
{
    static const char *const names[] = {"minor", "major", "none"};
    return (enum line_rule)index_of(name, names, COUNT_OF(names));
}

static const char *value_of(const char *word, const char *key)
{
    size_t length = strlen(key);
    return strncmp(word, key, length) == 0 && word[length] == '=' ? word + length + 1
                                                                  : NULL;
}

static bool add_word(struct version_rules *rules, const char *word, struct arena *arena)
{
    struct {
        const char *key;
        struct text_list *list;
    } const lists[] = {
        {"prefix", &rules->prefixes},
        {"variant", &rules->variants},
        {"build", &rules->builds},
        {"platform", &rules->platforms},
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const char *value = value_of(word, lists[i].key);
        if (value == NULL)
            continue;
        *LIST_ADD(arena, lists[i].list) = arena_copy(arena, value);
        return true;
    }
    return false;
}

static bool set_rule(struct version_rules *rules, const char *word, struct arena *arena)
{
    const char *scheme = value_of(word, "scheme");
    const char *line = value_of(word, "line");
    const char *then = value_of(word, "then");
    const char *pattern = value_of(word, "pattern");
    if (scheme != NULL) {
        rules->scheme = scheme_of(scheme);
    } else if (line != NULL) {
        rules->line = line_rule_of(line);
    } else if (then != NULL) {
        rules->has_then = true;
        rules->then = scheme_of(then);
    } else if (pattern != NULL) {
        rules->pattern = arena_copy(arena, pattern);
    } else {
        return add_word(rules, word, arena);
    }
    return true;
}

const struct version_reader *version_rules_read(const struct case_line *line,
                                                struct arena *arena)
{
    struct version_rules rules = {0};
    for (size_t i = 1; i < line->count; i++)
        if (!set_rule(&rules, line->words[i], arena))
            fail_msg("%s:%d: what is %s?", line->file, line->number, line->words[i]);
    const struct version_reader *reader = NULL;
    struct error err = {0};
    if (!version_reader_new(&rules, arena, &reader, &err))
        fail_msg("%s:%d: %s", line->file, line->number, err.text);
    return reader;
}
