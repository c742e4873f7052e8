/* The forms of imageID. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/image_id.h"

#include <string.h>

static bool is_hex(struct slice digits)
{
    for (size_t i = 0; i < digits.length; i++)
        if (!(digits.at[i] >= '0' && digits.at[i] <= '9') &&
            !(digits.at[i] >= 'a' && digits.at[i] <= 'f'))
            return false;
    return true;
}

struct slice image_id_digest(const char *image_id)
{
    const struct slice none = {NULL, 0};
    const char *at = strrchr(image_id, '@');
    if (at == NULL || at == image_id)
        return none;
    struct slice digest = slice_of(at + 1);
    struct slice digits = digest;
    struct slice algorithm = slice_cut(&digits, ':');
    bool is_known = (slice_equals(algorithm, "sha256") && digits.length == 64) ||
                    (slice_equals(algorithm, "sha512") && digits.length == 128);
    return is_known && is_hex(digits) ? digest : none;
}
