/* Judges URLs, addresses, proxies, realms and clouds as tests/cases/url.cases says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/url.h"

#include "case_lines.h"
#include "net/address.h"
#include "net/cloud_host.h"
#include "net/proxy.h"
#include "net/realm.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const char *yes_or_no(bool is_so)
{
    return is_so ? "yes" : "no";
}

static const char *kind_of(const char *address)
{
    static const char *const names[] = {[ADDRESS_PUBLIC] = "public",
                                        [ADDRESS_PRIVATE] = "private",
                                        [ADDRESS_LOCAL] = "local"};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
        return names[address_kind((const struct sockaddr *)&four)];
    if (inet_pton(AF_INET6, address, &six.sin6_addr) == 1)
        return names[address_kind((const struct sockaddr *)&six)];
    return "no address";
}

/* VARIABLE=VALUE words from the third on, up to the arrow. */
static const char *proxy_of(const struct case_line *line)
{
    struct proxy_environment environment = {0};
    for (size_t i = 2; strcmp(line->words[i], "=>") != 0; i++) {
        const char *word = line->words[i];
        const char *value = strchr(word, '=') + 1;
        switch (word[0]) {
        case 'h':
            *(strncmp(word, "https", 5) == 0 ? &environment.https : &environment.http) =
                value;
            break;
        case 'a':
            environment.all = value;
            break;
        default:
            environment.none = value;
            break;
        }
    }
    const char *proxy = proxy_for(&environment, line->words[1]);
    return proxy != NULL ? proxy : "none";
}

static const char *realm_of(const struct case_line *line)
{
    static const char *const names[] = {[REALM_REFUSED] = "refused",
                                        [REALM_STRANGER] = "stranger",
                                        [REALM_TRUSTED] = "trusted"};
    const char *named = strcmp(line->words[3], "-") != 0 ? line->words[3] : NULL;
    bool is_plain = strcmp(line->words[4], "http") == 0;
    return names[realm_judge(line->words[1], line->words[2], named, is_plain)];
}

static const char *helper_of(const struct case_line *line)
{
    static const struct {
        const char *name;
        enum registry_identity identity;
    } clouds[] = {{"ecr", REGISTRY_IDENTITY_ECR},
                  {"google", REGISTRY_IDENTITY_GOOGLE},
                  {"azure", REGISTRY_IDENTITY_AZURE}};
    static char said[200];
    AUTO_ARENA *arena = arena_new();
    struct cloud_host host;
    for (size_t i = 0; i < COUNT_OF(clouds); i++) {
        if (strcmp(clouds[i].name, line->words[1]) != 0 ||
            !cloud_host_read(clouds[i].identity, line->words[2], arena, &host))
            continue;
        snprintf(said, sizeof said, "%s%s%s%s%s",
                 host.helper != NULL ? host.helper : "anonymous",
                 host.endpoint != NULL ? "," : "",
                 host.endpoint != NULL ? host.endpoint : "",
                 host.authority != NULL ? "," : "",
                 host.authority != NULL ? host.authority : "");
        return said;
    }
    return "none";
}

/* What the line's verb says about its words; the buffer may hold it. */
static const char *judge(const struct case_line *line, struct text *buffer)
{
    char *const *words = line->words;
    static char room[URL_ROOM];
    if (strcmp(words[0], "usable") == 0)
        return yes_or_no(url_is_usable(words[1]));
    if (strcmp(words[0], "origin") == 0)
        return url_origin(words[1], room, sizeof room) ? room : "none";
    if (strcmp(words[0], "same") == 0)
        return yes_or_no(url_same_origin(words[1], words[2]));
    if (strcmp(words[0], "shown") == 0)
        return url_shown(words[1], room, sizeof room);
    if (strcmp(words[0], "resolve") == 0)
        return url_resolve(words[1], slice_of(words[2]), buffer) ? buffer->bytes
                                                                 : "none";
    if (strcmp(words[0], "address") == 0)
        return kind_of(words[1]);
    if (strcmp(words[0], "proxy") == 0)
        return proxy_of(line);
    if (strcmp(words[0], "local") == 0)
        return yes_or_no(proxy_host_is_local(words[1]));
    if (strcmp(words[0], "cloud") == 0)
        return helper_of(line);
    return strcmp(words[0], "realm") == 0 ? realm_of(line) : "no such verb";
}

static void everything_is_judged_as_the_cases_say(void **state)
{
    (void)state;
    struct case_lines lines;
    struct case_line line;
    size_t count = 0;
    case_lines_open(&lines, "url.cases");
    for (; case_lines_next(&lines, &line); count++) {
        AUTO_TEXT buffer = {0};
        text_init(&buffer, URL_ROOM);
        const char *wanted = line.words[line.count - 1];
        const char *got = judge(&line, &buffer);
        if (strcmp(got, wanted) != 0)
            fail_msg("%s:%d: %s %s: wanted %s, got %s", line.file, line.number,
                     line.words[0], line.words[1], wanted, got);
    }
    case_lines_close(&lines);
    assert_true(count > 150);
}

static void what_goes_into_a_query_is_escaped(void **state)
{
    (void)state;
    AUTO_TEXT text = {0};
    text_init(&text, 100);
    url_add_escaped(&text, "a b&c=d/e:f%\r\n\xc3\xa9~");
    assert_string_equal(text.bytes, "a%20b%26c%3Dd%2Fe%3Af%25%0D%0A%C3%A9~");
}

static void a_url_that_cannot_be_read_is_not_shown(void **state)
{
    (void)state;
    char buffer[64];
    assert_string_equal(url_shown("https://user:pw@ho st/", buffer, sizeof buffer),
                        "(not a URL)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_judged_as_the_cases_say),
        cmocka_unit_test(what_goes_into_a_query_is_escaped),
        cmocka_unit_test(a_url_that_cannot_be_read_is_not_shown),
    };
    return RUN_TESTS(tests);
}
