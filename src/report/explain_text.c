/* The explanation for a terminal: what runs, how it was read, what was asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain_parts.h"
#include "report/screen.h"
#include "report/text_table.h"
#include "report/words.h"

#include <string.h>

enum { TAGS_SHOWN = 4 };

static void write_head(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    const struct product *product = finding->subject->product;
    const char *status = status_name(finding->status);
    AUTO_TEXT name;
    text_init(&name, 4096);
    text_add(&name, product != NULL ? product->title : finding->image);
    if (product != NULL && finding->version != NULL)
        text_addf(&name, " %s", finding->version);
    screen_add_colored(page->text, name.bytes, screen_width(name.bytes), SCREEN_BOLD,
                       page->look->has_color);
    text_add(page->text, " is ");
    screen_add_colored(page->text, status, (int)strlen(status),
                       table_status_color(finding->status), page->look->has_color);
    text_addf(page->text, " as of %s\n",
              page_day(page, page->explanation->report->as_of_day));
    if (product != NULL)
        page_line(page, finding->image);
    if (finding->message != NULL)
        screen_add_hanging(page->text, finding->message, PAGE_INDENT, PAGE_INDENT,
                           page->look->columns);
}

static void write_uses(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    const struct inventory *inventory = page->explanation->report->inventory;
    page_heading(page, "Where it runs");
    for (size_t i = 0; i < finding->uses.count; i++) {
        const struct use *use = &finding->uses.items[i];
        AUTO_TEXT line;
        text_init(&line, 4096);
        text_add(&line, inventory->clusters.items[use->cluster].name);
        if (use->namespace[0] != '\0')
            text_addf(&line, ": %s", use->namespace);
        if (use->workload[0] != '\0')
            text_addf(&line, " %s", use->workload);
        if (use->container != NULL && use->container[0] != '\0')
            text_addf(&line, ", container %s", use->container);
        if (use->pods != 0 && use->workload[0] != '\0') {
            text_add(&line, ", ");
            words_many(&line, use->pods, "pod");
        }
        page_line(page, line.bytes);
    }
}

static void add_part(struct text *text, const char *name, const struct version *version,
                     struct version_part part)
{
    struct slice bytes = version_part(version, part);
    if (bytes.length == 0)
        return;
    text_addf(text, ", %s ", name);
    text_add_slice(text, bytes);
}

static void write_version(const struct page *page, const struct version *running)
{
    char number[VERSION_TEXT_BYTES];
    const struct finding *finding = page->explanation->finding;
    AUTO_TEXT line;
    text_init(&line, 4096);
    text_addf(&line, "%s: version %s", running->text,
              version_number_text(running, number));
    add_part(&line, "prefix", running, running->prefix);
    add_part(&line, "prerelease", running, running->prerelease_text);
    add_part(&line, "build", running, running->build);
    if (version_variant_text(running, number)[0] != '\0')
        text_addf(&line, ", variant %s", number);
    if (finding->line != NULL && finding->line[0] != '\0')
        text_addf(&line, "; line %s", finding->line);
    page_line(page, line.bytes);
}

/* What the digest that runs says of the version, which the tag may not. */
static void write_digest(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    const struct subject *subject = finding->subject;
    const char *digest =
        subject->image->digest != NULL ? subject->image->digest : subject->ref.digest;
    AUTO_TEXT line;
    text_init(&line, 64 * 1024);
    bool is_named_by_tag = subject->running.kind == TAG_VERSION;
    if (digest == NULL || (finding->digest_tags.count == 0 && is_named_by_tag))
        return;
    text_addf(&line, "the digest that runs, %s, ", digest);
    if (finding->digest_tags.count == 0)
        text_add(&line, "is that of no tag that was asked for");
    else
        text_add(&line, "is that of ");
    for (size_t i = 0; i < finding->digest_tags.count; i++)
        text_addf(&line, "%s%s", i == 0 ? "" : ", ", finding->digest_tags.items[i]);
    if (finding->digest_tags.count != 0 && finding->version != NULL)
        text_addf(&line, ": version %s, line %s", finding->version, finding->line);
    page_line(page, line.bytes);
}

