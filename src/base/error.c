/* Errors: the first cause stays, callers put their step in front. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
    if (err->code != ERROR_NONE)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    err->code = code;
    return false;
}

bool error_within(struct error *err, const char *format, ...)
{
    char cause[sizeof err->text];
    memcpy(cause, err->text, sizeof cause);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    /* A step that fills the whole text would hide the cause: keep the cause alone. */
    if (length < 0 || (size_t)length + 3 >= sizeof err->text) {
        memcpy(err->text, cause, sizeof cause);
        return false;
    }
    /* What does not fit of the cause is cut at its end. */
    memcpy(err->text + length, ": ", 2);
    size_t room = sizeof err->text - (size_t)length - 2;
    memcpy(err->text + length + 2, cause, room);
    err->text[sizeof err->text - 1] = '\0';
    return false;
}
