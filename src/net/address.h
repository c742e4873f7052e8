/* Which network an address belongs to: strangers' hosts stay on the public one. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sys/socket.h>

enum address_kind {
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE, /* RFC 1918, unique local IPv6: a company's own network */
    ADDRESS_LOCAL    /* loopback, link-local, metadata services, multicast, reserved */
};

/* IPv4 inside IPv6 (mapped, NAT64, 6to4) is what it leads to. Others are local. */
enum address_kind address_kind(const struct sockaddr *address);
