/* Finds the version in a link, an id or a title. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/atom_version.h"

#include "base/compiler.h"
#include "base/text.h"

#include <string.h>

#define GITHUB_ID "tag:github.com,2008:Repository/"

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *digit = c != '\0' ? strchr(digits, c) : NULL;
    return digit != NULL ? (int)(digit - digits) % 16 : -1;
}

/* Percent-encoding undone; NULL when that leaves no tag. */
static const char *decode(struct slice encoded, struct arena *arena)
{
    AUTO_TEXT text;
    text_init(&text, TAG_BYTES_MAX);
    for (size_t i = 0; i < encoded.length; i++) {
        bool is_encoded = encoded.at[i] == '%' && i + 2 < encoded.length &&
                          hex_digit(encoded.at[i + 1]) >= 0 &&
                          hex_digit(encoded.at[i + 2]) >= 0;
        char c = encoded.at[i];
        if (is_encoded) {
            c = (char)(hex_digit(encoded.at[i + 1]) * 16 +
                       hex_digit(encoded.at[i + 2]));
            i += 2;
        }
        if ((unsigned char)c <= ' ')
            return NULL;
        text_add_char(&text, c);
    }
    if (text.length == 0 || text_overflowed(&text))
        return NULL;
    return arena_copy(arena, text.bytes);
}

/* A link without query, fragment and slashes at its end. */
static struct slice path_of(const char *link)
{
    struct slice path = {link, strcspn(link, "?#")};
    while (path.length != 0 && path.at[path.length - 1] == '/')
        path.length--;
    return path;
}

/* The pages of releases and tags of GitHub, Gitea and GitLab. */
static const char *tag_of_link(struct slice path, struct arena *arena)
{
    static const char *const marks[] = {"/releases/tag/", "/-/releases/", "/-/tags/",
                                        "/src/tag/"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        const char *mark = memmem(path.at, path.length, marks[i], strlen(marks[i]));
        if (mark == NULL)
            continue;
        const char *tag = mark + strlen(marks[i]);
        return decode((struct slice){tag, (size_t)(path.at + path.length - tag)},
                      arena);
    }
    return NULL;
}

/* "tag:github.com,2008:Repository/1234/v1.2.3": a tag may hold slashes itself. */
static const char *tag_of_id(const char *id, struct arena *arena)
{
    if (!slice_starts_with(slice_of(id), GITHUB_ID))
        return NULL;
    const char *slash = strchr(id + strlen(GITHUB_ID), '/');
    return slash != NULL && slash[1] != '\0' ? arena_copy(arena, slash + 1) : NULL;
}

/* The whole text, or NULL when it does not read as a version of the product. */
static const char *version_in(const char *text, const struct version_reader *reader)
{
    if (text == NULL)
        return NULL;
    struct version plain = version_read(reader, "1.0");
    struct version version = version_read(reader, text);
    if (version.kind != TAG_VERSION || version.number_count < 2 ||
        version.variant.length != 0 || version.is_platform)
        return NULL;
    bool is_own = version.has_declared_prefix || version_same_prefix(&plain, &version);
    return is_own ? text : NULL;
}

/* The whole, or the last word where no other one is a version ("2.1 replaces 2.0"). */
static const char *version_of_title(const char *title,
                                    const struct version_reader *reader,
                                    struct arena *arena)
{
    struct slice rest = slice_trim(slice_of(title));
    const char *whole = arena_copy_slice(arena, rest);
    if (version_in(whole, reader) != NULL)
        return whole;
    while (rest.at != NULL) {
        const char *word = arena_copy_slice(arena, slice_trim(slice_cut(&rest, ' ')));
        if (version_in(word, reader) != NULL)
            return rest.at == NULL ? word : NULL;
    }
    return NULL;
}

static const char *version_of_link(const char *link,
                                   const struct version_reader *reader,
                                   struct arena *arena)
{
    struct slice path = path_of(link);
    const char *tag = tag_of_link(path, arena);
    const char *slash = path.length != 0 ? memrchr(path.at, '/', path.length) : NULL;
    if (tag != NULL || slash == NULL)
        return tag;
    const char *last = slash + 1;
    return version_in(
        decode((struct slice){last, (size_t)(path.at + path.length - last)}, arena),
        reader);
}

const char *atom_version(const struct atom_entry *entry,
                         const struct version_reader *reader, struct arena *arena)
{
    const char *version = NULL;
    if (entry->id != NULL)
        version = tag_of_id(entry->id, arena);
    if (version == NULL && entry->link != NULL)
        version = version_of_link(entry->link, reader, arena);
    if (version == NULL && entry->title != NULL)
        version = version_of_title(entry->title, reader, arena);
    return version;
}
