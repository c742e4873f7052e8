/* The charts and components of a product in the catalogue's file format. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/catalog_read.h"

#include <string.h>

enum { SHOWN_MAX = 60 };

static const struct schema_key chart_keys[] = {
    {.name = "name",
     .read = schema_text,
     .offset = offsetof(struct catalog_chart, name),
     .is_required = true},
    {.name = "sources",
     .read = schema_texts,
     .offset = offsetof(struct catalog_chart, sources),
     .is_required = true},
    {0},
};

/* Two charts are one when they share a name and a beginning of their sources. */
static const struct product *chart_rival(const struct catalog_reading *reading,
                                         const struct catalog_chart *chart,
                                         const char *source)
{
    for (size_t i = 0; i < reading->products.count; i++) {
        const struct catalog_chart_list *others = &reading->products.items[i].charts;
        for (size_t j = 0; j < others->count; j++) {
            const struct catalog_chart *other = &others->items[j];
            for (size_t k = 0;
                 strcmp(other->name, chart->name) == 0 && k < other->sources.count; k++)
                if (slice_starts_with(slice_of(source), other->sources.items[k]) ||
                    slice_starts_with(slice_of(other->sources.items[k]), source))
                    return &reading->products.items[i];
        }
    }
    return NULL;
}

static bool check_chart(struct schema *schema, const struct catalog_chart *chart)
{
    const struct catalog_reading *reading = schema->context;
    if (chart->name[0] == '\0' || chart->sources.count == 0)
        return schema_complain_at(schema, chart->origin,
                                  "a chart has a name and the beginnings of its "
                                  "sources");
    for (size_t i = 0; i < chart->sources.count; i++) {
        const char *source = chart->sources.items[i];
        if (!slice_starts_with(slice_of(source), "https://") &&
            !slice_starts_with(slice_of(source), "http://"))
            return schema_complain_at(schema, chart->origin, "source '%.*s' is no URL",
                                      SHOWN_MAX, source);
        const struct product *rival = chart_rival(reading, chart, source);
        if (rival != NULL)
            return schema_complain_at(
                schema, chart->origin,
                "chart '%.*s' of %.*s is claimed by %s already (%s:%d:%d)", SHOWN_MAX,
                chart->name, SHOWN_MAX, source, rival->name, rival->origin.file,
                rival->origin.line, rival->origin.column);
    }
    return true;
}

bool catalog_read_charts(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    struct catalog_chart_list *charts = variable;
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        struct catalog_chart chart = {.origin = schema_origin(item)};
        if (!schema_want_map(schema, key->name, item) ||
            !schema_map(schema, item, chart_keys, &chart) ||
            !check_chart(schema, &chart))
            return false;
        *LIST_ADD(schema->arena, charts) = chart;
    }
    return true;
}

/* A name is one product's: nothing else tells them apart. */
bool catalog_read_components(struct schema *schema, const struct schema_key *key,
                             const struct yaml_pair *pair, void *variable)
{
    const struct catalog_reading *reading = schema->context;
    struct text_list *components = variable;
    if (!schema_texts(schema, key, pair, components))
        return false;
    for (size_t i = 0; i < reading->products.count; i++) {
        const struct product *other = &reading->products.items[i];
        for (size_t j = 0; j < other->components.count; j++)
            for (size_t k = 0; k < components->count; k++)
                if (strcmp(other->components.items[j], components->items[k]) == 0)
                    return schema_complain(schema, pair->value->items[k],
                                           "component '%.*s' is claimed by %s already "
                                           "(%s:%d:%d)",
                                           SHOWN_MAX, components->items[k], other->name,
                                           other->origin.file, other->origin.line,
                                           other->origin.column);
    }
    return true;
}
