/* A registry client against a server on loopback, and what its callbacks saw. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "loopback.h"
#include "net/registry.h"

#include <stdbool.h>
#include <stdio.h>

/* The password that must never reach a second origin, and its base64 with "user:". */
#define CANARY        "canary-pw"
#define CANARY_BASE64 "dXNlcjpjYW5hcnktcHc="

/* What a callback saw, copied. */
struct seen {
    unsigned calls;
    char failure[800];
    char partial[400];
    char tags[400];
    size_t count;
    char etag[64]; /* of all pages; "kept" behind those that were not modified */
    int created_day;
    char digest[128];
    int status;
    bool is_complete;
    bool is_not_modified;
};

/* Everything a client needs, for one test. */
struct client {
    struct arena *arena;
    struct fetcher *fetcher;
    struct registry_options_list options;
    struct credentials *credentials;
    struct registry_client *registry;
    FILE *sink;
    struct out out;
    char said[2000];
    char host[64];
};

extern const struct registry_options open_options;

void see_tags(const struct registry_tags *tags, void *context);
void see_manifest(const struct registry_manifest *manifest, void *context);

/* options are those of the server's host; has_login: docker's file has one for it. */
void client_open(struct client *client, const struct loopback *server,
                 struct registry_options options, bool has_login);
void client_close(struct client *client);

struct seen list(struct client *client, const char *repository,
                 const struct registry_page_list *known);

/* One list by a client of its own. */
struct seen list_once(const struct loopback *server, struct registry_options options,
                      bool has_login, const char *repository);

bool has_header(const struct loopback_request *request, const char *line);
bool begins(const char *text, const char *beginning);
