/* Decides which releases' dates would make a verdict another one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/dates_needed.h"

/* What stands above the running version on one step. */
struct climb {
    int lag;
    int lines;
    int first_day; /* the earliest that is known; DAY_NONE: none */
    uint32_t undated[DATES_NEEDED_MAX];
    unsigned undated_count;
};

static bool counts(const struct release *release)
{
    return release->version.kind == TAG_VERSION && !release->is_prerelease &&
           !release->is_withdrawn;
}

/* A registry knows no better day than that on which the store saw it come. */
static bool lacks_date(const struct release *release)
{
    return release->day == DAY_NONE || release->date_kind == DATE_LEAST_AGE;
}

/* Of a tag that can be pulled, or of a chart that a registry has. */
static bool can_be_asked(const struct release *release)
{
    return release->tags_end > release->tags_begin ||
           (release->answer != NULL && release->answer->chart_repository != NULL);
}

static enum step step_of(const struct version_reader *reader,
                         const struct version *running, const struct release *release)
{
    if (version_same_line(reader, running, &release->version))
        return STEP_PATCH;
    return version_same_major(reader, running, &release->version) ? STEP_MINOR
                                                                  : STEP_MAJOR;
}

static void add_release(const struct upstream *upstream, uint32_t at, bool begins_line,
                        const struct dates_purpose *purpose, struct climb *climb)
{
    const struct release *release = &upstream->releases.items[at];
    bool is_out = release->day != DAY_NONE && release->day <= purpose->as_of_day;
    climb->lag += is_out || !purpose->is_past;
    climb->lines += begins_line && (is_out || !purpose->is_past);
    if (is_out && (climb->first_day == DAY_NONE || release->day < climb->first_day))
        climb->first_day = release->day;
    if (begins_line && lacks_date(release) && can_be_asked(release) &&
        climb->undated_count < DATES_NEEDED_MAX)
        climb->undated[climb->undated_count++] = at;
}

static void climb_all(const struct upstream *upstream, const struct version *running,
                      const struct dates_purpose *purpose,
                      struct climb climbs[STEP_COUNT])
{
    const struct version_reader *reader = upstream->reader;
    const struct version *before = NULL;
    for (uint32_t i = 0; i < upstream->releases.count; i++) {
        const struct release *release = &upstream->releases.items[i];
        if (!counts(release) ||
            version_compare_release(&release->version, running) <= 0 ||
            !version_same_prefix(running, &release->version))
            continue;
        bool begins_line =
            before == NULL || !version_same_line(reader, before, &release->version);
        before = &release->version;
        add_release(upstream, i, begins_line, purpose,
                    &climbs[step_of(reader, running, release)]);
    }
}

/* Only days could still break the step. */
static bool is_open(const struct leeway *leeway, const struct climb *climb,
                    int as_of_day)
{
    if (leeway->is_off || leeway->days == METER_NONE)
        return false;
    if (leeway->releases != METER_NONE && climb->lag > leeway->releases)
        return false;
    if (leeway->lines != METER_NONE && climb->lines > leeway->lines)
        return false;
    return climb->first_day == DAY_NONE || as_of_day - climb->first_day <= leeway->days;
}

static void need(struct release_index_list *needed, uint32_t at, struct arena *arena)
{
    for (size_t i = 0; i < needed->count; i++)
        if (needed->items[i] == at)
            return;
    *LIST_ADD(arena, needed) = at;
}

void dates_needed(const struct upstream *upstream, const struct version *running,
                  const struct dates_purpose *purpose, struct arena *arena,
                  struct release_index_list *needed)
{
    struct climb climbs[STEP_COUNT];
    if (running->kind != TAG_VERSION)
        return;
    for (unsigned i = 0; i < STEP_COUNT; i++)
        climbs[i] = (struct climb){.first_day = DAY_NONE};
    climb_all(upstream, running, purpose, climbs);
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        const struct leeway *leeway = policy_leeway(purpose->policy, upstream->product,
                                                    purpose->tier, (enum step)i);
        for (unsigned k = 0; is_open(leeway, &climbs[i], purpose->as_of_day) &&
                             k < climbs[i].undated_count;
             k++)
            need(needed, climbs[i].undated[k], arena);
    }
}
