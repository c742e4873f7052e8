/* The record of the feeds stage: what upstream published, with its provenance. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/day.h"
#include "base/list.h"
#include "identify/products.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a driver's answer can tell. */
enum {
    COVERS_RELEASES = 1, /* which versions exist: a list of releases */
    COVERS_DATES = 2,
    COVERS_MARKS = 4, /* prerelease, withdrawn */
    COVERS_ENDS = 8,
    COVERS_TAGS = 16, /* what can be pulled */
};

/* Dates by how they were made, the better first (formats.md, "Merging feeds"). */
enum date_kind {
    DATE_PUBLISHED,
    DATE_TAGGED,
    DATE_PUSHED,
    DATE_SEEN,      /* a complete list had it that day, an earlier one lacked it */
    DATE_LEAST_AGE, /* it stood in the first list: of that day or before */
};

/* One entry of a feed's answer, as upstream writes it. */
struct feed_release {
    const char *version;
    int day; /* DAY_NONE: the answer has none */
    enum date_kind date_kind;
    bool is_prerelease;
    bool is_withdrawn;
    const char *url;         /* NULL: none; http or https only */
    const char *app_version; /* of the software in a chart; NULL: none */
};
LIST(feed_release_list, struct feed_release);

/* One release line as a feed tells it. */
struct feed_line {
    const char *name; /* "1.7" */
    int released_day; /* DAY_NONE: not told */
    int end_day;      /* last good day; DAY_NONE: not told */
    bool is_ended;    /* end: true without a day */
    bool has_end;     /* the feed says something on the end: a day, true or false */
    int known_day;    /* from when the end was known; DAY_NONE: always */
    bool is_lts;
    int lts_day;          /* from then on; DAY_NONE: always */
    int extended_end_day; /* DAY_NONE: none */
};
LIST(feed_line_list, struct feed_line);

/* What nobody filled in has failed: a field that is forgotten acquits nothing. */
enum answer_state { ANSWER_FAILED, ANSWER_PARTIAL, ANSWER_COMPLETE };
const char *answer_state_name(enum answer_state state);

/* When a tag was first seen: of kind DATE_SEEN or DATE_LEAST_AGE. */
struct tag_day {
    int day; /* DAY_NONE: it is no version */
    enum date_kind kind;
};

LIST(version_list, struct version);

/* What a server still allows, as it told. */
struct feed_budget {
    bool is_told;
    bool is_of_manifests; /* a registry's: looking at manifests; else requests */
    bool is_low;          /* so few that they are left to others */
    unsigned long long left;
    unsigned long long limit;
    long long resets_at; /* seconds since 1970 UTC; 0: not told */
};

/* Pulls that a registry still allowed when it was asked last. */
struct pulls_left {
    const char *registry; /* "docker.io" */
    unsigned long long left;
    unsigned long long limit;
    unsigned long long window_seconds; /* that the limit is for; 0: not told */
    bool is_low;                       /* they are left to the cluster */
};
LIST(pulls_left_list, struct pulls_left);

/* One answer of one feed, about one product or repository. */
struct answer {
    const char *feed;       /* driver: "github", "registry", "file" */
    const char *moved_to;   /* the name that about has now; NULL: it is the same */
    const char *about;      /* "traefik/traefik", "docker.io/library/traefik", a path */
    const char *repository; /* COVERS_TAGS: whose tags; else NULL */
    unsigned covers;        /* COVERS_... */
    enum answer_state state;
    const char *failure;  /* ANSWER_FAILED, ANSWER_PARTIAL: why */
    long long fetched_at; /* seconds since 1970 UTC; 0: not known, too old to acquit */
    struct feed_budget budget;
    bool has_failed;        /* the live feed was asked and failed */
    bool is_young;          /* of the store alone: --cache-ttl spared every request */
    bool is_left_out;       /* nobody was asked, on purpose: neither asked nor failed */
    bool is_part_by_nature; /* all that such a feed ever tells: no news in a report */
    bool is_stored;         /* of the store: the live feed failed, or was not asked */
    struct feed_release_list releases;
    struct feed_line_list lines;
    bool has_lines_complete; /* lines are all lines of the product */
    struct text_list tags;
    struct version *tag_versions; /* of tags, in their order; see answer_tags.h */
    const struct version_reader *tag_reader; /* that read them; NULL: not read yet */
    const struct tag_day *tag_days;          /* of tags; NULL: not known */
    const int *push_days; /* of tags, as the list tells; NULL: it tells none */
    size_t tags_begin;    /* in an upstream: where its tags begin in upstream.tags */
    const char *chart_repository; /* whose tags its releases are; NULL: they are none */
    const char *first_seen_repository; /* NULL: least ages are not kept */
    int shorter_since_day; /* a whole answer that lacks what it had; 0: it does not */
};
LIST(answer_list, struct answer);

