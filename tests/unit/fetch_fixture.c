/* Asks once and keeps what was seen. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fetch_fixture.h"

#include "unit.h"

#include <stdio.h>

void fetch_see(const struct fetch_response *response, void *context)
{
    struct fetch_seen *seen = context;
    seen->calls++;
    seen->status = response->status;
    seen->body_bytes = response->body_bytes;
    seen->is_unterminated = response->is_unterminated;
    seen->is_address_refused = response->is_address_refused;
    snprintf(seen->failure, sizeof seen->failure, "%s",
             response->failure != NULL ? response->failure : "");
    snprintf(seen->body, sizeof seen->body, "%s", response->body);
    snprintf(seen->etag, sizeof seen->etag, "%s",
             response->etag != NULL ? response->etag : "");
    snprintf(seen->url, sizeof seen->url, "%s", response->url);
}

struct fetcher *fetch_fixture(void)
{
    struct error err = {0};
    struct fetch_limits limits = {.connect_ms = 2000, .timeout_ms = 5000};
    struct fetcher *fetcher = fetcher_new(&limits, NULL, NULL, &err);
    assert_non_null(fetcher);
    return fetcher;
}

struct fetch_seen fetch_ask(struct fetch_request request)
{
    struct error err = {0};
    struct fetch_seen seen = {0};
    struct fetcher *fetcher = fetch_fixture();
    request.plain_http_allowed = true;
    assert_true(fetch(fetcher, &request, fetch_see, &seen, &err));
    assert_true(fetch_all(fetcher, &err));
    assert_int_equal(seen.calls, 1);
    fetcher_free(fetcher);
    return seen;
}

struct fetch_seen fetch_ask_path(const struct loopback *server, const char *path,
                                 struct fetch_request request)
{
    char url[256];
    request.url = loopback_url(server, path, url, sizeof url);
    request.private_allowed = true;
    return fetch_ask(request);
}
