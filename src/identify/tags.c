/* What each tag of a repository is to the one that runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/tags.h"

#include "identify/tag_view.h"
#include "identify/version_reader.h"

enum {
    NUMBERS_USUAL =
        3,     /* a running tag with so many is a version, whatever extends it */
    SHARE = 4, /* a number count that one tag in four has is one of releases */
};

const char *relation_name(enum relation relation)
{
    switch (relation) {
    case RELATION_NEWER:
        return "newer";
    case RELATION_SAME:
        return "same";
    case RELATION_OLDER:
        return "older";
    case RELATION_INCOMPARABLE:
        return "incomparable";
    }
    return "incomparable";
}

const char *tag_step_name(enum tag_step step)
{
    switch (step) {
    case TAG_STEP_NONE:
        return NULL;
    case TAG_STEP_PATCH:
        return "patch";
    case TAG_STEP_MINOR:
        return "minor";
    case TAG_STEP_MAJOR:
        return "major";
    case TAG_STEP_REBUILD:
        return "rebuild";
    }
    return NULL;
}

const char *tag_reason_name(enum tag_reason reason)
{
    switch (reason) {
    case TAG_REASON_NONE:
        return NULL;
    case TAG_REASON_ARTIFACT:
        return "artifact";
    case TAG_REASON_NOT_A_VERSION:
        return "not-a-version";
    case TAG_REASON_PLATFORM:
        return "platform";
    case TAG_REASON_SCHEME:
        return "scheme";
    case TAG_REASON_VARIANT:
        return "variant";
    case TAG_REASON_PRERELEASE:
        return "prerelease";
    case TAG_REASON_FLOATING:
        return "floating";
    }
    return NULL;
}

bool tag_has_running_prefix(const struct tag_view *view, const struct version *version)
{
    static const struct version without_prefix = {.text = "", .kind = TAG_VERSION};
    return version_same_prefix(version, &without_prefix) ||
           (view->has_running_version && version_same_prefix(version, view->running));
}

/* Order of the first count numbers; missing ones stand before any number. */
static int compare_first(const struct version *a, const struct version *b,
                         unsigned count)
{
    if (a->has_later_scheme != b->has_later_scheme)
        return a->has_later_scheme ? 1 : -1;
    for (unsigned i = 0; i < count; i++) {
        if (i >= a->number_count || i >= b->number_count)
            return (i < a->number_count) - (i < b->number_count);
        int order = digits_compare(version_part(a, a->numbers[i]),
                                   version_part(b, b->numbers[i]));
        if (order != 0)
            return order;
    }
    return 0;
}

/*
 * Without catalogue and feed the running tag tells how many numbers a release has: as
 * many as itself, unless longer tags show that it moves (1.15 where 1.15.2 stands), or
 * that it is itself an exception (3.5.2.1 where all others have three).
 */
static void learn_from_tags(struct tag_view *view, const struct version *tags,
                            size_t count)
{
    const struct version *running = view->running;
    unsigned own = running->number_count;
    view->learnt_numbers = own;
    if (own == NUMBERS_USUAL)
        return;
    unsigned shared = own < NUMBERS_USUAL ? own : 0;
    size_t counts[VERSION_NUMBERS_MAX + 1] = {0};
    size_t all = 0;
    for (size_t i = 0; i < count; i++) {
        const struct version *tag = &tags[i];
        if (tag->kind != TAG_VERSION || version_is_prerelease(tag) ||
            tag->number_count <= shared || tag->number_kind != running->number_kind ||
            !version_same_prefix(tag, running) ||
            compare_first(tag, running, shared) != 0)
            continue;
        counts[tag->number_count]++;
        all++;
    }
    unsigned most = VERSION_NUMBERS_MAX;
    while (most > 0 && (counts[most] == 0 || counts[most] * SHARE < all))
        most--;
    if (own < NUMBERS_USUAL && most > own)
        view->learnt_numbers = most;
    else if (own > NUMBERS_USUAL && most < own)
        view->learnt_numbers = NUMBERS_USUAL;
}

struct tag_view *tag_view_new(const struct version_reader *reader,
                              const struct version *running, int numbers,
                              const struct version *tags, size_t tag_count,
                              const struct version *published, size_t published_count,
                              struct arena *arena)
{
    struct tag_view *view = arena_alloc(arena, sizeof *view);
    view->reader = reader;
    view->running = running;
    view->has_running_version = running != NULL && running->kind == TAG_VERSION;
    view->stated_numbers = numbers > 0 ? (unsigned)numbers : 0;
    published_learn(view, published, published_count, arena);
    if (view->has_running_version) {
        learn_from_tags(view, tags, tag_count);
        view->running_floats = tag_floats(view, running);
    } else if (running != NULL) {
        view->running_floats = running->kind == TAG_FLOATING_WORD;
    }
    strays_find(view, tags, tag_count, arena);
    return view;
}

bool tag_view_running_is_floating(const struct tag_view *view)
{
    return view->running_floats;
}

