/* A JSON reader for {"name": ..., "tags": [...]}: checks every byte, keeps the tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tags_json.h"

#include "base/slice.h"

#include <string.h>

void tags_json_init(struct tags_json *reader, struct text *lines, struct text *days,
                    size_t tags_max)
{
    *reader =
        (struct tags_json){.lines = lines, .tags_max = tags_max, .state = TAGS_VALUE};
    tag_days_init(&reader->days, days, tags_max);
}

/* What a byte may be in a tag: a table, for every byte of every tag is looked up. */
enum { NOT_IN_TAGS, NOT_FIRST, WORD };
static const unsigned char tag_bytes[256] = {
    ['-'] = NOT_FIRST, ['.'] = NOT_FIRST, ['_'] = WORD, ['0'] = WORD, ['1'] = WORD,
    ['2'] = WORD,      ['3'] = WORD,      ['4'] = WORD, ['5'] = WORD, ['6'] = WORD,
    ['7'] = WORD,      ['8'] = WORD,      ['9'] = WORD, ['A'] = WORD, ['B'] = WORD,
    ['C'] = WORD,      ['D'] = WORD,      ['E'] = WORD, ['F'] = WORD, ['G'] = WORD,
    ['H'] = WORD,      ['I'] = WORD,      ['J'] = WORD, ['K'] = WORD, ['L'] = WORD,
    ['M'] = WORD,      ['N'] = WORD,      ['O'] = WORD, ['P'] = WORD, ['Q'] = WORD,
    ['R'] = WORD,      ['S'] = WORD,      ['T'] = WORD, ['U'] = WORD, ['V'] = WORD,
    ['W'] = WORD,      ['X'] = WORD,      ['Y'] = WORD, ['Z'] = WORD, ['a'] = WORD,
    ['b'] = WORD,      ['c'] = WORD,      ['d'] = WORD, ['e'] = WORD, ['f'] = WORD,
    ['g'] = WORD,      ['h'] = WORD,      ['i'] = WORD, ['j'] = WORD, ['k'] = WORD,
    ['l'] = WORD,      ['m'] = WORD,      ['n'] = WORD, ['o'] = WORD, ['p'] = WORD,
    ['q'] = WORD,      ['r'] = WORD,      ['s'] = WORD, ['t'] = WORD, ['u'] = WORD,
    ['v'] = WORD,      ['w'] = WORD,      ['x'] = WORD, ['y'] = WORD, ['z'] = WORD,
};

/* The bytes from here on that could stand in a tag; 0 where none begins. */
static size_t tag_run(const char *at, size_t count)
{
    size_t run = 0;
    if (count == 0 || tag_bytes[(unsigned char)at[0]] != WORD)
        return 0;
    while (run < count && tag_bytes[(unsigned char)at[run]] != NOT_IN_TAGS)
        run++;
    return run;
}

bool tag_is_possible(const char *text, size_t length)
{
    return length != 0 && length <= TAG_BYTES_MAX && tag_run(text, length) == length;
}

static bool fail(const struct tags_json *reader, struct error *err, const char *what)
{
    return error_set(err, ERROR_FORMAT, "byte %zu: %s", reader->bytes, what);
}

static bool refuse(const struct tags_json *reader, struct error *err, unsigned char c)
{
    if (c == '<' && reader->depth == 0 && reader->state == TAGS_VALUE)
        return error_set(err, ERROR_FORMAT, "the answer is a web page, not JSON");
    if (c >= ' ' && c < 0x7f)
        return error_set(err, ERROR_FORMAT, "byte %zu: '%c' does not belong there",
                         reader->bytes, c);
    return error_set(err, ERROR_FORMAT, "byte %zu: 0x%02x does not belong there",
                     reader->bytes, c);
}

