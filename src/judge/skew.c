/* Kubelet and kube-proxy against the API server: the version skew policy. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

#include "base/slice.h"

#define SKEW_SOURCE "https://kubernetes.io/releases/version-skew-policy/"

static const struct kubernetes_row row_newer = {
    .why = "it must not be newer than the API server", .source = SKEW_SOURCE};
static const struct kubernetes_row row_older = {
    .why = "it may be three minor versions older than the API server, before 1.25 two",
    .source = SKEW_SOURCE};
static const struct kubernetes_row row_fits = {.source = SKEW_SOURCE};

enum { SKEW_MOST = 3, SKEW_MOST_BEFORE = 2, SKEW_CHANGED_IN = 25 };

/* Distributions have other names for the same components. */
bool skew_applies(const struct subject *subject)
{
    if (subject->kind != SUBJECT_NODE)
        return false;
    const char *slash = strrchr(subject->part->name, '/');
    const char *name = slash == NULL ? subject->part->name : slash + 1;
    return strcmp(name, "kubelet") == 0 || strcmp(name, "kube-proxy") == 0;
}

static bool read_minor(const char *text, uint64_t *ret_major, uint64_t *ret_minor)
{
    struct slice rest = slice_of(text);
    struct slice major = slice_cut(&rest, '.');
    struct slice minor = slice_cut(&rest, '.');
    size_t digits = 0;
    while (digits < minor.length && minor.at[digits] >= '0' && minor.at[digits] <= '9')
        digits++;
    minor.length = digits;
    return slice_number(major, INT32_MAX, ret_major) &&
           slice_number(minor, INT32_MAX, ret_minor);
}

struct fit_result skew_of(const struct version *version, const char *kubernetes)
{
    const struct fit_result unclear = {FIT_NONE, NULL};
    char number[VERSION_TEXT_BYTES];
    uint64_t major, minor, server_major, server_minor;
    version_number_text(version, number);
    if (!read_minor(number, &major, &minor) ||
        !read_minor(kubernetes, &server_major, &server_minor) || major != server_major)
        return unclear;
    uint64_t most = minor < SKEW_CHANGED_IN ? SKEW_MOST_BEFORE : SKEW_MOST;
    if (minor > server_minor)
        return (struct fit_result){FIT_INCOMPATIBLE, &row_newer};
    if (server_minor - minor > most)
        return (struct fit_result){FIT_INCOMPATIBLE, &row_older};
    return (struct fit_result){FIT_SUPPORTED, &row_fits};
}
