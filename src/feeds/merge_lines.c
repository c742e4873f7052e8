/* Merges release lines by their names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/merge_lines.h"

#include <stdlib.h>
#include <string.h>

/* A line as one answer tells it; answer NULL: the catalogue. */
struct line_mention {
    struct version version; /* its name as read, for the order */
    const struct feed_line *line;
    const struct answer *answer;
    size_t order;
};
LIST(line_mention_list, struct line_mention);

/* Whose word on an end counts: endoflife.date's, then a release file's. */
static int rank_of(const struct answer *answer)
{
    if (answer == NULL)
        return 3;
    if (strcmp(answer->feed, "endoflife") == 0)
        return 0;
    return strcmp(answer->feed, "file") == 0 ? 1 : 2;
}

static int compare_mentions(const void *left, const void *right)
{
    const struct line_mention *a = left;
    const struct line_mention *b = right;
    int order = version_compare_numbers(&a->version, &b->version);
    if (order == 0)
        order = strcmp(a->line->name, b->line->name);
    if (order == 0)
        order = rank_of(a->answer) - rank_of(b->answer);
    if (order == 0)
        order = (a->order > b->order) - (a->order < b->order);
    return order;
}

static void add_mention(struct line_mention_list *mentions,
                        const struct upstream *upstream, const struct feed_line *line,
                        const struct answer *answer, struct arena *arena)
{
    struct line_mention mention = {version_read(upstream->reader, line->name), line,
                                   answer, mentions->count};
    *LIST_ADD(arena, mentions) = mention;
}

static void collect(const struct upstream *upstream, struct arena *arena,
                    struct line_mention_list *mentions)
{
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        for (size_t k = 0; k < answer->lines.count; k++)
            add_mention(mentions, upstream, &answer->lines.items[k], answer, arena);
    }
    const struct product *product = upstream->product;
    for (size_t i = 0; product != NULL && i < product->lts.count; i++) {
        struct feed_line *line = arena_alloc(arena, sizeof *line);
        *line = (struct feed_line){.name = product->lts.items[i],
                                   .released_day = DAY_NONE,
                                   .end_day = DAY_NONE,
                                   .known_day = DAY_NONE,
                                   .lts_day = DAY_NONE,
                                   .extended_end_day = DAY_NONE,
                                   .is_lts = true};
        add_mention(mentions, upstream, line, NULL, arena);
    }
}

/* Whether an end is to replace the one taken from a source of the same rank. */
static bool is_earlier_end(const struct line_mention *mention, const struct line *line)
{
    return rank_of(mention->answer) == rank_of(line->answer) &&
           mention->line->end_day != DAY_NONE &&
           (line->end_day == DAY_NONE || mention->line->end_day < line->end_day);
}

static void merge_line(const struct line_mention *mentions, size_t count,
                       struct line *line)
{
    *line = (struct line){.name = mentions[0].line->name,
                          .released_day = DAY_NONE,
                          .end_day = DAY_NONE,
                          .known_day = DAY_NONE,
                          .lts_day = DAY_NONE,
                          .extended_end_day = DAY_NONE,
                          .answer = mentions[0].answer};
    for (size_t i = 0; i < count; i++) {
        const struct feed_line *told = mentions[i].line;
        if (told->is_lts && (!line->is_lts || told->lts_day < line->lts_day))
            line->lts_day = told->lts_day;
        line->is_lts |= told->is_lts;
        if (line->released_day == DAY_NONE)
            line->released_day = told->released_day;
        if (line->extended_end_day == DAY_NONE)
            line->extended_end_day = told->extended_end_day;
        if (!told->has_end || (line->has_end && !is_earlier_end(&mentions[i], line)))
            continue;
        line->has_end = true;
        line->end_day = told->end_day;
        line->is_ended = told->is_ended;
        line->known_day = told->known_day;
        line->answer = mentions[i].answer;
    }
    for (size_t i = 0; i < count && line->known_day == DAY_NONE; i++)
        if (mentions[i].line->has_end && mentions[i].line->end_day == line->end_day)
            line->known_day = mentions[i].line->known_day;
}

void upstream_merge_lines(struct upstream *upstream, struct arena *arena)
{
    struct line_mention_list mentions = {0};
    upstream->lines = (struct line_list){0};
    collect(upstream, arena, &mentions);
    if (mentions.count != 0)
        qsort(mentions.items, mentions.count, sizeof *mentions.items, compare_mentions);
    for (size_t i = 0; i < mentions.count;) {
        size_t end = i + 1;
        while (end < mentions.count && strcmp(mentions.items[i].line->name,
                                              mentions.items[end].line->name) == 0)
            end++;
        merge_line(&mentions.items[i], end - i, LIST_ADD(arena, &upstream->lines));
        i = end;
    }
}
