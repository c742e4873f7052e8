/* Merging answers: the cases of tests/cases/merge.cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/feeds.h"

#include "unit.h"

#include "base/file.h"
#include "feeds/feed.h"

#include <string.h>

#define CASES SOURCE_FOLDER "/tests/cases/merge.cases"

enum { CASES_BYTES_MAX = 1024 * 1024, SHOWN_BYTES_MAX = 64 * 1024 };

/* One case while its lines are read. */
struct merge_case {
    const char *name;
    struct arena *arena;
    struct product product;
    struct answer_list answers;
    struct text expected;
};

static struct slice next_word(struct slice *line)
{
    *line = slice_trim(*line);
    return slice_cut(line, ' ');
}

static const char *copy_word(struct merge_case *merge_case, struct slice *line)
{
    return arena_copy_slice(merge_case->arena, next_word(line));
}

static int read_day(struct slice word)
{
    int day;
    if (!day_parse(word, &day))
        fail_msg("'%.*s' is no day", (int)word.length, word.at);
    return day;
}

static struct answer *last_answer(struct merge_case *merge_case)
{
    if (merge_case->answers.count == 0)
        fail_msg("%s: an answer is missing", merge_case->name);
    return &merge_case->answers.items[merge_case->answers.count - 1];
}

static void read_answer(struct merge_case *merge_case, struct slice line)
{
    struct answer *answer = LIST_ADD(merge_case->arena, &merge_case->answers);
    answer->feed = copy_word(merge_case, &line);
    answer->about = "somewhere";
    answer->state = ANSWER_COMPLETE;
    const struct feed_driver *driver = feed_driver_find(answer->feed);
    if (driver == NULL)
        fail_msg("%s: no feed is called %s", merge_case->name, answer->feed);
    answer->covers = driver->covers;
    if (driver->covers == COVERS_TAGS)
        answer->repository = "registry.example/thing";
}

static void read_release(struct merge_case *merge_case, struct slice line)
{
    struct feed_release *release =
        LIST_ADD(merge_case->arena, &last_answer(merge_case)->releases);
    release->version = copy_word(merge_case, &line);
    release->day = DAY_NONE;
    while (line.at != NULL) {
        struct slice word = next_word(&line);
        if (slice_equals(word, "prerelease"))
            release->is_prerelease = true;
        else if (slice_equals(word, "withdrawn"))
            release->is_withdrawn = true;
        else if (slice_equals(word, "tagged"))
            release->date_kind = DATE_TAGGED;
        else if (slice_equals(word, "pushed"))
            release->date_kind = DATE_PUSHED;
        else if (slice_equals(word, "seen"))
            release->date_kind = DATE_SEEN;
        else if (slice_equals(word, "least"))
            release->date_kind = DATE_LEAST_AGE;
        else
            release->day = read_day(word);
    }
}

/* The day is one that the list itself tells. */
static void read_tag(struct merge_case *merge_case, struct slice line)
{
    struct answer *answer = last_answer(merge_case);
    int *days =
        arena_room_many(merge_case->arena, answer->tags.count + 1, sizeof *days);
    for (size_t i = 0; i < answer->tags.count; i++)
        days[i] = answer->push_days != NULL ? answer->push_days[i] : DAY_NONE;
    const char *tag = copy_word(merge_case, &line);
    days[answer->tags.count] = line.at != NULL ? read_day(next_word(&line)) : DAY_NONE;
    *LIST_ADD(merge_case->arena, &answer->tags) = tag;
    answer->push_days = days;
}

static void read_line(struct merge_case *merge_case, struct slice line)
{
    struct feed_line *read =
        LIST_ADD(merge_case->arena, &last_answer(merge_case)->lines);
    *read = (struct feed_line){.name = copy_word(merge_case, &line),
                               .released_day = DAY_NONE,
                               .end_day = DAY_NONE,
                               .known_day = DAY_NONE,
                               .lts_day = DAY_NONE,
                               .extended_end_day = DAY_NONE};
    while (line.at != NULL) {
        struct slice word = next_word(&line);
        if (slice_equals(word, "lts")) {
            read->is_lts = true;
        } else if (slice_equals(word, "end")) {
            struct slice end = next_word(&line);
            read->has_end = true;
            read->is_ended = slice_equals(end, "true");
            if (!read->is_ended && !slice_equals(end, "false"))
                read->end_day = read_day(end);
        } else if (slice_equals(word, "released")) {
            read->released_day = read_day(next_word(&line));
        } else if (slice_equals(word, "known")) {
            read->known_day = read_day(next_word(&line));
        } else if (slice_equals(word, "extended")) {
            read->extended_end_day = read_day(next_word(&line));
        } else {
            fail_msg("%s: unknown word in a line", merge_case->name);
        }
    }
}

static void add_day(struct text *text, const char *label, int day)
{
    char buffer[DAY_TEXT_BYTES];
    if (day != DAY_NONE)
        text_addf(text, " %s %s", label, day_format(day, buffer));
}

