/* Follows a tag list to the days of its tags, and joins the two. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tag_days.h"

#include "base/arena.h"
#include "base/day.h"
#include "base/map.h"
#include "net/tags_json.h"

#include <string.h>

/* Depths of the document's members, of an image's, of the entries of its "tag". */
enum { DEPTH_DOCUMENT = 1, DEPTH_IMAGES = 2, DEPTH_IMAGE = 3, DEPTH_TAGS = 4 };

/* Builds that leave their time out say 0, 1970 or 1980 (registries.md, section 2). */
enum { YEAR_LEAST = 2013 };

/* The end of the year 9999, in milliseconds. */
#define TIME_MOST UINT64_C(253402300799999)

void tag_days_init(struct tag_days *days, struct text *found, size_t tags_max)
{
    *days = (struct tag_days){.found = found, .tags_left = tags_max, .day = DAY_NONE};
}

static enum tag_days_member member_of(struct slice key)
{
    if (slice_equals(key, "tag"))
        return TAG_DAYS_TAGS;
    if (slice_equals(key, "timeCreatedMs") || slice_equals(key, "timeUploadedMs"))
        return TAG_DAYS_TIME;
    return TAG_DAYS_OTHER;
}

bool tag_days_key(struct tag_days *days, unsigned depth, struct slice key)
{
    if (depth == DEPTH_IMAGE)
        days->member = member_of(key);
    if (depth != DEPTH_DOCUMENT)
        return true;
    bool is_again = days->has_manifest;
    days->is_next = slice_equals(key, "manifest");
    days->has_manifest |= days->is_next;
    return !(days->is_next && is_again);
}

void tag_days_open(struct tag_days *days, unsigned depth, bool is_object)
{
    if (depth == DEPTH_IMAGES && days->is_next && days->found != NULL)
        days->is_in = is_object;
    if (depth == DEPTH_IMAGE && days->is_in) {
        days->begin = days->found->length;
        days->day = DAY_NONE;
        days->member = TAG_DAYS_OTHER;
    }
    if (depth == DEPTH_TAGS)
        days->is_in_tags = days->is_in && !is_object && days->member == TAG_DAYS_TAGS;
}

/* The image was there by either of its two times. */
static void add_time(struct tag_days *days, struct slice value)
{
    uint64_t milliseconds;
    if (!slice_number(value, TIME_MOST, &milliseconds))
        return;
    int day = day_of_seconds((int64_t)(milliseconds / 1000));
    if (day >= day_of(YEAR_LEAST, 1, 1) && (days->day == DAY_NONE || day < days->day))
        days->day = day;
}

void tag_days_scalar(struct tag_days *days, unsigned depth, struct slice value)
{
    if (!days->is_in)
        return;
    if (depth == DEPTH_IMAGE && days->member == TAG_DAYS_TIME)
        add_time(days, value);
    if (depth != DEPTH_TAGS || !days->is_in_tags || days->tags_left == 0 ||
        !tag_is_possible(value.at, value.length))
        return;
    text_add_slice(days->found, value);
    text_add_char(days->found, '\n');
    days->tags_left--;
}

/* What has no day or no tag is forgotten. */
static void end_image(struct tag_days *days)
{
    char text[DAY_TEXT_BYTES];
    if (days->found->length == days->begin)
        return;
    if (days->day == DAY_NONE) {
        days->found->length = days->begin;
        days->found->bytes[days->begin] = '\0';
    } else {
        text_addf(days->found, "=%s\n", day_format(days->day, text));
    }
}

void tag_days_close(struct tag_days *days, unsigned depth)
{
    if (depth == DEPTH_IMAGE)
        days->is_in_tags = false;
    if (depth == DEPTH_IMAGES && days->is_in)
        end_image(days);
    if (depth == DEPTH_DOCUMENT)
        days->is_in = false;
}

static struct slice cut_line(struct slice *rest)
{
    const char *end = memchr(rest->at, '\n', rest->length);
    size_t length = end == NULL ? rest->length : (size_t)(end - rest->at);
    struct slice line = {rest->at, length};
    rest->at += end == NULL ? length : length + 1;
    rest->length -= end == NULL ? length : length + 1;
    return line;
}

struct tag_day_index {
    struct arena *arena;
    struct map *days; /* of a tag: a slice of found */
};

static struct slice *day_of_tag(struct tag_day_index *index, struct slice tag)
{
    struct slice *day = map_find(index->days, tag.at, tag.length);
    if (day != NULL)
        return day;
    day = arena_alloc(index->arena, sizeof *day);
    map_add(index->days, tag.at, tag.length, day);
    return day;
}

struct tag_day_index *tag_day_index_new(const struct text *found)
{
    struct arena *arena = arena_new();
    struct tag_day_index *index = arena_alloc(arena, sizeof *index);
    *index = (struct tag_day_index){arena, map_new()};
    struct slice rest = {found->bytes, found->length};
    struct slice image = rest; /* from its first tag on */
    while (rest.length != 0) {
        struct slice line = cut_line(&rest);
        if (line.at[0] != '=')
            continue;
        struct slice day = {line.at + 1, line.length - 1};
        while (image.at < line.at) {
            struct slice *known = day_of_tag(index, cut_line(&image));
            if (known->at == NULL || memcmp(day.at, known->at, day.length) < 0)
                *known = day;
        }
        image = rest;
    }
    return index;
}

void tag_day_index_free(struct tag_day_index *index)
{
    if (index == NULL)
        return;
    map_free(index->days);
    arena_free(index->arena);
}

void tag_day_index_add(const struct tag_day_index *index, struct slice lines,
                       struct text *ret_lines)
{
    while (lines.length != 0) {
        struct slice tag = cut_line(&lines);
        const struct slice *day = map_find(index->days, tag.at, tag.length);
        text_add_slice(ret_lines, tag);
        if (day != NULL) {
            text_add_char(ret_lines, ' ');
            text_add_slice(ret_lines, *day);
        }
        text_add_char(ret_lines, '\n');
    }
}
