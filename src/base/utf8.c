/* UTF-8 by the table of RFC 3629, section 4. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

/* How many bytes a sequence has by its first one; 0 for those that cannot be first. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    if (first >= 0xF0 && first <= 0xF4)
        return 4;
    return 0;
}

size_t utf8_read(struct slice bytes, uint32_t *ret_point)
{
    static const unsigned char first_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (bytes.length == 0)
        return 0;
    const unsigned char *at = (const unsigned char *)bytes.at;
    size_t length = sequence_length(at[0]);
    if (length == 0 || length > bytes.length)
        return 0;
    uint32_t point = at[0] & first_mask[length];
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3F);
    }
    bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < least[length] || is_surrogate || point > 0x10FFFF)
        return 0;
    *ret_point = point;
    return length;
}

void utf8_repair(struct text *text, struct slice bytes)
{
    while (bytes.length != 0) {
        uint32_t point;
        size_t length = utf8_read(bytes, &point);
        if (length == 0)
            text_add(text, "\xEF\xBF\xBD");
        else
            text_add_bytes(text, bytes.at, length);
        size_t step = length == 0 ? 1 : length;
        bytes.at += step;
        bytes.length -= step;
    }
}

size_t utf8_cut(struct slice bytes, size_t points)
{
    size_t at = 0;
    while (points != 0 && at < bytes.length) {
        uint32_t point;
        size_t length =
            utf8_read((struct slice){bytes.at + at, bytes.length - at}, &point);
        at += length == 0 ? 1 : length;
        points--;
    }
    return at;
}

bool utf8_is_invisible(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x061C ||
           (point >= 0x200B && point <= 0x200F) ||
           (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x2069) || point == 0xFEFF;
}
