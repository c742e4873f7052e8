/* The command images: what runs, where, how often, recognised as what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "commands/command.h"
#include "commands/images_print.h"
#include "commands/settings.h"
#include "commands/sources.h"
#include "commands/talk.h"
#include "identify/identify.h"

#include <stdio.h>

extern const struct command images_command;

enum { EXIT_NOT_WHOLE = 3 };

static const size_t shown_bytes_max = (size_t)1 << 30;

struct images_options {
    struct text_list outputs;
    const char *ca_file; /* NULL: none */
    bool only_unrecognised;
};

/* One -o: a file of NULL is standard output. */
struct images_output {
    bool is_json;
    const char *file;
};
LIST(images_output_list, struct images_output);

static const struct option_row rows[] = {
    {"output", 'o', OPTION_LIST, "FORMAT[=FILE]",
     "text or json, to standard output or a file (repeatable)",
     offsetof(struct images_options, outputs), NULL, "What comes out"},
    {"unrecognised", 0, OPTION_FLAG, NULL,
     "only images of no known product that are not first-party",
     offsetof(struct images_options, only_unrecognised), NULL, NULL},
    {"ca", 0, OPTION_FILE, "FILE", "trust these certificate authorities too",
     offsetof(struct images_options, ca_file), NULL, NULL},
    {0},
};
static const struct option_row *const tables[] = {source_rows, settings_rows, rows,
                                                  talk_rows, NULL};

/* All that the command line says. */
struct call {
    struct source_options sources;
    struct settings_options settings;
    struct images_options images;
    struct talk_options talk;
};

static bool parse(int argc, char *const *argv, struct arena *arena, struct call *call,
                  struct error *err)
{
    void *const values[] = {&call->sources, &call->settings, &call->images,
                            &call->talk};
    struct text_list operands = {0};
    return options_parse(tables, argc, argv, values, arena, &operands, err) &&
           command_no_operands(&operands, err);
}

/* Reads every -o before anything is asked; none given: text. */
static bool read_outputs(const struct text_list *texts, struct arena *arena,
                         struct images_output_list *ret_outputs, struct error *err)
{
    size_t to_stdout = 0;
    if (texts->count == 0)
        *LIST_ADD(arena, ret_outputs) = (struct images_output){false, NULL};
    for (size_t i = 0; i < texts->count; i++) {
        struct slice file = slice_of(texts->items[i]);
        struct slice format = slice_cut(&file, '=');
        bool is_json = slice_equals(format, "json");
        if (!is_json && !slice_equals(format, "text"))
            return error_set(err, ERROR_USAGE,
                             "-o %s: images are listed as text or json",
                             texts->items[i]);
        if (file.at != NULL && file.length == 0)
            return error_set(err, ERROR_USAGE, "-o %s names no file behind '='",
                             texts->items[i]);
        to_stdout += file.at == NULL || slice_equals(file, "-");
        if (to_stdout > 1)
            return error_set(err, ERROR_USAGE,
                             "-o: two formats go to standard output; name a file for "
                             "one of them: -o json=FILE");
        *LIST_ADD(arena, ret_outputs) = (struct images_output){
            is_json, file.at == NULL || slice_equals(file, "-") ? NULL : file.at};
        const char *path = ret_outputs->items[i].file;
        if (path != NULL && !file_is_replaceable(path, err))
            return error_within(err, "-o %s", texts->items[i]);
    }
    return true;
}

static bool write_output(const struct images_output *output,
                         const struct images_listing *listing, const struct out *out,
                         struct error *err)
{
    AUTO_TEXT shown;
    text_init(&shown, shown_bytes_max);
    if (output->is_json)
        images_print_json(listing, &shown);
    else
        images_print_text(listing, out, &shown);
    if (text_overflowed(&shown))
        return error_set(err, ERROR_OUTSIDE, "the list of images is too long to write");
    if (output->file != NULL)
        return file_replace(output->file, shown.bytes, shown.length, err);
    return fwrite(shown.bytes, 1, shown.length, out->normal) == shown.length ||
           error_set(err, ERROR_OUTSIDE, "writing to standard output");
}

static bool list(const struct call *call, struct out *out, struct arena *arena,
                 struct inventory *ret_inventory, struct error *err)
{
    const struct fetch_limits limits = {0};
    struct fetcher *fetcher = fetcher_new(&limits, call->images.ca_file, out, err);
    bool done = fetcher != NULL && inventory_list(&call->sources.sources, fetcher, out,
                                                  arena, ret_inventory, err);
    fetcher_free(fetcher);
    return done;
}

/* Says which clusters are not whole; the exit status is that of the whole command. */
static int status_of(const struct inventory *inventory, struct out *out)
{
    int status = 0;
    for (size_t i = 0; i < inventory->clusters.count; i++) {
        const struct cluster *cluster = &inventory->clusters.items[i];
        if (cluster->charts_failure != NULL)
            out_warn(out, "charts of %s: %s", cluster->name, cluster->charts_failure);
        if (cluster->is_complete)
            continue;
        AUTO_TEXT shown;
        text_init(&shown, 64 * 1024);
        text_addf(&shown, "%s: ", cluster->name);
        text_add(&shown,
                 cluster->failure == NULL ? "not listed whole" : cluster->failure);
        out_warn(out, "%s", shown.bytes);
        status = EXIT_NOT_WHOLE;
    }
    if (status == 0 && inventory->images.count + inventory->parts.count == 0)
        out_warn(out, "no images: nothing runs there, or the filters leave nothing");
    return status;
}

static int run(const struct command *command, int argc, char *const *argv,
               struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    struct call call = {0};
    struct images_output_list outputs = {0};
    struct settings settings = {0};
    struct inventory inventory = {0};
    struct subject_list subjects = {0};
    if (!parse(argc, argv, arena, &call, err) ||
        !read_outputs(&call.images.outputs, arena, &outputs, err))
        return -1;
    talk_apply(&call.talk, context->out);
    if (!settings_load(&call.settings, arena, &settings, err) ||
        !list(&call, context->out, arena, &inventory, err) ||
        !identify_all(&inventory, &settings.catalog, &settings.policy, arena, &subjects,
                      err))
        return -1;
    struct images_listing listing = {&inventory, &subjects,
                                     call.images.only_unrecognised};
    for (size_t i = 0; i < outputs.count; i++)
        if (!write_output(&outputs.items[i], &listing, context->out, err))
            return -1;
    return status_of(&inventory, context->out);
}

const struct command images_command = {
    .name = "images",
    .summary = "what runs, where, how often, recognised as what",
    .usage = "[OPTION]...",
    .description =
        "Lists the container images of the current context's cluster, or of the "
        "sources\n"
        "that are named: containers, init and ephemeral containers, static pods and\n"
        "images that are mounted as volumes, by the workload that owns them. No "
        "release\n"
        "feed is asked.\n\n"
        "Exit status: 0 done; 2 usage, policy or catalogue error; 3 a cluster or file\n"
        "could not be listed whole.\n",
    .examples = "  stalemark images\n"
                "  stalemark images --all-contexts -o json\n"
                "  kubectl get pods -A -o json | stalemark images -f -\n"
                "  helm template web chart | stalemark images --unrecognised -f -\n",
    .options = tables,
    .run = run,
};
