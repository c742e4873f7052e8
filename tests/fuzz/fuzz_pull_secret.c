/* Secrets of the API: any bytes are read, and complaints quote none of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "inventory/pull_secrets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct pull_secrets *secrets = pull_secrets_new();
    struct pull_secret secret = {0};
    struct error err = {0};
    bool is_read =
        pull_secrets_read(secrets, &secret, (const char *)bytes, count, &err);
    if (is_read != (secret.document != NULL))
        abort();
    if (!is_read && strncmp(err.text, "it is no secret of type", 23) != 0)
        abort();
    pull_secrets_free(secrets);
    return 0;
}
