/* Makes requests for pages of feeds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/page_request.h"

#include "base/digest.h"
#include "net/url.h"

#include <string.h>

enum { IDENTITY_DIGITS = 16, REDIRECTS_MAX = 5 };

const char *page_request_key(const struct feed_run *run,
                             const struct feed_driver *driver,
                             const struct feed_next *page, struct arena *arena)
{
    const char *secret = feed_token_for(&run->tokens, page->url);
    char hash[SHA256_TEXT_BYTES] = "-";
    if (secret != NULL && driver->identity != FEED_IDENTITY_NONE)
        sha256_hex(secret, strlen(secret), hash);
    return arena_format(arena, "%s %s %s %.*s", page->post != NULL ? "POST" : "GET",
                        page->url, driver->accept, IDENTITY_DIGITS, hash);
}

/* The value of Authorization, or NULL. */
static const char *authorization(const struct feed_run *run,
                                 const struct feed_driver *driver, const char *url,
                                 struct arena *arena)
{
    const char *secret = feed_token_for(&run->tokens, url);
    if (secret == NULL)
        return NULL;
    switch (driver->identity) {
    case FEED_IDENTITY_NONE:
        return NULL;
    case FEED_IDENTITY_BEARER:
        return arena_format(arena, "Bearer %s", secret);
    case FEED_IDENTITY_BASIC:
        break;
    }
    const char *pair = strchr(secret, ':') != NULL
                           ? secret
                           : arena_format(arena, "x-access-token:%s", secret);
    char *encoded = arena_alloc(arena, base64_room(strlen(pair)));
    base64_encode(pair, strlen(pair), encoded);
    return arena_format(arena, "Basic %s", encoded);
}

/* "host:port" of a URL, as policies name registries; "" when there is none. */
static const char *authority(const char *url, struct arena *arena)
{
    const char *host = strstr(url, "://");
    if (host == NULL)
        return "";
    host += 3;
    return arena_copy_slice(arena, (struct slice){host, strcspn(host, "/?#")});
}

/* What the policy names is trusted as it names it. */
static void set_trust(const struct feed_run *run, const struct feed_subject *subject,
                      const char *url, struct fetch_request *request)
{
    const struct registry_rule *rule =
        policy_registry(run->options->policy, authority(url, run->arena));
    if (rule != NULL) {
        request->private_allowed = rule->is_private;
        request->plain_http_allowed = rule->is_plain_http;
        if (rule->ca != NULL) {
            struct fetch_tls *tls = arena_alloc(run->arena, sizeof *tls);
            tls->ca_file = rule->ca;
            request->tls = tls;
        }
    }
    if (subject->endpoint != NULL && url_same_origin(subject->endpoint, url)) {
        request->private_allowed = true;
        request->plain_http_allowed |= !url_is_https(subject->endpoint);
    }
}

bool page_request_send(struct feed_run *run, const struct feed_driver *driver,
                       const struct feed_subject *subject, const struct feed_next *page,
                       struct page_excerpt *excerpt, fetch_done *done, void *context,
                       struct error *err)
{
    AUTO_ARENA *scratch = arena_new();
    struct cached_answer stored;
    struct fetch_header header = {driver->header.name, driver->header.value};
    struct fetch_request request = {
        .url = page->url,
        .accept = driver->accept,
        .authorization = authorization(run, driver, page->url, scratch),
        .headers = header.name != NULL ? &header : NULL,
        .header_count = header.name != NULL,
        .body_max_bytes = driver->body_max_bytes,
    };
    if (page->post != NULL) {
        request.method = "POST";
        request.body = page->post;
        request.body_bytes = page->post_bytes;
        request.content_type = driver->post_type;
    } else if ((excerpt == NULL || page_excerpt_is_stored(excerpt)) &&
               cache_get(run->cache, page_request_key(run, driver, page, scratch),
                         scratch, &stored)) {
        request.if_none_match = stored.etag;
        request.if_modified_since = stored.modified;
    }
    if (request.authorization == NULL && page->post == NULL)
        request.redirects_max = REDIRECTS_MAX;
    if (excerpt != NULL)
        page_excerpt_receive(excerpt, &request);
    set_trust(run, subject, page->url, &request);
    return fetch(run->fetcher, &request, done, context, err);
}

void page_links(const struct fetch_response *response, struct text *ret_links)
{
    const char *link = fetch_response_header(response, "Link", 0);
    for (size_t n = 1; link != NULL; n++) {
        if (ret_links->length != 0)
            text_add(ret_links, ", ");
        text_add(ret_links, link);
        link = fetch_response_header(response, "Link", n);
    }
}