static void write_reading(const struct page *page)
{
    static const char *const kinds[] = {
        [TAG_VERSION] = "a version",
        [TAG_FLOATING_WORD] = "a word that moves from release to release, no version",
        [TAG_ARTIFACT] = "the name of an artifact, no version",
        [TAG_NOT_A_VERSION] = "no version"};
    const struct finding *finding = page->explanation->finding;
    const struct subject *subject = finding->subject;
    page_heading(page, "How the tag was read");
    if (!subject->is_valid) {
        page_linef(page, "the reference cannot be read: %s", subject->failure);
        return;
    }
    if (subject->running.kind == TAG_VERSION)
        write_version(page, &subject->running);
    else if (subject->ref.tag == NULL)
        page_line(page, "there is none, the image is named by its digest");
    else
        page_linef(page, "%s: %s", subject->ref.tag, kinds[subject->running.kind]);
    write_digest(page);
    const struct product *product = subject->product;
    if (product == NULL)
        page_linef(page, "of no known product: tier %s", tier_name(finding->tier));
    else
        page_linef(page, "read as %s, as of product %s%s; role %s, tier %s",
                   scheme_name(product->version.scheme), product->name,
                   page_origin(page, &product->origin), role_name(finding->role),
                   tier_name(finding->tier));
}

/* Counts of all answers under one name: a release file answers in several parts. */
static void write_feed_counts(const struct page *page, const struct answer *answer,
                              const char *name)
{
    const struct answer_list *answers = &page->explanation->finding->upstream->answers;
    size_t tags = 0;
    size_t releases = 0;
    size_t lines = 0;
    enum answer_state worst = ANSWER_COMPLETE;
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *other = &answers->items[i];
        if (strcmp(explain_feed_name(other, page->arena), name) != 0)
            continue;
        tags += other->tags.count;
        releases += other->releases.count;
        lines += other->lines.count;
        worst = other->state < worst ? other->state : worst;
    }
    AUTO_TEXT line;
    text_init(&line, 1024);
    text_add(&line, answer_state_name(worst));
    char when[TIME_TEXT_BYTES];
    if (answer->fetched_at != 0)
        text_addf(&line, ", fetched %s", time_format(answer->fetched_at, when));
    else if (answer->state != ANSWER_FAILED)
        text_add(&line, ", its age is not known");
    const struct {
        size_t count;
        const char *noun;
    } counts[] = {{releases, "release"}, {tags, "tag"}, {lines, "line"}};
    const char *between = ": ";
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        if (counts[i].count == 0)
            continue;
        text_add(&line, between);
        words_many(&line, counts[i].count, counts[i].noun);
        between = ", ";
    }
    screen_add_hanging(page->text, line.bytes, PAGE_INDENT + 4, PAGE_INDENT + 4,
                       page->look->columns);
}

static void write_feeds(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    page_heading(page, "Feeds asked");
    if (finding->upstream == NULL || finding->upstream->answers.count == 0) {
        page_line(page, "none");
        return;
    }
    size_t last = 0;
    const char *told = NULL; /* the parts of one file mostly fail alike */
    for (size_t i = 0; i < finding->upstream->answers.count; i++) {
        const struct answer *answer = &finding->upstream->answers.items[i];
        const char *name = explain_feed_name(answer, page->arena);
        size_t number = explain_feed_number(finding, name);
        AUTO_TEXT line;
        text_init(&line, 16 * 1024);
        if (number > last) {
            last = number;
            told = NULL;
            text_addf(&line, "[%zu] %s", number, name);
            screen_add_hanging(page->text, line.bytes, PAGE_INDENT, PAGE_INDENT + 4,
                               page->look->columns);
            write_feed_counts(page, answer, name);
        }
        if (answer->failure == NULL ||
            (told != NULL && strcmp(told, answer->failure) == 0))
            continue;
        told = answer->failure;
        text_reset(&line);
        text_addf(&line, "%s%s", answer->failure,
                  answer->is_stored ? "; the stored answer is used" : "");
        screen_add_hanging(page->text, line.bytes, PAGE_INDENT + 4, PAGE_INDENT + 6,
                           page->look->columns);
    }
}

