/* The options -q, -v, --color and --no-progress. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/talk.h"

#include <stddef.h>
#include <string.h>

static const char *const colors[] = {"auto", "always", "never", NULL};

const struct option_row talk_rows[] = {
    {"quiet", 'q', OPTION_FLAG, NULL, "say nothing but errors on standard error",
     offsetof(struct talk_options, quiet), NULL, "How it talks"},
    {"verbose", 'v', OPTION_COUNT, NULL, "say what is done, and list in full",
     offsetof(struct talk_options, verbose), NULL, NULL},
    {"color", 0, OPTION_CHOICE, "WHEN", "auto, always or never",
     offsetof(struct talk_options, color), colors, NULL},
    {"no-progress", 0, OPTION_FLAG, NULL, "show no progress on a terminal",
     offsetof(struct talk_options, no_progress), NULL, NULL},
    {0},
};

void talk_apply(const struct talk_options *options, struct out *out)
{
    out->verbosity = options->quiet ? -1 : options->verbose;
    if (options->no_progress)
        out->has_progress = false;
    if (options->color == NULL || strcmp(options->color, "auto") == 0)
        return;
    out_set_color(out, strcmp(options->color, "always") == 0 ? OUT_COLOR_ALWAYS
                                                             : OUT_COLOR_NEVER);
}
