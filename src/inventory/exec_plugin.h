/* Exec credential plugins: programs that print a token or a client certificate. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/cluster_access.h"

#include <stdint.h>

/* What a plugin said, in the arena. At least a token, or a certificate with its key. */
struct plugin_answer {
    const char *token;
    const char *certificate_pem;
    const char *key_pem;
    int64_t expires_at; /* seconds since 1970 UTC; 0: when the server says so */
};

/*
 * Source: client-go, plugin/pkg/client/auth/exec/exec.go. Runs the plugin without a
 * shell, without a terminal, for at most 30 s and 1 MiB of output. No complaint holds
 * what it printed on standard output.
 */
bool exec_plugin_run(const struct cluster_access *access, struct arena *arena,
                     struct plugin_answer *ret_answer, struct error *err) NODISCARD;

/* Reads an ExecCredential of that version. Takes any bytes. */
bool exec_plugin_read(const char *bytes, size_t count, const char *api_version,
                      struct arena *arena, struct plugin_answer *ret_answer,
                      struct error *err) NODISCARD;
