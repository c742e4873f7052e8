/* One escaper for each kind of place that foreign text is written to. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

/* All take any bytes and append what shows them without acting on the reader. */

/*
 * For terminals and the logs of CI runners: control characters and invalid UTF-8 made
 * visible, and the tokens that a runner would obey ("##[", "##vso[", "##teamcity[", and
 * "::" before a command's name) broken.
 */
void escape_terminal(struct text *text, const char *foreign);

/* For HTML text and quoted attributes: the five characters, nothing invisible. */
void escape_html(struct text *text, const char *foreign);

/*
 * For the cells of a GFM table and for text between: no markup, no links, no mention of
 * a person or issue, one line.
 */
void escape_markdown(struct text *text, const char *foreign);

/* For Slack's mrkdwn outside code spans: no mention, no link, no code span. */
void escape_slack(struct text *text, const char *foreign);

/* For Slack's mrkdwn inside a code span, the back-ticks around it included. */
void escape_slack_code(struct text *text, const char *foreign);
