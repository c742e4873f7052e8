/* YAML as a tree that remembers where each node stood. The only header over libyaml. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

/* Owned by the arena it was read into; never changed afterwards. */
struct yaml_node {
    enum yaml_kind kind;
    const char *text;  /* YAML_SCALAR: as written, unquoted, never typed; else NULL */
    size_t text_bytes; /* of text, which may hold NUL bytes */
    bool is_plain;     /* YAML_SCALAR: not quoted, so "null" and "~" may mean nothing */
    size_t count;      /* items of a list, pairs of a map */
    const struct yaml_node *const *items; /* YAML_LIST */
    const struct yaml_pair *pairs;        /* YAML_MAP, in the order written */
    const char *file;                     /* as it was named; for complaints */
    int line;                             /* from 1 */
    int column;                           /* from 1 */
};

struct yaml_pair {
    const char *key; /* scalar keys only; anything else is an error */
    int line;
    int column;
    const struct yaml_node *value;
};

/* What may be in a document. All counts are cumulative over the stream. */
struct yaml_limits {
    size_t bytes_max;   /* 0: 1 MiB */
    size_t nodes_max;   /* 0: 100,000; after alias expansion */
    size_t aliases_max; /* 0: aliases are refused, as is the merge key << */
    unsigned depth_max; /* 0: 32 */
    size_t first_line;  /* of bytes cut out of a longer file; 0: 1 */
};

/* Limits of kubeconfigs and manifests: 100 aliases, 200,000 nodes, 64 MiB. */
extern const struct yaml_limits yaml_limits_kubernetes;

LIST(yaml_documents, const struct yaml_node *);

/*
 * Reads every document of a stream. file is used in complaints only, which have the
 * form "FILE:LINE:COLUMN: what is wrong". Doubled keys, deep nesting and (unless
 * allowed) aliases are errors. Empty documents are left out.
 */
bool yaml_read_stream(const char *file, const char *bytes, size_t count,
                      const struct yaml_limits *limits, struct arena *arena,
                      struct yaml_documents *ret_documents,
                      struct error *err) NODISCARD;

/* The same for a stream that must hold at most one document; NULL when it is empty. */
bool yaml_read(const char *file, const char *bytes, size_t count,
               const struct yaml_limits *limits, struct arena *arena,
               const struct yaml_node **ret_root, struct error *err) NODISCARD;

/* The same, its texts in an arena of their own: what is read from the tree may keep
 * them when the tree, which is ten times as large, is freed. */
bool yaml_read_apart(const char *file, const char *bytes, size_t count,
                     const struct yaml_limits *limits, struct arena *arena,
                     struct arena *texts, const struct yaml_node **ret_root,
                     struct error *err) NODISCARD;

/* Whether a node is what YAML writes for nothing: plain null, ~ or empty. */
bool yaml_is_nothing(const struct yaml_node *node);

/* The value of key, or NULL when node is NULL, is no map or lacks the key. */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

/* The text of a scalar under key, or NULL; plain null, ~ and empty count as absent. */
const char *yaml_get_text(const struct yaml_node *node, const char *key);
