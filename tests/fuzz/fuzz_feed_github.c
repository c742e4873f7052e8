/* Any bytes as an answer of GitHub: a page of releases, and one of tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page releases = {
        .url = "https://api.github.com/repos/acme/thing/releases?per_page=100",
        .link = "<?page=2>; rel=\"next\""};
    struct feed_page tags = {.url = "https://api.github.com/repos/acme/thing/tags",
                             .number = 1};
    fuzz_page(&github_feed, &releases, bytes, count);
    fuzz_page(&github_feed, &tags, bytes, count);
    return 0;
}
