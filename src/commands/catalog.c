/* The commands about the catalogue: check, list and show. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "commands/catalog_check.h"
#include "commands/catalog_show.h"
#include "commands/command.h"
#include "commands/settings.h"
#include "commands/talk.h"
#include "identify/image_ref.h"

#include <stdio.h>
#include <string.h>

extern const struct command catalog_check_command;
extern const struct command catalog_list_command;
extern const struct command catalog_show_command;

enum { EXIT_WRONG = 2, PRINTED_BYTES_MAX = 4 * 1024 * 1024 };

static int run_check(const struct command *command, int argc, char *const *argv,
                     struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT complaints;
    text_init(&complaints, PRINTED_BYTES_MAX);
    struct settings_options options = {0};
    struct settings settings = {0};
    struct text_list paths = {0};
    if (!settings_parse(argc, argv, context->out, arena, &options, &paths, err))
        return -1;
    for (size_t i = 0; i < paths.count; i++)
        *LIST_ADD(arena, &options.catalogs) = paths.items[i];
    if (!settings_load_catalog(&options, arena, &settings, err))
        return -1;
    size_t count = catalog_check(&settings.catalog, arena, &complaints);
    fputs(complaints.bytes, context->out->problems);
    size_t images = 0;
    for (size_t i = 0; i < settings.catalog.products.count; i++)
        images += settings.catalog.products.items[i].images.count;
    fprintf(context->out->normal, "%zu products, %zu images, %zu complaints\n",
            settings.catalog.products.count, images, count);
    return count == 0 ? 0 : EXIT_WRONG;
}

static int run_list(const struct command *command, int argc, char *const *argv,
                    struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT text;
    text_init(&text, PRINTED_BYTES_MAX);
    struct settings_options options = {0};
    struct settings settings = {0};
    struct text_list operands = {0};
    if (!settings_parse(argc, argv, context->out, arena, &options, &operands, err) ||
        !command_no_operands(&operands, err) ||
        !settings_load(&options, arena, &settings, err))
        return -1;
    catalog_list(&settings.catalog, &settings.policy, &text);
    fputs(text.bytes, context->out->normal);
    return 0;
}

static bool unknown_product(const struct catalog *catalog, const char *word,
                            struct arena *arena, struct error *err)
{
    const char **names =
        arena_alloc_many(arena, catalog->products.count + 1, sizeof *names);
    for (size_t i = 0; i < catalog->products.count; i++)
        names[i] = catalog->products.items[i].name;
    const char *near = near_match(word, names, catalog->products.count);
    if (near != NULL)
        return error_set(err, ERROR_USAGE, "unknown product '%s', did you mean '%s'?",
                         word, near);
    return error_set(err, ERROR_USAGE,
                     "no product '%s', and none has an image of that name", word);
}

/* A word without / : @ is a product, else an image. */
static bool find_product(const struct catalog *catalog, const char *word,
                         struct arena *arena, const struct product **ret_product,
                         struct error *err)
{
    struct image_ref ref;
    if (strpbrk(word, "/:@") == NULL) {
        *ret_product = catalog_by_name(catalog, word);
    } else {
        if (!image_ref_parse(word, arena, &ref, err)) {
            err->code = ERROR_USAGE;
            return false;
        }
        *ret_product = catalog_by_repository(catalog, ref.repository);
    }
    return *ret_product != NULL || unknown_product(catalog, word, arena, err);
}

static int run_show(const struct command *command, int argc, char *const *argv,
                    struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT text;
    text_init(&text, PRINTED_BYTES_MAX);
    struct settings_options options = {0};
    struct settings settings = {0};
    struct text_list words = {0};
    if (!settings_parse(argc, argv, context->out, arena, &options, &words, err))
        return -1;
    if (words.count == 0) {
        error_set(err, ERROR_USAGE, "which product or image? see --help");
        return -1;
    }
    if (!settings_load(&options, arena, &settings, err))
        return -1;
    for (size_t i = 0; i < words.count; i++) {
        const struct product *product;
        if (!find_product(&settings.catalog, words.items[i], arena, &product, err))
            return -1;
        if (i != 0)
            text_add_char(&text, '\n');
        catalog_show(product, &settings.policy, arena, &text);
    }
    fputs(text.bytes, context->out->normal);
    return 0;
}

const struct command catalog_check_command = {
    .name = "catalog check",
    .summary = "find what is wrong in the catalogue, with file and line",
    .usage = "[OPTION]... [PATH]...",
    .description =
        "Reads the shipped catalogue with each PATH (file or folder) added, and says\n"
        "what is wrong: unknown keys, images claimed twice, patterns and ranges that "
        "do\n"
        "not read, samples that the product's own scheme does not take for versions,\n"
        "names that nothing reaches.\n"
        "\n"
        "Exit status: 0 all is good, 2 something is wrong.\n",
    .examples = "  stalemark catalog check inhouse.yaml\n",
    .options = settings_tables,
    .run = run_check,
};

const struct command catalog_list_command = {
    .name = "catalog list",
    .summary = "list the products that images are recognised as",
    .usage = "[OPTION]...",
    .description =
        "Lists every product of the catalogue with its role, the tier that the policy\n"
        "gives it, and its home, the first of its images.\n",
    .examples = NULL,
    .options = settings_tables,
    .run = run_list,
};

const struct command catalog_show_command = {
    .name = "catalog show",
    .summary = "show what is known of a product",
    .usage = "[OPTION]... PRODUCT|IMAGE...",
    .description =
        "Prints what the catalogue says of a product: its images, how its tags are\n"
        "read, its feeds, which clusters it runs on. An IMAGE stands for the product\n"
        "that it is recognised as.\n",
    .examples = "  stalemark catalog show traefik\n"
                "  stalemark catalog show ghcr.io/traefik/traefik:v3.1\n",
    .options = settings_tables,
    .run = run_show,
};
