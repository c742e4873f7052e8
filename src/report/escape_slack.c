/* Foreign text in Slack's mrkdwn. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "base/out.h"

/* Slack knows three escapes; there is none for the back-tick, so it is replaced. */
static void add_escaped(struct text *text, const char *foreign)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    out_add_printable(&shown, foreign);
    for (const char *at = shown.bytes; *at != '\0'; at++) {
        if (*at == '&')
            text_add(text, "&amp;");
        else if (*at == '<')
            text_add(text, "&lt;");
        else if (*at == '>')
            text_add(text, "&gt;");
        else
            text_add_char(text, *at == '`' ? '\'' : *at);
    }
}

void escape_slack(struct text *text, const char *foreign)
{
    add_escaped(text, foreign);
}

void escape_slack_code(struct text *text, const char *foreign)
{
    text_add_char(text, '`');
    add_escaped(text, foreign[0] == '\0' ? "-" : foreign);
    text_add_char(text, '`');
}
