/* The catalogue's file format, key by key. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/catalog_read.h"

#include "base/day.h"
#include "base/pattern.h"
#include "policy/repository.h"
#include "policy/schema.h"
#include "policy/words.h"

#include <string.h>

enum { SHOWN_MAX = 60, NUMBERS_MAX = 6 };

static bool read_range(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (!schema_want_text(schema, key->name, pair->value, &text))
        return false;
    const struct range **range = variable;
    return range_parse(text, schema->arena, range, schema->err) ||
           schema_complain_within(schema, pair->value);
}

static const struct schema_key version_keys[] = {
    {.name = "scheme",
     .read = schema_choice,
     .offset = offsetof(struct version_rules, scheme),
     .words = scheme_words,
     .noun = "scheme"},
    {.name = "line",
     .read = schema_choice,
     .offset = offsetof(struct version_rules, line),
     .words = line_words,
     .noun = "line rule"},
    {.name = "then",
     .read = schema_choice,
     .offset = offsetof(struct version_rules, then),
     .has_offset = offsetof(struct version_rules, has_then),
     .words = scheme_words,
     .noun = "scheme"},
    {.name = "pattern",
     .read = schema_text,
     .offset = offsetof(struct version_rules, pattern)},
    {0},
};

static bool check_pattern(struct schema *schema, const struct yaml_node *at,
                          const char *expression)
{
    struct pattern *pattern;
    if (!pattern_compile(expression, schema->arena, &pattern, schema->err))
        return schema_complain_within(schema, at);
    if (!pattern_has_group(pattern, "numbers"))
        return schema_complain(schema, at, "the pattern has no group (?<numbers>...)");
    return true;
}

static bool read_version(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    struct version_rules *rules = variable;
    const struct yaml_node *node = pair->value;
    if (!schema_want_map(schema, key->name, node) ||
        !schema_map(schema, node, version_keys, rules))
        return false;
    bool wants_pattern = rules->scheme == SCHEME_PATTERN ||
                         (rules->has_then && rules->then == SCHEME_PATTERN);
    if (wants_pattern && rules->pattern == NULL)
        return schema_complain(schema, node, "scheme 'pattern' needs 'pattern'");
    if (!wants_pattern && rules->pattern != NULL)
        return schema_complain(schema, yaml_get(node, "pattern"),
                               "'pattern' needs 'scheme: pattern'");
    if (rules->has_then && rules->then == rules->scheme)
        return schema_complain(schema, yaml_get(node, "then"),
                               "'then' names the scheme that 'scheme' names already");
    return rules->pattern == NULL ||
           check_pattern(schema, yaml_get(node, "pattern"), rules->pattern);
}

static bool read_images(struct schema *schema, const struct schema_key *key,
                        const struct yaml_pair *pair, void *variable)
{
    struct catalog_reading *reading = schema->context;
    struct text_list *images = variable;
    if (!schema_texts(schema, key, pair, images))
        return false;
    if (images->count == 0)
        return schema_complain(schema, pair->value, "'images' names no image");
    for (size_t i = 0; i < images->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        const char *problem = repository_problem(item->text, false, schema->arena);
        if (problem != NULL)
            return schema_complain(schema, item, "%s", problem);
        *LIST_ADD(schema->arena, &reading->claims) = (struct catalog_claim){
            .repository = item->text,
            .origin = schema_origin(item),
        };
    }
    return true;
}

/* An entry is a driver's name, or a map of the name to its argument. */
static bool take_feed(struct schema *schema, const struct yaml_node *item,
                      struct catalog_feed *ret_feed)
{
    ret_feed->origin = schema_origin(item);
    if (item->kind != YAML_MAP)
        return schema_want_text(schema, "feeds", item, &ret_feed->driver);
    if (item->count != 1)
        return schema_complain(schema, item, "a feed is one driver: argument");
    struct schema_key address = {.name = item->pairs[0].key};
    ret_feed->driver = item->pairs[0].key;
    if (!schema_want_text(schema, address.name, item->pairs[0].value,
                          &ret_feed->argument))
        return false;
    const char *unused;
    return strstr(ret_feed->argument, "://") == NULL ||
           slice_starts_with(slice_of(ret_feed->argument), "oci://") ||
           schema_url(schema, &address, &item->pairs[0], (void *)&unused);
}

static bool is_same_feed(const struct catalog_feed *a, const struct catalog_feed *b)
{
    return text_same(a->driver, b->driver) && text_same(a->argument, b->argument);
}

