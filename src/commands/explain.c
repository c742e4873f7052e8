/* The command explain: the evidence chain of one verdict. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain.h"
#include "base/near.h"
#include "commands/command.h"
#include "commands/run.h"
#include "report/writers.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { EXPLANATION_BYTES_MAX = 64 * 1024 * 1024 };

struct explain_options {
    const char *format; /* NULL: text */
};

static const char *const formats[] = {"text", "json", NULL};

static const struct option_row explain_rows[] = {
    {"output", 'o', OPTION_CHOICE, "FORMAT", "text or json",
     offsetof(struct explain_options, format), formats, "What comes out"},
    {0},
};

static const struct option_row *const tables[] = {
    source_rows, settings_rows, facts_rows, explain_rows, talk_rows, NULL,
};

/* A word without "/", ":" and "@" is a product, else an image (DESIGN section 3). */
static bool is_product_word(const char *word)
{
    return strpbrk(word, "/:@") == NULL;
}

static bool no_product(const char *word, const struct catalog *catalog,
                       struct arena *arena, struct error *err)
{
    const struct product_list *products = &catalog->products;
    const char **names = arena_alloc_many(arena, products->count, sizeof *names);
    for (size_t i = 0; i < products->count; i++)
        names[i] = products->items[i].name;
    const char *near = near_match(word, names, products->count);
    return error_set(
        err, ERROR_USAGE,
        "the catalogue has no product '%s'%s%s%s; an image is written with "
        "its tag, as %s:latest",
        word, near == NULL ? "" : ", did you mean '", near == NULL ? "" : near,
        near == NULL ? "" : "'", word);
}

static bool choose(const struct text_list *operands, struct run *run, struct error *err)
{
    if (operands->count != 1)
        return error_set(err, ERROR_USAGE,
                         "explain takes one product or image, as in: "
                         "stalemark explain traefik");
    const char *word = operands->items[0];
    if (!is_product_word(word)) {
        return run_add_image(run, word, err);
    }
    if (catalog_by_name(&run->settings.catalog, word) == NULL)
        return no_product(word, &run->settings.catalog, run->arena, err);
    run->audit_options.product = word;
    return true;
}

static void write_text(const struct run *run, const struct out *out, struct text *text)
{
    const struct finding_list *findings = &run->audit.verdicts.findings;
    const struct report_look look = {out->has_color, out->columns, out->verbosity > 0};
    for (size_t i = 0; i < findings->count; i++) {
        struct explanation explanation;
        if (i != 0)
            text_add(text, "\n\n");
        explain_finding(&run->report, &findings->items[i], run->arena, &explanation);
        explain_write_text(&explanation, &look, run->arena, text);
    }
}

static void write_json(const struct run *run, struct text *text)
{
    const struct finding_list *findings = &run->audit.verdicts.findings;
    struct json_writer json;
    json_writer_init(&json, text, true);
    json_write_object(&json, NULL);
    json_report_origin(&json, &run->report);
    json_report_clusters(&json, run->report.inventory);
    json_write_list(&json, "explanations");
    for (size_t i = 0; i < findings->count; i++) {
        struct explanation explanation;
        explain_finding(&run->report, &findings->items[i], run->arena, &explanation);
        explain_write_json(&explanation, run->arena, &json);
    }
    json_write_end(&json);
    json_report_errors(&json, &run->report);
    json_write_end(&json);
    text_add_char(text, '\n');
}

static bool print_findings(const struct run *run, bool is_json, struct out *out,
                           struct error *err)
{
    AUTO_TEXT text;
    text_init(&text, EXPLANATION_BYTES_MAX);
    if (is_json)
        write_json(run, &text);
    else
        write_text(run, out, &text);
    out_progress_end(out);
    if (text_overflowed(&text))
        return error_set(err, ERROR_OUTSIDE, "the explanation is longer than 64 MiB");
    if (fwrite(text.bytes, 1, text.length, out->normal) != text.length)
        return error_set(err, ERROR_OUTSIDE, "writing the explanation");
    return true;
}

static int explain_main(const struct command *command, int argc, char *const *argv,
                        struct command_context *context, struct error *err)
{
    struct run_options options;
    struct explain_options own = {0};
    void *const values[] = {&options.sources, &options.settings, &options.facts, &own,
                            &options.talk};
    struct text_list operands = {0};
    AUTO_RUN run = {0};
    AUTO_ARENA *arena = arena_new();
    run_init(&options);
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err) ||
        !run_open(&run, &options, false, context, err) || !choose(&operands, &run, err))
        return -1;
    run.audit_options.keep_upstreams = true;
    if (!run_audit(&run, err))
        return -1;
    if (run.audit.verdicts.findings.count == 0) {
        error_set(err, ERROR_OUTSIDE, "%s does not run in what was listed",
                  operands.items[0]);
        return -1;
    }
    bool is_json = own.format != NULL && strcmp(own.format, "json") == 0;
    if (!print_findings(&run, is_json, context->out, err))
        return -1;
    return run.audit.is_complete ? 0 : 3;
}

const struct command explain_command = {
    .name = "explain",
    .summary = "the evidence chain of one verdict",
    .usage = "PRODUCT|IMAGE [OPTION]...",
    .description =
        "Tells why the status is what it is and no better one, what would change it,\n"
        "how the running tag was read, which feeds were asked, which releases count\n"
        "on each step, the leeway with its line of the policy, and which tags are\n"
        "rejected for which reason. With -v every one of them is listed. A word\n"
        "without '/', ':' and '@' is a product that runs; anything else is an image.\n"
        "\n"
        "Exit status: 0 done; 2 usage, policy or catalogue error; 3 not fully.\n",
    .examples =
        "  stalemark explain traefik\n"
        "  stalemark explain traefik:v1.7.9 --as-of 2021-04-12 -v\n"
        "  stalemark explain redis -o json | jq '.explanations[].why_not_better'\n",
    .options = tables,
    .run = explain_main,
};
