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

static bool read_feeds(const struct audit_options *options,
                       const struct audit_services *services,
                       const struct pull_secrets *pull_secrets, struct arena *facts,
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
        .keep_first_seen = options->keep_first_seen,
        .pull_secrets = pull_secrets,
    };
    return feeds_read(&feeds, &audit->subjects, services->fetcher, services->cache,
                      services->history, services->out, facts, &audit->upstreams, err);
}

void audit_judge(const struct audit_options *options, const struct audit *audit,
                 struct arena *arena, struct verdicts *ret_verdicts)
{
    bool is_unfiltered =
        !options->has_roles && !options->has_tiers && options->product == NULL &&
        options->sources.namespaces.count == 0 &&
        options->sources.excluded_namespaces.count == 0 &&
        options->sources.files.count == 0 && options->sources.references.count == 0;
    struct judge_facts judged = {
        .inventory = &audit->inventory,
        .subjects = &audit->subjects,
        .upstreams = &audit->upstreams,
        .policy = options->policy,
        .catalog = options->catalog,
        .as_of_day = options->as_of_day,
        .is_past = options->is_past,
        .max_data_age_days = options->max_data_age_days,
        .has_roles = options->has_roles,
        .has_tiers = options->has_tiers,
        .strict = options->strict,
        .is_unfiltered = is_unfiltered,
    };
    memcpy(judged.roles, options->roles, sizeof judged.roles);
    memcpy(judged.tiers, options->tiers, sizeof judged.tiers);
    judge_all(&judged, arena, ret_verdicts);
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

static bool read_all(const struct audit_options *options,
                     const struct audit_services *services, struct arena *facts,
                     struct audit *audit, struct error *err)
{
    if (!audit_identify(options, services, facts, audit, err))
        return false;
    return read_feeds(options, services, options->sources.pull_secrets, facts, audit,
                      err) ||
           error_within(err, "reading release feeds");
}

bool audit_read(const struct audit_options *options,
                const struct audit_services *services, struct arena *facts,
                struct audit *ret_audit, struct error *err)
{
    struct audit audit = {0};
    struct audit_options wanted = *options;
    if (options->use_pull_secrets && !options->offline)
        wanted.sources.pull_secrets = pull_secrets_new();
    bool is_read = read_all(&wanted, services, facts, &audit, err);
    pull_secrets_free(wanted.sources.pull_secrets);
    if (!is_read)
        return false;
    count_feeds(&audit);
    bool some_answered =
        audit.feeds_asked == 0 || audit.feeds_failed < audit.feeds_asked;
    audit.is_complete = clusters_complete(&audit.inventory) && some_answered;
    *ret_audit = audit;
    return true;
}

bool audit_run(const struct audit_options *options,
               const struct audit_services *services, struct arena *facts,
               struct audit *ret_audit, struct error *err)
{
    if (!audit_read(options, services, facts, ret_audit, err))
        return false;
    audit_judge(options, ret_audit, facts, &ret_audit->verdicts);
    return true;
}
