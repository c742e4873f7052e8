/* A client of container registries: tag lists over all pages, digests of manifests. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/day.h"
#include "base/error.h"
#include "base/list.h"
#include "base/out.h"
#include "net/credentials.h"
#include "net/fetch.h"

#include <stdbool.h>
#include <stddef.h>

/* Whose logins a registry is asked with. */
enum registry_identity {
    REGISTRY_IDENTITY_FILES, /* those stored by docker or podman */
    REGISTRY_IDENTITY_NONE,
    REGISTRY_IDENTITY_ECR, /* this machine's in a cloud, by the cloud's own helper */
    REGISTRY_IDENTITY_GOOGLE,
    REGISTRY_IDENTITY_AZURE,
};

/* What is known of one registry before it is asked: from the policy. */
struct registry_options {
    const char *host; /* as references write it: "docker.io", "127.0.0.1:5000" */
    /*
     * Where requests go instead ("https://cache.corp.example"), private or plain http
     * as it says; NULL: to the host itself. Requests carry "ns=HOST", as containerd's
     * to a mirror do. Credentials are those of the host really asked.
     */
    const char *api_base;
    bool private_allowed;    /* registries: private: true */
    bool plain_http_allowed; /* registries: plain_http: true */
    const char *ca;          /* PEM file added to the roots, NULL: none */
    const char *token_realm; /* origin that may be given credentials, NULL: none */
    enum registry_identity identity; /* registries: credentials: */
};
LIST(registry_options_list, struct registry_options);

struct registry_client;

/*
 * options and credentials (NULL: none) must outlive the client; hosts that are not in
 * options are asked by https, publicly, with the credentials stored for them. The
 * client must live until fetch_all has returned.
 */
struct registry_client *registry_client_new(struct fetcher *fetcher,
                                            const struct registry_options_list *options,
                                            struct credentials *credentials,
                                            struct out *out);
void registry_client_free(struct registry_client *client);

/* One page of a tag list, as it was answered. */
struct registry_page {
    const char *url;
    const char *etag; /* NULL: none */
    const char *last_modified;
    const char *next; /* URL of the page that follows; NULL: the last */
    bool is_not_modified;
    /*
     * Its tags, each ended by a line feed, with " 2023-07-22" before it where the
     * registry tells by which day it was there; none when not modified.
     */
    struct slice lines;
};
LIST(registry_page_list, struct registry_page);

/* Valid only during the callback: copy what must outlive it. */
struct registry_tags {
    const char *failure;  /* NULL: there is a list, or nothing was modified */
    int status;           /* of the last answer: 200, 304, 404, ...; 0: none */
    bool is_not_modified; /* all pages */
    bool is_complete;
    const char *partial;             /* why it is not complete; NULL when it is */
    struct registry_page_list pages; /* in their order; only what can be a tag */
    size_t count;                    /* of tags in pages that were modified */
    size_t dropped;                  /* entries that cannot be one */
    const char *url;                 /* of the first page, for the evidence */
    long long fetched_at;
};
typedef void registry_tags_done(const struct registry_tags *tags, void *context);

/*
 * Asks for all tags of a repository ("library/traefik"; on docker.io "traefik" too).
 * known are the pages of an earlier list, without their tags: each that is asked again
 * is asked with its validators, and may be not modified. done is called exactly once,
 * from inside fetch_all().
 */
bool registry_list_tags(struct registry_client *client, const char *host,
                        const char *repository, const struct registry_page_list *known,
                        registry_tags_done *done, void *context,
                        struct error *err) NODISCARD;

/* Valid only during the callback. */
struct registry_manifest {
    const char *failure; /* NULL: there is a digest */
    int status;          /* 200, 404, ...; 0: no answer */
    const char *digest;  /* "sha256:..." of what the reference stands for */
    const char *content_type;
    bool is_index;              /* a list of platforms */
    struct text_list platforms; /* the digests it lists, where they were asked for */
    int created_day;            /* where it was asked for; DAY_NONE: it does not tell */
    long long fetched_at;
};
typedef void registry_manifest_done(const struct registry_manifest *manifest,
                                    void *context);

/* Asks what a tag or digest of a repository stands for, without pulling it. */
bool registry_head_manifest(struct registry_client *client, const char *host,
                            const char *repository, const char *reference,
                            registry_manifest_done *done, void *context,
                            struct error *err) NODISCARD;

/*
 * The same with the digests that an index lists. The manifest is got, not only looked
 * at: registries count that as a pull.
 */
bool registry_get_index(struct registry_client *client, const char *host,
                        const char *repository, const char *reference,
                        registry_manifest_done *done, void *context,
                        struct error *err) NODISCARD;

/*
 * The same with the day on which the image was made, by its annotations or those of its
 * first platform, else by its configuration: up to three documents are got, the first
 * one or two of which registries may count as pulls.
 */
bool registry_get_created(struct registry_client *client, const char *host,
                          const char *repository, const char *reference,
                          registry_manifest_done *done, void *context,
                          struct error *err) NODISCARD;

/* What a registry that counts pulls (Docker Hub) said last of how many are left. */
struct registry_budget {
    const char *host; /* as references write it; lives as long as the client */
    bool is_known;
    unsigned long long limit;
    unsigned long long left;
    unsigned long long window_seconds; /* 0: not told */
    bool is_low; /* so few that they are left to others: nothing is got any more */
};

LIST(registry_budget_list, struct registry_budget);

/* Of all registries that were asked and count pulls, in the arena. */
void registry_budgets(const struct registry_client *client, struct arena *arena,
                      struct registry_budget_list *ret_budgets);

/* is_known is false where the registry was not asked, or does not count. */
struct registry_budget registry_budget_of(const struct registry_client *client,
                                          const char *host);
