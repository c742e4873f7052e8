/* Asks for dates of tags, each repository once, within a budget. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/dates_ask.h"

#include "feeds/dates_needed.h"
#include "feeds/reading.h"
#include "feeds/tag_dates.h"
#include "net/registry.h"

#include <stdlib.h>
#include <string.h>

/* What is asked of one repository. */
struct dates_question {
    struct feed_run *run;
    const char *repository;
    const char *host;
    const char *path;
    struct text_list tags;
    struct answer answer;
    struct answer_place place;
    size_t left; /* images under way */
    bool is_cut; /* by the budget */
};

/* The choice of what is asked. */
struct choice {
    struct feed_run *run;
    struct dates_budget *budget;
    const struct upstream *upstream;
    struct dates_question_list questions;
};

/* One tag whose image is asked. */
struct dated_tag {
    struct dates_question *question;
    const char *tag;
    const char *key; /* in the store */
};

/* A tag of the release as plain as can be, with the repository that lists it. */
static const char *choose_tag(const struct upstream *upstream,
                              const struct release *release,
                              const char **ret_repository)
{
    const struct version *chosen = NULL;
    for (uint32_t i = release->tags_begin; i < release->tags_end; i++) {
        uint32_t at = upstream->tag_order[i];
        const struct version *tag = &upstream->tags.items[at];
        const struct answer *lister = upstream_lister(upstream, at);
        bool is_plainer =
            chosen == NULL || tag->variant.length < chosen->variant.length;
        if (lister == NULL || lister->repository == NULL || !is_plainer)
            continue;
        chosen = tag;
        *ret_repository = lister->repository;
    }
    return chosen != NULL ? chosen->text : NULL;
}

static struct dates_question *question_of(struct choice *choice, const char *repository)
{
    struct arena *arena = choice->run->arena;
    const char *slash = strchr(repository, '/');
    for (size_t i = 0; i < choice->questions.count; i++)
        if (strcmp(choice->questions.items[i]->repository, repository) == 0)
            return choice->questions.items[i];
    if (slash == NULL)
        return NULL;
    struct dates_question *question = arena_alloc(arena, sizeof *question);
    *question = (struct dates_question){
        .run = choice->run,
        .repository = repository,
        .host = arena_copy_slice(
            arena, (struct slice){repository, (size_t)(slash - repository)}),
        .path = slash + 1};
    *LIST_ADD(arena, &choice->questions) = question;
    return question;
}

static struct dates_host *host_of(struct choice *choice, const char *host)
{
    struct dates_host_list *hosts = &choice->budget->hosts;
    for (size_t i = 0; i < hosts->count; i++)
        if (strcmp(hosts->items[i].host, host) == 0)
            return &hosts->items[i];
    struct dates_host *added = LIST_ADD(choice->run->arena, hosts);
    *added = (struct dates_host){.host = host};
    return added;
}

static bool has_tag(const struct dates_question *question, const char *tag)
{
    for (size_t i = 0; i < question->tags.count; i++)
        if (strcmp(question->tags.items[i], tag) == 0)
            return true;
    return false;
}

static void want_tag(struct choice *choice, const struct release *release)
{
    const char *repository = NULL;
    const char *tag = choose_tag(choice->upstream, release, &repository);
    struct dates_question *question =
        tag != NULL ? question_of(choice, repository) : NULL;
    if (question == NULL || has_tag(question, tag))
        return;
    struct dates_host *host = host_of(choice, question->host);
    if (choice->budget->asked >= DATES_PER_RUN || host->asked >= DATES_PER_HOST ||
        question->tags.count >= DATES_PER_REPOSITORY) {
        question->is_cut = true;
        return;
    }
    *LIST_ADD(choice->run->arena, &question->tags) = tag;
    host->asked++;
    choice->budget->asked++;
}

