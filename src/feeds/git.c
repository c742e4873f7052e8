/* Git over HTTP: the names of the tags, from any forge, without an API. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/packet_line.h"
#include "feeds/reading.h"

#include <string.h>

#define TAGS          "refs/tags/"
#define ADVERTISEMENT "application/x-git-upload-pack-advertisement"
#define RESULT        "application/x-git-upload-pack-result"

enum { SHA1_DIGITS = 40, SHA256_DIGITS = 64, URL_BYTES_MAX = 8192, SHOWN_BYTES = 200 };

/* ls-refs with the tags alone. The agent and ids of tagged commits are not needed. */
static const char ls_refs[] = "0014command=ls-refs\n0001"
                              "001aref-prefix " TAGS "\n0000";
static const char ls_refs_sha256[] = "0014command=ls-refs\n"
                                     "0019object-format=sha256\n0001"
                                     "001aref-prefix " TAGS "\n0000";

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (strchr(subject->argument, '@') != NULL)
        return error_set(err, ERROR_USAGE,
                         "the URL of a git repository names a user: secrets belong "
                         "into STALEMARK_TOKEN_FILE");
    if (!feed_moved_url(slice_of(subject->argument), subject->endpoint,
                        "/info/refs?service=git-upload-pack", ret_url))
        return error_set(err, ERROR_USAGE, "'%s' is not the URL of a git repository",
                         subject->argument);
    return true;
}

static bool is_object_id(struct slice id)
{
    if (id.length != SHA1_DIGITS && id.length != SHA256_DIGITS)
        return false;
    for (size_t i = 0; i < id.length; i++)
        if (strchr("0123456789abcdef", id.at[i]) == NULL || id.at[i] == '\0')
            return false;
    return true;
}

/* A tag's ref becomes a release; "^{}" names what the tag before it points at. */
static void add_ref(struct slice name, struct arena *arena, struct answer *answer)
{
    if (!slice_starts_with(name, TAGS) || slice_ends_with(name, "^{}"))
        return;
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return;
    struct slice tag = {name.at + strlen(TAGS), name.length - strlen(TAGS)};
    release->version = arena_copy_slice(arena, tag);
}

/* "ID NAME", with attributes behind a space (v2) or capabilities behind a NUL (v0). */
static bool parse_ref(struct slice line, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    struct slice rest = line;
    struct slice id = slice_cut(&rest, ' ');
    if (slice_equals(id, "shallow") || slice_equals(id, "unborn"))
        return true;
    if (!is_object_id(id))
        return error_set(err, ERROR_FORMAT, "a ref without an object id");
    struct slice name = slice_cut(&rest, '\0');
    add_ref(slice_cut(&name, ' '), arena, answer);
    return true;
}

/* What a server complains of, within one packet. */
static bool server_error(struct slice line, struct error *err)
{
    int bytes = line.length < SHOWN_BYTES ? (int)line.length : SHOWN_BYTES;
    return error_set(err, ERROR_FORMAT, "the server says: %.*s", bytes, line.at);
}

/* Data only: a flush ends the list, and the server's complaint is an error. */
static bool next_line(struct slice *rest, struct slice *ret_line, bool *ret_is_end,
                      struct error *err)
{
    struct slice line = {0};
    enum packet_kind kind = packet_cut(rest, &line);
    if (kind == PACKET_NONE)
        return error_set(err, ERROR_FORMAT, "the list of refs is cut off");
    if (kind != PACKET_DATA && kind != PACKET_FLUSH)
        return error_set(err, ERROR_FORMAT, "not a list of refs in packets of git");
    if (slice_starts_with(line, "ERR "))
        return server_error((struct slice){line.at + 4, line.length - 4}, err);
    *ret_line = line;
    *ret_is_end = kind == PACKET_FLUSH;
    return true;
}

/*
 * Nothing follows the end: bytes that do come of a gzip stream whose end is damaged,
 * and libcurl checks the sum of a stream only where it ends.
 */
static bool parse_refs(struct slice rest, struct arena *arena, struct answer *answer,
                       struct error *err)
{
    for (;;) {
        struct slice line;
        bool is_end;
        if (!next_line(&rest, &line, &is_end, err))
            return false;
        if (is_end)
            return rest.length == 0 ||
                   error_set(err, ERROR_FORMAT, "bytes follow the end of the refs");
        if (!slice_starts_with(line, "version 1") &&
            !parse_ref(line, arena, answer, err))
            return false;
    }
}

