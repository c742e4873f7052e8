/* Preloaded into a program under test: it dies, or a call of it fails, at a given one.
 */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counted are the calls that change files (writing, syncing, cutting, naming, removing)
 * and, with TORTURE_MALLOC, those that ask for memory. From the environment:
 *   TORTURE_TIME=SECONDS   time() is that, since 1970, and stands still
 *   TORTURE_COUNT=FILE     the calls are counted, and the number is written at the end
 *   TORTURE_KILL=N         in the n-th call, half of it done, the program is killed
 *   TORTURE_FAIL=N ERRNO   the n-th call, and each after it, fails so
 *   TORTURE_MALLOC=N       the n-th piece of memory is not to be had; with "N+" none
 * after
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);

static struct {
    bool is_read;
    long time;
    const char *count_file;
    long kill_at;
    long fail_at;
    int fail_with;
    long starve_at;
    bool is_starved_for_good;
} told;

static long calls;
static long pieces;

/* The environment as it was when the program began; malloc comes before that. */
__attribute__((constructor)) static void read_environment(void)
{
    const char *time_told = getenv("TORTURE_TIME");
    const char *kill_at = getenv("TORTURE_KILL");
    const char *fail = getenv("TORTURE_FAIL");
    const char *starve = getenv("TORTURE_MALLOC");
    char more = '\0';
    told.count_file = getenv("TORTURE_COUNT");
    if (time_told != NULL)
        sscanf(time_told, "%ld", &told.time);
    if (kill_at != NULL)
        sscanf(kill_at, "%ld", &told.kill_at);
    if (fail != NULL)
        sscanf(fail, "%ld %d", &told.fail_at, &told.fail_with);
    if (starve != NULL)
        sscanf(starve, "%ld%c", &told.starve_at, &more);
    told.is_starved_for_good = more == '+';
    told.is_read = true;
}

__attribute__((destructor)) static void write_count(void)
{
    if (told.count_file == NULL)
        return;
    FILE *file = fopen(told.count_file, "w");
    if (file == NULL)
        return;
    fprintf(file, "%ld %ld\n", calls, pieces);
    fclose(file);
}

static bool is_file(int descriptor)
{
    struct stat facts;
    return fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* Counts a call: whether it is the one to die in, or one that fails. */
static bool counts(bool *ret_is_last)
{
    calls++;
    *ret_is_last = told.kill_at != 0 && calls == told.kill_at;
    if (told.fail_at == 0 || calls < told.fail_at)
        return true;
    errno = told.fail_with;
    return false;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

#define REAL(type, name)                                                               \
    static type *real;                                                                 \
    if (real == NULL)                                                                  \
    *(void **)&real = dlsym(RTLD_NEXT, name)

time_t time(time_t *ret)
{
    struct timespec now = {.tv_sec = told.time};
    if (told.time == 0)
        clock_gettime(CLOCK_REALTIME, &now);
    if (ret != NULL)
        *ret = now.tv_sec;
    return now.tv_sec;
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    typedef ssize_t write_function(int, const void *, size_t);
    REAL(write_function, "write");
    bool is_last = false;
    if (is_file(descriptor) && !counts(&is_last))
        return -1;
    if (!is_last)
        return real(descriptor, bytes, count);
    if (real(descriptor, bytes, count / 2) >= 0)
        die();
    return -1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at)
{
    typedef ssize_t pwrite_function(int, const void *, size_t, off64_t);
    REAL(pwrite_function, "pwrite64");
    bool is_last = false;
    if (!counts(&is_last))
        return -1;
    if (!is_last)
        return real(descriptor, bytes, count, at);
    if (real(descriptor, bytes, count / 2, at) >= 0)
        die();
    return -1;
}

/* A call that is done whole or not at all. */
#define WHOLE(name, parameters, arguments)                                             \
    int name parameters                                                                \
    {                                                                                  \
        typedef int function parameters;                                               \
        REAL(function, #name);                                                         \
        bool is_last = false;                                                          \
        if (!counts(&is_last))                                                         \
            return -1;                                                                 \
        if (is_last)                                                                   \
            die();                                                                     \
        return real arguments;                                                         \
    }

WHOLE(fsync, (int descriptor), (descriptor))
WHOLE(fdatasync, (int descriptor), (descriptor))
WHOLE(ftruncate64, (int descriptor, off64_t bytes), (descriptor, bytes))
WHOLE(rename, (const char *from, const char *to), (from, to))
WHOLE(unlink, (const char *path), (path))
WHOLE(mkostemp, (char *path, int flags), (path, flags))

/* Whether there is memory for another piece. */
static bool feeds(void)
{
    if (!told.is_read)
        return true;
    pieces++;
    return told.starve_at == 0 || (told.is_starved_for_good ? pieces < told.starve_at
                                                            : pieces != told.starve_at);
}

void *malloc(size_t bytes)
{
    return feeds() ? __libc_malloc(bytes) : NULL;
}

void *calloc(size_t count, size_t bytes)
{
    return feeds() ? __libc_calloc(count, bytes) : NULL;
}

void *realloc(void *old, size_t bytes)
{
    return feeds() ? __libc_realloc(old, bytes) : NULL;
}
