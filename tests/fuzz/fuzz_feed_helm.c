/* Any bytes as the index of a Helm repository. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page index = {.url = "https://charts.example/index.yaml"};
    fuzz_page_about(&helm_feed, "https://charts.example#thing", &index, bytes, count);
    return 0;
}
