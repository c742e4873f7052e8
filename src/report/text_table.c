/* The table of findings on a terminal. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text_table.h"

#include "report/changes.h"
#include "report/screen.h"
#include "report/words.h"

#include <string.h>

enum {
    INDENT = 2,
    GAP = 2,
    STATUS_WIDTH = 7,
    BODY = INDENT + STATUS_WIDTH + 1, /* where the second line begins */
    ROLE_WIDTH = 13,
    COMPONENT_WIDTH = 15,
    COMPONENT_LEAST = 9,
    RUNNING_WIDTH = 8,
    STEP_WIDTH = 7,
    BEHIND_WIDTH = 6,
    SINCE_WIDTH = 10,
    VERSION_MOST = 24,
    COMPONENT_MOST = 40,
    PLACE_MOST = 40,
    RULE_MOST = 32,
    WIDE = 100, /* from here on places and rules are columns */
};

bool table_has_row(const struct report *report, const struct report_look *look,
                   const struct finding *finding)
{
    bool is_known =
        report->changes != NULL && !changes_is_new(report->changes, report, finding);
    if (report->is_gate && !look->is_verbose)
        return !is_known && gate_finding(finding, &report->policy->gate) != 0;
    if (look->is_verbose)
        return !finding->is_folded;
    return finding_is_shown(finding);
}

/* The rule with the last part of its file's name: "default.yaml:4". */
static void add_rule(struct text *text, const struct finding *finding)
{
    AUTO_TEXT whole;
    text_init(&whole, text->max);
    words_origin(&whole, finding_rule(finding));
    const char *slash = strrchr(whole.bytes, '/');
    const char *rule = slash == NULL ? whole.bytes : slash + 1;
    text_add(text, rule[0] == '\0' ? "-" : rule);
}

/* The texts of one row, in the order of the columns. */
enum cell {
    ROLE,
    COMPONENT,
    RUNNING,
    STEP,
    BEHIND,
    SINCE,
    NAMESPACE,
    WORKLOAD,
    RULE,
    CELLS
};

static void add_since(struct text *text, const struct finding *finding)
{
    enum step shown = finding_step_shown(finding);
    char day[DAY_TEXT_BYTES];
    int since =
        shown == STEP_COUNT ? DAY_NONE : finding->steps[shown].exposed_since_day;
    text_add(text, day_format(since, day));
}

static void add_cell_text(struct text *text, const struct report *report,
                          const struct finding *finding, enum cell cell)
{
    static const struct use nowhere = {.namespace = "", .workload = ""};
    const struct use *use =
        finding->uses.count == 0 ? &nowhere : &finding->uses.items[0];
    switch (cell) {
    case ROLE:
        words_role(text, finding->role);
        break;
    case COMPONENT:
        words_component(text, finding);
        break;
    case RUNNING:
        words_running(text, finding);
        break;
    case STEP:
        text_add(text, finding->recommended == NULL ? "-" : finding->recommended);
        break;
    case BEHIND:
        words_behind(text, finding);
        break;
    case SINCE:
        add_since(text, finding);
        break;
    case NAMESPACE:
        words_namespace(text, report, use);
        break;
    case WORKLOAD:
        words_workload(text, use);
        break;
    case RULE:
        add_rule(text, finding);
        break;
    case CELLS:
        break;
    }
}

/* The widest content of each column. */
static void measure(const struct report *report, const struct report_look *look,
                    int ret_widest[CELLS])
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_TEXT raw;
    text_init(&raw, 4096);
    memset(ret_widest, 0, CELLS * sizeof *ret_widest);
    for (size_t i = 0; i < findings->count; i++) {
        if (!table_has_row(report, look, &findings->items[i]))
            continue;
        for (enum cell cell = ROLE; cell < CELLS; cell++) {
            text_reset(&raw);
            add_cell_text(&raw, report, &findings->items[i], cell);
            int width = screen_width(raw.bytes);
            if (width > ret_widest[cell])
                ret_widest[cell] = width;
        }
    }
}

