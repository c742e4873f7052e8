/* AWS's token service: a Kubernetes token is traded for keys of a role. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct aws_keys;
struct cloud_login;

/* Goes on with ecr_ask when it has keys. token_file is read here. */
void sts_ask(struct cloud_login *login, const char *token_file, const char *role);

/* Reads the answer of AssumeRoleWithWebIdentity. Errors never quote it. Pure. */
bool sts_read(const char *body, size_t bytes, struct arena *arena,
              struct aws_keys *ret_keys, struct error *err) NODISCARD;
