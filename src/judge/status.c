/* The closed list of statuses as words. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/findings.h"

#include <string.h>

static const char *const names[STATUS_COUNT] = {[STATUS_STALE] = "stale",
                                                [STATUS_UNKNOWN] = "unknown",
                                                [STATUS_DUE] = "due",
                                                [STATUS_EXEMPT] = "exempt",
                                                [STATUS_FRESH] = "fresh"};

const char *status_name(enum status status)
{
    return names[status];
}

bool status_parse(const char *text, enum status *ret_status)
{
    for (unsigned i = 0; i < STATUS_COUNT; i++) {
        if (strcmp(names[i], text) == 0) {
            *ret_status = i;
            return true;
        }
    }
    return false;
}
