/* Lines, columns and references of an explanation on a terminal. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain_parts.h"

#include "report/screen.h"
#include "report/words.h"

#include <stdarg.h>

enum { LINE_BYTES_MAX = 64 * 1024, GRID_GAP = 3 };

void page_heading(const struct page *page, const char *words)
{
    text_add_char(page->text, '\n');
    screen_add_colored(page->text, words, screen_width(words), SCREEN_BOLD,
                       page->look->has_color);
    text_add_char(page->text, '\n');
}

void page_line(const struct page *page, const char *raw)
{
    screen_add_hanging(page->text, raw, PAGE_INDENT, 2 * PAGE_INDENT,
                       page->look->columns);
}

void page_linef(const struct page *page, const char *format, ...)
{
    va_list arguments;
    AUTO_TEXT line;
    text_init(&line, LINE_BYTES_MAX);
    va_start(arguments, format);
    text_addfv(&line, format, arguments);
    va_end(arguments);
    page_line(page, line.bytes);
}

void page_entryf(const struct page *page, const char *name, const char *format, ...)
{
    va_list arguments;
    AUTO_TEXT line;
    text_init(&line, LINE_BYTES_MAX);
    va_start(arguments, format);
    text_addfv(&line, format, arguments);
    va_end(arguments);
    screen_add_cell(page->text, "", PAGE_INDENT, false);
    screen_add_cell(page->text, name, PAGE_INNER - PAGE_INDENT, false);
    AUTO_TEXT rest;
    text_init(&rest, LINE_BYTES_MAX);
    screen_add_hanging(&rest, line.bytes, PAGE_INNER, PAGE_INNER, page->look->columns);
    text_add(page->text, rest.bytes + PAGE_INNER);
}

void page_innerf(const struct page *page, const char *format, ...)
{
    va_list arguments;
    AUTO_TEXT line;
    text_init(&line, LINE_BYTES_MAX);
    va_start(arguments, format);
    text_addfv(&line, format, arguments);
    va_end(arguments);
    screen_add_hanging(page->text, line.bytes, PAGE_INNER, PAGE_INNER + PAGE_INDENT,
                       page->look->columns);
}

void page_grid(const struct page *page, const struct text_list *pieces, int indent)
{
    int width = 1;
    for (size_t i = 0; i < pieces->count; i++) {
        int own = screen_width(pieces->items[i]);
        width = own > width ? own : width;
    }
    int room = page->look->columns - indent + GRID_GAP;
    size_t beside = room > width + GRID_GAP ? (size_t)(room / (width + GRID_GAP)) : 1;
    for (size_t i = 0; i < pieces->count; i++) {
        if (i % beside == 0)
            screen_add_cell(page->text, "", indent, false);
        screen_add_cell(page->text, pieces->items[i], width, false);
        if (i % beside == beside - 1 || i + 1 == pieces->count)
            screen_end_line(page->text);
        else
            screen_add_cell(page->text, "", GRID_GAP, false);
    }
}

const char *page_origin(const struct page *page, const struct origin *origin)
{
    return origin->file == NULL
               ? ""
               : arena_format(page->arena, " (%s:%d)", origin->file, origin->line);
}

const char *page_day(const struct page *page, int day)
{
    char buffer[DAY_TEXT_BYTES];
    return arena_copy(page->arena, day_format(day, buffer));
}
