/* Cells, wrapped words and colours of a screen. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/screen.h"

#include "base/out.h"
#include "report/escape.h"

#include <string.h>

enum { PIECE_GAP = 3, LATER_INDENT = 2, WRAP_LEAST = 20 };

static void add_blanks(struct text *text, int count)
{
    for (int i = 0; i < count; i++)
        text_add_char(text, ' ');
}

void screen_add_cell(struct text *text, const char *raw, int columns, bool is_right)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    escape_terminal(&shown, raw);
    int width = (int)out_width(shown.bytes);
    if (width <= columns) {
        add_blanks(text, is_right ? columns - width : 0);
        text_add(text, shown.bytes);
        add_blanks(text, is_right ? 0 : columns - width);
        return;
    }
    size_t fitting = out_cut(shown.bytes, (size_t)columns - 1);
    shown.bytes[fitting] = '\0';
    text_add(text, shown.bytes);
    text_add(text, "\xE2\x80\xA6");
    add_blanks(text, columns - 1 - (int)out_width(shown.bytes));
}

void screen_add_colored(struct text *text, const char *raw, int columns,
                        enum screen_color color, bool has_color)
{
    static const char *const codes[] = {
        [SCREEN_PLAIN] = "0",    [SCREEN_BOLD] = "1",    [SCREEN_FAINT] = "2",
        [SCREEN_RED] = "1;31",   [SCREEN_YELLOW] = "33", [SCREEN_GREEN] = "32",
        [SCREEN_MAGENTA] = "35",
    };
    if (has_color && color != SCREEN_PLAIN)
        text_addf(text, "\033[%sm", codes[color]);
    screen_add_cell(text, raw, columns, false);
    if (has_color && color != SCREEN_PLAIN)
        text_add(text, "\033[0m");
}

int screen_width(const char *raw)
{
    AUTO_TEXT shown;
    text_init(&shown, 5 * strlen(raw) + 1);
    escape_terminal(&shown, raw);
    return (int)out_width(shown.bytes);
}

void screen_end_line(struct text *text)
{
    while (text->length != 0 && text->bytes[text->length - 1] == ' ')
        text->bytes[--text->length] = '\0';
    text_add_char(text, '\n');
}

/* One word, cut over lines where it is longer than a whole one. Returns the column. */
static int add_word(struct text *text, const char *word, int column, int indent,
                    int columns)
{
    int width = (int)out_width(word);
    if (column != indent && column + 1 + width > columns) {
        screen_end_line(text);
        add_blanks(text, indent);
        column = indent;
    }
    if (column != indent) {
        text_add_char(text, ' ');
        column++;
    }
    while (column + width > columns) {
        size_t fitting = out_cut(word, (size_t)(columns - column));
        text_add_bytes(text, word, fitting);
        screen_end_line(text);
        add_blanks(text, indent);
        word += fitting;
        column = indent;
        width = (int)out_width(word);
    }
    text_add(text, word);
    return column + width;
}

void screen_add_wrapped(struct text *text, const char *raw, int indent, int columns)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    escape_terminal(&shown, raw);
    if (columns < indent + WRAP_LEAST)
        columns = indent + WRAP_LEAST;
    add_blanks(text, indent);
    int column = indent;
    char *word = shown.bytes;
    while (word != NULL) {
        char *blank = strchr(word, ' ');
        if (blank != NULL)
            *blank = '\0';
        if (word[0] != '\0')
            column = add_word(text, word, column, indent, columns);
        word = blank == NULL ? NULL : blank + 1;
    }
    screen_end_line(text);
}

void screen_add_hanging(struct text *text, const char *raw, int indent, int hanging,
                        int columns)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    escape_terminal(&shown, raw);
    int column = 0;
    char *word = shown.bytes;
    while (word != NULL) {
        char *blank = strchr(word, ' ');
        if (blank != NULL)
            *blank = '\0';
        int width = (int)out_width(word);
        if (width != 0 && column != 0 && column + 1 + width > columns) {
            screen_end_line(text);
            indent = hanging;
            column = 0;
        }
        if (width != 0) {
            int gap = column == 0 ? indent : 1;
            add_blanks(text, gap);
            text_add(text, word);
            column += gap + width;
        }
        word = blank == NULL ? NULL : blank + 1;
    }
    screen_end_line(text);
}

void screen_add_pieces(struct text *text, const char *const *pieces, size_t count,
                       int indent, int columns)
{
    int column = 0;
    for (size_t i = 0; i < count; i++) {
        if (pieces[i][0] == '\0')
            continue;
        int width = screen_width(pieces[i]);
        if (column != 0 && column + PIECE_GAP + width > columns) {
            screen_end_line(text);
            indent = LATER_INDENT;
            column = 0;
        }
        if (column == 0 && indent + width > columns) {
            screen_add_wrapped(text, pieces[i], indent, columns);
            indent = LATER_INDENT;
            continue;
        }
        int gap = column == 0 ? indent : PIECE_GAP;
        add_blanks(text, gap);
        escape_terminal(text, pieces[i]);
        column += gap + width;
    }
    if (column != 0)
        screen_end_line(text);
}
