/* Answers about manifests: digests, platforms, when an image was made, pulls left. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include "base/digest.h"
#include "base/slice.h"
#include "net/index_json.h"
#include "net/manifest_json.h"

#include <string.h>

/* An index, the manifest of a platform, its configuration. */
enum { CREATED_STEPS_MAX = 3 };

/* Pulls that are left to the cluster: a tenth, and not less than this. */
enum { BUDGET_FLOOR = 10, BUDGET_SHARE = 10 };

enum { WARNING_BYTES_MOST = 200 };

/* "100;w=21600" */
static bool read_count(const char *text, unsigned long long *ret_count,
                       unsigned long long *ret_window)
{
    uint64_t number;
    struct slice rest = slice_of(text != NULL ? text : "");
    if (!slice_number(slice_trim(slice_cut(&rest, ';')), UINT32_MAX, &number))
        return false;
    *ret_count = number;
    struct slice window = slice_trim(rest);
    if (slice_starts_with(window, "w=")) {
        window.at += 2;
        window.length -= 2;
        if (slice_number(window, UINT32_MAX, &number))
            *ret_window = number;
    }
    return true;
}

void registry_note_budget(struct registry *registry,
                          const struct fetch_response *response)
{
    struct registry_budget budget = {.host = registry->host, .is_known = true};
    bool is_answered = response->failure == NULL || response->refused_status != 0;
    if (is_answered &&
        read_count(fetch_response_header(response, "ratelimit-limit", 0), &budget.limit,
                   &budget.window_seconds) &&
        read_count(fetch_response_header(response, "ratelimit-remaining", 0),
                   &budget.left, &budget.window_seconds)) {
        budget.is_low =
            budget.left <= BUDGET_FLOOR || budget.left <= budget.limit / BUDGET_SHARE;
        registry->budget = budget;
    }
}

/* "299 - \"text\"" (OCI distribution-spec, "Warnings"), told once, and never acted on.
 */
void registry_note_warning(struct registry *registry,
                           const struct fetch_response *response)
{
    const char *header = fetch_response_header(response, "warning", 0);
    struct slice text = slice_of(header != NULL ? header : "");
    if (registry->has_told_warning || response->failure != NULL ||
        !slice_starts_with(text, "299 ") ||
        !url_same_origin(response->url, registry->base))
        return;
    slice_cut(&text, '"');
    if (text.length < 2)
        return;
    text.length -= text.at[text.length - 1] == '"';
    registry->has_told_warning = true;
    out_warn(registry->client->out, "registry %s says: %.*s", registry->host,
             text.length < WARNING_BYTES_MOST ? (int)text.length : WARNING_BYTES_MOST,
             text.at);
}

/* The type without its parameters. */
static struct slice type_of(const struct fetch_response *response)
{
    struct slice rest =
        slice_of(response->content_type != NULL ? response->content_type : "");
    return slice_trim(slice_cut(&rest, ';'));
}

static bool is_legacy(const struct fetch_response *response)
{
    return slice_starts_with(type_of(response),
                             "application/vnd.docker.distribution.manifest.v1+");
}

static void finish(struct question *question, const struct fetch_response *response,
                   const char *digest, int created_day)
{
    const char *type = response->content_type != NULL ? response->content_type : "";
    struct registry_manifest manifest = {
        .status = response->status,
        .digest = digest,
        .content_type = type,
        .is_index = strstr(type, "image.index") != NULL ||
                    strstr(type, "manifest.list") != NULL,
        .created_day = created_day,
        .fetched_at = response->date_seconds,
    };
    struct error err = {0};
    if (question->wants_platforms && manifest.is_index &&
        !index_json_read(response->body, response->body_bytes, question->arena,
                         &manifest.platforms, &err)) {
        question_fail(question, response->status, "%s", err.text);
        return;
    }
    question->manifest_done(&manifest, question->context);
    question_free(question);
}

/* What the document leaves open stands in another one. */
static void go_on(struct question *question, const struct manifest_facts *facts)
{
    question->is_blob = facts->next == MANIFEST_NEXT_CONFIG;
    question->expected = facts->digest;
    question->url = arena_format(
        question->arena, "%s/v2/%s/%s/%s", question->registry->base,
        question->repository, question->is_blob ? "blobs" : "manifests", facts->digest);
    question->is_fresh = false;
    question_send(question);
}

/* A manifest says of itself what it is, or nothing; two words would be a forgery. */
static bool is_of_its_type(const struct manifest_facts *facts,
                           const struct fetch_response *response)
{
    return facts->media_type == NULL || type_of(response).length == 0 ||
           slice_equals(type_of(response), facts->media_type);
}

static void read_manifest(struct question *question,
                          const struct fetch_response *response, const char *digest)
{
    struct manifest_facts facts;
    struct error err = {0};
    if (!manifest_json_read(response->body, response->body_bytes, question->arena,
                            &facts, &err)) {
        question_fail(question, response->status, "%s", err.text);
        return;
    }
    if (!question->is_blob && !is_of_its_type(&facts, response)) {
        question_fail(question, response->status,
                      "sent a manifest that says it is another type than the answer");
        return;
    }
    if (question->digest == NULL)
        question->digest = digest;
    bool is_open = question->wants_created && facts.created_day == DAY_NONE &&
                   facts.next != MANIFEST_NEXT_NONE;
    if (is_open && ++question->steps < CREATED_STEPS_MAX)
        go_on(question, &facts);
    else
        finish(question, response, question->digest, facts.created_day);
}

/* Of a whole document the digest is not believed but computed. */
static void take_whole(struct question *question, const struct fetch_response *response,
                       const char *told)
{
    char hex[SHA256_TEXT_BYTES];
    sha256_hex(response->body, response->body_bytes, hex);
    const char *digest = arena_format(question->arena, "sha256:%s", hex);
    bool is_told = told != NULL && strncmp(told, "sha256:", 7) == 0;
    bool is_expected =
        question->expected != NULL && strncmp(question->expected, "sha256:", 7) == 0;
    if ((is_told && strcmp(told, digest) != 0) ||
        (is_expected && strcmp(question->expected, digest) != 0) ||
        response->is_unterminated)
        question_fail(question, response->status,
                      "sent a manifest that does not match its digest");
    else
        read_manifest(question, response, digest);
}

/*
 * Some registries know no HEAD, or answer it without a digest. One that says in JSON
 * that the manifest is missing is believed.
 */
static bool needs_get(const struct question *question,
                      const struct fetch_response *response)
{
    int status = response->status;
    return !question->is_get &&
           (status == 200 || status == 400 || status == 405 || status == 501 ||
            (status == 404 && !slice_equals(type_of(response), "application/json")));
}

void question_answer_manifest(struct question *question,
                              const struct fetch_response *response)
{
    int status = response->status;
    const char *header = fetch_response_header(response, "docker-content-digest", 0);
    const char *told = digest_is_valid(header) ? header : NULL;
    if (status == 200 && is_legacy(response))
        question_fail(question, status, "is an unsupported legacy manifest (schema 1)");
    else if (status == 200 && question->is_get)
        take_whole(question, response, told);
    else if (status == 200 && told != NULL && question->expected != NULL &&
             strcmp(told, question->expected) != 0)
        question_fail(question, status,
                      "sent a manifest that does not match its digest");
    else if (status == 200 && told != NULL)
        finish(question, response, told, DAY_NONE);
    else if (needs_get(question, response)) {
        question->is_get = true;
        question_send(question);
    } else
        question_fail_status(question, status);
}
