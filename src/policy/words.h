/* Tables of the closed words, for the strict reader and its hints. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Indexed by the enum of the same name (policy.h, catalog.h), NULL at the end. */
extern const char *const role_words[];
extern const char *const scheme_words[];
extern const char *const line_words[];
extern const char *const tier_words[];
extern const char *const reason_words[];

size_t words_count(const char *const *words);

/* The place of text in a table that ends with NULL. */
bool words_find(const char *const *words, const char *text, int *ret_index);
