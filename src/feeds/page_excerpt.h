/* A page of which only what the run asks is kept, together with what is stored of it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "net/fetch.h"

/* Of one request; see helm_excerpt.h. */
struct page_excerpt;

/*
 * For the page that all the arguments are about (URL#CHART), and those of the run's
 * that name the same repository. What is stored is asked for again, so that runs that
 * ask for different charts do not take turns in the store. NULL: the driver's pages are
 * kept whole.
 */
struct page_excerpt *page_excerpt_new(const struct feed_run *run,
                                      const struct feed_driver *driver,
                                      const struct feed_next *page,
                                      const struct text_list *arguments);
void page_excerpt_free(struct page_excerpt *excerpt);

/* Whether the page, once it is there, answers that argument. */
bool page_excerpt_has(const struct page_excerpt *excerpt, const char *argument);

/* Whether what is stored answers all arguments: only then may 304 be the answer. */
bool page_excerpt_is_stored(const struct page_excerpt *excerpt);

/* Has the body of a request's answer handed over as it arrives. */
void page_excerpt_receive(struct page_excerpt *excerpt, struct fetch_request *request);

/*
 * Puts the excerpt in the place of the body, or its failure in that of the answer;
 * whatever else was answered stays. Both are the excerpt's own.
 */
void page_excerpt_finish(struct page_excerpt *excerpt, struct fetch_response *response);
