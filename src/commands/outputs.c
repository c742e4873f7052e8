/* The option -o: each report is made whole in memory, then put in its place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/outputs.h"

#include "base/file.h"
#include "base/interrupt.h"
#include "base/near.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

enum { REPORT_BYTES_MAX = 512 * 1024 * 1024, WRITERS_MAX = 32 };

const struct option_row outputs_rows[] = {
    {"output", 'o', OPTION_LIST, "FORMAT[=FILE]",
     "text, json, jsonl, markdown, html or slack, to standard output or a file "
     "(repeatable; with any, only what is named is written)",
     offsetof(struct outputs_options, outputs), NULL, "What comes out"},
    {0},
};

static bool unknown_format(const char *name, struct error *err)
{
    const char *names[WRITERS_MAX];
    size_t count = 0;
    AUTO_TEXT list;
    text_init(&list, 1024);
    for (; report_writers[count] != NULL && count < WRITERS_MAX; count++) {
        names[count] = report_writers[count]->name;
        text_addf(&list, "%s%s", count == 0 ? "" : ", ", names[count]);
    }
    const char *near = near_match(name, names, count);
    if (near != NULL)
        return error_set(err, ERROR_USAGE,
                         "-o: unknown format '%s', did you mean '%s'?", name, near);
    return error_set(err, ERROR_USAGE, "-o: unknown format '%s'; there are %s", name,
                     list.bytes);
}

static bool read_one(const char *text, struct arena *arena, struct output *ret_output,
                     struct error *err)
{
    struct slice file = slice_of(text);
    const char *name = arena_copy_slice(arena, slice_cut(&file, '='));
    *ret_output = (struct output){.writer = report_writer_find(name), .file = file.at};
    if (ret_output->writer == NULL)
        return unknown_format(name, err);
    if (file.at != NULL && file.length == 0)
        return error_set(err, ERROR_USAGE, "-o %s names no file behind '='", text);
    if (file.at != NULL && strcmp(file.at, "-") == 0)
        ret_output->file = NULL;
    return ret_output->file == NULL || file_is_replaceable(ret_output->file, err) ||
           error_within(err, "-o %s", text);
}

bool outputs_read(const struct outputs_options *options, struct arena *arena,
                  struct output_list *ret_outputs, struct error *err)
{
    struct output_list outputs = {0};
    const char *to_stdout = NULL;
    if (options->outputs.count == 0)
        LIST_ADD(arena, &outputs)->writer = report_writer_find("text");
    for (size_t i = 0; i < options->outputs.count; i++) {
        struct output *output = LIST_ADD(arena, &outputs);
        if (!read_one(options->outputs.items[i], arena, output, err))
            return false;
        if (output->file != NULL)
            continue;
        if (to_stdout != NULL)
            return error_set(
                err, ERROR_USAGE,
                "-o: %s and %s both go to standard output; name a file for "
                "one of them: -o %s=FILE",
                to_stdout, output->writer->name, output->writer->name);
        to_stdout = output->writer->name;
    }
    *ret_outputs = outputs;
    return true;
}

static bool write_one(const struct output *output, const struct report *report,
                      struct out *out, struct error *err)
{
    struct report_look look = {.columns = 80, .is_verbose = out->verbosity > 0};
    AUTO_TEXT bytes;
    text_init(&bytes, REPORT_BYTES_MAX);
    if (output->file == NULL) {
        look.has_color = out->has_color;
        look.columns = out->columns;
    }
    if (!output->writer->write(report, &look, &bytes, err))
        return error_within(err, "making the %s report", output->writer->name);
    if (text_overflowed(&bytes))
        return error_set(err, ERROR_OUTSIDE, "the %s report is larger than %d bytes",
                         output->writer->name, REPORT_BYTES_MAX);
    if (output->file != NULL)
        return file_replace(output->file, bytes.bytes, bytes.length, err);
    out_progress_end(out);
    if (fwrite(bytes.bytes, 1, bytes.length, out->normal) != bytes.length ||
        fflush(out->normal) != 0)
        return error_set(err, ERROR_OUTSIDE,
                         "writing the %s report to standard output: %s",
                         output->writer->name, strerror(errno));
    return true;
}

bool outputs_write(const struct output_list *outputs, const struct report *report,
                   struct out *out, struct error *err)
{
    bool all = true;
    /* Half of the facts is no report: the one of last week is worth more. */
    if (interrupted(err))
        return false;
    for (size_t i = 0; i < outputs->count; i++)
        all = write_one(&outputs->items[i], report, out, err) && all;
    return all;
}
