/* Any bytes as a list of Helm's secrets, and as one release in such a secret. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/error.h"
#include "inventory/helm_release.h"
#include "inventory/helm_secrets.h"

static bool check(const struct part_record *record, void *context, struct error *err)
{
    size_t *found = context;
    (void)err;
    if (record->name == NULL || (record->version == NULL) != (record->failure != NULL))
        abort();
    (*found)++;
    return true;
}

/* How many releases were found when step bytes come at a time; SIZE_MAX: refused. */
static size_t read_secrets(const uint8_t *data, size_t size, size_t step)
{
    size_t found = 0;
    struct error err = {0};
    struct pod_list_end end;
    struct helm_secrets *secrets = helm_secrets_new(check, &found);
    bool worked = true;
    for (size_t at = 0; worked && at < size; at += step)
        worked = helm_secrets_feed(secrets, data + at,
                                   size - at < step ? size - at : step, &err);
    worked = worked && helm_secrets_finish(secrets, &end, &err);
    helm_secrets_free(secrets);
    if (!worked && err.text[0] == '\0')
        abort();
    return worked ? found : SIZE_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA *arena = arena_new();
    struct helm_release release;
    struct error err = {0};
    struct slice whole = {(const char *)data, size};
    if (size == 0)
        return 0;
    if (helm_release_read(whole, arena, &release, &err)) {
        if (release.name == NULL || release.chart == NULL || release.version == NULL)
            abort();
    } else if (err.text[0] == '\0') {
        abort();
    }
    if (read_secrets(data, size, size) != read_secrets(data, size, 7))
        abort();
    return 0;
}
