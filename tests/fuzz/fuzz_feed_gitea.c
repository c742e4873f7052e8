/* Any bytes as an answer of Gitea: a page of releases, and one of tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page releases = {
        .url = "https://forge.example/api/v1/repos/acme/thing/releases?limit=50",
        .link = "<?page=2>; rel=\"next\""};
    struct feed_page tags = {
        .url = "https://forge.example/api/v1/repos/acme/thing/tags?limit=50",
        .number = 1};
    fuzz_page_about(&gitea_feed, "forge.example/acme/thing", &releases, bytes, count);
    fuzz_page_about(&gitea_feed, "forge.example/acme/thing", &tags, bytes, count);
    return 0;
}
