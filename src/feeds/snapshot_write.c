/* Writes snapshots: what was merged of the feeds, as release files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "base/gzip.h"
#include "base/json_writer.h"
#include "base/signature.h"
#include "feeds/snapshot.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FORMAT "stalemark-releases/1"

enum { SOURCE_BYTES_MAX = 200, SCRATCH_PATH_MAX = 4096 };

/* How far answers of a kind can be trusted, all together. */
struct trust_in {
    bool is_told; /* there is one that did not fail */
    bool is_complete;
    long long fetched_at; /* 0: not known */
};

static void take_older(long long fetched_at, struct trust_in *trust)
{
    if (!trust->is_told || fetched_at < trust->fetched_at)
        trust->fetched_at = fetched_at;
    trust->is_told = true;
}

/*
 * Of the releases: complete when one list is, and no feed of dates lacks any, for what
 * it did not tell may be earlier. Only one answer can be written, so it is as good as
 * the worst that went into it.
 */
static struct trust_in trust_in_releases(const struct upstream *upstream)
{
    struct trust_in trust = {0};
    bool has_list = false;
    bool has_gap = false;
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        bool is_whole = answer->state == ANSWER_COMPLETE;
        if (!(answer->covers & (COVERS_RELEASES | COVERS_DATES)))
            continue;
        has_list |= is_whole && (answer->covers & COVERS_RELEASES) != 0;
        has_gap |= !is_whole && (answer->covers & COVERS_DATES) != 0;
        if (answer->state != ANSWER_FAILED && !answer->is_left_out)
            take_older(answer->fetched_at, &trust);
    }
    trust.is_complete = has_list && !has_gap;
    return trust;
}

/* Of the lines: one whole answer is enough. */
static struct trust_in trust_in_lines(const struct upstream *upstream)
{
    struct trust_in whole = {0};
    struct trust_in any = {0};
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (!(answer->covers & COVERS_ENDS) || answer->state == ANSWER_FAILED)
            continue;
        take_older(answer->fetched_at, &any);
        if (answer->has_lines_complete)
            take_older(answer->fetched_at, &whole);
    }
    whole.is_complete = whole.is_told;
    return whole.is_told ? whole : any;
}

static void write_trust(struct json_writer *writer, const char *fetched_key,
                        const char *complete_key, const struct trust_in *trust)
{
    if (trust->fetched_at != 0)
        json_write_time(writer, fetched_key, trust->fetched_at);
    json_write_flag(writer, complete_key, trust->is_complete);
}

static bool is_named_before(const struct upstream *upstream, size_t at)
{
    const struct answer *answers = upstream->answers.items;
    for (size_t i = 0; i < at; i++)
        if (strcmp(answers[i].feed, answers[at].feed) == 0 &&
            strcmp(answers[i].about, answers[at].about) == 0)
            return true;
    return false;
}

/* Which feeds it is from, as many as the reader shows. */
static void write_source(struct json_writer *writer, const struct upstream *upstream)
{
    AUTO_TEXT source;
    text_init(&source, 4 * SOURCE_BYTES_MAX);
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (answer->state == ANSWER_FAILED || answer->is_left_out ||
            is_named_before(upstream, i) || source.length > SOURCE_BYTES_MAX)
            continue;
        text_addf(&source, "%s%s %s", source.length == 0 ? "" : "; ", answer->feed,
                  answer->about);
    }
    json_write_text(writer, "source", source.bytes);
}

static void write_release(struct json_writer *writer, const struct release *release)
{
    json_write_object(writer, NULL);
    json_write_text(writer, "version", release->version.text);
    /* What the store saw is of that machine alone, and a push day is no date. */
    if (release->day != DAY_NONE && release->date_kind <= DATE_PUSHED &&
        !release_day_is_bound(release))
        json_write_day(writer, "date", release->day);
    if (release->is_prerelease)
        json_write_flag(writer, "prerelease", true);
    if (release->is_withdrawn)
        json_write_flag(writer, "withdrawn", true);
    if (release->url != NULL)
        json_write_text(writer, "url", release->url);
    if (release->app_version != NULL)
        json_write_text(writer, "app_version", release->app_version);
    json_write_end(writer);
}