static void consider(struct choice *choice, const struct subject *subject)
{
    const struct feeds_options *options = choice->run->options;
    const struct dates_purpose purpose = {.policy = options->policy,
                                          .tier = subject->tier,
                                          .as_of_day = options->as_of_day,
                                          .is_past = options->is_past};
    struct release_index_list needed = {0};
    if (!subject->is_valid || subject->is_own)
        return;
    dates_needed(choice->upstream, &subject->running, &purpose, choice->run->arena,
                 &needed);
    for (size_t i = 0; i < needed.count; i++)
        want_tag(choice, &choice->upstream->releases.items[needed.items[i]]);
}

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

/* Of images that all failed nothing is known. */
static void end_image(struct dates_question *question)
{
    if (--question->left != 0)
        return;
    if (question->answer.releases.count == 0)
        question->answer.state = ANSWER_FAILED;
    answer_end(&question->place);
}

static void on_image(const struct registry_manifest *manifest, void *context)
{
    const struct dated_tag *tag = context;
    struct dates_question *question = tag->question;
    if (manifest->failure != NULL) {
        note_failure(question, tag->tag, manifest->failure);
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
    *tag = (struct dated_tag){
        .question = question,
        .tag = name,
        .key = arena_format(run->arena, "CREATED %s:%s", question->repository, name)};
    if (recall(tag, &day)) {
        note(question, name, day);
        end_image(question);
    } else if (!registry_get_created(run->registries, question->host, question->path,
                                     name, on_image, tag, &err)) {
        note_failure(question, name, err.text);
        end_image(question);
    }
}

static void ask_images(struct dates_question *question)
{
    struct answer *answer = &question->answer;
    answer->state = ANSWER_COMPLETE;
    answer->fetched_at = question->run->options->now;
    question->left = question->tags.count;
    for (size_t i = 0; i < question->tags.count; i++)
        ask_image(question, question->tags.items[i]);
}

static void ask(struct dates_question *question, void (*ended)(void *context),
                void *context)
{
    struct feed_run *run = question->run;
    const struct feed_driver *api = api_of(run, question->host);
    question->answer =
        (struct answer){.feed = api != NULL ? api->name : "image",
                        .about = api != NULL ? question->path : question->repository,
                        .covers = COVERS_DATES};
    question->place = (struct answer_place){.answer = &question->answer,
                                            .arena = run->arena,
                                            .ended = ended,
                                            .context = context};
    if (api != NULL)
        feed_ask_tags(run, api, question->path, &question->tags, &question->place);
    else
        ask_images(question);
}

/* A question without a tag says no more than that the budget was used up. */
static void cut(struct dates_question *question)
{
    question->answer = (struct answer){
        .feed = "image", .about = question->repository, .covers = COVERS_DATES};
}

struct dates_question_list dates_ask(struct feed_run *run, struct dates_budget *budget,
                                     const struct planned *planned,
                                     const struct subject_list *subjects,
                                     void (*ended)(void *context), void *context,
                                     size_t *ret_under_way)
{
    struct choice choice = {
        .run = run, .budget = budget, .upstream = &planned->upstream};
    if (run->options->offline)
        return choice.questions;
    for (size_t i = 0; i < planned->subjects.count; i++)
        consider(&choice, &subjects->items[planned->subjects.items[i]]);
    *ret_under_way += choice.questions.count;
    for (size_t i = 0; i < choice.questions.count; i++) {
        struct dates_question *question = choice.questions.items[i];
        if (question->tags.count != 0) {
            ask(question, ended, context);
        } else {
            cut(question);
            ended(context);
        }
    }
    return choice.questions;
}

void dates_add(const struct dates_question_list *questions, struct arena *arena,
               struct upstream *upstream)
{
    for (size_t i = 0; i < questions->count; i++) {
        struct dates_question *question = questions->items[i];
        if (question->is_cut) {
            feed_set_partial(&question->answer,
                             "more dates are needed than a run asks for");
            if (question->answer.failure == NULL)
                question->answer.failure = "more dates are needed than a run asks for";
        }
        *LIST_ADD(arena, &upstream->answers) = question->answer;
    }
}
