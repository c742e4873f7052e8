/* Lists which feeds are asked about what: stalemark feeds list. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"
#include "commands/feeds_json.h"
#include "commands/sources.h"
#include "commands/subjects.h"
#include "commands/talk.h"
#include "feeds/plan.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct command feeds_list_command;

enum { PRINTED_BYTES_MAX = 64 * 1024 * 1024, NAME_COLUMNS_MIN = 7 };

struct list_options {
    const char *format; /* NULL: text */
};

static const char *const formats[] = {"text", "json", NULL};

static const struct option_row list_rows[] = {
    {"output", 'o', OPTION_CHOICE, "FORMAT", "text or json",
     offsetof(struct list_options, format), formats, "What comes out"},
    {0},
};

static const struct option_row *const tables[] = {list_rows, source_rows, settings_rows,
                                                  talk_rows, NULL};

static const char *name_of(const struct upstream *upstream)
{
    return upstream->product != NULL ? upstream->product->name : upstream->repository;
}

static int compare_names(const void *left, const void *right)
{
    const struct planned *a = left;
    const struct planned *b = right;
    return strcmp(name_of(&a->upstream), name_of(&b->upstream));
}

static void add_row(struct text *text, int width, const char *name,
                    const struct answer *answer)
{
    bool is_first = true;
    text_addf(text, "%-*s  %-12s  ", width, name, answer->feed);
    out_add_printable(text, answer->about);
    text_add(text, "  (");
    for (const struct feed_kind *kind = feed_kinds; kind->word != NULL; kind++) {
        if (!(answer->covers & kind->covers))
            continue;
        text_addf(text, "%s%s", is_first ? "" : ", ", kind->word);
        is_first = false;
    }
    text_add(text, ")\n");
}

/* The answers that an upstream is to be merged from, asked for or read from files. */
static struct answer_list answers_of(const struct plan *plan,
                                     const struct planned *planned)
{
    struct answer_list answers = {0};
    for (size_t i = 0; i < planned->needs.count; i++)
        *LIST_ADD(plan->arena, &answers) =
            plan->wanted.items[planned->needs.items[i]].answer;
    for (size_t i = 0; i < planned->file_answers.count; i++)
        *LIST_ADD(plan->arena, &answers) = planned->file_answers.items[i];
    return answers;
}

static void list_text(const struct plan *plan, struct text *text)
{
    int width = NAME_COLUMNS_MIN;
    for (size_t i = 0; i < plan->planned.count; i++) {
        int length = (int)strlen(name_of(&plan->planned.items[i].upstream));
        width = length > width ? length : width;
    }
    text_addf(text, "%-*s  %-12s  %s\n", width, "PRODUCT", "FEED", "ABOUT (TELLS)");
    for (size_t i = 0; i < plan->planned.count; i++) {
        const struct planned *planned = &plan->planned.items[i];
        struct answer_list answers = answers_of(plan, planned);
        for (size_t j = 0; j < answers.count; j++)
            add_row(text, width, j == 0 ? name_of(&planned->upstream) : "",
                    &answers.items[j]);
    }
}

static void list_json(const struct plan *plan, long long now, struct text *text)
{
    struct json_writer writer;
    json_writer_init(&writer, text, true);
    json_write_object(&writer, NULL);
    feeds_json_head(&writer, now);
    json_write_list(&writer, "products");
    for (size_t i = 0; i < plan->planned.count; i++) {
        const struct planned *planned = &plan->planned.items[i];
        struct answer_list answers = answers_of(plan, planned);
        json_write_object(&writer, NULL);
        json_write_text(&writer,
                        planned->upstream.product != NULL ? "product" : "repository",
                        name_of(&planned->upstream));
        json_write_list(&writer, "feeds");
        for (size_t j = 0; j < answers.count; j++) {
            json_write_object(&writer, NULL);
            feeds_json_feed(&writer, &answers.items[j]);
            json_write_end(&writer);
        }
        json_write_end(&writer);
        json_write_end(&writer);
    }
    json_write_end(&writer);
    json_write_end(&writer);
    text_add_char(text, '\n');
}

/* What the command line says. */
struct list_line {
    struct list_options own;
    struct source_options sources;
    struct settings_options settings;
    struct talk_options talk;
    struct text_list products;
};

static void fetcher_clear_variable(struct fetcher **fetcher)
{
    fetcher_free(*fetcher);
}

static bool make_plan(const struct list_line *line, struct out *out, struct plan *plan,
                      struct error *err)
{
    const struct fetch_limits limits = {0};
    struct settings *settings = arena_alloc(plan->arena, sizeof *settings);
    struct subject_list subjects;
    CLEANUP(fetcher_clear_variable) struct fetcher *fetcher = NULL;
    if (!settings_load(&line->settings, plan->arena, settings, err))
        return false;
    fetcher = fetcher_new(&limits, NULL, out, err);
    if (fetcher == NULL ||
        !subjects_choose(settings, &line->products, &line->sources.sources, fetcher,
                         out, plan->arena, &subjects, err))
        return false;
    plan_subjects(plan, &subjects, settings->policy.unrecognised == UNRECOGNISED_JUDGE);
    if (plan->planned.count != 0)
        qsort(plan->planned.items, plan->planned.count, sizeof *plan->planned.items,
              compare_names);
    return true;
}

static int run_list(const struct command *command, int argc, char *const *argv,
                    struct command_context *context, struct error *err)
{
    struct list_line line = {0};
    void *const values[] = {&line.own, &line.sources, &line.settings, &line.talk};
    AUTO_ARENA *arena = arena_new();
    CLEANUP(plan_clear) struct plan plan;
    plan_init(&plan, arena);
    if (!options_parse(command->options, argc, argv, values, arena, &line.products,
                       err))
        return -1;
    talk_apply(&line.talk, context->out);
    if (!make_plan(&line, context->out, &plan, err))
        return -1;
    AUTO_TEXT text;
    text_init(&text, PRINTED_BYTES_MAX);
    if (line.own.format != NULL && strcmp(line.own.format, "json") == 0)
        list_json(&plan, context->now, &text);
    else
        list_text(&plan, &text);
    fputs(text.bytes, context->out->normal);
    return 0;
}

const struct command feeds_list_command = {
    .name = "feeds list",
    .summary = "which feeds are asked about each product, and what they tell",
    .usage = "[PRODUCT]... [OPTION]...",
    .description =
        "Lists the feeds of the products named, else of what runs in the sources "
        "named,\n"
        "else of all the catalogue. No feed is asked.\n"
        "\n"
        "Exit status: 0 done; 2 usage, policy or catalogue error; 3 a source failed.\n",
    .examples = "  stalemark feeds list traefik\n"
                "  stalemark feeds list -f pods.json -o json\n",
    .options = tables,
    .run = run_list,
};
