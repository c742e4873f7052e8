/* Reading files in chunks into the collection, folders in the order of their names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/files.h"

#include "base/file.h"
#include "inventory/manifests.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 * 1024, FOLDER_DEPTH_MAX = 16, FOLDER_FILES_MAX = 100000 };

struct reading {
    struct collection *collection;
    size_t cluster;
    struct out *out;
    bool in_folder;
    size_t files; /* read in a folder so far */
};

/* One file of a reading. */
struct file {
    const struct reading *reading;
    const char *name;
    struct manifests *manifests;
    size_t objects;
    size_t objects_before; /* the document being read */
    bool has_list;         /* even an empty one */
};

static bool take_record(const struct pod_record *record, void *context,
                        struct error *err)
{
    struct file *file = context;
    const struct reading *reading = file->reading;
    if (record->kind == NULL && record->containers.count == 0)
        return reading->in_folder ||
               error_set(err, ERROR_FORMAT, "not a Kubernetes object: no 'kind' in it");
    file->objects++;
    collection_add(reading->collection, reading->cluster, record);
    collection_add_owner(reading->collection, reading->cluster, record->kind, record);
    return true;
}

/* Part of a list, or an error answer that was saved, is no whole inventory. */
static bool check_end(const struct pod_list_end *end, void *context, struct error *err)
{
    struct file *file = context;
    bool has_objects = file->objects != file->objects_before;
    file->objects_before = file->objects;
    file->has_list |= end->has_items;
    /* kubectl writes the kind behind the items: YAML has no other mark of its end. */
    if (end->has_items && end->kind == NULL && has_objects &&
        manifests_are_yaml(file->manifests))
        return error_set(err, ERROR_FORMAT, "a list without 'kind': was it cut off?");
    if (end->continue_token != NULL)
        return error_set(err, ERROR_FORMAT,
                         "only one page of a list (metadata.continue is set): save all "
                         "of it with kubectl get pods -A -o json");
    if (end->kind != NULL && strcmp(end->kind, "Status") == 0 && !end->has_items)
        return error_set(err, ERROR_FORMAT,
                         "an answer of the API server, not a list: %s",
                         end->message == NULL ? "Status" : end->message);
    return true;
}

static bool read_chunks(int descriptor, struct manifests *manifests, const char *name,
                        struct error *err)
{
    AUTO_HEAP char *chunk = malloc(CHUNK_BYTES);
    if (chunk == NULL)
        arena_out_of_memory();
    for (;;) {
        ssize_t count = read(descriptor, chunk, CHUNK_BYTES);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set(err, ERROR_OUTSIDE, "reading %s: %s", name,
                             strerror(errno));
        if (count == 0)
            return true;
        if (!manifests_feed(manifests, chunk, (size_t)count, err))
            return false;
    }
}

static bool read_open_file(const struct reading *reading, int descriptor,
                           const char *name, struct error *err)
{
    struct file file = {.reading = reading, .name = name};
    file.manifests = manifests_new(name, take_record, check_end, &file);
    bool done = read_chunks(descriptor, file.manifests, name, err) &&
                manifests_finish(file.manifests, err);
    manifests_free(file.manifests);
    out_detail(reading->out, "%s: %zu objects", name, file.objects);
    if (done && file.objects == 0 && !file.has_list && !reading->in_folder)
        return error_set(err, ERROR_FORMAT, "%s: no Kubernetes objects in it", name);
    return done;
}

static bool read_folder(struct reading *reading, const char *path, unsigned depth,
                        struct error *err);

static bool is_manifest_name(const char *name)
{
    struct slice slice = slice_of(name);
    return slice_ends_with(slice, ".yaml") || slice_ends_with(slice, ".yml") ||
           slice_ends_with(slice, ".json");
}

/* depth 0 is the path that was named. */
static bool read_path(struct reading *reading, const char *path, unsigned depth,
                      struct error *err)
{
    AUTO_DESCRIPTOR descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        return error_set(err, depth == 0 ? ERROR_USAGE : ERROR_OUTSIDE,
                         "opening %s: %s", path, strerror(errno));
    if (S_ISDIR(status.st_mode)) {
        reading->in_folder = true;
        return read_folder(reading, path, depth, err);
    }
    if (depth != 0 && (!S_ISREG(status.st_mode) || !is_manifest_name(path)))
        return true;
    if (++reading->files > FOLDER_FILES_MAX)
        return error_set(err, ERROR_OUTSIDE, "more than %d files", FOLDER_FILES_MAX);
    return read_open_file(reading, descriptor, path, err);
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_folder(struct reading *reading, const char *path, unsigned depth,
                        struct error *err)
{
    if (depth >= FOLDER_DEPTH_MAX)
        return error_set(err, ERROR_OUTSIDE, "%s: folders nested deeper than %d", path,
                         FOLDER_DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(path, &entries, not_hidden, by_name);
    if (count < 0)
        return error_set(err, ERROR_OUTSIDE, "reading folder %s: %s", path,
                         strerror(errno));
    bool done = true;
    for (int i = 0; i < count; i++) {
        AUTO_TEXT child;
        text_init(&child, 16 * 1024);
        text_addf(&child, "%s/%s", path, entries[i]->d_name);
        done = done && read_path(reading, child.bytes, depth + 1, err);
        free(entries[i]);
    }
    free(entries);
    return done;
}

bool files_read(struct collection *collection, const char *path, struct out *out,
                struct error *err)
{
    bool is_input = strcmp(path, "-") == 0;
    const char *name = is_input ? "standard input" : path;
    struct reading reading = {.collection = collection, .out = out};
    reading.cluster = collection_add_cluster(collection, name, CLUSTER_FILE);
    bool done = is_input ? read_open_file(&reading, STDIN_FILENO, name, err)
                         : read_path(&reading, path, 0, err);
    collection_keep(collection, reading.cluster);
    if (done && reading.in_folder &&
        collection_objects(collection, reading.cluster) == 0)
        return error_set(
            err, ERROR_OUTSIDE,
            "%s: no Kubernetes objects in its *.yaml, *.yml and *.json files", path);
    return done;
}
