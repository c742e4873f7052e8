/* The phrases of reports, and that they fit the screen. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "report_sample.h"

#include "base/out.h"
#include "report/words.h"

#include <string.h>

/* The traefik of the incident with one reason alone. */
static struct finding *with_reason(struct report_sample *sample, enum reason reason,
                                   enum status status)
{
    struct finding *finding = &sample->verdicts.findings.items[0];
    finding->status = status;
    finding->reasons.count = 0;
    sample_add_reason(sample, finding, reason, status, DAY_NONE, 4,
                      "in the judge's words");
    return finding;
}

static void check_remark(enum reason reason, enum status status, const char *wanted)
{
    struct report_sample *sample = sample_incident(0, 0);
    const struct finding *finding = with_reason(sample, reason, status);
    AUTO_TEXT got;
    text_init(&got, 1000);
    words_remark(&got, &sample->report, finding);
    if (strcmp(got.bytes, wanted) != 0)
        fail_msg("%s: got '%s', wanted '%s'", reason_name(reason), got.bytes, wanted);
    sample_free(sample);
}

static void a_remark_tells_the_reasons_that_the_row_does_not(void **state)
{
    (void)state;
    check_remark(REASON_BEHIND_PATCH, STATUS_STALE, ""); /* the row itself */
    check_remark(REASON_BEHIND_MAJOR, STATUS_STALE, "2.x out since 2019-09-16");
    check_remark(REASON_BEHIND_MAJOR, STATUS_FRESH, ""); /* informs only */
    check_remark(REASON_LINE_ENDED, STATUS_STALE, "line 1.7 ended, day unknown");
    check_remark(REASON_RETIRED, STATUS_STALE, "project retired");
    check_remark(REASON_INCOMPATIBLE, STATUS_STALE, "does not run on this Kubernetes");
    check_remark(REASON_PRERELEASE, STATUS_STALE, "runs a prerelease");
    check_remark(REASON_WITHDRAWN, STATUS_STALE, "withdrawn upstream");
    check_remark(REASON_VARIANT_ENDED, STATUS_FRESH,
                 "no more releases in this variant");
}

static void an_unknown_row_says_which_fact_is_missing(void **state)
{
    (void)state;
    for (enum reason reason = REASON_NO_PRODUCT; reason < REASON_COUNT; reason++)
        check_remark(reason, STATUS_UNKNOWN, "in the judge's words");
}

static void a_due_row_says_until_when(void **state)
{
    (void)state;
    struct report_sample *sample = sample_incident(0, 0);
    struct finding *finding = with_reason(sample, REASON_LINE_ENDING, STATUS_DUE);
    finding->line_end_day = day_of(2021, 12, 31);
    finding->due_day = day_of(2021, 12, 31);
    AUTO_TEXT got;
    text_init(&got, 1000);
    words_remark(&got, &sample->report, finding);
    assert_string_equal(got.bytes, "line 1.7 ends 2021-12-31; stale after 2021-12-31");
    sample_free(sample);
}

static void an_exception_in_its_last_days_is_told(void **state)
{
    (void)state;
    struct report_sample *sample = sample_incident(0, 0);
    struct finding *finding = with_reason(sample, REASON_BEHIND_PATCH, STATUS_DUE);
    finding->reasons.items[0].is_exempt = true;
    finding->due_day = day_of(2021, 4, 20);
    AUTO_TEXT got;
    text_init(&got, 1000);
    words_remark(&got, &sample->report, finding);
    assert_string_equal(got.bytes, "its exception ends; stale after 2021-04-20");
    sample_free(sample);
}

static void a_list_that_was_cut_gives_a_least_lag(void **state)
{
    (void)state;
    struct report_sample *sample = sample_incident(0, 0);
    struct finding *finding = &sample->verdicts.findings.items[0];
    AUTO_TEXT got;
    text_init(&got, 1000);
    words_behind(&got, finding);
    text_add(&got, " ");
    finding->steps[STEP_PATCH].is_complete = false;
    words_behind(&got, finding);
    assert_string_equal(got.bytes, "21 21+");
    sample_free(sample);
}

static void a_run_that_is_not_complete_never_reads_like_a_clean_one(void **state)
{
    (void)state;
    struct report_sample *sample = sample_fresh();
    AUTO_TEXT got;
    text_init(&got, 1000);
    words_title(&got, &sample->report);
    assert_string_equal(got.bytes, "prod (v1.19.9): nothing stale in 3 images");
    text_reset(&got);
    sample->report.is_complete = false;
    words_title(&got, &sample->report);
    assert_string_equal(got.bytes,
                        "prod (v1.19.9): nothing stale in 3 images, not complete");
    sample_free(sample);
}

static void many_clusters_are_counted_not_listed(void **state)
{
    (void)state;
    struct report_sample *sample = sample_new();
    for (int i = 1; i <= 5; i++)
        sample_add_cluster(sample, arena_format(sample->arena, "c%d", i), NULL, NULL);
    AUTO_TEXT got;
    text_init(&got, 1000);
    words_clusters(&got, &sample->report);
    assert_string_equal(got.bytes, "c1, c2 and 3 more");
    sample_free(sample);
}

/* Lines of the report that are wider than the screen. */
static size_t count_wide_lines(struct report_sample *sample, int columns)
{
    struct error err = {0};
    const struct report_look look = {.columns = columns};
    size_t wide = 0;
    AUTO_TEXT report;
    text_init(&report, 1 << 20);
    assert_true(
        report_writer_find("text")->write(&sample->report, &look, &report, &err));
    char *line = report.bytes;
    for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
        *end = '\0';
        wide += out_width(line) > (size_t)columns;
        line = end + 1;
    }
    return wide;
}

static void no_line_is_wider_than_the_screen(void **state)
{
    (void)state;
    struct report_sample *samples[] = {sample_everything(), sample_incident(3, 2),
                                       sample_empty()};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        for (int columns = 50; columns < 250; columns += 3)
            if (count_wide_lines(samples[i], columns) != 0)
                fail_msg("sample %zu at %d columns", i, columns);
        sample_free(samples[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_remark_tells_the_reasons_that_the_row_does_not),
        cmocka_unit_test(an_unknown_row_says_which_fact_is_missing),
        cmocka_unit_test(a_due_row_says_until_when),
        cmocka_unit_test(an_exception_in_its_last_days_is_told),
        cmocka_unit_test(a_list_that_was_cut_gives_a_least_lag),
        cmocka_unit_test(a_run_that_is_not_complete_never_reads_like_a_clean_one),
        cmocka_unit_test(many_clusters_are_counted_not_listed),
        cmocka_unit_test(no_line_is_wider_than_the_screen),
    };
    return RUN_TESTS(tests);
}
