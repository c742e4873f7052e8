/* Repositories: whether a pattern can match anything, and what it matches. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/repository.h"

#include "policy/policy.h"

#include <string.h>

enum { SHOWN_MAX = 100 };

bool is_host(struct slice text)
{
    if (text.length == 0)
        return false;
    return memchr(text.at, '.', text.length) != NULL ||
           memchr(text.at, ':', text.length) != NULL || slice_equals(text, "localhost");
}

const char *repository_last_part(const char *repository)
{
    const char *slash = strrchr(repository, '/');
    return slash == NULL ? repository : slash + 1;
}

static const char *meant(struct arena *arena, const char *text, const char *better)
{
    return arena_format(arena, "'%.*s' is no full repository, did you mean '%s'?",
                        SHOWN_MAX, text, better);
}

/* Docker Hub's other names, and its official images without "library". */
static const char *docker_hub_problem(const char *text, bool is_prefix,
                                      struct slice host, struct arena *arena)
{
    const char *path = text + host.length + 1;
    if (slice_equals(host, "index.docker.io") ||
        slice_equals(host, "registry-1.docker.io") ||
        slice_equals(host, "registry.hub.docker.com"))
        return meant(arena, text, arena_format(arena, "docker.io/%s", path));
    bool may_be_prefix = is_prefix && (path[0] == '\0' || strchr(path, '*') != NULL);
    if (slice_equals(host, "docker.io") && strchr(path, '/') == NULL && !may_be_prefix)
        return meant(arena, text, arena_format(arena, "docker.io/library/%s", path));
    return NULL;
}

static const char *path_problem(const char *text, const char *path, bool is_prefix,
                                struct arena *arena)
{
    const char *star = strchr(text, '*');
    if (star != NULL && star[1] != '\0')
        return arena_format(arena, "'%.*s': a glob stands only at the end", SHOWN_MAX,
                            text);
    size_t length = strlen(path);
    if (strpbrk(path, ":@") != NULL)
        return arena_format(arena, "'%.*s': name the repository, without tag or digest",
                            SHOWN_MAX, text);
    bool ends_in_slash = length == 0 || path[length - 1] == '/';
    if ((ends_in_slash && !is_prefix) || strstr(text, "//") != NULL)
        return arena_format(arena, "'%.*s': a part of the path is empty", SHOWN_MAX,
                            text);
    if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-/:*") != strlen(text))
        return arena_format(arena,
                            "'%.*s': repositories have lower-case letters, digits and "
                            ". _ - only",
                            SHOWN_MAX, text);
    return NULL;
}

const char *repository_problem(const char *text, bool is_prefix, struct arena *arena)
{
    const char *slash = strchr(text, '/');
    if (strstr(text, "://") != NULL)
        return arena_format(arena, "'%.*s' is an address: leave the scheme out",
                            SHOWN_MAX, text);
    if (slash == NULL)
        return meant(arena, text, arena_format(arena, "docker.io/library/%s", text));
    struct slice host = {text, (size_t)(slash - text)};
    if (!is_host(host))
        return meant(arena, text, arena_format(arena, "docker.io/%s", text));
    const char *problem = docker_hub_problem(text, is_prefix, host, arena);
    return problem != NULL ? problem : path_problem(text, slash + 1, is_prefix, arena);
}

bool repository_matches(const char *pattern, const char *repository)
{
    size_t length = strlen(pattern);
    if (length == 0)
        return false;
    if (pattern[length - 1] == '*')
        return strncmp(pattern, repository, length - 1) == 0;
    if (pattern[length - 1] == '/')
        return strncmp(pattern, repository, length) == 0;
    return strcmp(pattern, repository) == 0;
}
