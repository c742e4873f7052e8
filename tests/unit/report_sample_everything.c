/* The report with one finding of each kind, and texts that attack their readers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/changes.h"

static void add_failed_feed(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample, &(struct sample_seed){"1111c3d2e4b59687", STATUS_UNKNOWN, ROLE_INGRESS,
                                      TIER_EDGE, "ingress-nginx",
                                      "registry.k8s.io/ingress-nginx/controller",
                                      "v0.45.0", "0.45.0", "ingress",
                                      "DaemonSet/ingress-nginx-controller", 12});
    finding->behind = METER_NONE;
    finding->libyears = -1;
    finding->message = "feed github kubernetes/ingress-nginx did not answer";
    sample_add_use(sample, finding, 1, "ingress", "DaemonSet/ingress-nginx-controller",
                   3);
    sample_add_reason(
        sample, finding, REASON_FEED_FAILED, STATUS_UNKNOWN, DAY_NONE, 0,
        "github kubernetes/ingress-nginx answered 503 Service Unavailable");
}

static void add_ended_line(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample,
        &(struct sample_seed){"2222c3d2e4b59687", STATUS_STALE, ROLE_CNI, TIER_CORE,
                              "calico", "docker.io/calico/node", "v3.14.1", "3.14.1",
                              "kube-system", "DaemonSet/calico-node", 12});
    finding->line = "3.14";
    finding->line_end_day = day_of(2021, 1, 6);
    finding->is_line_end_known = true;
    finding->has_line_ended = true;
    finding->behind = 9;
    finding->steps[STEP_MINOR] =
        (struct finding_step){.applies = true,
                              .status = STATUS_DUE,
                              .newest = "3.18.1",
                              .released_day = day_of(2021, 3, 1),
                              .lag = 9,
                              .first = "3.15.0",
                              .exposed_since_day = day_of(2020, 10, 29),
                              .exposed_days = 165,
                              .lines_behind = 4,
                              .due_day = day_of(2021, 4, 27),
                              .is_complete = false,
                              .soaking = "3.18.2",
                              .soaking_until_day = day_of(2021, 4, 14)};
    finding->due_day = day_of(2021, 1, 6);
    finding->recommended = "3.18.1";
    finding->recommended_image = "docker.io/calico/node:v3.18.1";
    finding->libyears = 0.8;
    finding->message = "the line 3.14 ended on 2021-01-06; 3.18.1 is the safe step";
    sample_add_fit(sample, finding, FIT_SUPPORTED, FIT_INCOMPATIBLE);
    sample_add_reason(sample, finding, REASON_BEHIND_MINOR, STATUS_DUE,
                      day_of(2021, 4, 27), 5, "3.15.0 has been out for 165 days");
    sample_add_reason(sample, finding, REASON_LINE_ENDED, STATUS_STALE,
                      day_of(2021, 1, 6), 9, "the line 3.14 ended on 2021-01-06");
    sample_add_reason(sample, finding, REASON_INCOMPATIBLE, STATUS_DUE, DAY_NONE, 0,
                      "3.14 does not run on Kubernetes 1.20");
    sample_add_evidence(sample, finding, "line 3.14 ended 2021-01-06",
                        "endoflife calico", 9);
}

static void add_prerelease(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample, &(struct sample_seed){
                    "3333c3d2e4b59687", STATUS_STALE, ROLE_MONITORING, TIER_SUPPORT,
                    "kube-prometheus-stack-operator",
                    "quay.io/prometheus-operator/prometheus-operator", "v0.47.0-rc.1",
                    "0.47.0-rc.1", "monitoring",
                    "Deployment/kube-prometheus-stack-operator-with-a-long-name", 1});
    finding->behind = 1;
    finding->steps[STEP_PATCH] = (struct finding_step){.applies = true,
                                                       .status = STATUS_STALE,
                                                       .newest = "0.47.0",
                                                       .released_day = DAY_NONE,
                                                       .lag = 1,
                                                       .first = "0.47.0",
                                                       .exposed_since_day = DAY_NONE,
                                                       .exposed_days = METER_NONE,
                                                       .due_day = DAY_NONE,
                                                       .is_complete = true,
                                                       .soaking_until_day = DAY_NONE};
    finding->recommended = "0.47.0";
    finding->recommended_image =
        "quay.io/prometheus-operator/prometheus-operator:v0.47.0";
    finding->libyears = -1;
    finding->message = "runs a prerelease whose final is out: 0.47.0";
    sample_add_reason(sample, finding, REASON_PRERELEASE, STATUS_STALE, DAY_NONE, 0,
                      finding->message);
}

static void add_exempt(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample, &(struct sample_seed){"4444c3d2e4b59687", STATUS_EXEMPT, ROLE_QUEUE,
                                      TIER_SUPPORT, "rabbitmq",
                                      "docker.io/library/rabbitmq", "3.7.28-management",
                                      "3.7.28", "shop", "StatefulSet/rabbitmq", 3});
    finding->variant = "management";
    finding->line = "3.7";
    finding->is_line_end_known = true;
    finding->has_line_ended = true;
    finding->line_end_day = day_of(2020, 9, 30);
    finding->message = "excepted until 2021-06-30 by team-shop: moves with the shop";
    sample_add_reason(sample, finding, REASON_LINE_ENDED, STATUS_STALE,
                      day_of(2020, 9, 30), 9, "the line 3.7 ended on 2020-09-30");
    finding->reasons.items[0].is_exempt = true;
    finding->reasons.items[0].status = STATUS_EXEMPT;

    struct exception *exception = arena_alloc(sample->arena, sizeof *exception);
    *exception = (struct exception){.product = "rabbitmq",
                                    .namespace = "shop",
                                    .version = "3.7.28",
                                    .owner = "team-shop",
                                    .ticket = "OPS-812",
                                    .why = "moves with the shop",
                                    .granted_day = day_of(2021, 1, 4),
                                    .until_day = day_of(2021, 6, 30),
                                    .origin = {"shop.yaml", 12, 5}};
    exception->reasons[REASON_LINE_ENDED] = true;
    *LIST_ADD(sample->arena, &sample->verdicts.exceptions) =
        (struct exception_result){.exception = exception, .is_used = true};
    *LIST_ADD(sample->arena, &sample->policy.files) =
        (struct policy_file){"/etc/stalemark/shop.yaml", "0b5e"};
}

static void add_unused_pin(struct report_sample *sample)
{
    struct product_rule *pin = arena_alloc(sample->arena, sizeof *pin);
    *pin = (struct product_rule){.product = "grafana",
                                 .line = "7.4",
                                 .owner = "team-obs",
                                 .why = "plugins",
                                 .until_day = day_of(2021, 3, 31),
                                 .origin = {"shop.yaml", 4, 3},
                                 .line_origin = {"shop.yaml", 4, 12}};
    *LIST_ADD(sample->arena, &sample->verdicts.exceptions) =
        (struct exception_result){.pin = pin, .is_expired = true};
}

static void add_lookalike(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample,
        &(struct sample_seed){"5555c3d2e4b59687", STATUS_UNKNOWN, ROLE_LOAD_BALANCER,
                              TIER_EDGE, NULL, "registry.corp.example/platform/traefik",
                              "1.7.9", "1.7.9", "edge", "Deployment/gateway", 1});
    finding->is_lookalike = true;
    finding->behind = METER_NONE;
    finding->libyears = -1;
    finding->message = "looks like traefik, is not known to be it: add to the policy "
                       "'mirrors: {registry.corp.example/platform/: "
                       "docker.io/library/}'";
    sample_add_reason(sample, finding, REASON_NO_PRODUCT, STATUS_UNKNOWN, DAY_NONE, 0,
                      finding->message);
}

/* What a tenant may write where an image, a workload or a feed's answer is shown. */
static void add_hostile(struct report_sample *sample)
{
    static const char html[] = "<img src=x onerror=alert(1)>\"'&";
    static const char markdown[] = "a|b`c`*d*_e_[f](javascript:g)@team #12 <!channel>";
    static const char terminal[] = "\x1B[2J\x1B]52;c;eA==\x07\r\n::error::x ##[error]y "
                                   "\xE2\x80\xAE\xC2\x9B\xFF\xC0\xAF";
    struct finding *finding = sample_add_finding(
        sample, &(struct sample_seed){"6666c3d2e4b59687", STATUS_STALE, ROLE_DATABASE,
                                      TIER_WORKLOAD, html, markdown, terminal, markdown,
                                      terminal, markdown, 1});
    finding->recommended = html;
    finding->recommended_image = terminal;
    finding->target = markdown;
    finding->line = html;
    finding->message = html;
    finding->steps[STEP_MAJOR] =
        (struct finding_step){.applies = true,
                              .status = STATUS_STALE,
                              .newest = html,
                              .released_day = DAY_NONE,
                              .lag = 1,
                              .first = terminal,
                              .exposed_since_day = day_of(2021, 1, 1),
                              .exposed_days = 101,
                              .due_day = DAY_NONE,
                              .is_complete = true,
                              .soaking_until_day = DAY_NONE};
    sample_add_reason(sample, finding, REASON_BEHIND_MAJOR, STATUS_STALE, DAY_NONE, 4,
                      html);
    sample_add_reason(sample, finding, REASON_NO_DATE, STATUS_UNKNOWN, DAY_NONE, 0,
                      markdown);
    sample_add_evidence(sample, finding, html, terminal, 4);
    *LIST_ADD(sample->arena, &sample->report.errors) =
        (struct report_error){terminal, html};
}

