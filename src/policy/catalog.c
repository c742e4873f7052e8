/* The catalogue: files and folders into one, and the ways to look into it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/catalog.h"

#include "base/day.h"
#include "base/file.h"
#include "base/yaml.h"
#include "policy/catalog_read.h"
#include "policy/policy.h"
#include "policy/repository.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_BYTES_MAX = 1024 * 1024, FILES_MAX = 10000 };

struct catalog_index {
    struct catalog_claim_list exact; /* by repository */
    struct catalog_claim_list globs; /* the longest first */
    struct catalog_claim_list parts; /* the exact ones by their last part */
};

static int compare_names(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;
    return strcmp(*a, *b);
}

static void folder_clear(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static bool is_catalog_file(const char *name)
{
    return name[0] != '.' && slice_ends_with(slice_of(name), ".yaml");
}

static bool add_folder(const char *path, struct arena *arena, struct text_list *files,
                       struct error *err)
{
    size_t before = files->count;
    size_t length = strlen(path);
    const char *slash = length != 0 && path[length - 1] == '/' ? "" : "/";
    CLEANUP(folder_clear) DIR *folder = opendir(path);
    if (folder == NULL)
        return error_set(err, ERROR_USAGE, "reading the folder %s: %s", path,
                         strerror(errno));
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (!is_catalog_file(entry->d_name))
            continue;
        if (files->count == FILES_MAX)
            return error_set(err, ERROR_USAGE, "%s: more than %d files", path,
                             FILES_MAX);
        *LIST_ADD(arena, files) =
            arena_format(arena, "%s%s%s", path, slash, entry->d_name);
    }
    if (files->count == before)
        return error_set(err, ERROR_USAGE, "%s: the folder has no *.yaml", path);
    qsort(files->items + before, files->count - before, sizeof *files->items,
          compare_names);
    return true;
}

static bool list_files(const struct text_list *paths, struct arena *arena,
                       struct text_list *ret_files, struct error *err)
{
    for (size_t i = 0; i < paths->count; i++) {
        struct stat facts;
        bool is_folder = stat(paths->items[i], &facts) == 0 && S_ISDIR(facts.st_mode);
        if (!is_folder)
            *LIST_ADD(arena, ret_files) = paths->items[i];
        else if (!add_folder(paths->items[i], arena, ret_files, err))
            return false;
    }
    return true;
}

static bool read_file(const char *path, struct catalog_reading *reading,
                      struct arena *arena, struct error *err)
{
    AUTO_TEXT content;
    AUTO_ARENA *tree = arena_new();
    text_init(&content, FILE_BYTES_MAX);
    const struct yaml_node *root;
    if (!file_read(path, &content, err) ||
        !yaml_read_apart(path, content.bytes, content.length, NULL, tree, arena, &root,
                         err)) {
        err->code = ERROR_USAGE;
        return false;
    }
    return root == NULL || catalog_read(root, reading, arena, err);
}

static int compare_products(const void *left, const void *right)
{
    const struct product *a = left;
    const struct product *b = right;
    return strcmp(a->name, b->name);
}

/* By repository; of equal ones the one written first. */
static int compare_claims(const void *left, const void *right)
{
    const struct catalog_claim *const *a = left;
    const struct catalog_claim *const *b = right;
    int order = strcmp((*a)->repository, (*b)->repository);
    if (order != 0)
        return order;
    return *a < *b ? -1 : 1;
}

static int compare_globs(const void *left, const void *right)
{
    const struct catalog_claim *a = left;
    const struct catalog_claim *b = right;
    size_t a_length = strlen(a->repository);
    size_t b_length = strlen(b->repository);
    if (a_length != b_length)
        return a_length > b_length ? -1 : 1;
    return strcmp(a->repository, b->repository);
}

static int compare_parts(const void *left, const void *right)
{
    const struct catalog_claim *a = left;
    const struct catalog_claim *b = right;
    int order = strcmp(repository_last_part(a->repository),
                       repository_last_part(b->repository));
    if (order != 0)
        return order;
    order = strcmp(a->product_name, b->product_name);
    return order != 0 ? order : strcmp(a->repository, b->repository);
}

static const struct catalog_claim **sorted_claims(const struct catalog_reading *reading,
                                                  struct arena *arena)
{
    const struct catalog_claim **claims =
        arena_alloc_many(arena, reading->claims.count + 1, sizeof *claims);
    for (size_t i = 0; i < reading->claims.count; i++)
        claims[i] = &reading->claims.items[i];
    qsort(claims, reading->claims.count, sizeof *claims, compare_claims);
    return claims;
}

static bool check_claims(const struct catalog_claim *const *sorted, size_t count,
                         struct error *err)
{
    for (size_t i = 1; i < count; i++) {
        const struct catalog_claim *first = sorted[i - 1];
        const struct catalog_claim *second = sorted[i];
        if (strcmp(first->repository, second->repository) == 0)
            return error_set(
                err, ERROR_USAGE,
                "%s:%d:%d: image '%s' of %s is claimed by %s already "
                "(%s:%d:%d)",
                second->origin.file, second->origin.line, second->origin.column,
                second->repository, second->product_name, first->product_name,
                first->origin.file, first->origin.line, first->origin.column);
    }
    return true;
}

static void sort_claims(struct catalog_claim_list *claims,
                        int (*compare)(const void *, const void *))
{
    if (claims->count != 0)
        qsort(claims->items, claims->count, sizeof *claims->items, compare);
}

