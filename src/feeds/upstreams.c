/* Finds the upstream of a subject: all that later stages ask of the list. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/releases.h"

#include <stdlib.h>
#include <string.h>

const char *answer_state_name(enum answer_state state)
{
    switch (state) {
    case ANSWER_FAILED:
        return "failed";
    case ANSWER_PARTIAL:
        return "partial";
    case ANSWER_COMPLETE:
        return "complete";
    }
    return "failed";
}

static const char *name_of(const struct upstream *upstream)
{
    return upstream->product != NULL ? upstream->product->name : upstream->repository;
}

static int compare_upstreams(const void *left, const void *right)
{
    return strcmp(name_of(left), name_of(right));
}

static int compare_name(const void *name, const void *upstream)
{
    return strcmp(name, name_of(upstream));
}

const struct answer *upstream_lister(const struct upstream *upstream, size_t tag)
{
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (tag >= answer->tags_begin && tag - answer->tags_begin < answer->tags.count)
            return answer;
    }
    return NULL;
}

bool release_day_is_bound(const struct release *release)
{
    return release->date_kind == DATE_LEAST_AGE ||
           (release->date_kind == DATE_PUSHED && release->date_answer != NULL &&
            !(release->date_answer->covers & COVERS_RELEASES));
}

void upstreams_sort(struct upstream_list *upstreams)
{
    if (upstreams->count != 0)
        qsort(upstreams->items, upstreams->count, sizeof *upstreams->items,
              compare_upstreams);
}

const struct upstream *upstream_of(const struct upstream_list *upstreams,
                                   const struct subject *subject)
{
    const char *name =
        subject->product != NULL ? subject->product->name : subject->upstream;
    if (name == NULL || upstreams->count == 0)
        return NULL;
    return bsearch(name, upstreams->items, upstreams->count, sizeof *upstreams->items,
                   compare_name);
}
