/* Reports made by hand, so that writers are tested without the stages before them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/report.h"

/* Everything that a report points to; freed with its arena. */
struct report_sample {
    struct arena *arena;
    struct report report;
    struct inventory inventory;
    struct policy policy;
    struct verdicts verdicts;
    struct subject_list subjects;
};

/*
 * The incident of 2021 as DESIGN section 8 has it: traefik stale, coredns due, three
 * fresh; unrecognised images and own ones besides.
 */
struct report_sample *sample_incident(size_t unrecognised, size_t own);

/*
 * Every kind of finding over two clusters, one of them not listed whole: the
 * incident's, a line that ended, a failed feed, an exception, a look-alike, hostile
 * texts.
 */
struct report_sample *sample_everything(void);

/* A run before that one: what it knew was fixed, is still there, or is not seen now. */
struct report_sample *sample_before(void);

/* Compares as two runs are: what the first wrote, with the second one's findings. */
void sample_compare(struct report_sample *sample, const struct report_sample *before);

/* One cluster with images that are all fresh; none at all. */
struct report_sample *sample_fresh(void);
struct report_sample *sample_empty(void);

/* count findings of all kinds, for benches. */
struct report_sample *sample_many(size_t count);

/* What most findings differ in. */
struct sample_seed {
    const char *id;
    enum status status;
    enum role role;
    enum tier tier;
    const char *product; /* NULL: none */
    const char *repository;
    const char *tag;
    const char *version;
    const char *namespace;
    const char *workload;
    size_t pods;
};

/* The parts that the samples are made of. line 0: no rule decided. */
struct report_sample *sample_new(void);
void sample_add_cluster(struct report_sample *sample, const char *name,
                        const char *version, const char *failure);
struct finding *sample_add_finding(struct report_sample *sample,
                                   const struct sample_seed *seed);
void sample_add_use(struct report_sample *sample, struct finding *finding,
                    size_t cluster, const char *namespace, const char *workload,
                    size_t pods);
void sample_add_reason(struct report_sample *sample, struct finding *finding,
                       enum reason reason, enum status status, int due_day, int line,
                       const char *message);
void sample_add_evidence(struct report_sample *sample, struct finding *finding,
                         const char *fact, const char *feed, int line);
void sample_add_fit(struct report_sample *sample, struct finding *finding, enum fit fit,
                    enum fit next_fit);
void sample_add_traefik(struct report_sample *sample);
void sample_add_coredns(struct report_sample *sample);
void sample_add_fresh(struct report_sample *sample);
void sample_add_unrecognised(struct report_sample *sample, size_t count);

void sample_free(struct report_sample *sample);
