/* Taking facts away never makes a verdict better, over random histories. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "judge_world.h"

enum { HISTORIES = 1000, LOSSES = 6, SECONDS_PER_DAY = 86400 };

/* A small generator, so that a failure can be replayed from its seed. */
struct dice {
    uint32_t state;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 17;
    dice->state ^= dice->state << 5;
    return dice->state % sides;
}

static void add_entry(struct judge_case *test, const char *key, const char *argument,
                      const char *value, struct text_list lines, struct arena *arena)
{
    *LIST_ADD(arena, &test->entries) = (struct judge_entry){
        .key = key, .argument = argument, .value = value, .lines = lines};
}

/*
 * A few lines of a few releases, most of them dated, all of them in both lists. Rule
 * 2.2 asks for one complete list, so what the other alone knows (marks, releases that
 * nobody can pull, tags of another kind) may be lost, and is left out here.
 */
static void roll_releases(struct dice *dice, bool is_past, struct arena *arena,
                          struct text_list *releases, struct text_list *tags)
{
    int as_of_day = day_of(2024, 6, 30);
    int day = day_of(2023, 1, 1) + (int)roll(dice, 500);
    for (unsigned line = 0; line < 2 + roll(dice, 3); line++) {
        for (unsigned patch = 0; patch < 1 + roll(dice, 4); patch++) {
            char text[DAY_TEXT_BYTES];
            const char *version =
                arena_format(arena, "%u.%u.%u", 1 + line / 2, line % 2, patch);
            day += (int)roll(dice, 60);
            if (!is_past && day > as_of_day)
                day = as_of_day;
            const char *date = roll(dice, 8) == 0 ? "-" : day_format(day, text);
            *LIST_ADD(arena, releases) = arena_format(arena, "%s %s", version, date);
            *LIST_ADD(arena, tags) = version;
            if (roll(dice, 4) == 0)
                *LIST_ADD(arena, tags) = arena_format(arena, "%s-alpine", version);
        }
    }
}

static void roll_ends(struct dice *dice, struct arena *arena, struct text_list *lines)
{
    static const char *const ends[] = {"true",       "false",      "2024-01-31",
                                       "2024-06-30", "2024-08-31", "2030-01-01"};
    static const char *const names[] = {"1.0", "1.1", "2.0"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (roll(dice, 3) != 0)
            *LIST_ADD(arena, lines) = arena_format(arena, "%s end %s%s", names[i],
                                                   ends[roll(dice, COUNT_OF(ends))],
                                                   roll(dice, 5) == 0 ? " lts" : "");
    }
}

static void roll_case(struct dice *dice, struct arena *arena, struct judge_case *test)
{
    static const char *const roles[] = {"  role: load-balancer", "  role: dns",
                                        "  role: monitoring"};
    struct text_list none = {0};
    struct text_list product = {0};
    struct text_list releases = {0};
    struct text_list tags = {0};
    struct text_list ends = {0};
    *test = (struct judge_case){.file = "random", .rules = "", .title = ""};
    *LIST_ADD(arena, &product) = roles[roll(dice, COUNT_OF(roles))];
    bool is_past = roll(dice, 2) == 0;
    roll_releases(dice, is_past, arena, &releases, &tags);
    roll_ends(dice, arena, &ends);
    const char *running =
        roll(dice, 10) == 0 ? "1.0" : tags.items[roll(dice, (unsigned)tags.count)];
    add_entry(test, "as-of", "", is_past ? "2024-06-30 past" : "2024-06-30", none,
              arena);
    add_entry(test, "product", "", "", product, arena);
    add_entry(test, "github", "", "", releases, arena);
    add_entry(test, "registry", "docker.io/acme/acme", "", tags, arena);
    if (roll(dice, 2))
        add_entry(test, "endoflife", "", "", ends, arena);
    add_entry(test, "run", "", arena_format(arena, "acme/acme:%s", running), none,
              arena);
}

