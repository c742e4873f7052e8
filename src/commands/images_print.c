/* Printing the list of images. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/images_print.h"

#include "report/screen.h"
#include "report/words.h"
#include "report/writers.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_LEAST = 60, PODS_COLUMNS = 5, GAP = 2 };

/* Widths of the table's columns; where it runs stands below when all do not fit. */
struct widths {
    int image;
    int where;
    int product;
    bool is_folded;
};

/* Whether the image is one of the list: with only_unrecognised those that are no known
 * product and not first-party. */
static bool is_listed(const struct images_listing *listing,
                      const struct subject *subject)
{
    if (subject->part != NULL && subject->part->is_unanswered)
        return false; /* nothing is known to run; why is told beside it */
    return !listing->only_unrecognised ||
           (subject->product == NULL && !subject->is_own && !subject->is_by_hand);
}

static size_t pods_of(const struct image *image)
{
    size_t pods = 0;
    for (size_t i = 0; i < image->uses.count; i++)
        if (!image->uses.items[i].is_finished)
            pods += image->uses.items[i].pods;
    return pods;
}

/* "kube-system Deployment/traefik", and how many places more. */
static void add_where(const struct image *image, struct text *text)
{
    const struct use *first = &image->uses.items[0];
    text_addf(text, "%s%s%s", first->namespace, first->namespace[0] == '\0' ? "" : " ",
              first->workload);
    size_t others = 0;
    for (size_t i = 1; i < image->uses.count; i++) {
        const struct use *use = &image->uses.items[i];
        const struct use *before = &image->uses.items[i - 1];
        others += use->cluster != before->cluster ||
                  strcmp(use->namespace, before->namespace) != 0 ||
                  strcmp(use->workload, before->workload) != 0;
    }
    if (others != 0)
        text_addf(text, " +%zu", others);
}

/* What it was recognised as, or why it was not. */
static void add_product(const struct subject *subject, struct text *text)
{
    if (subject->product != NULL)
        text_addf(text, "%s (%s)", subject->product->name, role_name(subject->role));
    else if (!subject->is_valid)
        text_add(text, "no valid reference");
    else if (subject->is_own)
        text_add(text, "own");
    else if (subject->lookalike != NULL)
        text_addf(text, "looks like %s", subject->lookalike->name);
    else
        text_add(text, "-");
}

static int widest(int a, int b)
{
    return a > b ? a : b;
}

static int at_most(int value, int most)
{
    return value < most ? value : most;
}

/* What the content wants. */
static struct widths measure(const struct images_listing *listing)
{
    struct widths widths = {(int)strlen("IMAGE"), (int)strlen("RUNS IN"),
                            (int)strlen("PRODUCT"), false};
    AUTO_TEXT cell;
    text_init(&cell, 64 * 1024);
    for (size_t i = 0; i < listing->subjects->count; i++) {
        const struct subject *subject = &listing->subjects->items[i];
        if (!is_listed(listing, subject))
            continue;
        widths.image = widest(widths.image, screen_width(subject->image->reference));
        text_reset(&cell);
        add_where(subject->image, &cell);
        widths.where = widest(widths.where, screen_width(cell.bytes));
        text_reset(&cell);
        add_product(subject, &cell);
        widths.product = widest(widths.product, screen_width(cell.bytes));
    }
    return widths;
}

static struct widths fit(const struct images_listing *listing, int columns)
{
    struct widths widths = measure(listing);
    int room = widest(columns, COLUMNS_LEAST) - PODS_COLUMNS - GAP;
    if (widths.image + widths.where + widths.product + 2 * GAP <= room)
        return widths;
    widths.is_folded = true;
    widths.product = at_most(widths.product, room * 2 / 5);
    widths.image = at_most(widths.image, room - GAP - widths.product);
    widths.where = at_most(widths.where, columns - GAP);
    return widths;
}

static void add_row(const struct widths *widths, const char *image, const char *pods,
                    const char *where, const char *product, struct text *text)
{
    screen_add_cell(text, image, widths->image, false);
    text_add(text, "  ");
    screen_add_cell(text, pods, PODS_COLUMNS, true);
    text_add(text, "  ");
    if (!widths->is_folded) {
        screen_add_cell(text, where, widths->where, false);
        text_add(text, "  ");
    }
    screen_add_cell(text, product, widths->product, false);
    screen_end_line(text);
    if (widths->is_folded && where[0] != '\0') {
        text_add(text, "  ");
        screen_add_cell(text, where, widths->where, false);
        screen_end_line(text);
    }
}

/* With -v: the digest, and every place with its container. */
static void add_details(const struct images_listing *listing, const struct image *image,
                        int columns, struct text *text)
{
    static const char *const kinds[] = {[CONTAINER_MAIN] = "",
                                        [CONTAINER_INIT] = " (init)",
                                        [CONTAINER_EPHEMERAL] = " (ephemeral)",
                                        [CONTAINER_VOLUME] = " (volume)",
                                        [CONTAINER_NODE] = "",
                                        [CONTAINER_NONE] = ""};
    AUTO_TEXT line;
    text_init(&line, 64 * 1024);
    if (image->digest != NULL) {
        text_addf(text, "  %s\n", image->digest);
    }
    for (size_t i = 0; i < image->uses.count; i++) {
        const struct use *use = &image->uses.items[i];
        text_reset(&line);
        text_addf(&line, "  %s: %s%s%s",
                  listing->inventory->clusters.items[use->cluster].name, use->namespace,
                  use->namespace[0] == '\0' ? "" : " ", use->workload);
        if (use->kind != CONTAINER_NONE)
            text_addf(&line, " %s%s, %zu %s%s", use->container, kinds[use->kind],
                      use->pods, use->pods == 1 ? "pod" : "pods",
                      use->is_finished ? ", finished" : "");
        screen_add_cell(text, line.bytes, widest(columns, screen_width(line.bytes)),
                        false);
        screen_end_line(text);
    }
}

