/* Notifications, posted to a receiver of our own on loopback. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "report_sample.h"

#include "base/file.h"
#include "commands/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

static const char SECRET[] = "T0PSECRET";

/* A receiver that runs, what it was sent, and what was said meanwhile. */
struct scene {
    pid_t receiver;
    int keeps_it_alive; /* its standard input */
    int port;
    char record[64];
    struct report_sample *sample;
    struct fetcher *fetcher;
    struct out out;
    char *said;
    size_t said_bytes;
};

static void start_receiver(struct scene *scene, const char *const *answers)
{
    char *arguments[16] = {"webhook_receiver", scene->record};
    for (size_t i = 0; answers[i] != NULL; i++)
        arguments[i + 2] = (char *)(uintptr_t)answers[i];
    int input[2];
    int output[2];
    assert_int_equal(pipe(input), 0);
    assert_int_equal(pipe(output), 0);
    scene->receiver = fork();
    assert_true(scene->receiver >= 0);
    if (scene->receiver == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        close(input[1]);
        execv(SOURCE_FOLDER "/tests/unit/webhook_receiver", arguments);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    scene->keeps_it_alive = input[1];
    AUTO_FILE *lines = fdopen(output[0], "r");
    assert_non_null(lines);
    if (fscanf(lines, "%d", &scene->port) != 1)
        fail_msg("the receiver did not start");
}

static void begin(struct scene *scene, const char *const *answers)
{
    *scene = (struct scene){.sample = sample_everything()};
    struct error err = {0};
    snprintf(scene->record, sizeof scene->record, "notify.%ld.record", (long)getpid());
    unlink(scene->record);
    out_init(&scene->out, stdout, stderr);
    scene->out.verbosity = 1;
    scene->out.has_progress = false;
    scene->out.problems = open_memstream(&scene->said, &scene->said_bytes);
    scene->fetcher = fetcher_new(NULL, NULL, &scene->out, &err);
    assert_non_null(scene->fetcher);
    start_receiver(scene, answers);
}

static void end(struct scene *scene)
{
    close(scene->keeps_it_alive);
    waitpid(scene->receiver, NULL, 0);
    fetcher_free(scene->fetcher);
    fclose(scene->out.problems);
    free(scene->said);
    sample_free(scene->sample);
    unlink(scene->record);
}

/* Posts to the receiver as `--notify slack` does. */
static bool notify_with(struct scene *scene, struct history *history, bool again,
                        struct error *err)
{
    char variable[128];
    char *environment[] = {variable, NULL};
    const char *kinds[] = {"slack"};
    const struct text_list wanted = {(const char **)kinds, 1, 1};
    struct notify_target_list targets = {0};
    snprintf(variable, sizeof variable,
             "STALEMARK_SLACK_WEBHOOK=http://127.0.0.1:%d/services/%s", scene->port,
             SECRET);
    return notify_find(&wanted, environment, scene->sample->arena, &targets, err) &&
           notify_send(&targets, &scene->sample->report, scene->fetcher, history, again,
                       &scene->out, err);
}

static bool notify(struct scene *scene, struct error *err)
{
    return notify_with(scene, NULL, false, err);
}

/* The requests that came, as objects. */
static json_t *received(const struct scene *scene)
{
    struct error err = {0};
    AUTO_TEXT lines;
    text_init(&lines, 1 << 20);
    json_t *requests = json_array();
    if (!file_read(scene->record, &lines, &err))
        return requests;
    struct slice rest = slice_of(lines.bytes);
    while (rest.length != 0) {
        struct slice line = slice_cut(&rest, '\n');
        json_array_append_new(requests, json_loadb(line.at, line.length, 0, NULL));
    }
    return requests;
}

static const char *member(const json_t *requests, size_t i, const char *name)
{
    return json_string_value(json_object_get(json_array_get(requests, i), name));
}

static void assert_secret_was_kept(struct scene *scene, const struct error *err)
{
    fflush(scene->out.problems);
    assert_null(strstr(err->text, SECRET));
    assert_null(strstr(scene->said, SECRET));
}

static void the_slack_message_is_posted_as_it_was_written(void **state)
{
    (void)state;
    struct scene scene;
    struct error err = {0};
    begin(&scene, (const char *const[]){"200:ok", NULL});
    if (!notify(&scene, &err))
        fail_msg("%s", err.text);

    json_auto_t *requests = received(&scene);
    const struct report_look look = {.columns = 80};
    AUTO_TEXT wanted;
    text_init(&wanted, 1 << 16);
    assert_true(report_writer_find("slack")->write(&scene.sample->report, &look,
                                                   &wanted, &err));
    assert_int_equal(json_array_size(requests), 1);
    assert_string_equal(member(requests, 0, "path"), "/services/T0PSECRET");
    assert_string_equal(member(requests, 0, "content_type"),
                        "application/json; charset=utf-8");
    assert_string_equal(member(requests, 0, "body"), wanted.bytes);
    assert_secret_was_kept(&scene, &err);
    end(&scene);
}

static void a_full_channel_is_tried_again_after_the_wait_it_asks_for(void **state)
{
    (void)state;
    struct scene scene;
    struct error err = {0};
    begin(&scene, (const char *const[]){"429:rate_limited:1", "200:ok", NULL});
    if (!notify(&scene, &err))
        fail_msg("%s", err.text);
    json_auto_t *requests = received(&scene);
    assert_int_equal(json_array_size(requests), 2);
    assert_string_equal(member(requests, 0, "body"), member(requests, 1, "body"));
    assert_secret_was_kept(&scene, &err);
    end(&scene);
}

static void a_webhook_that_is_gone_is_an_error_and_not_tried_again(void **state)
{
    (void)state;
    struct scene scene;
    struct error err = {0};
    char wanted[128];
    begin(&scene, (const char *const[]){"404:no_service", NULL});
    assert_false(notify(&scene, &err));
    snprintf(wanted, sizeof wanted,
             "notifying Slack at http://127.0.0.1:%d: answered 404 no_service",
             scene.port);
    assert_string_equal(err.text, wanted);
    assert_int_equal(err.code, ERROR_OUTSIDE);
    json_auto_t *requests = received(&scene);
    assert_int_equal(json_array_size(requests), 1);
    assert_secret_was_kept(&scene, &err);
    end(&scene);
}

static void an_answer_that_is_not_ok_is_no_delivery(void **state)
{
    (void)state;
    struct scene scene;
    struct error err = {0};
    begin(&scene, (const char *const[]){"200:<html>T0PSECRET</html>", NULL});
    assert_false(notify(&scene, &err));
    assert_non_null(strstr(err.text, "answered 200 where Slack says ok"));
    assert_secret_was_kept(&scene, &err);
    end(&scene);
}

static size_t count_received(const struct scene *scene)
{
    json_auto_t *requests = received(scene);
    return json_array_size(requests);
}

/* The message may stand in the channel already: once more is worse than not at all. */
static void what_may_have_arrived_is_not_sent_again(void **state)
{
    (void)state;
    static const char *const answers[] = {"503:", "500:", "0:"};
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct scene scene;
        struct error err = {0};
        begin(&scene, (const char *const[]){answers[i], "200:ok", NULL});
        assert_false(notify(&scene, &err));
        assert_int_equal(count_received(&scene), 1);
        assert_secret_was_kept(&scene, &err);
        end(&scene);
    }
}

