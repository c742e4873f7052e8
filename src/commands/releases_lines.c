/* Sorts the releases of a product into its lines. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/releases_show.h"

#include <string.h>

bool release_is_shown(const struct shown_releases *shown, const struct release *release)
{
    if (release->day == DAY_NONE)
        return !shown->is_past;
    return release->day <= shown->as_of_day;
}

/* What a feed tells of the line that a version is on: the name with most numbers. */
static const struct line *told_line(const struct upstream *upstream,
                                    const struct version *version)
{
    const struct line *told = NULL;
    for (size_t i = 0; i < upstream->lines.count; i++) {
        const struct line *line = &upstream->lines.items[i];
        if (version_on_line(version, line->name) &&
            (told == NULL || strlen(line->name) > strlen(told->name)))
            told = line;
    }
    return told;
}

/* An end counts from the day on which it was known. */
static void set_end(const struct shown_releases *shown, struct shown_line *line)
{
    const struct line *told = line->told;
    if (told == NULL || !told->has_end ||
        (told->known_day != DAY_NONE && told->known_day > shown->as_of_day))
        return;
    if (told->end_day == DAY_NONE && told->is_ended && shown->is_past &&
        told->known_day == DAY_NONE)
        return;
    line->is_end_known = true;
    line->has_ended =
        told->end_day != DAY_NONE ? shown->as_of_day > told->end_day : told->is_ended;
}

static void add_release(const struct release *release, struct shown_line *line)
{
    if (release->is_prerelease || release->is_withdrawn)
        return;
    if (line->released_day == DAY_NONE || release->day < line->released_day)
        line->released_day = release->day;
    line->newest = release;
    line->count++;
}

/* Lines of prereleases alone are none yet; the others, the newest first. */
static void order(struct shown_line_list *lines)
{
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].count != 0)
            lines->items[kept++] = lines->items[i];
    lines->count = kept;
    for (size_t i = 0; i < lines->count / 2; i++) {
        struct shown_line other = lines->items[i];
        lines->items[i] = lines->items[lines->count - 1 - i];
        lines->items[lines->count - 1 - i] = other;
    }
}

struct shown_line_list shown_lines(const struct shown_releases *shown,
                                   struct arena *arena)
{
    const struct upstream *upstream = shown->upstream;
    struct shown_line_list lines = {0};
    const struct version *before = NULL;
    for (size_t i = 0; i < upstream->releases.count; i++) {
        const struct release *release = &upstream->releases.items[i];
        if (!release_is_shown(shown, release))
            continue;
        if (before == NULL ||
            !version_same_line(upstream->reader, before, &release->version)) {
            char name[VERSION_TEXT_BYTES];
            struct shown_line *line = LIST_ADD(arena, &lines);
            line->name = arena_copy(
                arena, version_line(upstream->reader, &release->version, name));
            line->told = told_line(upstream, &release->version);
            line->released_day = DAY_NONE;
            set_end(shown, line);
        }
        add_release(release, &lines.items[lines.count - 1]);
        before = &release->version;
    }
    order(&lines);
    return lines;
}

const struct version *line_running(const struct shown_releases *shown,
                                   const struct shown_line *line, size_t n)
{
    for (size_t i = 0; i < shown->running->count; i++) {
        const struct version *running = &shown->running->items[i];
        if (version_same_line(shown->upstream->reader, &line->newest->version,
                              running) &&
            n-- == 0)
            return running;
    }
    return NULL;
}
