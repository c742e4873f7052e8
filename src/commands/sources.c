/* The options -f, --image, --context and their kin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/sources.h"

#include <stddef.h>

#define SOURCE(field) offsetof(struct source_options, sources.field)

const struct option_row source_rows[] = {
    {"context", 0, OPTION_LIST, "NAME", "crawl this context's cluster (repeatable)",
     SOURCE(contexts), NULL, "Sources; naming any switches the current context off"},
    {"all-contexts", 0, OPTION_FLAG, NULL, "crawl the clusters of all contexts",
     SOURCE(all_contexts), NULL, NULL},
    {"kubeconfig", 0, OPTION_FILE, "FILE", "read this kubeconfig alone",
     SOURCE(kubeconfig), NULL, NULL},
    {"no-exec", 0, OPTION_FLAG, NULL, "run no credential plugin of a kubeconfig",
     SOURCE(no_exec), NULL, NULL},
    {"filename", 'f', OPTION_FILES, "FILE",
     "read saved pod lists or manifests from a file, a folder or standard input (-) "
     "(repeatable)",
     SOURCE(files), NULL, NULL},
    {"image", 0, OPTION_LIST, "REF", "judge this image reference (repeatable)",
     SOURCE(references), NULL, NULL},
    {"namespace", 'n', OPTION_LIST, "NS", "only this namespace (repeatable)",
     SOURCE(namespaces), NULL, NULL},
    {"exclude-namespace", 0, OPTION_LIST, "NS", "all but this namespace (repeatable)",
     SOURCE(excluded_namespaces), NULL, NULL},
    {"all-namespaces", 'A', OPTION_FLAG, NULL, "all namespaces, the default",
     offsetof(struct source_options, all_namespaces), NULL, NULL},
    {"helm", 0, OPTION_FLAG, NULL,
     "judge the releases of Helm too: reads their secrets in the clusters",
     SOURCE(helm), NULL, NULL},
    {"kubernetes-version", 0, OPTION_TEXT, "V",
     "check the fit of -f and --image to this version", SOURCE(kubernetes_version),
     NULL, NULL},
    {"fit-context", 0, OPTION_TEXT, "NAME", "the same, to this context's cluster",
     SOURCE(fit_context), NULL, NULL},
    {0},
};
