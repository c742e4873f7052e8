/* Reads tests/cases/feeds/DRIVER/CASE/{input,expected}: one test for each folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include <dirent.h>

#include "base/file.h"
#include "feeds/feed.h"
#include "feeds/release_file.h"
#include "feeds/tag_dates.h"

#define CASES SOURCE_FOLDER "/tests/cases/feeds"

enum { CASE_BYTES_MAX = 1024 * 1024, CASES_MAX = 500 };

static const struct feed_driver *const drivers[] = {
    &docker_hub_feed, &quay_feed,         &atom_feed,         &endoflife_feed,
    &git_feed,        &gitea_feed,        &github_feed,       &gitlab_feed,
    &helm_feed,       &release_data_feed, &release_file_feed, &kubernetes_release_feed,
};

/* One folder: "github/draft". */
struct feed_case {
    char name[300];
    const struct feed_driver *driver;
};

/* What the lines above the blank line of an input say. */
struct input {
    struct feed_page page;
    struct feed_subject subject;
    struct text_list wanted;
    struct arena *arena;
    bool is_packets;
    bool is_without_end; /* the file's last line feed is not of the body */
    struct slice body;
};

/* Words between blanks, in the input itself. */
static const struct text_list *words_of(const char *value, struct input *input)
{
    struct slice rest = slice_of(value);
    while (rest.at != NULL)
        *LIST_ADD(input->arena, &input->wanted) =
            arena_copy_slice(input->arena, slice_cut(&rest, ' '));
    return &input->wanted;
}

static void set_key(struct input *input, struct slice key, const char *value)
{
    if (slice_equals(key, "argument"))
        input->subject.argument = value;
    else if (slice_equals(key, "endpoint"))
        input->subject.endpoint = value;
    else if (slice_equals(key, "token"))
        input->subject.has_token = strcmp(value, "yes") == 0;
    else if (slice_equals(key, "url"))
        input->page.url = value;
    else if (slice_equals(key, "type"))
        input->page.content_type = value;
    else if (slice_equals(key, "link"))
        input->page.link = value;
    else if (slice_equals(key, "page"))
        input->page.number = (unsigned)(value[0] - '0');
    else if (slice_equals(key, "tag"))
        input->page.tag = value;
    else if (slice_equals(key, "unterminated"))
        input->page.is_unterminated = strcmp(value, "yes") == 0;
    else if (slice_equals(key, "wanted"))
        input->subject.tags = words_of(value, input);
    else if (slice_equals(key, "end"))
        input->is_without_end = strcmp(value, "none") == 0;
    else if (slice_equals(key, "body"))
        input->is_packets = strcmp(value, "packets") == 0;
    else
        fail_msg("unknown key '%.*s' in an input", (int)key.length, key.at);
}

static void read_input(struct slice content, struct arena *arena, struct input *input)
{
    input->arena = arena;
    while (content.at != NULL) {
        struct slice line = slice_cut(&content, '\n');
        if (line.length == 0)
            break;
        if (line.at[0] == '#')
            continue;
        struct slice key = slice_trim(slice_cut(&line, ':'));
        set_key(input, key, arena_copy_slice(arena, slice_trim(line)));
    }
    input->body = content;
    if (input->is_without_end && slice_ends_with(input->body, "\n"))
        input->body.length--;
}

/* "flush", "delimiter", or "= TEXT", in which \0 is a NUL, as packets of git. */
static void add_packet(struct text *text, struct slice line)
{
    if (slice_equals(line, "flush")) {
        text_add(text, "0000");
    } else if (slice_equals(line, "delimiter")) {
        text_add(text, "0001");
    } else if (slice_starts_with(line, "= ")) {
        struct slice payload = {line.at + 2, line.length - 2};
        const char *zero = memmem(payload.at, payload.length, "\\0", 2);
        text_addf(text, "%04zx", payload.length + 5 - (zero != NULL));
        size_t before = zero != NULL ? (size_t)(zero - payload.at) : payload.length;
        text_add_bytes(text, payload.at, before);
        if (zero != NULL) {
            text_add_bytes(text, "", 1);
            text_add_bytes(text, zero + 2, payload.length - before - 2);
        }
        text_add_char(text, '\n');
    } else {
        text_add_slice(text, line); /* raw bytes, without a line feed */
    }
}

static void add_day(struct text *text, const char *label, int day)
{
    char buffer[DAY_TEXT_BYTES];
    if (day != DAY_NONE)
        text_addf(text, " %s%s", label, day_format(day, buffer));
}

