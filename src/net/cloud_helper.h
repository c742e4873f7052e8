/* Which credential helper stands for this machine's identity in a cloud. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "net/registry.h"

/*
 * The suffix of the helper, or NULL where the host is not one of that cloud: a
 * look-alike must not be given the cloud's token. Pure.
 */
const char *cloud_helper(enum registry_identity identity, const char *host);
