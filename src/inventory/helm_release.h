/* What Helm keeps of an installed release: the few members that say which chart it is.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/slice.h"

#include <stdbool.h>

/* A release inflated is no larger, with all templates and manifests in it. */
enum { HELM_RELEASE_BYTES_MAX = 32 * 1024 * 1024, HELM_SOURCES_MAX = 20 };

/* Texts are in the arena; absent ones are NULL. */
struct helm_release {
    const char *name;
    const char *namespace;
    const char *status; /* "deployed" */
    const char *chart;
    const char *version;     /* of the chart */
    const char *app_version; /* free text */
    bool is_deprecated;
    struct text_list sources; /* of the chart: its home, then its sources */
};

/*
 * Reads data.release of a secret: base64 of base64 of gzip of JSON (helm/helm,
 * pkg/storage/driver/util.go); what is not gzip is JSON itself. Values, manifests and
 * notes, which hold passwords, are passed over and never decoded. Takes any bytes.
 */
bool helm_release_read(struct slice data, struct arena *arena,
                       struct helm_release *ret_release, struct error *err) NODISCARD;
