/* The reports by hand. Facts of the incident: Traefik's git tags and release dates. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include <string.h>

enum { SAMPLE_FETCHED = 1618185600 }; /* 2021-04-12T00:00:00Z */

static const char POLICY_SHA256[] =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

struct report_sample *sample_new(void)
{
    struct arena *arena = arena_new();
    struct report_sample *sample = arena_alloc(arena, sizeof *sample);
    sample->arena = arena;
    sample->policy.gate.tiers[TIER_EDGE] = true;
    sample->policy.gate.tiers[TIER_CORE] = true;
    *LIST_ADD(arena, &sample->policy.files) =
        (struct policy_file){"policies/default.yaml", POLICY_SHA256};
    sample->report = (struct report){
        .tool_version = "0.1.0",
        .generated_at = SAMPLE_FETCHED,
        .as_of_day = day_of(2021, 4, 12),
        .is_past = true,
        .inventory = &sample->inventory,
        .policy = &sample->policy,
        .verdicts = &sample->verdicts,
        .feeds_asked = 14,
        .is_complete = true,
        .series = "weekly",
    };
    return sample;
}

void sample_add_cluster(struct report_sample *sample, const char *name,
                        const char *version, const char *failure)
{
    *LIST_ADD(sample->arena, &sample->inventory.clusters) =
        (struct cluster){.name = name,
                         .version = version,
                         .version_full = version,
                         .is_complete = failure == NULL,
                         .failure = failure,
                         .pods = 40};
}

static const struct product *make_product(struct report_sample *sample,
                                          const struct sample_seed *seed)
{
    if (seed->product == NULL)
        return NULL;
    struct product *product = arena_alloc(sample->arena, sizeof *product);
    *product = (struct product){
        .name = seed->product, .title = seed->product, .role = seed->role};
    return product;
}

static struct subject *make_subject(struct report_sample *sample,
                                    const struct sample_seed *seed)
{
    struct image *image = arena_alloc(sample->arena, sizeof *image);
    struct subject *subject = arena_alloc(sample->arena, sizeof *subject);
    image->reference =
        arena_format(sample->arena, "%s:%s", seed->repository, seed->tag);
    *subject = (struct subject){
        .image = image,
        .is_valid = true,
        .ref = {.repository = seed->repository, .tag = seed->tag, .has_tag = true},
        .upstream = seed->repository,
        .product = make_product(sample, seed),
        .role = seed->role,
        .tier = seed->tier,
    };
    *LIST_ADD(sample->arena, &sample->inventory.images) = *image;
    return subject;
}

void sample_add_use(struct report_sample *sample, struct finding *finding,
                    size_t cluster, const char *namespace, const char *workload,
                    size_t pods)
{
    const char *slash = strchr(workload, '/');
    *LIST_ADD(sample->arena, &finding->uses) =
        (struct use){.cluster = cluster,
                     .namespace = namespace,
                     .workload = workload,
                     .container = slash == NULL ? "main" : slash + 1,
                     .pods = pods};
}

struct finding *sample_add_finding(struct report_sample *sample,
                                   const struct sample_seed *seed)
{
    struct finding *finding = LIST_ADD(sample->arena, &sample->verdicts.findings);
    *finding = (struct finding){
        .id = seed->id,
        .subject = make_subject(sample, seed),
        .status = seed->status,
        .role = seed->role,
        .tier = seed->tier,
        .is_gated = seed->tier <= TIER_CORE,
        .image = arena_format(sample->arena, "%s:%s", seed->repository, seed->tag),
        .version = seed->version,
        .variant = "",
        .released_day = DAY_NONE,
        .line_end_day = DAY_NONE,
        .due_day = DAY_NONE,
        .behind = 0,
        .message = "nothing newer counts and all rules hold",
    };
    sample_add_use(sample, finding, 0, seed->namespace, seed->workload, seed->pods);
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++)
        finding->steps[step] = (struct finding_step){.status = STATUS_FRESH,
                                                     .released_day = DAY_NONE,
                                                     .exposed_since_day = DAY_NONE,
                                                     .exposed_days = METER_NONE,
                                                     .due_day = DAY_NONE,
                                                     .soaking_until_day = DAY_NONE};
    sample->verdicts.counts[seed->status]++;
    sample->verdicts.images++;
    return finding;
}

