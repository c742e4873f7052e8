/* Near matches by the optimal string alignment distance. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"

#include <string.h>

enum { WORD_MAX = 64 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t lower = a < b ? a : b;
    return lower < c ? lower : c;
}

/* Three rows of the table are enough: a swap looks two rows back. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *above2 = rows[(i + 1) % 3];
        size_t *above = rows[(i - 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(above[j] + 1, row[j - 1] + 1, replaced);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                above2[j - 2] + 1 < row[j])
                row[j] = above2[j - 2] + 1;
        }
    }
    return rows[a_length % 3][b_length];
}

const char *near_match(const char *word, const char *const *candidates, size_t count)
{
    size_t word_length = strlen(word);
    const char *nearest = NULL;
    size_t nearest_distance = 0;
    if (word_length > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(candidates[i]);
        if (length > WORD_MAX)
            continue;
        size_t edits = distance(word, word_length, candidates[i], length);
        size_t longer = length > word_length ? length : word_length;
        if (edits * 3 <= longer && (nearest == NULL || edits < nearest_distance)) {
            nearest = candidates[i];
            nearest_distance = edits;
        }
    }
    return nearest;
}
