/* Files read whole within a limit, and files replaced atomically. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include "base/interrupt.h"
#include "base/leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_clear(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
    *file = NULL;
}

void heap_clear(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;
    free(*pointer);
    *pointer = NULL;
}

void descriptor_clear(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static bool read_all(int descriptor, const char *name, struct text *ret_content,
                     struct error *err)
{
    char chunk[16 * 1024];
    for (;;) {
        ssize_t count = read(descriptor, chunk, sizeof chunk);
        if (interrupted(err))
            return error_within(err, "reading %s", name);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set(err, ERROR_OUTSIDE, "reading %s: %s", name,
                             strerror(errno));
        if (count == 0)
            return true;
        text_add_bytes(ret_content, chunk, (size_t)count);
        if (text_overflowed(ret_content))
            return error_set(err, ERROR_FORMAT, "%s is larger than %zu bytes", name,
                             ret_content->max);
    }
}

bool file_read(const char *path, struct text *ret_content, struct error *err)
{
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", ret_content, err);
    AUTO_DESCRIPTOR descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set(err, ERROR_OUTSIDE, "opening %s: %s", path, strerror(errno));
    return read_all(descriptor, path, ret_content, err);
}

bool file_is_readable(const char *path, struct error *err)
{
    return access(path, R_OK) == 0 ||
           error_set(err, ERROR_USAGE, "opening %s: %s", path, strerror(errno));
}

bool file_is_replaceable(const char *path, struct error *err)
{
    struct stat facts;
    AUTO_TEXT folder;
    text_init(&folder, 4096);
    const char *name = strrchr(path, '/');
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode))
        return true; /* a pipe or a device: opened when it is written */
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
        errno = EISDIR;
    else {
        text_add_bytes(&folder, path, name == NULL ? 0 : (size_t)(name - path));
        text_add(&folder, name == NULL ? "." : "/");
        if (access(folder.bytes, W_OK | X_OK) == 0)
            return true;
    }
    return error_set(err, ERROR_USAGE, "writing %s: %s", path, strerror(errno));
}

static bool write_all(int descriptor, const char *content, size_t bytes)
{
    while (bytes != 0) {
        ssize_t count = write(descriptor, content, bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        content += count;
        bytes -= (size_t)count;
    }
    return true;
}

/* mkstemp makes files for their owner alone; a report is for whoever the umask lets. */
static bool open_to_others(int descriptor)
{
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(descriptor, 0666 & ~mask) == 0;
}

static bool is_special(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && !S_ISREG(facts.st_mode);
}

/* Pipes and devices (/dev/stdout, /dev/full) cannot be renamed over. */
static bool write_in_place(const char *path, const char *content, size_t bytes,
                           struct error *err)
{
    AUTO_DESCRIPTOR descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0 || !write_all(descriptor, content, bytes))
        return error_set(err, ERROR_OUTSIDE, "writing %s: %s", path, strerror(errno));
    return true;
}

bool file_replace(const char *path, const char *content, size_t bytes,
                  struct error *err)
{
    if (is_special(path))
        return write_in_place(path, content, bytes, err);
    AUTO_TEXT temporary;
    text_init(&temporary, 4096);
    text_addf(&temporary, "%s" LEFTOVER_MARK "XXXXXX", path);
    if (text_overflowed(&temporary))
        return error_set(err, ERROR_OUTSIDE, "writing %s: the path is too long", path);
    interrupt_guard(temporary.bytes);
    AUTO_DESCRIPTOR descriptor = mkostemp(temporary.bytes, O_CLOEXEC);
    bool is_written = descriptor >= 0 && write_all(descriptor, content, bytes) &&
                      open_to_others(descriptor) && fsync(descriptor) == 0 &&
                      !interrupted(err) && rename(temporary.bytes, path) == 0;
    int cause = errno;
    struct stat facts;
    if (!is_written && descriptor >= 0)
        unlink(temporary.bytes);
    else if (is_written && fstat(descriptor, &facts) == 0)
        leftover_remove(path, facts.st_mtime);
    interrupt_guard(NULL);
    return is_written ||
           error_set(err, ERROR_OUTSIDE, "writing %s: %s", path, strerror(cause));
}

bool folder_make(const char *path, struct error *err)
{
    AUTO_TEXT part;
    text_init(&part, 4096);
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '/' && part.length != 0 && mkdir(part.bytes, 0700) != 0 &&
            errno != EEXIST)
            return error_set(err, ERROR_OUTSIDE, "making the folder %s: %s", part.bytes,
                             strerror(errno));
        text_add_char(&part, *at);
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return error_set(err, ERROR_OUTSIDE, "making the folder %s: %s", path,
                         strerror(errno));
    return true;
}
