/* Gathers what is installed and is no image, page by page. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/images.h"

#include <stdbool.h>
#include <stddef.h>

/* One thing as a reader found it. Absent texts are NULL. */
struct part_record {
    enum subject_kind kind;
    const char *name;
    const char *version;
    const char *stated;
    const char *app_version;
    bool is_deprecated;
    struct text_list sources;
    const char *failure;
    bool is_unanswered; /* the failure is of the question: another try may help */
    const char *namespace;
    const char *workload;
    const char *node; /* its name */
};

/* What there is more is passed over, which is told. */
enum { PARTS_MAX = 50000 };

struct parts;

/* Both filters must outlive it; all of it lives in the arena. */
struct parts *parts_new(struct arena *arena, const struct text_list *namespaces,
                        const struct text_list *excluded_namespaces);

/*
 * Adds to what came of that kind from that cluster since the last keep. The texts are
 * copied. False when there are too many.
 */
bool parts_add(struct parts *parts, size_t cluster, const struct part_record *record);

/* What came counts; what came since is forgotten; all of it is forgotten. */
void parts_keep(struct parts *parts, size_t cluster, enum subject_kind kind);
void parts_drop(struct parts *parts, size_t cluster, enum subject_kind kind);
void parts_restart(struct parts *parts, size_t cluster, enum subject_kind kind);

/* All that was kept, the same things as one with all their uses, in order. */
void parts_finish(struct parts *parts, struct part_list *ret_parts);
