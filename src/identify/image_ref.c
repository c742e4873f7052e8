/* Reads image references by the distribution project's grammar, part by part. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/image_ref.h"

#include "base/slice.h"

#include <string.h>

enum {
    PATH_BYTES_MAX = 255,
    TAG_LENGTH_MAX = 128,
    REFERENCE_BYTES_MAX = 1024, /* longer ones are quoted in part */
    SHA256_DIGITS = 64,
    SHA512_DIGITS = 128,
};

#define OFFICIAL "library/" /* the user of Docker Hub's own images */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_alphanumeric(char c)
{
    return is_digit(c) || is_lower(c) || is_upper(c);
}

static bool is_lower_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

static struct slice slice_between(const char *from, const char *to)
{
    return (struct slice){from, (size_t)(to - from)};
}

static bool wrong(struct error *err, const char *text, const char *what)
{
    return error_set(err, ERROR_FORMAT, "image reference '%.*s' %s",
                     REFERENCE_BYTES_MAX / 4, text, what);
}

/* Labels separated by dots, each alphanumeric with hyphens inside. */
static bool is_host_name(struct slice host)
{
    if (host.length == 0)
        return false;
    struct slice rest = host;
    while (rest.at != NULL) {
        struct slice label = slice_cut(&rest, '.');
        if (label.length == 0 || !is_alphanumeric(label.at[0]) ||
            !is_alphanumeric(label.at[label.length - 1]))
            return false;
        for (size_t i = 0; i < label.length; i++)
            if (!is_alphanumeric(label.at[i]) && label.at[i] != '-')
                return false;
    }
    return true;
}

/* In brackets: hexadecimal digits and colons, no zone, no dotted form. */
static bool is_bracketed_ipv6(struct slice host)
{
    if (host.length < 4 || host.at[0] != '[' || host.at[host.length - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < host.length; i++) {
        char c = host.at[i];
        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F') &&
            c != ':')
            return false;
    }
    return true;
}

static bool is_domain(struct slice domain)
{
    struct slice host = domain;
    size_t digits = 0;
    while (digits < domain.length && is_digit(domain.at[domain.length - 1 - digits]))
        digits++;
    if (digits < domain.length && domain.at[domain.length - 1 - digits] == ':') {
        if (digits == 0)
            return false;
        host.length -= digits + 1;
    }
    return is_host_name(host) || is_bracketed_ipv6(host);
}

/* Lower-case alphanumeric runs joined by one dot, one or two underscores or hyphens. */
static bool is_path_component(struct slice part)
{
    size_t i = 0;
    for (;;) {
        size_t start = i;
        while (i < part.length && (is_digit(part.at[i]) || is_lower(part.at[i])))
            i++;
        if (i == start)
            return false;
        if (i == part.length)
            return true;
        char joint = part.at[i];
        size_t joint_start = i;
        while (i < part.length && part.at[i] == joint)
            i++;
        size_t most = joint == '.' ? 1 : joint == '_' ? 2 : joint == '-' ? i : 0;
        if (i - joint_start > most)
            return false;
    }
}

static bool is_hub(struct slice domain)
{
    return domain.length == 0 || slice_equals(domain, "docker.io") ||
           slice_equals(domain, "index.docker.io");
}

/* On Docker Hub a name without a user is that of an official image. */
static bool is_official(struct slice domain, struct slice path)
{
    return is_hub(domain) && memchr(path.at, '/', path.length) == NULL;
}

static bool check_path(struct slice domain, struct slice path, const char *text,
                       struct error *err)
{
    if (path.length == 0)
        return wrong(err, text, "has no repository name");
    size_t filled_in = is_official(domain, path) ? strlen(OFFICIAL) : 0;
    if (path.length + filled_in > PATH_BYTES_MAX)
        return wrong(err, text, "has a repository name of more than 255 bytes");
    struct slice rest = path;
    while (rest.at != NULL) {
        struct slice part = slice_cut(&rest, '/');
        if (is_path_component(part))
            continue;
        for (size_t i = 0; i < part.length; i++)
            if (is_upper(part.at[i]))
                return wrong(err, text,
                             "has an upper-case letter in its repository name");
        return wrong(err, text,
                     "has a repository name that is not made of lower-case letters, "
                     "digits and single separators");
    }
    return true;
}

static bool check_tag(struct slice tag, const char *text, struct error *err)
{
    if (tag.length == 0)
        return wrong(err, text, "has an empty tag");
    if (tag.length > TAG_LENGTH_MAX)
        return wrong(err, text, "has a tag of more than 128 bytes");
    for (size_t i = 0; i < tag.length; i++) {
        char c = tag.at[i];
        if (!is_alphanumeric(c) && c != '_' && (i == 0 || (c != '.' && c != '-')))
            return wrong(err, text,
                         "has a tag with a byte other than letters, digits, '_', '.' "
                         "and '-'");
    }
    return true;
}

