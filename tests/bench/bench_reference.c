/* Measures the parser of image references, in nanoseconds of CPU time a reference. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/image_ref.h"

#include "base/list.h"
#include "figures.h"

#include <stdlib.h>

enum { ROUNDS = 20000 };

int main(void)
{
    static const char *const texts[] = {
        "traefik:v1.7.9",
        "nginx",
        "quay.io/prometheus/node-exporter:v1.8.2",
        "registry.k8s.io/ingress-nginx/controller:v1.11.3@sha256:"
        "d56f135b6462cfc476447cfe564b83a45e8bb7da2774963b00d12161112270b7",
        "registry.example.com:5000/platform/team/"
        "service-with-a-long-name:2024.11.3-4f1c2d9",
        "docker.io/library/postgres:16.4-alpine3.20",
        "ghcr.io/cloudnative-pg/cloudnative-pg@sha256:"
        "0b3b1d2f6f0c2e8a1d9b8c7a6f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c",
        "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/"
        "kube-proxy:v1.31.2-eksbuild.3",
    };
    size_t read = 0;
    struct error err = {0};
    AUTO_ARENA *arena = arena_new();
    double start = figure_seconds();
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            struct image_ref ref;
            read += image_ref_parse(texts[i], arena, &ref, &err);
        }
        arena_reset(arena);
    }
    double spent = figure_seconds() - start;
    if (read != ROUNDS * COUNT_OF(texts)) {
        fprintf(stderr, "bench_reference: %s\n", err.text);
        return 1;
    }
    figure_print("read a reference", "ns", spent * 1e9 / (double)read);
    return 0;
}
