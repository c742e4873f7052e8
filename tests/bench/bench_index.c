/* Measures taking three charts out of the index of a Helm repository. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "feeds/helm_excerpt.h"
#include "figures.h"

#include <stdlib.h>

enum { CHARTS = 120, VERSIONS = 250, PIECE = 16384, BYTES_MAX = 64 * 1024 * 1024 };

/* As `helm repo index` writes it. */
static void add_version(struct text *index, unsigned chart, unsigned version)
{
    text_addf(index,
              "  - annotations:\n      category: Infrastructure\n      licenses: "
              "Apache-2.0\n    apiVersion: v2\n    appVersion: 2.%u.1\n    created: "
              "\"2026-01-02T08:05:00.499814565Z\"\n    dependencies:\n    - name: "
              "common\n      repository: oci://registry.example/charts\n      version: "
              "2.x.x\n    description: A chart of something that is described at some "
              "length here.\n    digest: "
              "2d8a8f2c1cb4e6d7b0f6b8f53c0b5a9f3a1f1dfb4a6f4f0ad8fd5d6f6c1b2a3e\n"
              "    home: https://charts.example\n    keywords:\n    - one\n    - two\n"
              "    maintainers:\n    - name: Someone\n      url: https://example.org\n"
              "    name: chart%u\n    sources:\n    - https://code.example/charts\n"
              "    urls:\n    - https://charts.example/chart%u-1.%u.0.tgz\n"
              "    version: 1.%u.0\n",
              version, chart, chart, version, version);
}

int main(void)
{
    const char *names[] = {"chart7", "chart60", "chart119"};
    const struct text_list charts = {names, 3, 3};
    struct error err = {0};
    struct slice body;
    AUTO_TEXT index;
    text_init(&index, BYTES_MAX);
    text_add(&index, "apiVersion: v1\nentries:\n");
    for (unsigned chart = 0; chart < CHARTS; chart++) {
        text_addf(&index, "  chart%u:\n", chart);
        for (unsigned version = 0; version < VERSIONS; version++)
            add_version(&index, chart, version);
    }
    text_add(&index, "generated: \"2026-01-02T08:05:00Z\"\n");
    double start = figure_seconds();
    struct helm_excerpt *excerpt = helm_excerpt_new(&charts);
    bool is_taken = true;
    for (size_t at = 0; is_taken && at < index.length; at += PIECE) {
        size_t left = index.length - at;
        is_taken = helm_excerpt_take(excerpt, index.bytes + at,
                                     left < PIECE ? left : PIECE, &err);
    }
    is_taken = is_taken && helm_excerpt_end(excerpt, &body, &err);
    double spent = figure_seconds() - start;
    if (!is_taken || text_overflowed(&index)) {
        fprintf(stderr, "bench_index: %s\n", err.text);
        return 1;
    }
    figure_print("an index of charts", "MB/s", (double)index.length / 1e6 / spent);
    figure_print("an index of charts", "kB kept", (double)body.length / 1e3);
    helm_excerpt_free(excerpt);
    return 0;
}
