/* The owner chain, and what stands in where a link of it is not known. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/owners.h"

#include "base/text.h"

#include <string.h>

/* Names that the CronJob controller gives end in the minutes (before 1.21: the seconds)
 * since 1970. The bounds, 2015 to 2065, tell them from dates such as 20240101. */
enum { CRON_DIGITS_MINUTES = 8, CRON_DIGITS_SECONDS = 10 };
enum { CRON_MINUTES_FIRST = 23667840, CRON_MINUTES_LAST = 49966560 };

/* name without "-suffix"; empty when it does not end so. */
static struct slice without_suffix(const char *name, const char *suffix)
{
    struct slice cut = slice_of(name);
    size_t length = strlen(suffix);
    if (length == 0 || cut.length <= length + 1 || !slice_ends_with(cut, suffix) ||
        cut.at[cut.length - length - 1] != '-')
        return (struct slice){NULL, 0};
    cut.length -= length + 1;
    return cut;
}

/* The CronJob that a Job's name tells; empty for other names. */
static struct slice cron_of_job(const char *name)
{
    const char *dash = strrchr(name, '-');
    uint64_t number;
    if (dash == NULL || dash == name || !text_number(dash + 1, UINT32_MAX, &number))
        return (struct slice){NULL, 0};
    size_t digits = strlen(dash + 1);
    if (digits == CRON_DIGITS_SECONDS)
        number /= 60;
    else if (digits != CRON_DIGITS_MINUTES)
        return (struct slice){NULL, 0};
    if (number < CRON_MINUTES_FIRST || number > CRON_MINUTES_LAST)
        return (struct slice){NULL, 0};
    return (struct slice){name, (size_t)(dash - name)};
}

static const char *named(struct collection *collection, const char *kind,
                         struct slice name)
{
    AUTO_TEXT text;
    text_init(&text, POD_TEXT_BYTES_MAX * 2 + 1);
    text_add(&text, kind);
    text_add_char(&text, '/');
    text_add_slice(&text, name);
    return intern(collection->texts, text.bytes);
}

static const struct owner_fact *fact_of(const struct collection *collection,
                                        const struct raw_owner *owner)
{
    if (owner->key.uid == NULL)
        return NULL;
    struct owner_fact_key key = {owner->key.cluster, owner->key.uid};
    return map_find(collection->facts_by_key, &key, sizeof key);
}

/* What the names alone tell about a ReplicaSet or Job; NULL: nothing. */
static const char *guess(struct collection *collection, const struct raw_owner *owner,
                         bool *ret_is_cron)
{
    const struct raw_owner_key *key = &owner->key;
    if (strcmp(key->kind, "Job") == 0) {
        struct slice cron = cron_of_job(key->name);
        *ret_is_cron = cron.length != 0;
        return *ret_is_cron ? named(collection, "CronJob", cron) : NULL;
    }
    bool is_rollout = key->rollout_template_hash != NULL;
    const char *hash = is_rollout ? key->rollout_template_hash : key->template_hash;
    if (strcmp(key->kind, "ReplicaSet") != 0 || hash == NULL)
        return NULL;
    struct slice name = without_suffix(key->name, hash);
    return name.length == 0
               ? NULL
               : named(collection, is_rollout ? "Rollout" : "Deployment", name);
}

const char *owner_workload(struct collection *collection, const struct raw_owner *owner,
                           bool *ret_is_cron)
{
    const struct raw_owner_key *key = &owner->key;
    *ret_is_cron = strcmp(key->kind, "CronJob") == 0;
    if (key->kind[0] == '\0')
        return key->kind;
    const struct owner_fact *fact = fact_of(collection, owner);
    if (fact != NULL && fact->kind != NULL && fact->name != NULL) {
        *ret_is_cron = strcmp(fact->kind, "CronJob") == 0;
        return named(collection, fact->kind, slice_of(fact->name));
    }
    const char *guessed = fact == NULL ? guess(collection, owner, ret_is_cron) : NULL;
    return guessed != NULL ? guessed
                           : named(collection, key->kind, slice_of(key->name));
}
