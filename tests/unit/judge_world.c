/* Builds the facts of a case: policy and catalogue through their files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "feeds/feeds.h"
#include "identify/identify.h"
#include "judge_answers.h"

/* What a case gets that does not say otherwise. */
static const char *const product_defaults[][2] = {
    {"title", "title: Acme"},
    {"role", "role: load-balancer"},
    {"images", "images: [docker.io/acme/acme]"},
    {"version", "version: {scheme: semver, line: minor}"},
    {"feeds", "feeds: [registry, {github: acme/acme}]"},
};

static _Noreturn void complain(const struct judge_case *test, const char *what)
{
    fprintf(stderr, "tests/cases/judge/%s:%d: %s\n", test->file, test->number, what);
    abort();
}

static bool has_key(const struct text_list *lines, const char *key)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct slice line = slice_trim(slice_of(lines->items[i]));
        if (slice_starts_with(line, key) && line.at[strlen(key)] == ':')
            return true;
    }
    return false;
}

static void write_product(struct text *yaml, const char *name,
                          const struct text_list *lines)
{
    text_addf(yaml, "  %s:\n", name);
    for (size_t i = 0; i < COUNT_OF(product_defaults); i++) {
        if (!has_key(lines, product_defaults[i][0]))
            text_addf(yaml, "    %s\n", product_defaults[i][1]);
    }
    for (size_t i = 0; i < lines->count; i++)
        text_addf(yaml, "  %s\n", lines->items[i]);
}

static void write_catalog(const struct judge_case *test, struct text *yaml)
{
    static const struct text_list no_lines = {0};
    bool has_product = false;
    text_add(yaml, "products:\n");
    for (size_t i = 0; i < test->entries.count; i++) {
        const struct judge_entry *entry = &test->entries.items[i];
        if (strcmp(entry->key, "product") != 0)
            continue;
        has_product = true;
        write_product(yaml, entry->argument[0] == '\0' ? "acme" : entry->argument,
                      &entry->lines);
    }
    if (!has_product)
        write_product(yaml, "acme", &no_lines);
}

static const char *write_file(const struct judge_case *test, const char *kind,
                              const struct text *content, struct arena *arena)
{
    const char *path = arena_format(arena, "judge-%s-%ld.yaml", kind, (long)getpid());
    AUTO_FILE *file = fopen(path, "w");
    if (file == NULL || fputs(content->bytes, file) < 0)
        complain(test, path);
    return path;
}

static bool load_rules(const struct judge_case *test, struct arena *arena,
                       struct judge_world *world)
{
    enum { YAML_BYTES_MAX = 256 * 1024 };
    AUTO_TEXT yaml;
    text_init(&yaml, YAML_BYTES_MAX);
    write_catalog(test, &yaml);
    struct text_list catalogs = {0};
    const char *path = write_file(test, "catalog", &yaml, arena);
    *LIST_ADD(arena, &catalogs) = path;
    bool is_read = catalog_load(&catalogs, NULL, arena, &world->catalog, &world->err);
    unlink(path);
    if (!is_read)
        return false;
    text_reset(&yaml);
    text_add(&yaml, "version: 1\n");
    const struct judge_entry *rules = judge_case_find(test, "policy");
    for (size_t i = 0; rules != NULL && i < rules->lines.count; i++)
        text_addf(&yaml, "%s\n", rules->lines.items[i] + 2);
    struct text_list policies = {0};
    path = write_file(test, "policy", &yaml, arena);
    *LIST_ADD(arena, &policies) = path;
    is_read = policy_load(SOURCE_FOLDER "/policies/default.yaml", &policies,
                          &world->catalog, arena, &world->policy, &world->err);
    unlink(path);
    return is_read;
}

/* "clusters:" lines are "NAME [VERSION]"; without any: prod, of no known version. */
static void make_clusters(const struct judge_case *test, struct arena *arena,
                          struct inventory *inventory)
{
    const struct judge_entry *entry = judge_case_find(test, "clusters");
    for (size_t i = 0; entry != NULL && i < entry->lines.count; i++) {
        struct text_list words = {0};
        split_words(entry->lines.items[i], arena, &words);
        *LIST_ADD(arena, &inventory->clusters) =
            (struct cluster){.name = words.items[0],
                             .version = words.count > 1 ? words.items[1] : NULL,
                             .version_full = words.count > 1 ? words.items[1] : NULL,
                             .is_complete = true,
                             .pods = 1};
    }
    if (inventory->clusters.count == 0)
        *LIST_ADD(arena, &inventory->clusters) =
            (struct cluster){.name = "prod", .is_complete = true, .pods = 1};
}

