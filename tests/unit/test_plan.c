/* Each feed is asked once, whoever needs it, and the strictest need comes first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/plan.h"

#include "unit.h"

#include <string.h>

static struct catalog_feed traefik_feeds[] = {
    {.driver = "registry"},
    {.driver = "github", .argument = "traefik/traefik"},
    {.driver = "endoflife", .argument = "traefik"},
};
static const char *traefik_images[] = {"docker.io/library/traefik",
                                       "ghcr.io/traefik/traefik"};
static const struct product traefik = {.name = "traefik",
                                       .images = {traefik_images, 2, 2},
                                       .feeds = {traefik_feeds, 3, 3}};

static struct catalog_feed flux_feeds[] = {
    {.driver = "github", .argument = "fluxcd/x"}};
static const struct product flux_one = {.name = "flux-one",
                                        .feeds = {flux_feeds, 1, 1}};
static const struct product flux_two = {.name = "flux-two",
                                        .feeds = {flux_feeds, 1, 1}};

static struct catalog_feed chart_feeds[] = {
    {.driver = "helm", .argument = "oci://r.example/charts/x"},
    {.driver = "oci", .argument = "oci://r.example/charts/x"},
    {.driver = "oci", .argument = "r.example/charts/x"},
    {.driver = "helm", .argument = "https://r.example/charts#x"}};
static const struct product chart = {.name = "x-chart", .feeds = {chart_feeds, 4, 4}};

static struct subject subject_of(const struct product *product, const char *upstream,
                                 enum tier tier)
{
    return (struct subject){
        .is_valid = true, .product = product, .upstream = upstream, .tier = tier};
}

static void show(const struct plan *plan, struct text *text)
{
    struct index_list order = plan_order(plan);
    for (size_t i = 0; i < order.count; i++) {
        const struct wanted *wanted = &plan->wanted.items[order.items[i]];
        text_addf(text, "%s %s\n", wanted->driver->name, wanted->argument);
    }
}

/* What is asked for some subjects, in order. */
static void check_asked(struct subject *subjects, size_t count, bool judge_unrecognised,
                        const char *want)
{
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT text;
    text_init(&text, 4096);
    CLEANUP(plan_clear) struct plan plan;
    plan_init(&plan, arena);
    struct subject_list list = {subjects, count, count};
    plan_subjects(&plan, &list, judge_unrecognised);
    show(&plan, &text);
    assert_string_equal(text.bytes, want);
}

static void a_product_in_many_images_is_asked_about_once(void **state)
{
    (void)state;
    struct subject subjects[] = {
        subject_of(&traefik, "docker.io/library/traefik", TIER_EDGE),
        subject_of(&traefik, "docker.io/library/traefik", TIER_EDGE),
        subject_of(&traefik, "ghcr.io/traefik/traefik", TIER_EDGE),
    };
    check_asked(subjects, COUNT_OF(subjects), false,
                "registry docker.io/library/traefik\n"
                "github traefik/traefik\n"
                "endoflife traefik\n"
                "registry ghcr.io/traefik/traefik\n");
}

static void products_of_one_repository_share_its_answer(void **state)
{
    (void)state;
    struct subject subjects[] = {
        subject_of(&flux_one, "ghcr.io/fluxcd/one", TIER_CORE),
        subject_of(&flux_two, "ghcr.io/fluxcd/two", TIER_CORE),
    };
    check_asked(subjects, COUNT_OF(subjects), false, "github fluxcd/x\n");
}

static void a_chart_in_a_registry_is_asked_once_however_it_is_written(void **state)
{
    (void)state;
    struct subject subject = subject_of(&chart, "chart/x", TIER_CORE);
    subject.kind = SUBJECT_CHART;
    check_asked(&subject, 1, false,
                "oci r.example/charts/x\n"
                "helm https://r.example/charts#x\n");
}

static void the_strictest_tier_is_asked_first(void **state)
{
    (void)state;
    struct subject subjects[] = {
        subject_of(&flux_one, "ghcr.io/fluxcd/one", TIER_SUPPORT),
        subject_of(&traefik, "docker.io/library/traefik", TIER_EDGE),
    };
    check_asked(subjects, COUNT_OF(subjects), false,
                "registry docker.io/library/traefik\n"
                "github traefik/traefik\n"
                "endoflife traefik\n"
                "github fluxcd/x\n");
}

static void a_stricter_use_moves_a_question_forward(void **state)
{
    (void)state;
    struct subject subjects[] = {
        subject_of(&flux_one, "ghcr.io/fluxcd/one", TIER_WORKLOAD),
        subject_of(&traefik, "docker.io/library/traefik", TIER_CORE),
        subject_of(&flux_one, "ghcr.io/fluxcd/one", TIER_EDGE),
    };
    check_asked(subjects, COUNT_OF(subjects), false,
                "github fluxcd/x\n"
                "registry docker.io/library/traefik\n"
                "github traefik/traefik\n"
                "endoflife traefik\n");
}

static void images_without_a_product_are_asked_for_only_when_judged(void **state)
{
    (void)state;
    struct subject subjects[] = {
        subject_of(NULL, "registry.example/team/app", TIER_WORKLOAD),
        subject_of(NULL, "registry.example/team/by-hand", TIER_WORKLOAD),
    };
    subjects[1].is_by_hand = true;
    check_asked(subjects, 2, false, "registry registry.example/team/by-hand\n");
    check_asked(subjects, 2, true,
                "registry registry.example/team/app\n"
                "registry registry.example/team/by-hand\n");
}

static void own_and_unreadable_images_are_not_asked_for(void **state)
{
    (void)state;
    struct subject subjects[] = {
        subject_of(&traefik, "docker.io/library/traefik", TIER_EDGE),
        subject_of(NULL, NULL, TIER_WORKLOAD),
    };
    subjects[0].is_own = true;
    subjects[1].is_valid = false;
    check_asked(subjects, COUNT_OF(subjects), true, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_in_many_images_is_asked_about_once),
        cmocka_unit_test(products_of_one_repository_share_its_answer),
        cmocka_unit_test(a_chart_in_a_registry_is_asked_once_however_it_is_written),
        cmocka_unit_test(the_strictest_tier_is_asked_first),
        cmocka_unit_test(a_stricter_use_moves_a_question_forward),
        cmocka_unit_test(images_without_a_product_are_asked_for_only_when_judged),
        cmocka_unit_test(own_and_unreadable_images_are_not_asked_for),
    };
    return RUN_TESTS(tests);
}
