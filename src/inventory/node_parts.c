/* What runs on a node beside its containers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/node_parts.h"

#include "base/slice.h"
#include "inventory/cluster_version.h"

#include <string.h>

static const char api_server[] = "kube-apiserver";
static const char kubelet[] = "kubelet";

/* Whose version is meant by it. */
enum distribution_version {
    VERSION_PLAIN, /* the suffix is left out */
    VERSION_WHOLE, /* releases have the suffix too */
    VERSION_MINOR, /* the suffix is a commit: only the line is its own */
};

struct distribution {
    const char *mark; /* in the kubelet's version */
    const char *name;
    enum distribution_version version;
    bool has_runtime; /* the container runtime comes with it */
    bool has_os;
};

/* Source of the marks: kubernetes-api.md, section 6. */
static const struct distribution distributions[] = {
    {"-gke.", "gke/", VERSION_WHOLE, true, true},
    {"-eks-", "eks/", VERSION_MINOR, true, false},
    {"+k3s", "k3s/", VERSION_WHOLE, true, false},
    {"+rke2r", "rke2/", VERSION_WHOLE, true, false},
};
static const struct distribution upstream = {"", "", VERSION_PLAIN, false, false};

static const struct distribution *distribution_of(const char *version)
{
    for (size_t i = 0; i < COUNT_OF(distributions); i++)
        if (strstr(version, distributions[i].mark) != NULL)
            return &distributions[i];
    return &upstream;
}

/* As the releases of the distribution write it; NULL: it is none. */
static const char *version_of(const struct distribution *distribution,
                              const char *stated, struct arena *arena)
{
    const char *plain = cluster_version_plain(stated, arena);
    if (plain == NULL || distribution->version == VERSION_PLAIN)
        return plain;
    if (distribution->version == VERSION_WHOLE)
        return arena_copy(arena, stated + (*stated == 'v'));
    struct slice rest = slice_of(plain);
    struct slice major = slice_cut(&rest, '.');
    struct slice minor = slice_cut(&rest, '.');
    return arena_format(arena, "%.*s.%.*s", (int)major.length, major.at,
                        (int)minor.length, minor.at);
}

static struct part_record component(enum subject_kind kind, const char *name,
                                    const char *stated, struct arena *arena)
{
    const struct distribution *distribution = distribution_of(stated);
    const char *version = version_of(distribution, stated, arena);
    return (struct part_record){
        .kind = kind,
        .name = arena_format(arena, "%s%s", distribution->name, name),
        .version = version,
        .stated = stated,
        .failure = version == NULL
                       ? arena_format(arena, "'%.100s' is no version of it", stated)
                       : NULL};
}

struct part_record cluster_part(const char *stated, struct arena *arena)
{
    return component(SUBJECT_CLUSTER, api_server, stated, arena);
}

struct part_record unanswered_part(enum subject_kind kind, const char *failure)
{
    static const char *const names[] = {[SUBJECT_CHART] = "Helm releases",
                                        [SUBJECT_NODE] = kubelet,
                                        [SUBJECT_CLUSTER] = api_server};
    return (struct part_record){
        .kind = kind, .name = names[kind], .failure = failure, .is_unanswered = true};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "containerd://1.7.2". */
static bool runtime_part(const char *stated, struct arena *arena,
                         struct part_record *ret_part)
{
    const char *mark = strstr(stated, "://");
    if (mark == NULL || mark == stated || !is_digit(mark[3]))
        return false;
    size_t length = strcspn(mark + 3, "-+ ");
    *ret_part = (struct part_record){
        .kind = SUBJECT_NODE,
        .name =
            arena_copy_slice(arena, (struct slice){stated, (size_t)(mark - stated)}),
        .version = arena_copy_slice(arena, (struct slice){mark + 3, length}),
        .stated = stated};
    return true;
}

/* The first word that is a version: "22.04.4", "v3.19", "(v1.7.1)"; NULL: none. */
static const char *version_word(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        bool is_start = at == text || at[-1] == ' ';
        const char *digits = at + (*at == '(');
        digits += *digits == 'v';
        if (is_start && is_digit(*digits))
            return digits;
    }
    return NULL;
}

/* "Ubuntu 22.04.4 LTS", "Talos (v1.7.1)": a name, then the version. */
static bool os_part(const char *stated, struct arena *arena,
                    struct part_record *ret_part)
{
    const char *version = version_word(stated);
    if (version == NULL)
        return false;
    struct slice name = {stated, (size_t)(version - stated)};
    while (name.length != 0 && strchr(" (v", name.at[name.length - 1]) != NULL)
        name.length--;
    if (name.length == 0)
        return false;
    *ret_part = (struct part_record){
        .kind = SUBJECT_NODE,
        .name = arena_copy_slice(arena, name),
        .version =
            arena_copy_slice(arena, (struct slice){version, strcspn(version, " )")}),
        .stated = stated};
    return true;
}

static bool is_told(const char *text)
{
    return text != NULL && text[0] != '\0';
}

size_t node_parts(const struct pod_record *node, struct arena *arena,
                  struct part_record ret_parts[NODE_PARTS_MAX])
{
    const struct pod_node *info = &node->node;
    const struct distribution *distribution = &upstream;
    size_t count = 0;
    if (is_told(info->kubelet)) {
        distribution = distribution_of(info->kubelet);
        ret_parts[count++] = component(SUBJECT_NODE, kubelet, info->kubelet, arena);
    }
    if (is_told(info->proxy) && !text_same(info->proxy, info->kubelet))
        ret_parts[count++] = component(SUBJECT_NODE, "kube-proxy", info->proxy, arena);
    if (is_told(info->runtime) && !distribution->has_runtime)
        count += runtime_part(info->runtime, arena, &ret_parts[count]);
    if (is_told(info->os) && !distribution->has_os)
        count += os_part(info->os, arena, &ret_parts[count]);
    for (size_t i = 0; i < count; i++)
        ret_parts[i].node = node->name;
    return count;
}