/* What only a tag names is among the tags. */
static void write_releases(struct json_writer *writer, const struct upstream *upstream)
{
    json_write_list(writer, "releases");
    for (size_t i = 0; i < upstream->releases.count; i++)
        if (upstream->releases.items[i].is_published)
            write_release(writer, &upstream->releases.items[i]);
    json_write_end(writer);
}

static void write_end(struct json_writer *writer, const struct line *line)
{
    if (line->end_day != DAY_NONE)
        json_write_day(writer, "end", line->end_day);
    else if (line->has_end)
        json_write_flag(writer, "end", line->is_ended);
}

/* What the catalogue says of lines is in every catalogue. */
static void write_lines(struct json_writer *writer, const struct upstream *upstream)
{
    json_write_list(writer, "lines");
    for (size_t i = 0; i < upstream->lines.count; i++) {
        const struct line *line = &upstream->lines.items[i];
        if (line->answer == NULL)
            continue;
        json_write_object(writer, NULL);
        json_write_text(writer, "line", line->name);
        json_write_day(writer, "released", line->released_day);
        write_end(writer, line);
        if (line->known_day != DAY_NONE)
            json_write_day(writer, "known", line->known_day);
        if (line->is_lts)
            json_write_flag(writer, "lts", true);
        if (line->is_lts && line->lts_day != DAY_NONE)
            json_write_day(writer, "lts_from", line->lts_day);
        if (line->extended_end_day != DAY_NONE)
            json_write_day(writer, "extended_end", line->extended_end_day);
        json_write_end(writer);
    }
    json_write_end(writer);
}

/* Names of repositories become keys: one with odd characters in it is left out. */
static bool is_repository(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._/:[]";
    return text != NULL && text[0] != '\0' && text[strspn(text, allowed)] == '\0';
}

static bool is_tag_list(const struct answer *answer)
{
    return (answer->covers & COVERS_TAGS) != 0 && answer->state != ANSWER_FAILED &&
           is_repository(answer->repository);
}

static bool is_better_list(const struct answer *a, const struct answer *b)
{
    if (a->state != b->state)
        return a->state > b->state;
    return a->fetched_at > b->fetched_at;
}

/* Of several lists of one repository the best is written. */
static bool is_best_list(const struct upstream *upstream, size_t at)
{
    const struct answer *answers = upstream->answers.items;
    for (size_t i = 0; i < upstream->answers.count; i++) {
        if (i == at || !is_tag_list(&answers[i]) ||
            strcmp(answers[i].repository, answers[at].repository) != 0)
            continue;
        if (is_better_list(&answers[i], &answers[at]) ||
            (i < at && !is_better_list(&answers[at], &answers[i])))
            return false;
    }
    return true;
}

static void write_tag_list(struct json_writer *writer, const struct answer *answer)
{
    struct trust_in trust = {true, answer->state == ANSWER_COMPLETE,
                             answer->fetched_at};
    json_write_object(writer, answer->repository);
    write_trust(writer, "fetched", "complete", &trust);
    json_write_list(writer, "tags");
    for (size_t i = 0; i < answer->tags.count; i++)
        json_write_text(writer, NULL, answer->tags.items[i]);
    json_write_end(writer);
    json_write_end(writer);
}

static bool has_tags(const struct upstream *upstream)
{
    for (size_t i = 0; i < upstream->answers.count; i++)
        if (is_tag_list(&upstream->answers.items[i]))
            return true;
    return false;
}

static void write_tags(struct json_writer *writer, const struct upstream *upstream)
{
    json_write_object(writer, "tags");
    for (size_t i = 0; i < upstream->answers.count; i++)
        if (is_tag_list(&upstream->answers.items[i]) && is_best_list(upstream, i))
            write_tag_list(writer, &upstream->answers.items[i]);
    json_write_end(writer);
}

