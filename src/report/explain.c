/* Why a verdict is what it is: readings, feeds, steps, leeway, what was left out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain.h"

#include "base/out.h"
#include "feeds/releases.h"
#include "identify/tags.h"

#include <string.h>

enum { EXAMPLES = 4 };

static size_t published_count(const struct release_list *releases)
{
    size_t count = 0;
    for (size_t i = 0; i < releases->count; i++)
        count += releases->items[i].is_published;
    return count;
}

static struct version *published_of(const struct release_list *releases,
                                    struct arena *arena)
{
    struct version *versions =
        arena_alloc_many(arena, releases->count, sizeof *versions);
    size_t count = 0;
    for (size_t i = 0; i < releases->count; i++)
        if (releases->items[i].is_published)
            versions[count++] = releases->items[i].version;
    return versions;
}

void explain_tags(const struct finding *finding, struct arena *arena,
                  struct explained_tags *ret_tags)
{
    const struct upstream *upstream = finding->upstream;
    struct explained_tags explained = {0};
    size_t room = upstream == NULL ? 0 : upstream->tags.count;
    struct version *tags = arena_alloc_many(arena, room, sizeof *tags);
    size_t count = 0;
    for (size_t i = 0; i < room; i++) {
        const struct pullable *tag = &upstream->tags.items[i];
        const char *repository = upstream->answers.items[tag->answer].repository;
        if (strcmp(repository, finding->subject->upstream) == 0)
            tags[count++] = tag->version;
    }
    explained.total = count;
    if (count != 0) {
        const struct product *product = upstream->product;
        const struct tag_view *view =
            tag_view_new(upstream->reader, &finding->subject->running,
                         product == NULL ? 0 : product->version.numbers, tags, count,
                         published_of(&upstream->releases, arena),
                         published_count(&upstream->releases), arena);
        for (size_t i = 0; i < count; i++) {
            struct tag_relation relation = tag_relate(view, &tags[i]);
            explained.newer += relation.relation == RELATION_NEWER;
            explained.older += relation.relation == RELATION_OLDER;
            explained.same += relation.relation == RELATION_SAME;
            if (relation.relation != RELATION_INCOMPARABLE)
                continue;
            explained.rejected++;
            *LIST_ADD(arena, &explained.by_reason[relation.reason]) = tags[i].text;
        }
    }
    *ret_tags = explained;
}

static void add_foreign(struct text *text, const char *foreign)
{
    out_add_printable(text, foreign);
}

static void heading(struct text *text, const struct report_look *look,
                    const char *words)
{
    text_addf(text, "\n%s%s%s\n", look->has_color ? "\033[1m" : "", words,
              look->has_color ? "\033[0m" : "");
}

static void add_origin(struct text *text, const struct origin *origin)
{
    if (origin->file != NULL)
        text_addf(text, " (%s:%d)", origin->file, origin->line);
}

static void write_head(const struct report *report, const struct finding *finding,
                       struct text *text)
{
    char day[DAY_TEXT_BYTES];
    const struct product *product = finding->subject->product;
    add_foreign(text, product != NULL ? product->title : finding->image);
    text_add_char(text, ' ');
    add_foreign(text, finding->version == NULL ? "" : finding->version);
    text_addf(text, "   %s   as of %s\n", status_name(finding->status),
              day_format(report->as_of_day, day));
    text_add(text, "  ");
    add_foreign(text, finding->image);
    text_add_char(text, '\n');
    if (finding->message != NULL) {
        text_add(text, "  ");
        add_foreign(text, finding->message);
        text_add_char(text, '\n');
    }
}

static void write_uses(const struct report *report, const struct finding *finding,
                       const struct report_look *look, struct text *text)
{
    heading(text, look, "Where it runs");
    for (size_t i = 0; i < finding->uses.count; i++) {
        const struct use *use = &finding->uses.items[i];
        const struct cluster *cluster =
            &report->inventory->clusters.items[use->cluster];
        AUTO_TEXT line;
        text_init(&line, 4096);
        text_addf(&line, "%s  %s %s", cluster->name, use->namespace, use->workload);
        if (use->container != NULL && use->container[0] != '\0')
            text_addf(&line, ", container %s", use->container);
        if (use->pods != 0)
            text_addf(&line, " (%zu pod%s)", use->pods, use->pods == 1 ? "" : "s");
        text_add(text, "  ");
        add_foreign(text, line.bytes);
        text_add_char(text, '\n');
    }
}

static void write_part(struct text *text, const char *name, struct slice part)
{
    if (part.length == 0)
        return;
    text_addf(text, ", %s ", name);
    text_add_slice(text, part);
}

static void write_reading(const struct finding *finding, const struct report_look *look,
                          struct text *text)
{
    const struct subject *subject = finding->subject;
    const struct version *running = &subject->running;
    heading(text, look, "How the tag was read");
    if (!subject->is_valid) {
        text_add(text, "  the reference could not be read: ");
        add_foreign(text, subject->failure);
        text_add_char(text, '\n');
        return;
    }
    text_addf(text,
              "  tag %s: ", subject->ref.tag == NULL ? "(none)" : subject->ref.tag);
    if (running->kind != TAG_VERSION) {
        text_add(text, running->kind == TAG_FLOATING_WORD
                           ? "a floating word, no version\n"
                           : "no version\n");
        return;
    }
    char number[VERSION_TEXT_BYTES];
    text_addf(text, "version %s", version_number_text(running, number));
    write_part(text, "prefix", version_part(running, running->prefix));
    write_part(text, "prerelease", version_part(running, running->prerelease_text));
    write_part(text, "build", version_part(running, running->build));
    write_part(text, "variant", version_part(running, running->variant));
    const struct product *product = subject->product;
    if (finding->line != NULL)
        text_addf(text, "; line %s", finding->line);
    if (product != NULL)
        text_addf(text, "\n  read as %s, known from %s:%d",
                  scheme_name(product->version.scheme), product->origin.file,
                  product->origin.line);
    text_add_char(text, '\n');
}

static void write_feeds(const struct finding *finding, const struct report_look *look,
                        struct text *text)
{
    heading(text, look, "Feeds asked");
    if (finding->upstream == NULL || finding->upstream->answers.count == 0) {
        text_add(text, "  none\n");
        return;
    }
    static const char *const states[] = {"complete", "partial", "failed"};
    for (size_t i = 0; i < finding->upstream->answers.count; i++) {
        const struct answer *answer = &finding->upstream->answers.items[i];
        char when[TIME_TEXT_BYTES];
        text_addf(text, "  %s %s: %s", answer->feed, answer->about,
                  states[answer->state]);
        if (answer->fetched_at != 0)
            text_addf(text, ", fetched %s", time_format(answer->fetched_at, when));
        if (answer->tags.count != 0)
            text_addf(text, ", %zu tags", answer->tags.count);
        if (answer->releases.count != 0)
            text_addf(text, ", %zu releases", answer->releases.count);
        if (answer->lines.count != 0)
            text_addf(text, ", %zu lines", answer->lines.count);
        text_add_char(text, '\n');
        if (answer->failure != NULL) {
            text_add(text, "    ");
            add_foreign(text, answer->failure);
            text_add(text, answer->is_stored ? "; the stored answer is used\n" : "\n");
        }
    }
}

static void write_meters(const struct leeway *leeway, struct text *text)
{
    if (leeway == NULL)
        return;
    text_add(text, "         leeway: ");
    if (leeway->is_off) {
        text_add(text, "off, it informs only");
        add_origin(text, &leeway->origin);
        text_add_char(text, '\n');
        return;
    }
    const struct {
        int meter;
        const char *unit;
        const struct origin *origin;
    } meters[] = {{leeway->days, "days", &leeway->days_origin},
                  {leeway->releases, "releases", &leeway->releases_origin},
                  {leeway->lines, "lines", &leeway->lines_origin}};
    const char *between = "";
    for (size_t i = 0; i < COUNT_OF(meters); i++) {
        if (meters[i].meter == METER_NONE)
            continue;
        text_addf(text, "%s%d %s", between, meters[i].meter, meters[i].unit);
        add_origin(text, meters[i].origin);
        between = ", ";
    }
    text_add_char(text, '\n');
}

static void write_step(enum step which, const struct finding_step *step,
                       struct text *text)
{
    char day[DAY_TEXT_BYTES];
    if (!step->applies) {
        text_addf(text, "  %-5s  nothing newer counts\n", step_name(which));
    } else {
        text_addf(text, "  %-5s  %d release%s newer", step_name(which), step->lag,
                  step->lag == 1 ? "" : "s");
        if (step->newest != NULL)
            text_addf(text, ", newest %s of %s", step->newest,
                      day_format(step->released_day, day));
        text_addf(text, "\n         first %s",
                  step->first == NULL ? "not known" : step->first);
        if (step->exposed_since_day != DAY_NONE)
            text_addf(text, " of %s: exposed for %d days",
                      day_format(step->exposed_since_day, day), step->exposed_days);
        text_add_char(text, '\n');
        write_meters(step->leeway, text);
        text_addf(text, "         so: %s%s", status_name(step->status),
                  step->is_off ? " (informs only)" : "");
        if (step->due_day != DAY_NONE)
            text_addf(text, ", last good day %s", day_format(step->due_day, day));
        text_add(text,
                 step->is_complete ? "\n" : "; the list is not whole and young\n");
    }
    if (step->soaking != NULL)
        text_addf(text, "         %s waits: it counts from %s\n", step->soaking,
                  day_format(step->soaking_until_day, day));
}

static void write_reasons(const struct finding *finding, const struct report_look *look,
                          struct text *text)
{
    char day[DAY_TEXT_BYTES];
    heading(text, look, "Reasons, and what each does by itself");
    if (finding->reasons.count == 0)
        text_add(text,
                 "  none: everything that the rules ask for is known and holds\n");
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        text_addf(text, "  %-17s %s", reason_name(reason->reason),
                  reason->is_exempt                ? "exempt"
                  : reason->status == STATUS_FRESH ? "informs"
                                                   : status_name(reason->status));
        if (reason->due_day != DAY_NONE)
            text_addf(text, ", last good day %s", day_format(reason->due_day, day));
        add_origin(text, &reason->rule);
        if (reason->message != NULL) {
            text_add(text, "\n    ");
            add_foreign(text, reason->message);
        }
        text_add_char(text, '\n');
    }
}

static void write_rejected(const struct explained_tags *tags,
                           const struct report_look *look, struct text *text)
{
    if (tags->total == 0)
        return;
    heading(text, look, "Tags of the running repository");
    text_addf(text, "  %zu in all: %zu newer, %zu same, %zu older, %zu do not count\n",
              tags->total, tags->newer, tags->same, tags->older, tags->rejected);
    for (int i = 0; i < TAG_REASON_COUNT; i++) {
        const struct text_list *list = &tags->by_reason[i];
        if (list->count == 0)
            continue;
        text_addf(text, "    %-14s %6zu: ", tag_reason_name((enum tag_reason)i),
                  list->count);
        size_t shown =
            look->is_verbose || list->count < EXAMPLES ? list->count : EXAMPLES;
        for (size_t j = 0; j < shown; j++) {
            text_add(text, j == 0 ? "" : ", ");
            add_foreign(text, list->items[j]);
        }
        text_add(text, shown < list->count ? ", ... (-v: all)\n" : "\n");
    }
}

static void write_evidence(const struct finding *finding,
                           const struct report_look *look, struct text *text)
{
    heading(text, look, "Evidence");
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct evidence *evidence = &finding->evidence.items[i];
        text_add(text, "  ");
        add_foreign(text, evidence->fact);
        if (evidence->feed != NULL) {
            text_add(text, ", from ");
            add_foreign(text, evidence->feed);
        }
        add_origin(text, &evidence->rule);
        text_add_char(text, '\n');
    }
}

static void write_advice(const struct finding *finding, const struct report_look *look,
                         struct text *text)
{
    heading(text, look, "What would change it");
    if (finding->recommended != NULL) {
        text_addf(text, "  the smallest step that helps: %s", finding->recommended);
        if (finding->recommended_image != NULL) {
            text_add(text, " (");
            add_foreign(text, finding->recommended_image);
            text_add(text, ")");
        }
        text_add_char(text, '\n');
    }
    if (finding->target != NULL)
        text_addf(text, "  the nearest that would be fresh, or else due: %s\n",
                  finding->target);
    if (finding->recommended != NULL || finding->target != NULL)
        return;
    text_add(text,
             finding->status == STATUS_FRESH
                 ? "  a newer release that counts, an end of its line, or data that "
                   "grows too old\n"
                 : "  no release that can be pulled would help today\n");
}

void explain_write_text(const struct report *report, const struct finding *finding,
                        const struct report_look *look, struct arena *arena,
                        struct text *text)
{
    struct explained_tags tags;
    explain_tags(finding, arena, &tags);
    write_head(report, finding, text);
    write_uses(report, finding, look, text);
    write_reading(finding, look, text);
    write_feeds(finding, look, text);
    heading(text, look, "Steps, by the releases that count");
    for (int i = 0; i < STEP_COUNT; i++)
        write_step((enum step)i, &finding->steps[i], text);
    write_reasons(finding, look, text);
    write_rejected(&tags, look, text);
    write_evidence(finding, look, text);
    write_advice(finding, look, text);
}