static void show_release(struct text *text, const struct release *release)
{
    static const char *const kinds[] = {"published", "tagged", "pushed", "seen",
                                        "least"};
    char buffer[VERSION_TEXT_BYTES];
    text_addf(text, "release %s", version_text(&release->version, buffer));
    if (release->day != DAY_NONE) {
        add_day(text, kinds[release->date_kind], release->day);
        text_addf(text, " by %s", release->date_answer->feed);
    }
    if (release->day_gap != 0)
        text_addf(text, " gap %d", release->day_gap);
    text_addf(text, "%s%s%s\n", release->is_prerelease ? " prerelease" : "",
              release->is_withdrawn ? " withdrawn" : "",
              release->is_published ? "" : " of a tag");
}

static void show_line(struct text *text, const struct line *line)
{
    text_addf(text, "line %s", line->name);
    add_day(text, "released", line->released_day);
    add_day(text, "end", line->end_day);
    if (line->has_end && line->end_day == DAY_NONE)
        text_addf(text, " end %s", line->is_ended ? "true" : "false");
    add_day(text, "known", line->known_day);
    add_day(text, "extended", line->extended_end_day);
    text_addf(text, "%s by %s\n", line->is_lts ? " lts" : "",
              line->answer != NULL ? line->answer->feed : "catalogue");
}

static void show(struct text *text, const struct upstream *upstream)
{
    for (size_t i = 0; i < upstream->releases.count; i++)
        show_release(text, &upstream->releases.items[i]);
    if (upstream->tags.count != 0)
        text_addf(text, "tags %zu\n", upstream->tags.count);
    for (size_t i = 0; i < upstream->lines.count; i++)
        show_line(text, &upstream->lines.items[i]);
    for (size_t i = 0; i < upstream->answers.count; i++)
        if (upstream->answers.items[i].state == ANSWER_FAILED)
            text_addf(text, "failed %s\n", upstream->answers.items[i].feed);
}

static void finish_case(struct merge_case *merge_case)
{
    if (merge_case->name == NULL)
        return;
    struct error err = {0};
    struct upstream upstream = {.product = &merge_case->product,
                                .answers = merge_case->answers};
    if (!version_reader_new(&merge_case->product.version, merge_case->arena,
                            &upstream.reader, &err))
        fail_msg("%s: %s", merge_case->name, err.text);
    upstream_merge(&upstream, merge_case->arena);
    AUTO_TEXT shown;
    text_init(&shown, SHOWN_BYTES_MAX);
    show(&shown, &upstream);
    if (strcmp(shown.bytes, merge_case->expected.bytes) != 0)
        fail_msg("%s:\n%sis not\n%s", merge_case->name, shown.bytes,
                 merge_case->expected.bytes);
}

static void start_case(struct merge_case *merge_case, struct slice name)
{
    finish_case(merge_case);
    text_reset(&merge_case->expected);
    merge_case->name = arena_copy_slice(merge_case->arena, slice_trim(name));
    merge_case->answers = (struct answer_list){0};
    merge_case->product = (struct product){.name = "thing"};
}

static void read_case_line(struct merge_case *merge_case, struct slice line)
{
    struct slice rest = line;
    struct slice word = next_word(&rest);
    struct version_rules *rules = &merge_case->product.version;
    if (slice_equals(word, "case"))
        start_case(merge_case, rest);
    else if (slice_equals(word, "prefix"))
        *LIST_ADD(merge_case->arena, &rules->prefixes) = copy_word(merge_case, &rest);
    else if (slice_equals(word, "numbers"))
        rules->numbers = next_word(&rest).at[0] - '0';
    else if (slice_equals(word, "lts"))
        *LIST_ADD(merge_case->arena, &merge_case->product.lts) =
            copy_word(merge_case, &rest);
    else if (slice_equals(word, "answer"))
        read_answer(merge_case, rest);
    else if (slice_equals(word, "release"))
        read_release(merge_case, rest);
    else if (slice_equals(word, "tag"))
        read_tag(merge_case, rest);
    else if (slice_equals(word, "line"))
        read_line(merge_case, rest);
    else if (slice_equals(word, "=>"))
        text_addf(&merge_case->expected, "%.*s\n", (int)rest.length, rest.at);
    else
        fail_msg("%s: unknown line '%.*s'", merge_case->name, (int)line.length,
                 line.at);
}

static void answers_are_merged_as_the_cases_say(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT content;
    text_init(&content, CASES_BYTES_MAX);
    struct error err = {0};
    if (!file_read(CASES, &content, &err))
        fail_msg("%s", err.text);
    struct merge_case merge_case = {.arena = arena};
    text_init(&merge_case.expected, SHOWN_BYTES_MAX);
    struct slice rest = {content.bytes, content.length};
    while (rest.at != NULL) {
        struct slice line = slice_trim(slice_cut(&rest, '\n'));
        if (line.length != 0 && line.at[0] != '#')
            read_case_line(&merge_case, line);
    }
    assert_non_null(merge_case.name);
    finish_case(&merge_case);
    text_clear(&merge_case.expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_merged_as_the_cases_say),
    };
    return RUN_TESTS(tests);
}
