/* What is said about one finding, in the same words by all report writers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include <string.h>

bool finding_is_shown(const struct finding *finding)
{
    return finding->status != STATUS_FRESH && !finding->is_folded;
}

enum step finding_step_shown(const struct finding *finding)
{
    enum step shown = STEP_COUNT;
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++) {
        const struct finding_step *found = &finding->steps[step];
        if (!found->applies || found->lag == 0)
            continue;
        if (finding->recommended != NULL && found->newest != NULL &&
            strcmp(finding->recommended, found->newest) == 0)
            return step;
        if (shown == STEP_COUNT || found->status < finding->steps[shown].status)
            shown = step;
    }
    return shown;
}

void words_role(struct text *text, enum role role)
{
    for (const char *at = role_name(role); *at != '\0'; at++)
        text_add_char(text, *at == '-' ? ' ' : *at);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

void words_component(struct text *text, const struct finding *finding)
{
    const struct subject *subject = finding->subject;
    if (subject->kind == SUBJECT_NODE || subject->kind == SUBJECT_CLUSTER)
        text_add(text, subject->part->name);
    else if (subject->product != NULL)
        text_add(text, subject->product->name);
    else if (subject->is_valid)
        text_add(text, last_part(subject->ref.repository));
    else
        text_add(text, finding->image);
}

void words_running(struct text *text, const struct finding *finding)
{
    enum { DIGEST_SHOWN = 12 };
    const struct image_ref *ref = &finding->subject->ref;
    const char *digest = finding->subject->image->digest;
    if (finding->version != NULL)
        text_add(text, finding->version);
    else if (finding->subject->is_valid && ref->tag != NULL)
        text_add(text, ref->tag);
    else if (digest != NULL && strlen(digest) > strlen("sha256:"))
        text_addf(text, "%.*s", DIGEST_SHOWN, digest + strlen("sha256:"));
    else
        text_add(text, "?");
}

void words_behind(struct text *text, const struct finding *finding)
{
    enum step shown = finding_step_shown(finding);
    if (shown == STEP_COUNT) {
        text_add(text, "-");
        return;
    }
    const struct finding_step *step = &finding->steps[shown];
    text_addf(text, step->is_complete ? "%d" : "%d+", step->lag);
}

void words_namespace(struct text *text, const struct report *report,
                     const struct use *use)
{
    const struct cluster_list *clusters = &report->inventory->clusters;
    bool is_part = use->kind == CONTAINER_NODE || use->kind == CONTAINER_NONE;
    bool is_named = clusters->count > 1 || (is_part && use->namespace[0] == '\0');
    if (is_named)
        text_add(text, clusters->items[use->cluster].name);
    if (use->namespace[0] != '\0')
        text_addf(text, "%s%s", is_named ? "/" : "", use->namespace);
    else if (!is_named)
        text_add(text, "-");
}

void words_workload(struct text *text, const struct use *use)
{
    text_add(text, use->workload[0] == '\0' ? "-" : use->workload);
}

void words_many(struct text *text, size_t count, const char *noun)
{
    text_addf(text, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

static void add_use(struct text *text, const struct report *report,
                    const struct use *use)
{
    bool has_workload = use->workload[0] != '\0';
    bool is_bare = !has_workload && use->namespace[0] == '\0';
    if (is_bare)
        text_add(text, report->inventory->clusters.items[use->cluster].name);
    else
        words_namespace(text, report, use);
    if (has_workload)
        text_addf(text, " %s", use->workload);
    if (use->kind != CONTAINER_NONE && use->pods != 0) {
        text_add(text, " (");
        words_many(text, use->pods, use->kind == CONTAINER_NODE ? "node" : "pod");
        text_add(text, ")");
    }
}

void words_place(struct text *text, const struct report *report,
                 const struct finding *finding)
{
    if (finding->uses.count == 0) {
        text_add(text, finding->image);
        return;
    }
    add_use(text, report, &finding->uses.items[0]);
    if (finding->uses.count > 1)
        text_addf(text, " and %zu more", finding->uses.count - 1);
}

void words_pods(struct text *text, const struct finding *finding)
{
    size_t pods = 0;
    static const char *const nouns[] = {[SUBJECT_IMAGE] = "pod",
                                        [SUBJECT_CHART] = "release",
                                        [SUBJECT_NODE] = "node",
                                        [SUBJECT_CLUSTER] = "cluster"};
    enum subject_kind kind = finding->subject->kind;
    if (kind == SUBJECT_CHART || kind == SUBJECT_CLUSTER) {
        words_many(text, finding->uses.count, nouns[kind]);
        return;
    }
    for (size_t i = 0; i < finding->uses.count; i++)
        pods += finding->uses.items[i].pods;
    words_many(text, pods, nouns[kind]);
    if (finding->uses.count > 1)
        text_addf(text, " in %zu places", finding->uses.count);
}

void words_origin(struct text *text, const struct origin *origin)
{
    if (origin != NULL && origin->file != NULL)
        text_addf(text, "%s:%d", origin->file, origin->line);
}

const struct origin *finding_rule(const struct finding *finding)
{
    const struct finding_reason *worst = NULL;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        if (reason->rule.file != NULL &&
            (worst == NULL || reason->status < worst->status))
            worst = reason;
    }
    return worst == NULL ? NULL : &worst->rule;
}

bool words_exception(struct text *text, const struct exception_result *result)
{
    const struct exception *exception = result->exception;
    const struct product_rule *pin = result->pin;
    const char *what = pin != NULL                  ? pin->product
                       : exception->product != NULL ? exception->product
                                                    : exception->image;
    const struct origin *origin = pin != NULL ? &pin->line_origin : &exception->origin;
    char day[DAY_TEXT_BYTES];
    day_format(pin != NULL ? pin->until_day : exception->until_day, day);
    if (result->is_used && !result->is_expired && !result->is_ending)
        return false;

    text_addf(text, "%s for %s", pin != NULL ? "pin" : "exception", what);
    if (origin->file != NULL)
        text_addf(text, " (%s:%d)", origin->file, origin->line);
    if (result->is_expired)
        text_addf(text, " ended %s", day);
    else if (result->is_ending)
        text_addf(text, " ends %s", day);
    else
        text_add(text, " is unused");
    return true;
}
