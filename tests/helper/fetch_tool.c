/* Fetch and the registry client on a command line, for shell tests. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/options.h"
#include "net/registry.h"

#include <stdio.h>
#include <string.h>

struct settings {
    const char *ca;
    const char *registry_ca;
    const char *base;
    const char *token_realm;
    const char *certificate;
    const char *key;
    const char *server_name;
    const char *proxy;
    int times;
    int body_max;
    bool is_private;
    bool is_plain;
    bool is_alone;
    bool is_again;
    int verbosity;
};

#define AT(field) offsetof(struct settings, field)

static const struct option_row rows[] = {
    {"ca", 0, OPTION_TEXT, "FILE", "as stalemark's --ca", AT(ca), NULL, "Options"},
    {"own-ca", 0, OPTION_TEXT, "FILE", "of the host itself", AT(registry_ca), NULL,
     NULL},
    {"alone", 0, OPTION_FLAG, NULL, "own-ca stands alone", AT(is_alone), NULL, NULL},
    {"again", 0, OPTION_FLAG, NULL, "then ask without own-ca", AT(is_again), NULL,
     NULL},
    {"base", 0, OPTION_TEXT, "URL", "asked instead", AT(base), NULL, NULL},
    {"token-realm", 0, OPTION_TEXT, "ORIGIN", "trusted", AT(token_realm), NULL, NULL},
    {"certificate", 0, OPTION_TEXT, "FILE", "of ours", AT(certificate), NULL, NULL},
    {"key", 0, OPTION_TEXT, "FILE", "of ours", AT(key), NULL, NULL},
    {"server-name", 0, OPTION_TEXT, "NAME", "verified", AT(server_name), NULL, NULL},
    {"proxy", 0, OPTION_TEXT, "URL", "gone through", AT(proxy), NULL, NULL},
    {"times", 0, OPTION_NUMBER, "N", "ask so often at once", AT(times), NULL, NULL},
    {"body-max", 0, OPTION_NUMBER, "BYTES", "at most", AT(body_max), NULL, NULL},
    {"private", 0, OPTION_FLAG, NULL, "private addresses", AT(is_private), NULL, NULL},
    {"plain-http", 0, OPTION_FLAG, NULL, "without TLS", AT(is_plain), NULL, NULL},
    {"verbose", 'v', OPTION_COUNT, NULL, "say more", AT(verbosity), NULL, NULL},
    {NULL, 0, OPTION_FLAG, NULL, NULL, 0, NULL, NULL},
};

static void print_tags(const struct registry_tags *tags, void *context)
{
    (void)context;
    if (tags->failure != NULL) {
        printf("failure: %s\n", tags->failure);
        return;
    }
    printf("%s, %zu tags%s%s\n", tags->is_complete ? "complete" : "partial",
           tags->count, tags->partial != NULL ? ": " : "",
           tags->partial != NULL ? tags->partial : "");
    for (size_t i = 0; i < tags->pages.count; i++)
        printf("%.*s", (int)tags->pages.items[i].lines.length,
               tags->pages.items[i].lines.at);
}

static void print_manifest(const struct registry_manifest *manifest, void *context)
{
    (void)context;
    printf("%s%s\n", manifest->failure != NULL ? "failure: " : "",
           manifest->failure != NULL ? manifest->failure : manifest->digest);
}

static void print_answer(const struct fetch_response *response, void *context)
{
    (void)context;
    if (response->failure != NULL)
        printf("failure: %s\n", response->failure);
    else
        printf("%d, %zu bytes%s\n", response->status, response->body_bytes,
               response->is_unterminated ? ", unterminated" : "");
}

static const char *read_pem(const char *path, struct text *content)
{
    char bytes[4096];
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    if (file == NULL)
        return NULL;
    text_init(content, 1 << 20);
    for (size_t count = fread(bytes, 1, sizeof bytes, file); count != 0;
         count = fread(bytes, 1, sizeof bytes, file))
        text_add_bytes(content, bytes, count);
    fclose(file);
    return content->bytes;
}

static bool ask_url(struct fetcher *fetcher, const struct settings *settings,
                    const char *url, struct error *err)
{
    AUTO_TEXT certificate = {0};
    AUTO_TEXT key = {0};
    struct fetch_tls tls = {
        .ca_file = settings->registry_ca,
        .ca_alone = settings->is_alone,
        .certificate_pem = read_pem(settings->certificate, &certificate),
        .key_pem = read_pem(settings->key, &key),
        .server_name = settings->server_name,
    };
    struct fetch_request request = {
        .url = url,
        .tls = &tls,
        .proxy = settings->proxy,
        .body_max_bytes = (size_t)settings->body_max,
        .redirects_max = 3,
        .private_allowed = settings->is_private,
        .plain_http_allowed = settings->is_plain,
        .attempts = 1,
    };
    for (int i = 0; i < settings->times; i++)
        if (!fetch(fetcher, &request, print_answer, NULL, err))
            return false;
    if (!fetch_all(fetcher, err) || !settings->is_again)
        return err->code == ERROR_NONE;
    request.tls = NULL;
    return fetch(fetcher, &request, print_answer, NULL, err) && fetch_all(fetcher, err);
}

static bool ask_registry(struct fetcher *fetcher, const struct settings *settings,
                         struct out *out, const struct text_list *words,
                         struct error *err)
{
    struct registry_options options = {.host = words->items[1],
                                       .api_base = settings->base,
                                       .private_allowed = settings->is_private,
                                       .plain_http_allowed = settings->is_plain,
                                       .ca = settings->registry_ca,
                                       .token_realm = settings->token_realm};
    struct registry_options_list list = {.items = &options, .count = 1};
    struct credentials *credentials = credentials_load(out);
    struct registry_client *client =
        registry_client_new(fetcher, &list, credentials, out);
    bool is_ok = true;
    for (int i = 0; is_ok && i < settings->times; i++)
        is_ok =
            words->count == 3
                ? registry_list_tags(client, words->items[1], words->items[2], NULL,
                                     print_tags, NULL, err)
                : registry_head_manifest(client, words->items[1], words->items[2],
                                         words->items[3], print_manifest, NULL, err);
    is_ok = is_ok && fetch_all(fetcher, err);
    registry_client_free(client);
    credentials_free(credentials);
    return is_ok;
}

/* get URL; tags HOST REPOSITORY; manifest HOST REPOSITORY REFERENCE */
int main(int argc, char **argv)
{
    static const struct option_row *const tables[] = {rows, NULL};
    AUTO_ARENA *arena = arena_new();
    struct settings settings = {.times = 1};
    void *const values[] = {&settings};
    struct text_list words = {0};
    struct error err = {0};
    struct out out;
    out_init(&out, stdout, stderr);
    bool is_ok = options_parse(tables, argc, argv, values, arena, &words, &err);
    out.verbosity = settings.verbosity;
    struct fetcher *fetcher = is_ok ? fetcher_new(NULL, settings.ca, &out, &err) : NULL;
    is_ok = fetcher != NULL && words.count >= 2;
    if (is_ok && strcmp(words.items[0], "get") == 0)
        is_ok = ask_url(fetcher, &settings, words.items[1], &err);
    else if (is_ok && words.count >= 3)
        is_ok = ask_registry(fetcher, &settings, &out, &words, &err);
    if (fetcher != NULL)
        fprintf(stderr, "requests: %zu\n", fetcher_requests(fetcher));
    if (err.code != ERROR_NONE)
        fprintf(stderr, "fetch_tool: %s\n", err.text);
    fetcher_free(fetcher);
    return is_ok ? 0 : 3;
}
