/* The client of the registry tests. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "registry_fixture.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

void see_tags(const struct registry_tags *tags, void *context)
{
    struct seen *seen = context;
    seen->calls++;
    seen->status = tags->status;
    seen->is_complete = tags->is_complete;
    seen->is_not_modified = tags->is_not_modified;
    seen->count = tags->count;
    snprintf(seen->failure, sizeof seen->failure, "%s",
             tags->failure != NULL ? tags->failure : "");
    snprintf(seen->partial, sizeof seen->partial, "%s",
             tags->partial != NULL ? tags->partial : "");
    seen->etag[0] = '\0';
    seen->tags[0] = '\0';
    for (size_t i = 0; i < tags->pages.count; i++) {
        const struct registry_page *page = &tags->pages.items[i];
        size_t length = strlen(seen->tags);
        snprintf(seen->tags + length, sizeof seen->tags - length, "%.*s",
                 (int)page->lines.length, page->lines.at);
        length = strlen(seen->etag);
        snprintf(seen->etag + length, sizeof seen->etag - length, "%s%s",
                 page->etag != NULL ? page->etag : "",
                 page->is_not_modified ? " kept" : "");
    }
    for (char *at = seen->tags; *at != '\0'; at++)
        if (*at == '\n')
            *at = at[1] == '\0' ? '\0' : ' ';
}

void see_manifest(const struct registry_manifest *manifest, void *context)
{
    struct seen *seen = context;
    seen->calls++;
    seen->status = manifest->status;
    seen->created_day = manifest->created_day;
    snprintf(seen->failure, sizeof seen->failure, "%s",
             manifest->failure != NULL ? manifest->failure : "");
    snprintf(seen->digest, sizeof seen->digest, "%s",
             manifest->digest != NULL ? manifest->digest : "");
}

void client_open(struct client *client, const struct loopback *server,
                 struct registry_options options, bool has_login)
{
    struct error err = {0};
    char config[256];
    *client = (struct client){.arena = arena_new()};
    snprintf(client->host, sizeof client->host, "127.0.0.1:%u", server->port);
    client->sink = fmemopen(client->said, sizeof client->said, "w");
    setbuf(client->sink, NULL);
    client->out = (struct out){.normal = client->sink, .problems = client->sink};
    client->fetcher = fetcher_new(NULL, NULL, NULL, &err);
    assert_non_null(client->fetcher);
    options.host = client->host;
    *LIST_ADD(client->arena, &client->options) = options;
    snprintf(config, sizeof config, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}",
             client->host, CANARY_BASE64);
    setenv("DOCKER_AUTH_CONFIG", has_login ? config : "{}", 1);
    client->credentials = credentials_load(&client->out);
    client->registry = registry_client_new(client->fetcher, &client->options,
                                           client->credentials, &client->out);
}

void client_close(struct client *client)
{
    registry_client_free(client->registry);
    credentials_free(client->credentials);
    fetcher_free(client->fetcher);
    arena_free(client->arena);
    fclose(client->sink);
}

const struct registry_options open_options = {.private_allowed = true,
                                              .plain_http_allowed = true};

struct seen list(struct client *client, const char *repository,
                 const struct registry_page_list *known)
{
    struct error err = {0};
    struct seen seen = {0};
    assert_true(registry_list_tags(client->registry, client->host, repository, known,
                                   see_tags, &seen, &err));
    assert_int_equal(seen.calls, 0);
    assert_true(fetch_all(client->fetcher, &err));
    assert_int_equal(seen.calls, 1);
    return seen;
}

struct seen list_once(const struct loopback *server, struct registry_options options,
                      bool has_login, const char *repository)
{
    struct client client;
    client_open(&client, server, options, has_login);
    struct seen seen = list(&client, repository, NULL);
    client_close(&client);
    return seen;
}

bool has_header(const struct loopback_request *request, const char *line)
{
    char whole[256];
    snprintf(whole, sizeof whole, "\r\n%s\r\n", line);
    return strstr(request->text, whole) != NULL;
}

bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}
