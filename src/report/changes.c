/* Compares the findings of a run with the uses of an earlier one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/changes.h"

#include "base/utf8.h"
#include "report/changes_gone.h"
#include "report/changes_key.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES_MAX = 65536 };

/* All that two runs say of one use; several versions may run in one place. */
struct meeting {
    const char *key;
    const struct past_use *const *past; /* never empty */
    size_t past_count;
    bool is_seen;   /* it runs now */
    bool is_hidden; /* now unknown because a feed failed */
    enum status now;
};
LIST(meeting_list, struct meeting);

const char *change_repository(struct arena *arena, const char *image)
{
    const char *slash = strrchr(image, '/');
    const char *last = slash == NULL ? image : slash + 1;
    size_t length = (size_t)(last - image) + strcspn(last, ":@");
    return arena_copy_slice(arena, (struct slice){image, length});
}

const char *change_key(struct arena *arena, const char *cluster, const char *namespace,
                       const char *workload, const char *container, const char *product,
                       const char *image)
{
    AUTO_TEXT raw, key;
    text_init(&raw, KEY_BYTES_MAX);
    text_init(&key, 3 * KEY_BYTES_MAX);
    text_addf(&raw, "%s\n%s\n%s\n%s\n%s", cluster, namespace, workload, container,
              product != NULL ? product : change_repository(arena, image));
    /* As JSON carried the other one. */
    utf8_repair(&key, slice_of(raw.bytes));
    return arena_copy(arena, key.bytes);
}

const char *change_place(struct arena *arena, const char *namespace,
                         const char *workload)
{
    return arena_format(arena, "%s%s%s", namespace,
                        namespace[0] != '\0' && workload[0] != '\0' ? " " : "",
                        workload);
}

static int compare_uses(const void *a, const void *b)
{
    const struct past_use *const *left = a;
    const struct past_use *const *right = b;
    int order = strcmp((*left)->key, (*right)->key);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

static int compare_key(const void *key, const void *meeting)
{
    return strcmp(key, ((const struct meeting *)meeting)->key);
}

static struct meeting *find_meeting(const struct meeting_list *meetings,
                                    const char *key)
{
    if (meetings->count == 0)
        return NULL;
    return bsearch(key, meetings->items, meetings->count, sizeof *meetings->items,
                   compare_key);
}

/* One meeting for each key of the past, with all its uses, in the order of the keys. */
static void gather(const struct past *past, struct arena *scratch,
                   struct meeting_list *ret_meetings)
{
    size_t count = past->uses.count;
    const struct past_use **uses = arena_alloc_many(scratch, count + 1, sizeof *uses);
    for (size_t i = 0; i < count; i++)
        uses[i] = &past->uses.items[i];
    if (count != 0)
        qsort(uses, count, sizeof *uses, compare_uses);
    size_t end;
    for (size_t start = 0; start < count; start = end) {
        end = start + 1;
        while (end < count && strcmp(uses[start]->key, uses[end]->key) == 0)
            end++;
        *LIST_ADD(scratch, ret_meetings) = (struct meeting){.key = uses[start]->key,
                                                            .past = &uses[start],
                                                            .past_count = end - start,
                                                            .now = STATUS_FRESH};
    }
}

/* As bad before, for all the reasons of now that do something. */
static bool was_told(const struct past_use *past, const struct finding *finding)
{
    if (past->status > finding->status)
        return false;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        if (reason->status != STATUS_FRESH && !past->reasons[reason->reason])
            return false;
    }
    return true;
}

static bool use_is_new(const struct meeting *meeting, const struct finding *finding)
{
    for (size_t i = 0; meeting != NULL && i < meeting->past_count; i++)
        if (was_told(meeting->past[i], finding))
            return false;
    return true;
}

static bool is_hidden(const struct finding *finding)
{
    for (size_t i = 0; i < finding->reasons.count; i++) {
        enum reason reason = finding->reasons.items[i].reason;
        if (reason == REASON_FEED_FAILED || reason == REASON_FEED_PARTIAL ||
            reason == REASON_DATA_TOO_OLD)
            return finding->status == STATUS_UNKNOWN;
    }
    return false;
}

static bool is_open(enum status status)
{
    return status == STATUS_STALE || status == STATUS_UNKNOWN || status == STATUS_DUE;
}

/* Whether one of its uses is new; marks all of them as seen, or adds them to the
 * strangers. */
static bool meet(const struct report *report, const struct meeting_list *meetings,
                 const struct finding *finding, struct text_list *strangers,
                 struct arena *scratch)
{
    bool is_new = false;
    for (size_t i = 0; i < finding->uses.count; i++) {
        const struct use *use = &finding->uses.items[i];
        const struct product *product = finding->subject->product;
        const char *key = change_key(
            scratch, report->inventory->clusters.items[use->cluster].name,
            use->namespace, use->workload, use->container == NULL ? "" : use->container,
            product == NULL ? NULL : product->name, finding->image);
        struct meeting *meeting = find_meeting(meetings, key);
        is_new = is_new || use_is_new(meeting, finding);
        if (meeting == NULL) {
            *LIST_ADD(scratch, strangers) = change_without_kind(scratch, key);
            continue;
        }
        meeting->is_seen = true;
        meeting->is_hidden = meeting->is_hidden || is_hidden(finding);
        if (finding->status < meeting->now)
            meeting->now = finding->status;
    }
    return is_new && is_open(finding->status);
}

/* What became of a use that was stale or due. */
static void close_meeting(const struct report *report, const struct meeting *meeting,
                          const struct text_list *strangers, struct arena *arena,
                          struct changes *changes)
{
    const struct past_use *worst = meeting->past[0];
    for (size_t i = 1; i < meeting->past_count; i++)
        if (meeting->past[i]->status < worst->status)
            worst = meeting->past[i];
    if (worst->status != STATUS_STALE && worst->status != STATUS_DUE)
        return;
    bool is_hidden = meeting->is_seen ? meeting->is_hidden
                                      : change_may_run(report, worst, strangers);
    if (is_hidden)
        changes->not_seen++;
    else if (!meeting->is_seen || !is_open(meeting->now))
        *LIST_ADD(arena, &changes->fixed) = *worst;
}

void changes_find(const struct report *report, const struct past *past,
                  struct arena *arena, struct changes *ret_changes)
{
    AUTO_ARENA *scratch = arena_new();
    const struct finding_list *findings = &report->verdicts->findings;
    struct meeting_list meetings = {0};
    struct text_list strangers = {0};
    struct changes changes = {.since_day = past->as_of_day};
    bool *news = arena_alloc_many(arena, findings->count + 1, sizeof *news);
    gather(past, scratch, &meetings);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        news[i] = meet(report, &meetings, finding, &strangers, scratch);
        if (finding->is_folded || !is_open(finding->status))
            continue;
        if (news[i])
            changes.new_count++;
        else
            changes.same_count++;
    }
    changes.news = news;
    change_sort_keys(&strangers);
    for (size_t i = 0; i < meetings.count; i++)
        close_meeting(report, &meetings.items[i], &strangers, arena, &changes);
    *ret_changes = changes;
}

bool changes_is_new(const struct changes *changes, const struct report *report,
                    const struct finding *finding)
{
    return changes->news[finding - report->verdicts->findings.items];
}
