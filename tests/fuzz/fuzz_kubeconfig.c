/* Kubeconfig files: any bytes are read, or a complaint comes; each context likewise. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/cluster_access.h"
#include "inventory/kubeconfig.h"

/* Files that never end must not be opened for an input that happens to name them. */
static bool names_devices(const uint8_t *data, size_t size)
{
    return memmem(data, size, "/dev", 4) != NULL ||
           memmem(data, size, "/proc", 5) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA *arena = arena_new();
    struct kubeconfig config = {0};
    struct error err = {0};
    if (names_devices(data, size))
        return 0;
    if (!kubeconfig_add("folder/config", false, (const char *)data, size, arena,
                        &config, &err)) {
        if (err.text[0] == '\0')
            abort();
        return 0;
    }
    for (size_t i = 0; i < config.contexts.count; i++) {
        struct cluster_access access = {0};
        struct error why = {0};
        if (access_of_context(&config, config.contexts.items[i].name, arena, &access,
                              &why)) {
            if (access.server == NULL)
                abort();
        } else if (why.text[0] == '\0') {
            abort();
        }
    }
    return 0;
}
