/* Special-purpose address ranges, by the registries of RFC 6890. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/address.h"

#include "base/compiler.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct range4 {
    uint32_t network;
    unsigned bits;
    enum address_kind kind;
};

static const struct range4 ranges4[] = {
    {0x00000000, 8, ADDRESS_LOCAL},    /* 0.0.0.0/8, this host */
    {0x0a000000, 8, ADDRESS_PRIVATE},  /* 10.0.0.0/8 */
    {0x64400000, 10, ADDRESS_LOCAL},   /* 100.64.0.0/10, shared; 100.100.100.200 */
    {0x7f000000, 8, ADDRESS_LOCAL},    /* 127.0.0.0/8 */
    {0xa9fe0000, 16, ADDRESS_LOCAL},   /* 169.254.0.0/16, metadata services too */
    {0xac100000, 12, ADDRESS_PRIVATE}, /* 172.16.0.0/12 */
    {0xc0000000, 24, ADDRESS_LOCAL},   /* 192.0.0.0/24; 192.0.0.192 */
    {0xc0000200, 24, ADDRESS_LOCAL},   /* 192.0.2.0/24, documentation */
    {0xc0586300, 24, ADDRESS_LOCAL},   /* 192.88.99.0/24, 6to4 relays */
    {0xc0a80000, 16, ADDRESS_PRIVATE}, /* 192.168.0.0/16 */
    {0xc6120000, 15, ADDRESS_LOCAL},   /* 198.18.0.0/15, benchmarks */
    {0xc6336400, 24, ADDRESS_LOCAL},   /* 198.51.100.0/24, documentation */
    {0xcb007100, 24, ADDRESS_LOCAL},   /* 203.0.113.0/24, documentation */
    {0xe0000000, 3, ADDRESS_LOCAL},    /* multicast, reserved, broadcast */
};

struct range6 {
    unsigned char network[16];
    unsigned bits;
    enum address_kind kind;
};

static const struct range6 ranges6[] = {
    {{0}, 96, ADDRESS_LOCAL},                            /* ::, ::1, ::a.b.c.d */
    {{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48, ADDRESS_LOCAL}, /* NAT64, local */
    {{0x01}, 64, ADDRESS_LOCAL},                         /* 100::/64, discard */
    {{0x20, 0x01, 0x00, 0x00}, 32, ADDRESS_LOCAL},       /* Teredo */
    {{0x20, 0x01, 0x0d, 0xb8}, 32, ADDRESS_LOCAL},       /* documentation */
    {{0xfd, 0x00, 0x0e, 0xc2}, 32, ADDRESS_LOCAL},       /* fd00:ec2::254, metadata */
    {{0xfc}, 7, ADDRESS_PRIVATE},                        /* unique local */
    {{0xfe, 0x80}, 10, ADDRESS_LOCAL},                   /* link-local */
    {{0xfe, 0xc0}, 10, ADDRESS_LOCAL},                   /* site-local, of old */
    {{0xff}, 8, ADDRESS_LOCAL},                          /* multicast */
};

static enum address_kind kind4(uint32_t address)
{
    for (size_t i = 0; i < COUNT_OF(ranges4); i++)
        if ((address ^ ranges4[i].network) >> (32 - ranges4[i].bits) == 0)
            return ranges4[i].kind;
    return ADDRESS_PUBLIC;
}

static bool is_within(const unsigned char *address, const unsigned char *network,
                      unsigned bits)
{
    unsigned rest = bits % 8;
    unsigned mask = 0xffu << (8 - rest) & 0xffu;
    return memcmp(address, network, bits / 8) == 0 &&
           (rest == 0 || ((address[bits / 8] ^ network[bits / 8]) & mask) == 0);
}

static uint32_t read4(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum address_kind kind6(const unsigned char *address)
{
    static const unsigned char mapped[16] = {[10] = 0xff, [11] = 0xff};
    static const unsigned char nat64[16] = {0x00, 0x64, 0xff, 0x9b};
    if (is_within(address, mapped, 96) || is_within(address, nat64, 96))
        return kind4(read4(address + 12));
    if (address[0] == 0x20 && address[1] == 0x02) /* 6to4 */
        return kind4(read4(address + 2));
    for (size_t i = 0; i < COUNT_OF(ranges6); i++)
        if (is_within(address, ranges6[i].network, ranges6[i].bits))
            return ranges6[i].kind;
    /* All that is handed out to the world so far is 2000::/3. */
    return (address[0] & 0xe0) == 0x20 ? ADDRESS_PUBLIC : ADDRESS_LOCAL;
}

enum address_kind address_kind(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        return kind4(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, address, sizeof six);
        return kind6(six.sin6_addr.s6_addr);
    }
    return ADDRESS_LOCAL;
}