static void write_rejected(const struct page *page, enum tag_reason reason)
{
    const struct text_list *list = &page->explanation->tags.by_reason[reason];
    if (list->count == 0)
        return;
    if (page->look->is_verbose) {
        page_linef(page, "%s, %zu:", tag_reason_name(reason), list->count);
        page_grid(page, list, 2 * PAGE_INDENT);
        return;
    }
    AUTO_TEXT line;
    text_init(&line, 4096);
    text_addf(&line, "%-13s %6zu  ", tag_reason_name(reason), list->count);
    size_t shown = list->count <= TAGS_SHOWN ? list->count : TAGS_SHOWN - 1;
    for (size_t i = 0; i < shown; i++)
        text_addf(&line, "%s%s", i == 0 ? "" : ", ", list->items[i]);
    if (shown < list->count)
        text_add(&line, ", ...");
    screen_add_cell(page->text, "", PAGE_INDENT, false);
    screen_add_cell(page->text, line.bytes, page->look->columns - PAGE_INDENT, false);
    screen_end_line(page->text);
}

static void write_tags(const struct page *page)
{
    const struct considered_tags *tags = &page->explanation->tags;
    if (tags->total == 0)
        return;
    page_heading(page, "Tags of the running repository");
    page_linef(page, "%zu in all: %zu newer, %zu the same, %zu older, %zu rejected%s",
               tags->total, tags->newer, tags->same, tags->older, tags->rejected,
               tags->rejected == 0      ? ""
               : page->look->is_verbose ? ":"
                                        : " (-v: all):");
    for (int i = 0; i < TAG_REASON_COUNT; i++)
        write_rejected(page, (enum tag_reason)i);
}

static void write_evidence(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    if (finding->evidence.count == 0)
        return;
    page_heading(page, "Evidence");
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct evidence *evidence = &finding->evidence.items[i];
        size_t number = explain_feed_number(finding, evidence->feed);
        const char *feed = evidence->feed == NULL ? ""
                           : number != 0
                               ? arena_format(page->arena, " [%zu]", number)
                               : arena_format(page->arena, ", from %s", evidence->feed);
        page_linef(page, "%s%s%s", evidence->fact, feed,
                   page_origin(page, &evidence->rule));
    }
}

static void write_fit(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    const struct inventory *inventory = page->explanation->report->inventory;
    if (finding->kubernetes.count == 0)
        return;
    page_heading(page, "Does it fit the cluster");
    for (size_t i = 0; i < finding->kubernetes.count; i++) {
        const struct finding_fit *fit = &finding->kubernetes.items[i];
        AUTO_TEXT line;
        text_init(&line, 8192);
        text_addf(&line, "%s, Kubernetes %s: %s",
                  inventory->clusters.items[fit->cluster].name, fit->version,
                  fit->fit == FIT_NONE ? "not told" : fit_name(fit->fit));
        if (fit->next != NULL && fit->next_fit != FIT_NONE)
            text_addf(&line, "; on %s: %s", fit->next, fit_name(fit->next_fit));
        bool is_told = fit->fit > FIT_SUPPORTED || fit->next_fit > FIT_SUPPORTED;
        if (is_told && fit->why != NULL)
            text_addf(&line, "; %s", fit->why);
        if (is_told && fit->source != NULL)
            text_addf(&line, " (%s)", fit->source);
        page_line(page, line.bytes);
    }
}

void explain_write_text(const struct explanation *explanation,
                        const struct report_look *look, struct arena *arena,
                        struct text *text)
{
    const struct page page = {explanation, look, arena, text};
    write_head(&page);
    write_uses(&page);
    page_reasons(&page);
    page_changes(&page);
    page_exceptions(&page);
    write_reading(&page);
    write_feeds(&page);
    page_steps(&page);
    write_fit(&page);
    write_tags(&page);
    write_evidence(&page);
}
