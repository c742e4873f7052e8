/* One image on its way to a verdict: what the files of this folder share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "judge/judge.h"
#include "judge/ladder.h"
#include "judge/shelf.h"

#include <stdbool.h>
#include <stddef.h>

/* Days in which an exception or a pin warns of its end (judging.md 8.4). */
enum { ENDING_DAYS = 14 };

/* A pin of the policy (judging.md 8.3). */
struct pin {
    const char *line;                /* NULL: none holds for what runs */
    const struct product_rule *rule; /* NULL: by an annotation that the policy allows */
    size_t rung;                     /* the highest rung that is not beyond it */
    bool is_below;                   /* the running line stands below the pinned one */
    bool is_ending;
};

/* How a line stands on the day. */
struct line_state {
    const char *name;
    bool is_told;         /* a feed tells whether and when it ends */
    bool has_ended;       /* past its end, or presumed to be */
    bool is_presumed;     /* by quiet, not by a feed */
    bool is_lts;          /* marked, and not ended */
    bool lacks_dates;     /* whether it fell silent is not known */
    bool lacks_later;     /* it ends soon; whether a later line counts is not known */
    int end_day;          /* DAY_NONE: not known */
    int last_day;         /* of a presumed one: its last release */
    int silent_since_day; /* if known, and not whether a later line went on */
    enum status ended;    /* STATUS_FRESH: nothing to say */
    enum status ending;   /* STATUS_DUE or STATUS_FRESH */
    int due_day;          /* of the one that says something */
};

/* Later builds of the running release. */
struct builds {
    int count;
    const char *newest;   /* its tag; NULL: none */
    int first_day;        /* DAY_NONE: not known */
    const char *security; /* tag of a later security build; NULL: none */
    int security_day;     /* of the first; DAY_NONE: not known */
};

/* What a digest tells (judging.md 7.1). */
struct digest_move {
    bool has_moved;
    const char *named;     /* the version that the tag says; NULL: the same */
    int moved_day;         /* DAY_NONE: not known */
    struct text_list tags; /* all that carry the digest */
};

/* What a use is excused from by exceptions of the policy. */
struct excuse {
    const struct exception *by[REASON_COUNT];      /* valid; NULL: none */
    const struct exception *expired[REASON_COUNT]; /* ended; NULL: none */
};

/* One image with what holds wherever it runs, and one context at a time. */
struct judging {
    const struct judge_facts *facts;
    struct arena *arena;
    const struct subject *subject;
    const struct shelf *shelf;   /* NULL: nothing was asked */
    const struct ladder *ladder; /* NULL: no version is known */
    struct version running;
    bool has_floating_tag;           /* the tag floats, whatever a digest tells */
    const struct product_rule *rule; /* NULL: none */
    struct pin pin;
    struct line_state line; /* of the running line; zeroed without a ladder */
    struct finding_step steps[STEP_COUNT];
    const struct shelf_release *firsts[STEP_COUNT];  /* of the steps; NULL: none */
    const struct shelf_release *unclear[STEP_COUNT]; /* without a date, not counted */
    struct builds builds;
    struct digest_move digest;

    /* The context. */
    const char *kubernetes;  /* "1.19.9"; NULL: not known */
    const char *next;        /* the version after it; NULL: not known */
    const char *silent;      /* a crawled cluster that told no version; NULL: none */
    const char *wanted_line; /* by annotation; NULL: none */
    const struct excuse *excuse;
};

/* The reasons found, and those of facts that are missing. */
struct reasons {
    struct arena *arena;
    struct finding_reason_list found;
    struct finding_reason_list gaps;
};

/*
 * Adds a reason, or worsens the one that is there: the worst status, the earliest due
 * day. Returns it, with its message unset when it is new or was worsened.
 */
void reason_found(struct reasons *reasons, const struct finding_reason *reason);
void reason_missing(struct reasons *reasons, enum reason reason, const char *message);

/* A verdict leans on the day of a release that a feed, had it answered, might move. */
void reason_missing_date(const struct judging *judging,
                         const struct shelf_release *release, struct reasons *reasons);

/* All reasons of the image in its context (section 5). */
void reasons_collect(const struct judging *judging, struct reasons *reasons);

/* steps.c: lag, exposure, leeway, due date (section 3). */
struct measure {
    int lag;
    int lines;    /* later lines, or majors, with a counted release */
    size_t first; /* into ladder.releases */
    int first_day;
    bool lacks_age; /* the first may be older than any date tells */
    size_t newest;  /* SIZE_MAX: none can be pulled */
    const struct shelf_release *soaking;
    const struct shelf_release *unclear;
    int unclear_count;
};

/*
 * Measures what stands above a release on a rung, up to rung_last: patch from index
 * after in ladder.releases, minor and major over the later rungs.
 */
void steps_measure(const struct ladder *ladder, size_t rung, size_t after,
                   size_t rung_last, struct measure ret_measures[STEP_COUNT]);

