/* Any bytes as an Atom or RSS feed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct feed_page feed = {.url = "https://forge.example/acme/thing/releases.atom"};
    fuzz_page(&atom_feed, &feed, bytes, count);
    return 0;
}
