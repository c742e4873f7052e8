/* Says what was found in the words of a case file and compares. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_expect.h"

#include <stdio.h>
#include <string.h>

#include "judge/judging.h"

enum { FOUND_BYTES_MAX = 64 * 1024 };

/* One key of a case: how what was found is written. */
struct expectation {
    const char *key;
    void (*describe)(const struct judge_world *world, const struct finding *finding,
                     struct text *text);
    bool is_part; /* the value need only be in it */
};

static void add_or_none(struct text *text, const char *found)
{
    text_add(text, found == NULL ? "none" : found);
}

static void add_day(struct text *text, int day)
{
    char buffer[DAY_TEXT_BYTES];
    text_add(text, day == DAY_NONE ? "none" : day_format(day, buffer));
}

static void describe_status(const struct judge_world *world,
                            const struct finding *finding, struct text *text)
{
    (void)world;
    text_add(text, status_name(finding->status));
}

/* "behind-patch=stale line-ending=due variant-ended=informs" */
static void describe_reasons(const struct judge_world *world,
                             const struct finding *finding, struct text *text)
{
    (void)world;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        text_addf(text, "%s%s=%s", i == 0 ? "" : " ", reason_name(reason->reason),
                  reason->status == STATUS_FRESH ? "informs"
                                                 : status_name(reason->status));
    }
    if (finding->reasons.count == 0)
        text_add(text, "none");
}

/* "stale lag 21 newest 1.7.30 first 1.7.10 since 2019-03-28 days 746 due 2019-04-11" */
static void describe_step(const struct finding_step *step, struct text *text)
{
    if (!step->applies) {
        text_add(text, "none");
        return;
    }
    text_addf(text, "%s lag %d newest ",
              step->is_off ? "off" : status_name(step->status), step->lag);
    add_or_none(text, step->newest);
    text_add(text, " first ");
    add_or_none(text, step->first);
    text_add(text, " since ");
    add_day(text, step->exposed_since_day);
    text_addf(text, " days %d due ", step->exposed_days);
    add_day(text, step->due_day);
    if (step->soaking != NULL) {
        text_addf(text, " soaking %s until ", step->soaking);
        add_day(text, step->soaking_until_day);
    }
}

static void describe_patch(const struct judge_world *world,
                           const struct finding *finding, struct text *text)
{
    (void)world;
    describe_step(&finding->steps[STEP_PATCH], text);
}

static void describe_minor(const struct judge_world *world,
                           const struct finding *finding, struct text *text)
{
    (void)world;
    describe_step(&finding->steps[STEP_MINOR], text);
}

static void describe_major(const struct judge_world *world,
                           const struct finding *finding, struct text *text)
{
    (void)world;
    describe_step(&finding->steps[STEP_MAJOR], text);
}

static void describe_lines(const struct judge_world *world,
                           const struct finding *finding, struct text *text)
{
    (void)world;
    text_addf(text, "minor %d major %d", finding->steps[STEP_MINOR].lines_behind,
              finding->steps[STEP_MAJOR].lines_behind);
}

static void describe_due(const struct judge_world *world, const struct finding *finding,
                         struct text *text)
{
    (void)world;
    add_day(text, finding->due_day);
}

static void describe_recommended(const struct judge_world *world,
                                 const struct finding *finding, struct text *text)
{
    (void)world;
    add_or_none(text, finding->recommended);
}

static void describe_image(const struct judge_world *world,
                           const struct finding *finding, struct text *text)
{
    (void)world;
    add_or_none(text, finding->recommended_image);
}

static void describe_target(const struct judge_world *world,
                            const struct finding *finding, struct text *text)
{
    (void)world;
    add_or_none(text, finding->target);
}

static void describe_numbers(const struct judge_world *world,
                             const struct finding *finding, struct text *text)
{
    (void)world;
    text_addf(text, "behind %d libyears %.1f", finding->behind, finding->libyears);
}

