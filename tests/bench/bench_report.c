/* What writers cost, one after the other as in a run: bench_report [FINDINGS] WRITER...
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit/report_sample.h"
#include "figures.h"

#include <sys/resource.h>

enum { FINDINGS_DEFAULT = 10000, REPORT_MAX = 1 << 30 };

static double peak_mib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* Writes and forgets one report; its CPU time in milliseconds, below zero: it failed.
 */
static double measure(const struct report_writer *writer, const struct report *report)
{
    const struct report_look look = {.columns = 120};
    struct error err = {0};
    AUTO_TEXT bytes;
    text_init(&bytes, REPORT_MAX);
    double start = figure_seconds();
    bool is_ok = writer->write(report, &look, &bytes, &err);
    if (!is_ok)
        fprintf(stderr, "%s: %s\n", writer->name, err.text);
    return is_ok ? (figure_seconds() - start) * 1e3 : -1;
}

static int measure_all(char **names, const struct report *report)
{
    double together = 0;
    for (; *names != NULL; names++) {
        const struct report_writer *writer = report_writer_find(*names);
        double ms = writer == NULL ? -1 : measure(writer, report);
        if (ms < 0) {
            fprintf(stderr, "bench_report: no report as %s\n", *names);
            return 1;
        }
        together += ms;
        char title[64];
        snprintf(title, sizeof title, "write %zu findings as %s",
                 report->verdicts->findings.count, writer->name);
        figure_print(title, "ms", ms);
    }
    figure_print("write them all", "ms", together);
    figure_print("write them all", "MiB", peak_mib());
    return 0;
}

int main(int argc, char **argv)
{
    arena_settle_heap();
    uint64_t count = FINDINGS_DEFAULT;
    bool has_count = argc > 1 && text_number(argv[1], 1000000, &count);
    struct report_sample *sample = sample_many(count);
    int status = measure_all(argv + 1 + has_count, &sample->report);
    sample_free(sample);
    return status;
}
