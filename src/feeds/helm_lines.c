/* Reads the index of a Helm repository line by line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/helm_lines.h"

#include <string.h>

enum { COLUMN_NONE = -1 };

/* A line without its indentation and its end. */
struct line {
    struct slice whole;
    struct slice content; /* behind the indentation, without white space at its end */
    int column;           /* of the content */
};

void helm_lines_init(struct helm_lines *lines, const struct text_list *charts,
                     struct text *kept)
{
    *lines = (struct helm_lines){
        .charts = charts,
        .kept = kept,
        .columns = {COLUMN_NONE, COLUMN_NONE, COLUMN_NONE},
        .block = COLUMN_NONE,
    };
    text_init(&lines->head, HELM_LINE_HEAD_BYTES);
}

void helm_lines_clear(struct helm_lines *lines)
{
    text_clear(&lines->head);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct line line_of(struct slice whole)
{
    struct line line = {.whole = whole, .content = whole};
    while (line.content.length != 0 && line.content.at[0] == ' ') {
        line.content.at++;
        line.content.length--;
    }
    line.column = (int)(whole.length - line.content.length);
    while (line.content.length != 0 &&
           is_blank(line.content.at[line.content.length - 1]))
        line.content.length--;
    return line;
}

/* Nothing stands there, or only a remark. */
static bool is_empty(struct slice content)
{
    return content.length == 0 || content.at[0] == '#';
}

/* "? name" with ": value" below it is how long names are written. */
static bool is_marked(struct slice content, char mark)
{
    return content.length != 0 && content.at[0] == mark &&
           (content.length == 1 || is_blank(content.at[1]));
}

static bool is_item(struct slice content)
{
    return is_marked(content, '-');
}

/* What was opened in square or curly brackets above may be closed at its own column. */
static bool is_closer(struct slice content)
{
    return content.length != 0 && (content.at[0] == ']' || content.at[0] == '}');
}

static bool is_mark(struct slice content)
{
    return slice_starts_with(content, "---") || slice_starts_with(content, "...");
}

static struct slice behind(struct slice content, size_t count)
{
    struct slice rest = {content.at + count, content.length - count};
    return slice_trim(rest);
}

/* How many bytes of the content are the key; 0: it does not begin with a plain one. */
static size_t key_length(struct slice content)
{
    char quote = content.at[0];
    if (quote == '"' || quote == '\'') {
        const char *end = memchr(content.at + 1, quote, content.length - 1);
        size_t length = end == NULL ? 0 : (size_t)(end + 1 - content.at);
        bool is_escaped = memchr(content.at, '\\', length) != NULL;
        bool is_doubled = length < content.length && content.at[length] == quote;
        return is_escaped || is_doubled ? 0 : length;
    }
    if (strchr("-?:,[]{}#&*!|<>%@`", quote) != NULL)
        return 0;
    size_t length = 0;
    while (length < content.length && content.at[length] != ':' &&
           content.at[length] != '#')
        length++;
    return length;
}

/* Splits "key: value". False: the content is something else. */
static bool split(struct slice content, struct slice *ret_key, struct slice *ret_value)
{
    if (content.length == 0)
        return false;
    size_t length = key_length(content);
    struct slice rest = behind(content, length);
    bool is_key = length != 0 && rest.length != 0 && rest.at[0] == ':' &&
                  (rest.length == 1 || is_blank(rest.at[1]));
    if (!is_key)
        return false;
    *ret_key = slice_trim((struct slice){content.at, length});
    if (content.at[0] == '"' || content.at[0] == '\'') {
        ret_key->at++;
        ret_key->length -= 2;
    }
    *ret_value = behind(rest, 1);
    return true;
}

static bool is_asked(const struct helm_lines *lines, struct slice chart)
{
    for (size_t i = 0; i < lines->charts->count; i++)
        if (slice_equals(chart, lines->charts->items[i]))
            return true;
    return false;
}

static bool refuse(struct helm_lines *lines, const char *what)
{
    lines->odd = what;
    return false;
}

/* A version without any of the keys must not look as if it was not there. */
static void add_placeholder(struct helm_lines *lines, bool is_behind_dash)
{
    int dash = lines->columns.versions;
    int pad = lines->columns.keys;
    if (is_behind_dash)
        text_addf(lines->kept, "%*s-%*s_:\n", dash, "", pad - dash - 1, "");
    else
        text_addf(lines->kept, "%*s_:\n", pad, "");
}

/* Whether the line with a key of a version is kept. */
static bool take_key(struct helm_lines *lines, struct slice content,
                     bool is_behind_dash)
{
    static const char *const wanted[] = {"version", "appVersion", "created",
                                         "deprecated", "removed"};
    struct slice key;
    struct slice value;
    bool is_wanted = !split(content, &key, &value); /* what is odd is kept */
    for (size_t i = 0; !is_wanted && i < COUNT_OF(wanted); i++)
        is_wanted = slice_equals(key, wanted[i]);
    if (!is_wanted && !lines->has_key)
        add_placeholder(lines, is_behind_dash);
    lines->has_key = true;
    lines->keeps_key = is_wanted;
    return is_wanted;
}

static bool begin_version(struct helm_lines *lines, const struct line *line)
{
    struct slice first = behind(line->content, 1);
    struct slice key;
    struct slice value;
    lines->columns.keys = COLUMN_NONE;
    lines->keeps_version = false;
    lines->keeps_key = false;
    lines->has_key = false;
    if (is_empty(first))
        return true; /* its keys are in the lines below */
    if (!split(first, &key, &value)) {
        lines->keeps_version = true;
        return true;
    }
    lines->columns.keys = line->column + (int)(first.at - line->content.at);
    return take_key(lines, first, true);
}

static bool take_line_of_version(struct helm_lines *lines, const struct line *line)
{
    struct slice key;
    struct slice value;
    if (lines->keeps_version)
        return true;
    if (lines->columns.keys == COLUMN_NONE) {
        if (!split(line->content, &key, &value)) {
            lines->keeps_version = true;
            return true;
        }
        lines->columns.keys = line->column;
    }
    if (line->column < lines->columns.keys)
        return refuse(lines, "stands further left than the keys above it");
    if (line->column > lines->columns.keys || is_item(line->content) ||
        is_closer(line->content))
        return lines->keeps_key;
    return take_key(lines, line->content, false);
}

static bool take_line_of_chart(struct helm_lines *lines, const struct line *line)
{
    if (!lines->keeps_chart || lines->is_whole_chart)
        return lines->keeps_chart;
    if (lines->columns.versions == COLUMN_NONE) {
        lines->is_whole_chart = !is_item(line->content);
        lines->columns.versions = line->column;
        return lines->is_whole_chart || begin_version(lines, line);
    }
    if (line->column > lines->columns.versions)
        return take_line_of_version(lines, line);
    if (line->column < lines->columns.versions || !is_item(line->content))
        return refuse(lines, "is no version of the chart");
    return begin_version(lines, line);
}

static bool begin_chart(struct helm_lines *lines, const struct line *line)
{
    struct slice chart = behind(line->content, 1);
    struct slice value = line->content;
    if (!is_marked(line->content, '?') && !split(line->content, &chart, &value))
        return refuse(lines, "is no name of a chart");
    lines->keeps_chart = is_asked(lines, chart);
    lines->is_whole_chart = !is_empty(value);
    lines->columns.versions = COLUMN_NONE;
    return lines->keeps_chart;
}

static bool keep_all(struct helm_lines *lines, enum helm_place place)
{
    lines->place = place;
    return true;
}

/* The first line in the entries tells at which column the names of charts stand. */
static bool begin_charts(struct helm_lines *lines, const struct line *line)
{
    struct slice chart;
    struct slice value;
    if (!split(line->content, &chart, &value))
        return keep_all(lines, HELM_WHOLE);
    lines->columns.charts = line->column;
    return begin_chart(lines, line);
}

static bool take_entry(struct helm_lines *lines, const struct line *line)
{
    int charts = lines->columns.charts;
    if (line->column == 0 && !is_item(line->content) && !is_closer(line->content))
        return keep_all(lines, HELM_AFTER);
    if (charts == COLUMN_NONE)
        return begin_charts(lines, line);
    if (line->column < charts)
        return refuse(lines, "stands further left than the charts above it");
    if (line->column > charts || is_item(line->content))
        return take_line_of_chart(lines, line);
    bool goes_on = is_closer(line->content) || is_marked(line->content, ':');
    return goes_on ? lines->keeps_chart : begin_chart(lines, line);
}

/* Remarks and empty lines go with what they stand in. */
static bool keeps_remark(const struct helm_lines *lines)
{
    return lines->keeps_chart &&
           (lines->is_whole_chart || lines->keeps_version || lines->keeps_key);
}

/* What is open goes on further right, says YAML; only some parsers do not mind. */
static bool go_on(struct helm_lines *lines, const struct line *line)
{
    if (line->column <= lines->columns.charts && !is_closer(line->content))
        return refuse(lines, "stands further left than what it goes on with");
    yaml_open_go_on(&lines->open, line->content);
    return keeps_remark(lines);
}

/* Notes what a line of an asked chart leaves open; a long one is not seen whole. */
static void note_open(struct helm_lines *lines, const struct line *line)
{
    struct slice content = line->content;
    struct slice key;
    struct slice value = content;
    bool is_text = lines->block != COLUMN_NONE && line->column > lines->block;
    if (!lines->keeps_chart || is_text || line->whole.length >= HELM_LINE_HEAD_BYTES)
        return;
    while (is_item(content))
        content = behind(content, 1);
    if (!split(content, &key, &value))
        value = content;
    bool is_block = value.length != 0 && (value.at[0] == '|' || value.at[0] == '>');
    lines->block =
        is_block ? line->column + (int)(content.at - line->content.at) : COLUMN_NONE;
    yaml_open_begin(&lines->open, value);
}

static bool take_line_of_entries(struct helm_lines *lines, const struct line *line)
{
    if (yaml_is_open(&lines->open))
        return line->content.length == 0 ? keeps_remark(lines) : go_on(lines, line);
    if (is_empty(line->content))
        return keeps_remark(lines);
    if (line->column == 0 && is_mark(line->content))
        return keep_all(lines, HELM_AFTER);
    bool is_kept = take_entry(lines, line);
    if (lines->place == HELM_ENTRIES)
        note_open(lines, line);
    return is_kept;
}

/* Whether a line is kept, by its beginning. */
static bool decide(struct helm_lines *lines, struct slice whole)
{
    struct line line = line_of(whole);
    struct slice key;
    struct slice value;
    lines->line++;
    switch (lines->place) {
    case HELM_BEFORE:
        if (line.column == 0 && split(line.content, &key, &value) &&
            slice_equals(key, "entries"))
            lines->place = is_empty(value) ? HELM_ENTRIES : HELM_WHOLE;
        return true;
    case HELM_ENTRIES:
        return take_line_of_entries(lines, &line);
    case HELM_AFTER:
    case HELM_WHOLE:
        break;
    }
    return true;
}

static bool check(const struct helm_lines *lines, struct error *err)
{
    if (lines->odd != NULL)
        return error_set(err, ERROR_FORMAT, "index.yaml:%zu: the line %s", lines->line,
                         lines->odd);
    if (text_overflowed(lines->kept))
        return error_set(err, ERROR_FORMAT,
                         "what is asked of the index is more than is read");
    return true;
}

/* Decides on a line by all of it, or by a beginning that is long enough. */
static bool begin_line(struct helm_lines *lines, struct slice head, struct error *err)
{
    lines->keeps_line = decide(lines, head);
    if (lines->keeps_line)
        text_add_slice(lines->kept, head);
    return check(lines, err);
}

/* The line goes on: what is held of it until it can be decided on. */
static bool hold(struct helm_lines *lines, struct slice piece, struct error *err)
{
    if (lines->is_decided) {
        if (lines->keeps_line)
            text_add_slice(lines->kept, piece);
        return check(lines, err);
    }
    size_t room = HELM_LINE_HEAD_BYTES - lines->head.length;
    size_t taken = piece.length < room ? piece.length : room;
    text_add_bytes(&lines->head, piece.at, taken);
    if (lines->head.length < HELM_LINE_HEAD_BYTES)
        return true;
    lines->is_decided = true;
    const struct slice rest = {piece.at + taken, piece.length - taken};
    return begin_line(lines, (struct slice){lines->head.bytes, lines->head.length},
                      err) &&
           hold(lines, rest, err);
}

static bool end_line(struct helm_lines *lines, struct slice piece, struct error *err)
{
    bool is_held = lines->is_decided || lines->head.length != 0;
    if (is_held && !hold(lines, piece, err))
        return false;
    if (is_held)
        piece = (struct slice){lines->head.bytes, lines->head.length};
    if (!lines->is_decided && !begin_line(lines, piece, err))
        return false;
    if (lines->keeps_line)
        text_add_char(lines->kept, '\n');
    lines->is_decided = false;
    text_reset(&lines->head);
    return check(lines, err);
}

bool helm_lines_take(struct helm_lines *lines, const char *bytes, size_t count,
                     struct error *err)
{
    while (count != 0) {
        const char *end = memchr(bytes, '\n', count);
        if (end == NULL)
            return hold(lines, (struct slice){bytes, count}, err);
        size_t length = (size_t)(end - bytes);
        if (!end_line(lines, (struct slice){bytes, length}, err))
            return false;
        bytes += length + 1;
        count -= length + 1;
    }
    return true;
}

bool helm_lines_end(struct helm_lines *lines, struct error *err)
{
    bool is_open = lines->is_decided || lines->head.length != 0;
    return !is_open || end_line(lines, (struct slice){"", 0}, err);
}
