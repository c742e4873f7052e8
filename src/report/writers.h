/* The writers that the table lists, and what they share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_writer.h"
#include "report/report.h"

extern const struct report_writer text_report;
extern const struct report_writer json_report;
extern const struct report_writer jsonl_report;
extern const struct report_writer markdown_report;
extern const struct report_writer html_report;
extern const struct report_writer slack_report;

/* True when all fitted; else the error that says the limit. */
bool report_finish(const struct text *bytes, struct error *err);

/* The members of the JSON report that jsonl shares (DESIGN section 8). */
/* Schema, tool and day: how every document of ours begins. */
void json_report_origin(struct json_writer *json, const struct report *report);
void json_report_head(struct json_writer *json, const struct report *report);
void json_report_exceptions(struct json_writer *json, const struct report *report);
/* The members of one entry of "exceptions", without what became of it. */
void json_report_exception(struct json_writer *json, const struct exception *exception);
void json_report_pin(struct json_writer *json, const struct product_rule *pin);
void json_report_changes(struct json_writer *json, const struct report *report);
void json_report_finding_members(struct json_writer *json, const struct report *report,
                                 const struct finding *finding);
/* "clusters" and "uses", which the list of images has too. */
void json_report_clusters(struct json_writer *json, const struct inventory *inventory);
void json_report_uses(struct json_writer *json, const struct inventory *inventory,
                      const struct use_list *uses);
/* "rule": "policies/default.yaml:4", nothing without an origin. */
void json_report_rule(struct json_writer *json, const struct origin *origin);
void json_report_errors(struct json_writer *json, const struct report *report);
