/* Takes what is asked out of the index of a Helm repository. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/helm_excerpt.h"

#include "base/arena.h"
#include "feeds/helm_json.h"
#include "feeds/helm_lines.h"

#include <string.h>

/* All of an index that is not written as Helm does. */
enum { KEPT_BYTES_MAX = 64 * 1024 * 1024 };

static const char mark[] = "# excerpt of an index, charts:";

struct helm_excerpt {
    struct arena *arena;
    struct text_list charts;
    struct text kept;
    struct helm_lines lines;
    struct helm_json *json; /* NULL: it is read line by line */
    bool has_begun;
    struct error failure;
};

static void begin(struct helm_excerpt *excerpt)
{
    text_init(&excerpt->kept, KEPT_BYTES_MAX);
    text_add(&excerpt->kept, mark);
    for (size_t i = 0; i < excerpt->charts.count; i++)
        text_addf(&excerpt->kept, " %s", excerpt->charts.items[i]);
    text_add_char(&excerpt->kept, '\n');
    helm_lines_init(&excerpt->lines, &excerpt->charts, &excerpt->kept);
}

static void end(struct helm_excerpt *excerpt)
{
    helm_json_free(excerpt->json);
    helm_lines_clear(&excerpt->lines);
    text_clear(&excerpt->kept);
    excerpt->json = NULL;
    excerpt->has_begun = false;
    excerpt->failure = (struct error){0};
}

struct helm_excerpt *helm_excerpt_new(const struct text_list *charts)
{
    struct arena *arena = arena_new();
    struct helm_excerpt *excerpt = arena_alloc(arena, sizeof *excerpt);
    excerpt->arena = arena;
    for (size_t i = 0; i < charts->count; i++)
        *LIST_ADD(arena, &excerpt->charts) = arena_copy(arena, charts->items[i]);
    begin(excerpt);
    return excerpt;
}

void helm_excerpt_free(struct helm_excerpt *excerpt)
{
    if (excerpt == NULL)
        return;
    end(excerpt);
    arena_free(excerpt->arena);
}

void helm_excerpt_again(struct helm_excerpt *excerpt)
{
    end(excerpt);
    begin(excerpt);
}

static bool take(struct helm_excerpt *excerpt, struct slice bytes, struct error *err)
{
    if (!excerpt->has_begun && bytes.at[0] == '{' &&
        excerpt->charts.count <= HELM_JSON_CHARTS_MAX)
        excerpt->json = helm_json_new(&excerpt->charts, &excerpt->kept);
    excerpt->has_begun = true;
    return excerpt->json != NULL
               ? helm_json_take(excerpt->json, bytes.at, bytes.length, err)
               : helm_lines_take(&excerpt->lines, bytes.at, bytes.length, err);
}

bool helm_excerpt_take(struct helm_excerpt *excerpt, const void *bytes, size_t count,
                       struct error *err)
{
    if (excerpt->failure.code == ERROR_NONE && count != 0)
        (void)!take(excerpt, (struct slice){bytes, count}, &excerpt->failure);
    *err = excerpt->failure;
    return err->code == ERROR_NONE;
}

bool helm_excerpt_end(struct helm_excerpt *excerpt, struct slice *ret_body,
                      struct error *err)
{
    bool is_whole =
        excerpt->failure.code == ERROR_NONE &&
        (excerpt->json != NULL ? helm_json_end(excerpt->json, &excerpt->failure)
                               : helm_lines_end(&excerpt->lines, &excerpt->failure));
    if (!is_whole) {
        *err = excerpt->failure;
        return false;
    }
    *ret_body = (struct slice){excerpt->kept.bytes, excerpt->kept.length};
    return true;
}

bool helm_excerpt_charts(struct slice body, struct arena *arena,
                         struct text_list *ret_charts)
{
    struct slice line = slice_cut(&body, '\n');
    struct text_list charts = {0};
    if (!slice_starts_with(line, mark))
        return false;
    slice_cut(&line, ':');
    line = slice_trim(line);
    while (line.length != 0)
        *LIST_ADD(arena, &charts) = arena_copy_slice(arena, slice_cut(&line, ' '));
    *ret_charts = charts;
    return true;
}
