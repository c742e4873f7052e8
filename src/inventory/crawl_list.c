/* Lists in pages, with what an API server can answer instead of one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/crawl_list.h"

#include "inventory/seen.h"

#include <string.h>

enum {
    PAGES_MAX = 5000,
    ITEMS_MAX = 500000,
    BROKEN_PAGES_MAX = 3,  /* transfers of one page that break off */
    REFUSED_PAGES_MAX = 3, /* rounds of retries that end in 429 or 503 with a hint */
};

struct crawl_list {
    struct crawl *crawl;
    const struct list_kind *kind;
    void *reader;         /* of the page that is coming */
    struct error problem; /* of the reader */
    size_t namespace;     /* index into the options' */
    const char *token;    /* continue; NULL: the first page */
    size_t pages;         /* read so far */
    size_t items;
    unsigned broken; /* tries of this page that broke off */
    unsigned refused;
    unsigned generation; /* of the credential that was sent */
    bool has_expired;    /* once: the list was begun again */
    struct seen *seen;   /* once it was begun again */
};

static void request_page(struct crawl_list *list);

static const char *namespace_of(const struct crawl_list *list)
{
    const struct text_list *namespaces = list->crawl->options->namespaces;
    return list->namespace < namespaces->count ? namespaces->items[list->namespace]
                                               : NULL;
}

static const char *scope_of(const struct crawl_list *list)
{
    const char *namespace = namespace_of(list);
    return namespace == NULL
               ? "at cluster scope"
               : arena_format(list->crawl->arena, "in namespace '%s'", namespace);
}

static void explain(const struct crawl_list *list,
                    const struct fetch_response *response, struct error *err)
{
    const char *rule =
        arena_format(list->crawl->arena, "%s: list", list->kind->resource);
    const char *where = namespace_of(list) != NULL ? scope_of(list) : list->kind->where;
    kube_explain(response, rule, where, err);
}

/* The list cannot be read. */
static void give_up(struct crawl_list *list, const struct error *err)
{
    struct crawl *crawl = list->crawl;
    list->kind->target->drop(crawl);
    list->kind->target->fail(crawl, arena_format(crawl->arena, "listing %s %s: %s",
                                                 list->kind->resource, scope_of(list),
                                                 err->text));
}

struct crawl *crawl_list_crawl(const struct crawl_list *list)
{
    return list->crawl;
}

bool crawl_list_take(const struct pod_record *record, void *context, struct error *err)
{
    struct crawl_list *list = context;
    struct crawl *crawl = list->crawl;
    if (list->kind == &list_nodes)
        return crawl_take_node(crawl, record, err);
    if (list->kind != &list_pods) {
        collection_add_owner(crawl->collection, crawl->cluster, list->kind->kind,
                             record);
        return true;
    }
    if (list->seen != NULL && record->uid != NULL &&
        seen_before(list->seen, record->uid, list->pages))
        return true;
    list->items++;
    collection_add(crawl->collection, crawl->cluster, record);
    return true;
}

static bool take_bytes(const void *bytes, size_t count, void *context)
{
    struct crawl_list *list = context;
    return list->kind->reader->feed(list->reader, bytes, count, &list->problem);
}

/* The page broke off or was no list: what came does not count, it is asked again. */
static void page_broke(struct crawl_list *list, const char *reason)
{
    list->kind->target->drop(list->crawl);
    if (++list->broken < BROKEN_PAGES_MAX) {
        request_page(list);
        return;
    }
    struct error err = {0};
    error_set(&err, ERROR_OUTSIDE, "%s", reason);
    give_up(list, &err);
}

static void next_namespace(struct crawl_list *list)
{
    list->token = NULL;
    if (++list->namespace < list->crawl->options->namespaces->count)
        request_page(list);
}

static void page_done(struct crawl_list *list)
{
    struct crawl *crawl = list->crawl;
    struct pod_list_end end = {0};
    struct error err = {0};
    if (!list->kind->reader->finish(list->reader, &end, &err)) {
        page_broke(list, err.text);
        return;
    }
    if (!end.has_items) {
        page_broke(list, "the answer is no list");
        return;
    }
    cluster_credentials_accepted(crawl->client.credentials);
    list->kind->target->keep(crawl);
    if (list->kind == &list_pods) {
        out_progress(crawl->out, "%s: %zu %s",
                     collection_cluster(crawl->collection, crawl->cluster)->name,
                     list->items, list->kind->resource);
    }
    list->broken = list->refused = 0;
    list->pages++;
    if (end.continue_token == NULL) {
        next_namespace(list);
        return;
    }
    bool is_repeated =
        list->token != NULL && strcmp(list->token, end.continue_token) == 0;
    if (is_repeated || list->pages >= PAGES_MAX || list->items > ITEMS_MAX) {
        error_set(&err, ERROR_OUTSIDE, "its pages do not end (%zu came)", list->pages);
        give_up(list, &err);
        return;
    }
    list->token = arena_copy(crawl->arena, end.continue_token);
    request_page(list);
}

