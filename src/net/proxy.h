/* Which proxy a URL goes through, by the environment. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

#include <stdbool.h>

/* The variables that decide; NULL where unset or empty. */
struct proxy_environment {
    const char *http;  /* http_proxy; HTTP_PROXY is not read: a web server may set it */
    const char *https; /* https_proxy, HTTPS_PROXY */
    const char *all;   /* all_proxy, ALL_PROXY */
    const char *none;  /* no_proxy, NO_PROXY */
};

struct proxy_environment proxy_environment(void);

/* The proxy for a URL, or NULL: straight there. */
const char *proxy_for(const struct proxy_environment *environment, const char *url);

/*
 * Whether a host is known by its name alone to lead nowhere public: a proxy resolves
 * names itself, so their addresses cannot be looked at.
 */
bool proxy_host_is_local(const char *host);
