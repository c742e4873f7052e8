/* What the system must not give to others of this process: its memory, its files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secrecy.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The leak checker of the sanitizers reads the memory of its own process from beside.
 */
#if defined(__SANITIZE_ADDRESS__)
#define IS_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_WATCHED 1
#endif
#endif

static void hide_memory(void)
{
    const struct rlimit none = {0, 0};
    /* Neither can fail where it matters: a kernel that knows no core files has none. */
    (void)setrlimit(RLIMIT_CORE, &none);
#ifndef IS_WATCHED
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* What was closed takes no output and gives no input: writing to it fails. */
static void take_first_descriptors(void)
{
    for (int wanted = STDIN_FILENO; wanted <= STDERR_FILENO; wanted++)
        if (fcntl(wanted, F_GETFD) == -1) {
            int given = open("/dev/null", wanted == STDIN_FILENO ? O_WRONLY : O_RDONLY);
            if (given != wanted) /* no /dev/null here: nothing can be made sure */
                _exit(3);
        }
}

void secrecy_begin(void)
{
    take_first_descriptors();
    hide_memory();
    unsetenv("SSLKEYLOGFILE");
}