/* Whether the feed answered with all that it ever tells, which is a part. */
static inline bool answer_tells_its_part(const struct answer *answer)
{
    return answer->is_part_by_nature && !answer->has_failed;
}

/* A version number that upstream published, merged over all feeds of the product. */
struct release {
    struct version version; /* of the first answer that names it; build left in */
    int day;                /* DAY_NONE: undated */
    enum date_kind date_kind;
    const struct answer *date_answer; /* NULL: undated */
    int day_gap;        /* between the feeds' earliest and latest, in days */
    bool is_prerelease; /* by a feed's mark or by its version */
    bool is_withdrawn;
    bool is_published; /* a release feed names it, not only a tag list */
    const char *url;
    const char *app_version;     /* of the software in a chart; NULL: none */
    const struct answer *answer; /* the first that names it, best feed first */
    uint32_t tags_begin;         /* its tags, into upstream.tag_order */
    uint32_t tags_end;
};
LIST(release_list, struct release);

/* What a digest is of. Like is compared with like. */
enum digest_kind {
    DIGEST_ANY, /* not told: compared with all */
    DIGEST_INDEX,
    DIGEST_MANIFEST, /* of one platform */
    DIGEST_GONE,     /* of a running one: the registry has it no more */
    DIGEST_FAILED,   /* of a running one: what it is was not to be learnt */
};

/* What a tag pointed at when it was asked for, or what a running digest is. */
struct tag_digest {
    const char *repository;
    const char *tag; /* NULL: of a running digest itself */
    const char *digest;
    enum digest_kind kind;
    int since_day; /* first day it was seen there; DAY_NONE: not known */
};
LIST(tag_digest_list, struct tag_digest);

/* Why something was not to be learnt of the digests of a repository. */
struct digest_gap {
    const char *repository;
    const char *failure;
};
LIST(digest_gap_list, struct digest_gap);

struct line {
    const char *name;
    int released_day;
    int end_day;
    bool is_ended;
    bool has_end;
    int known_day;
    bool is_lts;
    int lts_day; /* from then on; DAY_NONE: always */
    int extended_end_day;
    const struct answer *answer; /* NULL: the catalogue */
};
LIST(line_list, struct line);

/*
 * All that is known upstream of one product, or of one repository without a product.
 * As of any day: nothing is filtered by dates here.
 */
struct upstream {
    const struct product *product; /* NULL: repository without a product */
    const char *repository;        /* NULL with a product */
    const struct version_reader *reader;
    struct answer_list answers;
    struct release_list releases; /* ascending by version_compare_release */
    struct version_list tags;     /* all that can be pulled, in the order of answers */
    /*
     * Indices into tags: those of each release together, then those of none, which seem
     * to float, from loose_begin to loose_end. What is no version is left out.
     */
    const uint32_t *tag_order;
    uint32_t loose_begin;
    uint32_t loose_end;
    struct line_list lines;
    struct tag_digest_list digests; /* of the tags that were resolved */
    struct digest_gap_list digest_gaps;
};
LIST(upstream_list, struct upstream);

/*
 * Whether the day only says that the release was out by then: the store's least age, or
 * a registry's day of the bytes, which a rebuild makes later. It convicts; a release is
 * never too young by it.
 */
bool release_day_is_bound(const struct release *release);

/* The answer that lists a tag, by the tag's index in upstream.tags. */
const struct answer *upstream_lister(const struct upstream *upstream, size_t tag);

/* By name: upstream_of finds in a sorted list only. */
void upstreams_sort(struct upstream_list *upstreams);

/* The upstream of a subject, or NULL when none was asked for. */
const struct upstream *upstream_of(const struct upstream_list *upstreams,
                                   const struct subject *subject);