/* Keeps each entry with the odds of one in two. */
static void lose_half(struct dice *dice, struct arena *arena, struct answer *answer)
{
    struct feed_release_list releases = {0};
    struct text_list tags = {0};
    for (size_t i = 0; i < answer->releases.count; i++) {
        if (roll(dice, 2))
            *LIST_ADD(arena, &releases) = answer->releases.items[i];
    }
    for (size_t i = 0; i < answer->tags.count; i++) {
        if (roll(dice, 2))
            *LIST_ADD(arena, &tags) = answer->tags.items[i];
    }
    answer->releases = releases;
    answer->tags = tags;
}

static void lose_date(struct dice *dice, struct arena *arena, struct answer *answer)
{
    struct feed_release_list releases = {0};
    unsigned lost = roll(dice, (unsigned)answer->releases.count + 1);
    for (size_t i = 0; i < answer->releases.count; i++) {
        struct feed_release *release = LIST_ADD(arena, &releases);
        *release = answer->releases.items[i];
        if (i == lost)
            release->day = DAY_NONE;
    }
    answer->releases = releases;
}

static void worsen(enum answer_state state, struct answer *answer)
{
    if (answer->state > state)
        answer->state = state;
    answer->failure = "lost";
    answer->has_lines_complete = false;
}

/* Takes something away from one answer; says what, for the complaint. */
static const char *lose(struct dice *dice, struct judge_world *world,
                        struct arena *arena)
{
    struct answer_list *answers = &world->upstreams.items[0].answers;
    struct answer *answer = &answers->items[roll(dice, (unsigned)answers->count)];
    switch (roll(dice, 6)) {
    case 0:
        worsen(ANSWER_PARTIAL, answer);
        lose_half(dice, arena, answer);
        return arena_format(arena, "half of %s", answer->feed);
    case 1:
        worsen(ANSWER_FAILED, answer);
        answer->releases = (struct feed_release_list){0};
        answer->tags = (struct text_list){0};
        answer->lines = (struct feed_line_list){0};
        return arena_format(arena, "all of %s", answer->feed);
    case 2:
        answer->fetched_at = (long long)(world->facts.as_of_day - 10) * SECONDS_PER_DAY;
        return arena_format(arena, "the youth of %s", answer->feed);
    case 3:
        answer->fetched_at = 0;
        return arena_format(arena, "the age of %s", answer->feed);
    case 4:
        worsen(ANSWER_PARTIAL, answer);
        return arena_format(arena, "the wholeness of %s", answer->feed);
    default:
        worsen(ANSWER_PARTIAL, answer);
        lose_date(dice, arena, answer);
        return arena_format(arena, "a date of %s", answer->feed);
    }
}

/* Stale may fall back to unknown when its proof is gone; nothing may turn better. */
static bool may_follow(enum status before, enum status after)
{
    return after == STATUS_UNKNOWN || after <= before;
}

static void losing_facts_never_makes_a_verdict_better(void **state)
{
    (void)state;
    size_t seen[STATUS_COUNT] = {0};
    for (uint32_t seed = 1; seed <= HISTORIES; seed++) {
        AUTO_ARENA *arena = arena_new();
        struct dice dice = {seed * 2654435761u};
        struct judge_case test;
        struct judge_world world;
        roll_case(&dice, arena, &test);
        assert_true(judge_world_make(&test, arena, &world));
        judge_world_judge(&world, arena);
        assert_int_equal(world.verdicts.findings.count, 1);
        enum status before = world.verdicts.findings.items[0].status;
        seen[before]++;
        for (unsigned i = 0; i < LOSSES; i++) {
            const char *lost = lose(&dice, &world, arena);
            judge_world_judge(&world, arena);
            const struct finding *after = &world.verdicts.findings.items[0];
            if (!may_follow(before, after->status))
                fail_msg("history %u, loss %u (%s): %s became %s: %s", seed, i + 1,
                         lost, status_name(before), status_name(after->status),
                         after->message);
            before = after->status;
        }
    }
    /* The histories must be worth it: every verdict comes up often. */
    assert_true(seen[STATUS_FRESH] > HISTORIES / 20);
    assert_true(seen[STATUS_DUE] > HISTORIES / 20);
    assert_true(seen[STATUS_STALE] > HISTORIES / 20);
    assert_true(seen[STATUS_UNKNOWN] > HISTORIES / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losing_facts_never_makes_a_verdict_better),
    };
    return RUN_TESTS(tests);
}
