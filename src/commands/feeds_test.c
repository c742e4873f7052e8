/* Asks feeds now, to see whether they answer: stalemark feeds test. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"
#include "commands/feeds_tested.h"
#include "commands/sources.h"
#include "commands/subjects.h"
#include "commands/talk.h"
#include "net/url.h"

#include <stddef.h>
#include <string.h>

extern const struct command feeds_test_command;

/* A person waits for it: a feed that is down is told sooner than in an audit. */
enum { ATTEMPTS = 2, TIMEOUT_MS = 20000, EXIT_FAILED = 3 };

struct test_options {
    const char *ca_file; /* NULL: none */
    const char *format;  /* NULL: text */
};

static const char *const formats[] = {"text", "json", NULL};

static const struct option_row test_rows[] = {
    {"ca", 0, OPTION_FILE, "FILE", "trust these certificates too",
     offsetof(struct test_options, ca_file), NULL, "Asking upstream"},
    {"output", 'o', OPTION_CHOICE, "FORMAT",
     "text or json; json comes when all have answered",
     offsetof(struct test_options, format), formats, "What comes out"},
    {0},
};

static const struct option_row *const tables[] = {test_rows, source_rows, settings_rows,
                                                  talk_rows, NULL};

/* Everything of one test. */
struct test {
    struct arena *arena;
    struct command_context *context;
    struct test_options options;
    struct source_options sources;
    struct settings_options settings_options;
    struct talk_options talk;
    struct settings settings;
    struct text_list products;
    struct fetcher *fetcher;
    struct text_list origins; /* tested already, where one feed each is enough */
    struct tested_feed_list tested;
    bool is_json;
};

static void test_clear(struct test *test)
{
    fetcher_free(test->fetcher);
}

/* Driver and server of a feed; NULL when it has no URL. */
static const char *origin_of(const struct test *test, const struct wanted *wanted)
{
    char origin[URL_ROOM];
    const struct feed_subject subject = {
        .argument = wanted->argument,
        .endpoint = policy_endpoint(&test->settings.policy, wanted->driver->name)};
    struct error err = {0};
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    if (wanted->driver == &registry_feed)
        return arena_format(test->arena, "%s %.*s", wanted->driver->name,
                            (int)strcspn(wanted->argument, "/"), wanted->argument);
    if (!wanted->driver->make_url(&subject, &url, &err) ||
        !url_origin(url.bytes, origin, sizeof origin))
        return NULL;
    return arena_format(test->arena, "%s %s", wanted->driver->name, origin);
}

/* Of all the catalogue one feed of each driver and server is asked. */
static bool is_asked(struct test *test, const struct wanted *wanted)
{
    if (test->products.count != 0 || subjects_has_sources(&test->sources.sources))
        return true;
    const char *origin = origin_of(test, wanted);
    for (size_t i = 0; origin != NULL && i < test->origins.count; i++)
        if (strcmp(test->origins.items[i], origin) == 0)
            return false;
    if (origin != NULL)
        *LIST_ADD(test->arena, &test->origins) = origin;
    return origin != NULL;
}

static bool test_one(struct test *test, const struct plan *plan, size_t index,
                     struct error *err)
{
    struct out *out = test->context->out;
    const struct wanted *wanted = &plan->wanted.items[index];
    const struct feeds_options options = {.policy = &test->settings.policy,
                                          .catalog = &test->settings.catalog,
                                          .now = test->context->now};
    struct feed_probe probe;
    out_progress(out, "asking %s %s", wanted->driver->name, wanted->argument);
    bool asked = feeds_probe(&options, wanted->driver, wanted->argument, wanted->reader,
                             test->fetcher, out, test->arena, &probe, err);
    out_progress_end(out);
    if (!asked)
        return false;
    *LIST_ADD(test->arena, &test->tested) = (struct tested_feed){index, probe};
    if (!test->is_json)
        tested_print_feed(&probe, out);
    return true;
}

static bool open_test(struct test *test, struct error *err)
{
    const struct fetch_limits limits = {.attempts = ATTEMPTS, .timeout_ms = TIMEOUT_MS};
    if (!settings_load(&test->settings_options, test->arena, &test->settings, err))
        return false;
    test->fetcher =
        fetcher_new(&limits, test->options.ca_file, test->context->out, err);
    return test->fetcher != NULL;
}

static bool test_all(struct test *test, struct error *err)
{
    struct subject_list subjects;
    CLEANUP(plan_clear) struct plan plan;
    plan_init(&plan, test->arena);
    if (!subjects_choose(&test->settings, &test->products, &test->sources.sources,
                         test->fetcher, test->context->out, test->arena, &subjects,
                         err))
        return false;
    plan_subjects(&plan, &subjects,
                  test->settings.policy.unrecognised == UNRECOGNISED_JUDGE);
    if (!test->is_json)
        tested_print_head(test->context->out);
    for (size_t i = 0; i < plan.wanted.count; i++)
        if (is_asked(test, &plan.wanted.items[i]) && !test_one(test, &plan, i, err))
            return false;
    if (test->is_json)
        tested_print_json(&plan, &test->tested, test->context->now, test->context->out);
    return true;
}

static bool has_failed(const struct test *test)
{
    for (size_t i = 0; i < test->tested.count; i++)
        if (test->tested.items[i].probe.answer.state == ANSWER_FAILED)
            return true;
    return false;
}

static int run_test(const struct command *command, int argc, char *const *argv,
                    struct command_context *context, struct error *err)
{
    AUTO_ARENA *arena = arena_new();
    CLEANUP(test_clear) struct test test = {.arena = arena, .context = context};
    void *const values[] = {&test.options, &test.sources, &test.settings_options,
                            &test.talk};
    if (!options_parse(command->options, argc, argv, values, arena, &test.products,
                       err))
        return -1;
    talk_apply(&test.talk, context->out);
    test.is_json =
        test.options.format != NULL && strcmp(test.options.format, "json") == 0;
    if (!open_test(&test, err) || !test_all(&test, err))
        return -1;
    return has_failed(&test) ? EXIT_FAILED : 0;
}

const struct command feeds_test_command = {
    .name = "feeds test",
    .summary = "ask feeds now: do they answer, how fast, what budget is left",
    .usage = "[PRODUCT]... [OPTION]...",
    .description =
        "Asks the feeds of the products named, else of what runs in the sources "
        "named,\n"
        "else one feed of each kind and server in the catalogue, one after the other\n"
        "and whatever is stored. Says of each whether it answered, in which time, "
        "with\n"
        "how many requests (tokens and pages included), and what is left of a rate\n"
        "limit where the server tells.\n"
        "\n"
        "Exit status: 0 all answered; 2 usage, policy or catalogue error; 3 one "
        "failed.\n",
    .examples = "  stalemark feeds test traefik\n"
                "  stalemark feeds test traefik -o json\n"
                "  stalemark feeds test --policy my-policy.yaml\n",
    .options = tables,
    .run = run_test,
};
