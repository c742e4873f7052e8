/* What the program says: two streams, how loud, with colour or not. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>

enum out_color { OUT_COLOR_AUTO, OUT_COLOR_ALWAYS, OUT_COLOR_NEVER };

/* Owned by main, or by a test that hands it fmemopen streams. */
struct out {
    FILE *normal;        /* results: standard output */
    FILE *problems;      /* progress, warnings, the one error: standard error */
    int verbosity;       /* -1 with -q, 0, 1 with -v */
    bool has_color;      /* decided for normal */
    bool has_progress;   /* problems is a terminal and nobody said --no-progress */
    int columns;         /* width of the terminal, $COLUMNS, or 80 */
    bool is_terminal;    /* normal is one */
    bool progress_shown; /* a progress line stands on the terminal now */
    long long progress_at_ms;
};

/* Decides colour by --color, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM and isatty. */
void out_init(struct out *out, FILE *normal, FILE *problems);
void out_set_color(struct out *out, enum out_color color);

/* A line on standard error unless -q. */
void out_warn(struct out *out, const char *format, ...) PRINTF(2, 3);

/* A line on standard error with -v only. */
void out_detail(struct out *out, const char *format, ...) PRINTF(2, 3);

/*
 * Shows what is under way, on a terminal only: one line that the next one replaces, at
 * most ten a second. out_progress_end removes it; warnings remove it by themselves.
 */
void out_progress(struct out *out, const char *format, ...) PRINTF(2, 3);
void out_progress_end(struct out *out);

/*
 * Appends text with every control character (C0, DEL, C1), bidi control and invalid
 * UTF-8 byte made visible as \xNN or \u{...}: foreign text must not steer a terminal.
 */
void out_add_printable(struct text *text, const char *foreign);

/* Columns that UTF-8 text takes on a terminal. */
size_t out_width(const char *text);

/* The bytes of the longest front of UTF-8 text that takes at most that many columns. */
size_t out_cut(const char *text, size_t columns);
