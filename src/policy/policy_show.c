/* Prints the effective policy: each line with its origin, its keys explained. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy_read.h"

#include <string.h>

enum { ORIGIN_COLUMN = 48, INDENT = 2 };

/* In the order of judging.md: what is not plain from its name. */
static const struct {
    const char *key;
    const char *words; /* lines, each without its "# " */
} explanations[] = {
    {"tiers",
     "How far behind is tolerated in full. Any meter alone breaks a step: days "
     "since the\nfirst release missed, releases missed, lines missed. A step "
     "that is off informs only."},
    {"roles",
     "The tier that each role of the catalogue gets. Images of no known product "
     "are\n'workload'."},
    {"line_end",
     "stale: whether the end of a release line convicts; else it is due at "
     "most.\nwarn: due from so long before the end, if there is somewhere to "
     "go. grace: time to\nmove after the end, or after the next line "
     "appeared. quiet: a line without a release\nfor so long, while a later "
     "one had some, is presumed ended."},
    {"soak", "A release younger than this does not count yet."},
    {"floating", "A tag that moves (latest, 1.7): allow informs, warn is due, stale is "
                 "stale."},
    {"undated", "A release without any known date: count takes it as available, ignore "
                "does not\n(and what would be fresh is then unknown)."},
    {"rebuild", "Newer builds of the same version inform only; with days they are due, "
                "then stale."},
    {"lts",
     "On a line with long-term support that lives: accept lets later lines inform "
     "only,\nignore holds them against it."},
    {"max_exception", "How long after 'granted' the 'until' of an exception may lie."},
    {"mirrors",
     "Prefixes of images that are copies: judged and listed as what they are "
     "upstream."},
    {"own", "First-party images: in the inventory, never a finding."},
    {"unrecognised",
     "Images of no known product: fold into one line, list, or judge by "
     "their own tags."},
    {"annotations", "What stalemark.dev/line on a workload may do: advise moves the "
                    "recommended step,\nallow also makes steps beyond that line inform "
                    "only."},
    {"endpoints", "Base addresses that stand in for those of feeds and registries."},
    {"registries", "How a registry is reached: private (an address on a private net), "
                   "plain_http, ca,\ntoken_realm, credentials."},
    {"gate",
     "fail_on: the least bad status that fails the gate. unknown: what a missing "
     "fact does.\ntiers: the only ones that the gate looks at."},
    {"products",
     "Rules for single products; the meters that a step leaves out are those "
     "of its tier.\nA pin (line, owner, why, until) lets later lines inform "
     "only."},
    {"exceptions", "Reasons that are taken away for a while: for a version and later "
                   "ones of its line."},
};

static bool is_plain_text(const char *text)
{
    static const char *const nothing[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; i < COUNT_OF(nothing); i++)
        if (strcmp(text, nothing[i]) == 0)
            return false;
    size_t length = strlen(text);
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789._-/:+() ") == length &&
           strchr("-: ()", text[0]) == NULL && strchr(": ", text[length - 1]) == NULL &&
           strstr(text, ": ") == NULL;
}

static void add_scalar(struct text *text, const char *scalar)
{
    if (is_plain_text(scalar)) {
        text_add(text, scalar);
        return;
    }
    text_add_char(text, '"');
    for (const char *at = scalar; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            text_addf(text, "\\%c", *at);
        else if (*at == '\n')
            text_add(text, "\\n");
        else if (*at == '\t')
            text_add(text, "\\t");
        else
            text_add_char(text, *at);
    }
    text_add_char(text, '"');
}

/* Ends a line that began at start with where it was written. */
static void add_origin(struct text *text, size_t start, const char *file, int line)
{
    do
        text_add_char(text, ' ');
    while (text->length - start < ORIGIN_COLUMN && !text_overflowed(text));
    if (file == NULL)
        text_add(text, "# built in\n");
    else
        text_addf(text, "# %s:%d\n", file, line);
}

static void add_map(struct text *text, const struct yaml_node *map, size_t indent,
                    size_t *start);

