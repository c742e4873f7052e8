/* The state of the registry client. Private to the registry_*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "net/challenge.h"
#include "net/cloud_login.h"
#include "net/registry.h"
#include "net/tags_json.h"
#include "net/url.h"

#include "base/map.h"

enum {
    TAGS_MAX = 200000,
    TAGS_BYTES_MAX = TAGS_MAX * (TAG_BYTES_MAX + 1 + DAY_TEXT_BYTES),
    PAGES_MAX = 1000,
    PAGE_BYTES_MAX = 32 * 1024 * 1024,
    RECEIVE_BYTES = 4096, /* hundreds are in flight, most answers are small */
    MANIFEST_BYTES_MAX = 4 * 1024 * 1024,
    REGISTRY_REDIRECTS_MAX = 3,
    FAILURE_ROOM = 768,
    CLOUD_LOGINS_MAX = 4, /* of a run; a registry that refuses each is not asked on */
};

/* Whether it is known already what the registry wants before it answers. */
enum access_state {
    ACCESS_UNKNOWN,
    ACCESS_ASKING, /* the first question is under way, others wait for what it learns */
    ACCESS_KNOWN,
};

/* Whether the login of the machine's cloud is there. */
enum cloud_state { CLOUD_UNKNOWN, CLOUD_ASKING, CLOUD_KNOWN };

struct question;
struct token_question;

struct registry {
    struct registry_client *client;
    const struct registry_options *options;
    const char *host;            /* as references write it; the key */
    const char *base;            /* "https://registry-1.docker.io", without a slash */
    const char *credential_host; /* of the host really asked */
    const char *namespace;       /* for whom another host answers; NULL: itself */
    bool private_allowed;
    bool lan_allowed;
    bool plain_http_allowed;
    enum registry_identity identity;
    const char *token_realm;
    struct fetch_tls tls;
    enum access_state access;
    struct challenge challenge; /* the last it sent */
    struct question *waiting;   /* for access to be known */
    bool has_warned;            /* of a realm that is given no credentials */
    bool has_told_warning;      /* of its own */
    struct registry_budget budget;
    enum cloud_state cloud_state;
    struct cloud_question cloud_question;
    struct cloud_answer cloud;
    unsigned cloud_logins; /* asked for so far; the last is the one that holds */
    bool cloud_has_opened; /* that one was taken, by the registry or its token server */
    struct question *waiting_for_cloud;
    unsigned batches;    /* that are open: tokens wanted now are asked for together */
    bool asks_singly;    /* its server gives no token for several repositories */
    struct token *batch; /* the first of those, with the others behind it */
    UT_hash_handle hh;
};

enum token_state { TOKEN_ASKING, TOKEN_READY, TOKEN_FAILED };

/* One token for one registry, realm, service, scope and login. */
struct token {
    const char *key;
    const char *repository;
    enum token_state state;
    const char *authorization; /* "Bearer ..." */
    long long expires_at;
    const char *failure;
    bool is_refused; /* the failure: the server does not give one for this login */
    bool was_posted; /* the identity token's POST; a GET may follow */
    bool is_shared;  /* made for several repositories: the registry may not like it */
    struct token *followers; /* asked for with this one */
    struct token *next_follower;
    struct token_question *question;
    struct credential credential;
    unsigned cloud_login; /* which of the registry's that is */
    struct registry *registry;
    struct question *waiting;
    struct registry_client *client;
    UT_hash_handle hh;
};

struct registry_client {
    struct arena *arena;
    struct fetcher *fetcher;
    const struct registry_options_list *options;
    struct credentials *credentials;
    struct out *out;
    struct registry *registries;
    struct token *tokens;
    struct question *questions; /* all under way, for registry_client_free */
};

enum question_kind { QUESTION_TAGS, QUESTION_MANIFEST };

/* One thing that a caller wants to know. */
struct question {
    struct question *prev; /* in client->questions */
    struct question *next;
    struct question *next_waiting; /* for access or for a token */
    struct registry_client *client;
    struct registry *registry;
    struct arena *arena; /* its own; everything below lives there */
    enum question_kind kind;
    const char *repository;
    const char *reference;           /* QUESTION_MANIFEST */
    struct registry_page_list known; /* pages of an earlier list */
    registry_tags_done *tags_done;
    registry_manifest_done *manifest_done;
    void *context;

    const char *url; /* to be asked next */
    const char *first_url;
    bool is_asker; /* its answer tells what the registry wants */
    bool is_get;   /* QUESTION_MANIFEST: HEAD did not do, or the body is wanted */
    bool wants_platforms; /* QUESTION_MANIFEST: what an index lists */
    bool wants_created;   /* QUESTION_MANIFEST: when the image was made */
    bool is_blob;         /* of wants_created: an image's configuration is asked for */
    const char *expected; /* the digest of what is asked for; NULL: a tag */
    const char *digest;   /* of wants_created: of what the reference stands for */
    unsigned steps;       /* of wants_created: documents read */
    unsigned n_variant;   /* of the page size that is asked for */
    unsigned page;        /* from 0 */
    unsigned page_tries;
    bool is_guess;     /* no link led to the page: the one before may have been cut */
    size_t page_start; /* bytes of lines before this page */
    size_t days_start; /* the same of days */

