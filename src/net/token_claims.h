/* What a token opens, where it says so itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/*
 * Whether a token is a claim (JWT) of the distribution project whose access names the
 * repository with pull. A hint alone: what a token opens is the registry's to say, and
 * the signature is not checked. Must accept any text.
 */
bool token_grants(const char *token, const char *repository);