static void add_indent(struct text *text, size_t indent)
{
    for (size_t i = 0; i < indent; i++)
        text_add_char(text, ' ');
}

static bool is_empty(const struct yaml_node *node)
{
    return node->kind != YAML_SCALAR && node->count == 0;
}

static bool has_scalars_only(const struct yaml_node *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind != YAML_SCALAR)
            return false;
    return true;
}

/* Lists of words stand on one line: they are replaced as a whole anyway. */
static void add_words(struct text *text, const struct yaml_node *list)
{
    text_add_char(text, '[');
    for (size_t i = 0; i < list->count; i++) {
        AUTO_TEXT word;
        text_init(&word, 4096);
        add_scalar(&word, list->items[i]->text);
        bool needs_quotes =
            strpbrk(word.bytes, ",[]{}") != NULL && word.bytes[0] != '"';
        text_addf(text, needs_quotes ? "%s\"%s\"" : "%s%s", i == 0 ? "" : ", ",
                  word.bytes);
    }
    text_add_char(text, ']');
}

/* What stands behind "key:", to the end of its last line. */
static void add_value(struct text *text, const struct yaml_pair *pair, size_t indent,
                      size_t start)
{
    const struct yaml_node *value = pair->value;
    bool is_short = value->kind == YAML_SCALAR || is_empty(value) ||
                    (value->kind == YAML_LIST && has_scalars_only(value));
    if (is_short) {
        text_add_char(text, ' ');
        if (value->kind == YAML_SCALAR)
            add_scalar(text, value->text);
        else if (value->kind == YAML_LIST)
            add_words(text, value);
        else
            text_add(text, "{}");
        add_origin(text, start, value->file, pair->line);
        return;
    }
    text_add_char(text, '\n');
    if (value->kind == YAML_MAP) {
        add_map(text, value, indent + INDENT, NULL);
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        size_t item_start = text->length;
        add_indent(text, indent + INDENT);
        text_add(text, "- ");
        add_map(text, value->items[i], indent + INDENT + 2, &item_start);
    }
}

/* start: the first pair goes on a line that began there; NULL: on a line of its own. */
static void add_map(struct text *text, const struct yaml_node *map, size_t indent,
                    size_t *start)
{
    for (size_t i = 0; i < map->count; i++) {
        bool goes_on = i == 0 && start != NULL;
        size_t line_start = goes_on ? *start : text->length;
        if (!goes_on)
            add_indent(text, indent);
        add_scalar(text, map->pairs[i].key);
        text_add_char(text, ':');
        add_value(text, &map->pairs[i], indent, line_start);
    }
}

static void add_explanation(struct text *text, const char *key)
{
    for (size_t i = 0; i < COUNT_OF(explanations); i++) {
        if (strcmp(explanations[i].key, key) != 0)
            continue;
        struct slice rest = slice_of(explanations[i].words);
        while (rest.at != NULL) {
            struct slice line = slice_cut(&rest, '\n');
            text_addf(text, "# %.*s\n", (int)line.length, line.at);
        }
    }
}

void policy_show(const struct policy *policy, struct text *text)
{
    const struct yaml_node *root = policy->shown->root;
    text_add(text, "# The effective policy: a policy file by itself, since it extends "
                   "nothing.\n# Behind each line stands where it was written. Files, "
                   "lowest first:\n");
    for (size_t i = 0; i < policy->files.count; i++)
        text_addf(text, "#   %s sha256:%s\n", policy->files.items[i].path,
                  policy->files.items[i].sha256);
    text_add(text, "version: 1\nextends: none\n");
    for (size_t i = 0; i < root->count; i++) {
        const struct yaml_pair *pair = &root->pairs[i];
        if (strcmp(pair->key, "version") == 0 || strcmp(pair->key, "extends") == 0)
            continue;
        text_add_char(text, '\n');
        add_explanation(text, pair->key);
        size_t start = text->length;
        add_scalar(text, pair->key);
        text_add_char(text, ':');
        add_value(text, pair, 0, start);
    }
}
