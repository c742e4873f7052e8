/* The index of a Helm repository line by line: what is asked is kept, the rest not. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "feeds/yaml_open.h"

#include <stdbool.h>
#include <stddef.h>

/* Of a line that is longer its beginning decides, and the rest is not held. */
enum { HELM_LINE_HEAD_BYTES = 4096 };

/* Where in the index a line stands. */
enum helm_place {
    HELM_BEFORE,  /* before "entries:" */
    HELM_ENTRIES, /* in them */
    HELM_AFTER,   /* behind them */
    HELM_WHOLE,   /* not written in lines as Helm does: all is kept from here on */
};

/* Columns of a block of YAML; -1: not known yet. */
struct helm_columns {
    int charts;
    int versions; /* of the dashes, in the chart */
    int keys;     /* in the version */
};

struct helm_lines {
    const struct text_list *charts; /* that are asked for */
    struct text *kept;
    struct text head; /* of a line that came in pieces */
    bool is_decided;  /* of the line that is under way: its head is gone */
    bool keeps_line;
    size_t line; /* number */
    enum helm_place place;
    struct helm_columns columns;
    bool keeps_chart;
    bool is_whole_chart; /* not a list in lines: all of it is kept */
    bool keeps_version;  /* the same for one version */
    bool keeps_key;
    bool has_key;          /* the version has one in what is kept */
    struct yaml_open open; /* of the asked chart: what its last line left open */
    int block;             /* column of the key whose text stands below it; -1: none */
    const char *odd;       /* what was wrong; NULL: nothing */
};

/* charts and kept must outlive it. */
void helm_lines_init(struct helm_lines *lines, const struct text_list *charts,
                     struct text *kept);
void helm_lines_clear(struct helm_lines *lines);

/*
 * Takes bytes as they come. What is kept is YAML again, with the asked charts and of
 * their versions the keys that the reader of indexes wants. Lines that could be read in
 * two ways are a complaint, so that nothing is passed over unseen.
 */
bool helm_lines_take(struct helm_lines *lines, const char *bytes, size_t count,
                     struct error *err) NODISCARD;

/* The last line may lack its end. */
bool helm_lines_end(struct helm_lines *lines, struct error *err) NODISCARD;
