/* Whole reports against tests/cases/report; REGENERATE=1 writes those files anew. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "report_sample.h"

#include "base/file.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

enum { REPORT_MAX = 16 << 20 };

static struct report_sample *formats_page(void)
{
    return sample_incident(212, 0);
}

static struct report_sample *design_page(void)
{
    return sample_incident(0, 12);
}

static struct report_sample *gate_fails(void)
{
    struct report_sample *sample = sample_everything();
    sample->report.is_gate = true;
    sample->report.gate = gate_judge(&sample->verdicts, &sample->policy.gate);
    return sample;
}

static struct report_sample *gate_passes(void)
{
    struct report_sample *sample = sample_fresh();
    sample->report.is_gate = true;
    return sample;
}

static struct report_sample *gate_retries(void)
{
    struct report_sample *sample = sample_fresh();
    sample->report.is_gate = true;
    sample->report.gate = (struct gate_result){.exit_status = 3, .retrying = 2};
    return sample;
}

static struct report_sample *many(void)
{
    return sample_many(200);
}

/* Everything, a week after a run that knew traefik, coredns and two that are gone. */
static struct report_sample *changed(void)
{
    struct report_sample *sample = sample_everything();
    struct report_sample *before = sample_before();
    sample_compare(sample, before);
    sample_free(before);
    return sample;
}

static struct report_sample *unchanged(void)
{
    struct report_sample *sample = sample_incident(2, 0);
    struct report_sample *before = sample_incident(1, 0);
    before->report.as_of_day -= 7;
    sample_compare(sample, before);
    sample_free(before);
    return sample;
}

struct golden {
    const char *file;
    struct report_sample *(*make)(void);
    const char *writer;
    struct report_look look;
};

static const struct golden goldens[] = {
    {"incident-80.txt", formats_page, "text", {.columns = 80}},
    {"incident-120.txt", formats_page, "text", {.columns = 120}},
    {"incident-60.txt", formats_page, "text", {.columns = 60}},
    {"incident-50.txt", formats_page, "text", {.columns = 50}},
    {"incident-color.txt", formats_page, "text", {.has_color = true, .columns = 80}},
    {"incident-verbose.txt", formats_page, "text", {.columns = 80, .is_verbose = true}},
    {"everything-80.txt", sample_everything, "text", {.columns = 80}},
    {"everything-160.txt", sample_everything, "text", {.columns = 160}},
    {"fresh-80.txt", sample_fresh, "text", {.columns = 80}},
    {"empty-80.txt", sample_empty, "text", {.columns = 80}},
    {"gate-fails.txt", gate_fails, "text", {.columns = 80}},
    {"gate-passes.txt", gate_passes, "text", {.columns = 80}},
    {"gate-retries.txt", gate_retries, "text", {.columns = 80}},
    {"incident.json", design_page, "json", {.columns = 80}},
    {"everything.json", sample_everything, "json", {.columns = 80}},
    {"empty.json", sample_empty, "json", {.columns = 80}},
    {"gate.json", gate_fails, "json", {.columns = 80}},
    {"incident.jsonl", design_page, "jsonl", {.columns = 80}},
    {"incident.md", formats_page, "markdown", {.columns = 80}},
    {"everything.md", sample_everything, "markdown", {.columns = 80}},
    {"gate.md", gate_fails, "markdown", {.columns = 80}},
    {"empty.md", sample_empty, "markdown", {.columns = 80}},
    {"incident.html", formats_page, "html", {.columns = 80}},
    {"everything.html", sample_everything, "html", {.columns = 80}},
    {"gate.html", gate_fails, "html", {.columns = 80}},
    {"fresh.html", sample_fresh, "html", {.columns = 80}},
    {"empty.html", sample_empty, "html", {.columns = 80}},
    {"incident.slack.json", formats_page, "slack", {.columns = 80}},
    {"everything.slack.json", sample_everything, "slack", {.columns = 80}},
    {"many.slack.json", many, "slack", {.columns = 80}},
    {"changed.slack.json", changed, "slack", {.columns = 80}},
    {"unchanged.slack.json", unchanged, "slack", {.columns = 80}},
    {"changed.txt", changed, "text", {.columns = 80}},
    {"changed.json", changed, "json", {.columns = 80}},
    {"changed.html", changed, "html", {.columns = 80}},
    {"changed.md", changed, "markdown", {.columns = 80}},
    {"fresh.slack.json", sample_fresh, "slack", {.columns = 80}},
};

static void check_golden(void **state)
{
    const struct golden *golden = *state;
    struct report_sample *sample = golden->make();
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/cases/report/%s", SOURCE_FOLDER,
             golden->file);

    struct error err = {0};
    AUTO_TEXT bytes;
    text_init(&bytes, REPORT_MAX);
    const struct report_writer *writer = report_writer_find(golden->writer);
    assert_non_null(writer);
    assert_true(writer->write(&sample->report, &golden->look, &bytes, &err));
    sample_free(sample);

    if (getenv("REGENERATE") != NULL)
        assert_true(file_replace(path, bytes.bytes, bytes.length, &err));
    AUTO_TEXT wanted;
    text_init(&wanted, REPORT_MAX);
    if (!file_read(path, &wanted, &err))
        fail_msg("%s", err.text);
    assert_string_equal(bytes.bytes, wanted.bytes);
}

int main(void)
{
    struct CMUnitTest tests[COUNT_OF(goldens)];
    for (size_t i = 0; i < COUNT_OF(goldens); i++)
        tests[i] = (struct CMUnitTest){.name = goldens[i].file,
                                       .test_func = check_golden,
                                       .initial_state = (void *)(uintptr_t)&goldens[i]};
    return RUN_TESTS(tests);
}
