/* Checks of a catalogue: samples that do not read, names that nothing reaches. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/catalog_check.h"

#include "base/out.h"
#include "feeds/feed.h"
#include "identify/tags.h"

#include <stdio.h>
#include <string.h>

/* One product under the eye of the checks. */
struct checking {
    const struct catalog *catalog;
    const struct product *product;
    struct arena *arena;
    struct text *complaints;
    size_t count;
};

static void complain(struct checking *checking, const char *format, ...) PRINTF(2, 3);

static void complain(struct checking *checking, const char *format, ...)
{
    const struct product *product = checking->product;
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    text_addf(checking->complaints, "%s:%d:%d: %s: ", product->origin.file,
              product->origin.line, product->origin.column, product->name);
    out_add_printable(checking->complaints, what);
    text_add_char(checking->complaints, '\n');
    checking->count++;
}

/* A release has all the numbers that the product's releases have. */
static void check_numbers(struct checking *checking, const char *sample,
                          const struct version *version)
{
    int wanted = checking->product->version.numbers;
    if (wanted == 0 || version_is_prerelease(version))
        return;
    if (version->number_count < wanted)
        complain(checking,
                 "sample '%s' has %d numbers, a release has %d: it would float", sample,
                 version->number_count, wanted);
}

/* One more, its width kept: "09" to "10". False: there are only nines. */
static bool raise_digits(char *digits, size_t length)
{
    while (length > 0 && digits[length - 1] == '9')
        digits[--length] = '0';
    if (length == 0)
        return false;
    digits[length - 1]++;
    return true;
}

/* The same release with a higher number must be newer: else nothing ever would be. */
static void check_raised(struct checking *checking, const struct version_reader *reader,
                         const char *sample, const struct version *version)
{
    for (unsigned i = 0; i < version->number_count && !version_is_prerelease(version);
         i++) {
        char raised[TAG_BYTES_MAX + 1];
        snprintf(raised, sizeof raised, "%s", sample);
        struct version_part number = version->numbers[i];
        if (!raise_digits(raised + number.at, number.length))
            continue;
        struct version tags[] = {*version, version_read(reader, raised)};
        const struct tag_view *view =
            tag_view_new(reader, version, checking->product->version.numbers, tags, 2,
                         NULL, 0, checking->arena);
        if (tag_relate(view, &tags[1]).relation != RELATION_NEWER)
            complain(checking, "'%s' would not be newer than the sample '%s'", raised,
                     sample);
    }
}

static void check_samples(struct checking *checking)
{
    const struct product *product = checking->product;
    const struct version_reader *reader;
    struct error err = {0};
    if (!version_reader_new(&product->version, checking->arena, &reader, &err)) {
        complain(checking, "%s", err.text);
        return;
    }
    if (product->samples.count == 0)
        complain(checking, "no samples: name tags that it really has");
    for (size_t i = 0; i < product->samples.count; i++) {
        const char *sample = product->samples.items[i];
        struct version version = version_read(reader, sample);
        if (version.kind == TAG_VERSION) {
            check_numbers(checking, sample, &version);
            check_raised(checking, reader, sample, &version);
        } else {
            complain(checking, "sample '%s' is no version to scheme %s", sample,
                     scheme_name(product->version.scheme));
        }
    }
}

/* The home is where steps are recommended from, so it must be one place. */
static void check_images(struct checking *checking)
{
    const struct product *product = checking->product;
    if (product->images.count == 0)
        return;
    const char *home = product->images.items[0];
    if (strchr(home, '*') != NULL)
        complain(checking, "the home '%s' is a glob: name one repository first", home);
    for (size_t i = 0; i < product->images.count; i++) {
        const struct product *found =
            catalog_by_repository(checking->catalog, product->images.items[i]);
        if (found != product)
            complain(checking, "image '%s' is reached by %s", product->images.items[i],
                     found == NULL ? "nothing" : found->name);
    }
}

static void check_moves(struct checking *checking)
{
    const struct product *product = checking->product;
    for (size_t i = 0; i < product->moved.count; i++) {
        const struct catalog_moved *moved = &product->moved.items[i];
        if (catalog_by_repository(checking->catalog, moved->from) != product)
            complain(checking,
                     "moved from '%s', which is not among its images: nobody would be "
                     "told",
                     moved->from);
        if (catalog_by_repository(checking->catalog, moved->to) == NULL)
            complain(checking, "moved to '%s', which no product has", moved->to);
    }
}

static bool has_ends(const struct product *product)
{
    for (size_t i = 0; i < product->feeds.count; i++) {
        const struct feed_driver *driver =
            feed_driver_find(product->feeds.items[i].driver);
        if (driver != NULL && (driver->covers & COVERS_ENDS) != 0)
            return true;
    }
    return false;
}

static void check_feeds(struct checking *checking)
{
    const struct product *product = checking->product;
    if (product->feeds.count == 0)
        complain(checking, "no feeds: all that could be said is 'no-feed'");
    if (product->lts.count != 0 && !has_ends(product))
        complain(checking,
                 "long-term lines, and no feed that tells when they end: later "
                 "lines would be forgiven for ever");
}

static void check_end(struct checking *checking)
{
    const char *successor = checking->product->retired_successor;
    if (successor != NULL && catalog_by_name(checking->catalog, successor) == NULL)
        complain(checking, "its successor '%s' is no product of the catalogue",
                 successor);
}

size_t catalog_check(const struct catalog *catalog, struct arena *arena,
                     struct text *complaints)
{
    size_t count = 0;
    for (size_t i = 0; i < catalog->products.count; i++) {
        struct checking checking = {
            .catalog = catalog,
            .product = &catalog->products.items[i],
            .arena = arena,
            .complaints = complaints,
        };
        check_images(&checking);
        check_moves(&checking);
        check_feeds(&checking);
        check_end(&checking);
        check_samples(&checking);
        count += checking.count;
    }
    return count;
}
