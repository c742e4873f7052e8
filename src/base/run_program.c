/* Running a program: spawn, read until it ends or its time is up, kill the rest. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/run_program.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TIMEOUT_MS_DEFAULT = 30000,
    LOOK_EVERY_MS = 20, /* whether it ended although somebody holds its output open */
    READS_AT_ONCE = 32, /* more than a pipe holds; ends although it writes on and on */
    PATH_BYTES_MAX = 4096,
};

/* One run under way. Descriptors are -1 when closed. */
struct run {
    const struct program *program;
    pid_t process;
    int input;
    int output[2]; /* ours to read, its to write */
    int problems[2];
    struct text *ret_output;
    int64_t deadline_ms;
    bool has_ended;
};

static void close_one(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static void run_clear(struct run *run)
{
    close_one(&run->input);
    close_one(&run->output[0]);
    close_one(&run->output[1]);
    close_one(&run->problems[0]);
    close_one(&run->problems[1]);
}

/*
 * Where the program is: its path, or the first of PATH's folders that has it. Relative
 * folders in PATH are passed over: nothing from the working folder runs by accident.
 */
static bool find_program(const char *name, char path[PATH_BYTES_MAX], struct error *err)
{
    const char *list = getenv("PATH");
    struct slice folders = slice_of(list != NULL ? list : "");
    if (strchr(name, '/') != NULL && strlen(name) < PATH_BYTES_MAX) {
        memcpy(path, name, strlen(name) + 1);
        return true;
    }
    while (folders.at != NULL) {
        struct slice folder = slice_cut(&folders, ':');
        if (!slice_starts_with(folder, "/") ||
            folder.length + strlen(name) + 2 > PATH_BYTES_MAX)
            continue;
        memcpy(path, folder.at, folder.length);
        path[folder.length] = '/';
        memcpy(path + folder.length + 1, name, strlen(name) + 1);
        if (access(path, X_OK) == 0)
            return true;
    }
    return error_set(err, ERROR_OUTSIDE, "%s: no such program in PATH", name);
}

/* Whether an addition gives the same variable as entry ("NAME=..."). */
static bool is_replaced(const char *entry, const char *const *additions)
{
    size_t name_bytes = strcspn(entry, "=") + 1;
    for (; additions != NULL && *additions != NULL; additions++)
        if (strncmp(*additions, entry, name_bytes) == 0)
            return true;
    return false;
}

/* Our environment with the additions; the strings stay where they are. */
static char **make_environment(const char *const *additions, struct arena *arena)
{
    size_t count = 0;
    size_t added = 0;
    while (environ[count] != NULL)
        count++;
    while (additions != NULL && additions[added] != NULL)
        added++;
    char **all = arena_alloc_many(arena, count + added + 1, sizeof *all);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_replaced(environ[i], additions))
            all[filled++] = environ[i];
    for (size_t i = 0; i < added; i++)
        all[filled++] = (char *)(uintptr_t)additions[i];
    return all;
}

/*
 * The input as an unnamed file in memory: the program reads as fast as it likes, and
 * one that does not read at all raises no SIGPIPE here.
 */
static bool open_input(struct run *run)
{
    run->input = memfd_create("input", MFD_CLOEXEC);
    size_t written = 0;
    while (run->input >= 0 && written < run->program->input_bytes) {
        ssize_t count = write(run->input, run->program->input + written,
                              run->program->input_bytes - written);
        if (count < 0)
            return false;
        written += (size_t)count;
    }
    return run->input >= 0 && lseek(run->input, 0, SEEK_SET) == 0;
}

static bool open_pipes(struct run *run, struct error *err)
{
    if (!open_input(run) || pipe2(run->output, O_CLOEXEC) != 0 ||
        pipe2(run->problems, O_CLOEXEC) != 0 ||
        fcntl(run->output[0], F_SETFL, O_NONBLOCK) != 0 ||
        fcntl(run->problems[0], F_SETFL, O_NONBLOCK) != 0)
        return error_set(err, ERROR_OUTSIDE, "opening its pipes: %s", strerror(errno));
    return true;
}

