/* Texts of records, cut where they are too long to be valid. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_record.h"

#include <string.h>

const char *pod_text(struct arena *arena, struct slice text)
{
    if (text.length > POD_TEXT_BYTES_MAX)
        text.length = POD_TEXT_BYTES_MAX;
    const char *nul = text.length == 0 ? NULL : memchr(text.at, '\0', text.length);
    if (nul != NULL)
        text.length = (size_t)(nul - text.at);
    return arena_copy_slice(arena, text);
}

/* Kinds of Kubernetes itself, whose members have one meaning only. */
bool pod_kind_is_known(const char *kind)
{
    static const char *const kinds[] = {
        "Pod", "Deployment", "DaemonSet", "StatefulSet",           "ReplicaSet",
        "Job", "CronJob",    "PodList",   "ReplicationController",
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}