static struct catalog_index *index_new(const struct catalog_claim *const *sorted,
                                       size_t count, const struct catalog *catalog,
                                       struct arena *arena)
{
    struct catalog_index *index = arena_alloc(arena, sizeof *index);
    for (size_t i = 0; i < count; i++) {
        struct catalog_claim claim = *sorted[i];
        claim.product = catalog_by_name(catalog, claim.product_name);
        if (slice_ends_with(slice_of(claim.repository), "*")) {
            *LIST_ADD(arena, &index->globs) = claim;
        } else {
            *LIST_ADD(arena, &index->exact) = claim;
            *LIST_ADD(arena, &index->parts) = claim;
        }
    }
    sort_claims(&index->globs, compare_globs);
    sort_claims(&index->parts, compare_parts);
    return index;
}

bool catalog_load(const struct text_list *paths, const char *const *drivers,
                  struct arena *arena, struct catalog *ret_catalog, struct error *err)
{
    struct text_list files = {0};
    struct catalog_reading reading = {.drivers = drivers};
    struct catalog catalog = {.drivers = drivers};
    if (!list_files(paths, arena, &files, err))
        return false;
    for (size_t i = 0; i < files.count; i++)
        if (!read_file(files.items[i], &reading, arena, err))
            return false;
    const struct catalog_claim **sorted = sorted_claims(&reading, arena);
    if (!check_claims(sorted, reading.claims.count, err))
        return false;
    catalog.products = reading.products;
    if (catalog.products.count != 0)
        qsort(catalog.products.items, catalog.products.count,
              sizeof *catalog.products.items, compare_products);
    catalog.index = index_new(sorted, reading.claims.count, &catalog, arena);
    *ret_catalog = catalog;
    return true;
}

const struct product *catalog_by_name(const struct catalog *catalog, const char *name)
{
    struct product wanted = {.name = name};
    if (catalog->products.count == 0)
        return NULL;
    return bsearch(&wanted, catalog->products.items, catalog->products.count,
                   sizeof wanted, compare_products);
}

/* The place of the first claim that is not before the wanted one in its order. */
static size_t first_not_before(const struct catalog_claim_list *claims,
                               const char *wanted,
                               const char *(*name_of)(const char *repository))
{
    size_t low = 0;
    size_t high = claims->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(name_of(claims->items[middle].repository), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const char *whole_name(const char *repository)
{
    return repository;
}

const struct product *catalog_by_repository(const struct catalog *catalog,
                                            const char *repository)
{
    const struct catalog_index *index = catalog->index;
    size_t at = first_not_before(&index->exact, repository, whole_name);
    if (at < index->exact.count &&
        strcmp(index->exact.items[at].repository, repository) == 0)
        return index->exact.items[at].product;
    for (size_t i = 0; i < index->globs.count; i++)
        if (repository_matches(index->globs.items[i].repository, repository))
            return index->globs.items[i].product;
    return NULL;
}

/* How many bytes two repositories have in common at their ends, whole parts only. */
static size_t common_end(const char *a, const char *b)
{
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    size_t common = 0;
    for (size_t i = 1; i <= a_length && i <= b_length; i++) {
        if (a[a_length - i] != b[b_length - i])
            return common;
        if (a[a_length - i] == '/')
            common = i;
    }
    return common;
}

/* Several products may have an image "controller": the most alike one is meant. */
const struct product *catalog_by_last_part(const struct catalog *catalog,
                                           const char *repository)
{
    const struct catalog_claim_list *parts = &catalog->index->parts;
    const char *wanted = repository_last_part(repository);
    const struct product *found = NULL;
    size_t found_common = 0;
    for (size_t i = first_not_before(parts, wanted, repository_last_part);
         i < parts->count; i++) {
        const struct catalog_claim *claim = &parts->items[i];
        if (strcmp(repository_last_part(claim->repository), wanted) != 0)
            break;
        size_t common = common_end(claim->repository, repository);
        if (found == NULL || common > found_common) {
            found = claim->product;
            found_common = common;
        }
    }
    return found;
}

/* In any case of letters: hosts have none. */
static bool is_from(const struct catalog_chart *chart, const char *source)
{
    struct slice whole = slice_of(source);
    for (size_t i = 0; i < chart->sources.count; i++) {
        size_t length = strlen(chart->sources.items[i]);
        struct slice start = {whole.at, length};
        if (whole.length >= length &&
            slice_equals_ignoring_case(start, chart->sources.items[i]))
            return true;
    }
    return false;
}

static const struct product *product_of_chart(const struct catalog *catalog,
                                              const char *chart, const char *source)
{
    for (size_t i = 0; i < catalog->products.count; i++) {
        const struct catalog_chart_list *charts = &catalog->products.items[i].charts;
        for (size_t j = 0; j < charts->count; j++)
            if (strcmp(charts->items[j].name, chart) == 0 &&
                is_from(&charts->items[j], source))
                return &catalog->products.items[i];
    }
    return NULL;
}

const struct product *catalog_by_chart(const struct catalog *catalog, const char *chart,
                                       const struct text_list *sources)
{
    const struct product *product = NULL;
    for (size_t i = 0; product == NULL && i < sources->count; i++)
        product = product_of_chart(catalog, chart, sources->items[i]);
    return product;
}

const struct product *catalog_by_component(const struct catalog *catalog,
                                           const char *name)
{
    for (size_t i = 0; i < catalog->products.count; i++) {
        const struct text_list *components = &catalog->products.items[i].components;
        for (size_t j = 0; j < components->count; j++)
            if (strcmp(components->items[j], name) == 0)
                return &catalog->products.items[i];
    }
    return NULL;
}

const struct catalog_moved *product_moved(const struct product *product,
                                          const char *repository)
{
    for (size_t i = 0; i < product->moved.count; i++)
        if (repository_matches(product->moved.items[i].from, repository))
            return &product->moved.items[i];
    return NULL;
}
