/* The steps of a login to a cloud, one request after another. Private to cloud_*.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "net/cloud_host.h"
#include "net/cloud_login.h"

enum {
    CLOUD_ANSWER_BYTES_MAX = 256 * 1024,
    CLOUD_FILE_BYTES_MAX = 256 * 1024,
    CLOUD_FORM_BYTES_MAX = 1024 * 1024,
    METADATA_TIMEOUT_MS = 2000, /* elsewhere than in the cloud nobody answers */
};

/* A key of AWS. Strings live in the login's arena. */
struct aws_keys {
    const char *key_id;
    const char *secret;
    const char *session_token; /* NULL: none */
};

struct cloud_login {
    const struct cloud_question *question;
    struct arena *arena; /* the question's */
    struct cloud_host host;
    struct aws_keys keys;
    const char *metadata; /* base URL of the instance's metadata service */
    const char *session;  /* of that service */
    const char *tenant;   /* of Azure */
    cloud_login_done *done;
    void *context;
};

/* Each cloud's first step. Every step ends in another one, or in one of the ends. */
void ecr_login(struct cloud_login *login);
void google_login(struct cloud_login *login);
void azure_login(struct cloud_login *login);

/* ecr.c goes on here when aws_keys.c has found keys. */
void aws_keys_find(struct cloud_login *login);
void ecr_ask(struct cloud_login *login);

/* The ends: each calls back. The words are ours alone, never a server's. */
void cloud_found(struct cloud_login *login, const struct credential *credential,
                 long long seconds);
void cloud_not_needed(struct cloud_login *login);
void cloud_failed(struct cloud_login *login, const char *format, ...) PRINTF(2, 3);

/*
 * Sends a request of a step; it is not redirected, and where it cannot be sent the
 * login has failed. done gets the login as its context.
 */
void cloud_send(struct cloud_login *login, struct fetch_request request,
                fetch_done *done);

/*
 * Sends a form, which is wiped. Plain http is for this machine itself: see
 * cloud_endpoint_is_safe. tls: of the registry, or NULL.
 */
void cloud_send_form(struct cloud_login *login, const char *url,
                     const struct fetch_tls *tls, struct text *form, fetch_done *done);

/* Sends a GET to a metadata service: past proxies, plain, not waiting long. */
void cloud_ask_metadata(struct cloud_login *login, const char *method, const char *url,
                        const struct fetch_header *headers, size_t header_count,
                        fetch_done *done);

/*
 * The JSON object of an answer, to be freed by json_free_wiped. NULL: there is none,
 * and the login has failed; what names who was asked.
 */
json_t *cloud_read(struct cloud_login *login, const struct fetch_response *response,
                   const char *what);

/* A member that goes into headers and forms: printable ASCII, copied; NULL: none. */
const char *cloud_text(struct cloud_login *login, const json_t *object,
                       const char *key);

/* A file's text without white space around it; NULL: it cannot be read. */
const char *cloud_file(struct cloud_login *login, const char *path);

/* "&name=value", or without the & where it comes first. */
void cloud_add_field(struct text *form, const char *name, const char *value);

/* Whether it may be asked: https, or plain http on this machine itself. */
bool cloud_endpoint_is_safe(const char *url);
