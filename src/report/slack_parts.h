/* The parts of the Slack message that its files share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_writer.h"
#include "report/report.h"

/* Characters of a section's text; our sizes are in bytes, which are never fewer. */
enum { SECTION_MAX = 3000 };

/* Raw words in a code span, or between; cut where they are long. */
void slack_add_code(struct text *text, struct text *raw);
void slack_add_plain(struct text *text, struct text *raw);

/*
 * A section block of mrkdwn. Left out, and false, when it is empty, was cut, or would
 * make the message longer than Slack takes.
 */
bool slack_write_section(struct json_writer *json, const struct text *markup);

/* "since 2021-04-05: 1 new, 2 fixed, 3 as before". */
void slack_write_changes(struct json_writer *json, const struct report *report);

/* After the new ones: what was fixed, what is still stale, exceptions that end. */
void slack_write_rest(struct json_writer *json, const struct report *report);
