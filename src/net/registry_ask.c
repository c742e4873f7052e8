/* Questions to a registry: sent, answered, followed over all pages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include <stdio.h>
#include <string.h>

#include <utlist.h>

static const char manifest_types[] =
    "application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

void question_free(struct question *question)
{
    DL_DELETE(question->client->questions, question);
    text_clear(&question->lines);
    text_clear(&question->days);
    arena_free(question->arena);
}

/* The lines of the pages, which stand behind each other. */
static void cut_lines(struct question *question)
{
    const char *at = question->lines.bytes;
    for (size_t i = 0; i < question->pages.count; i++) {
        struct slice *lines = &question->pages.items[i].lines;
        lines->at = at;
        at += lines->length;
    }
}

/* The list so far; partial says what keeps it from being whole. */
static void finish_tags(struct question *question,
                        const struct fetch_response *response, const char *partial)
{
    bool is_modified = partial != NULL;
    for (size_t i = 0; i < question->pages.count; i++)
        is_modified = is_modified || !question->pages.items[i].is_not_modified;
    question_add_days(question);
    cut_lines(question);
    struct registry_tags tags = {
        .status = response->status,
        .is_not_modified = !is_modified,
        .is_complete = partial == NULL && is_modified,
        .partial = partial,
        .pages = question->pages,
        .count = question->count,
        .dropped = question->dropped,
        .url = question->first_url,
        .fetched_at = response->date_seconds,
    };
    question->tags_done(&tags, question->context);
    question_free(question);
}

/* Forgets what was read of a page that has to be asked for again, or failed. */
static void drop_page(struct question *question)
{
    question->lines.length = question->page_start;
    question->lines.bytes[question->page_start] = '\0';
    question->days.length = question->days_start;
    question->days.bytes[question->days_start] = '\0';
}

