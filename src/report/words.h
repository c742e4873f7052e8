/* What all report writers say in the same words. Texts are raw: each sink escapes. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

/* What is counted for people: without the folded images of no known product. */
struct tally {
    size_t counts[STATUS_COUNT];         /* findings by status */
    size_t subjects[SUBJECT_KIND_COUNT]; /* distinct ones */
    size_t folded[SUBJECT_KIND_COUNT]; /* distinct ones of no known product, left out */
};
void report_tally(const struct report *report, struct tally *ret_tally);

/* Whether people want to read of it: behind, unknown or excepted, and not folded. */
bool finding_is_shown(const struct finding *finding);

/* The step that the recommended release is on, else the worst; STEP_COUNT: none. */
enum step finding_step_shown(const struct finding *finding);

/* "load balancer", in lower case whatever the role. */
void words_role(struct text *text, enum role role);

/* "5 images", "5 images, 2 charts and 1 node component". */
void words_subjects(struct text *text, const size_t counts[SUBJECT_KIND_COUNT]);
size_t count_subjects(const size_t counts[SUBJECT_KIND_COUNT]);

/* "traefik"; without a product the last part of the repository. */
void words_component(struct text *text, const struct finding *finding);

/* "1.7.9"; where no version is known the tag, or the digest's first digits. */
void words_running(struct text *text, const struct finding *finding);

/* "21", "21+" where the list was not whole, "-" where nothing is known to be behind. */
void words_behind(struct text *text, const struct finding *finding);

/* "kube-system"; with several clusters "prod/kube-system"; "-" for none. */
void words_namespace(struct text *text, const struct report *report,
                     const struct use *use);

/* "Deployment/traefik", "-" for none. */
void words_workload(struct text *text, const struct use *use);

/* "kube-system Deployment/traefik (2 pods) and 3 more", of the finding's uses. */
void words_place(struct text *text, const struct report *report,
                 const struct finding *finding);

/* "2 pods", "9 pods in 4 places", of the finding's uses. */
void words_pods(struct text *text, const struct finding *finding);

/*
 * What the row of a table does not say yet: "2.x out since 2019-09-16", "stale after
 * 2021-07-19", the fact that is missing. Pieces are joined by "; ".
 */
void words_remark(struct text *text, const struct report *report,
                  const struct finding *finding);

/* "policies/default.yaml:4", "" for none. */
void words_origin(struct text *text, const struct origin *origin);

/* The line of the policy that decided: of the worst reason that has one. */
const struct origin *finding_rule(const struct finding *finding);

/* "prod (v1.19.9), staging (v1.20.4)", with more than three "... and 2 more". */
void words_clusters(struct text *text, const struct report *report);

/* "default", "default + shop": the names of the policy's files. */
void words_policy(struct text *text, const struct report *report);

/* "1 stale, 1 due, 0 unknown, 0 exempt of 5 images". */
void words_counts(struct text *text, const struct tally *tally);

/* "prod: 1 stale, 1 due of 5 images": what a subject line says. */
void words_title(struct text *text, const struct report *report);

/* "all feeds answered", "2 of 14 feeds failed", "no feed was asked". */
void words_feeds(struct text *text, const struct report *report);

/* "3 answers from the store, the oldest of 2021-04-03"; nothing when all are fresh. */
void words_stored(struct text *text, const struct report *report);

/* "docker.io allows 8 more of 100 pulls in 6 hours"; nothing while there are enough. */
void words_pulls(struct text *text, const struct report *report);

/* "Nothing is stale, due or unknown.", or why there is nothing to say. */
const char *words_nothing(const struct report *report, const struct tally *tally);

/* "gate: 1 finding fails". */
void words_gate(struct text *text, const struct report *report);

/* "2 stale in tiers outside the gate: support, workload"; nothing when all count. */
void words_outside(struct text *text, const struct report *report);

/* "fit not checked: no Kubernetes version is known for FILE"; nothing when it is. */
void words_fit(struct text *text, const struct report *report);

/* "exception for rabbitmq (shop.yaml:12) ended 2021-03-31"; nothing to say: false. */
bool words_exception(struct text *text, const struct exception_result *result);

/* "since 2021-04-05: 1 new, 2 fixed, 3 as before"; nothing on a first run. */
void words_changes(struct text *text, const struct report *report);

/* "1 image", "2 images". */
void words_many(struct text *text, size_t count, const char *noun);

/*
 * Products that run in several versions, side by side and by name: appends to
 * ret_lines, in the arena, "traefik runs in 2 versions: 1.7.9 (prod/edge), 2.4.8
 * (staging/edge)", the versions in the order of the findings.
 */
void words_versions(const struct report *report, struct arena *arena,
                    struct text_list *ret_lines);
