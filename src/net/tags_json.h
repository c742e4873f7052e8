/* Reads a registry's tag list as it arrives: flat memory besides the tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/text.h"
#include "net/tag_days.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAG_BYTES_MAX = 128, TAGS_JSON_DEPTH_MAX = 32 };

/* What the next byte belongs to. */
enum tags_json_state {
    TAGS_VALUE,        /* a value must begin */
    TAGS_FIRST_ITEM,   /* behind "[": a value or the end */
    TAGS_FIRST_KEY,    /* behind "{": a key or the end */
    TAGS_KEY,          /* behind a comma in an object */
    TAGS_COLON,        /* behind a key */
    TAGS_BEHIND_VALUE, /* a comma or an end */
    TAGS_STRING,
    TAGS_ESCAPE,
    TAGS_HEX,
    TAGS_NUMBER,
    TAGS_WORD, /* true, false, null */
    TAGS_END,  /* the document is whole: only white space may follow */
};

/* One document; make a new one for each page. Its fields are its own business. */
struct tags_json {
    struct text *lines;
    size_t count; /* of tags */
    size_t tags_max;
    bool is_over;   /* tags_max is reached: what follows is checked and left out */
    size_t dropped; /* entries that cannot be tags: null, empty, of other characters */

    enum tags_json_state state;
    unsigned depth;
    bool is_object[TAGS_JSON_DEPTH_MAX + 1];
    size_t bytes; /* read so far */

    bool is_key;                  /* the string under way is a key */
    char held[TAG_BYTES_MAX + 1]; /* its beginning, one byte more than a tag may have */
    size_t held_length;
    const char *word; /* what must still come of true, false, null */
    char number;      /* the last part of the number under way: - 0 1 . 2 e s 3 */
    uint32_t unit;    /* the \u escape under way */
    unsigned hex_digits;
    bool wants_low;  /* behind the first half of a surrogate pair */
    unsigned follow; /* bytes of a UTF-8 character still to come */
    unsigned char follow_least;
    unsigned char follow_most;

    bool is_tags_next; /* behind the key "tags" of the document */
    bool is_in_tags;
    bool has_tags;
    struct tag_days days;
};

/*
 * Tags are added to lines, one a line, up to tags_max of them; to days, which may be
 * NULL, what the document tells of their days (see tag_days_init).
 */
void tags_json_init(struct tags_json *reader, struct text *lines, struct text *days,
                    size_t tags_max);

/* Takes the next bytes. False: this is no tag list, err says where and why. */
bool tags_json_add(struct tags_json *reader, const void *bytes, size_t count,
                   struct error *err) NODISCARD;

/* Whether the document is whole and had tags (or "tags": null). */
bool tags_json_finish(const struct tags_json *reader, struct error *err) NODISCARD;

/* Whether text can be a tag: by the grammar of references, at most 128 bytes. */
bool tag_is_possible(const char *text, size_t length);
