/* The user of a context: its credentials, its plugin, whom it acts for. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/cluster_access.h"

enum { ACCESS_FILE_BYTES_MAX = 1024 * 1024 };

/* Fills the user's part of access; cluster may hold a configuration for plugins. */
bool access_read_user(const struct kubeconfig_entry *user,
                      const struct kubeconfig_entry *cluster, struct arena *arena,
                      struct cluster_access *access, struct error *err) NODISCARD;

/* "FILE:LINE: KIND 'NAME': what". Always returns false. */
bool access_complain(const struct kubeconfig_entry *entry, const char *kind,
                     struct error *err, const char *what);

bool access_flag(const struct yaml_node *map, const char *key);

/* The PEM text of the file under key or the base64 under key-data; NULL: neither. */
bool access_pem(const struct kubeconfig_entry *entry, const char *kind, const char *key,
                struct arena *arena, const char **ret_pem, struct error *err) NODISCARD;
