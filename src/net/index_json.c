/* Reads image indexes (OCI image-spec, "image-index.md"; Docker's manifest lists). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/index_json.h"

#include "base/json.h"

#include <string.h>

enum { INDEX_DEPTH_MAX = 16, SHA256_DIGITS = 64, SHA512_DIGITS = 128 };

bool digest_is_valid(const char *text)
{
    static const char digits[] = "0123456789abcdef";
    if (text == NULL ||
        (strncmp(text, "sha256:", 7) != 0 && strncmp(text, "sha512:", 7) != 0))
        return false;
    size_t wanted = text[3] == '2' ? SHA256_DIGITS : SHA512_DIGITS;
    return strlen(text + 7) == wanted && strspn(text + 7, digits) == wanted;
}

bool index_json_read(const char *bytes, size_t count, struct arena *arena,
                     struct text_list *ret_digests, struct error *err)
{
    json_auto_t *root = json_read(bytes, count, INDEX_DEPTH_MAX, err);
    if (root == NULL)
        return error_within(err, "reading an image index");
    const json_t *manifests = json_object_get(root, "manifests");
    if (!json_is_array(manifests))
        return error_set(err, ERROR_FORMAT,
                         "an image index without a list 'manifests'");
    size_t i;
    json_t *entry;
    json_array_foreach (manifests, i, entry) {
        const char *digest = json_text(entry, "digest");
        if (i < INDEX_MANIFESTS_MAX && digest_is_valid(digest))
            *LIST_ADD(arena, ret_digests) = arena_copy(arena, digest);
    }
    return true;
}