static struct tag_relation incomparable(enum tag_reason reason)
{
    return (struct tag_relation){.relation = RELATION_INCOMPARABLE, .reason = reason};
}

static struct tag_relation newer(enum tag_step step)
{
    return (struct tag_relation){.relation = RELATION_NEWER, .step = step};
}

static struct tag_relation plain(enum relation relation)
{
    return (struct tag_relation){.relation = relation};
}

/* What can be said of a tag alone: TAG_REASON_NONE for versions. */
static enum tag_reason reason_of_kind(const struct tag_view *view,
                                      const struct version *candidate)
{
    switch (candidate->kind) {
    case TAG_ARTIFACT:
        return TAG_REASON_ARTIFACT;
    case TAG_NOT_A_VERSION:
        return TAG_REASON_NOT_A_VERSION;
    case TAG_FLOATING_WORD:
    case TAG_VERSION:
        break;
    }
    bool is_twin =
        candidate->is_platform && view->running != NULL &&
        (!view->running->is_platform ||
         slice_compare(version_part(candidate, candidate->platform),
                       version_part(view->running, view->running->platform)) != 0);
    if (is_twin)
        return TAG_REASON_PLATFORM;
    return candidate->kind == TAG_FLOATING_WORD ? TAG_REASON_FLOATING : TAG_REASON_NONE;
}

static bool is_of_other_scheme(const struct tag_view *view,
                               const struct version *candidate)
{
    const struct version *running = view->running;
    if (!version_same_prefix(candidate, running))
        return true;
    bool is_renumbered = candidate->has_later_scheme != running->has_later_scheme;
    bool is_odd = (candidate->number_kind != running->number_kind && !is_renumbered) ||
                  (!version_is_prerelease(candidate) && strays_hold(view, candidate));
    return is_odd && !published_confirms(view, candidate);
}

static enum tag_step step_to(const struct tag_view *view,
                             const struct version *candidate)
{
    bool is_longer =
        !version_is_prerelease(view->running) && tag_extends(candidate, view->running);
    if (is_longer || version_same_line(view->reader, view->running, candidate))
        return TAG_STEP_PATCH;
    return version_same_major(view->reader, view->running, candidate) ? TAG_STEP_MINOR
                                                                      : TAG_STEP_MAJOR;
}

/* The same release: on a newer base it stays the same, else its builds decide. */
static struct tag_relation relate_build(const struct tag_view *view,
                                        const struct version *candidate,
                                        enum variant_fit fit)
{
    int order = version_compare(candidate, view->running);
    if (fit == VARIANT_GROWN || order == 0)
        return plain(RELATION_SAME);
    return order < 0 ? plain(RELATION_OLDER) : newer(TAG_STEP_REBUILD);
}

static struct tag_relation relate_prerelease(const struct tag_view *view,
                                             const struct version *candidate)
{
    if (version_compare_release(candidate, view->running) < 0)
        return plain(RELATION_OLDER);
    if (!version_is_prerelease(view->running) ||
        version_compare_numbers(candidate, view->running) != 0)
        return incomparable(TAG_REASON_PRERELEASE);
    return newer(TAG_STEP_PATCH);
}

/* The running tag moves over a line: what it covers is neither newer nor older. */
static struct tag_relation relate_to_floating(const struct tag_view *view,
                                              const struct version *candidate)
{
    unsigned covered = view->running->number_count;
    int order = compare_first(candidate, view->running, covered);
    if (order == 0 || tag_floats(view, candidate))
        return incomparable(TAG_REASON_FLOATING);
    return order < 0 ? plain(RELATION_OLDER) : newer(step_to(view, candidate));
}

static struct tag_relation relate_release(const struct tag_view *view,
                                          const struct version *candidate)
{
    if (tag_floats(view, candidate))
        return incomparable(TAG_REASON_FLOATING);
    return version_compare_release(candidate, view->running) < 0
               ? plain(RELATION_OLDER)
               : newer(step_to(view, candidate));
}

struct tag_relation tag_relate(const struct tag_view *view,
                               const struct version *candidate)
{
    enum tag_reason reason = reason_of_kind(view, candidate);
    if (reason != TAG_REASON_NONE || view->running == NULL)
        return incomparable(reason);
    if (!view->has_running_version)
        return incomparable(view->running_floats ? TAG_REASON_FLOATING
                                                 : TAG_REASON_SCHEME);
    if (is_of_other_scheme(view, candidate))
        return incomparable(TAG_REASON_SCHEME);
    enum variant_fit fit = version_variant_fit(view->reader, view->running, candidate);
    if (fit == VARIANT_OTHER || !version_same_build_word(view->running, candidate))
        return incomparable(TAG_REASON_VARIANT);
    if (version_compare_release(candidate, view->running) == 0)
        return relate_build(view, candidate, fit);
    if (version_is_prerelease(candidate))
        return relate_prerelease(view, candidate);
    return view->running_floats ? relate_to_floating(view, candidate)
                                : relate_release(view, candidate);
}