    bool has_looked; /* for a login */
    bool has_credential;
    struct credential credential;
    size_t pull_secrets;  /* tried so far */
    unsigned cloud_login; /* which of the registry's it has */
    bool has_renewed;     /* that login, once */
    const char *problem;  /* of a credential helper */
    const char *note;     /* why the login was not used */
    const char *authorization;
    struct token *token; /* it is made of; NULL: of none */
    bool has_shared_token;
    bool is_early;       /* nothing was asked yet: what cannot be had is no failure */
    bool is_fresh;       /* what goes along was made for this very request */
    const char *foreign; /* a token for where a redirect led to was asked; NULL: none */

    struct text lines; /* tags of all pages that were modified, one a line */
    struct text days;  /* of those tags, as far as told; see tag_days_init */
    size_t count;      /* of tags */
    struct registry_page_list pages; /* answered; their lines have a length only */
    struct text_list urls;           /* of all pages asked */
    struct tags_json reader;
    const char *misread; /* why it stopped reading; NULL: it did not */
    size_t dropped;
};

/* registry_ask.c: what is asked and answered. */

/* Begins or goes on: waits for access, fetches a token, or sends. */
void question_go_on(struct question *question);
void question_send(struct question *question);

/* Ends a question: calls back and frees it. */
void question_fail(struct question *question, int status, const char *format, ...)
    PRINTF(3, 4);
void question_free(struct question *question);

/* registry_words.c: why there is no answer. Each ends the question. */

/* 401 or 403 for good: "private or does not exist", and what might help. */
void question_fail_denied(struct question *question, int status);

/* A status that is no answer: missing, denied, or as it is. */
void question_fail_status(struct question *question, int status);

/* Nobody was reached; refused: the address is not one that may be asked. */
void question_fail_unreached(struct question *question, const char *failure,
                             bool refused);

/* A rate limit is used up, as failure says. */
void question_fail_limited(struct question *question, const char *failure);

/* registry_pages.c: which page of a tag list is asked next, and what all tell. */

/* "?n=1000", or another size that is tried when a registry refuses one. */
enum { PAGE_SIZES = 3 };
const char *question_page_size(const struct question *question);

/* The size to begin with. */
unsigned question_first_size(const struct question *question);

/* As the answer links it; NULL: there is no link, or a problem. */
const char *question_next_page(struct question *question,
                               const struct fetch_response *response,
                               const char **problem);

/* Behind the last tag, where the page may have been cut without a link; else NULL. */
const char *question_guess_page(struct question *question,
                                const struct fetch_response *response, size_t entries);

/* Whether the page begins with a tag of an earlier one. */
bool question_is_repeated(const struct question *question);

/* The list is over: what it told of days goes into the lines of its pages. */
void question_add_days(struct question *question);

/* registry_manifest.c: answers to QUESTION_MANIFEST. */
void question_answer_manifest(struct question *question,
                              const struct fetch_response *response);

/* What a registry that counts pulls said of the budget is noted. */
void registry_note_budget(struct registry *registry,
                          const struct fetch_response *response);

/* What it warns of is told to the user, once. */
void registry_note_warning(struct registry *registry,
                           const struct fetch_response *response);

/* registry_auth.c: what a server wants before it answers. */

/*
 * Sets what goes along with the question by what is known of its registry. False: it
 * waits for a token, or has failed.
 */
bool question_authorize(struct question *question);

/* Whether the registry's login is that of this machine in a cloud. */
bool registry_is_of_cloud(const struct registry *registry);

/* A 401: goes on with a login or a token, or fails the question. */
void question_challenged(struct question *question,
                         const struct fetch_response *response);

/* registry_login.c: whose login it is. */

/*
 * Sets the login that holds for the question, once. False: it waits for the cloud, and
 * goes on by question_authorize.
 */
bool question_look_up_login(struct question *question);

/* A login was taken, by the registry or by its token server. */
void registry_note_login(struct registry *registry, unsigned cloud_login);

/*
 * The cloud's login that goes along is refused, though it opened something before: it
 * has ended. Goes on with a new one. False: it is no such login, or was renewed before.
 */
bool question_renew_login(struct question *question);

/*
 * What goes along was refused: goes on with the next pull secret that holds for the
 * repository, after the last one without any. False: there is nothing else to try.
 */
bool question_try_next_login(struct question *question);

/* registry_token.c: tokens. */

/*
 * Takes the token for what is wanted if it is there. False: the question waits for it,
 * or has failed with it.
 */
bool question_use_token(struct question *question, const struct token_question *wanted);

/* "Basic ..." for a user and password. */
const char *registry_basic(struct arena *arena, const struct credential *credential);

/*
 * Asks for it, and for its followers with it. Where that cannot be sent it has failed,
 * and so have those who wait.
 */
void token_ask(struct token *token);

/* Those who wait for it go on, with it or with its failure. */
void token_wake(struct token *token);

/* registry_batch.c: several in one. */

/* Between the two, tokens that are wanted are gathered; the last end asks for them. */
void registry_begin_batch(struct registry *registry);
void registry_end_batch(struct registry *registry);

/* True: it is asked for with others, at the end of the batch. */
bool token_join_batch(struct token *token);

/*
 * What was given opens those that it names; the others are asked for by themselves.
 * False: the leader is one of those.
 */
bool token_share(struct token *leader, const char *value);

/* Together they were refused: each by itself. False: there was one alone. */
bool token_ask_singly(struct token *leader);

/* Nobody answered: all have failed as the leader has. */
void token_fail_followers(struct token *leader);
