/* Environment variables, where an empty one says as little as none. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The value; NULL when the variable is not set or empty. */
const char *environment_value(const char *name);