static void describe_running(const struct judge_world *world,
                             const struct finding *finding, struct text *text)
{
    (void)world;
    add_or_none(text, finding->version);
    text_addf(text, " line %s released ",
              finding->line == NULL ? "none" : finding->line);
    add_day(text, finding->released_day);
}

/* "2021-12-31 ended", "none presumed" */
static void describe_line_end(const struct judge_world *world,
                              const struct finding *finding, struct text *text)
{
    (void)world;
    add_day(text, finding->line_end_day);
    if (!finding->is_line_end_known)
        text_add(text, " unknown");
    else
        text_add(text, finding->is_line_presumed ? " presumed"
                       : finding->has_line_ended ? " ended"
                                                 : " open");
}

static void describe_rebuild(const struct judge_world *world,
                             const struct finding *finding, struct text *text)
{
    (void)world;
    text_addf(text, "%d ", finding->rebuild.count);
    add_or_none(text, finding->rebuild.newest);
}

static void describe_message(const struct judge_world *world,
                             const struct finding *finding, struct text *text)
{
    (void)world;
    text_add(text, finding->message);
}

static void describe_why(const struct judge_world *world, const struct finding *finding,
                         struct text *text)
{
    (void)world;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        text_addf(text, "%s; ", reason->message == NULL ? "-" : reason->message);
    }
}

static void describe_evidence(const struct judge_world *world,
                              const struct finding *finding, struct text *text)
{
    (void)world;
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct evidence *evidence = &finding->evidence.items[i];
        text_addf(text, "%s (%s%s); ", evidence->fact,
                  evidence->feed == NULL ? "-" : evidence->feed,
                  evidence->is_complete ? ", complete" : "");
    }
}

/* "prod 1.19.9 supported, 1.20 incompatible" */
static void describe_kubernetes(const struct judge_world *world,
                                const struct finding *finding, struct text *text)
{
    for (size_t i = 0; i < finding->kubernetes.count; i++) {
        const struct finding_fit *fit = &finding->kubernetes.items[i];
        text_addf(text, "%s%s %s %s, %s %s", i == 0 ? "" : "; ",
                  world->inventory.clusters.items[fit->cluster].name, fit->version,
                  fit_name(fit->fit), fit->next, fit_name(fit->next_fit));
    }
    if (finding->kubernetes.count == 0)
        text_add(text, "none");
}

static void describe_gate(const struct judge_world *world,
                          const struct finding *finding, struct text *text)
{
    (void)finding;
    struct gate_result result = gate_judge(&world->verdicts, &world->policy.gate);
    text_addf(text, "%d", result.exit_status);
}

/* All findings in their order: "stale due fresh" */
static void describe_findings(const struct judge_world *world,
                              const struct finding *finding, struct text *text)
{
    (void)finding;
    for (size_t i = 0; i < world->verdicts.findings.count; i++) {
        const struct finding *at = &world->verdicts.findings.items[i];
        text_addf(text, "%s%s:%s", i == 0 ? "" : " ",
                  at->subject->product == NULL ? "-" : at->subject->product->name,
                  status_name(at->status));
        for (size_t j = 0; j < at->uses.count; j++)
            text_addf(text, "/%s", at->uses.items[j].namespace);
    }
    if (world->verdicts.findings.count == 0)
        text_add(text, "none");
}

static void describe_summary(const struct judge_world *world,
                             const struct finding *finding, struct text *text)
{
    (void)finding;
    text_addf(text, "images %zu own %zu unrecognised %zu finished %zu",
              world->verdicts.images, world->verdicts.own, world->verdicts.unrecognised,
              world->verdicts.finished);
}

/* "exception used ending; pin unused" */
static void describe_exceptions(const struct judge_world *world,
                                const struct finding *finding, struct text *text)
{
    (void)finding;
    const struct exception_result_list *results = &world->verdicts.exceptions;
    for (size_t i = 0; i < results->count; i++) {
        const struct exception_result *result = &results->items[i];
        text_addf(text, "%s%s %s%s%s", i == 0 ? "" : "; ",
                  result->pin != NULL ? "pin" : "exception",
                  result->is_used ? "used" : "unused",
                  result->is_ending ? " ending" : "",
                  result->is_expired ? " expired" : "");
    }
    if (results->count == 0)
        text_add(text, "none");
}

