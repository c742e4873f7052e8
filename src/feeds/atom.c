/* Atom and RSS: the newest releases of whoever has nothing better. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_day.h"
#include "base/xml.h"
#include "feeds/atom_version.h"
#include "feeds/reading.h"
#include "net/url.h"

#include <string.h>

#define ATOM   "http://www.w3.org/2005/Atom "
#define RSS_1  "http://purl.org/rss/1.0/ "
#define RDF    "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
#define DUBLIN "http://purl.org/dc/elements/1.1/ "
#define BASE   "http://www.w3.org/XML/1998/namespace base"

enum { BODY_BYTES_MAX = 8 * 1024 * 1024, ENTRIES_MAX = 5000, FIELD_BYTES_MAX = 4096 };

enum field {
    FIELD_ID,
    FIELD_TITLE,
    FIELD_LINK,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_COUNT,
    FIELD_NONE = FIELD_COUNT
};

/* A feed on its way, and the entry in it. */
struct atom {
    struct arena *arena;
    struct answer *answer;
    const struct version_reader *reader;
    unsigned depth;
    unsigned entry_depth; /* 0: outside any entry */
    size_t entries;
    enum field field; /* whose text is gathered */
    unsigned field_depth;
    struct text text;
    const char *fields[FIELD_COUNT];
    const char *base;       /* of links: the feed's URL, or what its root says */
    const char *entry_base; /* what the entry says */
};

