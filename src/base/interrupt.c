/* Signals that ask the program to end: noted by a handler, obeyed where it is safe. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 4 };

/* A handler has nothing but static memory to work with. */
static volatile sig_atomic_t noted;
static const char *volatile guarded;

_Noreturn void interrupt_end(int signal)
{
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t only;
    const char *path = guarded;
    if (path != NULL)
        unlink(path);
    sigemptyset(&only);
    sigaddset(&only, signal);
    sigaction(signal, &plain, NULL);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    raise(signal);
    /* The first process of a container outlives its own signal. */
    _exit(128 + signal);
}

static void note(int signal)
{
    if (noted != 0)
        interrupt_end(signal == SIGALRM ? noted : signal);
    noted = signal;
    alarm(PATIENCE_SECONDS);
}

void interrupt_install(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM};
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        struct sigaction before;
        struct sigaction handler = {.sa_handler = note}; /* no SA_RESTART: reads end */
        sigemptyset(&handler.sa_mask);
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &handler, NULL);
    }
}

int interrupt_signal(void)
{
    return noted;
}

bool interrupted(struct error *err)
{
    if (noted == 0)
        return false;
    error_set(err, ERROR_OUTSIDE, "interrupted by %s",
              noted == SIGINT    ? "SIGINT"
              : noted == SIGTERM ? "SIGTERM"
                                 : "a signal");
    return true;
}

void interrupt_guard(const char *path)
{
    guarded = path;
}