/* A product that the catalogue does not know has its name where repositories stand. */
static void write_subject(struct json_writer *writer, const struct upstream *upstream)
{
    if (upstream->product != NULL)
        json_write_text(writer, "product", upstream->product->name);
    else
        json_write_text(writer,
                        strchr(upstream->repository, '/') != NULL ? "repository"
                                                                  : "product",
                        upstream->repository);
}

/* False when nothing is known: nothing is written. */
static bool write_upstream(const struct upstream *upstream, struct text *ret_lines)
{
    struct json_writer writer;
    struct trust_in releases = trust_in_releases(upstream);
    struct trust_in lines = trust_in_lines(upstream);
    bool has_tag_lists = has_tags(upstream);
    if (!releases.is_told && !lines.is_told && !has_tag_lists)
        return false;
    json_writer_init(&writer, ret_lines, false);
    json_write_object(&writer, NULL);
    json_write_text(&writer, "format", FORMAT);
    write_subject(&writer, upstream);
    write_source(&writer, upstream);
    if (releases.is_told) {
        write_trust(&writer, "fetched", "complete", &releases);
        write_releases(&writer, upstream);
    }
    if (lines.is_told) {
        write_trust(&writer, "lines_fetched", "lines_complete", &lines);
        write_lines(&writer, upstream);
    }
    if (has_tag_lists)
        write_tags(&writer, upstream);
    json_write_end(&writer);
    text_add_char(ret_lines, '\n');
    return true;
}

static void write_header(const struct snapshot_header *header, struct text *ret_lines)
{
    struct json_writer writer;
    json_writer_init(&writer, ret_lines, false);
    json_write_object(&writer, NULL);
    json_write_text(&writer, "format", FORMAT);
    json_write_time(&writer, "generated", header->generated_at);
    json_write_time(&writer, "expires", header->expires_at);
    json_write_text(&writer, "policy_sha256", header->policy_sha256);
    json_write_number(&writer, "count", (long long)header->count);
    json_write_end(&writer);
    text_add_char(ret_lines, '\n');
}

void snapshot_write(const struct upstream_list *upstreams,
                    struct snapshot_header *header, struct text *ret_lines)
{
    AUTO_TEXT records;
    text_init(&records, ret_lines->max);
    header->count = 0;
    for (size_t i = 0; i < upstreams->count; i++)
        header->count += write_upstream(&upstreams->items[i], &records);
    write_header(header, ret_lines);
    text_add_bytes(ret_lines, records.bytes, records.length);
    ret_lines->overflowed |= text_overflowed(&records);
}

static bool save_signature(const char *path, const char *key_file,
                           const struct text *compressed, struct error *err)
{
    unsigned char signature[SIGNATURE_BYTES];
    AUTO_TEXT signature_path;
    text_init(&signature_path, SCRATCH_PATH_MAX);
    text_addf(&signature_path, "%s" SNAPSHOT_SIGNATURE_SUFFIX, path);
    if (key_file != NULL)
        return signature_make(key_file,
                              (struct slice){compressed->bytes, compressed->length},
                              signature, err) &&
               file_replace(signature_path.bytes, (const char *)signature,
                            sizeof signature, err);
    if (unlink(signature_path.bytes) == 0 || errno == ENOENT)
        return true;
    return error_set(err, ERROR_OUTSIDE, "removing %s: %s", signature_path.bytes,
                     strerror(errno));
}

bool snapshot_save(const char *path, const char *key_file, const struct text *lines,
                   size_t *ret_bytes, struct error *err)
{
    AUTO_TEXT compressed;
    text_init(&compressed, SNAPSHOT_BYTES_MAX);
    if (text_overflowed(lines))
        return error_set(err, ERROR_OUTSIDE, "it would be larger than %zu bytes",
                         lines->max);
    if (!gzip_deflate((struct slice){lines->bytes, lines->length}, &compressed, err) ||
        !file_replace(path, compressed.bytes, compressed.length, err) ||
        !save_signature(path, key_file, &compressed, err))
        return false;
    *ret_bytes = compressed.length;
    return true;
}
