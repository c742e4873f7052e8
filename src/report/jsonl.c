/* The JSON report as lines: a head, one object a finding, the errors. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/writers.h"

static void start_line(struct json_writer *json, struct text *text, const char *type)
{
    json_writer_init(json, text, false);
    json_write_object(json, NULL);
    json_write_text(json, "type", type);
}

static void end_line(struct json_writer *json, struct text *text)
{
    json_write_end(json);
    text_add_char(text, '\n');
}

static bool write_jsonl(const struct report *report, const struct report_look *look,
                        struct text *ret_bytes, struct error *err)
{
    (void)look;
    const struct finding_list *findings = &report->verdicts->findings;
    struct json_writer json;
    start_line(&json, ret_bytes, "report");
    json_report_head(&json, report);
    json_report_exceptions(&json, report);
    json_report_changes(&json, report);
    end_line(&json, ret_bytes);
    for (size_t i = 0; i < findings->count; i++) {
        start_line(&json, ret_bytes, "finding");
        json_report_finding_members(&json, report, &findings->items[i]);
        end_line(&json, ret_bytes);
    }
    start_line(&json, ret_bytes, "end");
    json_write_number(&json, "findings", (long long)findings->count);
    json_report_errors(&json, report);
    end_line(&json, ret_bytes);
    return report_finish(ret_bytes, err);
}

const struct report_writer jsonl_report = {
    .name = "jsonl",
    .summary = "the same, one object a line: head, findings, end",
    .write = write_jsonl,
};
