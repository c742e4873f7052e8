/* Any bytes as an answer of Quay's API. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page page = {
        .url = "https://quay.io/api/v1/repository/acme/thing/tag/?page=1"};
    fuzz_page(&quay_feed, &page, bytes, count);
    page.number = 1;
    page.tag = "1.0.0";
    fuzz_page(&quay_feed, &page, bytes, count);
    return 0;
}
