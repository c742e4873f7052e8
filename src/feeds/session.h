/* What questions to feeds stand on: tokens, credentials, a client of registries. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "net/registry.h"

/* Its options, fetcher, cache, history, out and arena are set before it is opened. */
struct feed_session {
    struct feed_run run;
    struct credentials *loaded; /* NULL: those of the options, or none */
    struct registry_options_list registries;
};

/* It must stay where it is until it is closed; ERROR_USAGE for a file of tokens. */
bool feed_session_open(struct feed_session *session, struct error *err) NODISCARD;
void feed_session_close(struct feed_session *session);
