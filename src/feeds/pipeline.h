/* Answers on their way: each upstream is merged as soon as its last answer came. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/dates_ask.h"
#include "feeds/plan.h"

/* Zeroed but for run, plan and subjects, which must outlive it. */
struct pipeline {
    struct feed_run *run;
    struct plan *plan;
    const struct subject_list *subjects;
    struct dates_budget budget;
    struct upstream_list upstreams; /* merged, in the order in which they were */

    /* Private. */
    struct index_list answered; /* questions whose answers wait for their turn */
    size_t next;                /* of them */
    size_t waiting_bytes;       /* of those answers */
    bool is_waiting;            /* for the network: asking may go on meanwhile */
};

/*
 * Asks all that is planned, edge first. Answers are held against what the store
 * remembers as they come in; an upstream that has all of its own is asked about for
 * digests, merged, asked about for dates that only registries tell, and handed to the
 * sink of the run's options, if there is one.
 */
void pipeline_start(struct pipeline *pipeline);

/*
 * Does the work of one answer that has come in, so that others do not wait for it.
 * False: there is none, and what is stored so far is safe. May ask for more.
 */
bool pipeline_work(void *pipeline);

/* Merges what was waiting for nothing, when all is answered and done. */
void pipeline_finish(struct pipeline *pipeline);

/* What is not whole by now is thrown away. */
void pipeline_clear(struct pipeline *pipeline);
