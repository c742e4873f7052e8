/* The command tags: how the tags of an image are read, and which count as newer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "commands/command.h"
#include "commands/run.h"
#include "commands/tags_print.h"
#include "feeds/repository_tags.h"

#include <stddef.h>
#include <string.h>

enum {
    LIST_BYTES_MAX = 64 * 1024 * 1024, /* of a file with tags */
    TAGS_MAX = 1000 * 1000,
};

struct tags_options {
    const char *from;   /* NULL: not given */
    const char *format; /* NULL: text */
};

static const char *const formats[] = {"text", "jsonl", NULL};

static const struct option_row rows[] = {
    {"from", 0, OPTION_FILE, "FILE",
     "read tags from FILE, one a line (- is standard input), and ask nobody",
     offsetof(struct tags_options, from), NULL, "Options"},
    {"output", 'o', OPTION_CHOICE, "FORMAT", "text or jsonl",
     offsetof(struct tags_options, format), formats, NULL},
    {0},
};
static const struct option_row *const tables[] = {
    rows, settings_rows, facts_rows, talk_rows, NULL,
};

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r\v\f")] == '\0';
}

/* Ends each line in place, its CR dropped; bytes that are no text make it no tag. */
static char *cut_line(char **rest, char *end)
{
    char *line = *rest;
    char *stop = memchr(line, '\n', (size_t)(end - line));
    if (stop == NULL)
        stop = end;
    *rest = stop < end ? stop + 1 : end;
    for (char *at = line; at < stop; at++)
        if (*at == '\0')
            *at = '\xff';
    *stop = '\0';
    if (stop > line && stop[-1] == '\r')
        stop[-1] = '\0';
    return line;
}

static bool read_tags(const struct version_reader *reader, struct text *content,
                      struct arena *arena, struct version_list *ret_tags,
                      struct error *err)
{
    char *rest = content->bytes;
    char *end = content->bytes + content->length;
    while (rest < end) {
        const char *line = cut_line(&rest, end);
        if (is_blank(line))
            continue;
        if (ret_tags->count == TAGS_MAX)
            return error_set(err, ERROR_USAGE, "more than %d tags", TAGS_MAX);
        *LIST_ADD(arena, ret_tags) = version_read(reader, line);
    }
    return true;
}

static bool tags_of_file(const char *path, const struct subject *subject,
                         struct arena *arena, struct version_list *ret_tags,
                         struct error *err)
{
    AUTO_TEXT content;
    text_init(&content, LIST_BYTES_MAX);
    if (!file_read(path, &content, err))
        return error_within(err, "reading tags from %s", path);
    /* The tags point into the text, which must last as long as they do. */
    struct text lasting = {.length = content.length};
    lasting.bytes = arena_alloc(arena, content.length + 1);
    memcpy(lasting.bytes, content.bytes, content.length);
    if (!read_tags(subject->reader, &lasting, arena, ret_tags, err))
        return error_within(err, "reading tags from %s", path);
    return true;
}

/* The repository's own list, with the versions that release feeds confirm. */
static bool tags_of_registry(const struct run *run, const struct subject *subject,
                             struct version_list *ret_tags,
                             struct version_list *ret_published, struct error *err)
{
    const struct upstream *upstream = upstream_of(&run->audit.upstreams, subject);
    const struct answer *answer =
        upstream == NULL ? NULL : repository_answer(upstream, subject->upstream);
    if (answer == NULL)
        return error_set(
            err, ERROR_OUTSIDE,
            "listing the tags of %s: no feed of it lists tags; --from FILE "
            "reads them from a file",
            subject->upstream);
    if (answer->state == ANSWER_FAILED)
        return error_set(err, ERROR_OUTSIDE, "listing the tags of %s: %s",
                         subject->upstream, answer->failure);
    repository_tags(upstream, subject->upstream, run->arena, ret_tags);
    upstream_published(upstream, run->arena, ret_published);
    return true;
}

static bool print_tags(struct run *run, const struct tags_options *options,
                       struct out *out, struct error *err)
{
    const struct subject *subject = &run->audit.subjects.items[0];
    struct version_list tags = {0};
    struct version_list published = {0};
    if (options->from != NULL
            ? !tags_of_file(options->from, subject, run->arena, &tags, err)
            : !tags_of_registry(run, subject, &tags, &published, err))
        return false;
    struct tags_list list = {
        .subject = subject,
        .tags = tags.items,
        .count = tags.count,
    };
    int numbers = subject->product != NULL ? subject->product->version.numbers : 0;
    if (subject->ref.has_tag)
        list.view =
            tag_view_new(subject->reader, &subject->running, numbers, tags.items,
                         tags.count, published.items, published.count, run->arena);
    if (options->format != NULL && strcmp(options->format, "jsonl") == 0)
        tags_print_jsonl(&list, out);
    else
        tags_print_text(&list, out, run->arena);
    return true;
}

/* With a file nothing is asked: the line of stages ends before the feeds. */
static bool read_operand(struct run *run, const char *reference, bool asks,
                         struct error *err)
{
    if (!run_add_image(run, reference, err))
        return false;
    if (asks)
        return audit_read(&run->audit_options, &run->services, run->arena, &run->audit,
                          err);
    return audit_identify(&run->audit_options, &run->services, run->arena, &run->audit,
                          err);
}

static int run_tags(const struct command *command, int argc, char *const *argv,
                    struct command_context *context, struct error *err)
{
    struct tags_options own = {0};
    struct run_options options;
    void *const values[] = {&own, &options.settings, &options.facts, &options.talk};
    struct text_list operands = {0};
    AUTO_RUN run = {0};
    AUTO_ARENA *arena = arena_new();
    run_init(&options);
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err))
        return -1;
    if (operands.count != 1) {
        error_set(err, ERROR_USAGE, "tags takes one image: stalemark tags %s",
                  command->usage);
        return -1;
    }
    if (!run_open(&run, &options, false, context, err) ||
        !read_operand(&run, operands.items[0], own.from == NULL, err) ||
        !print_tags(&run, &own, context->out, err))
        return -1;
    return 0;
}

const struct command tags_command = {
    .name = "tags",
    .summary = "how the tags of an image are read, and which count as newer",
    .usage = "IMAGE[:TAG] [OPTION]...",
    .description =
        "Reads the tags of an image's repository, or those in a file, by the rules of "
        "its\n"
        "product, and prints what each was read as. With TAG each is newer, same or\n"
        "older, or the reason is given why it never counts.\n",
    .examples = "  stalemark tags traefik:v1.7.9\n"
                "  stalemark tags traefik:v1.7.9 --from tags.txt\n"
                "  skopeo list-tags docker://traefik | jq -r '.Tags[]' |\n"
                "      stalemark tags traefik:v1.7.9 --from - -o jsonl\n",
    .options = tables,
    .run = run_tags,
};