static bool check_feed(struct schema *schema, const struct catalog_feed_list *feeds,
                       const struct catalog_feed *feed)
{
    const struct catalog_reading *reading = schema->context;
    int unused;
    if (reading->drivers != NULL &&
        !words_find(reading->drivers, feed->driver, &unused))
        return schema_complain_unknown(schema, feed->origin, "feed", feed->driver,
                                       reading->drivers, words_count(reading->drivers));
    for (size_t i = 0; i < feeds->count; i++)
        if (is_same_feed(&feeds->items[i], feed))
            return schema_complain_at(schema, feed->origin,
                                      "feed '%.*s' is there twice", SHOWN_MAX,
                                      feed->driver);
    return true;
}

static bool read_feeds(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    struct catalog_feed_list *feeds = variable;
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        struct catalog_feed feed = {0};
        if (!take_feed(schema, pair->value->items[i], &feed) ||
            !check_feed(schema, feeds, &feed))
            return false;
        *LIST_ADD(schema->arena, feeds) = feed;
    }
    return true;
}

static const struct schema_key kubernetes_keys[] = {
    {.name = "versions",
     .read = read_range,
     .offset = offsetof(struct kubernetes_row, versions),
     .is_required = true},
    {.name = "tested",
     .read = read_range,
     .offset = offsetof(struct kubernetes_row, tested)},
    {.name = "broken",
     .read = read_range,
     .offset = offsetof(struct kubernetes_row, broken)},
    {.name = "why",
     .read = schema_text,
     .offset = offsetof(struct kubernetes_row, why)},
    {.name = "source",
     .read = schema_url,
     .offset = offsetof(struct kubernetes_row, source)},
    {0},
};

static bool read_kubernetes(struct schema *schema, const struct schema_key *key,
                            const struct yaml_pair *pair, void *variable)
{
    struct kubernetes_row_list *rows = variable;
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        struct kubernetes_row row = {0};
        if (!schema_want_map(schema, key->name, item) ||
            !schema_map(schema, item, kubernetes_keys, &row))
            return false;
        if (row.tested == NULL && row.broken == NULL)
            return schema_complain(schema, item, "neither 'tested' nor 'broken'");
        *LIST_ADD(schema->arena, rows) = row;
    }
    return true;
}

static bool read_repository(struct schema *schema, const struct schema_key *key,
                            const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (!schema_want_text(schema, key->name, pair->value, &text))
        return false;
    const char *problem = repository_problem(text, false, schema->arena);
    if (problem != NULL)
        return schema_complain(schema, pair->value, "%s", problem);
    *(const char **)variable = text;
    return true;
}

static const struct schema_key moved_keys[] = {
    {.name = "from",
     .read = read_repository,
     .offset = offsetof(struct catalog_moved, from),
     .is_required = true},
    {.name = "to",
     .read = read_repository,
     .offset = offsetof(struct catalog_moved, to),
     .is_required = true},
    {.name = "since",
     .read = schema_day,
     .offset = offsetof(struct catalog_moved, since_day)},
    {.name = "source",
     .read = schema_url,
     .offset = offsetof(struct catalog_moved, source)},
    {0},
};

static bool read_moved(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    struct catalog_moved_list *moves = variable;
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        struct catalog_moved moved = {.since_day = DAY_NONE};
        if (!schema_want_map(schema, key->name, item) ||
            !schema_map(schema, item, moved_keys, &moved))
            return false;
        if (strcmp(moved.from, moved.to) == 0)
            return schema_complain(schema, item, "moved from a place to itself");
        *LIST_ADD(schema->arena, moves) = moved;
    }
    return true;
}

static const struct schema_key retired_keys[] = {
    {.name = "since",
     .read = schema_day,
     .offset = offsetof(struct product, retired_since_day),
     .is_required = true},
    {.name = "successor",
     .read = schema_text,
     .offset = offsetof(struct product, retired_successor)},
    {.name = "source",
     .read = schema_url,
     .offset = offsetof(struct product, retired_source)},
    {0},
};

static bool read_retired(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    struct product *product = variable;
    product->is_retired = true;
    return schema_want_map(schema, key->name, pair->value) &&
           schema_map(schema, pair->value, retired_keys, product);
}

static bool read_lines(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    if (!schema_texts(schema, key, pair, variable))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair item = {.key = pair->key,
                                       .value = pair->value->items[i]};
        const char *unused;
        if (!schema_line(schema, key, &item, (void *)&unused))
            return false;
    }
    return true;
}

/* One prefix, or a list of them. */
static bool read_prefixes(struct schema *schema, const struct schema_key *key,
                          const struct yaml_pair *pair, void *variable)
{
    const char *text;
    if (pair->value->kind == YAML_LIST)
        return schema_texts(schema, key, pair, variable);
    if (!schema_want_text(schema, key->name, pair->value, &text))
        return false;
    *LIST_ADD(schema->arena, (struct text_list *)variable) = text;
    return true;
}

