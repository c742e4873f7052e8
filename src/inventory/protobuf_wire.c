/* Reading protobuf's wire format. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/protobuf_wire.h"

enum { VARINT_BYTES_MAX = 10 };

enum protobuf_varint protobuf_varint(const unsigned char **at, const unsigned char *end,
                                     uint64_t *ret_number)
{
    uint64_t number = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
        if (*at + i == end)
            return VARINT_CUT;
        unsigned char byte = (*at)[i];
        if (i == VARINT_BYTES_MAX - 1 && byte > 1)
            return VARINT_WRONG;
        number |= (uint64_t)(byte & 0x7F) << (7 * i);
        if ((byte & 0x80) == 0) {
            *at += i + 1;
            *ret_number = number;
            return VARINT_READ;
        }
    }
    return VARINT_WRONG;
}

bool protobuf_cut_member(struct slice *rest, struct protobuf_member *ret_member)
{
    const unsigned char *at = (const unsigned char *)rest->at;
    const unsigned char *end = at + rest->length;
    struct protobuf_member member = {0};
    uint64_t tag;
    if (rest->length == 0 || protobuf_varint(&at, end, &tag) != VARINT_READ ||
        protobuf_varint(&at, end, &member.value) != VARINT_READ)
        return false;
    member.number = tag >> 3;
    if ((tag & 7) == WIRE_LENGTH) {
        if (member.value > (uint64_t)(end - at))
            return false;
        member.text = (struct slice){(const char *)at, (size_t)member.value};
        at += member.value;
    } else if ((tag & 7) != WIRE_VARINT) {
        return false;
    }
    *rest = (struct slice){(const char *)at, (size_t)(end - at)};
    *ret_member = member;
    return true;
}
