/* What feeds say of a product, as a table for a terminal. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/releases_show.h"

#include "report/screen.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH_LINE = 10, WIDTH_DAY = 10, WIDTH_VERSION = 16, WIDTH_COUNT = 8 };

static void add_cell(struct text *text, const char *raw, int columns)
{
    screen_add_cell(text, raw, columns, false);
    text_add(text, "  ");
}

static void add_day_cell(struct text *text, int day)
{
    char buffer[DAY_TEXT_BYTES];
    add_cell(text, day_format(day, buffer), WIDTH_DAY);
}

/* "2021-12-31 (ended)", "supported", "not known". */
static void add_end(struct text *text, const struct shown_line *line)
{
    char buffer[DAY_TEXT_BYTES];
    if (!line->is_end_known)
        text_add(text, "not known");
    else if (line->told->end_day != DAY_NONE)
        text_addf(text, "%s%s", day_format(line->told->end_day, buffer),
                  line->has_ended ? " (ended)" : "");
    else
        text_add(text, line->has_ended ? "ended" : "not set");
    if (line->told != NULL && line->told->is_lts)
        text_add(text, ", long-term");
}

/* "; 1.7.9 runs", "; 1.7.9, 1.7.30 run". */
static void add_running(struct text *text, const struct shown_releases *shown,
                        const struct shown_line *line)
{
    char version[VERSION_TEXT_BYTES];
    size_t count = 0;
    const struct version *running = line_running(shown, line, count);
    while (running != NULL) {
        text_addf(text, "%s%s", count == 0 ? "; " : ", ",
                  version_text(running, version));
        running = line_running(shown, line, ++count);
    }
    if (count != 0)
        text_add(text, count == 1 ? " runs" : " run");
}

static void add_line(struct text *text, const struct shown_releases *shown,
                     const struct shown_line *line)
{
    char version[VERSION_TEXT_BYTES];
    char count[32];
    text_add(text, "  ");
    add_cell(text, line->name[0] != '\0' ? line->name : "-", WIDTH_LINE);
    add_day_cell(text, line->released_day);
    add_cell(text,
             line->newest != NULL ? version_text(&line->newest->version, version) : "-",
             WIDTH_VERSION);
    add_day_cell(text, line->newest != NULL ? line->newest->day : DAY_NONE);
    snprintf(count, sizeof count, "%zu", line->count);
    screen_add_cell(text, count, WIDTH_COUNT, true);
    text_add(text, "  ");
    add_end(text, line);
    add_running(text, shown, line);
    screen_end_line(text);
}

static void add_release(struct text *text, const struct release *release)
{
    char version[VERSION_TEXT_BYTES];
    text_add(text, "  ");
    add_cell(text, version_text(&release->version, version), WIDTH_VERSION);
    add_day_cell(text, release->day);
    text_addf(text, "%s%s%s", release->is_prerelease ? "prerelease " : "",
              release->is_withdrawn ? "withdrawn " : "",
              release->is_published ? "" : "known by its tag alone");
    screen_end_line(text);
}

static void add_feed(struct text *text, const struct answer *answer, int columns)
{
    char time[TIME_TEXT_BYTES];
    AUTO_TEXT words;
    text_init(&words, 4096);
    text_addf(&words, "%s %s", answer->feed, answer->about);
    if (answer->repository != NULL && strcmp(answer->repository, answer->about) != 0)
        text_addf(&words, ", tags of %s", answer->repository);
    if (answer->moved_to != NULL)
        text_addf(&words, ", now %s", answer->moved_to);
    text_addf(&words, ": %s", answer_state_name(answer->state));
    if (answer->fetched_at != 0)
        text_addf(&words, ", %s %s", answer->is_stored ? "stored" : "fetched",
                  time_format(answer->fetched_at, time));
    if (answer->failure != NULL)
        text_addf(&words, ": %s", answer->failure);
    screen_add_wrapped(text, words.bytes, 2, columns);
}

static void add_title(struct text *text, const struct shown_releases *shown)
{
    const struct product *product = shown->upstream->product;
    char day[DAY_TEXT_BYTES];
    AUTO_TEXT title;
    text_init(&title, 4096);
    if (product != NULL)
        text_addf(&title, "%s (%s), %s", product->name, product->title,
                  role_title(product->role));
    else
        text_add(&title, shown->upstream->repository);
    out_add_printable(text, title.bytes);
    text_addf(text, "   as of %s\n\n", day_format(shown->as_of_day, day));
}

void releases_show_text(const struct shown_releases *shown, struct arena *arena,
                        struct text *ret_text)
{
    const struct upstream *upstream = shown->upstream;
    struct shown_line_list lines = shown_lines(shown, arena);
    add_title(ret_text, shown);
    if (lines.count != 0)
        text_add(ret_text,
                 "  LINE        SINCE       NEWEST            OF          RELEASES"
                 "  END\n");
    for (size_t i = 0; i < lines.count; i++)
        add_line(ret_text, shown, &lines.items[i]);
    if (shown->has_all) {
        text_add(ret_text, "\n  RELEASE           OF\n");
        for (size_t i = upstream->releases.count; i-- > 0;)
            if (release_is_shown(shown, &upstream->releases.items[i]))
                add_release(ret_text, &upstream->releases.items[i]);
    }
    text_add(ret_text, lines.count != 0 ? "\n" : "  no release is known\n\n");
    for (size_t i = 0; i < upstream->answers.count; i++)
        add_feed(ret_text, &upstream->answers.items[i], shown->columns);
}
