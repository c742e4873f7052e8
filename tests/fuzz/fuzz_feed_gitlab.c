/* Any bytes as an answer of GitLab: a page of releases, and one of tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page releases = {
        .url =
            "https://forge.example/api/v4/projects/acme%2Fthing/releases?per_page=100",
        .link = "<?page=2>; rel=\"next\""};
    struct feed_page tags = {.url = "https://forge.example/api/v4/projects/"
                                    "acme%2Fthing/repository/tags?per_page=100",
                             .number = 1};
    fuzz_page_about(&gitlab_feed, "forge.example/acme/thing", &releases, bytes, count);
    fuzz_page_about(&gitlab_feed, "forge.example/acme/thing", &tags, bytes, count);
    return 0;
}
