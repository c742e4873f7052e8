/* The record of the judge stage: verdicts with their reasons and evidence. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/day.h"
#include "base/list.h"
#include "identify/products.h"

#include <stdbool.h>
#include <stddef.h>

/* In the order of badness, worst first. */
enum status {
    STATUS_STALE,
    STATUS_UNKNOWN,
    STATUS_DUE,
    STATUS_EXEMPT,
    STATUS_FRESH,
    STATUS_COUNT
};
const char *status_name(enum status status);
bool status_parse(const char *text, enum status *ret_status);

/* One reason with what it does by itself. */
struct finding_reason {
    enum reason reason;
    enum status status;  /* STATUS_FRESH: it informs only */
    int due_day;         /* last good day; DAY_NONE: none */
    bool is_exempt;      /* an exception takes it away: exempt, due in its last days */
    const char *message; /* one sentence, no full stop */
    struct origin rule;  /* the line of the policy that decided, file NULL: none */
};
LIST(finding_reason_list, struct finding_reason);

/* One step: patch, minor or major. */
struct finding_step {
    bool applies;       /* false: nothing newer, or not judged */
    enum status status; /* STATUS_FRESH with lag 0 */
    bool is_off;        /* informs only */
    const char *newest; /* NULL: nothing newer can be pulled */
    int released_day;   /* of newest */
    int lag;
    const char *first;     /* the first release that counted */
    int exposed_since_day; /* its day */
    int exposed_days;      /* METER_NONE: not known */
    int lines_behind;      /* later lines (minor) or majors (major) */
    int due_day;
    bool is_complete;      /* the list it was taken from was whole and young enough */
    const char *soaking;   /* a release that waits, NULL: none */
    int soaking_until_day; /* from this day it counts */
    int unclear;           /* newer releases without a date that do not count */
    bool lacks_date;       /* only the days could decide, and no date is known */
    const struct leeway *leeway;
    size_t last_rung; /* private: how far up the ladder it was measured */
};

struct finding_rebuild {
    const char *newest; /* NULL: none */
    int count;
};

enum fit { FIT_NONE, FIT_SUPPORTED, FIT_UNTESTED, FIT_INCOMPATIBLE };
const char *fit_name(enum fit fit);

struct finding_fit {
    size_t cluster;      /* index into the inventory's clusters */
    const char *version; /* "1.19.9" */
    enum fit fit;
    const char *next; /* "1.20" */
    enum fit next_fit;
    const char *why; /* of the row that decided; NULL: none */
    const char *source;
};
LIST(finding_fit_list, struct finding_fit);

struct evidence {
    const char *fact;     /* "release 1.7.30 of 2021-04-08" */
    const char *feed;     /* "github traefik/traefik"; NULL: none */
    long long fetched_at; /* 0: not known */
    bool is_complete;
    struct origin rule; /* file NULL: none */
};
LIST(evidence_list, struct evidence);

/* One image with the uses that get the same verdict. All texts are in the arena. */
struct finding {
    const char *id; /* 16 hexadecimal digits (judging.md section 10) */
    const struct subject *subject;
    struct use_list uses;
    enum status status;
    struct finding_reason_list reasons; /* in the order of enum reason */
    /* Missing facts that change nothing: it is stale by what is proven. */
    struct finding_reason_list set_aside;
    enum role role;
    enum tier tier;
    bool is_gated; /* its tier is gated, or it was given by hand */
    bool is_lookalike;
    bool is_folded;      /* of no known product, and the policy folds those */
    const char *image;   /* as it is pulled: normal form with the running repository */
    const char *version; /* "1.7.9"; NULL: not known */
    const char *variant; /* "" for none */
    struct text_list digest_tags; /* all that carry the digest that runs */
    int released_day;             /* of the running version */
    const char *line;             /* "1.7"; NULL: not known */
    int line_end_day;             /* DAY_NONE: not known or not told */
    bool has_line_ended;          /* valid when is_line_end_known */
    bool is_line_end_known;
    bool is_line_presumed; /* ended by quiet, not by a feed */
    int behind;            /* METER_NONE: not known */
    struct finding_step steps[STEP_COUNT];
    struct finding_rebuild rebuild;
    int due_day;             /* earliest over its reasons; DAY_NONE: none */
    const char *recommended; /* NULL: none */
    const char *recommended_image;
    const char *target; /* NULL: none, or the same as recommended */
    /* Of a chart: the software in it, in these two, as the chart says; NULL: unknown.
     */
    const char *recommended_app;
    const char *target_app;
    /* What it would be with that running, if no fact is missing; STATUS_COUNT: not
     * weighed. */
    enum status recommended_status;
    enum status target_status;
    double libyears; /* negative: not known */
    struct finding_fit_list kubernetes;
    const char *message; /* one line: why, and what to do */
    struct evidence_list evidence;
    const struct upstream *upstream; /* NULL: none was asked for */
    const struct ladder *ladder;     /* see considered.h; NULL: no version is known */
};
LIST(finding_list, struct finding);

/* What became of one exception or pin. */
struct exception_result {
    const struct exception *exception; /* or */
    const struct product_rule *pin;
    bool is_used;
    bool is_expired;
    bool is_ending; /* in its last 14 days */
};
LIST(exception_result_list, struct exception_result);

struct verdicts {
    struct finding_list findings; /* in the order of judging.md section 10 */
    struct exception_result_list exceptions;
    size_t counts[STATUS_COUNT];      /* findings by status */
    size_t own;                       /* distinct images named by own: */
    size_t images;                    /* distinct images */
    size_t parts[SUBJECT_KIND_COUNT]; /* distinct ones, charts among them */
    size_t unrecognised; /* distinct images of no known product, no look-alike */
    size_t finished;     /* distinct images of finished pods only */
};
