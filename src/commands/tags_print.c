/* Prints how tags were read, and what they are to the running one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/tags_print.h"

#include "base/json_writer.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 64 * 1024 * 1024 };

/* A copy of a part in buffer, NUL-terminated; NULL for an empty one. */
static const char *part_text(const struct version *version, struct version_part part,
                             char buffer[VERSION_TEXT_BYTES])
{
    struct slice slice = version_part(version, part);
    if (slice.length == 0)
        return NULL;
    memcpy(buffer, slice.at, slice.length);
    buffer[slice.length] = '\0';
    return buffer;
}

/* Numbers as they are read: 18.04 is 18.4. */
static void write_numbers(struct json_writer *writer, const struct version *version)
{
    json_write_list(writer, "numbers");
    for (unsigned i = 0; i < version->number_count; i++) {
        struct slice digits = version_part(version, version->numbers[i]);
        while (digits.length > 1 && digits.at[0] == '0') {
            digits.at++;
            digits.length--;
        }
        char buffer[VERSION_TEXT_BYTES];
        memcpy(buffer, digits.at, digits.length);
        buffer[digits.length] = '\0';
        json_write_text(writer, NULL, buffer);
    }
    json_write_end(writer);
}

static void write_tag(struct json_writer *writer, const struct tags_list *list,
                      const struct version *version)
{
    char buffer[VERSION_TEXT_BYTES];
    json_write_object(writer, NULL);
    json_write_text(writer, "tag", version->text);
    write_numbers(writer, version);
    json_write_text(writer, "prerelease",
                    part_text(version, version->prerelease_text, buffer));
    json_write_text(writer, "build", part_text(version, version->build, buffer));
    json_write_text(writer, "variant", version_variant_text(version, buffer));
    const char *prefix = part_text(version, version->prefix, buffer);
    json_write_text(writer, "prefix", prefix != NULL ? prefix : "");
    if (list->view != NULL) {
        struct tag_relation relation = tag_relate(list->view, version);
        json_write_text(writer, "relation", relation_name(relation.relation));
        json_write_text(writer, "step", tag_step_name(relation.step));
        json_write_text(writer, "reason", tag_reason_name(relation.reason));
    }
    json_write_end(writer);
}

void tags_print_jsonl(const struct tags_list *list, struct out *out)
{
    AUTO_TEXT line;
    text_init(&line, LINE_BYTES_MAX);
    for (size_t i = 0; i < list->count; i++) {
        struct json_writer writer;
        text_reset(&line);
        json_writer_init(&writer, &line, false);
        write_tag(&writer, list, &list->tags[i]);
        fprintf(out->normal, "%s\n", line.bytes);
    }
}

/* A tag with what it is to the running one, to be sorted. */
struct row {
    const struct version *version;
    struct tag_relation relation;
    size_t at; /* in the input */
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *of_a = a;
    const struct row *of_b = b;
    if (of_a->relation.relation != of_b->relation.relation)
        return of_a->relation.relation < of_b->relation.relation ? -1 : 1;
    if (of_a->relation.reason != of_b->relation.reason)
        return of_a->relation.reason > of_b->relation.reason ? -1 : 1;
    bool is_version = of_a->version->kind == TAG_VERSION;
    if (is_version != (of_b->version->kind == TAG_VERSION))
        return is_version ? -1 : 1;
    int order = is_version ? version_compare(of_b->version, of_a->version) : 0;
    return order != 0 ? order : (of_a->at > of_b->at) - (of_a->at < of_b->at);
}

static const char *kind_text(const struct version *version)
{
    switch (version->kind) {
    case TAG_VERSION:
        return "";
    case TAG_FLOATING_WORD:
        return "floating";
    case TAG_ARTIFACT:
        return "artifact";
    case TAG_NOT_A_VERSION:
        return "not-a-version";
    }
    return "";
}

/* The last column: "newer patch", "variant", or without a running tag the kind. */
static void add_verdict(struct text *line, const struct tags_list *list,
                        const struct row *row)
{
    if (list->view == NULL) {
        text_add(line, kind_text(row->version));
        return;
    }
    const char *step = tag_step_name(row->relation.step);
    const char *reason = tag_reason_name(row->relation.reason);
    text_add(line, reason != NULL ? reason : relation_name(row->relation.relation));
    if (step != NULL)
        text_addf(line, " %s", step);
}

static void add_column(struct text *line, const char *text, size_t width)
{
    size_t start = line->length;
    out_add_printable(line, text);
    size_t taken = out_width(line->bytes + start);
    do
        text_add_char(line, ' ');
    while (++taken < width + 2);
}

static void print_row(const struct tags_list *list, const struct row *row,
                      size_t tag_width, struct text *line, struct out *out)
{
    enum { VERSION_WIDTH = 16, BUILD_WIDTH = 12, VARIANT_WIDTH = 16 };
    const struct version *version = row->version;
    char buffer[VERSION_TEXT_BYTES];
    text_reset(line);
    add_column(line, version->text, tag_width);
    add_column(line, version_text(version, buffer), VERSION_WIDTH);
    const char *build = part_text(version, version->build, buffer);
    add_column(line, build != NULL ? build : "", BUILD_WIDTH);
    add_column(line, version_variant_text(version, buffer), VARIANT_WIDTH);
    add_verdict(line, list, row);
    while (line->length > 0 && line->bytes[line->length - 1] == ' ')
        line->bytes[--line->length] = '\0';
    fprintf(out->normal, "%s\n", line->bytes);
}

static void print_head(const struct tags_list *list, size_t tag_width, struct out *out)
{
    const struct subject *subject = list->subject;
    fprintf(out->normal, "%s%s%s, %zu tags\n\n", subject->upstream,
            subject->product != NULL ? ": " : "",
            subject->product != NULL ? subject->product->title : "", list->count);
    fprintf(out->normal, "%-*s  %-16s  %-12s  %-16s  %s\n", (int)tag_width, "TAG",
            "VERSION", "BUILD", "VARIANT",
            list->view != NULL ? subject->ref.tag : "KIND");
}

void tags_print_text(const struct tags_list *list, struct out *out, struct arena *arena)
{
    enum { TAG_WIDTH_MIN = 12, TAG_WIDTH_MAX = 40 };
    struct row *rows = arena_alloc_many(arena, list->count + 1, sizeof *rows);
    size_t tag_width = TAG_WIDTH_MIN;
    for (size_t i = 0; i < list->count; i++) {
        rows[i] = (struct row){.version = &list->tags[i], .at = i};
        if (list->view != NULL)
            rows[i].relation = tag_relate(list->view, &list->tags[i]);
        size_t width = strlen(list->tags[i].text);
        if (width > tag_width)
            tag_width = width < TAG_WIDTH_MAX ? width : TAG_WIDTH_MAX;
    }
    qsort(rows, list->count, sizeof *rows, compare_rows);
    print_head(list, tag_width, out);
    AUTO_TEXT line;
    text_init(&line, LINE_BYTES_MAX);
    for (size_t i = 0; i < list->count; i++)
        print_row(list, &rows[i], tag_width, &line, out);
}
