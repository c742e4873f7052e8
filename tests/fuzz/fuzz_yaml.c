/* YAML: any bytes become a tree within its limits, or a complaint with a place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    const struct yaml_limits strict = {0};
    const struct yaml_node *root;
    if (!yaml_read("input", (const char *)data, size, &strict, arena, &root, &err) &&
        err.text[0] == '\0')
        abort();

    struct yaml_documents documents = {0};
    struct error why = {0};
    if (!yaml_read_stream("input", (const char *)data, size, &yaml_limits_kubernetes,
                          arena, &documents, &why) &&
        why.text[0] == '\0')
        abort();
    return 0;
}
