/* Where a pinned line stands among the lines of a ladder (judging.md 8.3). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <string.h>

/* -1 below the named line, 0 on it, 1 beyond it. */
static int stands(const struct judging *judging, const struct version *version,
                  const char *line)
{
    if (version_on_line(version, line))
        return 0;
    struct version pinned = version_read(judging->shelf->upstream->reader, line);
    return version_compare_numbers(version, &pinned) < 0 ? -1 : 1;
}

void pin_find(struct judging *judging)
{
    judging->pin = (struct pin){0};
    if (judging->ladder == NULL)
        return;
    const struct product_rule *rule = judging->rule;
    int as_of_day = judging->facts->as_of_day;
    struct pin pin = {0};
    if (judging->wanted_line != NULL && judging->facts->policy->annotations_line_allow)
        pin.line = judging->wanted_line;
    else if (rule != NULL && rule->line != NULL &&
             (rule->until_day == DAY_NONE || as_of_day <= rule->until_day))
        pin = (struct pin){.line = rule->line, .rule = rule};
    if (pin.line == NULL)
        return;
    const struct rung_list *rungs = &judging->ladder->rungs;
    int own = stands(judging, rungs->items[0].version, pin.line);
    if (own > 0)
        return;
    pin.is_below = own < 0;
    pin.is_ending = pin.rule != NULL && rule->until_day != DAY_NONE &&
                    as_of_day + ENDING_DAYS > rule->until_day;
    while (pin.rung + 1 < rungs->count &&
           stands(judging, rungs->items[pin.rung + 1].version, pin.line) <= 0)
        pin.rung++;
    judging->pin = pin;
}

/* A pin is used where it holds for something that runs; above it, it is not. */
void pins_report(const struct judging *judging, struct exception_result_list *results)
{
    for (size_t i = 0; i < results->count; i++) {
        struct exception_result *result = &results->items[i];
        if (result->pin == NULL || result->pin != judging->pin.rule)
            continue;
        result->is_used = true;
        result->is_ending = judging->pin.is_ending;
    }
}