static void begin_again(struct crawl_list *list)
{
    list->kind->target->restart(list->crawl);
    list->has_expired = true;
    list->token = NULL;
    list->namespace = 0;
    list->pages = 0;
    list->items = 0;
    list->seen = seen_new();
    request_page(list);
}

/* The token of the next page in the body of a 410; NULL: none. */
static const char *token_of_expired(struct crawl_list *list,
                                    const struct fetch_response *response)
{
    struct pod_list_end end = {0};
    struct error err = {0};
    const struct page_reader *how = list->kind->reader;
    void *reader = how->open(list);
    const char *token = NULL;
    if (how->feed(reader, response->body, response->body_bytes, &err) &&
        how->finish(reader, &end, &err))
        token = arena_copy(list->crawl->arena, end.continue_token);
    how->close(reader);
    return token;
}

/*
 * The history that a token stands for is gone: the list is begun again. The second time
 * it goes on with what is there now, and is not the state of any one moment.
 */
static void page_expired(struct crawl_list *list, const struct fetch_response *response)
{
    if (!list->has_expired) {
        begin_again(list);
        return;
    }
    const char *token = token_of_expired(list, response);
    bool is_repeated =
        token != NULL && list->token != NULL && strcmp(token, list->token) == 0;
    if (token == NULL || is_repeated) {
        struct error err = {0};
        explain(list, response, &err);
        give_up(list, &err);
        return;
    }
    list->kind->target->fail(
        list->crawl, arena_format(list->crawl->arena,
                                  "the list expired twice while it was read: %s that "
                                  "came or went meanwhile may be missing",
                                  list->kind->resource));
    list->token = token;
    request_page(list);
}

static void page_unauthorized(struct crawl_list *list,
                              const struct fetch_response *response)
{
    if (cluster_credentials_renew(list->crawl->client.credentials, list->generation)) {
        request_page(list);
        return;
    }
    struct error err = {0};
    explain(list, response, &err);
    give_up(list, &err);
}

static void page_refused(struct crawl_list *list, const struct fetch_response *response)
{
    bool has_hint = fetch_response_header(response, "retry-after", 0) != NULL;
    bool is_busy = response->status == 429 || response->status >= 500;
    if (is_busy && has_hint && ++list->refused < REFUSED_PAGES_MAX) {
        request_page(list);
        return;
    }
    struct error err = {0};
    explain(list, response, &err);
    give_up(list, &err);
}

static void page_came(const struct fetch_response *response, void *context)
{
    struct crawl_list *list = context;
    if (response->failure != NULL)
        page_broke(list, list->problem.code != ERROR_NONE ? list->problem.text
                                                          : response->failure);
    else if (response->status == 200)
        page_done(list);
    else if (response->status == 401)
        page_unauthorized(list, response);
    else if (response->status == 410)
        page_expired(list, response);
    else
        page_refused(list, response);
}

static const char *path_of(const struct crawl_list *list)
{
    AUTO_TEXT path;
    text_init(&path, URL_ROOM);
    text_add(&path, list->kind->root);
    if (namespace_of(list) != NULL) {
        text_add(&path, "/namespaces/");
        url_add_escaped(&path, namespace_of(list));
    }
    text_addf(&path, "/%s?limit=%d%s", list->kind->resource, list->kind->page_items,
              list->kind->selector == NULL ? "" : list->kind->selector);
    if (list->token != NULL) {
        text_add(&path, "&continue=");
        url_add_escaped(&path, list->token);
    }
    return arena_copy(list->crawl->arena, path.bytes);
}

static void request_page(struct crawl_list *list)
{
    struct error err = {0};
    list->kind->reader->close(list->reader);
    list->reader = list->kind->reader->open(list);
    list->problem = (struct error){0};
    struct kube_request request = {
        .path = path_of(list),
        .accept = list->kind->accept,
        .on_body = take_bytes,
        .done = page_came,
        .context = list,
    };
    if (!kube_get(&list->crawl->client, &request, &list->generation, &err))
        give_up(list, &err);
}

struct crawl_list *crawl_list_start(struct crawl *crawl, const struct list_kind *kind)
{
    struct crawl_list *list = arena_alloc(crawl->arena, sizeof *list);
    list->crawl = crawl;
    list->kind = kind;
    request_page(list);
    return list;
}

void crawl_list_clear(struct crawl_list *list)
{
    if (list == NULL)
        return;
    list->kind->reader->close(list->reader);
    seen_free(list->seen);
    list->reader = NULL;
    list->seen = NULL;
}
