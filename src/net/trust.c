/* The certificate authorities that a peer is verified by. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/trust.h"

#include "base/arena.h"
#include "base/environment.h"
#include "base/list.h"
#include "net/certificates.h"
#include "net/fetch.h"
#include "net/trust_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ssl.h>

/*
 * libcurl keeps what it parsed of the last CAINFO file alone: where some registries
 * have an authority of their own it would parse all roots again and again, 20 ms each
 * time. So contexts get stores of ours, and libcurl is given no more than a file of the
 * authorities that make a set special, which it compares. Those files are unnamed and
 * in memory, so nothing is left behind however the program ends.
 */
enum { PEM_BYTES_MAX = 16 * 1024 * 1024 };

struct authorities {
    struct trust *trust;
    const char *ca_file;
    const char *ca_pem;
    bool is_alone;
    struct certificates *own; /* NULL: none */
    X509_STORE *store;        /* NULL: not used yet */
    int descriptor;           /* of the file; -1: none */
    const char *file;
    struct authorities *next;
};

struct trust {
    struct arena *arena;
    const char *roots;  /* file of the roots; NULL: folder */
    const char *folder; /* SSL_CERT_DIR; NULL with roots, or when there are none */
    const char *ca_file;
    struct certificates *common; /* the roots and ca_file; NULL: not read yet */
    struct authorities *first;
};

/* The text as an unnamed file that only we can read; -1 on failure. */
static int make_file(const struct text *content)
{
    int descriptor = memfd_create("certificates", MFD_CLOEXEC);
    size_t written = 0;
    while (descriptor >= 0 && written < content->length) {
        ssize_t count =
            write(descriptor, content->bytes + written, content->length - written);
        if (count < 0) {
            close(descriptor);
            return -1;
        }
        written += (size_t)count;
    }
    if (descriptor >= 0)
        fchmod(descriptor, 0600);
    return descriptor;
}

static bool gather_common(const struct trust *trust, struct text *pem,
                          struct error *err)
{
    bool is_ok = true;
    if (trust->folder != NULL)
        is_ok = trust_add_folder(pem, trust->folder, err);
    if (trust->roots != NULL)
        trust_add_file(pem, trust->roots, &is_ok, err);
    if (trust->ca_file != NULL)
        trust_add_named(pem, trust->ca_file, &is_ok, err);
    return is_ok;
}

static struct certificates *parse(const struct text *pem, const char *what,
                                  struct error *err)
{
    if (!text_overflowed(pem))
        return certificates_read(pem, what, err);
    error_set(err, ERROR_FORMAT, "the certificate authorities take more than %zu bytes",
              pem->max);
    return NULL;
}

/* Roots are parsed when the first peer is to be verified: an offline run has none. */
static bool read_common(struct trust *trust, struct error *err)
{
    AUTO_TEXT pem = {0};
    text_init(&pem, PEM_BYTES_MAX);
    if (trust->common != NULL)
        return true;
    if (!gather_common(trust, &pem, err))
        return false;
    const char *what = trust->ca_file != NULL ? trust->ca_file
                       : trust->roots != NULL ? trust->roots
                                              : "SSL_CERT_DIR";
    trust->common = parse(&pem, what, err);
    return trust->common != NULL;
}

static bool read_own(struct authorities *authorities, struct error *err)
{
    AUTO_TEXT pem = {0};
    bool is_ok = true;
    text_init(&pem, PEM_BYTES_MAX);
    if (authorities->ca_file != NULL)
        trust_add_named(&pem, authorities->ca_file, &is_ok, err);
    if (authorities->ca_pem != NULL)
        text_add(&pem, authorities->ca_pem);
    if (!is_ok || pem.length == 0)
        return is_ok;
    const char *what =
        authorities->ca_file != NULL ? authorities->ca_file : "the CA data";
    authorities->own = parse(&pem, what, err);
    if (authorities->own == NULL)
        return false;
    authorities->descriptor = make_file(&pem);
    if (authorities->descriptor < 0)
        return error_set(err, ERROR_OUTSIDE, "keeping the certificate authorities: %s",
                         strerror(errno));
    authorities->file = arena_format(authorities->trust->arena, "/proc/self/fd/%d",
                                     authorities->descriptor);
    return true;
}