static void add_summary(const struct images_listing *listing, struct text *text)
{
    size_t own = 0;
    size_t recognised = 0;
    size_t counts[SUBJECT_KIND_COUNT] = {0};
    const struct subject_list *subjects = listing->subjects;
    const struct cluster_list *clusters = &listing->inventory->clusters;
    for (size_t i = 0; i < subjects->count; i++) {
        counts[subjects->items[i].kind]++;
        recognised += subjects->items[i].product != NULL;
        own += subjects->items[i].product == NULL && subjects->items[i].is_own;
    }
    words_subjects(text, counts);
    text_addf(text, ": %zu recognised, %zu own, %zu not recognised\n", recognised, own,
              subjects->count - recognised - own);
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        if (cluster->kind == CLUSTER_BY_HAND)
            continue;
        out_add_printable(text, cluster->name);
        text_addf(text, ": %zu %s%s%s%s\n", cluster->pods,
                  cluster->pods == 1 ? "pod" : "pods",
                  cluster->version == NULL ? "" : ", Kubernetes ",
                  cluster->version == NULL ? "" : cluster->version,
                  cluster->is_complete ? "" : ", not listed whole");
    }
}

void images_print_text(const struct images_listing *listing, const struct out *out,
                       struct text *text)
{
    struct widths widths = fit(listing, out->columns);
    AUTO_TEXT where;
    AUTO_TEXT product;
    text_init(&where, 64 * 1024);
    text_init(&product, 64 * 1024);
    add_row(&widths, "IMAGE", "PODS", "RUNS IN", "PRODUCT", text);
    for (size_t i = 0; i < listing->subjects->count; i++) {
        const struct subject *subject = &listing->subjects->items[i];
        char pods[24];
        if (!is_listed(listing, subject))
            continue;
        text_reset(&where);
        text_reset(&product);
        add_where(subject->image, &where);
        add_product(subject, &product);
        if (subject->is_by_hand || subject->kind != SUBJECT_IMAGE)
            snprintf(pods, sizeof pods, "-");
        else
            snprintf(pods, sizeof pods, "%zu", pods_of(subject->image));
        add_row(&widths, subject->image->reference, pods, where.bytes, product.bytes,
                text);
        if (out->verbosity > 0)
            add_details(listing, subject->image, out->columns, text);
    }
    text_add_char(text, '\n');
    add_summary(listing, text);
}

static void write_image(const struct images_listing *listing,
                        const struct subject *subject, struct json_writer *json)
{
    char version[VERSION_TEXT_BYTES];
    bool is_version = subject->is_valid && subject->running.kind != TAG_NOT_A_VERSION &&
                      version_text(&subject->running, version)[0] != '\0';
    json_write_object(json, NULL);
    json_write_text(json, "image", subject->image->reference);
    json_write_text(json, "digest", subject->image->digest);
    json_write_text(json, "product",
                    subject->product == NULL ? NULL : subject->product->name);
    json_write_text(json, "role",
                    subject->product == NULL ? NULL : role_name(subject->role));
    json_write_text(json, "version", is_version ? version : NULL);
    if (subject->product == NULL) {
        json_write_flag(json, "own", subject->is_own);
        if (subject->lookalike != NULL)
            json_write_text(json, "looks_like", subject->lookalike->name);
    }
    if (!subject->is_valid)
        json_write_text(json, "failure", subject->failure);
    json_report_uses(json, listing->inventory, &subject->image->uses);
    json_write_end(json);
}

static void write_chart(const struct images_listing *listing,
                        const struct subject *subject, struct json_writer *json)
{
    const struct part *part = subject->part;
    json_write_object(json, NULL);
    json_write_text(json, "chart", part->name);
    json_write_text(json, "version", part->version);
    json_write_text(json, "app_version", part->app_version);
    json_write_text(json, "product",
                    subject->product == NULL ? NULL : subject->product->name);
    if (part->failure != NULL)
        json_write_text(json, "failure", part->failure);
    json_report_uses(json, listing->inventory, &part->uses);
    json_write_end(json);
}

static void write_charts(const struct images_listing *listing, struct json_writer *json)
{
    json_write_list(json, "charts");
    for (size_t i = 0; i < listing->subjects->count; i++)
        if (is_listed(listing, &listing->subjects->items[i]) &&
            listing->subjects->items[i].kind == SUBJECT_CHART)
            write_chart(listing, &listing->subjects->items[i], json);
    json_write_end(json);
}

void images_print_json(const struct images_listing *listing, struct text *text)
{
    struct json_writer json;
    json_writer_init(&json, text, true);
    json_write_object(&json, NULL);
    json_report_clusters(&json, listing->inventory);
    json_write_list(&json, "images");
    for (size_t i = 0; i < listing->subjects->count; i++)
        if (is_listed(listing, &listing->subjects->items[i]) &&
            listing->subjects->items[i].kind == SUBJECT_IMAGE)
            write_image(listing, &listing->subjects->items[i], &json);
    json_write_end(&json);
    if (listing->inventory->parts.count != 0)
        write_charts(listing, &json);
    json_write_end(&json);
    text_add_char(text, '\n');
}
