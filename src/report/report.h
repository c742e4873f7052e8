/* Report writers: one file each. A writer prints what was judged; it recomputes
 * nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/text.h"
#include "judge/judge.h"

#include <stdbool.h>
#include <stddef.h>

/* Something that went wrong on the way: "feed github traefik/traefik". */
struct report_error {
    const char *about;
    const char *message;
};
LIST(report_error_list, struct report_error);

struct changes; /* report/changes.h */

/* Everything a writer may show. */
struct report {
    const char *tool_version;
    long long
        generated_at; /* seconds since 1970 UTC; with --as-of that day at 00:00Z */
    int as_of_day;
    bool is_past; /* --as-of was given */
    const struct inventory *inventory;
    const struct policy *policy;
    const struct verdicts *verdicts;
    struct report_error_list errors;
    size_t feeds_asked; /* distinct feed answers wanted */
    size_t feeds_failed;
    struct pulls_left_list pulls; /* of registries that count them */
    bool is_complete;             /* clusters whole, some feed answered */
    bool is_gate;                 /* made for a pipeline: short */
    struct gate_result gate;      /* with is_gate */
    const char *series;
    const struct changes *changes; /* since the last run; NULL: there was none */
    size_t requests;
};

/* How the text may look. */
struct report_look {
    bool has_color;
    int columns;
    bool is_verbose;
};

struct report_writer {
    const char *name;    /* of -o */
    const char *summary; /* for --help */
    bool (*write)(const struct report *report, const struct report_look *look,
                  struct text *ret_bytes, struct error *err);
};

/* All writers, NULL-terminated. */
extern const struct report_writer *const report_writers[];
const struct report_writer *report_writer_find(const char *name);

/* One finding as the JSON object that reports hold, on one line: for the history. */
void report_finding_json(const struct report *report, const struct finding *finding,
                         struct text *ret_json);
