/* What is said about a whole run, in the same words by all report writers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include "base/arena.h"
#include "report/changes.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS_AN_HOUR = 3600 };

static int compare_pointers(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return (*left > *right) - (*left < *right);
}

/* Sorts pointers and keeps one of each; returns how many there are. */
static size_t make_distinct(const void **pointers, size_t count)
{
    if (count == 0)
        return 0;
    qsort(pointers, count, sizeof *pointers, compare_pointers);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++)
        if (pointers[i] != pointers[kept - 1])
            pointers[kept++] = pointers[i];
    return kept;
}

static size_t count_distinct(const struct report *report, enum subject_kind kind,
                             bool is_folded)
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_ARENA *scratch = arena_new();
    const void **found = arena_alloc_many(scratch, findings->count + 1, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->subject->kind == kind && finding->is_folded == is_folded)
            found[count++] = finding->subject->image;
    }
    return make_distinct(found, count);
}

void report_tally(const struct report *report, struct tally *ret_tally)
{
    const struct finding_list *findings = &report->verdicts->findings;
    *ret_tally = (struct tally){0};
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++) {
        ret_tally->subjects[kind] = count_distinct(report, kind, false);
        ret_tally->folded[kind] = count_distinct(report, kind, true);
    }
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->items[i].is_folded)
            ret_tally->counts[findings->items[i].status]++;
}

size_t count_subjects(const size_t counts[SUBJECT_KIND_COUNT])
{
    size_t count = 0;
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++)
        count += counts[kind];
    return count;
}

void words_subjects(struct text *text, const size_t counts[SUBJECT_KIND_COUNT])
{
    static const char *const nouns[] = {[SUBJECT_IMAGE] = "image",
                                        [SUBJECT_CHART] = "chart",
                                        [SUBJECT_NODE] = "node component",
                                        [SUBJECT_CLUSTER] = "cluster version"};
    size_t left = 0;
    bool is_first = true;
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++)
        left += counts[kind] != 0;
    if (left == 0)
        words_many(text, 0, nouns[SUBJECT_IMAGE]);
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++) {
        if (counts[kind] == 0)
            continue;
        if (!is_first)
            text_add(text, left == 1 ? " and " : ", ");
        words_many(text, counts[kind], nouns[kind]);
        is_first = false;
        left--;
    }
}

void words_clusters(struct text *text, const struct report *report)
{
    enum { NAMED_MOST = 3 };
    const struct cluster_list *clusters = &report->inventory->clusters;
    size_t named = clusters->count > NAMED_MOST ? NAMED_MOST - 1 : clusters->count;
    for (size_t i = 0; i < named; i++) {
        const struct cluster *cluster = &clusters->items[i];
        text_addf(text, "%s%s", i == 0 ? "" : ", ", cluster->name);
        if (cluster->version != NULL)
            text_addf(text, " (v%s)", cluster->version);
    }
    if (clusters->count > named)
        text_addf(text, " and %zu more", clusters->count - named);
    if (clusters->count == 0)
        text_add(text, "no cluster");
}

void words_policy(struct text *text, const struct report *report)
{
    const struct policy_file_list *files = &report->policy->files;
    for (size_t i = 0; i < files->count; i++) {
        const char *slash = strrchr(files->items[i].path, '/');
        const char *name = slash == NULL ? files->items[i].path : slash + 1;
        size_t length = strlen(name);
        if (slice_ends_with(slice_of(name), ".yaml"))
            length -= strlen(".yaml");
        text_add(text, i == 0 ? "" : " + ");
        text_add_bytes(text, name, length);
    }
    if (files->count == 0)
        text_add(text, "none");
}

void words_counts(struct text *text, const struct tally *tally)
{
    text_addf(text, "%zu stale, %zu due, %zu unknown, %zu exempt of ",
              tally->counts[STATUS_STALE], tally->counts[STATUS_DUE],
              tally->counts[STATUS_UNKNOWN], tally->counts[STATUS_EXEMPT]);
    words_subjects(text, tally->subjects);
}

void words_title(struct text *text, const struct report *report)
{
    static const enum status told[] = {STATUS_STALE, STATUS_UNKNOWN, STATUS_DUE};
    struct tally tally;
    report_tally(report, &tally);
    words_clusters(text, report);
    text_add(text, ": ");
    size_t start = text->length;
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (tally.counts[told[i]] != 0)
            text_addf(text, "%s%zu %s", text->length == start ? "" : ", ",
                      tally.counts[told[i]], status_name(told[i]));
    text_add(text, text->length == start ? "nothing stale in " : " of ");
    words_subjects(text, tally.subjects);
    if (!report->is_complete)
        text_add(text, ", not complete");
}