static bool is_space(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static void end_value(struct tags_json *reader)
{
    reader->state = reader->depth == 0 ? TAGS_END : TAGS_BEHIND_VALUE;
}

/* Whether the value that begins is an item of the tag list. */
static bool is_item(const struct tags_json *reader)
{
    return reader->is_in_tags && reader->depth == 2;
}

static bool open_level(struct tags_json *reader, bool is_object, struct error *err)
{
    if (is_item(reader))
        return fail(reader, err, "an entry of 'tags' is not text");
    if (reader->depth == 0 && !is_object)
        return fail(reader, err, "a list, where a tag list is an object");
    if (reader->is_tags_next && is_object)
        return fail(reader, err, "'tags' is not a list");
    if (reader->depth == TAGS_JSON_DEPTH_MAX)
        return fail(reader, err, "nested too deeply");
    reader->is_in_tags = reader->is_in_tags || reader->is_tags_next;
    reader->has_tags = reader->has_tags || reader->is_tags_next;
    reader->is_tags_next = false;
    reader->is_object[++reader->depth] = is_object;
    reader->state = is_object ? TAGS_FIRST_KEY : TAGS_FIRST_ITEM;
    tag_days_open(&reader->days, reader->depth, is_object);
    return true;
}

static bool close_level(struct tags_json *reader, unsigned char c, struct error *err)
{
    if (reader->is_object[reader->depth] != (c == '}'))
        return refuse(reader, err, c);
    reader->depth--;
    if (reader->depth < 2)
        reader->is_in_tags = false;
    tag_days_close(&reader->days, reader->depth);
    end_value(reader);
    return true;
}

static void begin_string(struct tags_json *reader, bool is_key)
{
    reader->is_key = is_key;
    reader->held_length = 0;
    reader->state = TAGS_STRING;
}

static bool begin_word(struct tags_json *reader, const char *word, struct error *err)
{
    if (is_item(reader) && word[0] != 'n')
        return fail(reader, err, "an entry of 'tags' is not text");
    if (reader->is_tags_next && word[0] != 'n')
        return fail(reader, err, "'tags' is not a list");
    if (is_item(reader))
        reader->dropped++;
    reader->has_tags = reader->has_tags || reader->is_tags_next;
    reader->is_tags_next = false;
    reader->word = word + 1;
    reader->state = TAGS_WORD;
    return true;
}

static bool begin_number(struct tags_json *reader, unsigned char c, struct error *err)
{
    if (is_item(reader))
        return fail(reader, err, "an entry of 'tags' is not text");
    if (reader->is_tags_next)
        return fail(reader, err, "'tags' is not a list");
    reader->number = c == '-' || c == '0' ? (char)c : '1';
    reader->held[0] = (char)c;
    reader->held_length = 1;
    reader->state = TAGS_NUMBER;
    return true;
}

static bool begin_value(struct tags_json *reader, unsigned char c, struct error *err)
{
    if (c == '{' || c == '[')
        return open_level(reader, c == '{', err);
    if (reader->depth == 0)
        return refuse(reader, err, c);
    if (c == '"') {
        if (reader->is_tags_next)
            return fail(reader, err, "'tags' is not a list");
        begin_string(reader, false);
        return true;
    }
    if (c == '-' || is_digit(c))
        return begin_number(reader, c, err);
    if (c == 't' || c == 'f' || c == 'n')
        return begin_word(reader, c == 't' ? "true" : c == 'f' ? "false" : "null", err);
    return refuse(reader, err, c);
}

static void keep_tag(struct tags_json *reader, struct slice tag)
{
    if (reader->count == reader->tags_max) {
        reader->is_over = true;
        return;
    }
    text_add_line(reader->lines, tag);
    reader->count++;
}

static void take_tag(struct tags_json *reader, struct slice tag)
{
    if (tag_is_possible(tag.at, tag.length))
        keep_tag(reader, tag);
    else
        reader->dropped++;
}

static struct slice held_text(const struct tags_json *reader)
{
    return (struct slice){reader->held, reader->held_length};
}

static bool end_key(struct tags_json *reader, struct error *err)
{
    struct slice key = held_text(reader);
    reader->is_tags_next = reader->depth == 1 && slice_equals(key, "tags");
    if (reader->is_tags_next && reader->has_tags)
        return fail(reader, err, "'tags' twice");
    if (!tag_days_key(&reader->days, reader->depth, key))
        return fail(reader, err, "'manifest' twice");
    reader->state = TAGS_COLON;
    return true;
}

static bool end_string(struct tags_json *reader, struct error *err)
{
    if (reader->is_key)
        return end_key(reader, err);
    if (is_item(reader))
        take_tag(reader, held_text(reader));
    tag_days_scalar(&reader->days, reader->depth, held_text(reader));
    end_value(reader);
    return true;
}

static void hold(struct tags_json *reader, char c)
{
    if (reader->held_length < sizeof reader->held)
        reader->held[reader->held_length++] = c;
}

/* The first byte of a UTF-8 character: how many follow, and what the first may be. */
static bool begin_character(struct tags_json *reader, unsigned char c,
                            struct error *err)
{
    if (c < 0xc2 || c > 0xf4)
        return fail(reader, err, "this is not UTF-8");
    reader->follow = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    reader->follow_least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    reader->follow_most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    hold(reader, (char)c);
    return true;
}

static bool follow_character(struct tags_json *reader, unsigned char c,
                             struct error *err)
{
    if (c < reader->follow_least || c > reader->follow_most)
        return fail(reader, err, "this is not UTF-8");
    reader->follow--;
    reader->follow_least = 0x80;
    reader->follow_most = 0xbf;
    hold(reader, (char)c);
    return true;
}

static bool take_in_string(struct tags_json *reader, unsigned char c, struct error *err)
{
    if (reader->follow != 0)
        return follow_character(reader, c, err);
    if (reader->wants_low && c != '\\')
        return fail(reader, err, "half of a surrogate pair");
    if (c == '"')
        return end_string(reader, err);
    if (c < ' ')
        return refuse(reader, err, c);
    if (c == '\\')
        reader->state = TAGS_ESCAPE;
    else if (c >= 0x80)
        return begin_character(reader, c, err);
    else
        hold(reader, (char)c);
    return true;
}

static bool take_escape(struct tags_json *reader, unsigned char c, struct error *err)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *found = c != '\0' ? strchr(letters, c) : NULL;
    if (c == 'u') {
        reader->unit = 0;
        reader->hex_digits = 0;
        reader->state = TAGS_HEX;
        return true;
    }
    if (found == NULL || reader->wants_low)
        return refuse(reader, err, c);
    hold(reader, meanings[found - letters]);
    reader->state = TAGS_STRING;
    return true;
}

