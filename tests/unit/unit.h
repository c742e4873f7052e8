/* What every unit test includes: cmocka, and a main that runs a table of tests. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* cmocka wants these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RUN_TESTS(tests) cmocka_run_group_tests(tests, NULL, NULL)
