/* Reads the days of tags out of a tag list that tells them: Google's "manifest". */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* What the value that follows says of an image. */
enum tag_days_member { TAG_DAYS_OTHER, TAG_DAYS_TAGS, TAG_DAYS_TIME };

/*
 * {"manifest": {"sha256:...": {"tag": ["1.0"], "timeCreatedMs": "1690000000000",
 * "timeUploadedMs": "1690000100000"}}}; Container Registry writes times as text,
 * Artifact Registry writes the second one as a number. A part of struct tags_json.
 */
struct tag_days {
    struct text *found; /* NULL: days are not wanted */
    size_t tags_left;   /* that may still be added */
    bool has_manifest;  /* the document has such a member */
    bool is_next;       /* behind its key */
    bool is_in;         /* inside of it */
    bool is_in_tags;    /* inside an image's "tag" */
    enum tag_days_member member;
    size_t begin; /* where the image under way begins in found */
    int day;      /* the earliest of it that makes sense; DAY_NONE: none so far */
};

/*
 * Images with tags and a day are added to found, which may be NULL: a line for each
 * tag, behind them one "=2023-07-22".
 */
void tag_days_init(struct tag_days *days, struct text *found, size_t tags_max);

/*
 * What the document says, in its order. depth counts the open objects and lists: of a
 * key or scalar those around it, of one that opens itself too, of one that closes what
 * is left.
 */
bool tag_days_key(struct tag_days *days, unsigned depth, struct slice key) NODISCARD;
void tag_days_open(struct tag_days *days, unsigned depth, bool is_object);
void tag_days_scalar(struct tag_days *days, unsigned depth, struct slice value);
void tag_days_close(struct tag_days *days, unsigned depth);

/* The days that were found, by tag; of two days of a tag the earlier. */
struct tag_day_index;

/* found must outlive it. */
struct tag_day_index *tag_day_index_new(const struct text *found);
void tag_day_index_free(struct tag_day_index *index);

/* Adds lines of tags with their days: of "1.0\n" makes "1.0 2023-07-22\n". */
void tag_day_index_add(const struct tag_day_index *index, struct slice lines,
                       struct text *ret_lines);