static void show_release(struct text *text, const struct feed_release *release)
{
    static const char *const kinds[] = {"published ", "tagged ", "pushed ", "seen ",
                                        "least age "};
    text_addf(text, "release %s", release->version);
    add_day(text, kinds[release->date_kind], release->day);
    text_addf(text, "%s%s", release->is_prerelease ? " prerelease" : "",
              release->is_withdrawn ? " withdrawn" : "");
    if (release->url != NULL)
        text_addf(text, " %s", release->url);
    text_add_char(text, '\n');
}

static void show_line(struct text *text, const struct feed_line *line)
{
    text_addf(text, "line %s", line->name);
    add_day(text, "released ", line->released_day);
    add_day(text, "end ", line->end_day);
    if (line->has_end && line->end_day == DAY_NONE)
        text_addf(text, " end %s", line->is_ended ? "true" : "false");
    if (!line->has_end)
        text_add(text, " end not told");
    add_day(text, "known ", line->known_day);
    add_day(text, "extended ", line->extended_end_day);
    text_add(text, line->is_lts ? " lts" : "");
    add_day(text, "from ", line->lts_day);
    text_add_char(text, '\n');
}

static void show_answer(struct text *text, const struct answer *answer)
{
    static const char *const bits[] = {"releases", "dates", "marks", "ends", "tags"};
    text_add(text, answer->state == ANSWER_COMPLETE ? "complete" : "partial");
    if (answer->failure != NULL)
        text_addf(text, ": %s", answer->failure);
    text_add(text, "\ncovers");
    for (size_t i = 0; i < COUNT_OF(bits); i++)
        if (answer->covers & (1U << i))
            text_addf(text, " %s", bits[i]);
    text_addf(text, "%s\n", answer->has_lines_complete ? ", all lines" : "");
    if (answer->repository != NULL)
        text_addf(text, "repository %s\n", answer->repository);
    for (size_t i = 0; i < answer->releases.count; i++)
        show_release(text, &answer->releases.items[i]);
    for (size_t i = 0; i < answer->lines.count; i++)
        show_line(text, &answer->lines.items[i]);
    for (size_t i = 0; i < answer->tags.count; i++)
        text_addf(text, "tag %s\n", answer->tags.items[i]);
}

static void show_file(struct text *text, struct slice body, struct arena *arena)
{
    struct release_record_list records = {0};
    struct error err = {0};
    if (!release_file_parse(body, "case.jsonl", arena, &records, &err)) {
        text_addf(text, "failed: %s\n", err.text);
        return;
    }
    for (size_t i = 0; i < records.count; i++) {
        const struct release_record *record = &records.items[i];
        text_addf(text, "%s %s\n", record->product != NULL ? "product" : "repository",
                  record->product != NULL ? record->product : record->repository);
        for (size_t k = 0; k < record->answers.count; k++) {
            const struct answer *answer = &record->answers.items[k];
            char buffer[TIME_TEXT_BYTES];
            text_addf(text, "about %s, fetched %s\n", answer->about,
                      answer->fetched_at != 0 ? time_format(answer->fetched_at, buffer)
                                              : "not known");
            show_answer(text, answer);
        }
    }
}

static void show_page(struct text *text, const struct feed_driver *driver,
                      struct input *input, struct arena *arena)
{
    struct error err = {0};
    struct feed_next next = {0};
    struct answer answer = {.covers = driver->covers, .state = ANSWER_COMPLETE};
    AUTO_TEXT url;
    text_init(&url, 2048);
    bool asked = driver->make_url(&input->subject, &url, &err);
    if (asked && input->page.number == 0 && input->page.url == NULL) {
        text_addf(text, "asked %s\n", url.bytes);
        input->page.url = arena_copy(arena, url.bytes);
    }
    if (!asked ||
        !driver->parse(&input->page, &input->subject, arena, &answer, &next, &err)) {
        text_addf(text, "failed: %s\n", err.text);
        return;
    }
    size_t at = 0;
    tag_page_next(driver, &input->subject, &answer, &at, arena, &next);
    if (next.url != NULL)
        text_addf(text, "%s %s\n", next.post != NULL ? "post" : "next", next.url);
    if (next.post != NULL)
        text_addf(text, "%s\n", next.post);
    show_answer(text, &answer);
}

