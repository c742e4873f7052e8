/* Any bytes as a channel of Kubernetes' releases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page first = {.url = "https://dl.k8s.io/release/stable.txt"};
    struct feed_page second = {.url = "https://dl.k8s.io/release/stable-1.33.txt",
                               .number = 1};
    fuzz_page_about(&kubernetes_release_feed, "stable", &first, bytes, count);
    fuzz_page_about(&kubernetes_release_feed, "stable", &second, bytes, count);
    return 0;
}
