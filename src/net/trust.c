/* Bundles of certificate authorities. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/trust.h"

#include "base/arena.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/list.h"
#include "net/fetch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

/*
 * libcurl shares what it parsed of one CAINFO file between connections, which it cannot
 * with callbacks or CAPATH: hence files. Those made here are unnamed files in memory,
 * so nothing is left behind however the program ends.
 */
enum { BUNDLE_BYTES_MAX = 16 * 1024 * 1024, CERT_FILES_MAX = 2000 };

struct bundle {
    const char *ca_file;
    const char *ca_pem;
    bool is_alone;
    int descriptor;
    const char *path;
};
LIST(bundle_list, struct bundle);

struct trust {
    struct arena *arena;
    const char *roots;  /* file of the roots; NULL: folder */
    const char *folder; /* SSL_CERT_DIR; NULL with roots, or when there are none */
    const char *ca_file;
    struct bundle_list bundles;
};

/* Where distributions keep their bundle, after libcurl's own idea of it. */
static const char *const system_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
};

static const char *find_system_bundle(struct arena *arena)
{
    CURL *easy = curl_easy_init();
    char *built_in = NULL;
    const char *found = NULL;
    if (easy != NULL &&
        curl_easy_getinfo(easy, CURLINFO_CAINFO, &built_in) == CURLE_OK &&
        built_in != NULL && access(built_in, R_OK) == 0)
        found = arena_copy(arena, built_in);
    curl_easy_cleanup(easy);
    for (size_t i = 0; found == NULL && i < COUNT_OF(system_bundles); i++)
        if (access(system_bundles[i], R_OK) == 0)
            found = system_bundles[i];
    return found;
}

static void add_file(struct text *bundle, const char *path, bool *is_ok,
                     struct error *err)
{
    if (!*is_ok)
        return;
    *is_ok = file_read(path, bundle, err);
    text_add_char(bundle, '\n');
}

/* The same for a file that somebody named: one without a certificate is a mistake. */
static void add_named(struct text *bundle, const char *path, bool *is_ok,
                      struct error *err)
{
    size_t before = bundle->length;
    add_file(bundle, path, is_ok, err);
    if (*is_ok && strstr(bundle->bytes + before, "-----BEGIN ") == NULL)
        *is_ok =
            error_set(err, ERROR_USAGE, "%s holds no certificate in PEM form", path);
}

/*
 * All files of the folder that hold certificates, each once although c_rehash links
 * every file by its hash.
 */
static bool add_folder(struct text *bundle, const char *folder, struct error *err)
{
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return error_set(err, ERROR_USAGE, "SSL_CERT_DIR: opening %s: %s", folder,
                         strerror(errno));
    bool is_ok = true;
    ino_t seen[CERT_FILES_MAX];
    size_t count = 0;
    struct dirent *entry = readdir(entries);
    for (; is_ok && entry != NULL && count < CERT_FILES_MAX; entry = readdir(entries)) {
        AUTO_TEXT path = {0};
        struct stat facts;
        text_init(&path, 4096);
        text_addf(&path, "%s/%s", folder, entry->d_name);
        bool is_known = stat(path.bytes, &facts) != 0 || !S_ISREG(facts.st_mode);
        for (size_t i = 0; i < count && !is_known; i++)
            is_known = seen[i] == facts.st_ino;
        if (is_known)
            continue;
        seen[count++] = facts.st_ino;
        add_file(bundle, path.bytes, &is_ok, err);
    }
    closedir(entries);
    return is_ok;
}

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

static bool gather(const struct trust *trust, const struct bundle *bundle,
                   struct text *content, struct error *err)
{
    bool is_ok = true;
    if (!bundle->is_alone) {
        if (trust->folder != NULL)
            is_ok = add_folder(content, trust->folder, err);
        if (trust->roots != NULL)
            add_file(content, trust->roots, &is_ok, err);
        if (trust->ca_file != NULL)
            add_named(content, trust->ca_file, &is_ok, err);
    }
    if (bundle->ca_file != NULL)
        add_named(content, bundle->ca_file, &is_ok, err);
    if (bundle->ca_pem != NULL)
        text_add(content, bundle->ca_pem);
    if (is_ok && text_overflowed(content))
        return error_set(err, ERROR_FORMAT,
                         "the certificate authorities take more than %zu bytes",
                         content->max);
    return is_ok;
}

static const char *bundle_of(struct trust *trust, struct bundle wanted,
                             struct error *err)
{
    for (size_t i = 0; i < trust->bundles.count; i++) {
        const struct bundle *bundle = &trust->bundles.items[i];
        if (text_same(bundle->ca_file, wanted.ca_file) &&
            text_same(bundle->ca_pem, wanted.ca_pem) &&
            bundle->is_alone == wanted.is_alone)
            return bundle->path;
    }
    AUTO_TEXT content = {0};
    text_init(&content, BUNDLE_BYTES_MAX);
    if (!gather(trust, &wanted, &content, err))
        return NULL;
    wanted.descriptor = make_file(&content);
    if (wanted.descriptor < 0) {
        error_set(err, ERROR_OUTSIDE, "keeping the certificate authorities: %s",
                  strerror(errno));
        return NULL;
    }
    wanted.ca_file = arena_copy(trust->arena, wanted.ca_file);
    wanted.ca_pem = arena_copy(trust->arena, wanted.ca_pem);
    wanted.path = arena_format(trust->arena, "/proc/self/fd/%d", wanted.descriptor);
    *LIST_ADD(trust->arena, &trust->bundles) = wanted;
    return wanted.path;
}

const char *trust_bundle(struct trust *trust, const struct fetch_tls *tls,
                         struct error *err)
{
    struct bundle wanted = {0};
    if (tls != NULL && (tls->ca_file != NULL || tls->ca_pem != NULL))
        wanted = (struct bundle){
            .ca_file = tls->ca_file, .ca_pem = tls->ca_pem, .is_alone = tls->ca_alone};
    bool is_plain = wanted.ca_file == NULL && wanted.ca_pem == NULL;
    if (is_plain && trust->roots != NULL && trust->folder == NULL &&
        trust->ca_file == NULL)
        return trust->roots;
    return bundle_of(trust, wanted, err);
}

/* Reads what was named once, so that a wrong name is told before any network use. */
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
                                                          : find_system_bundle(arena);
    if (named != NULL && access(named, R_OK) != 0)
        error_set(err, ERROR_USAGE, "%s: opening %s: %s", variable, named,
                  strerror(errno));
    else if (ca_file != NULL && access(ca_file, R_OK) != 0)
        error_set(err, ERROR_USAGE, "--ca: opening %s: %s", ca_file, strerror(errno));
    else if (trust_bundle(trust, NULL, err) != NULL)
        return trust;
    trust_free(trust);
    return NULL;
}

void trust_free(struct trust *trust)
{
    if (trust == NULL)
        return;
    for (size_t i = 0; i < trust->bundles.count; i++)
        close(trust->bundles.items[i].descriptor);
    arena_free(trust->arena);
}
