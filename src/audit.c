/* The pipeline: four stages in order, each reading the records of those before it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#include "feeds/feeds.h"
#include "identify/identify.h"

#include <string.h>

/* The subjects that the run is about: all, or those of one product. */
static void keep_product(struct subject_list *subjects, const char *product)
{
    size_t kept = 0;
    for (size_t i = 0; i < subjects->count; i++) {
        const struct subject *subject = &subjects->items[i];
        if (subject->product != NULL && strcmp(subject->product->name, product) == 0)
            subjects->items[kept++] = *subject;
    }
    subjects->count = kept;
}

static void count_feeds(struct audit *audit)
{
    for (size_t i = 0; i < audit->upstreams.count; i++) {
        const struct answer_list *answers = &audit->upstreams.items[i].answers;
        for (size_t j = 0; j < answers->count; j++) {
            const struct answer *answer = &answers->items[j];
            if (answer->is_left_out)
                continue;
            audit->feeds_asked++;
            audit->feeds_failed += answer->has_failed || answer->state == ANSWER_FAILED;
        }
    }
}

static bool clusters_complete(const struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->clusters.count; i++)
        if (!inventory->clusters.items[i].is_complete)
            return false;
    return true;
}

/* F12: a past day does not depend on the clock. */
static void look_at_clock(const struct audit_options *options,
                          const struct fetcher *fetcher, struct arena *facts,
                          struct audit *audit)
{
    long long offset = fetcher_clock_offset(fetcher);
    long long seconds = offset < 0 ? -offset : offset;
    if (offset == 0 || options->is_past)
        return;
    audit->is_clock_wrong = feeds_clock_is_wrong(fetcher);
    bool is_days = seconds >= 2 * 86400;
    audit->clock = arena_format(
        facts, "this machine's clock is %lld %s %s those of the hosts that answered%s",
        is_days ? seconds / 86400 : seconds / 60, is_days ? "days" : "minutes",
        offset > 0 ? "behind" : "ahead of",
        audit->is_clock_wrong ? ": no day is what it seems, so nothing is fresh" : "");
}

static bool read_feeds(const struct audit_options *options,
                       const struct audit_services *services,
                       const struct feeds_sink *sink, struct arena *facts,
                       struct audit *audit, struct error *err)
{
    const struct feeds_options feeds = {
        .policy = options->policy,
        .release_files = options->release_files,
        .snapshot = options->snapshot,
        .offline = options->offline,
        .cache_ttl_seconds = options->cache_ttl_seconds,
        .judge_unrecognised = options->policy->unrecognised == UNRECOGNISED_JUDGE,
        .all_digests = options->all_digests,
        .now = options->now,
        .as_of_day = options->as_of_day,
        .is_past = options->is_past,
        .keep_first_seen = options->keep_first_seen,
        .sink = sink,
        .ret_pulls = &audit->pulls,
        .pull_secrets = options->sources.pull_secrets,
    };
    if (!feeds_read(&feeds, &audit->subjects, services->fetcher, services->cache,
                    services->history, services->out, facts, &audit->upstreams, err))
        return false;
    look_at_clock(options, services->fetcher, facts, audit);
    return true;
}

static struct judge_facts judge_facts_of(const struct audit_options *options,
                                         const struct audit *audit)
{
    bool is_unfiltered =
        !options->has_roles && !options->has_tiers && options->product == NULL &&
        options->sources.namespaces.count == 0 &&
        options->sources.excluded_namespaces.count == 0 &&
        options->sources.files.count == 0 && options->sources.references.count == 0;
    struct judge_facts facts = {
        .inventory = &audit->inventory,
        .subjects = &audit->subjects,
        .upstreams = &audit->upstreams,
        .policy = options->policy,
        .catalog = options->catalog,
        .as_of_day = options->as_of_day,
        .is_past = options->is_past,
        .max_data_age_days = options->max_data_age_days,
        .views = audit->views,
        .doubt = audit->is_clock_wrong ? audit->clock : NULL,
        .has_roles = options->has_roles,
        .has_tiers = options->has_tiers,
        .strict = options->strict,
        .is_unfiltered = is_unfiltered,
    };
    memcpy(facts.roles, options->roles, sizeof facts.roles);
    memcpy(facts.tiers, options->tiers, sizeof facts.tiers);
    return facts;
}

