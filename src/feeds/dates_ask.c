/* Asks for dates of tags, each repository once, within a budget. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/dates_ask.h"

#include "feeds/chart_tag.h"
#include "feeds/dates_needed.h"
#include "feeds/dates_question.h"

#include <string.h>

/* The choice of what is asked. */
struct choice {
    struct feed_run *run;
    struct dates_budget *budget;
    const struct upstream *upstream;
    bool is_store_only;
    struct dates_question_list questions;
};

/* What a release file lists is not of the store, which has dates of what was asked. */
static bool can_be_asked(const struct choice *choice, const struct answer *lister)
{
    return lister != NULL && lister->repository != NULL &&
           !(choice->run->options->offline && strcmp(lister->feed, "file") == 0);
}

/* A tag of the release as plain as can be, with the repository that lists it. */
static const char *choose_tag(const struct choice *choice,
                              const struct release *release,
                              const char **ret_repository)
{
    const struct upstream *upstream = choice->upstream;
    const struct version *chosen = NULL;
    if (release->answer->chart_repository != NULL) {
        *ret_repository = release->answer->chart_repository;
        return chart_tag(release->version.text, choice->run->arena);
    }
    for (uint32_t i = release->tags_begin; i < release->tags_end; i++) {
        uint32_t at = upstream->tag_order[i];
        const struct version *tag = &upstream->tags.items[at];
        const struct answer *lister = upstream_lister(upstream, at);
        bool is_plainer =
            chosen == NULL || tag->variant.length < chosen->variant.length;
        if (!is_plainer || !can_be_asked(choice, lister))
            continue;
        chosen = tag;
        *ret_repository = lister->repository;
    }
    return chosen != NULL ? chosen->text : NULL;
}

/* Dates of images hold as long as the list does that names their tags. */
static long long told_at(const struct choice *choice, const char *repository)
{
    const struct answer_list *answers = &choice->upstream->answers;
    for (size_t i = 0; choice->run->options->offline && i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        const char *name =
            answer->repository != NULL ? answer->repository : answer->chart_repository;
        if (name != NULL && strcmp(name, repository) == 0)
            return answer->fetched_at;
    }
    return choice->run->options->now;
}

static struct dates_question *question_of(struct choice *choice, const char *repository,
                                          bool is_chart)
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
        .path = slash + 1,
        .is_chart = is_chart,
        .told_at = told_at(choice, repository),
        .is_store_only = choice->is_store_only};
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
    const char *tag = choose_tag(choice, release, &repository);
    bool is_chart = release->answer->chart_repository != NULL;
    struct dates_question *question =
        tag != NULL ? question_of(choice, repository, is_chart) : NULL;
    if (question == NULL || has_tag(question, tag))
        return;
    if (choice->is_store_only || dates_question_is_stored(question, tag)) {
        *LIST_ADD(choice->run->arena, &question->tags) = tag;
        return;
    }
    struct dates_host *host = host_of(choice, question->host);
    if (choice->budget->asked >= DATES_PER_RUN || host->asked >= DATES_PER_HOST ||
        question->asked >= DATES_PER_REPOSITORY) {
        question->is_cut = true;
        return;
    }
    *LIST_ADD(choice->run->arena, &question->tags) = tag;
    question->asked++;
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

/* All that it was asked came from the store, which is young enough. */
static bool is_spared(const struct feed_run *run, const struct planned *planned)
{
    for (size_t i = 0; i < planned->upstream.answers.count; i++) {
        const struct answer *answer = &planned->upstream.answers.items[i];
        if (strcmp(answer->feed, "file") != 0 && !answer->is_young)
            return false;
    }
    return run->options->cache_ttl_seconds > 0;
}

struct dates_question_list dates_ask(struct feed_run *run, struct dates_budget *budget,
                                     const struct planned *planned,
                                     const struct subject_list *subjects,
                                     void (*ended)(void *context), void *context,
                                     size_t *ret_under_way)
{
    struct choice choice = {.run = run,
                            .budget = budget,
                            .upstream = &planned->upstream,
                            .is_store_only =
                                run->options->offline || is_spared(run, planned)};
    if (run->options->snapshot != NULL)
        return choice.questions;
    for (size_t i = 0; i < planned->subjects.count; i++)
        consider(&choice, &subjects->items[planned->subjects.items[i]]);
    *ret_under_way += choice.questions.count;
    for (size_t i = 0; i < choice.questions.count; i++) {
        struct dates_question *question = choice.questions.items[i];
        if (question->tags.count != 0)
            dates_question_ask(question, ended, context);
        else
            ended(context);
    }
    return choice.questions;
}

/* Says what is not known because nobody was asked: partial, so nothing is fresh by it.
 */
static void leave_out(const struct dates_question *question, const char *reason,
                      struct arena *arena, struct upstream *upstream)
{
    *LIST_ADD(arena, &upstream->answers) =
        (struct answer){.feed = dates_question_feed(question),
                        .about = question->repository,
                        .covers = COVERS_DATES,
                        .state = ANSWER_PARTIAL,
                        .failure = reason,
                        .is_left_out = true};
}

/* What is told of tags, as told of the versions that they are. */
static void name_versions(struct answer *answer, struct arena *arena)
{
    for (size_t i = 0; i < answer->releases.count; i++)
        answer->releases.items[i].version =
            chart_version(answer->releases.items[i].version, arena);
}

/* What the store has is whole for its tags; nobody was asked for the others. */
static void add_stored(struct dates_question *question, struct arena *arena,
                       struct upstream *upstream)
{
    struct answer *answer = &question->answer;
    if (answer->state != ANSWER_COMPLETE)
        leave_out(question,
                  question->run->options->offline
                      ? "dates are not asked for with --offline"
                      : "dates are not asked for while --cache-ttl lasts",
                  arena, upstream);
    if (answer->releases.count == 0)
        return;
    answer->state = ANSWER_COMPLETE;
    answer->failure = NULL;
    *LIST_ADD(arena, &upstream->answers) = *answer;
}

void dates_add(const struct dates_question_list *questions, struct arena *arena,
               struct upstream *upstream)
{
    for (size_t i = 0; i < questions->count; i++) {
        struct dates_question *question = questions->items[i];
        bool is_asked = question->tags.count != 0;
        if (question->is_chart)
            name_versions(&question->answer, arena);
        if (is_asked && question->is_store_only)
            add_stored(question, arena, upstream);
        else if (is_asked)
            *LIST_ADD(arena, &upstream->answers) = question->answer;
        if (question->is_cut)
            leave_out(question, "more dates are needed than a run asks for", arena,
                      upstream);
    }
}
