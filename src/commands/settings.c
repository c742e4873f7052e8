/* Where catalogue and policy are looked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/settings.h"

#include "base/environment.h"
#include "commands/data_folder.h"
#include "commands/talk.h"
#include "feeds/feed.h"

#include <errno.h>
#include <pwd.h>
#include <stddef.h>
#include <unistd.h>

#define SYSTEM_POLICY "/etc/stalemark/policy.yaml"

const struct option_row settings_rows[] = {
    {"policy", 0, OPTION_FILES, "FILE",
     "lay this policy over the default (repeatable, later ones over earlier ones)",
     offsetof(struct settings_options, policies), NULL, "The rules"},
    {"catalog", 0, OPTION_FILES, "PATH",
     "add a file or folder of products to the shipped catalogue (repeatable)",
     offsetof(struct settings_options, catalogs), NULL, NULL},
    {0},
};

const struct option_row *const settings_tables[] = {settings_rows, talk_rows, NULL};

bool settings_parse(int argc, char *const *argv, struct out *out, struct arena *arena,
                    struct settings_options *ret_options,
                    struct text_list *ret_operands, struct error *err)
{
    struct talk_options talk = {0};
    void *const values[] = {ret_options, &talk};
    if (!options_parse(settings_tables, argc, argv, values, arena, ret_operands, err))
        return false;
    talk_apply(&talk, out);
    return true;
}

/* A relative XDG folder is ignored, as its specification says. NULL: no home either. */
static const char *user_policy(struct arena *arena)
{
    const char *config = environment_value("XDG_CONFIG_HOME");
    if (config != NULL && config[0] == '/')
        return arena_format(arena, "%s/stalemark/policy.yaml", config);
    const char *home = environment_value("HOME");
    if (home == NULL || home[0] != '/') {
        const struct passwd *user = getpwuid(getuid());
        home = user == NULL ? NULL : user->pw_dir;
    }
    if (home == NULL || home[0] != '/')
        return NULL;
    return arena_format(arena, "%s/.config/stalemark/policy.yaml", home);
}

/* A file that is there but cannot be read is not passed over: reading it will tell. */
static bool is_there(const char *path)
{
    return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static struct text_list find_policies(const struct settings_options *options,
                                      struct arena *arena)
{
    struct text_list found = {0};
    if (options->policies.count != 0)
        return options->policies;
    const char *named = environment_value("STALEMARK_POLICY");
    const char *users = user_policy(arena);
    if (named != NULL)
        *LIST_ADD(arena, &found) = named;
    else if (users != NULL && is_there(users))
        *LIST_ADD(arena, &found) = users;
    else if (is_there(SYSTEM_POLICY))
        *LIST_ADD(arena, &found) = SYSTEM_POLICY;
    return found;
}

bool settings_load_catalog(const struct settings_options *options, struct arena *arena,
                           struct settings *ret_settings, struct error *err)
{
    struct text_list paths = {0};
    const char *folder;
    if (!data_folder_find(arena, &folder, err))
        return false;
    ret_settings->default_path = arena_format(arena, "%s/" POLICY_DEFAULT_NAME, folder);
    *LIST_ADD(arena, &paths) = arena_format(arena, "%s/policies/catalog", folder);
    for (size_t i = 0; i < options->catalogs.count; i++)
        *LIST_ADD(arena, &paths) = options->catalogs.items[i];
    return catalog_load(&paths, feed_driver_names(), arena, &ret_settings->catalog,
                        err) &&
           feed_check_catalog(&ret_settings->catalog, err);
}

bool settings_load(const struct settings_options *options, struct arena *arena,
                   struct settings *ret_settings, struct error *err)
{
    if (!settings_load_catalog(options, arena, ret_settings, err))
        return false;
    struct text_list paths = find_policies(options, arena);
    return policy_load(ret_settings->default_path, &paths, &ret_settings->catalog,
                       arena, &ret_settings->policy, err);
}
