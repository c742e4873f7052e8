/* How the program talks: options that every command shares. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/options.h"
#include "base/out.h"

struct talk_options {
    bool quiet;
    int verbose;
    const char *color; /* auto, always, never; NULL: auto */
    bool no_progress;
};

extern const struct option_row talk_rows[];

void talk_apply(const struct talk_options *options, struct out *out);
