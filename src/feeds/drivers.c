/* The table of all feed drivers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/compiler.h"
#include "feeds/feed.h"
#include "net/url.h"

#include <string.h>

const struct feed_driver *const feed_drivers[] = {
    &registry_feed,     &github_feed,       &git_feed,
    &release_data_feed, &endoflife_feed,    &kubernetes_release_feed,
    &gitlab_feed,       &gitea_feed,        &helm_feed,
    &oci_feed,          &atom_feed,         &docker_hub_feed,
    &quay_feed,         &release_file_feed, NULL,
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

const struct feed_driver *feed_driver_of(const struct catalog_feed *feed,
                                         const char **ret_argument)
{
    static const char scheme[] = "oci://";
    const struct feed_driver *driver = feed_driver_find(feed->driver);
    bool is_oci = feed->argument != NULL &&
                  (driver == &helm_feed || driver == &oci_feed) &&
                  strncmp(feed->argument, scheme, strlen(scheme)) == 0;
    *ret_argument = is_oci ? feed->argument + strlen(scheme) : feed->argument;
    return is_oci ? &oci_feed : driver;
}

/* The URL of a driver is made without asking anybody: what it refuses is a mistake. */
static bool check_argument(const struct feed_driver *driver, const char *argument,
                           struct error *err)
{
    struct feed_subject subject = {.argument = argument};
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    if (driver->needs_argument && argument == NULL)
        return error_set(err, ERROR_USAGE,
                         "feed '%s' does not say what to ask: '%s: ...'", driver->name,
                         driver->name);
    if (!driver->needs_argument && argument != NULL)
        return error_set(err, ERROR_USAGE, "feed '%s' takes no argument", driver->name);
    return driver->make_url == NULL || driver->make_url(&subject, &url, err);
}

bool feed_check_catalog(const struct catalog *catalog, struct error *err)
{
    for (size_t i = 0; i < catalog->products.count; i++) {
        const struct catalog_feed_list *feeds = &catalog->products.items[i].feeds;
        for (size_t k = 0; k < feeds->count; k++) {
            const struct catalog_feed *feed = &feeds->items[k];
            const char *argument;
            const struct feed_driver *driver = feed_driver_of(feed, &argument);
            if (driver == NULL || check_argument(driver, argument, err))
                continue;
            err->code = ERROR_USAGE;
            return error_within(err, "%s:%d:%d", feed->origin.file, feed->origin.line,
                                feed->origin.column);
        }
    }
    return true;
}
