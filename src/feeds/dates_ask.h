/* Asks registries for dates that no release feed tells, where a verdict needs them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/plan.h"

/* Dates asked for by requests: of one repository, one host, one run. More are left
 * unknown. */
enum { DATES_PER_REPOSITORY = 12, DATES_PER_HOST = 48, DATES_PER_RUN = 200 };

/* What was asked of a host so far. */
struct dates_host {
    const char *host;
    size_t asked;
};
LIST(dates_host_list, struct dates_host);

/* Zeroed for a run. */
struct dates_budget {
    struct dates_host_list hosts;
    size_t asked;
};

/*
 * For a merged upstream: decides which dates its verdicts hang on and starts asking for
 * them, Docker Hub's and Quay's own APIs, of other registries the images. Returns what
 * is asked, empty where nothing is; offline, and while --cache-ttl spares the feeds, of
 * the store, without a budget. Of a snapshot nothing is asked for. Adds one to
 * ret_under_way for each question and calls ended when it is over, maybe at once.
 */
struct dates_question_list dates_ask(struct feed_run *run, struct dates_budget *budget,
                                     const struct planned *planned,
                                     const struct subject_list *subjects,
                                     void (*ended)(void *context), void *context,
                                     size_t *ret_under_way);

/* Adds what was answered to the upstream, which is to be merged again. */
void dates_add(const struct dates_question_list *questions, struct arena *arena,
               struct upstream *upstream);
