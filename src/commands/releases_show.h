/* What `stalemark releases` shows: the lines of a product, as text or JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/out.h"
#include "feeds/releases.h"
#include "feeds/repository_tags.h"

/* One line with what was published on it by a day. */
struct shown_line {
    const char *name;             /* "1.7" */
    int released_day;             /* of its first release; DAY_NONE: not known */
    const struct release *newest; /* stable, not withdrawn; NULL: none */
    size_t count;                 /* stable releases */
    const struct line *told;      /* by a feed, NULL: none */
    bool is_end_known;            /* as of the day */
    bool has_ended;
};
LIST(shown_line_list, struct shown_line);

struct shown_releases {
    const struct upstream *upstream;
    int as_of_day;
    bool is_past;
    bool has_all; /* each release, not only the newest of each line */
    int columns;  /* of the terminal */
    const struct version_list *running; /* versions of the product that run */
};

/* The n-th version that runs on the line, from 0; NULL when there are fewer. */
const struct version *line_running(const struct shown_releases *shown,
                                   const struct shown_line *line, size_t n);

/* Whether a release existed on the day: as of a past day undated ones did not. */
bool release_is_shown(const struct shown_releases *shown,
                      const struct release *release);

/* The lines with a stable release, the newest first. */
struct shown_line_list shown_lines(const struct shown_releases *shown,
                                   struct arena *arena);

void releases_show_text(const struct shown_releases *shown, struct arena *arena,
                        struct text *ret_text);
void releases_show_json(const struct shown_releases *shown, struct arena *arena,
                        struct text *ret_text);
