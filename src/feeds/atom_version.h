/* Which version an entry of an Atom or RSS feed is about. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/version.h"

/* An entry as it was read; what it lacks is NULL. */
struct atom_entry {
    const char *id;
    const char *title;
    const char *link;
};

/*
 * The version as upstream tags it, in the arena: the tag in the link of a release page
 * or in GitHub's id; else the last part of the link's path, the title or its last word,
 * where the whole of it reads as a version of the product and no other word does. NULL:
 * it names none. The first number somewhere in a title is no version.
 */
const char *atom_version(const struct atom_entry *entry,
                         const struct version_reader *reader, struct arena *arena);
