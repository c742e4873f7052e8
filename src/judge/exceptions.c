/* Which exceptions excuse a use, and what they take away (judging.md 8.4). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <string.h>

static bool names(const char *wanted, const char *value)
{
    return wanted == NULL || (value != NULL && strcmp(wanted, value) == 0);
}

/* It holds for its version and later releases of that line. */
static bool covers_version(const struct judging *judging,
                           const struct exception *exception)
{
    const struct version *running = &judging->running;
    if (exception->version == NULL)
        return true;
    if (running->kind != TAG_VERSION)
        return running->text != NULL && strcmp(exception->version, running->text) == 0;
    const struct version_reader *reader = judging->subject->reader;
    struct version version = version_read(reader, exception->version);
    return version.kind == TAG_VERSION &&
           version_same_line(reader, &version, running) &&
           version_compare_release(&version, running) <= 0;
}

static bool covers_image(const struct judging *judging,
                         const struct exception *exception)
{
    const struct subject *subject = judging->subject;
    if (exception->product != NULL)
        return subject->product != NULL &&
               strcmp(subject->product->name, exception->product) == 0;
    return exception->image != NULL && subject->ref.repository != NULL &&
           (repository_matches(exception->image, subject->ref.repository) ||
            repository_matches(exception->image, subject->upstream));
}

static bool covers_use(const struct judging *judging, const struct exception *exception,
                       const struct use *use)
{
    const struct cluster_list *clusters = &judging->facts->inventory->clusters;
    const char *cluster = use == NULL || use->cluster >= clusters->count
                              ? NULL
                              : clusters->items[use->cluster].name;
    return names(exception->cluster, cluster) &&
           names(exception->namespace, use == NULL ? NULL : use->namespace) &&
           names(exception->workload, use == NULL ? NULL : use->workload);
}

void excuse_find(const struct judging *judging, const struct use *use,
                 struct excuse *ret_excuse)
{
    *ret_excuse = (struct excuse){0};
    const struct exception_list *exceptions = &judging->facts->policy->exceptions;
    int as_of_day = judging->facts->as_of_day;
    for (size_t i = 0; i < exceptions->count; i++) {
        const struct exception *exception = &exceptions->items[i];
        if (as_of_day < exception->granted_day || !covers_image(judging, exception) ||
            !covers_use(judging, exception, use) || !covers_version(judging, exception))
            continue;
        bool has_expired = as_of_day > exception->until_day;
        const struct exception **by =
            has_expired ? ret_excuse->expired : ret_excuse->by;
        for (unsigned j = 0; j < REASON_COUNT; j++) {
            if (exception->reasons[j] &&
                (by[j] == NULL || by[j]->until_day < exception->until_day))
                by[j] = exception;
        }
    }
}

static struct exception_result *result_of(struct exception_result_list *results,
                                          const struct exception *exception)
{
    for (size_t i = 0; i < results->count; i++) {
        if (results->items[i].exception == exception)
            return &results->items[i];
    }
    return NULL;
}

static void excuse_reason(const struct judging *judging,
                          const struct exception *exception,
                          struct exception_result_list *results,
                          struct finding_reason *reason)
{
    struct exception_result *result = result_of(results, exception);
    bool is_ending = judging->facts->as_of_day + ENDING_DAYS > exception->until_day;
    if (result != NULL) {
        result->is_used = true;
        result->is_ending = is_ending;
    }
    reason->is_exempt = true;
    reason->rule = exception->origin;
    reason->status = is_ending ? STATUS_DUE : STATUS_EXEMPT;
    reason->due_day = exception->until_day;
    if (!is_ending)
        return;
    reason->message =
        arena_format(judging->arena, "%s (its exception ends on %s)", reason->message,
                     day_text(exception->until_day, judging->arena));
}

static void note_expired(const struct judging *judging,
                         const struct exception *exception,
                         struct exception_result_list *results, struct reasons *reasons)
{
    struct exception_result *result = result_of(results, exception);
    if (result != NULL)
        result->is_expired = true;
    reason_found(reasons,
                 &(struct finding_reason){
                     .reason = REASON_EXCEPTION_EXPIRED,
                     .status = STATUS_FRESH,
                     .due_day = DAY_NONE,
                     .message = arena_format(
                         judging->arena, "its exception ended on %s (%s)",
                         day_text(exception->until_day, judging->arena),
                         exception->owner == NULL ? "no owner" : exception->owner),
                     .rule = exception->origin});
}

static void excuse_list(const struct judging *judging,
                        struct exception_result_list *results,
                        struct finding_reason_list *list, struct reasons *reasons)
{
    const struct excuse *excuse = judging->excuse;
    size_t count = list->count; /* expired exceptions add to the list */
    for (size_t i = 0; i < count; i++) {
        enum reason reason = list->items[i].reason;
        if (list->items[i].status == STATUS_FRESH)
            continue;
        if (excuse->by[reason] != NULL)
            excuse_reason(judging, excuse->by[reason], results, &list->items[i]);
        else if (excuse->expired[reason] != NULL)
            note_expired(judging, excuse->expired[reason], results, reasons);
    }
}

void excuse_apply(const struct judging *judging, struct exception_result_list *results,
                  struct reasons *reasons)
{
    excuse_list(judging, results, &reasons->found, reasons);
    excuse_list(judging, results, &reasons->gaps, reasons);
}