/* The dumb protocol: a file of "ID TAB NAME" lines, without an end of its own. */
static bool parse_dumb(const struct feed_page *page, struct arena *arena,
                       struct answer *answer, struct error *err)
{
    struct slice rest = {page->body, page->body_bytes};
    while (rest.at != NULL && rest.length != 0) {
        struct slice line = slice_cut(&rest, '\n');
        struct slice id = slice_cut(&line, '\t');
        if (!is_object_id(id) || line.length == 0)
            return error_set(err, ERROR_FORMAT, "plain text that is no list of refs");
        add_ref(slice_trim(line), arena, answer);
    }
    if (page->is_unterminated)
        feed_set_partial(answer, "its end was marked by the connection's end alone");
    return true;
}

/* The POST goes where the GET was answered from: the repository may have moved. */
static bool ask_for_refs(const struct feed_page *page, struct slice capabilities,
                         struct arena *arena, struct feed_next *ret_next,
                         struct error *err)
{
    bool has_ls_refs = false;
    const char *post = ls_refs;
    for (;;) {
        struct slice line;
        bool is_end;
        if (!next_line(&capabilities, &line, &is_end, err))
            return false;
        if (is_end)
            break;
        if (slice_equals(line, "ls-refs") || slice_starts_with(line, "ls-refs="))
            has_ls_refs = true;
        if (slice_equals(line, "object-format=sha256"))
            post = ls_refs_sha256;
    }
    const char *suffix = strstr(page->url, "/info/refs");
    if (!has_ls_refs || suffix == NULL)
        return error_set(err, ERROR_FORMAT, "the server does not list refs");
    ret_next->url = arena_format(arena, "%.*s/git-upload-pack",
                                 (int)(suffix - page->url), page->url);
    ret_next->post = post;
    ret_next->post_bytes = strlen(post);
    return true;
}

/* Some servers put "# service=..." and a flush in front, some do not. */
static bool skip_banner(struct slice *rest, struct error *err)
{
    struct slice ahead = *rest;
    struct slice line;
    bool is_end = false;
    if (!next_line(&ahead, &line, &is_end, err))
        return false;
    if (!slice_starts_with(line, "# service="))
        return true;
    while (!is_end)
        if (!next_line(&ahead, &line, &is_end, err))
            return false;
    *rest = ahead;
    return true;
}

static bool parse_advertisement(const struct feed_page *page, struct arena *arena,
                                struct answer *answer, struct feed_next *ret_next,
                                struct error *err)
{
    struct slice rest = {page->body, page->body_bytes};
    if (!skip_banner(&rest, err))
        return false;
    struct slice ahead = rest;
    struct slice line;
    bool is_end;
    if (!next_line(&ahead, &line, &is_end, err))
        return false;
    if (slice_equals(line, "version 2"))
        return ask_for_refs(page, ahead, arena, ret_next, err);
    return parse_refs(rest, arena, answer, err);
}

static bool is_type(const struct feed_page *page, const char *type)
{
    struct slice rest = slice_of(page->content_type != NULL ? page->content_type : "");
    return slice_equals_ignoring_case(slice_trim(slice_cut(&rest, ';')), type);
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    (void)subject;
    bool read = false;
    if (page->number == 0 && is_type(page, ADVERTISEMENT))
        read = parse_advertisement(page, arena, answer, ret_next, err);
    else if (page->number == 0 && is_type(page, "text/plain"))
        read = parse_dumb(page, arena, answer, err);
    else if (page->number != 0 && is_type(page, RESULT))
        read = parse_refs((struct slice){page->body, page->body_bytes}, arena, answer,
                          err);
    else
        return error_set(err, ERROR_FORMAT, "'%.80s' is no content type of git",
                         page->content_type != NULL ? page->content_type : "");
    if (read && answer->releases.count == 0 && ret_next->url == NULL)
        return error_set(err, ERROR_FORMAT, "the repository has no tags");
    return read;
}

const struct feed_driver git_feed = {
    .name = "git",
    .summary = "git over HTTP: tags of any forge, without days",
    .covers = COVERS_RELEASES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "*/*",
    .post_type = "application/x-git-upload-pack-request",
    .header = {"Git-Protocol", "version=2"},
    .identity = FEED_IDENTITY_BASIC,
    .parse = parse,
};
