/* YAML piece by piece: for documents that are too large for a tree. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"
#include "base/yaml.h"

enum yaml_piece_kind {
    YAML_PIECE_TEXT,
    YAML_PIECE_LIST, /* begins: its items and a YAML_PIECE_END follow */
    YAML_PIECE_MAP,  /* begins: keys and values in turn and a YAML_PIECE_END follow */
    YAML_PIECE_END,  /* of the list or map that began last */
    YAML_PIECE_LAST, /* of the document: nothing follows */
};

struct yaml_piece {
    enum yaml_piece_kind kind;
    struct slice text; /* YAML_PIECE_TEXT: valid until the next piece is read */
    bool is_plain;     /* YAML_PIECE_TEXT: not quoted */
};

struct yaml_events;

/*
 * Reads one document. name is used in complaints only ("NAME:LINE:COLUMN: what is
 * wrong"); it and the bytes must stay. Aliases are refused, whatever the limits say.
 */
struct yaml_events *yaml_events_open(const char *name, const char *bytes, size_t count,
                                     const struct yaml_limits *limits);
void yaml_events_close(struct yaml_events *events);

/* The next piece. An empty document has YAML_PIECE_LAST alone. */
bool yaml_events_next(struct yaml_events *events, struct yaml_piece *ret_piece,
                      struct error *err) NODISCARD;

/* Passes over the rest of what began with a piece; of text there is none. */
bool yaml_events_skip(struct yaml_events *events, const struct yaml_piece *begun,
                      struct error *err) NODISCARD;

/* Complains of the last piece that was read. Returns false. */
bool yaml_events_complain(const struct yaml_events *events, const char *what,
                          struct error *err);

static inline void yaml_events_clear_variable(struct yaml_events **events)
{
    yaml_events_close(*events);
}
#define AUTO_YAML_EVENTS CLEANUP(yaml_events_clear_variable) struct yaml_events