static void describe_rules(const struct judge_world *world,
                           const struct finding *finding, struct text *text)
{
    (void)world;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct origin *rule = &finding->reasons.items[i].rule;
        text_addf(text, "%s%s", i == 0 ? "" : " ",
                  rule->file == NULL ? "none"
                  : rule->line > 0   ? "line"
                                     : "file");
    }
}

static const struct expectation expectations[] = {
    {"status", describe_status, false},
    {"reasons", describe_reasons, false},
    {"patch", describe_patch, true},
    {"minor", describe_minor, true},
    {"major", describe_major, true},
    {"lines", describe_lines, false},
    {"due", describe_due, false},
    {"recommended", describe_recommended, false},
    {"image", describe_image, false},
    {"target", describe_target, false},
    {"numbers", describe_numbers, false},
    {"running", describe_running, false},
    {"line-end", describe_line_end, false},
    {"rebuild", describe_rebuild, false},
    {"message", describe_message, false},
    {"says", describe_message, true},
    {"why", describe_why, true},
    {"evidence", describe_evidence, true},
    {"kubernetes", describe_kubernetes, false},
    {"gate", describe_gate, false},
    {"findings", describe_findings, false},
    {"summary", describe_summary, false},
    {"exceptions", describe_exceptions, false},
    {"rules", describe_rules, false},
};

/* Keys that state facts; any other is a mistake in the case. */
static const char *const fact_keys[] = {
    "as-of", "product",  "policy",    "github",   "release-data",
    "file",  "seen",     "endoflife", "registry", "digests",
    "run",   "clusters", "filtered",  "roles",    "max-data-age"};

static bool is_fact(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(fact_keys); i++) {
        if (strcmp(fact_keys[i], key) == 0)
            return true;
    }
    return false;
}

static bool check_entry(const struct judge_case *test, const struct judge_entry *entry,
                        const struct judge_world *world, struct text *complaints)
{
    const struct finding none = {.message = "", .status = STATUS_UNKNOWN};
    const struct finding *finding = world->verdicts.findings.count == 0
                                        ? &none
                                        : &world->verdicts.findings.items[0];
    for (size_t i = 0; i < COUNT_OF(expectations); i++) {
        const struct expectation *expected = &expectations[i];
        if (strcmp(expected->key, entry->key) != 0)
            continue;
        AUTO_TEXT found;
        text_init(&found, FOUND_BYTES_MAX);
        expected->describe(world, finding, &found);
        bool is_right = expected->is_part ? strstr(found.bytes, entry->value) != NULL
                                          : strcmp(found.bytes, entry->value) == 0;
        if (!is_right)
            text_addf(complaints, "%s:%d: %s: %s\n    expected %s\n    found    %s\n",
                      test->file, entry->number, test->title, entry->key, entry->value,
                      found.bytes);
        return is_right;
    }
    if (is_fact(entry->key))
        return true;
    text_addf(complaints, "%s:%d: no such key as %s\n", test->file, entry->number,
              entry->key);
    return false;
}

bool judge_expect(const struct judge_case *test, const struct judge_world *world,
                  struct arena *arena, struct text *complaints)
{
    (void)arena;
    bool is_right = true;
    size_t wanted = 0;
    for (size_t i = 0; i < test->entries.count; i++) {
        const struct judge_entry *entry = &test->entries.items[i];
        wanted += is_fact(entry->key) ? 0 : 1;
        is_right = check_entry(test, entry, world, complaints) && is_right;
    }
    if (wanted == 0) {
        text_addf(complaints, "%s:%d: %s: expects nothing\n", test->file, test->number,
                  test->title);
        return false;
    }
    return is_right;
}
