/* Any bytes as an answer of Docker Hub's API: the newest tags, and one tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

#define TAGS "https://hub.docker.com/v2/namespaces/acme/repositories/thing/tags"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page newest = {.url = TAGS "?page_size=100&ordering=last_updated"};
    struct feed_page one = {.url = TAGS "/1.0.0", .number = 1, .tag = "1.0.0"};
    fuzz_page(&docker_hub_feed, &newest, bytes, count);
    fuzz_page(&docker_hub_feed, &one, bytes, count);
    return 0;
}
