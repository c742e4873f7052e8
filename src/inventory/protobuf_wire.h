/* Protobuf's wire format: numbers, and the members of small messages. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* The low three bits of a field's tag; groups (3 and 4) are not used by Kubernetes. */
enum protobuf_wire { WIRE_VARINT = 0, WIRE_EIGHT = 1, WIRE_LENGTH = 2, WIRE_FOUR = 5 };

enum protobuf_varint { VARINT_READ, VARINT_CUT, VARINT_WRONG };

/* Reads a number at *at and moves *at behind it; both stay when it is cut or wrong. */
enum protobuf_varint protobuf_varint(const unsigned char **at, const unsigned char *end,
                                     uint64_t *ret_number);

/* A member of a small message that is wholly there: a map's entry, a time. */
struct protobuf_member {
    uint64_t number;
    uint64_t value; /* of a varint */
    struct slice text;
};

/* Cuts the next member off the front of rest; false at the end or when malformed. */
bool protobuf_cut_member(struct slice *rest, struct protobuf_member *ret_member);