/* What stands on the rungs above one: of its major, and of later ones. */
struct above {
    struct measure minor;
    struct measure major;
};

/* For those who ask of every rung: what stands above each, up to rung_last. */
void steps_above(const struct ladder *ladder, size_t rung_last,
                 struct above *ret_above);

/* What steps_measure tells, by what steps_above told of the rung. */
void steps_measure_with(const struct ladder *ladder, const struct above *above,
                        size_t rung, size_t after, size_t rung_last,
                        struct measure ret_measures[STEP_COUNT]);
bool leeway_is_broken(const struct leeway *leeway, const struct measure *measure,
                      int as_of_day);

/* Only the days could decide, and no age is known (1.7). */
bool leeway_lacks_age(const struct leeway *leeway, const struct measure *measure);
const struct leeway *judging_leeway(const struct judging *judging, enum step step);

/* Whether a step only informs: switched off, or above a long-term line. */
bool step_informs(const struct judging *judging, const struct line_state *line,
                  enum step step);
void steps_judge(struct judging *judging);
void steps_reasons(const struct judging *judging, struct reasons *reasons);

/* builds.c: later builds of the running release (3.4). */
/* The days that a rebuild may wait, METER_NONE: it informs only. */
int rebuild_days_of(const struct judging *judging, struct origin *ret_rule);
void builds_judge(struct judging *judging);
void builds_reasons(const struct judging *judging, struct reasons *reasons);

/* digests.c: which version a digest is, and whether the tag moved on (7.1). */
void digest_resolve(struct judging *judging);
/* Why it is not known which version the digest is. */
const char *digest_unknown(const struct judging *judging);
void digest_reasons(const struct judging *judging, struct reasons *reasons);

/* lines.c: how a line stands (section 4). */
void line_state_of(const struct judging *judging, size_t rung,
                   struct line_state *ret_state);
void lines_reasons(const struct judging *judging, struct reasons *reasons);

/* fit.c: Kubernetes ranges (section 5). */
struct fit_result {
    enum fit fit;
    const struct kubernetes_row *row; /* that decided; NULL: none */
};
struct fit_result fit_of(const struct subject *subject, const struct version *version,
                         const char *kubernetes);
/* skew.c: how far a kubelet may be from its API server. */
bool skew_applies(const struct subject *subject);
struct fit_result skew_of(const struct version *version, const char *kubernetes);

/* "1.20" for "1.19.9"; NULL when it cannot be read. */
const char *fit_next(const char *kubernetes, struct arena *arena);
void fit_reasons(const struct judging *judging, struct reasons *reasons);
struct finding_fit fit_describe(const struct judging *judging, size_t cluster);

/* pins.c: where a pin stands among the lines (8.3). */
void pin_find(struct judging *judging);
void pins_report(const struct judging *judging, struct exception_result_list *results);

/* advice.c: what to do (section 6). */
struct advice {
    const struct shelf_release *recommended; /* NULL: none */
    const struct shelf_release *target;      /* NULL: none, or the same */
    size_t rung;                             /* of recommended */
    enum status recommended_status; /* with it running; STATUS_COUNT: unknown */
    enum status target_status;
    bool goes_back; /* it is older than what runs */
};
void advice_give(const struct judging *judging, struct advice *ret_advice);

/* naming.c: versions and references as people write them. */
struct pull {
    const char *reference;
    bool is_elsewhere;  /* the running repository lacks it */
    bool lacks_variant; /* no tag of the running variant has it */
};
void release_pull(const struct judging *judging, const struct shelf_release *release,
                  struct pull *ret_pull);
const char *release_number(const struct judging *judging,
                           const struct shelf_release *release);
const char *variant_text(const struct version *version, struct arena *arena);
const char *part_text(const struct version *version, struct version_part part,
                      struct arena *arena);
const char *day_text(int day, struct arena *arena);

/* exceptions.c: what a use is excused from (8.4). */
void excuse_find(const struct judging *judging, const struct use *use,
                 struct excuse *ret_excuse);
void excuse_apply(const struct judging *judging, struct exception_result_list *results,
                  struct reasons *reasons);

/* message.c and evidence.c: what is told about it. */
const char *message_of(const struct judging *judging, const struct finding *finding,
                       const struct advice *advice);
void evidence_collect(const struct judging *judging, struct finding *finding);

/* finding.c: one verdict as the record tells it. */
void finding_make(const struct judging *judging, size_t cluster,
                  struct exception_result_list *results, struct finding *ret_finding);
bool finding_same_verdict(const struct finding *a, const struct finding *b);

/* finding_keep.c: findings that outlive what they were made from. */
/* Moves them to the arena with all they say; kept stands for their upstream. */
void finding_list_keep(struct finding_list *findings, const struct upstream *kept,
                       struct arena *arena);

/* order.c: ids, and the order of findings (section 10). */
void findings_order(struct verdicts *verdicts, const struct judge_facts *facts,
                    struct arena *arena);
