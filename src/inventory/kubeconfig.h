/* Kubeconfig files, found and merged as kubectl does. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/list.h"
#include "base/out.h"
#include "base/yaml.h"

#include <stdbool.h>
#include <stddef.h>

enum { KUBECONFIG_BYTES_MAX = 16 * 1024 * 1024 };

/* A named cluster, user or context: the first file that defines a name has it whole. */
struct kubeconfig_entry {
    const char *name;
    const struct yaml_node *value; /* a map; NULL when nothing stands there */
    const char *folder;            /* relative paths start here */
    const char *file;
    int line;
    bool is_writable_by_all; /* the file: no program of it is run */
};
LIST(kubeconfig_entry_list, struct kubeconfig_entry);

/* Nothing in it is checked but its form: see cluster_access.h. */
struct kubeconfig {
    struct kubeconfig_entry_list clusters;
    struct kubeconfig_entry_list users;
    struct kubeconfig_entry_list contexts;
    const char *current_context; /* NULL: none */
    struct text_list files;      /* that were read */
};

/*
 * Source: client-go, tools/clientcmd/loader.go. path is --kubeconfig: that file alone.
 * NULL: those of $KUBECONFIG, of which some may be missing, else ~/.kube/config, which
 * may be missing too. A file that cannot be read or has a name twice is an error.
 */
bool kubeconfig_load(const char *path, struct out *out, struct arena *arena,
                     struct kubeconfig *ret_config, struct error *err) NODISCARD;

/*
 * Lays the content of one file under what config has already: of the names that both
 * have the earlier one stays. path is where it came from.
 */
bool kubeconfig_add(const char *path, bool is_writable_by_all, const char *bytes,
                    size_t count, struct arena *arena, struct kubeconfig *config,
                    struct error *err) NODISCARD;

/* The entry of that name, or NULL. */
const struct kubeconfig_entry *
kubeconfig_entry(const struct kubeconfig_entry_list *list, const char *name);

/* A path as an entry means it. */
const char *kubeconfig_path(const struct kubeconfig_entry *entry, const char *path,
                            struct arena *arena);

/* The text of a member; NULL when it is absent or empty. */
const char *kubeconfig_text(const struct yaml_node *map, const char *key);
