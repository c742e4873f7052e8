/* The catalogue for people. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/catalog_show.h"

#include "base/day.h"
#include "base/out.h"
#include "identify/version.h"

#include <string.h>

static const char *const line_rules[] = {
    [LINE_MINOR] = "minor", [LINE_MAJOR] = "major", [LINE_NONE] = "none"};

static int name_width(const struct catalog *catalog)
{
    size_t width = strlen("PRODUCT");
    for (size_t i = 0; i < catalog->products.count; i++) {
        size_t length = strlen(catalog->products.items[i].name);
        if (length > width)
            width = length;
    }
    return (int)width;
}

/* Of a chart: where its versions are told. */
static const char *product_home(const struct product *product)
{
    if (product->images.count != 0)
        return product->images.items[0];
    return product->feeds.count == 0 || product->feeds.items[0].argument == NULL
               ? "-"
               : product->feeds.items[0].argument;
}

void catalog_list(const struct catalog *catalog, const struct policy *policy,
                  struct text *text)
{
    int width = name_width(catalog);
    text_addf(text, "%-*s  %-13s  %-8s  %s\n", width, "PRODUCT", "ROLE", "TIER",
              "HOME");
    for (size_t i = 0; i < catalog->products.count; i++) {
        const struct product *product = &catalog->products.items[i];
        text_addf(text, "%-*s  %-13s  %-8s  %s\n", width, product->name,
                  role_name(product->role), tier_name(policy_tier(policy, product)),
                  product_home(product));
    }
}

/* A line "label  value"; further ones of the same label leave it out. */
static void add_line(struct text *text, const char *label, const char *value)
{
    text_addf(text, "  %-11s ", label);
    out_add_printable(text, value);
    text_add_char(text, '\n');
}

static void add_texts(struct text *text, const char *label,
                      const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        add_line(text, i == 0 ? label : "", list->items[i]);
}

static void add_feeds(struct text *text, const struct product *product,
                      struct arena *arena)
{
    for (size_t i = 0; i < product->feeds.count; i++) {
        const struct catalog_feed *feed = &product->feeds.items[i];
        const char *shown = feed->driver;
        if (feed->argument != NULL)
            shown = arena_format(arena, "%s: %s", feed->driver, feed->argument);
        add_line(text, i == 0 ? "feeds" : "", shown);
    }
}

static void add_kubernetes(struct text *text, const struct product *product,
                           struct arena *arena)
{
    for (size_t i = 0; i < product->kubernetes.count; i++) {
        const struct kubernetes_row *row = &product->kubernetes.items[i];
        const char *tested = row->tested == NULL ? "" : range_text(row->tested);
        const char *broken = row->broken == NULL ? "" : range_text(row->broken);
        add_line(text, i == 0 ? "kubernetes" : "",
                 arena_format(arena, "%s:%s%s%s%s", range_text(row->versions),
                              row->tested == NULL ? "" : " tested ", tested,
                              row->broken == NULL ? "" : " broken on ", broken));
        if (row->why != NULL)
            add_line(text, "", row->why);
        if (row->source != NULL)
            add_line(text, "", row->source);
    }
}

static void add_moves(struct text *text, const struct product *product,
                      struct arena *arena)
{
    char day[DAY_TEXT_BYTES];
    for (size_t i = 0; i < product->moved.count; i++) {
        const struct catalog_moved *moved = &product->moved.items[i];
        add_line(text, i == 0 ? "moved" : "",
                 arena_format(arena, "%s to %s%s%s", moved->from, moved->to,
                              moved->since_day == DAY_NONE ? "" : ", since ",
                              moved->since_day == DAY_NONE
                                  ? ""
                                  : day_format(moved->since_day, day)));
    }
}

static void add_retirement(struct text *text, const struct product *product,
                           struct arena *arena)
{
    char day[DAY_TEXT_BYTES];
    bool has_day = product->retired_since_day != DAY_NONE;
    const char *successor = product->retired_successor;
    if (!product->is_retired)
        return;
    add_line(text, "retired",
             arena_format(arena, "%s%s%s%s", has_day ? "since " : "yes",
                          has_day ? day_format(product->retired_since_day, day) : "",
                          successor == NULL ? "" : ", successor ",
                          successor == NULL ? "" : successor));
    if (product->retired_source != NULL)
        add_line(text, "", product->retired_source);
}

static void add_samples(struct text *text, const struct product *product,
                        struct arena *arena)
{
    const struct version_reader *reader;
    struct error err = {0};
    if (!version_reader_new(&product->version, arena, &reader, &err))
        return;
    for (size_t i = 0; i < product->samples.count; i++) {
        char numbers[VERSION_TEXT_BYTES];
        char variant[VERSION_TEXT_BYTES];
        const char *sample = product->samples.items[i];
        struct version version = version_read(reader, sample);
        const char *read = version.kind == TAG_VERSION ? version_text(&version, numbers)
                                                       : "no version";
        version_variant_text(&version, variant);
        add_line(text, i == 0 ? "samples" : "",
                 arena_format(arena, "%s is %s%s%s", sample, read,
                              variant[0] == '\0' ? "" : ", variant ", variant));
    }
}

void catalog_show(const struct product *product, const struct policy *policy,
                  struct arena *arena, struct text *text)
{
    text_addf(text, "%s  (%s:%d)\n", product->name, product->origin.file,
              product->origin.line);
    add_line(text, "title", product->title);
    add_line(text, "role", role_name(product->role));
    add_line(text, "tier", tier_name(policy_tier(policy, product)));
    add_texts(text, "images", &product->images);
    for (size_t i = 0; i < product->charts.count; i++)
        add_line(text, i == 0 ? "charts" : "", product->charts.items[i].name);
    add_line(text, "version",
             arena_format(
                 arena, "scheme %s%s%s, line %s", scheme_name(product->version.scheme),
                 product->version.has_then ? ", then " : "",
                 product->version.has_then ? scheme_name(product->version.then) : "",
                 line_rules[product->version.line]));
    if (product->version.pattern != NULL)
        add_line(text, "pattern", product->version.pattern);
    add_feeds(text, product, arena);
    add_kubernetes(text, product, arena);
    add_moves(text, product, arena);
    add_retirement(text, product, arena);
    add_texts(text, "lts", &product->lts);
    add_samples(text, product, arena);
}
