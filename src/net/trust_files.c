/* Finds and reads the files of certificate authorities. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/trust_files.h"

#include "base/file.h"
#include "base/list.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

enum { CERT_FILES_MAX = 2000 };

/* Where distributions keep their bundle, after libcurl's own idea of it. */
static const char *const system_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
};

const char *trust_find_roots(struct arena *arena)
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

void trust_add_file(struct text *pem, const char *path, bool *is_ok, struct error *err)
{
    if (!*is_ok)
        return;
    *is_ok = file_read(path, pem, err);
    text_add_char(pem, '\n');
}

void trust_add_named(struct text *pem, const char *path, bool *is_ok, struct error *err)
{
    size_t before = pem->length;
    trust_add_file(pem, path, is_ok, err);
    if (*is_ok && strstr(pem->bytes + before, "-----BEGIN ") == NULL)
        *is_ok =
            error_set(err, ERROR_USAGE, "%s holds no certificate in PEM form", path);
}

/* c_rehash links every file by its hash. */
bool trust_add_folder(struct text *pem, const char *folder, struct error *err)
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
        trust_add_file(pem, path.bytes, &is_ok, err);
    }
    closedir(entries);
    return is_ok;
}
