/* What is new, fixed or not seen since an earlier run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "report_sample.h"

#include "report/changes.h"

#include <string.h>

/* One use of redis in prod, with one reason; status_count: no finding at all. */
struct moment {
    enum status status;
    enum reason reason;
    enum status reason_status;
    const char *version;
};

static struct report_sample *make(const struct moment *moment)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    if (moment->status == STATUS_COUNT)
        return sample;
    struct finding *finding = sample_add_finding(
        sample, &(struct sample_seed){"0123456789abcdef", moment->status, ROLE_DATABASE,
                                      TIER_SUPPORT, "redis", "docker.io/library/redis",
                                      moment->version, moment->version, "shop",
                                      "StatefulSet/redis", 1});
    sample_add_reason(sample, finding, moment->reason, moment->reason_status, DAY_NONE,
                      0, "why");
    return sample;
}

/* Compares two moments; the caller frees the second one's sample. */
static struct report_sample *compare(const struct moment *before,
                                     const struct moment *now, const char *failure)
{
    struct report_sample *past = make(before);
    struct report_sample *sample = make(now);
    past->report.as_of_day -= 7;
    sample->inventory.clusters.items[0].failure = failure;
    sample->inventory.clusters.items[0].is_complete = failure == NULL;
    sample_compare(sample, past);
    sample_free(past);
    assert_non_null(sample->report.changes);
    assert_int_equal(sample->report.changes->since_day, sample->report.as_of_day - 7);
    return sample;
}

static void check(const struct moment *before, const struct moment *now,
                  const char *failure, size_t new_count, size_t fixed, size_t not_seen)
{
    struct report_sample *sample = compare(before, now, failure);
    assert_int_equal(sample->report.changes->new_count, new_count);
    assert_int_equal(sample->report.changes->fixed.count, fixed);
    assert_int_equal(sample->report.changes->not_seen, not_seen);
    sample_free(sample);
}

static const struct moment stale = {STATUS_STALE, REASON_BEHIND_PATCH, STATUS_STALE,
                                    "6.0.1"};
static const struct moment due = {STATUS_DUE, REASON_BEHIND_PATCH, STATUS_DUE, "6.0.1"};
static const struct moment gone = {STATUS_COUNT, REASON_COUNT, STATUS_COUNT, NULL};
static const struct moment fresh = {STATUS_FRESH, REASON_VARIANT_ENDED, STATUS_FRESH,
                                    "6.0.2"};

static void a_use_that_was_absent_is_new(void **state)
{
    (void)state;
    check(&gone, &stale, NULL, 1, 0, 0);
}

static void a_worse_status_is_new_and_a_better_one_is_not(void **state)
{
    (void)state;
    check(&due, &stale, NULL, 1, 0, 0);
    check(&stale, &due, NULL, 0, 0, 0);
}

static void one_reason_more_is_new(void **state)
{
    (void)state;
    const struct moment other = {STATUS_STALE, REASON_LINE_ENDED, STATUS_STALE,
                                 "6.0.1"};
    const struct moment informs = {STATUS_STALE, REASON_LINE_ENDED, STATUS_FRESH,
                                   "6.0.1"};
    check(&stale, &other, NULL, 1, 0, 0);
    check(&stale, &informs, NULL, 0, 0, 0);
}

static void the_same_again_is_not_new_whatever_version_runs(void **state)
{
    (void)state;
    const struct moment later = {STATUS_STALE, REASON_BEHIND_PATCH, STATUS_STALE,
                                 "6.0.2"};
    struct report_sample *sample = compare(&stale, &later, NULL);
    assert_int_equal(sample->report.changes->new_count, 0);
    assert_int_equal(sample->report.changes->same_count, 1);
    assert_false(changes_is_new(sample->report.changes, &sample->report,
                                &sample->verdicts.findings.items[0]));
    sample_free(sample);
}

static void what_was_updated_or_removed_is_fixed(void **state)
{
    (void)state;
    check(&stale, &fresh, NULL, 0, 1, 0);
    check(&due, &gone, NULL, 0, 1, 0);
    check(&fresh, &gone, NULL, 0, 0, 0);
}

