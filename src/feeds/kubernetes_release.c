/* Kubernetes' release channels: the newest release of each of the newest lines. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"

#include <string.h>

#include "net/url.h"

#define CHANNELS_BASE "https://dl.k8s.io"
#define CHANNEL       "stable"

/* The lines that are maintained are four, and those before them still run. */
enum { CHANNEL_LINES = 6, VERSION_BYTES_MAX = 64, NUMBER_MAX = 99 };

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (strcmp(subject->argument, CHANNEL) != 0)
        return error_set(err, ERROR_USAGE,
                         "'%s' is no channel of releases: " CHANNEL " is",
                         subject->argument);
    feed_url(ret_url, subject->endpoint != NULL ? subject->endpoint : CHANNELS_BASE,
             "/release/" CHANNEL ".txt");
    return true;
}

/* "v1.34.3", with nothing behind it: what is marked as a prerelease is not stable. */
static bool read_version(struct slice line, uint64_t *ret_minor, struct error *err)
{
    uint64_t major;
    uint64_t patch;
    struct slice rest = {line.at + 1, line.length - 1};
    if (line.at[0] != 'v' || !slice_number(slice_cut(&rest, '.'), NUMBER_MAX, &major) ||
        rest.at == NULL ||
        !slice_number(slice_cut(&rest, '.'), NUMBER_MAX, ret_minor) ||
        rest.at == NULL || !slice_number(rest, NUMBER_MAX, &patch))
        return error_set(err, ERROR_FORMAT, "the answer is no release such as v1.34.3");
    if (major != 1)
        return error_set(err, ERROR_FORMAT, "the answer is no release of Kubernetes 1");
    return true;
}

/* The one line of the body, which needs no line feed at its end. */
static bool read_line(const struct feed_page *page, struct slice *ret_line,
                      struct error *err)
{
    if (!feed_check_body(page, "a version", err))
        return false;
    struct slice line = {page->body, page->body_bytes};
    bool has_end = slice_ends_with(line, "\n");
    line.length -= has_end;
    if (line.length == 0)
        return error_set(err, ERROR_FORMAT, "the answer is empty");
    if (page->is_unterminated && !has_end)
        return error_set(err, ERROR_FORMAT, "the answer may be cut off");
    if (line.length > VERSION_BYTES_MAX || memchr(line.at, '\n', line.length) != NULL)
        return error_set(err, ERROR_FORMAT, "the answer is more than a version");
    *ret_line = line;
    return true;
}

/* "stable-1.33.txt", as the URL of a page ends: 33. */
static bool line_asked(const char *url, uint64_t *ret_minor)
{
    const char *name = strrchr(url, '/');
    struct slice rest = slice_of(name != NULL ? name + 1 : url);
    if (!slice_starts_with(rest, CHANNEL "-1.") || !slice_ends_with(rest, ".txt"))
        return false;
    rest.at += strlen(CHANNEL "-1.");
    rest.length -= strlen(CHANNEL "-1.") + strlen(".txt");
    return slice_number(rest, NUMBER_MAX, ret_minor);
}

/* The line before is asked where this one was, be that after a redirect. */
static void find_next(const struct feed_page *page, uint64_t minor, struct arena *arena,
                      struct feed_next *ret_next)
{
    AUTO_TEXT name;
    AUTO_TEXT url;
    text_init(&name, VERSION_BYTES_MAX);
    text_init(&url, URL_ROOM);
    if (minor == 0 || page->number + 1 >= CHANNEL_LINES)
        return;
    text_addf(&name, CHANNEL "-1.%llu.txt", (unsigned long long)minor - 1);
    if (url_resolve(page->url, slice_of(name.bytes), &url))
        ret_next->url = arena_copy(arena, url.bytes);
}

/* The channel of a line that a mirror does not have: those before it may be there. */
static bool skip_line(const struct feed_page *page, struct arena *arena,
                      struct feed_next *ret_next, struct error *err)
{
    uint64_t minor;
    if (!line_asked(page->url, &minor))
        return error_set(err, ERROR_FORMAT, "the answer is of no line's channel");
    find_next(page, minor, arena, ret_next);
    return true;
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    (void)subject;
    struct slice line = slice_of("");
    uint64_t minor = 0;
    uint64_t asked = 0;
    if (page->is_missing)
        return skip_line(page, arena, ret_next, err);
    if (!read_line(page, &line, err) || !read_version(line, &minor, err))
        return false;
    if (page->number != 0 && !line_asked(page->url, &asked))
        return error_set(err, ERROR_FORMAT, "the answer is of no line's channel");
    if (page->number != 0 && minor != asked)
        return error_set(err, ERROR_FORMAT,
                         "the answer is about line 1.%llu, not 1.%llu",
                         (unsigned long long)minor, (unsigned long long)asked);
    struct feed_release *release = feed_add_release(arena, answer);
    if (release != NULL)
        release->version = arena_copy_slice(arena, line);
    feed_set_part_by_nature(answer,
                            "channels tell the newest release of each line only");
    find_next(page, minor, arena, ret_next);
    return true;
}

const struct feed_driver kubernetes_release_feed = {
    .name = "kubernetes-release",
    .summary = "Kubernetes' channels: the newest release of each line, without days",
    .covers = COVERS_RELEASES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "text/plain",
    .body_max_bytes = 4096,
    .may_miss_pages = true,
    .parse = parse,
};
