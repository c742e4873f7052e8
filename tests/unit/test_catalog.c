/* Tests of the catalogue: one file a complaint, the shipped one, looking things up. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/catalog.h"

#include "base/day.h"
#include "case_files.h"
#include "unit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CASES SOURCE_FOLDER "/tests/cases/catalog/"

static const char *const drivers[] = {
    "registry",           "github", "git", "helm", "oci", "release-data", "endoflife",
    "kubernetes-release", NULL};

static bool load(const char *const *files, struct arena *arena,
                 struct catalog *ret_catalog, struct error *err)
{
    struct text_list paths = {0};
    for (size_t i = 0; files[i] != NULL; i++)
        *LIST_ADD(arena, &paths) = files[i];
    return catalog_load(&paths, drivers, arena, ret_catalog, err);
}

static struct catalog loaded(const char *path, struct arena *arena)
{
    const char *const files[] = {path, NULL};
    struct catalog catalog = {0};
    struct error err = {0};
    if (!load(files, arena, &catalog, &err))
        fail_msg("%s", err.text);
    return catalog;
}

static void each_case_file_gets_the_complaint_of_its_first_line(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct text_list files = case_files(CASES, arena);
    size_t wrong = 0;
    assert_true(files.count > 40);
    for (size_t i = 0; i < files.count; i++) {
        const char *const paths[] = {files.items[i], NULL};
        struct catalog catalog = {0};
        struct error err = {0};
        bool is_good = load(paths, arena, &catalog, &err);
        case_check(files.items[i], CASES, is_good ? NULL : err.text, arena, &wrong);
        assert_true(is_good || err.code == ERROR_USAGE);
    }
    assert_int_equal(wrong, 0);
}

static void every_key_is_read(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog = loaded(CASES "full.yaml", arena);
    const struct product *alpha = catalog_by_name(&catalog, "alpha");
    assert_string_equal(alpha->title, "Alpha");
    assert_int_equal(alpha->role, ROLE_LOAD_BALANCER);
    assert_string_equal(alpha->images.items[0], "docker.io/library/alpha");
    assert_int_equal(alpha->version.scheme, SCHEME_PATTERN);
    assert_int_equal(alpha->version.line, LINE_MAJOR);
    assert_non_null(strstr(alpha->version.pattern, "(?<variant>"));
    assert_int_equal(alpha->version.numbers, 3);
    assert_int_equal(alpha->feeds.count, 4);
    assert_null(alpha->feeds.items[0].argument);
    assert_string_equal(alpha->feeds.items[1].driver, "github");
    assert_string_equal(alpha->feeds.items[1].argument, "alpha/alpha");
    assert_int_equal(alpha->feeds.items[1].origin.line, 10);
    assert_true(range_holds(alpha->kubernetes.items[0].broken, "1.22.3"));
    assert_null(alpha->kubernetes.items[0].tested);
    assert_string_equal(alpha->kubernetes.items[1].versions == NULL ? "" : ">=2.0",
                        range_text(alpha->kubernetes.items[1].versions));
    assert_int_equal(alpha->moved.items[0].since_day, day_of(2021, 1, 2));
    assert_true(alpha->is_retired);
    assert_int_equal(alpha->retired_since_day, day_of(2025, 1, 31));
    assert_string_equal(alpha->retired_successor, "beta");
    assert_string_equal(alpha->version.variants.items[1], "full");
    assert_string_equal(alpha->version.builds.items[0], "corp");
    assert_string_equal(alpha->version.prefixes.items[0], "alpha-");
    assert_string_equal(alpha->version.platforms.items[0], "riscv");
    assert_string_equal(alpha->samples.items[0], "v1.2.3");
    assert_string_equal(alpha->lts.items[0], "1.7");
    const struct product *beta = catalog_by_name(&catalog, "beta");
    assert_string_equal(beta->title, "beta");
    assert_true(beta->version.has_then);
    assert_int_equal(beta->version.then, SCHEME_CALVER);
    assert_int_equal(beta->version.scheme, SCHEME_SEMVER);
    assert_string_equal(beta->version.prefixes.items[0], "beta-");
    assert_false(beta->is_retired);
    assert_int_equal(beta->retired_since_day, DAY_NONE);
    assert_int_equal(beta->version.numbers, 0);
}

static const char *name_of(const struct product *product)
{
    return product == NULL ? "none" : product->name;
}

static void repositories_match_whole_or_by_the_longest_glob(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog =
        loaded(SOURCE_FOLDER "/tests/cases/catalog_lookup/lookup.yaml", arena);
    static const char *const cases[][2] = {
        {"docker.io/alpha/proxy", "alpha"},
        {"docker.io/alpha/proxy-agent", "alpha-agent"},
        {"docker.io/alpha/proxy-agent-slim", "alpha-agent"},
        {"docker.io/alpha/proxy-agent-exact", "exact"},
        {"docker.io/alpha/proxyx", "alpha-family"},
        {"docker.io/alpha/other", "none"},
        {"docker.io/alpha", "none"},
        {"registry.example/alpha/proxy", "none"},
        {"proxy", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(name_of(catalog_by_repository(&catalog, cases[i][0])),
                            cases[i][1]);
    assert_null(catalog_by_name(&catalog, "alpha-"));
    assert_string_equal(name_of(catalog_by_name(&catalog, "exact")), "exact");
}

static void a_look_alike_shares_the_last_part_and_the_most_before_it(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog =
        loaded(SOURCE_FOLDER "/tests/cases/catalog_lookup/lookup.yaml", arena);
    static const char *const cases[][2] = {
        {"registry.corp.example/platform/proxy", "alpha"},
        {"registry.corp.example/ingress-a/controller", "ingress-a"},
        {"registry.corp.example/ingress-b/controller", "ingress-b"},
        {"registry.corp.example/x/controller", "ingress-a"},
        {"registry.corp.example/x/xproxy", "none"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(name_of(catalog_by_last_part(&catalog, cases[i][0])),
                            cases[i][1]);
}

static void
charts_are_known_by_name_and_by_the_first_source_that_is_claimed(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog =
        loaded(SOURCE_FOLDER "/tests/cases/catalog_lookup/lookup.yaml", arena);
    static const char *const cases[][4] = {
        {"thing", "https://code.example/thing/charts", NULL, "thing-chart"},
        {"thing", "HTTPS://Code.Example/thing", NULL, "none"}, /* no slash */
        {"thing", "HTTPS://Code.Example/thing/", NULL, "thing-chart"},
        {"thing", "https://unknown.example", "https://code.example/thing/",
         "thing-chart"},
        {"thing", "https://packager.example/x", "https://code.example/thing/",
         "packaged-thing-chart"},
        {"other", "https://code.example/thing/", NULL, "none"},
        {"thing", NULL, NULL, "none"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text_list sources = {0};
        for (size_t j = 1; j <= 2 && cases[i][j] != NULL; j++)
            *LIST_ADD(arena, &sources) = cases[i][j];
        assert_string_equal(name_of(catalog_by_chart(&catalog, cases[i][0], &sources)),
                            cases[i][3]);
    }
}