static enum field field_of(const char *name)
{
    static const struct {
        const char *name;
        enum field field;
    } names[] = {
        {ATOM "id", FIELD_ID},
        {ATOM "title", FIELD_TITLE},
        {ATOM "published", FIELD_PUBLISHED},
        {ATOM "updated", FIELD_UPDATED},
        {"guid", FIELD_ID},
        {"title", FIELD_TITLE},
        {"link", FIELD_LINK},
        {"pubDate", FIELD_PUBLISHED},
        {DUBLIN "date", FIELD_PUBLISHED},
        {RSS_1 "title", FIELD_TITLE},
        {RSS_1 "link", FIELD_LINK},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].field;
    return FIELD_NONE;
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static const char *attribute_of(const char *const *attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

/* Atom's links are attributes; the one without rel is that of the entry's page. */
static void take_link(struct atom *atom, const char *const *attributes)
{
    const char *rel = attribute_of(attributes, "rel");
    const char *target = attribute_of(attributes, "href");
    if (atom->fields[FIELD_LINK] == NULL && target != NULL &&
        strlen(target) < FIELD_BYTES_MAX &&
        (rel == NULL || strcmp(rel, "alternate") == 0))
        atom->fields[FIELD_LINK] = arena_copy(atom->arena, target);
}

/* A link as it is meant; what is none of the web stays as it is written. */
static const char *resolve(struct arena *arena, const char *base, const char *link)
{
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    bool is_whole = slice_starts_with(slice_of(link), "https://") ||
                    slice_starts_with(slice_of(link), "http://");
    return !is_whole && base != NULL && url_resolve(base, slice_of(link), &url)
               ? arena_copy(arena, url.bytes)
               : link;
}

/* An element may say what links in it are relative to. */
static const char *base_within(const struct atom *atom, const char *base,
                               const char *const *attributes)
{
    const char *own = attribute_of(attributes, BASE);
    return own != NULL ? resolve(atom->arena, base, arena_copy(atom->arena, own))
                       : base;
}

static bool on_begin(void *context, const char *name, const char *const *attributes,
                     struct error *err)
{
    static const char *const roots[] = {ATOM "feed", "rss", RDF "RDF", NULL};
    static const char *const entries[] = {ATOM "entry", "item", RSS_1 "item", NULL};
    struct atom *atom = context;
    if (++atom->depth == 1 && !is_one_of(name, roots))
        return error_set(err, ERROR_FORMAT, "<%.40s> begins neither Atom nor RSS",
                         name);
    if (atom->depth == 1)
        atom->base = base_within(atom, atom->base, attributes);
    if (atom->entry_depth == 0 && is_one_of(name, entries)) {
        atom->entry_depth = atom->depth;
        atom->entry_base = base_within(atom, atom->base, attributes);
        memset(atom->fields, 0, sizeof atom->fields);
    } else if (atom->entry_depth != 0 && atom->depth == atom->entry_depth + 1) {
        if (strcmp(name, ATOM "link") == 0)
            take_link(atom, attributes);
        atom->field = field_of(name);
        atom->field_depth = atom->depth;
        text_reset(&atom->text);
    }
    return true;
}

static void on_text(void *context, struct slice text)
{
    struct atom *atom = context;
    if (atom->field != FIELD_NONE)
        text_add_slice(&atom->text, text);
}

/*
 * A day that cannot be read is none. An update may be a later edit: its day is worth
 * less than that of publication.
 */
static void set_day(const struct atom *atom, struct feed_release *release)
{
    static const struct {
        enum field field;
        enum date_kind kind;
    } days[] = {{FIELD_PUBLISHED, DATE_PUBLISHED}, {FIELD_UPDATED, DATE_PUSHED}};
    for (size_t i = 0; i < COUNT_OF(days) && release->day == DAY_NONE; i++) {
        const char *text = atom->fields[days[i].field];
        release->date_kind = days[i].kind;
        if (text != NULL && !day_parse_time(slice_of(text), &release->day) &&
            !day_parse_mail(slice_of(text), &release->day))
            release->day = DAY_NONE;
    }
}

static void end_entry(struct atom *atom)
{
    struct atom_entry entry = {.id = atom->fields[FIELD_ID],
                               .title = atom->fields[FIELD_TITLE],
                               .link = atom->fields[FIELD_LINK]};
    if (entry.link != NULL)
        entry.link = resolve(atom->arena, atom->entry_base, entry.link);
    else /* a guid of RSS is mostly a link itself */
        entry.link = entry.id;
    atom->entry_depth = 0;
    if (++atom->entries > ENTRIES_MAX)
        return;
    const char *version = atom_version(&entry, atom->reader, atom->arena);
    if (version == NULL)
        return;
    struct feed_release *release = feed_add_release(atom->arena, atom->answer);
    if (release == NULL)
        return;
    release->version = version;
    release->url = feed_web_link(entry.link, atom->arena);
    set_day(atom, release);
}

static void on_end(void *context, const char *name)
{
    struct atom *atom = context;
    (void)name;
    if (atom->field != FIELD_NONE && atom->depth == atom->field_depth) {
        struct slice text =
            slice_trim((struct slice){atom->text.bytes, atom->text.length});
        if (atom->fields[atom->field] == NULL && text.length != 0 &&
            !text_overflowed(&atom->text))
            atom->fields[atom->field] = arena_copy_slice(atom->arena, text);
        atom->field = FIELD_NONE;
    } else if (atom->entry_depth != 0 && atom->depth == atom->entry_depth) {
        end_entry(atom);
    }
    atom->depth--;
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (strchr(subject->argument, '@') != NULL ||
        strstr(subject->argument, "token=") != NULL)
        return error_set(err, ERROR_USAGE,
                         "the URL of a feed holds a user or a token: secrets belong "
                         "into STALEMARK_TOKEN_FILE");
    if (!feed_moved_url(slice_of(subject->argument), subject->endpoint, NULL, ret_url))
        return error_set(err, ERROR_USAGE, "'%s' is not the URL of a feed",
                         subject->argument);
    return true;
}

static bool read_entries(struct atom *atom, const struct feed_page *page,
                         struct error *err)
{
    static const struct xml_sink sink = {
        .begin = on_begin, .text = on_text, .end = on_end};
    text_init(&atom->text, FIELD_BYTES_MAX);
    bool read = xml_read(page->body, page->body_bytes, &sink, atom, err);
    text_clear(&atom->text);
    if (!read)
        return false;
    if (atom->answer->releases.count == 0)
        return error_set(err, ERROR_FORMAT, "none of its %zu entries names a version",
                         atom->entries);
    return true;
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    (void)ret_next;
    struct atom atom = {.arena = arena,
                        .answer = answer,
                        .reader = subject->reader,
                        .base = page->url,
                        .field = FIELD_NONE};
    if (page->body_bytes == 0)
        return error_set(err, ERROR_FORMAT, "the answer is empty");
    if (atom.reader == NULL && !version_reader_new(NULL, arena, &atom.reader, err))
        return false;
    if (!read_entries(&atom, page, err))
        return false;
    feed_set_part_by_nature(answer, "such a feed shows its newest entries only");
    return true;
}

const struct feed_driver atom_feed = {
    .name = "atom",
    .summary = "an Atom or RSS feed: the newest releases and their days",
    .covers = COVERS_RELEASES | COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/atom+xml, application/rss+xml, application/xml;q=0.9, "
              "text/xml;q=0.9, */*;q=0.5",
    .identity = FEED_IDENTITY_BEARER,
    .body_max_bytes = BODY_BYTES_MAX,
    .parse = parse,
};
