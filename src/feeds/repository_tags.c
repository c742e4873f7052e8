/* The tags of one repository, picked from the tags of all of a product's. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/repository_tags.h"

#include <string.h>

void repository_tags(const struct upstream *upstream, const char *repository,
                     struct arena *arena, struct version_list *ret_tags)
{
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (answer->repository == NULL || strcmp(answer->repository, repository) != 0)
            continue;
        for (size_t k = 0; k < answer->tags.count; k++)
            *LIST_ADD(arena, ret_tags) = upstream->tags.items[answer->tags_begin + k];
    }
}

void upstream_published(const struct upstream *upstream, struct arena *arena,
                        struct version_list *ret_published)
{
    for (size_t i = 0; i < upstream->releases.count; i++)
        if (upstream->releases.items[i].is_published)
            *LIST_ADD(arena, ret_published) = upstream->releases.items[i].version;
}

const struct answer *repository_answer(const struct upstream *upstream,
                                       const char *repository)
{
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (answer->repository != NULL && strcmp(answer->repository, repository) == 0)
            return answer;
    }
    return NULL;
}
