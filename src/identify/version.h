/* Tags and versions: how they are read, and in which order they stand. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "policy/catalog.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tags are at most 128 bytes, so a part of one is told by two bytes. */
enum { TAG_BYTES_MAX = 128, VERSION_NUMBERS_MAX = 6 };

struct version_part {
    uint8_t at;
    uint8_t length;
};

/* What a tag is, before it is compared with any other. */
enum tag_kind {
    TAG_VERSION,       /* has numbers */
    TAG_FLOATING_WORD, /* latest, stable, edge, main ... */
    TAG_ARTIFACT,      /* sha256-*, .sig, .att, .sbom, commit hashes */
    TAG_NOT_A_VERSION,
};

/* The kinds of a first number (DESIGN section 5, "Kinds"). */
enum number_kind { NUMBER_OTHER, NUMBER_YEAR, NUMBER_DATE, NUMBER_LARGE };

/* In the order of the releases they lead to; PRERELEASE_NONE is the release itself. */
enum prerelease {
    PRERELEASE_DEV,
    PRERELEASE_NIGHTLY, /* snapshot too */
    PRERELEASE_CANARY,
    PRERELEASE_EA,
    PRERELEASE_ALPHA,
    PRERELEASE_BETA,
    PRERELEASE_MILESTONE,
    PRERELEASE_PREVIEW,
    PRERELEASE_PRE,
    PRERELEASE_RC,
    PRERELEASE_NONE,
    PRERELEASE_DESCRIBED, /* git describe: commits after the release, before the next */
};

/* A tag as read. Points into text, which must outlive it. Small: lists hold 200,000. */
struct version {
    const char *text;
    uint64_t packed_numbers; /* private: orders as the numbers do; 0: they do not fit */
    enum tag_kind kind;
    enum number_kind number_kind;
    enum prerelease prerelease;
    uint8_t number_count;
    uint8_t text_length;
    bool is_platform;         /* names an architecture or windows */
    bool has_later_scheme;    /* by the scheme after a renumbering (version: then:) */
    bool is_undecided;        /* no version, for the pattern gave up on the tag */
    bool has_declared_prefix; /* the catalogue's: it stands for no prefix */
    bool is_from_feed;        /* set by feeds: a release feed's entry never floats */
    struct version_part
        numbers[VERSION_NUMBERS_MAX]; /* digits, leading zeros included */
    struct version_part prefix;       /* all before the numbers: "v", "controller-v" */
    struct version_part prerelease_text; /* "rc.2", "beta3", "5-gabc123f" */
    struct version_part build_word; /* "r", "k3s", "security"; empty: bare numbers */
    struct version_part build;      /* the whole build, its word included */
    struct version_part variant;    /* "alpine", "debian-12", architectures included */
    struct version_part variant_more; /* a second piece: bookworm-20240110-slim */
    struct version_part platform;     /* the word that names it, part of the variant */
};

/* The rules of a product, compiled. Owned by the arena they were made in. */
struct version_reader;

/* rules NULL: the reading for images without a product (semver, line minor). */
bool version_reader_new(const struct version_rules *rules, struct arena *arena,
                        const struct version_reader **ret_reader,
                        struct error *err) NODISCARD;

/*
 * Reads a tag, or a version as a feed writes it. Never fails, on any bytes: what is no
 * version has another kind and no numbers. text is borrowed. Longer than TAG_BYTES_MAX:
 * TAG_NOT_A_VERSION.
 */
struct version version_read(const struct version_reader *reader, const char *text);

/* The same of each text; quicker, as what stands behind numbers repeats in lists. */
void version_read_list(const struct version_reader *reader, const char *const *texts,
                       size_t count, struct version *ret_versions);

/* The bytes of a part. */
static inline struct slice version_part(const struct version *version,
                                        struct version_part part)
{
    return (struct slice){version->text + part.at, part.length};
}

/* The numbers alone, as displayed: "1.7.30", "18.04". Returns buffer. */
enum { VERSION_TEXT_BYTES = TAG_BYTES_MAX + 1 };
const char *version_number_text(const struct version *version,
                                char buffer[VERSION_TEXT_BYTES]);

