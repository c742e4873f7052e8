/* A history in a folder of its own, for the tests of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history_fixture.h"

#include "base/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char history_path[128];
char history_said[4096];
struct out history_out;

static char folder[64];

int history_set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "./test-history-XXXXXX");
    assert_non_null(mkdtemp(folder));
    char *whole = realpath(folder, NULL);
    setenv("XDG_STATE_HOME", whole, 1);
    free(whole);
    unsetenv("STATE_DIRECTORY");
    snprintf(history_path, sizeof history_path, "%s/stalemark/state.db", folder);
    memset(history_said, 0, sizeof history_said);
    history_out = (struct out){
        .normal = stdout, .problems = fmemopen(history_said, sizeof history_said, "w")};
    setbuf(history_out.problems, NULL);
    return 0;
}

int history_tear_down(void **state)
{
    (void)state;
    fclose(history_out.problems);
    pid_t process = fork();
    if (process == 0)
        execlp("rm", "rm", "-rf", folder, (char *)NULL);
    waitpid(process, NULL, 0);
    return 0;
}

struct history *history_opened(void)
{
    struct error err = {0};
    struct history *history = history_open(&history_out, &err);
    assert_non_null(history);
    return history;
}

void history_recorded(struct history *history, const char *series, long long started_at,
                      bool is_complete, const char *finding)
{
    struct error err = {0};
    struct history_finding items[] = {{finding, "stale", "{}"}, {"other", "due", "{}"}};
    struct history_finding_list findings = {.items = items, .count = 2};
    struct history_run run = {.series = series,
                              .as_of_day = day_of(2021, 4, 12),
                              .started_at = started_at,
                              .is_complete = is_complete,
                              .policy_sha256 = "abc"};
    assert_true(history_record(history, &run, &findings, &err));
}

struct first_seen_list history_saw(struct history *history, struct arena *arena,
                                   int day, const char *const *versions, size_t count)
{
    struct error err = {0};
    struct first_seen_list seen = {0};
    struct text_list list = {.items = (const char **)(uintptr_t)versions,
                             .count = count};
    assert_true(
        history_see(history, "docker.io/library/x", &list, day, arena, &seen, &err));
    assert_true(history_flush(history, &err));
    return seen;
}
