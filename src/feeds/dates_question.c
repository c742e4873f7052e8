/* Asks one repository for dates of tags: by its host's API, else by its images. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/dates_question.h"

#include "feeds/reading.h"
#include "feeds/tag_dates.h"
#include "net/registry.h"

#include <string.h>

/* One tag whose image is asked. */
struct dated_tag {
    struct dates_question *question;
    const char *tag;
    const char *key; /* in the store */
};

/* The API that tells the dates of a host's tags in few requests; NULL: its images do.
 */
static const struct feed_driver *api_of(const struct feed_run *run, const char *host)
{
    static const struct {
        const char *host;
        const struct feed_driver *driver;
    } apis[] = {{"docker.io", &docker_hub_feed}, {"quay.io", &quay_feed}};
    const struct policy *policy = run->options->policy;
    for (size_t i = 0; i < COUNT_OF(apis); i++) {
        if (strcmp(host, apis[i].host) != 0)
            continue;
        /* Who sends the registry's requests elsewhere does not reach its API either. */
        bool is_moved = policy_endpoint(policy, host) != NULL &&
                        policy_endpoint(policy, apis[i].driver->name) == NULL;
        return is_moved ? NULL : apis[i].driver;
    }
    return NULL;
}

/* A tag that moves on is made later, never earlier: what was learnt once holds. */
static bool recall(const struct dated_tag *tag, int *ret_day)
{
    AUTO_ARENA *scratch = arena_new();
    struct cached_answer stored;
    return cache_get(tag->question->run->cache, tag->key, scratch, &stored) &&
           day_parse((struct slice){stored.body, stored.body_bytes}, ret_day);
}

static void remember(const struct dated_tag *tag, int day)
{
    const struct feed_run *run = tag->question->run;
    char text[DAY_TEXT_BYTES];
    if (day == DAY_NONE)
        return;
    struct cached_answer answer = {.url = "",
                                   .body = day_format(day, text),
                                   .body_bytes = DAY_TEXT_BYTES - 1,
                                   .fetched_at = run->options->now,
                                   .is_complete = true};
    cache_put(run->cache, tag->key, &answer);
}

static struct dated_tag dated(struct dates_question *question, const char *tag)
{
    return (struct dated_tag){.question = question,
                              .tag = tag,
                              .key = arena_format(question->run->arena, "CREATED %s:%s",
                                                  question->repository, tag)};
}

bool dates_question_is_stored(struct dates_question *question, const char *name)
{
    const struct dated_tag tag = dated(question, name);
    int day;
    return api_of(question->run, question->host) == NULL && recall(&tag, &day);
}

static void note(struct dates_question *question, const char *tag, int day)
{
    tag_date_add(tag, day, question->run->arena, &question->answer);
}

static void note_failure(struct dates_question *question, const char *tag,
                         const char *failure)
{
    struct answer *answer = &question->answer;
    if (answer->failure != NULL)
        return;
    answer->state = ANSWER_PARTIAL;
    answer->failure = arena_format(question->run->arena, "%s: %s", tag, failure);
}

/* An image that cannot be read is no failure of the registry that has it. */
static void end_image(struct dates_question *question)
{
    struct answer *answer = &question->answer;
    if (--question->left != 0)
        return;
    answer->has_failed = question->has_failed;
    if (question->has_failed && answer->releases.count == 0)
        answer->state = ANSWER_FAILED;
    answer_end(&question->place);
}

/* No answer, one for who may not ask, or for who asks too often, or a fault. */
static bool is_of_registry(int status)
{
    return status == 0 || status == 401 || status == 403 || status == 429 ||
           status >= 500;
}

static void on_image(const struct registry_manifest *manifest, void *context)
{
    const struct dated_tag *tag = context;
    struct dates_question *question = tag->question;
    if (manifest->failure != NULL) {
        note_failure(question, tag->tag, manifest->failure);
        question->has_failed |= is_of_registry(manifest->status);
    } else {
        remember(tag, manifest->created_day);
        note(question, tag->tag, manifest->created_day);
    }
    end_image(question);
}

static void ask_image(struct dates_question *question, const char *name)
{
    struct feed_run *run = question->run;
    struct dated_tag *tag = arena_alloc(run->arena, sizeof *tag);
    struct error err = {0};
    int day;
    *tag = dated(question, name);
    if (recall(tag, &day)) {
        note(question, name, day);
        end_image(question);
    } else if (question->is_store_only) {
        note_failure(question, name, "not stored");
        end_image(question);
    } else if (!registry_get_created(run->registries, question->host, question->path,
                                     name, on_image, tag, &err)) {
        note_failure(question, name, err.text);
        question->has_failed = true;
        end_image(question);
    }
}

static void ask_images(struct dates_question *question)
{
    struct answer *answer = &question->answer;
    answer->state = ANSWER_COMPLETE;
    answer->fetched_at = question->told_at;
    answer->is_stored = question->run->options->offline;
    question->left = question->tags.count;
    for (size_t i = 0; i < question->tags.count; i++)
        ask_image(question, question->tags.items[i]);
}

const char *dates_question_feed(const struct dates_question *question)
{
    return question->is_chart ? "chart" : "image";
}

void dates_question_ask(struct dates_question *question, void (*ended)(void *context),
                        void *context)
{
    struct feed_run *run = question->run;
    const struct feed_driver *api = api_of(run, question->host);
    question->answer =
        (struct answer){.feed = api != NULL ? api->name : dates_question_feed(question),
                        .about = api != NULL ? question->path : question->repository,
                        .covers = COVERS_DATES};
    question->place = (struct answer_place){.answer = &question->answer,
                                            .arena = run->arena,
                                            .ended = ended,
                                            .context = context,
                                            .is_store_only = question->is_store_only};
    if (api != NULL)
        feed_ask_tags(run, api, question->path, &question->tags, &question->place);
    else
        ask_images(question);
}
