/* What comes out: -o FORMAT[=FILE], written after the run. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/options.h"
#include "base/out.h"
#include "report/report.h"

struct outputs_options {
    struct text_list outputs;
};

extern const struct option_row outputs_rows[];

/* One format with where it goes; file NULL: standard output. */
struct output {
    const struct report_writer *writer;
    const char *file;
};
LIST(output_list, struct output);

/*
 * Reads every -o before anything is asked, so that a typo costs no run; none given:
 * text to standard output. ERROR_USAGE for unknown formats and for two to standard
 * output.
 */
bool outputs_read(const struct outputs_options *options, struct arena *arena,
                  struct output_list *ret_outputs, struct error *err) NODISCARD;

/*
 * Writes all; one that fails does not stop the others. False when any failed, with the
 * first failure in err.
 */
bool outputs_write(const struct output_list *outputs, const struct report *report,
                   struct out *out, struct error *err) NODISCARD;