/* A second version of coredns, in the other cluster. */
static void add_newer_coredns(struct report_sample *sample)
{
    struct finding *finding = sample_add_finding(
        sample,
        &(struct sample_seed){"7777c3d2e4b59687", STATUS_FRESH, ROLE_DNS, TIER_CORE,
                              "coredns", "docker.io/coredns/coredns", "1.8.3", "1.8.3",
                              "kube-system", "Deployment/coredns", 2});
    finding->uses.items[0].cluster = 1;
    finding->released_day = day_of(2021, 2, 24);
}

/* One of coredns' answers came from the store. */
static void store_answers(struct report_sample *sample)
{
    struct upstream *upstream = arena_alloc(sample->arena, sizeof *upstream);
    *LIST_ADD(sample->arena, &upstream->answers) =
        (struct answer){.feed = "github",
                        .about = "coredns/coredns",
                        .state = ANSWER_COMPLETE,
                        .fetched_at = (long long)day_of(2021, 4, 5) * 86400,
                        .is_stored = true};
    for (size_t i = 0; i < sample->verdicts.findings.count; i++)
        sample->verdicts.findings.items[i].upstream = upstream;
}

struct report_sample *sample_everything(void)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    sample_add_cluster(sample, "staging", NULL,
                       "listing pods: page 3: connection reset by peer");
    sample_add_traefik(sample);
    add_failed_feed(sample);
    add_lookalike(sample);
    add_ended_line(sample);
    sample_add_coredns(sample);
    add_prerelease(sample);
    add_hostile(sample);
    add_exempt(sample);
    add_unused_pin(sample);
    sample_add_fresh(sample);
    add_newer_coredns(sample);
    sample_add_unrecognised(sample, 2);
    store_answers(sample);
    *LIST_ADD(sample->arena, &sample->report.errors) = (struct report_error){
        "feed github kubernetes/ingress-nginx", "503 Service Unavailable, 4 attempts"};
    *LIST_ADD(sample->arena, &sample->report.errors) = (struct report_error){
        "cluster staging", "listing pods: page 3: connection reset by peer"};
    *LIST_ADD(sample->arena, &sample->report.pulls) =
        (struct pulls_left){"docker.io", 8, 100, 21600, true};
    *LIST_ADD(sample->arena, &sample->report.pulls) =
        (struct pulls_left){.registry = "hub.corp.example", .left = 90, .limit = 100};
    sample->verdicts.own = 12;
    sample->report.feeds_failed = 2;
    sample->report.is_complete = false;
    return sample;
}