static void moves_are_found_by_where_the_image_is(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog = loaded(CASES "full.yaml", arena);
    const struct product *alpha = catalog_by_name(&catalog, "alpha");
    assert_string_equal(product_moved(alpha, "docker.io/library/alpha")->to,
                        "docker.io/alpha/alpha");
    assert_null(product_moved(alpha, "docker.io/alpha/alpha"));
}

static void later_paths_extend_and_never_repeat(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog = {0};
    struct error err = {0};
    const char *const two[] = {CASES "full.yaml",
                               SOURCE_FOLDER "/tests/cases/catalog_lookup/lookup.yaml",
                               NULL};
    assert_false(load(two, arena, &catalog, &err));
    assert_non_null(strstr(err.text, "product 'alpha' is there already ("));
    assert_non_null(strstr(err.text, "full.yaml:3:3)"));
    const char *const nowhere[] = {"nowhere.yaml", NULL};
    err = (struct error){0};
    assert_false(load(nowhere, arena, &catalog, &err));
    assert_string_equal(err.text, "opening nowhere.yaml: No such file or directory");
    assert_int_equal(err.code, ERROR_USAGE);
}

static void a_folder_without_catalogues_is_an_error(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    char folder[] = "test_catalog.XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct catalog catalog = {0};
    struct error err = {0};
    const char *const paths[] = {folder, NULL};
    bool done = load(paths, arena, &catalog, &err);
    rmdir(folder);
    assert_false(done);
    assert_non_null(strstr(err.text, "the folder has no *.yaml"));
}

static void an_empty_catalogue_knows_nothing(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog = {0};
    struct error err = {0};
    const char *const none[] = {NULL};
    assert_true(load(none, arena, &catalog, &err));
    assert_null(catalog_by_name(&catalog, "traefik"));
    assert_null(catalog_by_repository(&catalog, "docker.io/library/traefik"));
    assert_null(catalog_by_last_part(&catalog, "docker.io/library/traefik"));
}

static void the_shipped_catalogue_knows_the_load_balancer_of_2021(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct catalog catalog = loaded(SOURCE_FOLDER "/policies/catalog", arena);
    const struct product *traefik =
        catalog_by_repository(&catalog, "docker.io/library/traefik");
    assert_string_equal(name_of(traefik), "traefik");
    assert_int_equal(traefik->role, ROLE_LOAD_BALANCER);
    assert_true(range_holds(traefik->kubernetes.items[0].versions, "1.7.9"));
    assert_true(range_holds(traefik->kubernetes.items[0].broken, "1.22"));
    assert_string_equal(
        name_of(catalog_by_last_part(&catalog, "registry.corp.example/x/traefik")),
        "traefik");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_file_gets_the_complaint_of_its_first_line),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(repositories_match_whole_or_by_the_longest_glob),
        cmocka_unit_test(a_look_alike_shares_the_last_part_and_the_most_before_it),
        cmocka_unit_test(
            charts_are_known_by_name_and_by_the_first_source_that_is_claimed),
        cmocka_unit_test(moves_are_found_by_where_the_image_is),
        cmocka_unit_test(later_paths_extend_and_never_repeat),
        cmocka_unit_test(a_folder_without_catalogues_is_an_error),
        cmocka_unit_test(an_empty_catalogue_knows_nothing),
        cmocka_unit_test(the_shipped_catalogue_knows_the_load_balancer_of_2021),
    };
    return RUN_TESTS(tests);
}
