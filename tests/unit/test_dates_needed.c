/* Which dates are worth asking a registry for: those that a verdict hangs on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/dates_needed.h"

#include "unit.h"

#include <string.h>

#include "feeds/feeds.h"

enum { TODAY = 20000 };

struct needed_case {
    const char *tags; /* of the only list */
    const char *running;
    const char *dated; /* "VERSION AGE" of a release feed, commas between; "": none */
    int patch_days;    /* METER_NONE: not metered */
    int patch_releases;
    int minor_days;
    const char *want;
    bool is_past;
};

static const struct needed_case cases[] = {
    /* The first release of each line above the running one, the own line first. */
    {"1.7.8 1.7.9 1.7.10 1.7.30 1.8.0 1.8.1 2.0.0", "1.7.9", "", 14, METER_NONE, 90,
     "1.7.10 1.8.0", false},
    {"1.7.9 1.8.0 1.9.0", "1.7.9", "", 14, METER_NONE, 90, "1.8.0 1.9.0", false},
    /* Nothing newer, or only what is older. */
    {"1.7.8 1.7.9", "1.7.9", "", 14, METER_NONE, 90, "", false},
    /* Steps without days, or off. */
    {"1.7.9 1.7.10 1.8.0", "1.7.9", "", METER_NONE, 3, METER_NONE, "", false},
    /* Another meter has decided. */
    {"1.7.9 1.7.10 1.7.11", "1.7.9", "", 14, 1, 90, "", false},
    /* As of a past day what has no date does not count, so it has not. */
    {"1.7.9 1.7.10 1.7.11", "1.7.9", "", 14, 1, 90, "1.7.10", true},
    /* A release feed has the date, or one that has decided. */
    {"1.7.9 1.7.10", "1.7.9", "1.7.10 5", 14, METER_NONE, 90, "", false},
    {"1.7.9 1.7.10 1.7.11", "1.7.9", "1.7.11 50", 14, METER_NONE, 90, "", false},
    /* A young date of a later one leaves the first open. */
    {"1.7.9 1.7.10 1.7.11", "1.7.9", "1.7.11 5", 14, METER_NONE, 90, "1.7.10", false},
    /* Prereleases and other products of the repository are not asked about. */
    {"1.7.9 1.7.10-rc1 controller-1.7.10", "1.7.9", "", 14, METER_NONE, 90, "", false},
    /* A running tag that names no version has nothing above it. */
    {"1.7.9 latest", "latest", "", 14, METER_NONE, 90, "", false},
};

static struct leeway leeway_of(int days, int releases)
{
    return (struct leeway){.days = days, .releases = releases, .lines = METER_NONE};
}

static void add_dated(const char *dated, struct arena *arena, struct answer *answer)
{
    struct slice rest = slice_of(dated);
    while (rest.length != 0) {
        struct slice entry = slice_trim(slice_cut(&rest, ','));
        struct slice version = slice_cut(&entry, ' ');
        uint64_t age;
        assert_true(slice_number(entry, 10000, &age));
        *LIST_ADD(arena, &answer->releases) =
            (struct feed_release){.version = arena_copy_slice(arena, version),
                                  .day = TODAY - (int)age,
                                  .date_kind = DATE_PUBLISHED};
    }
}

static void make_upstream(const struct needed_case *test, struct arena *arena,
                          struct upstream *upstream)
{
    struct error err = {0};
    struct slice rest = slice_of(test->tags);
    assert_true(version_reader_new(NULL, arena, &upstream->reader, &err));
    struct answer *dates = LIST_ADD(arena, &upstream->answers);
    *dates = (struct answer){
        .feed = "github", .covers = COVERS_RELEASES, .state = ANSWER_COMPLETE};
    add_dated(test->dated, arena, dates);
    struct answer *list = LIST_ADD(arena, &upstream->answers);
    *list = (struct answer){.feed = "registry",
                            .repository = "r.example/x",
                            .covers = COVERS_TAGS,
                            .state = ANSWER_COMPLETE};
    while (rest.at != NULL)
        *LIST_ADD(arena, &list->tags) = arena_copy_slice(arena, slice_cut(&rest, ' '));
    upstream_merge(upstream, arena);
}

static void the_first_of_each_line_is_asked_where_days_decide(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct needed_case *test = &cases[i];
        AUTO_ARENA *arena = arena_new();
        AUTO_TEXT got;
        text_init(&got, 1024);
        struct upstream upstream = {0};
        struct policy policy = {0};
        struct release_index_list needed = {0};
        make_upstream(test, arena, &upstream);
        policy.tiers[TIER_EDGE][STEP_PATCH] =
            leeway_of(test->patch_days, test->patch_releases);
        policy.tiers[TIER_EDGE][STEP_MINOR] = leeway_of(test->minor_days, METER_NONE);
        policy.tiers[TIER_EDGE][STEP_MAJOR] = (struct leeway){.is_off = true};
        struct version running = version_read(upstream.reader, test->running);
        const struct dates_purpose purpose = {.policy = &policy,
                                              .tier = TIER_EDGE,
                                              .as_of_day = TODAY,
                                              .is_past = test->is_past};
        dates_needed(&upstream, &running, &purpose, arena, &needed);
        dates_needed(&upstream, &running, &purpose, arena, &needed);
        for (size_t k = 0; k < needed.count; k++)
            text_addf(&got, "%s%s", k == 0 ? "" : " ",
                      upstream.releases.items[needed.items[k]].version.text);
        if (strcmp(got.bytes, test->want) != 0)
            fail_msg("%s of %s: %s, not %s", test->running, test->tags, got.bytes,
                     test->want);
    }
}

/* A chart in a registry is no tag, and can be asked for all the same. */
static void a_chart_is_asked_where_it_was_pushed(void **state)
{
    (void)state;
    static const char *const repositories[] = {"r.example/charts/x", NULL};
    for (size_t i = 0; i < COUNT_OF(repositories); i++) {
        AUTO_ARENA *arena = arena_new();
        struct error err = {0};
        struct upstream upstream = {0};
        struct policy policy = {0};
        struct release_index_list needed = {0};
        assert_true(version_reader_new(NULL, arena, &upstream.reader, &err));
        struct answer *list = LIST_ADD(arena, &upstream.answers);
        *list = (struct answer){.feed = "oci",
                                .chart_repository = repositories[i],
                                .covers = COVERS_RELEASES,
                                .state = ANSWER_COMPLETE};
        *LIST_ADD(arena, &list->releases) =
            (struct feed_release){.version = "1.0.0", .day = DAY_NONE};
        *LIST_ADD(arena, &list->releases) =
            (struct feed_release){.version = "1.0.1+build.5", .day = DAY_NONE};
        upstream_merge(&upstream, arena);
        policy.tiers[TIER_EDGE][STEP_PATCH] = leeway_of(14, METER_NONE);
        struct version running = version_read(upstream.reader, "1.0.0");
        const struct dates_purpose purpose = {
            .policy = &policy, .tier = TIER_EDGE, .as_of_day = TODAY};
        dates_needed(&upstream, &running, &purpose, arena, &needed);
        assert_int_equal(needed.count, repositories[i] != NULL ? 1 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_each_line_is_asked_where_days_decide),
        cmocka_unit_test(a_chart_is_asked_where_it_was_pushed),
    };
    return RUN_TESTS(tests);
}
