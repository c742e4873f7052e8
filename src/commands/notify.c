/* Notifications: Slack's incoming webhooks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/notify.h"

#include "base/file.h"
#include "base/near.h"

#include <string.h>

enum {
    SECRET_MAX = 4096,
    BODY_MAX = 65536,
    ANSWER_MAX = 4096,
    ANSWER_SHOWN_MAX = 64,
    POST_MS = 30000
};

static const char *find_variable(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
        if (strncmp(environment[i], name, length) == 0 &&
            environment[i][length] == '=' && environment[i][length + 1] != '\0')
            return environment[i] + length + 1;
    return NULL;
}

static bool read_secret(const char *path, struct arena *arena, const char **ret_secret,
                        struct error *err)
{
    AUTO_TEXT content;
    text_init(&content, SECRET_MAX);
    if (!file_read(path, &content, err))
        return error_within(err, "STALEMARK_SLACK_WEBHOOK_FILE");
    *ret_secret = arena_copy_slice(arena, slice_trim(slice_of(content.bytes)));
    explicit_bzero(content.bytes, content.length);
    return true;
}

/* Whether a URL without encryption stays on this machine: names may lead elsewhere. */
static bool is_loopback(const char *url)
{
    char host[ORIGIN_ROOM];
    if (!url_host(url, host, sizeof host))
        return false;
    bool is_number = strspn(host, "0123456789.") == strlen(host);
    return (is_number && strncmp(host, "127.", 4) == 0) || strcmp(host, "::1") == 0 ||
           strcmp(host, "localhost") == 0;
}

static bool find_slack(char *const *environment, struct arena *arena,
                       const char **ret_url, struct error *err)
{
    const char *url = find_variable(environment, "STALEMARK_SLACK_WEBHOOK");
    const char *path = find_variable(environment, "STALEMARK_SLACK_WEBHOOK_FILE");
    if (url == NULL && path == NULL)
        return error_set(err, ERROR_USAGE,
                         "--notify slack: set STALEMARK_SLACK_WEBHOOK_FILE to a file "
                         "with the URL of an incoming webhook, or "
                         "STALEMARK_SLACK_WEBHOOK to the URL");
    if (url != NULL && path != NULL)
        return error_set(err, ERROR_USAGE,
                         "--notify slack: both STALEMARK_SLACK_WEBHOOK and "
                         "STALEMARK_SLACK_WEBHOOK_FILE are set: unset one");
    if (url != NULL)
        url = arena_copy(arena, url);
    else if (!read_secret(path, arena, &url, err))
        return error_within(err, "--notify slack");
    if (!url_is_usable(url))
        return error_set(err, ERROR_USAGE,
                         "--notify slack: the webhook is no https URL (it is a secret "
                         "and not shown)");
    if (!url_is_https(url) && !is_loopback(url))
        return error_set(err, ERROR_USAGE,
                         "--notify slack: the webhook's URL is plain http: its secret "
                         "would be sent in the clear");
    *ret_url = url;
    return true;
}

bool notify_find(const struct text_list *kinds, char *const *environment,
                 struct arena *arena, struct notify_target_list *ret_targets,
                 struct error *err)
{
    static const char *const known[] = {"slack"};
    bool has_slack = false;
    for (size_t i = 0; i < kinds->count; i++) {
        if (strcmp(kinds->items[i], "slack") != 0) {
            const char *near = near_match(kinds->items[i], known, COUNT_OF(known));
            return error_set(err, ERROR_USAGE,
                             near != NULL ? "--notify %s: unknown, did you mean '%s'?"
                                          : "--notify %s: unknown, there is '%s'",
                             kinds->items[i], known[0]);
        }
        has_slack = true;
    }
    const char *url;
    if (!has_slack)
        return true;
    if (!find_slack(environment, arena, &url, err)) {
        err->code = ERROR_USAGE;
        return false;
    }
    *LIST_ADD(arena, ret_targets) = (struct notify_target){"slack", "Slack", url};
    return true;
}

/* What Slack said, as far as it is one of its words ("no_service"). */
static void add_answer(struct text *text, const struct fetch_response *response)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    struct slice body =
        slice_trim((struct slice){response->body, response->body_bytes});
    for (size_t i = 0; i < body.length; i++)
        if (body.at[i] == '\0' || strchr(letters, body.at[i]) == NULL)
            return;
    if (body.length == 0 || body.length > ANSWER_SHOWN_MAX)
        return;
    text_add_char(text, ' ');
    text_add_slice(text, body);
}

struct delivery {
    bool is_delivered;
    struct error *err;
};

static void take_answer(const struct fetch_response *response, void *context)
{
    struct delivery *delivery = context;
    struct slice body = {response->body, response->body_bytes};
    AUTO_TEXT answer;
    text_init(&answer, ANSWER_SHOWN_MAX * 2);
    if (response->failure != NULL) {
        error_set(delivery->err, ERROR_OUTSIDE, "%s", response->failure);
        return;
    }
    if (response->status == 200 && slice_equals(slice_trim(body), "ok")) {
        delivery->is_delivered = true;
        return;
    }
    add_answer(&answer, response);
    error_set(delivery->err, ERROR_OUTSIDE, "answered %d%s%s", response->status,
              answer.bytes, response->status == 200 ? " where Slack says ok" : "");
}

static bool post(struct fetcher *fetcher, const char *url, const struct text *body,
                 struct error *err)
{
    struct delivery delivery = {.err = err};
    const struct fetch_request request = {
        .url = url,
        .method = "POST",
        .body = body->bytes,
        .body_bytes = body->length,
        .content_type = "application/json; charset=utf-8",
        .body_max_bytes = ANSWER_MAX,
        .private_allowed = true, /* the user gave the address himself */
        .plain_http_allowed = is_loopback(url),
        .url_is_secret = true,
        .is_sent_once = true, /* a digest that comes twice is read never */
    };
    fetcher_grant(fetcher, POST_MS); /* also when the feeds took all the time */
    return fetch(fetcher, &request, take_answer, &delivery, err) &&
           fetch_all(fetcher, err) && delivery.is_delivered;
}

static bool send_one(const struct notify_target *target, const struct report *report,
                     struct fetcher *fetcher, struct error *err)
{
    const struct report_writer *writer = report_writer_find(target->kind);
    const struct report_look look = {.columns = 80};
    char origin[ORIGIN_ROOM];
    AUTO_TEXT body;
    text_init(&body, BODY_MAX);
    if (!url_origin(target->url, origin, sizeof origin))
        snprintf(origin, sizeof origin, "its webhook");
    if (!writer->write(report, &look, &body, err) ||
        !post(fetcher, target->url, &body, err))
        return error_within(err, "notifying %s at %s", target->title, origin);
    return true;
}

bool notify_send(const struct notify_target_list *targets, const struct report *report,
                 struct fetcher *fetcher, struct history *history, bool again,
                 struct out *out, struct error *err)
{
    const char *series = report->series != NULL ? report->series : "";
    bool is_told = true;
    for (size_t i = 0; i < targets->count; i++) {
        const struct notify_target *target = &targets->items[i];
        struct error why = {0};
        if (!again && history != NULL &&
            history_notified(history, series, target->kind, report->as_of_day, false)) {
            out_warn(out,
                     "%s has been told today: not told again (--again does it anyway)",
                     target->title);
            continue;
        }
        if (!send_one(target, report, fetcher, &why)) {
            error_set(err, why.code, "%s", why.text);
            is_told = false;
            continue;
        }
        if (history != NULL)
            history_notified(history, series, target->kind, report->as_of_day, true);
    }
    return is_told;
}
