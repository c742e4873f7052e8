/* The command tags: how the tags of an image are read, and which count as newer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "commands/command.h"
#include "commands/settings.h"
#include "commands/tags_print.h"
#include "commands/talk.h"
#include "identify/identify.h"

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
    {"from", 0, OPTION_TEXT, "FILE",
     "read tags from FILE, one a line (- is standard "
     "input)",
     offsetof(struct tags_options, from), NULL, "Options"},
    {"output", 'o', OPTION_CHOICE, "FORMAT", "text or jsonl",
     offsetof(struct tags_options, format), formats, NULL},
    {0},
};
static const struct option_row *const tables[] = {rows, settings_rows, talk_rows, NULL};

/* Everything of one call. */
struct tags_call {
    struct arena *arena;
    struct settings settings; /* catalogue, and the policy for its mirrors */
    struct image image;
    struct use use;
    struct cluster cluster;
    struct inventory inventory;
    struct subject_list subjects;
};

/* The image of the command line, as an inventory of one. */
static bool identify_operand(struct tags_call *call, const char *reference,
                             struct error *err)
{
    call->cluster.kind = CLUSTER_BY_HAND;
    call->use = (struct use){.namespace = "", .workload = "", .container = ""};
    call->image.reference = reference;
    call->image.uses = (struct use_list){&call->use, 1, 1};
    call->inventory.clusters = (struct cluster_list){&call->cluster, 1, 1};
    call->inventory.images = (struct image_list){&call->image, 1, 1};
    if (!identify_all(&call->inventory, &call->settings.catalog, &call->settings.policy,
                      call->arena, &call->subjects, err))
        return false;
    const struct subject *subject = &call->subjects.items[0];
    if (!subject->is_valid)
        return error_set(err, ERROR_USAGE, "%s", subject->failure);
    return true;
}

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

LIST(version_list, struct version);

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

static bool print_tags(struct tags_call *call, const struct tags_options *options,
                       struct out *out, struct error *err)
{
    const struct subject *subject = &call->subjects.items[0];
    AUTO_TEXT content;
    text_init(&content, LIST_BYTES_MAX);
    struct version_list tags = {0};
    if (!file_read(options->from, &content, err) ||
        !read_tags(subject->reader, &content, call->arena, &tags, err))
        return error_within(err, "reading tags from %s", options->from);
    struct tags_list list = {
        .subject = subject,
        .tags = tags.items,
        .count = tags.count,
    };
    int numbers = subject->product != NULL ? subject->product->version.numbers : 0;
    if (subject->ref.has_tag)
        list.view = tag_view_new(subject->reader, &subject->running, numbers,
                                 tags.items, tags.count, NULL, 0, call->arena);
    if (options->format != NULL && strcmp(options->format, "jsonl") == 0)
        tags_print_jsonl(&list, out);
    else
        tags_print_text(&list, out, call->arena);
    return true;
}

static int run(const struct command *command, int argc, char *const *argv,
               struct command_context *context, struct error *err)
{
    AUTO_ARENA *arena = arena_new();
    struct tags_options options = {0};
    struct settings_options settings = {0};
    struct talk_options talk = {0};
    void *const values[] = {&options, &settings, &talk};
    struct text_list operands = {0};
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err))
        return -1;
    talk_apply(&talk, context->out);
    if (operands.count != 1) {
        error_set(err, ERROR_USAGE, "tags takes one image: stalemark tags %s",
                  command->usage);
        return -1;
    }
    if (options.from == NULL) {
        error_set(err, ERROR_USAGE,
                  "tags reads a list of tags: add --from FILE, or --from - for "
                  "standard input");
        return -1;
    }
    struct tags_call call = {.arena = arena};
    if (!settings_load(&settings, arena, &call.settings, err) ||
        !identify_operand(&call, operands.items[0], err) ||
        !print_tags(&call, &options, context->out, err))
        return -1;
    return 0;
}

const struct command tags_command = {
    .name = "tags",
    .summary = "how the tags of an image are read, and which count as newer",
    .usage = "IMAGE[:TAG] --from FILE [OPTION]...",
    .description =
        "Reads tags, one a line, by the rules of the image's product, and prints what\n"
        "each was read as. With TAG each is newer, same or older, or the reason is\n"
        "given why it never counts. Made for those who write a catalogue entry.\n",
    .examples = "  stalemark tags traefik:v1.7.9 --from tags.txt\n"
                "  skopeo list-tags docker://traefik | jq -r '.Tags[]' |\n"
                "      stalemark tags traefik:v1.7.9 --from - -o jsonl\n",
    .options = tables,
    .run = run,
};