void words_feeds(struct text *text, const struct report *report)
{
    if (report->feeds_asked == 0)
        text_add(text, "no feed was asked");
    else if (report->feeds_failed == 0)
        text_add(text, "all feeds answered");
    else
        text_addf(text, "%zu of %zu feeds failed", report->feeds_failed,
                  report->feeds_asked);
}

void words_stored(struct text *text, const struct report *report)
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_ARENA *scratch = arena_new();
    const void **asked = arena_alloc_many(scratch, findings->count + 1, sizeof *asked);
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].upstream != NULL)
            asked[count++] = findings->items[i].upstream;
    count = make_distinct(asked, count);

    size_t stored = 0;
    long long oldest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct upstream *upstream = asked[i];
        for (size_t j = 0; j < upstream->answers.count; j++) {
            const struct answer *answer = &upstream->answers.items[j];
            if (!answer->is_stored)
                continue;
            if (stored++ == 0 || answer->fetched_at < oldest)
                oldest = answer->fetched_at;
        }
    }
    if (stored == 0)
        return;
    char day[DAY_TEXT_BYTES];
    words_many(text, stored, "answer");
    text_addf(text, " from the store, the oldest of %s",
              oldest == 0 ? "an unknown day" : day_format(day_of_seconds(oldest), day));
}

void words_pulls(struct text *text, const struct report *report)
{
    size_t start = text->length;
    for (size_t i = 0; i < report->pulls.count; i++) {
        const struct pulls_left *pulls = &report->pulls.items[i];
        if (!pulls->is_low)
            continue;
        text_addf(text, "%s%s allows %llu more of %llu pulls",
                  text->length == start ? "" : ", ", pulls->registry, pulls->left,
                  pulls->limit);
        if (pulls->window_seconds != 0 && pulls->window_seconds % SECONDS_AN_HOUR == 0)
            text_addf(text, " in %llu hours", pulls->window_seconds / SECONDS_AN_HOUR);
    }
}

const char *words_nothing(const struct report *report, const struct tally *tally)
{
    if (report->inventory->images.count + report->inventory->parts.count == 0)
        return "No image was found.";
    if (report->verdicts->findings.count == 0)
        return "No image was judged.";
    if (count_subjects(tally->subjects) == 0)
        return "No image of a known product was found.";
    return "Nothing is stale, due or unknown.";
}

void words_gate(struct text *text, const struct report *report)
{
    const struct gate_result *gate = &report->gate;
    text_add(text, report->changes == NULL ? "gate: " : "gate on what is new: ");
    if (gate->exit_status == 0) {
        text_add(text, "passed");
    } else if (gate->failing != 0) {
        words_many(text, gate->failing, "finding");
        text_add(text, gate->failing == 1 ? " fails" : " fail");
        if (gate->retrying != 0)
            text_addf(text, ", %zu more unknown because feeds failed", gate->retrying);
    } else if (gate->retrying != 0) {
        text_add(text, "undecided, ");
        words_many(text, gate->retrying, "finding");
        text_add(text, " unknown because feeds failed: try again");
    } else {
        text_add(text, "undecided, the audit is not complete");
    }
}

void words_outside(struct text *text, const struct report *report)
{
    static const enum status told[] = {STATUS_STALE, STATUS_UNKNOWN, STATUS_DUE};
    size_t start = text->length;
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (report->gate.outside[told[i]] != 0)
            text_addf(text, "%s%zu %s", text->length == start ? "" : ", ",
                      report->gate.outside[told[i]], status_name(told[i]));
    if (text->length == start)
        return;
    text_add(text, " in tiers outside the gate: ");
    bool is_first = true;
    for (enum tier tier = TIER_EDGE; tier < TIER_COUNT; tier++) {
        if (report->policy->gate.tiers[tier])
            continue;
        text_addf(text, "%s%s", is_first ? "" : ", ", tier_name(tier));
        is_first = false;
    }
}

void words_fit(struct text *text, const struct report *report)
{
    const struct cluster_list *clusters = &report->inventory->clusters;
    size_t start = text->length;
    for (size_t i = 0; i < clusters->count; i++) {
        if (clusters->items[i].version != NULL)
            continue;
        text_addf(text, "%s%s",
                  text->length == start
                      ? "fit not checked: no Kubernetes version is known for "
                      : ", ",
                  clusters->items[i].name);
    }
}

void words_changes(struct text *text, const struct report *report)
{
    const struct changes *changes = report->changes;
    char day[DAY_TEXT_BYTES];
    if (changes == NULL)
        return;
    day_format(changes->since_day, day);
    if (changes->new_count == 0 && changes->fixed.count == 0)
        text_addf(text, "no change since %s", day);
    else
        text_addf(text, "since %s: %zu new, %zu fixed", day, changes->new_count,
                  changes->fixed.count);
    text_addf(text, ", %zu as before", changes->same_count);
    if (changes->not_seen != 0)
        text_addf(text, ", %zu not seen", changes->not_seen);
}
