/* The cases beside a policy: one image, one day, one verdict. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/policy_cases.h"

#include "audit.h"
#include "base/day.h"
#include "commands/snapshot.h"

#include <string.h>

enum { DATA_AGE_DAYS = 9, SECONDS_A_DAY = 86400 };

static void cache_clear_variable(struct cache **cache)
{
    cache_close(*cache);
}

static void fetcher_clear_variable(struct fetcher **fetcher)
{
    fetcher_free(*fetcher);
}

static bool judge_case(const struct policy_case *one, const struct settings *settings,
                       struct out *out, long long now, struct arena *arena,
                       struct audit *ret_audit, struct error *err)
{
    const struct fetch_limits limits = {0};
    CLEANUP(cache_clear_variable) struct cache *cache = cache_forgetful(out);
    CLEANUP(fetcher_clear_variable)
    struct fetcher *fetcher = fetcher_new(&limits, NULL, out, err);
    if (fetcher == NULL)
        return false;
    /* A case names a file of its own as it names its policy: no key is asked for. */
    const struct snapshot_options named = {.place = one->snapshot, .is_unsigned = true};
    const struct snapshot *snapshot;
    if (!snapshot_options_read(&named, fetcher,
                               (long long)one->as_of_day * SECONDS_A_DAY, arena,
                               &snapshot, err))
        return false;
    struct audit_options options = {
        .catalog = &settings->catalog,
        .policy = &settings->policy,
        .release_files = one->releases,
        .snapshot = snapshot,
        .offline = true,
        .as_of_day = one->as_of_day,
        .is_past = one->as_of_day < day_of_seconds(now),
        .max_data_age_days = DATA_AGE_DAYS,
        .now = now,
    };
    const struct audit_services services = {
        .fetcher = fetcher, .cache = cache, .out = out};
    *LIST_ADD(arena, &options.sources.references) = one->image;
    options.sources.kubernetes_version = one->kubernetes_version;
    return audit_run(&options, &services, arena, ret_audit, err);
}

static void add_difference(struct text *differences, const char *what,
                           const char *wanted, const char *got)
{
    text_addf(differences, "  %-12s wanted %s\n  %-12s got    %s\n", what, wanted, "",
              got);
}

static const char *shown(const char *text)
{
    return text == NULL ? "none" : text;
}

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(shown(a), shown(b)) == 0;
}

static void gather_reasons(const struct finding *finding,
                           bool ret_reasons[REASON_COUNT])
{
    for (size_t i = 0; i < finding->reasons.count; i++)
        ret_reasons[finding->reasons.items[i].reason] = true;
}

static void add_reasons(struct text *text, const bool reasons[REASON_COUNT])
{
    size_t before = text->length;
    for (int i = 0; i < REASON_COUNT; i++)
        if (reasons[i])
            text_addf(text, "%s%s", text->length == before ? "" : ", ",
                      reason_name((enum reason)i));
    if (text->length == before)
        text_add(text, "none");
}

static void compare_reasons(const struct policy_case *one,
                            const struct finding *finding, struct text *differences)
{
    bool got[REASON_COUNT] = {false};
    gather_reasons(finding, got);
    if (!one->has_reasons || memcmp(one->reasons, got, sizeof got) == 0)
        return;
    AUTO_TEXT wanted_text;
    AUTO_TEXT got_text;
    text_init(&wanted_text, 1024);
    text_init(&got_text, 1024);
    add_reasons(&wanted_text, one->reasons);
    add_reasons(&got_text, got);
    add_difference(differences, "reasons", wanted_text.bytes, got_text.bytes);
}

static void compare(const struct policy_case *one, const struct finding *finding,
                    struct text *differences)
{
    const char *status = status_name(finding->status);
    if (strcmp(status, one->status) != 0)
        add_difference(differences, "status", one->status, status);
    compare_reasons(one, finding, differences);
    if (one->recommended != NULL &&
        !is_same_text(one->recommended, finding->recommended))
        add_difference(differences, "recommended", one->recommended,
                       shown(finding->recommended));
    if (one->target != NULL && !is_same_text(one->target, finding->target))
        add_difference(differences, "target", one->target, shown(finding->target));
    if (differences->length != 0)
        text_addf(differences, "  %-12s %s\n", "because", finding->message);
}

bool policy_case_run(const struct policy_case *one, const struct settings *settings,
                     struct out *out, long long now, struct text *differences,
                     struct error *err)
{
    AUTO_ARENA *arena = arena_new();
    struct audit audit = {0};
    if (!judge_case(one, settings, out, now, arena, &audit, err))
        return false;
    if (audit.verdicts.findings.count == 0)
        add_difference(differences, "status", one->status,
                       "no finding: the policy calls the image its own");
    else
        compare(one, &audit.verdicts.findings.items[0], differences);
    return true;
}
