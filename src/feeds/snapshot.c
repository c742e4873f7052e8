/* Reads snapshots: verified before anything in them is looked at. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/snapshot.h"

#include "base/day.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/json.h"
#include "base/signature.h"

#include <string.h>

enum { DEPTH_MAX = 8, SIGNATURE_ROOM = 4096, REDIRECTS_MAX = 5 };

/* The two files of a snapshot. */
struct snapshot_files {
    struct text content;
    struct text signature;
};

static void files_init(struct snapshot_files *files)
{
    text_init(&files->content, SNAPSHOT_BYTES_MAX);
    text_init(&files->signature, SIGNATURE_ROOM);
}

static void files_clear(struct snapshot_files *files)
{
    text_clear(&files->content);
    text_clear(&files->signature);
}

static struct slice slice_of_text(const struct text *text)
{
    return (struct slice){text->bytes, text->length};
}

static bool is_url(const char *place)
{
    return strncmp(place, "https://", 8) == 0 || strncmp(place, "http://", 7) == 0;
}

/* A place as complaints show it; a URL may hold secrets in its query. */
static const char *shown(const char *place, struct arena *arena)
{
    char url[1024];
    if (!is_url(place))
        return place;
    return arena_copy(arena, url_shown(place, url, sizeof url));
}

/* One file on its way. */
struct download {
    struct text *ret_content;
    struct arena *arena;
    const char *failure; /* NULL: it came */
};

static void on_done(const struct fetch_response *response, void *context)
{
    struct download *download = context;
    if (response->failure != NULL)
        download->failure = arena_copy(download->arena, response->failure);
    else if (response->status != 200)
        download->failure =
            arena_format(download->arena, "the server answered %d", response->status);
    else
        text_add_bytes(download->ret_content, response->body, response->body_bytes);
}

/*
 * The user names the server, so it may be a private one; plain HTTP only where a
 * signature is verified after it.
 */
static bool download(const char *url, const struct snapshot_source *source,
                     struct fetcher *fetcher, struct arena *arena,
                     struct text *ret_content, struct error *err)
{
    struct download download = {.ret_content = ret_content, .arena = arena};
    const struct fetch_request request = {
        .url = url,
        .body_max_bytes = ret_content->max,
        .redirects_max = REDIRECTS_MAX,
        .private_allowed = true,
        .plain_http_allowed = source->key_file != NULL,
        .no_compression = true,
    };
    if (!fetch(fetcher, &request, on_done, &download, err) || !fetch_all(fetcher, err))
        return false;
    return download.failure == NULL ||
           error_set(err, ERROR_OUTSIDE, "%s: %s", shown(url, arena), download.failure);
}

/* The signature's name goes before a query: https://x/all.gz.sig?token=... */
static const char *signature_place(const char *place, struct arena *arena)
{
    size_t path = is_url(place) ? strcspn(place, "?#") : strlen(place);
    return arena_format(arena, "%.*s" SNAPSHOT_SIGNATURE_SUFFIX "%s", (int)path, place,
                        place + path);
}

static bool get(const char *place, const struct snapshot_source *source,
                struct fetcher *fetcher, struct arena *arena, struct text *ret_content,
                struct error *err)
{
    return is_url(place) ? download(place, source, fetcher, arena, ret_content, err)
                         : file_read(place, ret_content, err);
}

static bool get_verified(const struct snapshot_source *source, struct fetcher *fetcher,
                         struct arena *arena, struct snapshot_files *files,
                         struct error *err)
{
    const char *signature = signature_place(source->place, arena);
    if (!get(source->place, source, fetcher, arena, &files->content, err))
        return false;
    if (source->key_file == NULL)
        return true;
    if (!get(signature, source, fetcher, arena, &files->signature, err))
        return error_within(err, "it is not signed");
    return signature_check(source->key_file, slice_of_text(&files->content),
                           slice_of_text(&files->signature), err);
}

static bool want_time(const json_t *object, const char *key, long long *ret_seconds,
                      struct error *err)
{
    const char *text;
    int64_t seconds;
    if (!json_want_text(object, key, &text, err))
        return false;
    if (!seconds_parse_time(slice_of(text), &seconds))
        return error_set(err, ERROR_FORMAT, "'%s' is not a time", key);
    *ret_seconds = seconds;
    return true;
}

static bool parse_header(struct slice line, struct arena *arena,
                         struct snapshot_header *ret_header, struct error *err)
{
    json_auto_t *object = json_read(line.at, line.length, DEPTH_MAX, err);
    struct snapshot_header header = {0};
    if (object == NULL)
        return false;
    if (!json_is_object(object))
        return error_set(err, ERROR_FORMAT, "not a JSON object");
    json_int_t count = json_number(object, "count", -1);
    if (!want_time(object, "generated", &header.generated_at, err) ||
        !want_time(object, "expires", &header.expires_at, err))
        return false;
    if (count < 0)
        return error_set(err, ERROR_FORMAT, "'count' is missing or not a number");
    header.count = (size_t)count;
    header.policy_sha256 = arena_copy(arena, json_text(object, "policy_sha256"));
    *ret_header = header;
    return true;
}

bool snapshot_parse(struct slice compressed, const char *name, struct arena *arena,
                    struct snapshot *ret_snapshot, struct error *err)
{
    AUTO_TEXT lines;
    text_init(&lines, SNAPSHOT_TEXT_MAX);
    struct snapshot snapshot = {.name = arena_copy(arena, name),
                                .bytes = compressed.length};
    if (!gzip_inflate(compressed, &lines, err))
        return false;
    struct slice rest = slice_of_text(&lines);
    struct slice first = slice_cut(&rest, '\n');
    if (!parse_header(first, arena, &snapshot.header, err))
        return error_within(err, "line 1, the header of a snapshot");
    if (!release_file_parse(slice_of_text(&lines), snapshot.name, arena,
                            &snapshot.records, err))
        return false;
    if (snapshot.records.count != snapshot.header.count)
        return error_set(err, ERROR_FORMAT, "it holds %zu records, its header says %zu",
                         snapshot.records.count, snapshot.header.count);
    *ret_snapshot = snapshot;
    return true;
}

/* "all.jsonl.gz" of a path or a URL. */
static const char *name_of(const char *place, struct arena *arena)
{
    size_t length = is_url(place) ? strcspn(place, "?#") : strlen(place);
    size_t at = length;
    while (at > 0 && place[at - 1] != '/')
        at--;
    return arena_copy_slice(arena, (struct slice){place + at, length - at});
}

bool snapshot_read(const struct snapshot_source *source, struct fetcher *fetcher,
                   struct arena *arena, struct snapshot *ret_snapshot,
                   struct error *err)
{
    CLEANUP(files_clear) struct snapshot_files files;
    struct error why = {0};
    files_init(&files);
    if (get_verified(source, fetcher, arena, &files, &why) &&
        snapshot_parse(slice_of_text(&files.content), name_of(source->place, arena),
                       arena, ret_snapshot, &why))
        return true;
    return error_set(err, why.code == ERROR_USAGE ? ERROR_USAGE : ERROR_OUTSIDE,
                     "snapshot %s: %s", shown(source->place, arena), why.text);
}

bool snapshot_check_time(const struct snapshot *snapshot, long long at,
                         struct error *err)
{
    char expires[TIME_TEXT_BYTES];
    if (at < snapshot->header.expires_at)
        return true;
    return error_set(err, ERROR_OUTSIDE,
                     "snapshot %s: it expired at %s: get a newer one", snapshot->name,
                     time_format(snapshot->header.expires_at, expires));
}