#define TEXTS(key, list)                                                               \
    {                                                                                  \
        .name = (key), .read = schema_texts, .offset = offsetof(struct product, list)  \
    }

static const struct schema_key product_keys[] = {
    {.name = "title", .read = schema_text, .offset = offsetof(struct product, title)},
    {.name = "role",
     .read = schema_choice,
     .offset = offsetof(struct product, role),
     .words = role_words,
     .noun = "role",
     .is_required = true},
    {.name = "images", .read = read_images, .offset = offsetof(struct product, images)},
    {.name = "components",
     .read = catalog_read_components,
     .offset = offsetof(struct product, components)},
    {.name = "charts",
     .read = catalog_read_charts,
     .offset = offsetof(struct product, charts)},
    {.name = "version",
     .read = read_version,
     .offset = offsetof(struct product, version)},
    {.name = "feeds", .read = read_feeds, .offset = offsetof(struct product, feeds)},
    {.name = "kubernetes",
     .read = read_kubernetes,
     .offset = offsetof(struct product, kubernetes)},
    {.name = "numbers",
     .read = schema_number,
     .offset = offsetof(struct product, version.numbers),
     .least = 1,
     .most = NUMBERS_MAX},
    {.name = "moved", .read = read_moved, .offset = offsetof(struct product, moved)},
    {.name = "retired", .read = read_retired, .offset = 0},
    TEXTS("variants", version.variants),
    TEXTS("builds", version.builds),
    {.name = "prefix",
     .read = read_prefixes,
     .offset = offsetof(struct product, version.prefixes)},
    TEXTS("platforms", version.platforms),
    TEXTS("samples", samples),
    {.name = "lts", .read = read_lines, .offset = offsetof(struct product, lts)},
    {0},
};

/* Names are written on command lines and in policies. */
static bool check_name(struct schema *schema, const struct yaml_pair *pair)
{
    size_t taken = strspn(pair->key, "abcdefghijklmnopqrstuvwxyz0123456789-.");
    if (pair->key[0] != '\0' && pair->key[taken] == '\0')
        return true;
    return schema_complain_at(schema, schema_key_origin(pair),
                              "product '%.*s': names have lower-case letters, digits, "
                              "- and . only",
                              SHOWN_MAX, pair->key);
}

static bool check_new(struct schema *schema, const struct yaml_pair *pair)
{
    const struct catalog_reading *reading = schema->context;
    for (size_t i = 0; i < reading->products.count; i++) {
        const struct product *other = &reading->products.items[i];
        if (strcmp(other->name, pair->key) == 0)
            return schema_complain_at(schema, schema_key_origin(pair),
                                      "product '%s' is there already (%s:%d:%d)",
                                      pair->key, other->origin.file, other->origin.line,
                                      other->origin.column);
    }
    return true;
}

static bool read_product(struct schema *schema, const struct yaml_pair *pair)
{
    struct catalog_reading *reading = schema->context;
    size_t claims_before = reading->claims.count;
    struct product product = {
        .name = pair->key,
        .title = pair->key,
        .retired_since_day = DAY_NONE,
        .origin = schema_key_origin(pair),
    };
    if (!check_name(schema, pair) || !check_new(schema, pair) ||
        !schema_want_map(schema, pair->key, pair->value) ||
        !schema_map(schema, pair->value, product_keys, &product))
        return false;
    if (product.images.count == 0 && product.charts.count == 0 &&
        product.components.count == 0)
        return schema_complain(
            schema, pair->value,
            "product '%.*s' has no 'images', 'charts' or 'components'", SHOWN_MAX,
            pair->key);
    if (product.images.count != 0 && product.charts.count != 0)
        return schema_complain(schema, pair->value,
                               "product '%.*s': the versions of a chart are not those "
                               "of the images in it: 'charts' need a product of their "
                               "own",
                               SHOWN_MAX, pair->key);
    *LIST_ADD(schema->arena, &reading->products) = product;
    for (size_t i = claims_before; i < reading->claims.count; i++)
        reading->claims.items[i].product_name = product.name;
    return true;
}

static bool read_products(struct schema *schema, const struct schema_key *key,
                          const struct yaml_pair *pair, void *variable)
{
    (void)variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++)
        if (!read_product(schema, &pair->value->pairs[i]))
            return false;
    return true;
}

static const struct schema_key catalog_keys[] = {
    {.name = "products", .read = read_products, .is_required = true},
    {0},
};

bool catalog_read(const struct yaml_node *root, struct catalog_reading *reading,
                  struct arena *arena, struct error *err)
{
    struct schema schema = {.arena = arena, .err = err, .context = reading};
    if (root->kind != YAML_MAP)
        return schema_complain(&schema, root, "a catalogue is a map with 'products'");
    return schema_map(&schema, root, catalog_keys, reading);
}
