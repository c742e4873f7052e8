/* Charts in registries: their tags are versions. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/chart_tag.h"
#include "feeds/reading.h"
#include "feeds/tag_list.h"

#include <string.h>

/* A list of tags on its way to an answer of releases. */
struct chart_list {
    struct answer_place place; /* of the chart's own answer */
    struct answer tags;
};

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    const char *repository = subject->argument;
    const char *slash = strchr(repository, '/');
    size_t host = slash == NULL ? 0 : (size_t)(slash - repository);
    bool is_host =
        strpbrk(repository, "@# ?") == NULL && (memchr(repository, '.', host) != NULL ||
                                                memchr(repository, ':', host) != NULL);
    if (!is_host || !feed_is_path(slash + 1))
        return error_set(err, ERROR_USAGE,
                         "'%s' is not HOST/PATH/CHART, as in "
                         "registry.example.org/charts/thing",
                         subject->argument);
    text_addf(ret_url, "https://%.*s/v2%s/tags/list", (int)host, repository, slash);
    return true;
}

static void on_tags(void *context)
{
    const struct chart_list *list = context;
    struct answer *answer = list->place.answer;
    answer->state = list->tags.state;
    answer->failure = list->tags.failure;
    answer->fetched_at = list->tags.fetched_at;
    answer->has_failed = list->tags.has_failed;
    answer->is_stored = list->tags.is_stored;
    answer->is_young = list->tags.is_young;
    for (size_t i = 0; i < list->tags.tags.count; i++) {
        struct feed_release *release = feed_add_release(list->place.arena, answer);
        if (release == NULL)
            break;
        release->version = chart_version(list->tags.tags.items[i], list->place.arena);
        release->day = DAY_NONE;
    }
    answer_end(&list->place);
}

static void ask(struct feed_run *run, const char *repository,
                const struct answer_place *place)
{
    struct chart_list *list = arena_alloc(run->arena, sizeof *list);
    place->answer->chart_repository = repository;
    list->place = *place;
    list->tags = (struct answer){.feed = place->answer->feed,
                                 .about = repository,
                                 .repository = repository,
                                 .covers = COVERS_TAGS};
    const struct answer_place inner = {.answer = &list->tags,
                                       .arena = place->arena,
                                       .ended = on_tags,
                                       .context = list};
    tag_list_ask(run, &inner);
}

const struct feed_driver oci_feed = {
    .name = "oci",
    .summary = "a Helm chart in a registry: its tags are versions",
    .covers = COVERS_RELEASES,
    .needs_argument = true,
    .make_url = make_url,
    .ask = ask,
};
