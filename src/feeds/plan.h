/* What is to be asked: one question a feed and run, whoever needs the answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"
#include "feeds/feeds.h"
#include "feeds/release_file.h"

/* One question. Its answer is shared by all upstreams that need it. */
struct wanted {
    const struct feed_driver *driver;
    const char *argument; /* of the catalogue; a repository for tag lists */
    enum tier tier;       /* the strictest of who needs it */
    const struct version_reader *reader; /* of the first that needs it */
    struct answer answer;
    struct index_list users; /* the upstreams that need it, as indices into planned */
    struct arena *arena;     /* of what the answer says; NULL: of the run */
    size_t users_left;       /* that have not been merged; see pipeline.h */
};
LIST(wanted_list, struct wanted);

struct dates_question;
LIST(dates_question_list, struct dates_question *);

/* One upstream with the questions it needs, as indices into wanted. */
struct planned {
    struct upstream upstream;
    struct index_list needs;
    struct answer_list file_answers; /* of release files: read already */
    struct index_list subjects;      /* that it is about, as indices into theirs */
    size_t under_way;                /* questions without an answer; see pipeline.h */
    bool is_asked;                   /* for digests too */
    struct arena *arena;             /* of the merged upstream; NULL: of the run */
    struct dates_question_list dates;
    bool is_dated; /* merged, and asked for the dates that it lacks */
    bool is_merged;
};
LIST(planned_list, struct planned);

struct plan {
    struct arena *arena;
    struct wanted_list wanted;
    struct planned_list planned;
    struct plan_index *index; /* private: both lists by name; NULL when ended */
};

void plan_init(struct plan *plan, struct arena *arena);
void plan_clear(struct plan *plan);

/*
 * Plans what the subjects need: the feeds that the catalogue names for their products,
 * and for products with the feed registry the tags of its home and of the repositories
 * that run. Images without a product are asked for by hand, or all with
 * judge_unrecognised. Catalogue feeds of driver file are read here; one that cannot be
 * read becomes a failed answer.
 */
void plan_subjects(struct plan *plan, const struct subject_list *subjects,
                   bool judge_unrecognised);

/* Adds the records of a --releases file; catalog (may be NULL) knows the products. */
bool plan_records(struct plan *plan, const struct release_record_list *records,
                  const struct catalog *catalog, struct error *err) NODISCARD;

/* Adds what a snapshot says of upstreams that are planned; the others are left out. */
void plan_known_records(struct plan *plan, const struct release_record_list *records);

/* What is planned for a subject, or NULL. */
struct planned *plan_find(struct plan *plan, const struct subject *subject);

/* Indices of wanted in the order in which they are to be asked: edge first. */
struct index_list plan_order(const struct plan *plan);
