/* Any bytes as answers of a git server: an advertisement, a result, and plain text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page advertisement = {
        .url = "https://forge.example/thing/info/refs?service=git-upload-pack",
        .content_type = "application/x-git-upload-pack-advertisement"};
    struct feed_page result = {.url = "https://forge.example/thing/git-upload-pack",
                               .content_type = "application/x-git-upload-pack-result",
                               .number = 1};
    struct feed_page plain = {.url = "https://forge.example/thing/info/refs",
                              .content_type = "text/plain"};
    fuzz_page(&git_feed, &advertisement, bytes, count);
    fuzz_page(&git_feed, &result, bytes, count);
    fuzz_page(&git_feed, &plain, bytes, count);
    return 0;
}