static bool check_digest(struct slice digest, const char *text, struct error *err)
{
    size_t digits = 0;
    if (slice_starts_with(digest, "sha256:"))
        digits = SHA256_DIGITS;
    else if (slice_starts_with(digest, "sha512:"))
        digits = SHA512_DIGITS;
    else
        return wrong(err, text, "has a digest that is neither sha256: nor sha512:");
    struct slice hex = {digest.at + strlen("sha256:"),
                        digest.length - strlen("sha256:")};
    if (hex.length != digits)
        return wrong(err, text, "has a digest of the wrong length");
    for (size_t i = 0; i < hex.length; i++)
        if (!is_lower_hex(hex.at[i]))
            return wrong(err, text,
                         "has a digest with a byte that is no hexadecimal digit");
    return true;
}

static bool is_image_id(struct slice name)
{
    if (name.length != SHA256_DIGITS)
        return false;
    for (size_t i = 0; i < name.length; i++)
        if (!is_lower_hex(name.at[i]))
            return false;
    return true;
}

/* Whether what stands before the first slash is a registry rather than a user. */
static bool names_registry(struct slice first)
{
    if (slice_equals(first, "localhost"))
        return true;
    for (size_t i = 0; i < first.length; i++)
        if (first.at[i] == '.' || first.at[i] == ':' || is_upper(first.at[i]))
            return true;
    return false;
}

/* Splits name into the domain as written (empty: none) and the rest. */
static struct slice cut_domain(struct slice *name)
{
    const char *slash = name->length == 0 ? NULL : memchr(name->at, '/', name->length);
    if (slash == NULL || !names_registry(slice_between(name->at, slash)))
        return (struct slice){name->at, 0};
    struct slice domain = slice_between(name->at, slash);
    name->length -= domain.length + 1;
    name->at = slash + 1;
    return domain;
}

/* Cuts the tag off the path: behind the last colon that stands after the last slash. */
static bool cut_tag(struct slice *path, struct slice *ret_tag)
{
    for (size_t i = path->length; i > 0 && path->at[i - 1] != '/'; i--) {
        if (path->at[i - 1] != ':')
            continue;
        *ret_tag = (struct slice){path->at + i, path->length - i};
        path->length = i - 1;
        return true;
    }
    return false;
}

static void fill_names(struct slice domain, struct slice path, struct arena *arena,
                       struct image_ref *ref)
{
    const char *user = is_official(domain, path) ? OFFICIAL : "";
    ref->domain = is_hub(domain) ? "docker.io" : arena_copy_slice(arena, domain);
    ref->path = arena_format(arena, "%s%.*s", user, (int)path.length, path.at);
    ref->repository = arena_format(arena, "%s/%s", ref->domain, ref->path);
}

bool image_ref_parse(const char *text, struct arena *arena, struct image_ref *ret_ref,
                     struct error *err)
{
    struct slice name = slice_of(text);
    if (name.length == 0)
        return error_set(err, ERROR_FORMAT, "image reference is empty");
    if (is_image_id(name))
        return wrong(err, text, "is an image ID, not a name");

    struct image_ref ref = {0};
    const char *at_sign = strrchr(text, '@');
    if (at_sign != NULL) {
        struct slice digest = slice_of(at_sign + 1);
        if (!check_digest(digest, text, err))
            return false;
        ref.digest = arena_copy_slice(arena, digest);
        name.length = (size_t)(at_sign - text);
    }

    struct slice path = name;
    struct slice domain = cut_domain(&path);
    if (domain.length != 0 && !is_domain(domain))
        return wrong(err, text, "has a registry that is no host name");

    struct slice tag = {NULL, 0};
    ref.has_tag = cut_tag(&path, &tag);
    if (!check_path(domain, path, text, err) ||
        (ref.has_tag && !check_tag(tag, text, err)))
        return false;

    fill_names(domain, path, arena, &ref);
    if (ref.has_tag)
        ref.tag = arena_copy_slice(arena, tag);
    else if (ref.digest == NULL)
        ref.tag = "latest";
    *ret_ref = ref;
    return true;
}

const char *image_ref_format(const struct image_ref *ref, struct arena *arena)
{
    return arena_format(arena, "%s%s%s%s%s", ref->repository, ref->tag ? ":" : "",
                        ref->tag ? ref->tag : "", ref->digest ? "@" : "",
                        ref->digest ? ref->digest : "");
}