void sample_add_reason(struct report_sample *sample, struct finding *finding,
                       enum reason reason, enum status status, int due_day, int line,
                       const char *message)
{
    *LIST_ADD(sample->arena, &finding->reasons) = (struct finding_reason){
        .reason = reason,
        .status = status,
        .due_day = due_day,
        .message = message,
        .rule = {line == 0 ? NULL : "policies/default.yaml", line, 5}};
}

void sample_add_evidence(struct report_sample *sample, struct finding *finding,
                         const char *fact, const char *feed, int line)
{
    *LIST_ADD(sample->arena, &finding->evidence) = (struct evidence){
        .fact = fact,
        .feed = feed,
        .fetched_at = SAMPLE_FETCHED,
        .is_complete = true,
        .rule = {line == 0 ? NULL : "policies/default.yaml", line, 5}};
}

void sample_add_fit(struct report_sample *sample, struct finding *finding, enum fit fit,
                    enum fit next_fit)
{
    *LIST_ADD(sample->arena, &finding->kubernetes) =
        (struct finding_fit){.cluster = 0,
                             .version = "1.19.9",
                             .fit = fit,
                             .next = "1.20",
                             .next_fit = next_fit};
}

/* The numbers of DESIGN section 8, key by key. */
void sample_add_traefik(struct report_sample *sample)
{
    static const struct leeway patch = {.days = 14, .releases = 3, .lines = METER_NONE};
    static const struct leeway major = {
        .days = 365, .releases = METER_NONE, .lines = METER_NONE};
    struct finding *finding = sample_add_finding(
        sample, &(struct sample_seed){"5bd0c1f7a39e2460", STATUS_STALE,
                                      ROLE_LOAD_BALANCER, TIER_EDGE, "traefik",
                                      "docker.io/library/traefik", "v1.7.9", "1.7.9",
                                      "kube-system", "Deployment/traefik", 2});
    finding->released_day = day_of(2019, 2, 11);
    finding->line = "1.7";
    finding->behind = 67;
    finding->steps[STEP_PATCH] =
        (struct finding_step){.applies = true,
                              .status = STATUS_STALE,
                              .newest = "1.7.30",
                              .released_day = day_of(2021, 4, 8),
                              .lag = 21,
                              .first = "1.7.10",
                              .exposed_since_day = day_of(2019, 3, 28),
                              .exposed_days = 746,
                              .due_day = day_of(2019, 4, 11),
                              .leeway = &patch,
                              .is_complete = true,
                              .soaking_until_day = DAY_NONE};
    finding->steps[STEP_MAJOR] =
        (struct finding_step){.applies = true,
                              .status = STATUS_STALE,
                              .newest = "2.4.8",
                              .released_day = day_of(2021, 3, 23),
                              .lag = 46,
                              .first = "2.0.0",
                              .exposed_since_day = day_of(2019, 9, 16),
                              .exposed_days = 574,
                              .lines_behind = 1,
                              .due_day = day_of(2020, 9, 15),
                              .leeway = &major,
                              .is_complete = true,
                              .soaking_until_day = DAY_NONE};
    finding->due_day = day_of(2019, 4, 11);
    finding->recommended = "1.7.30";
    finding->recommended_image = "docker.io/library/traefik:v1.7.30";
    finding->target = "2.4.8";
    finding->libyears = 2.1;
    finding->message = "21 releases behind on 1.7; 1.7.30 is the safe step; 2.x has "
                       "been out since 2019-09-16";
    sample_add_fit(sample, finding, FIT_SUPPORTED, FIT_SUPPORTED);
    sample_add_reason(sample, finding, REASON_BEHIND_PATCH, STATUS_STALE,
                      day_of(2019, 4, 11), 4,
                      "1.7.10 has been out for 746 days, 14 are tolerated");
    sample_add_reason(sample, finding, REASON_BEHIND_MAJOR, STATUS_STALE,
                      day_of(2020, 9, 15), 4,
                      "2.0.0 has been out for 574 days, 365 are tolerated");
    sample_add_evidence(sample, finding, "release 1.7.30 of 2021-04-08",
                        "github traefik/traefik", 4);
    sample_add_evidence(sample, finding, "release 2.0.0 of 2019-09-16",
                        "github traefik/traefik", 4);
}

