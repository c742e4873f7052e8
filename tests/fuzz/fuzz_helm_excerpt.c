/* Any bytes as an index of which an excerpt is taken. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/helm_excerpt.h"

#include "fuzz_feed.h"

/* What the reader makes of an index: nothing unless it is whole. */
static void read_index(struct slice body, struct arena *arena, struct answer *answer)
{
    const struct feed_subject subject = {.argument = "https://x.example#thing"};
    struct feed_next next = {0};
    struct error err = {0};
    const struct feed_page page = {
        .body = arena_copy_slice(arena, body), .body_bytes = body.length, .url = ""};
    *answer = (struct answer){.covers = helm_feed.covers, .state = ANSWER_COMPLETE};
    if (!helm_feed.parse(&page, &subject, arena, answer, &next, &err))
        answer->state = ANSWER_FAILED;
}

/* The first byte says how long the pieces are in which the index arrives. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    const char *charts[] = {"thing"};
    const struct text_list list = {charts, 1, 1};
    struct error err = {0};
    struct slice body = {0};
    if (count == 0)
        return 0;
    size_t piece = bytes[0] % 64 + 1;
    const struct slice index = {(const char *)bytes + 1, count - 1};
    struct helm_excerpt *excerpt = helm_excerpt_new(&list);
    bool is_taken = true;
    for (size_t at = 0; is_taken && at < index.length; at += piece) {
        size_t length = index.length - at < piece ? index.length - at : piece;
        is_taken = helm_excerpt_take(excerpt, index.at + at, length, &err);
    }
    is_taken = is_taken && helm_excerpt_end(excerpt, &body, &err);
    if (!is_taken && err.code == ERROR_NONE)
        abort();
    if (is_taken) {
        struct answer whole;
        struct answer taken;
        read_index(body, arena, &taken);
        read_index(index, arena, &whole);
        bool is_short = taken.state == ANSWER_COMPLETE &&
                        whole.state == ANSWER_COMPLETE &&
                        taken.releases.count < whole.releases.count;
        if (is_short)
            abort();
    }
    helm_excerpt_free(excerpt);
    return 0;
}
