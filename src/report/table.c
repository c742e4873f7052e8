/* All report writers, in the order of --help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/writers.h"

#include <string.h>

const struct report_writer *const report_writers[] = {
    &text_report, &json_report,  &jsonl_report, &markdown_report,
    &html_report, &slack_report, NULL,
};

const struct report_writer *report_writer_find(const char *name)
{
    for (size_t i = 0; report_writers[i] != NULL; i++)
        if (strcmp(report_writers[i]->name, name) == 0)
            return report_writers[i];
    return NULL;
}

bool report_finish(const struct text *bytes, struct error *err)
{
    if (!text_overflowed(bytes))
        return true;
    return error_set(err, ERROR_OUTSIDE, "the report is larger than %zu bytes",
                     bytes->max);
}