void sample_add_coredns(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample,
        &(struct sample_seed){"0c41d2e9bb07f853", STATUS_DUE, ROLE_DNS, TIER_CORE,
                              "coredns", "docker.io/coredns/coredns", "1.8.0", "1.8.0",
                              "kube-system", "Deployment/coredns", 2});
    finding->released_day = day_of(2020, 10, 22);
    finding->line = "1.8";
    finding->behind = 3;
    finding->steps[STEP_PATCH] =
        (struct finding_step){.applies = true,
                              .status = STATUS_DUE,
                              .newest = "1.8.3",
                              .released_day = day_of(2021, 2, 24),
                              .lag = 3,
                              .first = "1.8.1",
                              .exposed_since_day = day_of(2021, 1, 20),
                              .exposed_days = 82,
                              .due_day = day_of(2021, 7, 19),
                              .is_complete = true,
                              .soaking_until_day = DAY_NONE};
    finding->due_day = day_of(2021, 7, 19);
    finding->recommended = "1.8.3";
    finding->recommended_image = "docker.io/coredns/coredns:1.8.3";
    finding->libyears = 0.3;
    finding->message = "3 releases behind on 1.8; 1.8.3 is the safe step; stale "
                       "after 2021-07-19";
    sample_add_reason(sample, finding, REASON_BEHIND_PATCH, STATUS_DUE,
                      day_of(2021, 7, 19), 5,
                      "1.8.1 has been out for 82 days, 180 are tolerated");
    sample_add_evidence(sample, finding, "release 1.8.3 of 2021-02-24",
                        "github coredns/coredns", 5);
}

void sample_add_fresh(struct report_sample *sample)
{
    static const struct sample_seed seeds[] = {
        {"a1f0c3d2e4b59687", STATUS_FRESH, ROLE_CERTIFICATES, TIER_CORE, "cert-manager",
         "quay.io/jetstack/cert-manager-controller", "v1.3.0", "1.3.0", "cert-manager",
         "Deployment/cert-manager", 1},
        {"b2f0c3d2e4b59687", STATUS_FRESH, ROLE_MONITORING, TIER_SUPPORT,
         "metrics-server", "k8s.gcr.io/metrics-server/metrics-server", "v0.4.2",
         "0.4.2", "kube-system", "Deployment/metrics-server", 1},
        {"c3f0c3d2e4b59687", STATUS_FRESH, ROLE_LOGGING, TIER_SUPPORT, "fluent-bit",
         "docker.io/fluent/fluent-bit", "1.7.3", "1.7.3", "logging",
         "DaemonSet/fluent-bit", 6},
    };
    for (size_t i = 0; i < COUNT_OF(seeds); i++) {
        struct finding *finding = sample_add_finding(sample, &seeds[i]);
        finding->released_day = day_of(2021, 4, 1);
        sample_add_evidence(sample, finding, "nothing newer in a complete list",
                            "registry quay.io", 0);
    }
}

void sample_add_unrecognised(struct report_sample *sample, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct finding *finding = sample_add_finding(
            sample, &(struct sample_seed){
                        arena_format(sample->arena, "d%015zx", i), STATUS_UNKNOWN,
                        ROLE_OTHER, TIER_WORKLOAD, NULL,
                        arena_format(sample->arena, "ghcr.io/someone/app-%zu", i),
                        "v2.0.1", "2.0.1", "shop", "Deployment/app", 1});
        finding->is_folded = true;
        finding->behind = METER_NONE;
        finding->libyears = -1;
        finding->message = "the catalogue knows no product with this image";
        sample_add_reason(sample, finding, REASON_NO_PRODUCT, STATUS_UNKNOWN, DAY_NONE,
                          0, finding->message);
        sample->verdicts.unrecognised++;
    }
}

struct report_sample *sample_incident(size_t unrecognised, size_t own)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    sample_add_traefik(sample);
    sample_add_coredns(sample);
    sample_add_fresh(sample);
    sample_add_unrecognised(sample, unrecognised);
    sample->verdicts.own = own;
    return sample;
}

struct report_sample *sample_fresh(void)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    sample_add_fresh(sample);
    return sample;
}

struct report_sample *sample_empty(void)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "empty.yaml", NULL, NULL);
    sample->report.feeds_asked = 0;
    return sample;
}

void sample_free(struct report_sample *sample)
{
    if (sample != NULL)
        arena_free(sample->arena);
}
