/* The one line of a finding: why, and what to do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <string.h>

#include "base/text.h"

enum { MESSAGE_BYTES_MAX = 4096 };

static void add_part(struct text *text, const char *part)
{
    if (part == NULL || part[0] == '\0')
        return;
    if (text->length > 0)
        text_add(text, "; ");
    text_add(text, part);
}

static bool informs(const struct finding_reason *reason)
{
    return reason->status == STATUS_FRESH;
}

static void add_gaps(struct text *text, const struct finding *finding)
{
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        if (reason->status == STATUS_UNKNOWN && !reason->is_exempt)
            add_part(text, reason->message);
    }
}

/* That upstream does not list what runs is said, though it is stale all the same. */
static void add_unlisted(struct text *text, const struct finding *finding)
{
    for (size_t i = 0; i < finding->set_aside.count; i++) {
        const struct finding_reason *reason = &finding->set_aside.items[i];
        if (reason->reason == REASON_NO_MATCH)
            add_part(text, reason->message);
    }
}

/* "21 releases behind on 1.7" */
static void add_patch(struct text *text, const struct judging *judging)
{
    const struct finding_step *patch = &judging->steps[STEP_PATCH];
    const char *line = judging->line.name;
    if (patch->lag == 0)
        return;
    bool has_line = line != NULL && line[0] != '\0';
    add_part(text, arena_format(judging->arena, "%d release%s behind%s%s", patch->lag,
                                patch->lag == 1 ? "" : "s", has_line ? " on " : "",
                                has_line ? line : ""));
}

/* All that is told by the reasons themselves: neither steps nor gaps. */
static void add_reasons(struct text *text, const struct finding *finding,
                        bool informing)
{
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        bool is_step = reason->reason <= REASON_BEHIND_MAJOR;
        if (!is_step && reason->status != STATUS_UNKNOWN &&
            informs(reason) == informing)
            add_part(text, reason->message);
    }
}

static void add_recommended(struct text *text, const struct judging *judging,
                            const struct finding *finding, const struct advice *advice)
{
    struct arena *arena = judging->arena;
    if (advice->recommended == NULL)
        return;
    struct pull pull;
    release_pull(judging, advice->recommended, &pull);
    const char *without = "";
    if (pull.lacks_variant)
        without = arena_format(arena, " (without %s)",
                               variant_text(&judging->ladder->running, arena));
    const char *number = finding->recommended;
    if (advice->goes_back)
        add_part(text, arena_format(arena, "go back to %s%s", number, without));
    else
        add_part(text, arena_format(arena, "%s%s is the %s step", number, without,
                                    advice->rung == 0 ? "safe" : "next"));
    if (pull.is_elsewhere)
        add_part(text, arena_format(arena, "%s no longer receives releases, pull %s",
                                    judging->subject->ref.repository, pull.reference));
}

/* "on a, b and 3 more nodes" */
static void add_nodes(struct text *text, const struct judging *judging)
{
    enum { NAMED_MOST = 3 };
    const struct part *part = judging->subject->part;
    size_t count = part == NULL ? 0 : part->nodes.count;
    if (count == 0)
        return;
    AUTO_TEXT names;
    text_init(&names, MESSAGE_BYTES_MAX);
    size_t named = count > NAMED_MOST + 1 ? NAMED_MOST : count;
    for (size_t i = 0; i < named; i++)
        text_addf(&names, "%s%.253s", i == 0 ? "on " : ", ", part->nodes.items[i]);
    if (named < count)
        text_addf(&names, " and %zu more nodes", count - named);
    add_part(text, names.bytes);
}

/* "it installs app version v2.9.6, 21.0.0 has v3.1.0". */
static void add_app(struct text *text, const struct judging *judging,
                    const struct finding *finding)
{
    const struct part *part = judging->subject->part;
    if (part == NULL || part->app_version == NULL)
        return;
    const char *app =
        finding->target_app != NULL ? finding->target_app : finding->recommended_app;
    const char *version =
        finding->target_app != NULL ? finding->target : finding->recommended;
    add_part(text,
             app == NULL || version == NULL
                 ? arena_format(judging->arena, "it installs app version %s",
                                part->app_version)
                 : arena_format(judging->arena, "it installs app version %s, %s has %s",
                                part->app_version, version, app));
}

