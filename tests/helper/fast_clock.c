/* Preloaded into a program under test: its clock runs ten times as fast. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

enum { SPEED = 10, NANOSECONDS = 1000000000 };

typedef int clock_function(clockid_t clock, struct timespec *now);
typedef int poll_function(struct pollfd *places, nfds_t count, int timeout_ms);

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static clock_function *real;
    static struct timespec start;
    if (real == NULL) {
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
        real(CLOCK_MONOTONIC, &start);
    }
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME || result != 0)
        return result;
    long long passed = (long long)(now->tv_sec - start.tv_sec) * NANOSECONDS +
                       (now->tv_nsec - start.tv_nsec);
    long long shown =
        (long long)start.tv_sec * NANOSECONDS + start.tv_nsec + passed * SPEED;
    now->tv_sec = (time_t)(shown / NANOSECONDS);
    now->tv_nsec = (long)(shown % NANOSECONDS);
    return 0;
}

int poll(struct pollfd *places, nfds_t count, int timeout_ms)
{
    static poll_function *real;
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "poll");
    return real(places, count, timeout_ms > 0 ? timeout_ms / SPEED + 1 : timeout_ms);
}

int __poll_chk(struct pollfd *places, nfds_t count, int timeout_ms, size_t size);
int __poll_chk(struct pollfd *places, nfds_t count, int timeout_ms, size_t size)
{
    (void)size;
    return poll(places, count, timeout_ms);
}
