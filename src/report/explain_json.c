/* An explanation as JSON, for programs (docs/schema/explain.schema.json). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain.h"

#include "report/writers.h"

#include <string.h>

/* A member that does not apply where it is empty. */
static void write_part(struct json_writer *json, const char *key,
                       const struct version *version, struct version_part part,
                       struct arena *arena)
{
    if (part.length != 0)
        json_write_text(json, key,
                        arena_copy_slice(arena, version_part(version, part)));
}

static void write_reading(const struct finding *finding, struct arena *arena,
                          struct json_writer *json)
{
    static const char *const kinds[] = {[TAG_VERSION] = "version",
                                        [TAG_FLOATING_WORD] = "floating-word",
                                        [TAG_ARTIFACT] = "artifact",
                                        [TAG_NOT_A_VERSION] = "not-a-version"};
    const struct subject *subject = finding->subject;
    const struct version *running = &subject->running;
    char text[VERSION_TEXT_BYTES];
    json_write_object(json, "reading");
    json_write_text(json, "tag", subject->ref.tag);
    json_write_text(json, "kind", subject->is_valid ? kinds[running->kind] : NULL);
    if (!subject->is_valid)
        json_write_text(json, "failure", subject->failure);
    if (subject->is_valid && running->kind == TAG_VERSION) {
        json_write_text(json, "numbers", version_number_text(running, text));
        write_part(json, "prefix", running, running->prefix, arena);
        write_part(json, "prerelease", running, running->prerelease_text, arena);
        write_part(json, "build", running, running->build, arena);
        json_write_text(json, "variant", version_variant_text(running, text));
        json_write_text(json, "line", finding->line);
    }
    if (finding->digest_tags.count != 0) {
        json_write_list(json, "digest_tags");
        for (size_t i = 0; i < finding->digest_tags.count; i++)
            json_write_text(json, NULL, finding->digest_tags.items[i]);
        json_write_end(json);
    }
    if (subject->product != NULL) {
        json_write_text(json, "scheme", scheme_name(subject->product->version.scheme));
        json_report_rule(json, &subject->product->origin);
    }
    json_write_end(json);
}

