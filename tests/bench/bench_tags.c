/* Measures reading, ordering and relating 200,000 tags, in nanoseconds a tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TAGS = 200000, ROUNDS = 5 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* A long-lived project: lines of 25 patches in the forms that registries have. */
static const char *tag_text(unsigned i, struct arena *arena)
{
    static const char *const forms[] = {
        "v%u.%u.%u",
        "%u.%u.%u-alpine3.19",
        "%u.%u.%u-debian-12-r3",
        "v%u.%u.%u-rc.1",
        "%u.%u.%u-windowsservercore-ltsc2022",
        "%u.%u.%u-linux-arm64",
        "%u.%u.%u_1-4f1c2d9e",
        "release-v%u.%u.%u",
    };
    unsigned serial = i / COUNT_OF(forms);
    const char *form = forms[i % COUNT_OF(forms)];
    char buffer[64];
    /* The format is one of the above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(buffer, sizeof buffer, form, 1 + serial / 5000, serial % 5000 / 25,
             serial % 25);
#pragma GCC diagnostic pop
    return arena_copy(arena, buffer);
}

/* So that the order of the input is not that of the result; copied as answers are. */
static void shuffle(const char **texts, struct arena *arena)
{
    unsigned seed = 1;
    for (unsigned i = TAGS - 1; i > 0; i--) {
        seed = seed * 1664525u + 1013904223u;
        unsigned other = (unsigned)((unsigned long long)(seed >> 8) * (i + 1) >> 24);
        const char *text = texts[i];
        texts[i] = texts[other];
        texts[other] = text;
    }
    for (unsigned i = 0; i < TAGS; i++)
        texts[i] = arena_copy(arena, texts[i]);
}

static int compare(const void *a, const void *b)
{
    const struct version *const *of_a = a;
    const struct version *const *of_b = b;
    return version_compare(*of_a, *of_b);
}

struct figures {
    double read;
    double learn;
    double relate;
    double order;
};

static struct figures measure(const char *const *texts, struct version *tags,
                              const struct version **sorted, size_t *ret_newer)
{
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader;
    struct error err = {0};
    if (!version_reader_new(NULL, arena, &reader, &err))
        abort();
    double start = now();
    for (unsigned i = 0; i < TAGS; i++)
        tags[i] = version_read(reader, texts[i]);
    double read = now();
    struct version running = version_read(reader, "v1.7.9");
    struct tag_view *view =
        tag_view_new(reader, &running, 0, tags, TAGS, NULL, 0, arena);
    double learnt = now();
    *ret_newer = 0;
    for (unsigned i = 0; i < TAGS; i++)
        *ret_newer += tag_relate(view, &tags[i]).relation == RELATION_NEWER;
    double related = now();
    for (unsigned i = 0; i < TAGS; i++)
        sorted[i] = &tags[i];
    qsort(sorted, TAGS, sizeof *sorted, compare);
    double ordered = now();
    return (struct figures){read - start, learnt - read, related - learnt,
                            ordered - related};
}

static void print(const char *what, double nanoseconds)
{
    printf("%-8s %7.1f ns a tag %8.1f ms\n", what, nanoseconds / TAGS,
           nanoseconds / 1e6);
}

int main(void)
{
    AUTO_ARENA *arena = arena_new();
    const char **texts = arena_alloc_many(arena, TAGS, sizeof *texts);
    struct version *tags = arena_alloc_many(arena, TAGS, sizeof *tags);
    const struct version **sorted = arena_alloc_many(arena, TAGS, sizeof *sorted);
    for (unsigned i = 0; i < TAGS; i++)
        texts[i] = tag_text(i, arena);
    shuffle(texts, arena);
    struct figures best = {0};
    size_t newer = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct figures one = measure(texts, tags, sorted, &newer);
        double all = one.read + one.learn + one.relate + one.order;
        if (round == 0 || all < best.read + best.learn + best.relate + best.order)
            best = one;
    }
    printf("%d tags, %zu newer, %zu bytes each\n", TAGS, newer, sizeof *tags);
    print("read", best.read);
    print("learn", best.learn);
    print("relate", best.relate);
    print("order", best.order);
    print("all", best.read + best.learn + best.relate + best.order);
    return 0;
}
