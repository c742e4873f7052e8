/* Measures judging: many tags, many findings, many days. CPU time in milliseconds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judge.h"
#include "judge/tag_views.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/error.h"
#include "feeds/feeds.h"
#include "identify/identify.h"

enum { SECONDS_PER_DAY = 86400, AS_OF_YEAR = 2024, LINES_IN_MAJOR = 40, PATCHES = 25 };

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static _Noreturn void give_up(const struct error *err)
{
    fprintf(stderr, "bench_judge: %s\n", err->text);
    exit(1);
}

struct bench {
    struct arena *arena;
    struct catalog catalog;
    struct policy policy;
    struct inventory inventory;
    struct subject_list subjects;
    struct upstream_list upstreams;
    struct judge_facts facts;
};

static const char *version_text_of(unsigned serial, struct arena *arena)
{
    unsigned line = serial / PATCHES;
    return arena_format(arena, "%u.%u.%u", 1 + line / LINES_IN_MAJOR,
                        line % LINES_IN_MAJOR, serial % PATCHES);
}

/* A quarter as many releases as tags, the newest of yesterday's month, one a day. */
static void make_upstream(struct bench *bench, unsigned tag_count)
{
    static const char *const forms[] = {"v", "", "-alpine", "-debian-12"};
    struct error err = {0};
    struct arena *arena = bench->arena;
    const struct product *product = catalog_by_name(&bench->catalog, "traefik");
    struct upstream *upstream = LIST_ADD(arena, &bench->upstreams);
    *upstream = (struct upstream){.product = product};
    if (!version_reader_new(&product->version, arena, &upstream->reader, &err))
        give_up(&err);
    struct answer *feed = LIST_ADD(arena, &upstream->answers);
    struct answer *list = LIST_ADD(arena, &upstream->answers);
    feed = &upstream->answers.items[0];
    int day = bench->facts.as_of_day;
    *feed = (struct answer){.feed = "github",
                            .about = "bench",
                            .covers = COVERS_RELEASES | COVERS_DATES,
                            .state = ANSWER_COMPLETE,
                            .fetched_at = (long long)day * SECONDS_PER_DAY};
    *list = (struct answer){.feed = "registry",
                            .about = "bench",
                            .repository = product->images.items[0],
                            .covers = COVERS_TAGS,
                            .state = ANSWER_COMPLETE,
                            .fetched_at = (long long)day * SECONDS_PER_DAY};
    unsigned releases = tag_count / COUNT_OF(forms);
    for (unsigned i = 0; i < releases; i++) {
        const char *version = version_text_of(i, arena);
        *LIST_ADD(arena, &feed->releases) = (struct feed_release){
            .version = version, .day = day - 10 - (int)(releases - i) / 8};
        for (unsigned j = 0; j < COUNT_OF(forms); j++)
            *LIST_ADD(arena, &list->tags) =
                j == 0 ? arena_format(arena, "v%s", version)
                       : arena_format(arena, "%s%s", version, forms[j]);
    }
    double start = now_ms();
    upstream_merge(upstream, arena);
    printf("merge %u tags: %.1f ms\n", tag_count, now_ms() - start);
}

static void make_images(struct bench *bench, unsigned count, unsigned distinct)
{
    struct error err = {0};
    struct arena *arena = bench->arena;
    *LIST_ADD(arena, &bench->inventory.clusters) =
        (struct cluster){.name = "bench", .version = "1.28.1", .is_complete = true};
    for (unsigned i = 0; i < count; i++) {
        struct image *image = LIST_ADD(arena, &bench->inventory.images);
        image->reference =
            arena_format(arena, "traefik:v%s", version_text_of(i % distinct, arena));
        image->digest = arena_format(arena, "sha256:%064x", i);
        *LIST_ADD(arena, &image->uses) =
            (struct use){.namespace = arena_format(arena, "team-%u", i),
                         .workload = "Deployment/traefik",
                         .container = "traefik",
                         .pods = 1};
    }
    if (!identify_all(&bench->inventory, &bench->catalog, &bench->policy, arena,
                      &bench->subjects, &err))
        give_up(&err);
}

static struct bench *bench_new(unsigned tags, unsigned images, unsigned distinct)
{
    struct error err = {0};
    struct arena *arena = arena_new();
    struct bench *bench = arena_alloc(arena, sizeof *bench);
    struct text_list catalogs = {0};
    struct text_list no_policies = {0};
    bench->arena = arena;
    *LIST_ADD(arena, &catalogs) = SOURCE_FOLDER "/policies/catalog";
    if (!catalog_load(&catalogs, NULL, arena, &bench->catalog, &err) ||
        !policy_load(SOURCE_FOLDER "/policies/default.yaml", &no_policies,
                     &bench->catalog, arena, &bench->policy, &err))
        give_up(&err);
    bench->facts = (struct judge_facts){.inventory = &bench->inventory,
                                        .subjects = &bench->subjects,
                                        .upstreams = &bench->upstreams,
                                        .policy = &bench->policy,
                                        .catalog = &bench->catalog,
                                        .as_of_day = day_of(AS_OF_YEAR, 6, 30),
                                        .is_past = true,
                                        .max_data_age_days = 9};
    make_upstream(bench, tags);
    make_images(bench, images, distinct);
    return bench;
}

/* Judges on each of the last days; every day has an arena of its own. */
static void measure(unsigned tags, unsigned images, unsigned distinct, unsigned days)
{
    struct bench *bench = bench_new(tags, images, distinct);
    int last_day = bench->facts.as_of_day;
    size_t findings = 0;
    size_t bytes = 0;
    bench->facts.views = tag_views_new(bench->arena);
    double start = now_ms();
    for (unsigned i = 0; i < days; i++) {
        AUTO_ARENA *arena = arena_new();
        struct verdicts verdicts;
        bench->facts.as_of_day = last_day - (int)i;
        judge_all(&bench->facts, arena, &verdicts);
        findings += verdicts.findings.count;
        bytes = arena_bytes(arena);
    }
    printf("judge %u images against %u tags on %u days: %.1f ms, %zu findings, "
           "%.1f MB a day\n",
           images, tags, days, now_ms() - start, findings, (double)bytes / 1e6);
    arena_free(bench->arena);
}

int main(void)
{
    measure(200000, 1, 1, 1);
    measure(3000, 10000, 300, 1);
    measure(3000, 20, 20, 800);
    return 0;
}
