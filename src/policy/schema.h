/* A strict reader: YAML maps into structs by tables of keys. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/yaml.h"
#include "policy/catalog.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * One reading. Every failure is ERROR_USAGE with "FILE:LINE:COLUMN: what is wrong";
 * the first one ends the reading.
 */
struct schema {
    struct arena *arena; /* owns what is read */
    struct error *err;
    void *context; /* for readers of one's own */
};

struct schema_key;

/* Reads the value of a pair into its variable. */
typedef bool schema_read(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable);

/* One key of a map. A table ends with a row whose name is NULL. */
struct schema_key {
    const char *name;
    schema_read *read;
    size_t offset;            /* of the variable in the struct */
    size_t origin_offset;     /* of its struct origin; 0: not kept */
    size_t has_offset;        /* of a bool that says it was there; 0: none */
    const char *const *words; /* schema_choice: NULL-terminated */
    const char *noun;         /* what the words are: "tier"; NULL: a value of the key */
    const char *source;       /* for readers of one's own */
    int least;                /* schema_number */
    int most;                 /* schema_number */
    bool is_required;
};

/* Reads a map by a table of keys: unknown, missing, ill-typed ones are complaints. */
bool schema_map(struct schema *schema, const struct yaml_node *node,
                const struct schema_key *keys, void *target) NODISCARD;

/* Readers. The comment names the type of the variable. */
schema_read schema_text;        /* const char *: not empty */
schema_read schema_texts;       /* struct text_list: a list, no text twice */
schema_read schema_flag;        /* bool: true or false */
schema_read schema_choice;      /* enum: the index in words */
schema_read schema_choice_flag; /* bool: whether it is the second of two words */
schema_read schema_number;      /* int: least to most */
schema_read schema_days;        /* int: a whole number of days */
schema_read schema_duration;    /* int: days, written 3d or 2w */
schema_read schema_day;         /* int: YYYY-MM-DD */
schema_read schema_url;         /* const char *: http or https, no user in it */
schema_read schema_line;        /* const char *: a release line such as 1.7 or 15 */

/* The pieces of which readers are made; each complains and returns false. */
bool schema_want_map(struct schema *schema, const char *name,
                     const struct yaml_node *node) NODISCARD;
bool schema_want_list(struct schema *schema, const char *name,
                      const struct yaml_node *node) NODISCARD;
bool schema_want_text(struct schema *schema, const char *name,
                      const struct yaml_node *node, const char **ret_text) NODISCARD;
bool schema_want_word(struct schema *schema, const char *noun, const char *text,
                      const struct yaml_node *at, const char *const *words,
                      int *ret_index) NODISCARD;

/* Always returns false. */
bool schema_complain(struct schema *schema, const struct yaml_node *at,
                     const char *format, ...) PRINTF(3, 4);
bool schema_complain_at(struct schema *schema, struct origin at, const char *format,
                        ...) PRINTF(3, 4);

/* Puts the place before a complaint that somebody else made. Always returns false. */
bool schema_complain_within(struct schema *schema, const struct yaml_node *at);

/* "unknown tier 'corr', did you mean 'core'?", else what there is. Returns false. */
bool schema_complain_unknown(struct schema *schema, struct origin at, const char *noun,
                             const char *word, const char *const *words, size_t count);

/* Where a key or a value was written. */
struct origin schema_key_origin(const struct yaml_pair *pair);
struct origin schema_origin(const struct yaml_node *node);
