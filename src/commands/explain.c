/* The command explain: the evidence chain of one verdict. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain.h"
#include "commands/command.h"
#include "commands/run.h"

#include <stdio.h>
#include <string.h>

enum { EXPLANATION_BYTES_MAX = 64 * 1024 * 1024 };

static const struct option_row *const tables[] = {
    source_rows, settings_rows, facts_rows, talk_rows, NULL,
};

/* A word without "/", ":" and "@" is a product, else an image (DESIGN section 3). */
static bool is_product_word(const char *word)
{
    return strpbrk(word, "/:@") == NULL;
}

static bool choose(const struct text_list *operands, struct run *run, struct error *err)
{
    if (operands->count != 1)
        return error_set(err, ERROR_USAGE,
                         "explain takes one product or image, as in: "
                         "stalemark explain traefik");
    const char *word = operands->items[0];
    if (!is_product_word(word)) {
        *LIST_ADD(run->arena, &run->audit_options.sources.references) = word;
        return true;
    }
    if (catalog_by_name(&run->settings.catalog, word) == NULL)
        return error_set(
            err, ERROR_USAGE,
            "no product '%s' in the catalogue; an image is written with its "
            "tag, as %s:latest",
            word, word);
    run->audit_options.product = word;
    return true;
}

static bool print_findings(struct run *run, struct out *out, struct error *err)
{
    const struct finding_list *findings = &run->audit.verdicts.findings;
    struct report_look look = {out->has_color, out->columns, out->verbosity > 0};
    AUTO_TEXT text;
    text_init(&text, EXPLANATION_BYTES_MAX);
    for (size_t i = 0; i < findings->count; i++) {
        if (i != 0)
            text_add(&text, "\n\n");
        explain_write_text(&run->report, &findings->items[i], &look, run->arena, &text);
    }
    out_progress_end(out);
    if (fwrite(text.bytes, 1, text.length, out->normal) != text.length)
        return error_set(err, ERROR_OUTSIDE, "writing the explanation");
    return true;
}

static int explain_main(const struct command *command, int argc, char *const *argv,
                        struct command_context *context, struct error *err)
{
    struct run_options options;
    void *const values[] = {&options.sources, &options.settings, &options.facts,
                            &options.talk};
    struct text_list operands = {0};
    AUTO_RUN run = {0};
    AUTO_ARENA *arena = arena_new();
    run_init(&options);
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err) ||
        !run_open(&run, &options, false, context, err) ||
        !choose(&operands, &run, err) || !run_audit(&run, err))
        return -1;
    if (run.audit.verdicts.findings.count == 0) {
        error_set(err, ERROR_OUTSIDE, "%s does not run in what was listed",
                  operands.items[0]);
        return -1;
    }
    if (!print_findings(&run, context->out, err))
        return -1;
    return run.audit.is_complete ? 0 : 3;
}

const struct command explain_command = {
    .name = "explain",
    .summary = "the evidence chain of one verdict",
    .usage = "PRODUCT|IMAGE [OPTION]...",
    .description =
        "Tells how the running tag was read, which feeds were asked, which releases\n"
        "count on each step, the leeway with its line of the policy, which tags do "
        "not\n"
        "count and why, and what would change the verdict. A word without '/', ':' "
        "and\n"
        "'@' is a product that runs; anything else is an image.\n\n"
        "Exit status: 0 done; 2 usage, policy or catalogue error; 3 not fully.\n",
    .examples = "  stalemark explain traefik\n"
                "  stalemark explain traefik:v1.7.9 --as-of 2021-04-12 -v\n",
    .options = tables,
    .run = explain_main,
};
