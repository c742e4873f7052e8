/* The answer of AWS's token service: any bytes are read, and keys are found whole. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "net/cloud_steps.h"
#include "net/sts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct aws_keys keys = {0};
    struct error err = {0};
    bool is_read = sts_read((const char *)bytes, count, arena, &keys, &err);
    if (is_read != (err.code == ERROR_NONE))
        abort();
    if (is_read &&
        (keys.key_id == NULL || keys.secret == NULL || keys.session_token == NULL))
        abort();
    return 0;
}
