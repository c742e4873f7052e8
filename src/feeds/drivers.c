/* The table of all feed drivers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/compiler.h"
#include "feeds/feed.h"

#include <string.h>

const struct feed_driver *const feed_drivers[] = {
    &registry_feed,  &github_feed,       &git_feed,   &release_data_feed,
    &endoflife_feed, &gitlab_feed,       &gitea_feed, &helm_feed,
    &atom_feed,      &release_file_feed, NULL,
};

const char *const *feed_driver_names(void)
{
    static const char *names[COUNT_OF(feed_drivers)];
    for (size_t i = 0; feed_drivers[i] != NULL; i++)
        names[i] = feed_drivers[i]->name;
    return names;
}

const struct feed_driver *feed_driver_find(const char *name)
{
    for (size_t i = 0; feed_drivers[i] != NULL; i++)
        if (strcmp(feed_drivers[i]->name, name) == 0)
            return feed_drivers[i];
    return NULL;
}
