/* Lines of a .cases file: comments dropped, words split. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "case_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void case_lines_open(struct case_lines *lines, const char *name)
{
    enum { CONTENT_MAX = 4 * 1024 * 1024 };
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/cases/%s", SOURCE_FOLDER, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        abort();
    }
    *lines = (struct case_lines){.file = name};
    text_init(&lines->content, CONTENT_MAX);
    char block[4096];
    size_t count;
    while ((count = fread(block, 1, sizeof block, file)) > 0)
        text_add_bytes(&lines->content, block, count);
    fclose(file);
    lines->next = lines->content.bytes;
}

void case_lines_close(struct case_lines *lines)
{
    text_clear(&lines->content);
}

/* Words stand between blanks; one that starts with # starts a comment. */
static void split(char *at, struct case_line *line)
{
    for (;;) {
        at += strspn(at, " \t\r");
        if (*at == '\0' || *at == '#')
            return;
        if (line->count == CASE_WORDS_MAX) {
            fprintf(stderr, "%s:%d: too many words\n", line->file, line->number);
            abort();
        }
        line->words[line->count++] = at;
        at += strcspn(at, " \t\r");
        if (*at != '\0')
            *at++ = '\0';
    }
}

bool case_lines_next(struct case_lines *lines, struct case_line *ret_line)
{
    while (*lines->next != '\0') {
        char *start = lines->next;
        char *end = strchr(start, '\n');
        lines->next = end != NULL ? end + 1 : start + strlen(start);
        if (end != NULL)
            *end = '\0';
        *ret_line = (struct case_line){.file = lines->file, .number = ++lines->number};
        split(start, ret_line);
        if (ret_line->count != 0)
            return true;
    }
    return false;
}
