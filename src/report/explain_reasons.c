/* Why a finding has its status and no better one, and what would change that. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain_parts.h"
#include "report/screen.h"
#include "report/words.h"

#include <string.h>

static const char *effect_of(const struct finding_reason *reason)
{
    if (reason->is_exempt)
        return reason->status == STATUS_DUE ? "exempt, for a few days more" : "exempt";
    return reason->status == STATUS_FRESH ? "informs" : status_name(reason->status);
}

static void write_reason(const struct page *page, const struct finding_reason *reason)
{
    page_linef(page, "%s, %s: %s%s", reason_name(reason->reason), effect_of(reason),
               reason->message, page_origin(page, &reason->rule));
}

static void write_list(const struct page *page, const struct finding_reason_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        write_reason(page, &list->items[i]);
}

static void write_line_end(const struct page *page)
{
    const struct finding *finding = page->explanation->finding;
    if (finding->line == NULL || finding->line[0] == '\0' ||
        !finding->is_line_end_known)
        return;
    if (finding->is_line_presumed)
        page_linef(page, "its line %s is presumed ended: it is quiet", finding->line);
    else if (finding->line_end_day != DAY_NONE)
        page_linef(page, "its line %s %s %s", finding->line,
                   finding->has_line_ended ? "ended" : "ends",
                   page_day(page, finding->line_end_day));
    else
        page_linef(page, "its line %s %s", finding->line,
                   finding->has_line_ended ? "has ended" : "has no end so far");
}

void page_reasons(const struct page *page)
{
    const struct explanation *explanation = page->explanation;
    const struct finding *finding = explanation->finding;
    const char *status = status_name(finding->status);
    bool is_fresh = finding->status == STATUS_FRESH;
    page_heading(page, arena_format(page->arena, "Why it is %s%s", status,
                                    is_fresh ? "" : " and not better"));
    if (is_fresh)
        page_line(page, "everything that the rules ask for is known and holds");
    write_list(page, &explanation->held_by);
    if (explanation->held_by.count != 0)
        page_linef(page, "without %s it would be %s",
                   explanation->held_by.count == 1 ? "that" : "these",
                   status_name(explanation->without));
    if (explanation->held_by.count != 0 && explanation->others.count != 0)
        page_line(page, "besides:");
    write_list(page, &explanation->others);
    write_line_end(page);
    for (size_t i = 0; i < finding->set_aside.count; i++)
        page_linef(page, "missing, though it is stale all the same: %s, %s",
                   reason_name(finding->set_aside.items[i].reason),
                   finding->set_aside.items[i].message);
}

void page_exceptions(const struct page *page)
{
    const struct explanation *explanation = page->explanation;
    const struct product_rule *pin = explanation->pin;
    if (explanation->exceptions.count == 0 && pin == NULL)
        return;
    page_heading(page, "Exceptions and pins that apply");
    for (size_t i = 0; i < explanation->exceptions.count; i++) {
        const struct exception *exception = &explanation->exceptions.items[i];
        bool is_over = exception->until_day < explanation->report->as_of_day;
        page_linef(page, "exception of %s, granted %s, %s %s%s%s: %s%s",
                   exception->owner, page_day(page, exception->granted_day),
                   is_over ? "ended" : "until", page_day(page, exception->until_day),
                   exception->ticket == NULL ? "" : ", ",
                   exception->ticket == NULL ? "" : exception->ticket, exception->why,
                   page_origin(page, &exception->origin));
    }
    if (pin == NULL)
        return;
    bool is_over =
        pin->until_day != DAY_NONE && pin->until_day < explanation->report->as_of_day;
    page_linef(page, "pin to line %s%s%s%s%s: %s%s", pin->line,
               pin->owner == NULL ? "" : " of ", pin->owner == NULL ? "" : pin->owner,
               pin->until_day == DAY_NONE ? ""
               : is_over                  ? ", ended "
                                          : ", until ",
               pin->until_day == DAY_NONE ? "" : page_day(page, pin->until_day),
               pin->why == NULL ? "no reason given" : pin->why,
               page_origin(page, &pin->line_origin));
}

/* "1.7.30 is the smallest step that helps: it would be stale by the rest". */
static void write_change(const struct page *page, const struct explained_change *change)
{
    AUTO_TEXT line;
    text_init(&line, 8192);
    if (change->day != DAY_NONE)
        text_addf(&line, "on %s: ", page_day(page, change->day));
    if (change->version != NULL)
        text_addf(&line, "%s is ", change->version);
    text_add(&line, change->what);
    if (change->then == page->explanation->finding->status)
        text_addf(&line, "; with it the status would still be %s",
                  status_name(change->then));
    else if (change->then != STATUS_COUNT)
        text_addf(&line, ": %s", status_name(change->then));
    page_line(page, line.bytes);
    if (change->image != NULL)
        screen_add_hanging(page->text,
                           arena_format(page->arena, "pull %s", change->image),
                           2 * PAGE_INDENT, 2 * PAGE_INDENT, page->look->columns);
}

void page_changes(const struct page *page)
{
    const struct explained_change_list *changes = &page->explanation->changes;
    page_heading(page, "What would change it");
    if (changes->count == 0)
        page_line(page, "nothing that is known");
    for (size_t i = 0; i < changes->count; i++)
        write_change(page, &changes->items[i]);
}
