/* The releases that were considered on each step, as an explanation shows them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain_parts.h"
#include "report/screen.h"
#include "report/words.h"

#include <string.h>

enum { DAY_GAP_TOLD = 7, LEFT_OUT_SHOWN = 3 };

static void add_meter(const struct page *page, struct text *text, int meter,
                      const char *noun, const struct origin *origin)
{
    if (meter == METER_NONE)
        return;
    text_add(text, text->length == 0 ? "" : ", ");
    words_many(text, (size_t)meter, noun);
    text_add(text, page_origin(page, origin));
}

static void write_leeway(const struct page *page, const struct finding_step *step)
{
    const struct leeway *leeway = step->leeway;
    if (leeway == NULL)
        return;
    if (leeway->is_off) {
        page_innerf(page, "leeway: off, it informs only%s",
                    page_origin(page, &leeway->origin));
        return;
    }
    AUTO_TEXT meters;
    text_init(&meters, 16 * 1024);
    add_meter(page, &meters, leeway->days, "day", &leeway->days_origin);
    add_meter(page, &meters, leeway->releases, "release", &leeway->releases_origin);
    add_meter(page, &meters, leeway->lines, "line", &leeway->lines_origin);
    page_innerf(page, "leeway: %s", meters.bytes);
}

/* "1.7.30 2021-04-08", "2.5.0" without a date, "2.5.0 by 2021-04-08". */
static const char *dated(const struct page *page, const struct considered *release)
{
    if (release->day == DAY_NONE)
        return release->version;
    return arena_format(page->arena, "%s %s%s", release->version,
                        release->is_least_age ? "by " : "",
                        page_day(page, release->day));
}

static void write_releases(const struct page *page, enum step which)
{
    const struct considered_list *releases = &page->explanation->releases;
    struct text_list pieces = {0};
    for (size_t i = 0; i < releases->count; i++) {
        const struct considered *release = &releases->items[i];
        if (release->left_out == NULL && release->step == which)
            *LIST_ADD(page->arena, &pieces) = dated(page, release);
    }
    page_grid(page, &pieces, PAGE_INNER);
}

static void write_exposure(const struct page *page, const struct finding_step *step)
{
    AUTO_TEXT line;
    text_init(&line, 1024);
    if (step->exposed_since_day != DAY_NONE) {
        text_add(&line, "out for ");
        words_many(&line, (size_t)step->exposed_days, "day");
    } else {
        text_add(&line, "since when is not known");
    }
    if (step->lines_behind > 1)
        text_addf(&line, ", %d lines", step->lines_behind);
    text_addf(&line, ": %s", status_name(step->status));
    if (step->is_off)
        text_add(&line, ", as it informs only");
    if (step->due_day != DAY_NONE)
        text_addf(&line, ", last good day %s", page_day(page, step->due_day));
    if (!step->is_complete)
        text_add(&line, "; there may be more, the list is not whole and young");
    page_innerf(page, "%s", line.bytes);
}

static void write_step(const struct page *page, enum step which)
{
    const struct finding_step *step = &page->explanation->finding->steps[which];
    const char *name = step_name(which);
    if (step->lag == 0) {
        page_entryf(page, name, "nothing newer counts");
    } else {
        AUTO_TEXT line;
        text_init(&line, 1024);
        words_many(&line, (size_t)step->lag, "release");
        text_addf(&line, ", the first %s", step->first);
        if (step->exposed_since_day != DAY_NONE)
            text_addf(&line, " of %s", page_day(page, step->exposed_since_day));
        if (step->newest != NULL)
            text_addf(&line, ", the newest to pull %s", step->newest);
        if (step->newest != NULL && step->released_day != DAY_NONE)
            text_addf(&line, " of %s", page_day(page, step->released_day));
        page_entryf(page, name, "%s", line.bytes);
        write_exposure(page, step);
    }
    if (step->lag != 0 || page->look->is_verbose)
        write_leeway(page, step);
    if (step->soaking != NULL)
        page_innerf(page, "%s waits: it counts from %s", step->soaking,
                    page_day(page, step->soaking_until_day));
    if (step->unclear > 0)
        page_innerf(page, "%d newer without a date", step->unclear);
    if (step->lag != 0 && page->look->is_verbose)
        write_releases(page, which);
}

static void add_left_out(const struct page *page, struct text *line, size_t from)
{
    const struct considered_list *releases = &page->explanation->releases;
    const char *why = releases->items[from].left_out;
    size_t count = 0;
    size_t most = page->look->is_verbose ? releases->count : LEFT_OUT_SHOWN;
    for (size_t i = from; i < releases->count; i++) {
        const struct considered *release = &releases->items[i];
        if (release->left_out == NULL || strcmp(release->left_out, why) != 0)
            continue;
        count++;
        if (count <= most)
            text_addf(line, "%s%s", count == 1 ? "" : ", ", release->version);
    }
    text_add(line, count > most ? ", ..." : "");
    page_linef(page, "left out, %s, %zu: %s", why, count, line->bytes);
}

/* One line for each reason, where the first release of that reason stands. */
static void write_left_out(const struct page *page)
{
    const struct considered_list *releases = &page->explanation->releases;
    for (size_t i = 0; i < releases->count; i++) {
        const char *why = releases->items[i].left_out;
        bool is_new = why != NULL;
        for (size_t j = 0; is_new && j < i; j++)
            is_new = releases->items[j].left_out == NULL ||
                     strcmp(releases->items[j].left_out, why) != 0;
        if (!is_new)
            continue;
        AUTO_TEXT line;
        text_init(&line, 1024 * 1024);
        add_left_out(page, &line, i);
    }
}

static void write_date_gaps(const struct page *page)
{
    const struct considered_list *releases = &page->explanation->releases;
    AUTO_TEXT line;
    text_init(&line, 64 * 1024);
    for (size_t i = 0; i < releases->count; i++) {
        const struct considered *release = &releases->items[i];
        if (release->day_gap > DAY_GAP_TOLD)
            text_addf(&line, "%s%s by %d days", line.length == 0 ? "" : ", ",
                      release->version, release->day_gap);
    }
    if (line.length != 0)
        page_linef(page, "the feeds differ on the dates of %s; the earliest counts",
                   line.bytes);
}

void page_steps(const struct page *page)
{
    const struct explanation *explanation = page->explanation;
    const struct policy *policy = explanation->report->policy;
    page_heading(page, "Newer releases, step by step");
    if (explanation->finding->ladder == NULL) {
        page_line(page, "no version is known, so nothing can be newer");
        return;
    }
    for (int i = 0; i < STEP_COUNT; i++)
        write_step(page, (enum step)i);
    write_left_out(page);
    write_date_gaps(page);
    AUTO_TEXT soak;
    text_init(&soak, 64);
    words_many(&soak, (size_t)policy->soak_days, "day");
    page_linef(page, "a release counts once it is %s old%s", soak.bytes,
               page_origin(page, &policy->soak_origin));
}