static void write_feeds(const struct finding *finding, struct json_writer *json)
{
    json_write_list(json, "feeds");
    size_t count = finding->upstream == NULL ? 0 : finding->upstream->answers.count;
    for (size_t i = 0; i < count; i++) {
        const struct answer *answer = &finding->upstream->answers.items[i];
        json_write_object(json, NULL);
        json_write_text(json, "feed", answer->feed);
        json_write_text(json, "about", answer->about);
        if (answer->repository != NULL)
            json_write_text(json, "repository", answer->repository);
        json_write_text(json, "state", answer_state_name(answer->state));
        if (answer->failure != NULL)
            json_write_text(json, "failure", answer->failure);
        if (answer->fetched_at == 0)
            json_write_null(json, "fetched");
        else
            json_write_time(json, "fetched", answer->fetched_at);
        json_write_flag(json, "stored", answer->is_stored);
        json_write_number(json, "releases", (long long)answer->releases.count);
        json_write_number(json, "tags", (long long)answer->tags.count);
        json_write_number(json, "lines", (long long)answer->lines.count);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_meter(struct json_writer *json, const char *key, int meter,
                        const struct origin *origin)
{
    if (meter == METER_NONE)
        return;
    json_write_object(json, key);
    json_write_number(json, "tolerated", meter);
    json_report_rule(json, origin);
    json_write_end(json);
}

static void write_leeway(const struct leeway *leeway, struct json_writer *json)
{
    if (leeway == NULL)
        return;
    json_write_object(json, "leeway");
    json_write_flag(json, "off", leeway->is_off);
    if (leeway->is_off) {
        json_report_rule(json, &leeway->origin);
    } else {
        write_meter(json, "days", leeway->days, &leeway->days_origin);
        write_meter(json, "releases", leeway->releases, &leeway->releases_origin);
        write_meter(json, "lines", leeway->lines, &leeway->lines_origin);
    }
    json_write_end(json);
}

static void write_release(const struct considered *release, struct json_writer *json)
{
    json_write_object(json, NULL);
    json_write_text(json, "version", release->version);
    json_write_day(json, "date", release->day);
    if (release->day != DAY_NONE && release->is_least_age)
        json_write_flag(json, "or_before", true);
    if (release->day_gap != 0)
        json_write_number(json, "feeds_differ_by_days", release->day_gap);
    if (release->left_out != NULL)
        json_write_text(json, "why", release->left_out);
    else
        json_write_day(json, "counts_from", release->counts_from_day);
    json_write_end(json);
}

/* The releases of a step; STEP_COUNT: those left out. */
static void write_releases(const struct considered_list *releases, enum step which,
                           const char *key, struct json_writer *json)
{
    json_write_list(json, key);
    for (size_t i = 0; i < releases->count; i++) {
        const struct considered *release = &releases->items[i];
        enum step step = release->left_out != NULL ? STEP_COUNT : release->step;
        if (step == which)
            write_release(release, json);
    }
    json_write_end(json);
}

static void write_considered(const struct explanation *explanation,
                             struct json_writer *json)
{
    json_write_object(json, "considered");
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++) {
        json_write_object(json, step_name(step));
        write_leeway(explanation->finding->steps[step].leeway, json);
        write_releases(&explanation->releases, step, "releases", json);
        json_write_end(json);
    }
    write_releases(&explanation->releases, STEP_COUNT, "left_out", json);
    json_write_end(json);
}

static void write_tags(const struct considered_tags *tags, struct json_writer *json)
{
    json_write_object(json, "tags");
    json_write_number(json, "total", (long long)tags->total);
    json_write_number(json, "newer", (long long)tags->newer);
    json_write_number(json, "same", (long long)tags->same);
    json_write_number(json, "older", (long long)tags->older);
    json_write_object(json, "rejected");
    for (int i = 0; i < TAG_REASON_COUNT; i++) {
        const struct text_list *list = &tags->by_reason[i];
        if (list->count == 0)
            continue;
        json_write_list(json, tag_reason_name((enum tag_reason)i));
        for (size_t j = 0; j < list->count; j++)
            json_write_text(json, NULL, list->items[j]);
        json_write_end(json);
    }
    json_write_end(json);
    json_write_end(json);
}

static void write_reason_names(const struct finding_reason_list *reasons,
                               const char *key, struct json_writer *json)
{
    json_write_list(json, key);
    for (size_t i = 0; i < reasons->count; i++)
        json_write_text(json, NULL, reason_name(reasons->items[i].reason));
    json_write_end(json);
}

static void write_why(const struct explanation *explanation, struct json_writer *json)
{
    json_write_object(json, "why_not_better");
    write_reason_names(&explanation->held_by, "held_by", json);
    json_write_text(json, "without", status_name(explanation->without));
    write_reason_names(&explanation->finding->set_aside, "missing_besides", json);
    json_write_end(json);
}

static void write_changes(const struct explained_change_list *changes,
                          struct json_writer *json)
{
    json_write_list(json, "what_would_change");
    for (size_t i = 0; i < changes->count; i++) {
        const struct explained_change *change = &changes->items[i];
        json_write_object(json, NULL);
        json_write_text(json, "by", change->by);
        json_write_text(json, "what", change->what);
        if (change->version != NULL)
            json_write_text(json, "version", change->version);
        if (change->image != NULL)
            json_write_text(json, "image", change->image);
        if (change->day != DAY_NONE)
            json_write_day(json, "from", change->day);
        if (change->then != STATUS_COUNT)
            json_write_text(json, "then", status_name(change->then));
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_exceptions(const struct explanation *explanation,
                             struct json_writer *json)
{
    json_write_list(json, "exceptions");
    for (size_t i = 0; i < explanation->exceptions.count; i++) {
        json_write_object(json, NULL);
        json_report_exception(json, &explanation->exceptions.items[i]);
        json_write_end(json);
    }
    if (explanation->pin != NULL) {
        json_write_object(json, NULL);
        json_report_pin(json, explanation->pin);
        json_write_end(json);
    }
    json_write_end(json);
}

void explain_write_json(const struct explanation *explanation, struct arena *arena,
                        struct json_writer *json)
{
    const struct finding *finding = explanation->finding;
    json_write_object(json, NULL);
    json_write_object(json, "finding");
    json_report_finding_members(json, explanation->report, finding);
    json_write_end(json);
    write_reading(finding, arena, json);
    write_feeds(finding, json);
    write_considered(explanation, json);
    write_tags(&explanation->tags, json);
    write_why(explanation, json);
    write_changes(&explanation->changes, json);
    write_exceptions(explanation, json);
    json_write_end(json);
}