struct report_sample *sample_before(void)
{
    static const struct sample_seed seeds[] = {
        {"8888c3d2e4b59687", STATUS_STALE, ROLE_AUTH, TIER_CORE, "dex",
         "ghcr.io/dexidp/dex", "v2.27.0", "2.27.0", "auth", "Deployment/dex", 1},
        {"9999c3d2e4b59687", STATUS_DUE, ROLE_LOGGING, TIER_SUPPORT, "fluent-bit",
         "docker.io/fluent/fluent-bit", "1.7.0", "1.7.0", "logging",
         "DaemonSet/fluent-bit", 6},
        {"aaaac3d2e4b59687", STATUS_STALE, ROLE_INGRESS, TIER_EDGE, "ingress-nginx",
         "registry.k8s.io/ingress-nginx/controller", "v0.45.0", "0.45.0", "ingress",
         "DaemonSet/ingress-nginx-controller", 12},
    };
    struct report_sample *sample = sample_new();
    sample->report.as_of_day -= 7;
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    sample_add_cluster(sample, "staging", "1.19.9", NULL);
    sample_add_traefik(sample);
    for (size_t i = 0; i < COUNT_OF(seeds); i++)
        sample_add_finding(sample, &seeds[i]);
    return sample;
}

struct report_sample *sample_many(size_t count)
{
    struct report_sample *sample = sample_new();
    sample_add_cluster(sample, "prod", "1.19.9", NULL);
    while (sample->verdicts.findings.count < count) {
        sample_add_traefik(sample);
        sample_add_coredns(sample);
        add_failed_feed(sample);
        add_ended_line(sample);
        add_prerelease(sample);
        sample_add_fresh(sample);
    }
    sample_add_cluster(sample, "staging", "1.20.4", NULL);
    return sample;
}

void sample_compare(struct report_sample *sample, const struct report_sample *before)
{
    const struct finding_list *findings = &before->verdicts.findings;
    struct past past = {.as_of_day = before->report.as_of_day};
    struct changes *changes = arena_alloc(sample->arena, sizeof *changes);
    struct error err = {0};
    AUTO_TEXT json;
    text_init(&json, 1 << 20);
    for (size_t i = 0; i < findings->count; i++) {
        text_reset(&json);
        report_finding_json(&before->report, &findings->items[i], &json);
        if (!past_add_finding(&past, json.bytes, sample->arena, &err))
            return;
    }
    changes_find(&sample->report, &past, sample->arena, changes);
    sample->report.changes = changes;
}
