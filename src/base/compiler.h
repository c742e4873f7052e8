/* What C11 lacks and gcc and clang both have: attributes, and cleanup at scope end. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The compiler checks the arguments against the format, as for printf. */
#define PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* The caller must look at the result. */
#define NODISCARD __attribute__((warn_unused_result))

/* Calls function(&variable) when the variable leaves its scope. */
#define CLEANUP(function) __attribute__((cleanup(function)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