static bool take_hex(struct tags_json *reader, unsigned char c, struct error *err)
{
    static const char digits[] = "0123456789abcdef";
    const char lower[] = {(char)(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c), '\0'};
    uint32_t digit = (uint32_t)strcspn(digits, lower);
    if (lower[0] == '\0' || digit == 16)
        return refuse(reader, err, c);
    reader->unit = reader->unit * 16 + digit;
    if (++reader->hex_digits < 4)
        return true;
    bool is_low = reader->unit >= 0xdc00 && reader->unit <= 0xdfff;
    if (is_low != reader->wants_low || reader->unit == 0)
        return fail(reader, err, "an escape that is no character");
    reader->wants_low = reader->unit >= 0xd800 && reader->unit <= 0xdbff;
    /* No tag has characters beyond ASCII: one that does is dropped by any of them. */
    hold(reader, reader->unit < 0x80 ? (char)reader->unit : '\x7f');
    reader->state = TAGS_STRING;
    return true;
}

/* The next part of a number for a byte; 0 when the byte is none of it. */
static char number_part(char part, unsigned char c)
{
    if (is_digit(c))
        switch (part) {
        case '-':
            return c == '0' ? '0' : '1';
        case '1':
            return '1';
        case '.':
        case '2':
            return '2';
        case 'e':
        case 's':
        case '3':
            return '3';
        default:
            return 0;
        }
    if (c == '.' && (part == '0' || part == '1'))
        return '.';
    if ((c == 'e' || c == 'E') && (part == '0' || part == '1' || part == '2'))
        return 'e';
    return (c == '+' || c == '-') && part == 'e' ? 's' : 0;
}

static bool take_behind_value(struct tags_json *reader, unsigned char c,
                              struct error *err)
{
    if (is_space(c))
        return true;
    if (c == '}' || c == ']')
        return close_level(reader, c, err);
    if (c != ',')
        return refuse(reader, err, c);
    reader->state = reader->is_object[reader->depth] ? TAGS_KEY : TAGS_VALUE;
    return true;
}

static bool take_number(struct tags_json *reader, unsigned char c, struct error *err)
{
    char part = number_part(reader->number, c);
    if (part != 0) {
        reader->number = part;
        hold(reader, (char)c);
        return true;
    }
    if (strchr("0123", reader->number) == NULL)
        return refuse(reader, err, c);
    tag_days_scalar(&reader->days, reader->depth, held_text(reader));
    end_value(reader);
    return take_behind_value(reader, c, err);
}

