/* The evidence chain of one verdict, for a reader who wants to check it by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_writer.h"
#include "judge/considered.h"
#include "report/report.h"

/* Something that would give the finding another status, or may. */
struct explained_change {
    const char *by;      /* "move", "time", "fact", "policy" */
    const char *version; /* of a move; NULL: none */
    const char *image;   /* the reference to pull, NULL: not known */
    int day;             /* the first day it holds; DAY_NONE: whenever it is done */
    enum status then;    /* STATUS_COUNT: not known */
    const char *what;    /* one phrase */
};
LIST(explained_change_list, struct explained_change);

/* All that is told about a finding besides itself. In the arena it was made in. */
struct explanation {
    const struct report *report;
    const struct finding *finding;
    struct considered_list releases;
    struct considered_tags tags;
    struct finding_reason_list held_by; /* the reasons as bad as the finding */
    struct finding_reason_list others;  /* what else was found */
    enum status without;                /* what it would be without held_by */
    struct explained_change_list changes;
    const struct product_rule *pin; /* of the policy for this product; NULL: none */
    struct exception_list exceptions;
};

/* Puts together what the judge left behind; nothing is judged again. */
void explain_finding(const struct report *report, const struct finding *finding,
                     struct arena *arena, struct explanation *ret_explanation);

/* An answer's number under its name, "github traefik/traefik", from 1. 0: none. */
size_t explain_feed_number(const struct finding *finding, const char *name);
/* "file traefik.jsonl": how evidence names an answer. */
const char *explain_feed_name(const struct answer *answer, struct arena *arena);

/* Appends the explanation as text for a terminal; verbose: every tag, all dates. */
void explain_write_text(const struct explanation *explanation,
                        const struct report_look *look, struct arena *arena,
                        struct text *text);

/* One object of "explanations" (docs/schema/explain.schema.json). */
void explain_write_json(const struct explanation *explanation, struct arena *arena,
                        struct json_writer *json);