void question_fail(struct question *question, int status, const char *format, ...)
{
    char text[FAILURE_ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (question->kind == QUESTION_MANIFEST) {
        struct registry_manifest manifest = {.failure = text, .status = status};
        question->manifest_done(&manifest, question->context);
        question_free(question);
    } else if (question->page == 0) {
        struct registry_tags tags = {
            .failure = text, .status = status, .url = question->first_url};
        question->tags_done(&tags, question->context);
        question_free(question);
    } else { /* the pages before stand: they may convict */
        struct fetch_response none = {.status = status};
        const char *partial =
            arena_format(question->arena, "page %u: %s", question->page + 1, text);
        drop_page(question);
        finish_tags(question, &none, partial);
    }
}

static bool take_body(const void *bytes, size_t count, void *context)
{
    struct question *question = context;
    struct error why = {0};
    if (tags_json_add(&question->reader, bytes, count, &why))
        return true;
    question->misread = arena_copy(question->arena, why.text);
    return false;
}

/* Writes the URL to be asked next and notes it; false: it has been asked before. */
static bool set_page(struct question *question, const char *url)
{
    for (size_t i = 0; i < question->urls.count; i++)
        if (strcmp(question->urls.items[i], url) == 0)
            return false;
    question->url = arena_copy(question->arena, url);
    *LIST_ADD(question->arena, &question->urls) = question->url;
    return true;
}

/* The page is answered: on to the one that follows, unless the list must end here. */
static void add_page(struct question *question, const struct fetch_response *response,
                     const struct registry_page *page, const char *problem)
{
    *LIST_ADD(question->arena, &question->pages) = *page;
    question->is_fresh = false;
    if (question->reader.is_over)
        problem = "there are more than 200000 tags";
    else if (page->next != NULL && question->page + 1 == PAGES_MAX)
        problem = "there are more than 1000 pages";
    else if (page->next != NULL && !set_page(question, page->next))
        problem = "the link to the next page leads back to an earlier one";
    if (page->next == NULL || problem != NULL) {
        finish_tags(question, response, problem);
        return;
    }
    question->page++;
    question->page_tries = 0;
    question_send(question);
}

static void end_page(struct question *question, const struct fetch_response *response)
{
    struct error err = {0};
    struct arena *arena = question->arena;
    const char *problem = NULL;
    if (!tags_json_finish(&question->reader, &err)) {
        question_fail(question, response->status, "sent no tag list: %s", err.text);
        return;
    }
    bool is_guess = question->is_guess;
    size_t entries = question->reader.count + question->reader.dropped;
    question->is_guess = false;
    if (is_guess && question_is_repeated(question)) {
        question_fail(question, response->status,
                      "%zu tags came without a link to more, and it does not tell what "
                      "follows the last of them",
                      question->count + question->dropped);
        return;
    }
    question->dropped += question->reader.dropped;
    question->count += question->reader.count;
    struct registry_page page = {
        .url = question->url,
        .etag = arena_copy(arena, response->etag),
        .last_modified = arena_copy(arena, response->last_modified),
        .next = question_next_page(question, response, &problem),
        .lines = {NULL, question->lines.length - question->page_start}};
    if (page.next == NULL && problem == NULL)
        page.next = question_guess_page(question, response, entries);
    add_page(question, response, &page, problem);
}

/* The page of the earlier list that is asked for now; NULL: it had none. */
static const struct registry_page *known_page(const struct question *question)
{
    for (size_t i = 0; i < question->known.count; i++)
        if (strcmp(question->known.items[i].url, question->url) == 0)
            return &question->known.items[i];
    return NULL;
}

/* What followed the page then follows it now. */
static void keep_page(struct question *question, const struct fetch_response *response,
                      const struct registry_page *known)
{
    struct registry_page page = *known;
    page.is_not_modified = true;
    const char *problem = NULL;
    if (page.next != NULL && !url_same_origin(page.next, response->url))
        problem = "the link to the next page leads to another host";
    add_page(question, response, &page, problem);
}

/* A page without the number of tags, or with another one. */
static void try_other_size(struct question *question)
{
    question->n_variant++;
    const char *url =
        arena_format(question->arena, "%.*s%s", (int)strcspn(question->url, "?"),
                     question->url, question_page_size(question));
    if (question->urls.count != 0)
        question->urls.count--;
    if (set_page(question, url))
        question_send(question);
}

static void answer_tags(struct question *question,
                        const struct fetch_response *response)
{
    int status = response->status;
    bool refuses_size = status == 400 || status == 405 || status == 413;
    const struct registry_page *known = known_page(question);
    bool is_conditional =
        known != NULL && (known->etag != NULL || known->last_modified != NULL);
    if (status == 200)
        end_page(question, response);
    else if (status == 304 && is_conditional)
        keep_page(question, response, known);
    else if (refuses_size && question->page == 0 &&
             question->n_variant + 1 < PAGE_SIZES)
        try_other_size(question);
    else
        question_fail_status(question, status);
}

/* ECR says of a password that has ended that it is denied, not that one is wanted. */
static bool has_ended(const struct question *question,
                      const struct fetch_response *response)
{
    const struct registry *registry = question->registry;
    return response->status == 403 && registry->challenge.scheme == CHALLENGE_BASIC &&
           url_same_origin(response->url, registry->base);
}

/* Whatever is answered but a refusal: the login that went along is good. */
static void note_login(const struct question *question,
                       const struct fetch_response *response)
{
    if (response->failure == NULL && response->status != 401 &&
        response->status != 403 && question->has_credential &&
        question->authorization != NULL)
        registry_note_login(question->registry, question->cloud_login);
}

static void answer(struct question *question, const struct fetch_response *response)
{
    if (question->misread != NULL)
        question_fail(question, 200, "sent no tag list: %s", question->misread);
    else if (response->failure != NULL && question->reader.bytes != 0 &&
             question->page_tries++ == 0) {
        drop_page(question);
        question_send(question); /* broken off in the middle: once more */
    } else if (response->refused_status == 429)
        question_fail_limited(question, response->failure);
    else if (response->failure != NULL)
        question_fail_unreached(
            question, response->failure,
            response->is_address_refused &&
                url_same_origin(response->url, question->registry->base));
    else if (response->status == 401)
        question_challenged(question, response);
    else if (has_ended(question, response) && question_renew_login(question))
        return;
    else if (question->kind == QUESTION_TAGS)
        answer_tags(question, response);
    else
        question_answer_manifest(question, response);
}

/* Those who waited to see what the registry wants go on, whatever it was. */
static void on_answer(const struct fetch_response *response, void *context)
{
    struct question *question = context;
    struct registry *registry = question->registry;
    bool is_first = question->is_asker;
    question->is_asker = false;
    registry_note_budget(registry, response);
    registry_note_warning(registry, response);
    note_login(question, response);
    if (is_first)
        registry->access = ACCESS_KNOWN;
    if (is_first)
        registry_begin_batch(registry);
    answer(question, response);
    while (is_first && registry->waiting != NULL) {
        struct question *waiting = registry->waiting;
        registry->waiting = waiting->next_waiting;
        waiting->next_waiting = NULL;
        question_go_on(waiting);
    }
    if (is_first)
        registry_end_batch(registry);
}

/*
 * A pull-through cache is told whose repository it is, as containerd tells it (OCI
 * distribution-spec, "Registry Proxying").
 */
static const char *url_to_ask(const struct question *question)
{
    const struct registry *registry = question->registry;
    AUTO_TEXT url = {0};
    if (registry->namespace == NULL ||
        !url_same_origin(question->url, registry->base) ||
        strstr(question->url, "ns=") != NULL)
        return question->url;
    text_init(&url, URL_ROOM);
    text_addf(&url, "%s%cns=", question->url,
              strchr(question->url, '?') == NULL ? '?' : '&');
    url_add_escaped(&url, registry->namespace);
    return text_overflowed(&url) ? question->url
                                 : arena_copy(question->arena, url.bytes);
}

/* What was got for our registry, or for where a redirect led to, goes nowhere else. */
static bool is_token_for(const struct question *question)
{
    const char *origin =
        question->foreign != NULL ? question->foreign : question->registry->base;
    return url_same_origin(question->url, origin);
}

void question_send(struct question *question)
{
    const struct registry *registry = question->registry;
    bool is_pull = question->is_get && !question->is_blob;
    if (is_pull && registry->budget.is_low) {
        question_fail(question, 0, "not asked: %llu of %llu pulls are left",
                      registry->budget.left, registry->budget.limit);
        return;
    }
    bool is_ours = url_same_origin(question->url, registry->base);
    bool is_tags = question->kind == QUESTION_TAGS;
    const struct registry_page *known = is_tags ? known_page(question) : NULL;
    struct error err = {0};
    struct fetch_request request = {
        .url = url_to_ask(question),
        .method = is_tags || question->is_get ? "GET" : "HEAD",
        .accept = is_tags             ? "application/json"
                  : question->is_blob ? "application/octet-stream, */*"
                                      : manifest_types,
        .authorization = is_token_for(question) ? question->authorization : NULL,
        .if_none_match = known != NULL ? known->etag : NULL,
        .if_modified_since = known != NULL ? known->last_modified : NULL,
        .tls = is_ours ? &registry->tls : NULL,
        .buffer_bytes = RECEIVE_BYTES,
        .body_max_bytes = is_tags ? PAGE_BYTES_MAX : MANIFEST_BYTES_MAX,
        .redirects_max = REGISTRY_REDIRECTS_MAX,
        .private_allowed = is_ours && registry->private_allowed,
        .lan_allowed = is_ours && registry->lan_allowed,
        .plain_http_allowed = is_ours && registry->plain_http_allowed,
        .on_body = is_tags ? take_body : NULL,
        .body_context = question,
    };
    question->page_start = question->lines.length;
    question->days_start = question->days.length;
    question->misread = NULL;
    tags_json_init(&question->reader, &question->lines, &question->days,
                   TAGS_MAX - question->count);
    if (!fetch(registry->client->fetcher, &request, on_answer, question, &err))
        question_fail(question, 0, "%s", err.text);
}

void question_go_on(struct question *question)
{
    struct registry *registry = question->registry;
    if (registry->access == ACCESS_ASKING) {
        LL_APPEND2(registry->waiting, question, next_waiting);
        return;
    }
    question->is_early = true;
    question->is_asker = registry->access == ACCESS_UNKNOWN;
    if (question->is_asker)
        registry->access = ACCESS_ASKING;
    if (question_authorize(question))
        question_send(question);
}