/* Numbers with the prerelease, as displayed: "2.0.0-rc3". Returns buffer. */
const char *version_text(const struct version *version,
                         char buffer[VERSION_TEXT_BYTES]);

/*
 * The bytes of the version's own text that version_text would give: mostly the tag has
 * them in one piece. at is NULL where it has not.
 */
struct slice version_text_in_tag(const struct version *version);

/* The variant with its pieces joined: "alpine", "bookworm-slim", "". Returns buffer. */
const char *version_variant_text(const struct version *version,
                                 char buffer[VERSION_TEXT_BYTES]);

/* Not the release itself: a prerelease word, or commits after a release. */
static inline bool version_is_prerelease(const struct version *version)
{
    return version->prerelease != PRERELEASE_NONE;
}

/*
 * Order of the numbers alone. Missing ones stand before any number; where either has a
 * prerelease word they are zero. <0, 0, >0.
 */
int version_compare_numbers(const struct version *a, const struct version *b);

/* Of any two versions: what version_compare_release asks where a word does not tell. */
int version_compare_release_parts(const struct version *a, const struct version *b);

/* Numbers, then prerelease: equal for rebuilds of one release. */
static inline int version_compare_release(const struct version *a,
                                          const struct version *b)
{
    if (a->packed_numbers != b->packed_numbers && a->packed_numbers != 0 &&
        b->packed_numbers != 0)
        return a->packed_numbers < b->packed_numbers ? -1 : 1;
    return version_compare_release_parts(a, b);
}

/* Whether it is 0 for sure, without a look at the parts: what most twins are. */
static inline bool version_same_plain_release(const struct version *a,
                                              const struct version *b)
{
    return a->packed_numbers == b->packed_numbers && a->packed_numbers != 0 &&
           a->prerelease == PRERELEASE_NONE && b->prerelease == PRERELEASE_NONE;
}

/*
 * A hash for maps of this process: equal where version_compare_release is 0. The seed
 * is the map's, made by map_hash.
 */
uint64_t version_hash_release(const struct version *version, uint64_t seed);

/* Total order on one scheme and variant: numbers, prerelease, build. */
int version_compare(const struct version *a, const struct version *b);

/* Whether both stand on one line, or in one major, by the product's line rule. */
bool version_same_line(const struct version_reader *reader, const struct version *a,
                       const struct version *b);
bool version_same_major(const struct version_reader *reader, const struct version *a,
                        const struct version *b);

/* The name of its line: "1.7", "15", "" with line: none. Returns buffer. */
const char *version_line(const struct version_reader *reader,
                         const struct version *version,
                         char buffer[VERSION_TEXT_BYTES]);

/*
 * Whether a line that a feed or a policy names ("1.7", "15", "2025.1") is the line of
 * the version: all its numbers equal the first ones of the version.
 */
bool version_on_line(const struct version *version, const char *line);

/* How the variant of a candidate fits the running one. */
enum variant_fit {
    VARIANT_EQUAL,
    VARIANT_GROWN, /* a newer base of the same family: passes */
    VARIANT_OTHER,
};
enum variant_fit version_variant_fit(const struct version_reader *reader,
                                     const struct version *running,
                                     const struct version *candidate);

/*
 * Nothing before the numbers but what counts as nothing: the "v" of v1.2, or what the
 * catalogue declares. Nearly all tags are like that, and each is asked several times.
 */
static inline bool version_prefix_is_plain(const struct version *version)
{
    if (version->has_declared_prefix || version->prefix.length == 0)
        return true;
    char first = version->text[version->prefix.at];
    return version->prefix.length == 1 && (first == 'v' || first == 'V');
}

/* Of any two versions: what version_same_prefix asks where one has more than that. */
bool version_same_counted_prefix(const struct version *a, const struct version *b);

/* Whether prefixes are the same ("v" and none are; "controller-" is not "release-"). */
static inline bool version_same_prefix(const struct version *a, const struct version *b)
{
    return (version_prefix_is_plain(a) && version_prefix_is_plain(b)) ||
           version_same_counted_prefix(a, b);
}

/* Whether builds can be ordered: one has none, or both have the same word. */
bool version_same_build_word(const struct version *a, const struct version *b);