static int between(int least, int value, int most)
{
    return value < least ? least : value > most ? most : value;
}

static int total(const struct table_widths *widths)
{
    const int columns[] = {widths->role,      widths->component, widths->running,
                           widths->step,      widths->behind,    widths->since,
                           widths->namespace, widths->workload,  widths->rule};
    int sum = BODY - GAP;
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        sum += columns[i] == 0 ? 0 : columns[i] + GAP;
    return sum;
}

/* Takes what is too much off a column, down to least. */
static void shrink(struct table_widths *widths, int *column, int least)
{
    int excess = total(widths) - widths->line;
    if (excess > 0 && *column > least)
        *column = between(least, *column - excess, *column);
}

static void drop(struct table_widths *widths, int *column)
{
    if (total(widths) > widths->line)
        *column = 0;
}

static void fit_narrow(struct table_widths *widths, const int widest[CELLS])
{
    enum { COMPONENT_CUT = 10, VERSION_CUT = 10, NARROW_LEAST = 6 };
    widths->role = ROLE_WIDTH;
    widths->component = between(COMPONENT_WIDTH, widest[COMPONENT], COMPONENT_MOST);
    widths->running = between(RUNNING_WIDTH, widest[RUNNING], VERSION_MOST);
    widths->step = between(STEP_WIDTH, widest[STEP], VERSION_MOST);
    shrink(widths, &widths->component,
           between(COMPONENT_LEAST, widest[COMPONENT], COMPONENT_WIDTH));
    shrink(widths, &widths->role, between(NARROW_LEAST, widest[ROLE], ROLE_WIDTH));
    shrink(widths, &widths->component, COMPONENT_CUT);
    shrink(widths, &widths->step, VERSION_CUT);
    shrink(widths, &widths->running, VERSION_CUT);
    drop(widths, &widths->since);
    drop(widths, &widths->behind);
    widths->has_second_line = total(widths) <= widths->line;
    shrink(widths, &widths->role, NARROW_LEAST);
    shrink(widths, &widths->component, NARROW_LEAST);
}

/* False when places do not fit as columns. */
static bool fit_wide(struct table_widths *widths, const int widest[CELLS])
{
    enum { PLACE_LEAST = 16, RULE_LEAST = 4, VERSION_WIDE = 12 };
    struct table_widths wide = *widths;
    wide.role = between(4, widest[ROLE], ROLE_WIDTH);
    wide.component = between(COMPONENT_LEAST, widest[COMPONENT], COMPONENT_MOST);
    wide.running = between(4, widest[RUNNING], VERSION_MOST);
    wide.step = between(4, widest[STEP], VERSION_MOST);
    wide.namespace = between(9, widest[NAMESPACE], PLACE_MOST);
    wide.workload = between(8, widest[WORKLOAD], PLACE_MOST);
    wide.rule = between(RULE_LEAST, widest[RULE], RULE_MOST);
    drop(&wide, &wide.rule);
    shrink(&wide, &wide.step, VERSION_WIDE);
    shrink(&wide, &wide.running, VERSION_WIDE);
    shrink(&wide, &wide.component, COMPONENT_WIDTH);
    shrink(&wide, &wide.namespace, PLACE_LEAST);
    shrink(&wide, &wide.workload, PLACE_LEAST);
    if (total(&wide) > wide.line)
        return false;
    *widths = wide;
    return true;
}

struct table_widths table_fit(const struct report *report,
                              const struct report_look *look)
{
    int widest[CELLS];
    struct table_widths widths = {.behind = BEHIND_WIDTH,
                                  .since = SINCE_WIDTH,
                                  .has_second_line = true,
                                  .line = look->columns};
    measure(report, look, widest);
    if (look->columns < WIDE || !fit_wide(&widths, widest))
        fit_narrow(&widths, widest);
    return widths;
}

