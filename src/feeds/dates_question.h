/* One question for dates: some tags of one repository. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"

/* What is asked of one repository. */
struct dates_question {
    struct feed_run *run;
    const char *repository;
    const char *host;
    const char *path;
    struct text_list tags;
    struct answer answer;
    struct answer_place place;
    long long told_at;  /* when the list that names the tags was */
    size_t asked;       /* of the tags: those that the budget pays for */
    size_t left;        /* images under way */
    bool is_chart;      /* not an image */
    bool is_cut;        /* by the budget */
    bool is_store_only; /* what is not stored is left out */
    bool has_failed;    /* the registry itself, not only one of its images */
};

/* What its answer is called where the manifests themselves are asked. */
const char *dates_question_feed(const struct dates_question *question);

/*
 * Whether the store has the date of a tag's image, which then costs no request. Of an
 * API's pages it is never sure: they are asked again.
 */
bool dates_question_is_stored(struct dates_question *question, const char *tag);

/*
 * Asks for its tags, of which there must be some, and fills the answer: by the API of
 * Docker Hub or Quay, else by the images, or from the store alone. ended is called once
 * it is over, maybe at once.
 */
void dates_question_ask(struct dates_question *question, void (*ended)(void *context),
                        void *context);
