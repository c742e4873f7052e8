/* Policies and catalogues: any bytes are read or complained of; what is shown of a
 * policy is a policy again.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "policy/policy.h"

/* The product that the corpus speaks of, and the rules that it is laid over. */
static const char products[] =
    "products: {traefik: {role: ingress, images: [docker.io/library/traefik]}, "
    "grafana: {role: monitoring, images: [docker.io/grafana/grafana]}, "
    "rabbitmq: {role: queue, images: [docker.io/library/rabbitmq]}}\n";
static const char lower[] =
    "tiers: {edge: {patch: {days: 14}, minor: off, major: off}, "
    "core: {patch: {days: 14}, minor: off, major: off}, "
    "support: {patch: {days: 14}, minor: off, major: off}, "
    "workload: {patch: {days: 14}, minor: off, major: off}}\n";

/* A file in memory with these bytes; ret_path names it. */
static int memory_file(const void *bytes, size_t count, struct arena *arena,
                       const char **ret_path)
{
    int descriptor = memfd_create("input", MFD_CLOEXEC);
    if (descriptor < 0 || write(descriptor, bytes, count) != (ssize_t)count)
        abort();
    *ret_path = arena_format(arena, "/proc/self/fd/%d", descriptor);
    return descriptor;
}

static bool read_catalog(const void *bytes, size_t count, struct arena *arena,
                         struct catalog *ret_catalog)
{
    static const char *const drivers[] = {"registry", "github", "git", "endoflife",
                                          NULL};
    const char *path;
    AUTO_DESCRIPTOR file = memory_file(bytes, count, arena, &path);
    struct text_list paths = {.items = &path, .count = 1, .room = 1};
    struct error err = {0};
    bool done = catalog_load(&paths, drivers, arena, ret_catalog, &err);
    if (!done && (err.code != ERROR_USAGE || err.text[0] == '\0'))
        abort();
    return done && file >= 0;
}

static bool read_policy(const void *bytes, size_t count, const struct catalog *catalog,
                        struct arena *arena, struct policy *ret_policy)
{
    const char *path;
    const char *default_path;
    AUTO_DESCRIPTOR file = memory_file(bytes, count, arena, &path);
    AUTO_DESCRIPTOR shipped =
        memory_file(lower, sizeof lower - 1, arena, &default_path);
    struct text_list paths = {.items = &path, .count = 1, .room = 1};
    struct error err = {0};
    bool done = policy_load(default_path, &paths, catalog, arena, ret_policy, &err);
    if (!done && (err.code != ERROR_USAGE || err.text[0] == '\0'))
        abort();
    return done && file >= 0 && shipped >= 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT shown;
    struct catalog catalog;
    struct policy policy;
    text_init(&shown, (size_t)16 << 20);
    read_catalog(bytes, count, arena, &catalog);
    if (!read_catalog(products, sizeof products - 1, arena, &catalog))
        abort();
    if (!read_policy(bytes, count, &catalog, arena, &policy))
        return 0;
    policy_show(&policy, &shown);
    if (!read_policy(shown.bytes, shown.length, &catalog, arena, &policy))
        abort();
    return 0;
}
