/* The strict reader: keys, hints and complaints with their place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/schema.h"

#include "base/near.h"
#include "base/text.h"
#include "policy/words.h"

#include <string.h>

enum { KEYS_MAX = 64, SHOWN_MAX = 60, LISTED_MAX = 14 };

struct origin schema_origin(const struct yaml_node *node)
{
    return (struct origin){node->file, node->line, node->column};
}

struct origin schema_key_origin(const struct yaml_pair *pair)
{
    return (struct origin){pair->value->file, pair->line, pair->column};
}

PRINTF(3, 0)
static bool complain_v(struct schema *schema, struct origin at, const char *format,
                       va_list arguments)
{
    AUTO_TEXT what;
    text_init(&what, sizeof schema->err->text);
    text_addfv(&what, format, arguments);
    return error_set(schema->err, ERROR_USAGE, "%s:%d:%d: %s",
                     at.file == NULL ? "built in" : at.file, at.line, at.column,
                     what.bytes);
}

bool schema_complain_at(struct schema *schema, struct origin at, const char *format,
                        ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain_v(schema, at, format, arguments);
    va_end(arguments);
    return false;
}

bool schema_complain(struct schema *schema, const struct yaml_node *at,
                     const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain_v(schema, schema_origin(at), format, arguments);
    va_end(arguments);
    return false;
}

bool schema_complain_within(struct schema *schema, const struct yaml_node *at)
{
    schema->err->code = ERROR_USAGE;
    return error_within(schema->err, "%s:%d:%d", at->file, at->line, at->column);
}

/* "allow, warn, stale"; cut short where there are many. */
static void add_words(struct text *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count && i < LISTED_MAX; i++)
        text_addf(text, "%s%s", i == 0 ? "" : ", ", words[i]);
    if (count > LISTED_MAX)
        text_add(text, ", ...");
}

bool schema_complain_unknown(struct schema *schema, struct origin at, const char *noun,
                             const char *word, const char *const *words, size_t count)
{
    const char *near = near_match(word, words, count);
    if (near != NULL)
        return schema_complain_at(schema, at, "unknown %s '%.*s', did you mean '%s'?",
                                  noun, SHOWN_MAX, word, near);
    AUTO_TEXT known;
    text_init(&known, 400);
    add_words(&known, words, count);
    return schema_complain_at(schema, at, "unknown %s '%.*s' (known: %s)", noun,
                              SHOWN_MAX, word, known.bytes);
}

bool schema_want_word(struct schema *schema, const char *noun, const char *text,
                      const struct yaml_node *at, const char *const *words,
                      int *ret_index)
{
    if (words_find(words, text, ret_index))
        return true;
    return schema_complain_unknown(schema, schema_origin(at), noun, text, words,
                                   words_count(words));
}

static const char *kind_words(const struct yaml_node *node)
{
    if (yaml_is_nothing(node))
        return "nothing";
    switch (node->kind) {
    case YAML_SCALAR:
        return "a single value";
    case YAML_LIST:
        return "a list";
    case YAML_MAP:
        return "a map";
    }
    return "";
}

bool schema_want_map(struct schema *schema, const char *name,
                     const struct yaml_node *node)
{
    if (node->kind == YAML_MAP)
        return true;
    return schema_complain(schema, node, "'%s' must be a map, not %s", name,
                           kind_words(node));
}

bool schema_want_list(struct schema *schema, const char *name,
                      const struct yaml_node *node)
{
    if (node->kind == YAML_LIST)
        return true;
    return schema_complain(schema, node, "'%s' must be a list, not %s", name,
                           kind_words(node));
}

bool schema_want_text(struct schema *schema, const char *name,
                      const struct yaml_node *node, const char **ret_text)
{
    if (node->kind != YAML_SCALAR || yaml_is_nothing(node))
        return schema_complain(schema, node, "'%s' must be a single value, not %s",
                               name, kind_words(node));
    if (node->text_bytes == 0)
        return schema_complain(schema, node, "'%s' is empty", name);
    for (size_t i = 0; i < node->text_bytes; i++) {
        unsigned char byte = (unsigned char)node->text[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F)
            return schema_complain(schema, node, "'%s' holds a control character",
                                   name);
    }
    *ret_text = node->text;
    return true;
}

static const struct schema_key *find_key(const struct schema_key *keys,
                                         const char *name)
{
    for (const struct schema_key *key = keys; key->name != NULL; key++)
        if (strcmp(key->name, name) == 0)
            return key;
    return NULL;
}

static bool complain_about_key(struct schema *schema, const struct yaml_pair *pair,
                               const struct schema_key *keys)
{
    const char *names[KEYS_MAX];
    size_t count = 0;
    for (; keys[count].name != NULL && count < KEYS_MAX; count++)
        names[count] = keys[count].name;
    return schema_complain_unknown(schema, schema_key_origin(pair), "key", pair->key,
                                   names, count);
}

static bool read_pair(struct schema *schema, const struct schema_key *key,
                      const struct yaml_pair *pair, char *target)
{
    if (!key->read(schema, key, pair, target + key->offset))
        return false;
    if (key->origin_offset != 0) {
        struct origin origin = schema_key_origin(pair);
        memcpy(target + key->origin_offset, &origin, sizeof origin);
    }
    if (key->has_offset != 0)
        *(bool *)(target + key->has_offset) = true;
    return true;
}

bool schema_map(struct schema *schema, const struct yaml_node *node,
                const struct schema_key *keys, void *target)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const struct schema_key *key = find_key(keys, pair->key);
        if (key == NULL)
            return complain_about_key(schema, pair, keys);
        if (!read_pair(schema, key, pair, target))
            return false;
    }
    for (const struct schema_key *key = keys; key->name != NULL; key++)
        if (key->is_required && yaml_get(node, key->name) == NULL)
            return schema_complain(schema, node, "'%s' is missing", key->name);
    return true;
}