static int width_of(const struct table_widths *widths, enum cell cell)
{
    const int columns[CELLS] = {[ROLE] = widths->role,
                                [COMPONENT] = widths->component,
                                [RUNNING] = widths->running,
                                [STEP] = widths->step,
                                [BEHIND] = widths->behind,
                                [SINCE] = widths->since,
                                [NAMESPACE] = widths->namespace,
                                [WORKLOAD] = widths->workload,
                                [RULE] = widths->rule};
    return columns[cell];
}

void table_add_headings(struct text *text, const struct table_widths *widths)
{
    static const char *const headings[CELLS] = {
        [RUNNING] = "RUNS", [STEP] = "STEP",           [BEHIND] = "BEHIND",
        [SINCE] = "SINCE",  [NAMESPACE] = "NAMESPACE", [WORKLOAD] = "WORKLOAD",
        [RULE] = "RULE"};
    screen_add_cell(text, "", INDENT, false);
    screen_add_cell(text, "STATUS", STATUS_WIDTH + 1, false);
    screen_add_cell(text, "COMPONENT", widths->role + GAP + widths->component + GAP,
                    false);
    for (enum cell cell = RUNNING; cell < CELLS; cell++) {
        int width = width_of(widths, cell);
        if (width == 0)
            continue;
        screen_add_cell(text, headings[cell], width, cell == BEHIND);
        screen_add_cell(text, "", GAP, false);
    }
    screen_end_line(text);
}

enum screen_color table_status_color(enum status status)
{
    switch (status) {
    case STATUS_STALE:
        return SCREEN_RED;
    case STATUS_UNKNOWN:
        return SCREEN_MAGENTA;
    case STATUS_DUE:
        return SCREEN_YELLOW;
    case STATUS_FRESH:
        return SCREEN_GREEN;
    case STATUS_EXEMPT:
    case STATUS_COUNT:
        break;
    }
    return SCREEN_FAINT;
}

/* The second line: place and remark; the remark wraps under it where it is long. */
static void add_second_line(struct text *text, const struct report *report,
                            const struct table_widths *widths,
                            const struct finding *finding)
{
    enum { PLACE_GAP = 3 };
    AUTO_TEXT place, remark;
    text_init(&place, text->max);
    text_init(&remark, text->max);
    if (widths->namespace == 0)
        words_place(&place, report, finding);
    else
        words_pods(&place, finding);
    words_remark(&remark, report, finding);

    int room = widths->line - BODY;
    int step_at = widths->role + GAP + widths->component + GAP + widths->running + GAP;
    int place_width = between(0, screen_width(place.bytes), room);
    int remark_width = screen_width(remark.bytes);
    int at = place_width + PLACE_GAP;
    if (widths->namespace == 0 && at < step_at && step_at + remark_width <= room)
        at = step_at;
    screen_add_cell(text, "", BODY, false);
    bool is_beside = at + remark_width <= room;
    screen_add_cell(text, place.bytes, is_beside ? at : place_width, false);
    if (is_beside)
        screen_add_cell(text, remark.bytes, remark_width, false);
    screen_end_line(text);
    if (!is_beside)
        screen_add_wrapped(text, remark.bytes, BODY, widths->line);
}

void table_add_finding(struct text *text, const struct report *report,
                       const struct table_widths *widths,
                       const struct report_look *look, const struct finding *finding)
{
    AUTO_TEXT raw;
    text_init(&raw, 4096);
    const char *status =
        finding->status == STATUS_STALE ? "STALE" : status_name(finding->status);
    screen_add_cell(text, "", INDENT, false);
    screen_add_colored(text, status, STATUS_WIDTH, table_status_color(finding->status),
                       look->has_color);
    for (enum cell cell = ROLE; cell < CELLS; cell++) {
        int width = width_of(widths, cell);
        if (width == 0)
            continue;
        text_reset(&raw);
        add_cell_text(&raw, report, finding, cell);
        screen_add_cell(text, "", cell == ROLE ? 1 : GAP, false);
        screen_add_cell(text, raw.bytes, width, cell == BEHIND);
    }
    screen_end_line(text);
    if (widths->has_second_line)
        add_second_line(text, report, widths, finding);
}
