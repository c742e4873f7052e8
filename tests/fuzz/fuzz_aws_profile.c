/* AWS's shared credentials file: any bytes are read, and keys that are found are words.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "net/aws_profile.h"
#include "net/cloud_steps.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct aws_keys keys = {0};
    if (!aws_profile_read((struct slice){(const char *)bytes, count}, "work", arena,
                          &keys))
        return 0;
    if (keys.key_id == NULL || keys.secret == NULL ||
        strpbrk(keys.key_id, " \r\n") != NULL || strpbrk(keys.secret, " \r\n") != NULL)
        abort();
    return 0;
}
