/* Any bytes as an answer of endoflife. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page page = {.url = "https://feed.example/thing"};
    fuzz_page(&endoflife_feed, &page, bytes, count);
    return 0;
}
