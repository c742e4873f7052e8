/* What the commands over feeds write as JSON, alike. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/feeds_json.h"

const struct feed_kind feed_kinds[] = {
    {COVERS_RELEASES, "releases"}, {COVERS_DATES, "dates"}, {COVERS_MARKS, "marks"},
    {COVERS_ENDS, "ends"},         {COVERS_TAGS, "tags"},   {0},
};

void feeds_json_head(struct json_writer *json, long long now)
{
    json_write_text(json, "schema_version", "1.0");
    json_write_object(json, "tool");
    json_write_text(json, "name", "stalemark");
    json_write_text(json, "version", VERSION);
    json_write_end(json);
    json_write_time(json, "generated_at", now);
}

void feeds_json_feed(struct json_writer *json, const struct answer *answer)
{
    json_write_text(json, "feed", answer->feed);
    json_write_text(json, "about", answer->about);
    json_write_list(json, "tells");
    for (const struct feed_kind *kind = feed_kinds; kind->word != NULL; kind++)
        if (answer->covers & kind->covers)
            json_write_text(json, NULL, kind->word);
    json_write_end(json);
}
