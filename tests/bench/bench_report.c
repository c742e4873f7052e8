/* How long a writer takes, and how much memory, for many findings: bench_report WRITER
 * [FINDINGS]. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit/report_sample.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

enum { FINDINGS_DEFAULT = 10000, REPORT_MAX = 1 << 30 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static long peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

int main(int argc, char **argv)
{
    uint64_t count = FINDINGS_DEFAULT;
    const struct report_writer *writer = argc > 1 ? report_writer_find(argv[1]) : NULL;
    if (writer == NULL || (argc > 2 && !text_number(argv[2], 1000000, &count))) {
        fputs("usage: bench_report WRITER [FINDINGS]\n", stderr);
        return 2;
    }
    struct report_sample *sample = sample_many(count);
    const struct report_look look = {.columns = 120};
    long before_kib = peak_kib();
    struct error err = {0};
    AUTO_TEXT bytes;
    text_init(&bytes, REPORT_MAX);
    double start = now_ms();
    bool is_ok = writer->write(&sample->report, &look, &bytes, &err);
    printf("{\"writer\":\"%s\",\"findings\":%zu,\"bytes\":%zu,\"ms\":%.1f,"
           "\"facts_kib\":%ld,\"peak_kib\":%ld}\n",
           writer->name, sample->verdicts.findings.count, bytes.length,
           now_ms() - start, before_kib, peak_kib());
    if (!is_ok)
        fprintf(stderr, "%s\n", err.text);
    sample_free(sample);
    return is_ok ? 0 : 1;
}
