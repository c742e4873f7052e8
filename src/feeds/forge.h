/* What the drivers of forges that anybody may host share: arguments and pages. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "base/slice.h"
#include "feeds/feed.h"

/* A project as catalogues name it: "HOST/OWNER/NAME", the host with a dot or a port. */
struct forge_project {
    struct slice host;
    const char *path; /* behind the host and its slash */
};

/* False: the argument is not of that form. It points into argument. */
bool forge_project_read(const char *argument, struct forge_project *ret_project);

/* Writes the endpoint of the policy, else https://HOST and api_path. */
void forge_add_base(const struct feed_subject *subject, const char *api_path,
                    struct text *ret_url);

/* What one kind of forge tells of a project: two lists. Entries go into the answer. */
typedef bool forge_entry(const json_t *entry, struct arena *arena,
                         struct answer *answer, struct error *err);
struct forge_api {
    /* Writes the URL of a list, for an argument that make_url accepted. */
    void (*add_url)(const struct feed_subject *subject, const char *list,
                    struct text *ret_url);
    forge_entry *read_release;
    forge_entry *read_tag;
    const char *tags;    /* that list's name in URLs */
    unsigned tags_cover; /* COVERS_... of the tags */
    size_t page_entries; /* as they are asked for */
};

/*
 * Finds the page that follows one of so many entries: by its Link; without any a full
 * page asks for the next by number, since a proxy may have dropped the header.
 */
bool forge_find_next(const struct feed_page *page, size_t entries, size_t page_entries,
                     struct arena *arena, struct answer *answer,
                     struct feed_next *ret_next, struct error *err) NODISCARD;

/*
 * Reads a page of either list and finds the next one. The tags are asked for when there
 * are no releases; a project without either is a failure.
 */
bool forge_parse(const struct forge_api *api, const struct feed_page *page,
                 const struct feed_subject *subject, struct arena *arena,
                 struct answer *answer, struct feed_next *ret_next,
                 struct error *err) NODISCARD;
