/* Pod lists and manifests: the same whether the bytes come at once or one by one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/error.h"
#include "inventory/manifests.h"
#include "inventory/pod_json.h"

enum { SMALL = 2048 };

static bool count(const struct pod_record *record, void *context, struct error *err)
{
    size_t *containers = context;
    (void)err;
    *containers += 1 + record->containers.count;
    return true;
}

/* How much was found when step bytes come at a time; SIZE_MAX: refused. */
static size_t read_json(const uint8_t *data, size_t size, size_t step)
{
    size_t found = 0;
    struct error err = {0};
    struct pod_list_end end;
    struct pod_json *json = pod_json_new(count, &found);
    bool worked = true;
    for (size_t at = 0; worked && at < size; at += step)
        worked =
            pod_json_feed(json, data + at, size - at < step ? size - at : step, &err);
    worked = worked && pod_json_finish(json, &end, &err);
    pod_json_free(json);
    if (!worked && err.text[0] == '\0')
        abort();
    return worked ? found : SIZE_MAX;
}

static size_t read_manifests(const uint8_t *data, size_t size, size_t step)
{
    size_t found = 0;
    struct error err = {0};
    struct manifests *manifests = manifests_new("input", count, NULL, &found);
    bool worked = true;
    for (size_t at = 0; worked && at < size; at += step)
        worked = manifests_feed(manifests, data + at,
                                size - at < step ? size - at : step, &err);
    worked = worked && manifests_finish(manifests, &err);
    manifests_free(manifests);
    if (!worked && err.text[0] == '\0')
        abort();
    return worked ? found : SIZE_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t step = size <= SMALL ? 1 : 97;
    if (size == 0)
        return 0;
    if (read_json(data, size, size) != read_json(data, size, step))
        abort();
    if (read_manifests(data, size, size) != read_manifests(data, size, step))
        abort();
    return 0;
}