static bool take_word(struct tags_json *reader, unsigned char c, struct error *err)
{
    if (c != (unsigned char)*reader->word)
        return refuse(reader, err, c);
    if (*++reader->word == '\0')
        end_value(reader);
    return true;
}

static bool take_key(struct tags_json *reader, unsigned char c, struct error *err)
{
    if (is_space(c))
        return true;
    if (c == '}' && reader->state == TAGS_FIRST_KEY)
        return close_level(reader, c, err);
    if (c != '"')
        return refuse(reader, err, c);
    begin_string(reader, true);
    return true;
}

static bool take(struct tags_json *reader, unsigned char c, struct error *err)
{
    switch (reader->state) {
    case TAGS_STRING:
        return take_in_string(reader, c, err);
    case TAGS_ESCAPE:
        return take_escape(reader, c, err);
    case TAGS_HEX:
        return take_hex(reader, c, err);
    case TAGS_NUMBER:
        return take_number(reader, c, err);
    case TAGS_WORD:
        return take_word(reader, c, err);
    case TAGS_BEHIND_VALUE:
        return take_behind_value(reader, c, err);
    case TAGS_FIRST_KEY:
    case TAGS_KEY:
        return take_key(reader, c, err);
    case TAGS_FIRST_ITEM:
        if (c == ']')
            return close_level(reader, c, err);
        return is_space(c) || begin_value(reader, c, err);
    case TAGS_VALUE:
        return is_space(c) || begin_value(reader, c, err);
    case TAGS_COLON:
        if (c == ':')
            reader->state = TAGS_VALUE;
        return c == ':' || is_space(c) || refuse(reader, err, c);
    case TAGS_END:
        return is_space(c) || refuse(reader, err, c);
    }
    return false;
}

/* How many bytes from here on are plain characters of a string. */
static size_t plain_run(const unsigned char *at, size_t count)
{
    size_t run = 0;
    while (run < count && at[run] >= ' ' && at[run] < 0x80 && at[run] != '"' &&
           at[run] != '\\')
        run++;
    return run;
}

/* Most of a list are strings, and most of those plain: taken at a time. */
static size_t take_run(struct tags_json *reader, const unsigned char *at, size_t count)
{
    if (reader->state != TAGS_STRING || reader->follow != 0 || reader->wants_low)
        return 0;
    size_t run = plain_run(at, count);
    size_t room = sizeof reader->held - reader->held_length;
    size_t held = run < room ? run : room;
    memcpy(reader->held + reader->held_length, at, held);
    reader->held_length += held;
    reader->bytes += run;
    return run;
}

/* Nearly all of a list is "tag","tag": taken whole as it lies there, with the commas.
 * Whatever is not that, or not all there yet, is left for byte after byte. */
static size_t take_plain_tags(struct tags_json *reader, const char *at, size_t count)
{
    size_t taken = 0;
    bool may_begin = reader->state == TAGS_VALUE || reader->state == TAGS_FIRST_ITEM;
    if (!may_begin || !is_item(reader))
        return 0;
    while (taken < count && at[taken] == '"') {
        struct slice tag = {at + taken + 1, 0};
        tag.length = tag_run(tag.at, count - taken - 1);
        size_t end = taken + 1 + tag.length;
        if (tag.length == 0 || tag.length > TAG_BYTES_MAX || end == count ||
            at[end] != '"')
            break;
        keep_tag(reader, tag);
        reader->state = TAGS_BEHIND_VALUE;
        taken = end + 1;
        if (taken == count || at[taken] != ',')
            break;
        reader->state = TAGS_VALUE;
        taken++;
    }
    reader->bytes += taken;
    return taken;
}

bool tags_json_add(struct tags_json *reader, const void *bytes, size_t count,
                   struct error *err)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < count; i++) {
        i += take_plain_tags(reader, (const char *)at + i, count - i);
        i += take_run(reader, at + i, count - i);
        if (i == count)
            break;
        reader->bytes++;
        if (!take(reader, at[i], err))
            return false;
    }
    return true;
}

bool tags_json_finish(const struct tags_json *reader, struct error *err)
{
    if (reader->bytes == 0)
        return error_set(err, ERROR_FORMAT, "the answer is empty");
    if (reader->state != TAGS_END)
        return error_set(err, ERROR_FORMAT,
                         "the answer ends in the middle, at byte %zu", reader->bytes);
    if (!reader->has_tags)
        return error_set(err, ERROR_FORMAT, "the answer has no 'tags'");
    return true;
}
