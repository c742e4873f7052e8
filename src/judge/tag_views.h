/* What a list of tags teaches, kept by upstream and running version. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"
#include "identify/tags.h"

/*
 * Views of tags do not depend on the day: the days of a backtest share them. Upstreams
 * may not change or go as long as views of them are used. All is in the arena.
 */
struct tag_views;
struct tag_views *tag_views_new(struct arena *arena);

/* Those of one upstream. */
struct upstream_views;
struct upstream_views *tag_views_of(struct tag_views *views,
                                    const struct upstream *upstream);

/* The view from a running version, made once for each tag. */
const struct tag_view *upstream_view(struct upstream_views *views,
                                     const struct version *running);
