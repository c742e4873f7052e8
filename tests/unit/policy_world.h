/* What tests of the policy start with: the shipped catalogue, and policies read. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/file.h"
#include "base/text.h"
#include "policy/policy.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CASES   SOURCE_FOLDER "/tests/cases/policy/"
#define DEFAULT SOURCE_FOLDER "/policies/default.yaml"

enum { FILES_MAX = 8 };

/* A catalogue and policies read into one arena; what a test starts with. */
struct world {
    struct arena *arena;
    struct catalog catalog;
    struct error err;
};

static inline int world_open(void **state)
{
    static const char *const drivers[] = {"registry", "github", "endoflife", NULL};
    struct world *world = calloc(1, sizeof *world);
    world->arena = arena_new();
    struct text_list paths = {0};
    *LIST_ADD(world->arena, &paths) = SOURCE_FOLDER "/policies/catalog";
    if (!catalog_load(&paths, NULL, world->arena, &world->catalog, &world->err))
        fail_msg("%s", world->err.text);
    world->catalog.drivers = drivers;
    *state = world;
    return 0;
}

static inline int world_close(void **state)
{
    struct world *world = *state;
    arena_free(world->arena);
    free(world);
    return 0;
}

static inline bool load_files(struct world *world, const char *const *files,
                              struct policy *ret_policy)
{
    struct text_list paths = {0};
    for (size_t i = 0; files[i] != NULL; i++)
        *LIST_ADD(world->arena, &paths) = files[i];
    world->err = (struct error){0};
    return policy_load(DEFAULT, &paths, &world->catalog, world->arena, ret_policy,
                       &world->err);
}

/* Lays texts over the default, as files a.yaml, b.yaml ... in a folder of their own. */
static inline bool load_texts(struct world *world, const char *const *texts,
                              struct policy *ret_policy)
{
    char folder[] = "test_policy.XXXXXX";
    const char *files[FILES_MAX + 1] = {0};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; texts[i] != NULL; i++) {
        struct error err = {0};
        assert_true(i < FILES_MAX);
        files[i] = arena_format(world->arena, "%s/%c.yaml", folder, (char)('a' + i));
        assert_true(file_replace(files[i], texts[i], strlen(texts[i]), &err));
    }
    bool done = load_files(world, files, ret_policy);
    for (size_t i = 0; files[i] != NULL; i++)
        unlink(files[i]);
    rmdir(folder);
    return done;
}

static inline struct policy loaded(struct world *world, const char *text)
{
    struct policy policy = {0};
    const char *const texts[] = {text, NULL};
    if (!load_texts(world, texts, &policy))
        fail_msg("%s", world->err.text);
    return policy;
}

static inline void refused(struct world *world, const char *const *texts,
                           const char *part)
{
    struct policy policy = {0};
    if (load_texts(world, texts, &policy))
        fail_msg("accepted, though it should say: %s", part);
    assert_int_equal(world->err.code, ERROR_USAGE);
    if (strstr(world->err.text, part) == NULL)
        fail_msg("'%s' does not say '%s'", world->err.text, part);
}

static inline const struct leeway *step_of(const struct policy *policy,
                                           struct world *world, const char *product,
                                           enum step step)
{
    const struct product *found = catalog_by_name(&world->catalog, product);
    return policy_leeway(policy, found, policy_tier(policy, found), step);
}