static size_t cluster_named(const struct inventory *inventory, const char *name)
{
    size_t at = 0;
    while (at + 1 < inventory->clusters.count &&
           strcmp(inventory->clusters.items[at].name, name) != 0)
        at++;
    return at;
}

/* "use CLUSTER NAMESPACE WORKLOAD [finished] [line=1.7]", "digest SHA", "by-hand". */
static void make_use(const struct text_list *words, struct arena *arena,
                     const struct inventory *inventory, struct image *image)
{
    struct use *use = LIST_ADD(arena, &image->uses);
    *use = (struct use){.cluster = cluster_named(inventory, words->items[1]),
                        .namespace = words->items[2],
                        .workload = words->items[3],
                        .container = "main",
                        .pods = 1};
    for (size_t i = 4; i < words->count; i++) {
        struct slice value = slice_of(words->items[i]);
        struct slice key = slice_cut(&value, '=');
        if (slice_equals(key, "finished"))
            use->is_finished = true;
        else
            *LIST_ADD(arena, &use->annotations) = (struct annotation){
                arena_copy_slice(arena, key), arena_copy_slice(arena, value)};
    }
}

static void make_image(const struct judge_case *test, const struct judge_entry *entry,
                       struct arena *arena, struct inventory *inventory)
{
    struct image *image = LIST_ADD(arena, &inventory->images);
    *image = (struct image){.reference = entry->value};
    for (size_t i = 0; i < entry->lines.count; i++) {
        struct text_list words = {0};
        split_words(entry->lines.items[i], arena, &words);
        if (strcmp(words.items[0], "digest") == 0 && words.count == 2)
            image->digest = words.items[1];
        else if (strcmp(words.items[0], "use") == 0 && words.count >= 4)
            make_use(&words, arena, inventory, image);
        else if (strcmp(words.items[0], "by-hand") == 0)
            inventory->clusters.items[0].kind = CLUSTER_BY_HAND;
        else
            complain(test, entry->lines.items[i]);
    }
    if (image->uses.count == 0)
        *LIST_ADD(arena, &image->uses) = (struct use){.namespace = "kube-system",
                                                      .workload = "Deployment/acme",
                                                      .container = "acme",
                                                      .pods = 2};
}

static int day_in(const struct judge_case *test, const char *text)
{
    int day;
    if (!day_parse(slice_of(text), &day))
        complain(test, text);
    return day;
}

/* "as-of: 2021-04-12 past", "max-data-age: 9", "filtered:", "roles: dns". */
static void make_facts(const struct judge_case *test, struct arena *arena,
                       struct judge_world *world)
{
    struct text_list words = {0};
    split_words(judge_case_value(test, "as-of", ""), arena, &words);
    if (words.count == 0)
        complain(test, "no 'as-of:'");
    world->facts = (struct judge_facts){
        .inventory = &world->inventory,
        .subjects = &world->subjects,
        .upstreams = &world->upstreams,
        .policy = &world->policy,
        .catalog = &world->catalog,
        .as_of_day = day_in(test, words.items[0]),
        .is_past = words.count > 1 && strcmp(words.items[1], "past") == 0,
        .max_data_age_days = 9,
        .is_unfiltered = judge_case_find(test, "filtered") == NULL};
    const char *age = judge_case_value(test, "max-data-age", NULL);
    uint64_t days;
    if (age != NULL && text_number(age, 10000, &days))
        world->facts.max_data_age_days = (int)days;
    const char *role = judge_case_value(test, "roles", NULL);
    enum role wanted;
    if (role != NULL && role_parse(role, &wanted)) {
        world->facts.has_roles = true;
        world->facts.roles[wanted] = true;
    }
}

bool judge_world_make(const struct judge_case *test, struct arena *arena,
                      struct judge_world *ret_world)
{
    *ret_world = (struct judge_world){0};
    make_facts(test, arena, ret_world);
    if (!load_rules(test, arena, ret_world))
        return false;
    make_clusters(test, arena, &ret_world->inventory);
    for (size_t i = 0; i < test->entries.count; i++) {
        if (strcmp(test->entries.items[i].key, "run") == 0)
            make_image(test, &test->entries.items[i], arena, &ret_world->inventory);
    }
    if (!identify_all(&ret_world->inventory, &ret_world->catalog, &ret_world->policy,
                      arena, &ret_world->subjects, &ret_world->err))
        return false;
    judge_answers_read(test, &ret_world->catalog, ret_world->facts.as_of_day, arena,
                       &ret_world->upstreams);
    return true;
}

void judge_world_judge(struct judge_world *world, struct arena *arena)
{
    for (size_t i = 0; i < world->upstreams.count; i++)
        upstream_merge(&world->upstreams.items[i], arena);
    judge_all(&world->facts, arena, &world->verdicts);
}
