/* XML as it is read, within limits. The only header in front of expat. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* What is called back. Names are "NAMESPACE NAME", or "NAME" outside any namespace. */
struct xml_sink {
    /* attributes: name, value, name, value, NULL. False with err set ends the reading.
     */
    bool (*begin)(void *context, const char *name, const char *const *attributes,
                  struct error *err);
    /* A piece of text; one text may come in several. */
    void (*text)(void *context, struct slice text);
    void (*end)(void *context, const char *name);
};

/*
 * Reads a whole document. A document type declaration (DTD) is refused, and with it all
 * entities; so are elements deeper than 64 levels, with more than 64 attributes, and
 * texts of more than 1 MiB. Complaints have the form "line 3, column 7: what is wrong".
 */
bool xml_read(const char *bytes, size_t count, const struct xml_sink *sink,
              void *context, struct error *err) NODISCARD;
