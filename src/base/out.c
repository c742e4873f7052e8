/* What the program says, and what it does with foreign text before it says it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/out.h"

#include "base/clock.h"
#include "base/environment.h"
#include "base/slice.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_DEFAULT = 80, COLUMNS_LEAST = 20, COLUMNS_MOST = 1000 };
enum { PROGRESS_INTERVAL_MS = 100 };

/* The order of no-color.org and bixense.com/clicolors. */
static bool wants_color(bool is_terminal)
{
    const char *force = getenv("CLICOLOR_FORCE");
    const char *clicolor = getenv("CLICOLOR");
    const char *term = getenv("TERM");
    if (environment_value("NO_COLOR") != NULL)
        return false;
    if (force != NULL && force[0] != '\0' && strcmp(force, "0") != 0)
        return true;
    if (clicolor != NULL && strcmp(clicolor, "0") == 0)
        return false;
    if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
        return false;
    return is_terminal;
}

static int find_columns(FILE *stream)
{
    struct winsize size;
    uint64_t number;
    int descriptor = fileno(stream);
    if (descriptor >= 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0 &&
        size.ws_col != 0)
        number = size.ws_col;
    else if (getenv("COLUMNS") == NULL ||
             !text_number(getenv("COLUMNS"), COLUMNS_MOST, &number))
        number = COLUMNS_DEFAULT;
    if (number < COLUMNS_LEAST)
        number = COLUMNS_LEAST;
    return (int)number;
}

void out_init(struct out *out, FILE *normal, FILE *problems)
{
    int problems_descriptor = fileno(problems);
    int normal_descriptor = fileno(normal);
    *out = (struct out){.normal = normal, .problems = problems};
    out->is_terminal = normal_descriptor >= 0 && isatty(normal_descriptor);
    out->has_color = wants_color(out->is_terminal);
    out->has_progress = problems_descriptor >= 0 && isatty(problems_descriptor);
    out->columns = find_columns(normal);
}

void out_set_color(struct out *out, enum out_color color)
{
    if (color != OUT_COLOR_AUTO)
        out->has_color = color == OUT_COLOR_ALWAYS;
}

PRINTF(2, 0)
static void say(struct out *out, const char *format, va_list arguments)
{
    AUTO_TEXT raw, shown;
    text_init(&raw, 8192);
    text_init(&shown, 5 * 8192);
    text_addfv(&raw, format, arguments);
    out_add_printable(&shown, raw.bytes);
    out_progress_end(out);
    fprintf(out->problems, "stalemark: %s\n", shown.bytes);
}

void out_warn(struct out *out, const char *format, ...)
{
    if (out->verbosity < 0)
        return;
    va_list arguments;
    va_start(arguments, format);
    say(out, format, arguments);
    va_end(arguments);
}

void out_detail(struct out *out, const char *format, ...)
{
    if (out->verbosity < 1)
        return;
    va_list arguments;
    va_start(arguments, format);
    say(out, format, arguments);
    va_end(arguments);
}

void out_progress(struct out *out, const char *format, ...)
{
    if (!out->has_progress || out->verbosity < 0)
        return;
    long long now = clock_ms();
    if (out->progress_shown && now - out->progress_at_ms < PROGRESS_INTERVAL_MS)
        return;
    AUTO_TEXT raw, shown;
    text_init(&raw, 1024);
    text_init(&shown, 5 * 1024);
    va_list arguments;
    va_start(arguments, format);
    text_addfv(&raw, format, arguments);
    va_end(arguments);
    out_add_printable(&shown, raw.bytes);
    size_t fitting = utf8_cut(slice_of(shown.bytes), (size_t)out->columns - 1);
    fprintf(out->problems, "\r\033[K%.*s", (int)fitting, shown.bytes);
    fflush(out->problems);
    out->progress_shown = true;
    out->progress_at_ms = now;
}

void out_progress_end(struct out *out)
{
    if (!out->progress_shown)
        return;
    fputs("\r\033[K", out->problems);
    fflush(out->problems);
    out->progress_shown = false;
}

void out_add_printable(struct text *text, const char *foreign)
{
    struct slice rest = slice_of(foreign);
    for (;;) {
        size_t plain = 0;
        while (plain < rest.length && rest.at[plain] >= ' ' && rest.at[plain] <= '~')
            plain++;
        text_add_bytes(text, rest.at, plain);
        rest.at += plain;
        rest.length -= plain;
        if (rest.length == 0)
            return;

        uint32_t point = 0;
        size_t length = utf8_read(rest, &point);
        if (length == 0)
            text_addf(text, "\\x%02X", (unsigned)(unsigned char)rest.at[0]);
        else if (utf8_is_invisible(point) && point < 0x80)
            text_addf(text, "\\x%02X", (unsigned)point);
        else if (utf8_is_invisible(point))
            text_addf(text, "\\u{%X}", (unsigned)point);
        else
            text_add_bytes(text, rest.at, length);
        size_t step = length == 0 ? 1 : length;
        rest.at += step;
        rest.length -= step;
    }
}

/* The wide blocks of East Asian Width, coarsely: wcwidth would depend on the locale. */
static size_t point_width(uint32_t point)
{
    bool is_combining = (point >= 0x0300 && point <= 0x036F) ||
                        (point >= 0x20D0 && point <= 0x20FF) ||
                        (point >= 0xFE00 && point <= 0xFE0F);
    bool is_wide =
        (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
        (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
        (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
        (point >= 0xFFE0 && point <= 0xFFE6) ||
        (point >= 0x1F300 && point <= 0x1FAFF) ||
        (point >= 0x20000 && point <= 0x3FFFD);
    if (is_combining)
        return 0;
    return is_wide ? 2 : 1;
}

size_t out_width(const char *text)
{
    struct slice rest = slice_of(text);
    size_t width = 0;
    while (rest.length != 0) {
        uint32_t point = 0;
        size_t length = utf8_read(rest, &point);
        width += length == 0 ? 1 : point_width(point);
        size_t step = length == 0 ? 1 : length;
        rest.at += step;
        rest.length -= step;
    }
    return width;
}

size_t out_cut(const char *text, size_t columns)
{
    struct slice rest = slice_of(text);
    size_t taken = 0;
    while (rest.length != 0) {
        uint32_t point = 0;
        size_t length = utf8_read(rest, &point);
        size_t width = length == 0 ? 1 : point_width(point);
        if (width > columns)
            break;
        columns -= width;
        size_t step = length == 0 ? 1 : length;
        taken += step;
        rest.at += step;
        rest.length -= step;
    }
    return taken;
}