static void clear(struct authorities *authorities)
{
    X509_STORE_free(authorities->store);
    certificates_free(authorities->own);
    if (authorities->descriptor >= 0)
        close(authorities->descriptor);
}

static struct authorities *add(struct trust *trust, const struct authorities *wanted,
                               struct error *err)
{
    struct authorities *added = arena_alloc(trust->arena, sizeof *added);
    *added = (struct authorities){.trust = trust,
                                  .ca_file = arena_copy(trust->arena, wanted->ca_file),
                                  .ca_pem = arena_copy(trust->arena, wanted->ca_pem),
                                  .is_alone = wanted->is_alone,
                                  .descriptor = -1,
                                  .next = trust->first};
    if (!read_own(added, err)) {
        clear(added);
        return NULL;
    }
    trust->first = added;
    return added;
}

struct authorities *trust_authorities(struct trust *trust, const struct fetch_tls *tls,
                                      struct error *err)
{
    struct authorities wanted = {0};
    if (tls != NULL && (tls->ca_file != NULL || tls->ca_pem != NULL))
        wanted = (struct authorities){
            .ca_file = tls->ca_file, .ca_pem = tls->ca_pem, .is_alone = tls->ca_alone};
    for (struct authorities *known = trust->first; known != NULL; known = known->next)
        if (text_same(known->ca_file, wanted.ca_file) &&
            text_same(known->ca_pem, wanted.ca_pem) &&
            known->is_alone == wanted.is_alone)
            return known;
    return add(trust, &wanted, err);
}

const char *authorities_file(const struct authorities *authorities)
{
    return authorities->file;
}

/* As libcurl makes them: an authority in the middle of a chain is trusted too. */
static X509_STORE *store_of(struct authorities *authorities, struct error *err)
{
    struct trust *trust = authorities->trust;
    if (authorities->store != NULL)
        return authorities->store;
    if (!authorities->is_alone && !read_common(trust, err))
        return NULL;
    X509_STORE *store = X509_STORE_new();
    if (store == NULL)
        arena_out_of_memory();
    if ((authorities->is_alone || certificates_add(trust->common, store)) &&
        (authorities->own == NULL || certificates_add(authorities->own, store)) &&
        X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST |
                                        X509_V_FLAG_PARTIAL_CHAIN) == 1) {
        authorities->store = store;
        return store;
    }
    X509_STORE_free(store);
    error_set(err, ERROR_OUTSIDE, "OpenSSL does not take the certificate authorities");
    return NULL;
}

bool authorities_use(struct authorities *authorities, void *tls_context,
                     struct error *err)
{
    X509_STORE *store = store_of(authorities, err);
    if (store == NULL)
        return false;
    SSL_CTX_set1_cert_store(tls_context, store);
    return true;
}

/* What was named is read at once, so that a mistake is told before any network use. */
struct trust *trust_new(const char *ca_file, struct error *err)
{
    struct arena *arena = arena_new();
    struct trust *trust = arena_alloc(arena, sizeof *trust);
    *trust = (struct trust){.arena = arena, .ca_file = arena_copy(arena, ca_file)};
    const char *named = environment_value("CURL_CA_BUNDLE");
    const char *variable = "CURL_CA_BUNDLE";
    if (named == NULL) {
        named = environment_value("SSL_CERT_FILE");
        variable = "SSL_CERT_FILE";
        trust->folder = arena_copy(arena, environment_value("SSL_CERT_DIR"));
    }
    trust->roots = named != NULL || trust->folder != NULL ? arena_copy(arena, named)
                                                          : trust_find_roots(arena);
    bool is_added = trust->folder != NULL || ca_file != NULL;
    if (named != NULL && access(named, R_OK) != 0)
        error_set(err, ERROR_USAGE, "%s: opening %s: %s", variable, named,
                  strerror(errno));
    else if (ca_file != NULL && access(ca_file, R_OK) != 0)
        error_set(err, ERROR_USAGE, "--ca: opening %s: %s", ca_file, strerror(errno));
    else if (!is_added || read_common(trust, err))
        return trust;
    trust_free(trust);
    return NULL;
}

void trust_free(struct trust *trust)
{
    if (trust == NULL)
        return;
    for (struct authorities *at = trust->first; at != NULL; at = at->next)
        clear(at);
    certificates_free(trust->common);
    arena_free(trust->arena);
}
