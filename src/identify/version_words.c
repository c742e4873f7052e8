/* The closed list of words that mean something in a tag, sorted for the search. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version_words.h"

#include "base/compiler.h"
#include "identify/version.h"

#include <string.h>

/* Sorted by bytes; a unit test holds it so. More words come from the catalogue. */
static const struct word words[] = {
    {"386", WORD_PLATFORM, 0, NULL},
    {"a", WORD_PRERELEASE | WORD_NEEDS_DIGITS, PRERELEASE_ALPHA, NULL},
    {"aarch64", WORD_PLATFORM, 0, NULL},
    {"aks", WORD_BUILD, 0, NULL},
    {"alpha", WORD_PRERELEASE | WORD_FLOATING, PRERELEASE_ALPHA, NULL},
    {"alpine", WORD_FAMILY, FAMILY_ALPINE, NULL},
    {"amd64", WORD_PLATFORM, 0, NULL},
    {"arm", WORD_PLATFORM, 0, NULL},
    {"arm32", WORD_PLATFORM, 0, NULL},
    {"arm32v5", WORD_PLATFORM, 0, NULL},
    {"arm32v6", WORD_PLATFORM, 0, NULL},
    {"arm32v7", WORD_PLATFORM, 0, NULL},
    {"arm64", WORD_PLATFORM, 0, NULL},
    {"arm64v8", WORD_PLATFORM, 0, NULL},
    {"armhf", WORD_PLATFORM, 0, NULL},
    {"armv5", WORD_PLATFORM, 0, NULL},
    {"armv6", WORD_PLATFORM, 0, NULL},
    {"armv7", WORD_PLATFORM, 0, NULL},
    {"armv8", WORD_PLATFORM, 0, NULL},
    {"b", WORD_PRERELEASE | WORD_NEEDS_DIGITS, PRERELEASE_BETA, NULL},
    {"beta", WORD_PRERELEASE | WORD_FLOATING, PRERELEASE_BETA, NULL},
    {"bionic", WORD_CODE_NAME, FAMILY_UBUNTU, "18.04"},
    {"bookworm", WORD_CODE_NAME, FAMILY_DEBIAN, "12"},
    {"branch", WORD_BRANCH, 0, NULL},
    {"build", WORD_BUILD, 0, NULL},
    {"bullseye", WORD_CODE_NAME, FAMILY_DEBIAN, "11"},
    {"buster", WORD_CODE_NAME, FAMILY_DEBIAN, "10"},
    {"canary", WORD_PRERELEASE | WORD_FLOATING | WORD_BRANCH, PRERELEASE_CANARY, NULL},
    {"ce", WORD_BUILD, 0, NULL},
    {"commit", WORD_BRANCH, 0, NULL},
    {"cr", WORD_PRERELEASE, PRERELEASE_RC, NULL},
    {"current", WORD_FLOATING, 0, NULL},
    {"darwin", WORD_PLATFORM, 0, NULL},
    {"debian", WORD_FAMILY, FAMILY_DEBIAN, NULL},
    {"dev", WORD_PRERELEASE | WORD_FLOATING | WORD_BRANCH, PRERELEASE_DEV, NULL},
    {"devel", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"develop", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"development", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"duke", WORD_CODE_NAME, FAMILY_DEBIAN, "15"},
    {"ea", WORD_PRERELEASE, PRERELEASE_EA, NULL},
    {"eap", WORD_PRERELEASE, PRERELEASE_EA, NULL},
    {"edge", WORD_FLOATING, 0, NULL},
    {"ee", WORD_BUILD, 0, NULL},
    {"eks", WORD_BUILD, 0, NULL},
    {"eksbuild", WORD_BUILD, 0, NULL},
    {"experimental", WORD_FLOATING, 0, NULL},
    {"final", WORD_DROPPED, 0, NULL},
    {"focal", WORD_CODE_NAME, FAMILY_UBUNTU, "20.04"},
    {"forky", WORD_CODE_NAME, FAMILY_DEBIAN, "14"},
    {"ga", WORD_DROPPED, 0, NULL},
    {"git", WORD_BRANCH, 0, NULL},
    {"gke", WORD_BUILD, 0, NULL},
    {"head", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"hotfix", WORD_BUILD, 0, NULL},
    {"i386", WORD_PLATFORM, 0, NULL},
    {"innovation", WORD_FLOATING, 0, NULL},
    {"jammy", WORD_CODE_NAME, FAMILY_UBUNTU, "22.04"},
    {"jessie", WORD_CODE_NAME, FAMILY_DEBIAN, "8"},
    {"k3s", WORD_BUILD, 0, NULL},
    {"kinetic", WORD_CODE_NAME, FAMILY_UBUNTU, "22.10"},
    {"latest", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"loong64", WORD_PLATFORM, 0, NULL},
    {"ls", WORD_BUILD, 0, NULL},
    {"lts", WORD_FLOATING, 0, NULL},
    {"ltsc", WORD_FAMILY, FAMILY_LTSC, NULL},
    {"lunar", WORD_CODE_NAME, FAMILY_UBUNTU, "23.04"},
    {"m", WORD_PRERELEASE | WORD_NEEDS_DIGITS, PRERELEASE_MILESTONE, NULL},
    {"main", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"mainline", WORD_FLOATING, 0, NULL},
    {"mantic", WORD_CODE_NAME, FAMILY_UBUNTU, "23.10"},
    {"master", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"milestone", WORD_PRERELEASE, PRERELEASE_MILESTONE, NULL},
    {"mips64le", WORD_PLATFORM, 0, NULL},
    {"mr", WORD_BRANCH, 0, NULL},
    {"nanoserver", WORD_PLATFORM, 0, NULL},
    {"next", WORD_FLOATING, 0, NULL},
    {"nightly", WORD_PRERELEASE | WORD_FLOATING | WORD_BRANCH, PRERELEASE_NIGHTLY,
     NULL},
    {"noble", WORD_CODE_NAME, FAMILY_UBUNTU, "24.04"},
    {"oracular", WORD_CODE_NAME, FAMILY_UBUNTU, "24.10"},
    {"p", WORD_BUILD | WORD_ATTACHED, 0, NULL},
    {"patch", WORD_BUILD, 0, NULL},
    {"plucky", WORD_CODE_NAME, FAMILY_UBUNTU, "25.04"},
    {"ppc64le", WORD_PLATFORM, 0, NULL},
    {"pr", WORD_BRANCH, 0, NULL},
    {"pre", WORD_PRERELEASE, PRERELEASE_PRE, NULL},
    {"preview", WORD_PRERELEASE | WORD_FLOATING, PRERELEASE_PREVIEW, NULL},
    {"prod", WORD_FLOATING, 0, NULL},
    {"production", WORD_FLOATING, 0, NULL},
    {"pull", WORD_BRANCH, 0, NULL},
    {"questing", WORD_CODE_NAME, FAMILY_UBUNTU, "25.10"},
    {"r", WORD_BUILD | WORD_ATTACHED, 0, NULL},
    {"rancher", WORD_BUILD, 0, NULL},
    {"rawhide", WORD_FLOATING, 0, NULL},
    {"rc", WORD_PRERELEASE | WORD_FLOATING, PRERELEASE_RC, NULL},
    {"release", WORD_DROPPED | WORD_FLOATING, 0, NULL},
    {"resolute", WORD_CODE_NAME, FAMILY_UBUNTU, "26.04"},
    {"rev", WORD_BUILD, 0, NULL},
    {"riscv64", WORD_PLATFORM, 0, NULL},
    {"rke2r", WORD_BUILD, 0, NULL},
    {"rolling", WORD_FLOATING, 0, NULL},
    {"s390x", WORD_PLATFORM, 0, NULL},
    {"security", WORD_BUILD, 0, NULL},
    {"sha", WORD_BRANCH, 0, NULL},
    {"snapshot", WORD_PRERELEASE | WORD_FLOATING | WORD_BRANCH, PRERELEASE_NIGHTLY,
     NULL},
    {"stable", WORD_FLOATING, 0, NULL},
    {"staging", WORD_FLOATING, 0, NULL},
    {"stretch", WORD_CODE_NAME, FAMILY_DEBIAN, "9"},
    {"testing", WORD_FLOATING, 0, NULL},
    {"tip", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"trixie", WORD_CODE_NAME, FAMILY_DEBIAN, "13"},
    {"trunk", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"trusty", WORD_CODE_NAME, FAMILY_UBUNTU, "14.04"},
    {"ubi", WORD_FAMILY, FAMILY_UBI, NULL},
    {"ubuntu", WORD_FAMILY, FAMILY_UBUNTU, NULL},
    {"unstable", WORD_FLOATING | WORD_BRANCH, 0, NULL},
    {"vmware", WORD_BUILD, 0, NULL},
    {"wheezy", WORD_CODE_NAME, FAMILY_DEBIAN, "7"},
    {"win", WORD_PLATFORM, 0, NULL},
    {"win32", WORD_PLATFORM, 0, NULL},
    {"win64", WORD_PLATFORM, 0, NULL},
    {"windows", WORD_PLATFORM, 0, NULL},
    {"windowsservercore", WORD_PLATFORM, 0, NULL},
    {"x64", WORD_PLATFORM, 0, NULL},
    {"x86", WORD_PLATFORM, 0, NULL},
    {"x86-64", WORD_PLATFORM, 0, NULL},
    {"x86_64", WORD_PLATFORM, 0, NULL},
    {"xenial", WORD_CODE_NAME, FAMILY_UBUNTU, "16.04"},
};

static char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The first eight bytes as a number that orders as they do: compilers make one load. */
static uint64_t front_of(const char text[WORD_BYTES_MAX + 1])
{
    const unsigned char *at = (const unsigned char *)text;
    return (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 | (uint64_t)at[2] << 40 |
           (uint64_t)at[3] << 32 | (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 |
           (uint64_t)at[6] << 8 | (uint64_t)at[7];
}

const struct word *word_find(struct slice token)
{
    if (token.length == 0 || token.length > WORD_BYTES_MAX)
        return NULL;
    char lower[WORD_BYTES_MAX + 1] = {0};
    for (size_t i = 0; i < token.length; i++)
        lower[i] = lowered(token.at[i]);

    uint64_t front = front_of(lower);
    size_t low = 0;
    size_t high = COUNT_OF(words);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *text = words[middle].text;
        uint64_t other = front_of(text);
        int order = front != other ? (front < other ? -1 : 1) : strcmp(lower, text);
        if (order == 0)
            return &words[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