static void a_message_is_sent_though_the_feeds_took_all_the_time(void **state)
{
    (void)state;
    const struct fetch_limits limits = {.run_ms = 1};
    struct scene scene;
    struct error err = {0};
    begin(&scene, (const char *const[]){"200:ok", NULL});
    fetcher_free(scene.fetcher);
    scene.fetcher = fetcher_new(&limits, NULL, &scene.out, &err);
    assert_non_null(scene.fetcher);
    usleep(5000);
    assert_true(notify(&scene, &err));
    assert_int_equal(count_received(&scene), 1);
    end(&scene);
}

static void a_series_is_told_once_a_day_unless_again(void **state)
{
    (void)state;
    struct scene scene;
    struct error err = {0};
    char folder[] = "notify.state.XXXXXX";
    char path[64];
    begin(&scene, (const char *const[]){"404:no_service", "200:ok", NULL});
    assert_non_null(mkdtemp(folder));
    AUTO_HEAP char *whole = realpath(folder, NULL);
    assert_non_null(whole);
    setenv("STATE_DIRECTORY", whole, 1);
    struct history *history = history_open(&scene.out, &err);
    assert_non_null(history);

    assert_false(notify_with(&scene, history, false, &err)); /* not told yet */
    err = (struct error){0};
    assert_true(notify_with(&scene, history, false, &err));
    assert_int_equal(count_received(&scene), 2);
    assert_true(notify_with(&scene, history, false, &err)); /* a Job that is retried */
    assert_int_equal(count_received(&scene), 2);
    assert_true(notify_with(&scene, history, true, &err));
    assert_int_equal(count_received(&scene), 3);
    scene.sample->report.as_of_day++;
    assert_true(notify_with(&scene, history, false, &err));
    assert_int_equal(count_received(&scene), 4);
    scene.sample->report.series = "another";
    assert_true(notify_with(&scene, history, false, &err));
    assert_int_equal(count_received(&scene), 5);

    history_close(history);
    snprintf(path, sizeof path, "%s/state.db", folder);
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/state.db-journal", folder);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    end(&scene);
}