/* Returns 0 or an errno. posix_spawn never falls back to a shell. */
static int spawn(struct run *run, const char *path, char **environment)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    bool has_terminal = run->program->has_terminal;
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    posix_spawn_file_actions_adddup2(&files, run->output[1], STDOUT_FILENO);
    if (!has_terminal) {
        posix_spawn_file_actions_adddup2(&files, run->input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, run->problems[1], STDERR_FILENO);
        /* Only our own group may read from the terminal. */
        posix_spawnattr_setpgroup(&attributes, 0);
        flags |= POSIX_SPAWN_SETPGROUP;
    }
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, flags);
    char **arguments = (char **)(uintptr_t)run->program->arguments;
    int failure =
        posix_spawn(&run->process, path, &files, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

/* Reads what is there; closes the descriptor at the end of the stream. */
static void read_some(int *descriptor, struct text *text)
{
    char bytes[4096];
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t count = read(*descriptor, bytes, sizeof bytes);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (count <= 0) {
            close_one(descriptor);
            break;
        }
        if (text != NULL)
            text_add_bytes(text, bytes, (size_t)count);
    }
    explicit_bzero(bytes, sizeof bytes);
}

/* Whether it has ended; it stays a zombie, so that its group's number stays its own. */
static bool look_whether_ended(struct run *run)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)run->process, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
        run->has_ended = info.si_pid == run->process;
    return run->has_ended;
}

static bool read_until_end(struct run *run, unsigned timeout_ms, struct error *err)
{
    while (!look_whether_ended(run)) {
        int64_t left_ms = run->deadline_ms - clock_ms();
        if (interrupted(err))
            return false;
        if (left_ms <= 0)
            return error_set(err, ERROR_OUTSIDE, "did not finish within %u s",
                             timeout_ms / 1000);
        struct pollfd watched[] = {{.fd = run->output[0], .events = POLLIN},
                                   {.fd = run->problems[0], .events = POLLIN}};
        poll(watched, 2, (int)(left_ms < LOOK_EVERY_MS ? left_ms : LOOK_EVERY_MS));
        if (watched[0].revents != 0)
            read_some(&run->output[0], run->ret_output);
        if (watched[1].revents != 0)
            read_some(&run->problems[0], run->program->problems);
        if (text_overflowed(run->ret_output))
            break;
    }
    if (run->output[0] >= 0)
        read_some(&run->output[0], run->ret_output);
    if (run->problems[0] >= 0)
        read_some(&run->problems[0], run->program->problems);
    if (text_overflowed(run->ret_output))
        return error_set(err, ERROR_OUTSIDE, "wrote more than %zu bytes",
                         run->ret_output->max);
    return true;
}

/* Kills what is left of the group and takes the exit status. */
static bool finish(struct run *run, int *ret_status, struct error *err)
{
    int status = 0;
    kill(run->program->has_terminal ? run->process : -run->process, SIGKILL);
    while (waitpid(run->process, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!run->has_ended)
        return false;
    if (!WIFEXITED(status))
        return error_set(err, ERROR_OUTSIDE, "was ended by signal %d",
                         WTERMSIG(status));
    *ret_status = WEXITSTATUS(status);
    return true;
}

bool program_run(const struct program *program, struct text *ret_output,
                 int *ret_status, struct error *err)
{
    unsigned timeout_ms =
        program->timeout_ms != 0 ? program->timeout_ms : TIMEOUT_MS_DEFAULT;
    struct run run = {.program = program,
                      .input = -1,
                      .output = {-1, -1},
                      .problems = {-1, -1},
                      .ret_output = ret_output,
                      .deadline_ms = clock_ms() + timeout_ms};
    const char *name = program->arguments[0];
    char path[PATH_BYTES_MAX];
    AUTO_ARENA *arena = arena_new();
    if (!find_program(name, path, err))
        return false;
    bool is_ok = open_pipes(&run, err);
    int failure =
        is_ok ? spawn(&run, path, make_environment(program->environment, arena)) : 0;
    if (failure != 0)
        is_ok = error_set(err, ERROR_OUTSIDE, "%s", strerror(failure));
    if (is_ok) {
        close_one(&run.output[1]);
        close_one(&run.problems[1]);
        is_ok = read_until_end(&run, timeout_ms, err);
        is_ok = finish(&run, ret_status, err) && is_ok;
    }
    run_clear(&run);
    return is_ok || error_within(err, "running %s", name);
}