static void what_a_failure_hides_is_not_seen_and_never_fixed(void **state)
{
    (void)state;
    const struct moment hidden = {STATUS_UNKNOWN, REASON_FEED_FAILED, STATUS_UNKNOWN,
                                  "6.0.1"};
    check(&stale, &gone, "connection refused", 0, 0, 1);
    check(&stale, &hidden, NULL, 1, 0, 1);
}

/* One past use of a kind, and a cluster that lists such things, or does not. */
static void check_kind(enum subject_kind kind, const struct cluster *now,
                       const struct part *part, size_t fixed, size_t not_seen)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    struct cluster *cluster = &sample->inventory.clusters.items[0];
    cluster->has_charts = now->has_charts;
    cluster->has_nodes = now->has_nodes;
    cluster->is_complete = now->is_complete;
    if (part != NULL)
        *LIST_ADD(sample->arena, &sample->inventory.parts) = *part;
    struct past_use use = {.key = "prod\nshop\nRelease/web\n\nthing-chart",
                           .cluster = "prod",
                           .kind = kind,
                           .component = "thing",
                           .place = "shop Release/web",
                           .status = STATUS_STALE};
    const struct past past = {.uses = {&use, 1, 1}};
    struct changes changes;
    changes_find(&sample->report, &past, sample->arena, &changes);
    assert_int_equal(changes.fixed.count, fixed);
    assert_int_equal(changes.not_seen, not_seen);
    sample_free(sample);
}

static void what_was_not_listed_is_neither_fixed_nor_gone(void **state)
{
    (void)state;
    static const struct cluster all = {
        .is_complete = true, .has_charts = true, .has_nodes = true};
    static const struct cluster images = {.is_complete = true};
    static const struct cluster none = {.has_charts = true, .has_nodes = true};
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++) {
        bool is_beside = kind == SUBJECT_CHART || kind == SUBJECT_NODE;
        check_kind(kind, &all, NULL, 1, 0);
        check_kind(kind, &images, NULL, is_beside ? 0 : 1, is_beside ? 1 : 0);
        check_kind(kind, &none, NULL, 0, 1);
    }
}

static void a_release_that_cannot_be_read_is_not_fixed(void **state)
{
    (void)state;
    static const struct cluster all = {.is_complete = true, .has_charts = true};
    static struct use there = {.namespace = "shop", .workload = "Release/web"};
    static struct use elsewhere = {.namespace = "shop", .workload = "Release/other"};
    const struct part torn = {.kind = SUBJECT_CHART,
                              .name = "web",
                              .failure = "no data.release",
                              .uses = {&there, 1, 1}};
    struct part other = torn;
    other.uses.items = &elsewhere;
    struct part whole = torn;
    whole.failure = NULL;
    check_kind(SUBJECT_CHART, &all, &torn, 0, 1);
    check_kind(SUBJECT_CHART, &all, &other, 1, 0);
    check_kind(SUBJECT_CHART, &all, &whole, 1, 0);
}