static void read_case_file(const struct feed_case *feed_case, const char *name,
                           struct text *content)
{
    char path[1024];
    struct error err = {0};
    snprintf(path, sizeof path, "%s/%s/%s", CASES, feed_case->name, name);
    text_init(content, CASE_BYTES_MAX);
    if (!file_read(path, content, &err))
        fail_msg("%s", err.text);
}

/*
 * An allocated copy of just the bytes and a NUL: a reader that goes beyond them is
 * caught by valgrind and sanitizers.
 */
static char *exact_copy(struct slice body)
{
    char *copy = malloc(body.length + 1);
    assert_non_null(copy);
    if (body.length != 0)
        memcpy(copy, body.at, body.length);
    copy[body.length] = '\0';
    return copy;
}

/* How much a page tells; 0: it failed or is not whole. */
static size_t told(const struct feed_driver *driver, const struct input *input,
                   size_t body_bytes)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct feed_next next = {0};
    struct answer answer = {.covers = driver->covers, .state = ANSWER_COMPLETE};
    AUTO_HEAP char *body = exact_copy((struct slice){input->page.body, body_bytes});
    struct feed_page page = input->page;
    page.body = body;
    page.body_bytes = body_bytes;
    if (!driver->parse(&page, &input->subject, arena, &answer, &next, &err) ||
        answer.state != ANSWER_COMPLETE)
        return 0;
    return answer.releases.count + answer.lines.count + (next.url != NULL);
}

/* Formats with an end of their own: a cut body is no shorter list, it is none. */
static void check_cuts(const struct feed_driver *driver, const struct input *input)
{
    if (driver->make_url == NULL || input->page.url == NULL ||
        (input->page.content_type != NULL &&
         slice_starts_with(slice_of(input->page.content_type), "text/plain")))
        return;
    size_t whole = told(driver, input, input->page.body_bytes);
    for (size_t bytes = 0; bytes < input->page.body_bytes; bytes++) {
        size_t cut = told(driver, input, bytes);
        if (cut != 0 && cut != whole)
            fail_msg("cut after %zu bytes it is whole and tells %zu", bytes, cut);
    }
}

static void run_case(void **state)
{
    const struct feed_case *feed_case = *state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT content;
    AUTO_TEXT expected;
    AUTO_TEXT shown;
    AUTO_TEXT body;
    read_case_file(feed_case, "input", &content);
    read_case_file(feed_case, "expected", &expected);
    text_init(&shown, CASE_BYTES_MAX);
    text_init(&body, CASE_BYTES_MAX);

    struct input input = {0};
    read_input((struct slice){content.bytes, content.length}, arena, &input);
    if (input.is_packets) {
        struct slice rest = input.body;
        while (rest.at != NULL)
            add_packet(&body, slice_cut(&rest, '\n'));
        input.body = (struct slice){body.bytes, body.length};
    }
    AUTO_HEAP char *exact = exact_copy(input.body);
    input.page.body = exact;
    input.page.body_bytes = input.body.length;
    if (feed_case->driver == &release_file_feed)
        show_file(&shown, (struct slice){exact, input.body.length}, arena);
    else
        show_page(&shown, feed_case->driver, &input, arena);
    assert_string_equal(shown.bytes, expected.bytes);
    check_cuts(feed_case->driver, &input);
}

static int compare_tests(const void *a, const void *b)
{
    return strcmp(((const struct CMUnitTest *)a)->name,
                  ((const struct CMUnitTest *)b)->name);
}

static size_t find_cases(const struct feed_driver *driver, struct feed_case *cases,
                         struct CMUnitTest *tests, size_t count)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", CASES, driver->name);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return count;
    for (struct dirent *entry = readdir(folder); entry != NULL && count < CASES_MAX;
         entry = readdir(folder)) {
        if (entry->d_name[0] == '.')
            continue;
        struct feed_case *found = &cases[count];
        found->driver = driver;
        snprintf(found->name, sizeof found->name, "%.40s/%s", driver->name,
                 entry->d_name);
        tests[count++] = (struct CMUnitTest){
            .name = found->name, .test_func = run_case, .initial_state = found};
    }
    closedir(folder);
    return count;
}

int main(void)
{
    static struct feed_case cases[CASES_MAX];
    static struct CMUnitTest tests[CASES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(drivers); i++)
        count = find_cases(drivers[i], cases, tests, count);
    if (count == 0) {
        puts("Bail out! no cases under " CASES);
        return 1;
    }
    qsort(tests, count, sizeof *tests, compare_tests);
    return _cmocka_run_group_tests("feed drivers", tests, count, NULL, NULL);
}
