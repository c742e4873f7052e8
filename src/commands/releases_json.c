/* What feeds say of a product, as JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/releases_show.h"

#include "base/json_writer.h"

static void write_line(struct json_writer *writer, const struct shown_releases *shown,
                       const struct shown_line *line)
{
    char version[VERSION_TEXT_BYTES];
    json_write_object(writer, NULL);
    json_write_text(writer, "line", line->name);
    json_write_day(writer, "released", line->released_day);
    json_write_text(writer, "newest",
                    line->newest != NULL ? version_text(&line->newest->version, version)
                                         : NULL);
    json_write_day(writer, "newest_released",
                   line->newest != NULL ? line->newest->day : DAY_NONE);
    json_write_number(writer, "releases", (long long)line->count);
    json_write_day(writer, "end", line->is_end_known ? line->told->end_day : DAY_NONE);
    if (line->is_end_known)
        json_write_flag(writer, "ended", line->has_ended);
    else
        json_write_null(writer, "ended");
    json_write_flag(writer, "lts", line->told != NULL && line->told->is_lts);
    json_write_list(writer, "running");
    const struct version *running = line_running(shown, line, 0);
    for (size_t i = 1; running != NULL; i++) {
        json_write_text(writer, NULL, version_text(running, version));
        running = line_running(shown, line, i);
    }
    json_write_end(writer);
    json_write_end(writer);
}

static void write_release(struct json_writer *writer, const struct release *release)
{
    static const char *const kinds[] = {"published", "tagged", "pushed", "first seen",
                                        "least age"};
    char version[VERSION_TEXT_BYTES];
    json_write_object(writer, NULL);
    json_write_text(writer, "version", version_text(&release->version, version));
    json_write_day(writer, "date", release->day);
    if (release->day != DAY_NONE)
        json_write_text(writer, "date_kind", kinds[release->date_kind]);
    json_write_flag(writer, "prerelease", release->is_prerelease);
    json_write_flag(writer, "withdrawn", release->is_withdrawn);
    json_write_flag(writer, "published", release->is_published);
    json_write_text(writer, "url", release->url);
    json_write_end(writer);
}

static void write_feed(struct json_writer *writer, const struct answer *answer)
{
    json_write_object(writer, NULL);
    json_write_text(writer, "feed", answer->feed);
    json_write_text(writer, "about", answer->about);
    json_write_text(writer, "repository", answer->repository);
    json_write_text(writer, "state", answer_state_name(answer->state));
    if (answer->moved_to != NULL)
        json_write_text(writer, "moved_to", answer->moved_to);
    json_write_text(writer, "failure", answer->failure);
    if (answer->fetched_at != 0)
        json_write_time(writer, "fetched", answer->fetched_at);
    else
        json_write_null(writer, "fetched");
    json_write_flag(writer, "stored", answer->is_stored);
    json_write_end(writer);
}

static void write_lists(struct json_writer *writer, const struct shown_releases *shown,
                        struct arena *arena)
{
    const struct upstream *upstream = shown->upstream;
    struct shown_line_list lines = shown_lines(shown, arena);
    json_write_list(writer, "lines");
    for (size_t i = 0; i < lines.count; i++)
        write_line(writer, shown, &lines.items[i]);
    json_write_end(writer);
    json_write_list(writer, "releases");
    for (size_t i = 0; i < upstream->releases.count; i++)
        if (release_is_shown(shown, &upstream->releases.items[i]))
            write_release(writer, &upstream->releases.items[i]);
    json_write_end(writer);
    json_write_list(writer, "feeds");
    for (size_t i = 0; i < upstream->answers.count; i++)
        write_feed(writer, &upstream->answers.items[i]);
    json_write_end(writer);
}

void releases_show_json(const struct shown_releases *shown, struct arena *arena,
                        struct text *ret_text)
{
    const struct upstream *upstream = shown->upstream;
    struct json_writer writer;
    json_writer_init(&writer, ret_text, true);
    json_write_object(&writer, NULL);
    if (upstream->product != NULL) {
        json_write_text(&writer, "product", upstream->product->name);
        json_write_text(&writer, "title", upstream->product->title);
        json_write_text(&writer, "role", role_name(upstream->product->role));
    } else {
        json_write_null(&writer, "product");
        json_write_text(&writer, "repository", upstream->repository);
    }
    json_write_day(&writer, "as_of", shown->as_of_day);
    write_lists(&writer, shown, arena);
    json_write_end(&writer);
    text_add_char(ret_text, '\n');
}