/* Where ReplicaSets were not listed this time a Rollout counts as a Deployment. */
static void a_workload_of_another_kind_is_the_same_one(void **state)
{
    (void)state;
    static const struct {
        const char *workload;
        size_t fixed;
        size_t not_seen;
    } cases[] = {
        {"StatefulSet/redis", 0, 0},
        {"Deployment/redis", 0, 1},
        {"Deployment/redis-2", 1, 0},
        {"redis", 1, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct report_sample *past = make(&stale);
        struct report_sample *sample = sample_new();
        sample_add_cluster(sample, "prod", "1.19.9", NULL);
        struct finding *finding = sample_add_finding(
            sample,
            &(struct sample_seed){"0123456789abcdef", STATUS_STALE, ROLE_DATABASE,
                                  TIER_SUPPORT, "redis", "docker.io/library/redis",
                                  "6.0.1", "6.0.1", "shop", cases[i].workload, 1});
        sample_add_reason(sample, finding, REASON_BEHIND_PATCH, STATUS_STALE, DAY_NONE,
                          0, "why");
        sample_compare(sample, past);
        assert_int_equal(sample->report.changes->fixed.count, cases[i].fixed);
        assert_int_equal(sample->report.changes->not_seen, cases[i].not_seen);
        sample_free(past);
        sample_free(sample);
    }
}

static void a_report_that_was_written_can_be_compared_with(void **state)
{
    (void)state;
    struct report_sample *sample = sample_everything();
    const struct report_look look = {.columns = 80};
    struct error err = {0};
    struct past past;
    struct changes changes;
    AUTO_TEXT json;
    text_init(&json, 1 << 20);
    assert_true(report_writer_find("json")->write(&sample->report, &look, &json, &err));
    if (!past_read_report(json.bytes, json.length, sample->arena, &past, &err))
        fail_msg("%s", err.text);
    changes_find(&sample->report, &past, sample->arena, &changes);
    assert_int_equal(past.as_of_day, sample->report.as_of_day);
    assert_int_equal(changes.new_count, 0);
    assert_int_equal(changes.fixed.count, 0);
    sample_free(sample);
}

static void other_files_are_refused_with_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *complaint;
    } cases[] = {
        {"{}", "no JSON report of stalemark"},
        {"[]", "no JSON report of stalemark"},
        {"{\"findings\":[]}", "as_of"},
        {"{\"findings\":[],\"as_of\":\"soon\"}", "as_of is no day: 'soon'"},
        {"{\"findings\":[{}],\"as_of\":\"2021-04-12\"}", "finding 1: "},
        {"{\"findings\":[{\"status\":\"fine\",\"image\":\"x\"}],\"as_of\":\"2021-04-"
         "12\"}",
         "finding 1: no such status: 'fine'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_ARENA *arena = arena_new();
        struct error err = {0};
        struct past past;
        assert_false(
            past_read_report(cases[i].json, strlen(cases[i].json), arena, &past, &err));
        if (strstr(err.text, cases[i].complaint) == NULL)
            fail_msg("%s: %s", cases[i].json, err.text);
    }
}

static void members_come_in_any_order(void **state)
{
    (void)state;
    static const char json[] =
        "{\"uses\":[{\"workload\":\"Deployment/web\",\"cluster\":\"prod\"},"
        "{\"namespace\":\"b\",\"more\":{\"cluster\":\"none\"}}],"
        "\"reasons\":[\"behind-patch\",\"of-tomorrow\"],"
        "\"image\":\"web:1.2\",\"version\":\"1.2\",\"status\":\"stale\"}";
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct past past = {0};
    assert_true(past_add_finding(&past, json, arena, &err));
    assert_int_equal(past.uses.count, 2);
    const struct past_use *first = &past.uses.items[0];
    const struct past_use *second = &past.uses.items[1];
    assert_string_equal(first->place, "Deployment/web");
    assert_string_equal(first->cluster, "prod");
    assert_string_equal(first->component, "web");
    assert_string_equal(first->version, "1.2");
    assert_string_equal(second->place, "b");
    assert_string_equal(second->cluster, "");
    assert_int_equal(second->status, STATUS_STALE);
    assert_true(second->reasons[REASON_BEHIND_PATCH]);
    assert_string_not_equal(first->key, second->key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_use_that_was_absent_is_new),
        cmocka_unit_test(a_worse_status_is_new_and_a_better_one_is_not),
        cmocka_unit_test(one_reason_more_is_new),
        cmocka_unit_test(the_same_again_is_not_new_whatever_version_runs),
        cmocka_unit_test(what_was_updated_or_removed_is_fixed),
        cmocka_unit_test(what_a_failure_hides_is_not_seen_and_never_fixed),
        cmocka_unit_test(what_was_not_listed_is_neither_fixed_nor_gone),
        cmocka_unit_test(a_release_that_cannot_be_read_is_not_fixed),
        cmocka_unit_test(a_workload_of_another_kind_is_the_same_one),
        cmocka_unit_test(a_report_that_was_written_can_be_compared_with),
        cmocka_unit_test(members_come_in_any_order),
        cmocka_unit_test(other_files_are_refused_with_their_place),
    };
    return RUN_TESTS(tests);
}