/* "2.x has been out since 2019-09-16", "1.8 has been out since ...". */
static void add_step(struct text *text, const struct judging *judging, enum step which)
{
    const struct finding_step *step = &judging->steps[which];
    struct arena *arena = judging->arena;
    const struct version_reader *reader = judging->shelf->upstream->reader;
    struct version version = version_read(reader, step->first);
    char line[VERSION_TEXT_BYTES];
    version_line(reader, &version, line);
    const char *name = line[0] == '\0' ? step->first : line;
    if (which == STEP_MAJOR && version.number_count > 1)
        name =
            arena_format(arena, "%s.x", part_text(&version, version.numbers[0], arena));
    if (step->exposed_since_day == DAY_NONE)
        add_part(text, arena_format(arena, "%s is out", name));
    else
        add_part(text, arena_format(arena, "%s has been out since %s", name,
                                    day_text(step->exposed_since_day, arena)));
}

static void add_later_steps(struct text *text, const struct judging *judging,
                            bool is_off)
{
    for (unsigned i = STEP_MINOR; i < STEP_COUNT; i++) {
        if (judging->steps[i].lag > 0 && judging->steps[i].is_off == is_off)
            add_step(text, judging, i);
    }
}

static void add_soaking(struct text *text, const struct judging *judging)
{
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        const struct finding_step *step = &judging->steps[i];
        if (step->soaking == NULL)
            continue;
        add_part(text, arena_format(judging->arena, "%s counts from %s", step->soaking,
                                    day_text(step->soaking_until_day, judging->arena)));
        return;
    }
}

static void add_exceptions(struct text *text, const struct judging *judging,
                           const struct finding *finding)
{
    const struct exception *told = NULL;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        const struct exception *exception = judging->excuse->by[reason->reason];
        if (!reason->is_exempt || exception == told)
            continue;
        told = exception;
        add_part(text, arena_format(judging->arena, "excepted until %s by %s: %s",
                                    day_text(exception->until_day, judging->arena),
                                    exception->owner == NULL ? "-" : exception->owner,
                                    exception->why == NULL ? "-" : exception->why));
    }
}

const char *message_of(const struct judging *judging, const struct finding *finding,
                       const struct advice *advice)
{
    AUTO_TEXT text;
    text_init(&text, MESSAGE_BYTES_MAX);
    if (finding->status == STATUS_FRESH) {
        add_part(&text, "nothing newer counts and all rules hold");
        add_later_steps(&text, judging, true);
        add_reasons(&text, finding, true);
        add_soaking(&text, judging);
        add_app(&text, judging, finding);
        add_nodes(&text, judging);
        return arena_copy(judging->arena, text.bytes);
    }
    if (finding->status == STATUS_EXEMPT)
        add_exceptions(&text, judging, finding);
    if (finding->status == STATUS_UNKNOWN)
        add_gaps(&text, finding);
    add_patch(&text, judging);
    add_reasons(&text, finding, false);
    add_recommended(&text, judging, finding, advice);
    add_later_steps(&text, judging, false);
    add_reasons(&text, finding, true);
    if (advice->recommended == NULL && finding->status != STATUS_UNKNOWN) {
        add_part(&text, "there is no release to move to");
        add_soaking(&text, judging);
    }
    if (finding->status != STATUS_UNKNOWN)
        add_gaps(&text, finding);
    add_app(&text, judging, finding);
    add_unlisted(&text, finding);
    add_nodes(&text, judging);
    if (finding->status == STATUS_DUE && finding->due_day != DAY_NONE)
        add_part(&text, arena_format(judging->arena, "stale after %s",
                                     day_text(finding->due_day, judging->arena)));
    return arena_copy(judging->arena, text.bytes);
}