void audit_judge(const struct audit_options *options, const struct audit *audit,
                 struct arena *arena, struct verdicts *ret_verdicts)
{
    const struct judge_facts facts = judge_facts_of(options, audit);
    judge_all(&facts, arena, ret_verdicts);
}

bool audit_identify(const struct audit_options *options,
                    const struct audit_services *services, struct arena *facts,
                    struct audit *ret_audit, struct error *err)
{
    struct audit audit = {0};
    if (!inventory_list(&options->sources, services->fetcher, services->out, facts,
                        &audit.inventory, err))
        return error_within(err, "listing the images that run");
    if (!identify_all(&audit.inventory, options->catalog, options->policy, facts,
                      &audit.subjects, err))
        return error_within(err, "recognising the images");
    if (options->product != NULL)
        keep_product(&audit.subjects, options->product);
    *ret_audit = audit;
    return true;
}

static void sum_up(struct audit *audit)
{
    count_feeds(audit);
    bool some_answered =
        audit->feeds_asked == 0 || audit->feeds_failed < audit->feeds_asked;
    audit->is_complete = clusters_complete(&audit->inventory) && some_answered;
}

/* The judge, who hears of each product when its feeds have answered. */
struct hearing {
    struct court *court;
    struct audit *audit;
    struct arena *arena;
};

static void take_upstream(const struct upstream *upstream,
                          const struct index_list *subjects,
                          const struct upstream *kept, void *context)
{
    struct hearing *hearing = context;
    judge_hear(hearing->court, subjects, upstream, kept);
    *LIST_ADD(hearing->arena, &hearing->audit->upstreams) = *kept;
}

/* Reads and judges product by product; the records of feeds stay without their lists.
 */
static bool read_and_judge(const struct audit_options *options,
                           const struct audit_services *services, struct arena *facts,
                           struct audit *audit, struct error *err)
{
    struct judge_facts judged = judge_facts_of(options, audit);
    struct hearing hearing = {judge_begin(&judged, facts), audit, facts};
    const struct feeds_sink sink = {take_upstream, &hearing};
    if (!read_feeds(options, services, &sink, facts, audit, err))
        return false;
    judged.doubt = audit->is_clock_wrong ? audit->clock : NULL;
    judge_end(hearing.court, &audit->verdicts);
    return true;
}

static bool read_all(const struct audit_options *options,
                     const struct audit_services *services, bool judges,
                     struct arena *facts, struct audit *audit, struct error *err)
{
    if (!audit_identify(options, services, facts, audit, err))
        return false;
    bool is_read = judges ? read_and_judge(options, services, facts, audit, err)
                          : read_feeds(options, services, NULL, facts, audit, err);
    return is_read || error_within(err, "reading release feeds");
}

static bool run_line(const struct audit_options *options,
                     const struct audit_services *services, bool judges,
                     struct arena *facts, struct audit *ret_audit, struct error *err)
{
    struct audit audit = {0};
    struct audit_options wanted = *options;
    if (options->use_pull_secrets && !options->offline)
        wanted.sources.pull_secrets = pull_secrets_new();
    bool is_read = read_all(&wanted, services, judges, facts, &audit, err);
    pull_secrets_free(wanted.sources.pull_secrets);
    if (!is_read)
        return false;
    sum_up(&audit);
    *ret_audit = audit;
    return true;
}

bool audit_read(const struct audit_options *options,
                const struct audit_services *services, struct arena *facts,
                struct audit *ret_audit, struct error *err)
{
    return run_line(options, services, false, facts, ret_audit, err);
}

bool audit_run(const struct audit_options *options,
               const struct audit_services *services, struct arena *facts,
               struct audit *ret_audit, struct error *err)
{
    if (!run_line(options, services, !options->keep_upstreams, facts, ret_audit, err))
        return false;
    if (options->keep_upstreams)
        audit_judge(options, ret_audit, facts, &ret_audit->verdicts);
    return true;
}