/* What notify_find says of an environment; "" when it is content. */
static const char *complaint(const char *kind, const char *variable,
                             const char *another, struct error *err)
{
    char *environment[] = {(char *)(uintptr_t)variable, (char *)(uintptr_t)another,
                           NULL};
    const char *kinds[] = {kind};
    const struct text_list wanted = {(const char **)kinds, 1, 1};
    struct notify_target_list targets = {0};
    AUTO_ARENA *arena = arena_new();
    *err = (struct error){0};
    if (!notify_find(&wanted, environment, arena, &targets, err))
        assert_int_equal(err->code, ERROR_USAGE);
    return err->text;
}

static void what_is_missing_is_said_before_anything_is_asked(void **state)
{
    (void)state;
    struct error err;
    assert_string_equal(
        complaint("slack", "STALEMARK_SLACK_WEBHOOK=https://hooks.slack.com/services/x",
                  NULL, &err),
        "");
    assert_string_equal(complaint("slak", NULL, NULL, &err),
                        "--notify slak: unknown, did you mean 'slack'?");
    assert_non_null(strstr(complaint("slack", NULL, NULL, &err),
                           "set STALEMARK_SLACK_WEBHOOK_FILE"));
    assert_non_null(strstr(complaint("slack", "STALEMARK_SLACK_WEBHOOK=", NULL, &err),
                           "set STALEMARK_SLACK_WEBHOOK_FILE"));
    assert_non_null(strstr(complaint("slack", "STALEMARK_SLACK_WEBHOOK=https://x/",
                                     "STALEMARK_SLACK_WEBHOOK_FILE=y", &err),
                           "unset one"));
    assert_non_null(strstr(
        complaint("slack", "STALEMARK_SLACK_WEBHOOK_FILE=/nonexistent/url", NULL, &err),
        "/nonexistent/url"));
}

static void a_url_is_not_sent_in_the_clear_and_never_shown(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "STALEMARK_SLACK_WEBHOOK=http://hooks.slack.com/T0PSECRET",
        "STALEMARK_SLACK_WEBHOOK=http://127.evil.example.org@x/T0PSECRET",
        "STALEMARK_SLACK_WEBHOOK=http://127.evil.example.org/T0PSECRET",
        "STALEMARK_SLACK_WEBHOOK=ftp://127.0.0.1/T0PSECRET",
        "STALEMARK_SLACK_WEBHOOK=T0PSECRET",
    };
    struct error err;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_string_not_equal(complaint("slack", refused[i], NULL, &err), "");
        assert_null(strstr(err.text, SECRET));
    }
}

static void the_url_may_stand_in_a_file(void **state)
{
    (void)state;
    struct error err = {0};
    static const char content[] = "  https://hooks.slack.com/services/x\n";
    assert_true(file_replace("notify.secret", content, strlen(content), &err));
    assert_string_equal(
        complaint("slack", "STALEMARK_SLACK_WEBHOOK_FILE=notify.secret", NULL, &err),
        "");
    unlink("notify.secret");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slack_message_is_posted_as_it_was_written),
        cmocka_unit_test(a_full_channel_is_tried_again_after_the_wait_it_asks_for),
        cmocka_unit_test(a_webhook_that_is_gone_is_an_error_and_not_tried_again),
        cmocka_unit_test(an_answer_that_is_not_ok_is_no_delivery),
        cmocka_unit_test(what_may_have_arrived_is_not_sent_again),
        cmocka_unit_test(a_message_is_sent_though_the_feeds_took_all_the_time),
        cmocka_unit_test(a_series_is_told_once_a_day_unless_again),
        cmocka_unit_test(what_is_missing_is_said_before_anything_is_asked),
        cmocka_unit_test(a_url_is_not_sent_in_the_clear_and_never_shown),
        cmocka_unit_test(the_url_may_stand_in_a_file),
    };
    return RUN_TESTS(tests);
}
