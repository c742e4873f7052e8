/* Random pods for tests and benches, written as JSON and as Kubernetes protobuf. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { SAMPLE_CONTAINERS_MAX = 4 };

/* A pod, as much of it as matters, and how much of what does not. */
struct sample_pod {
    char name[64];
    char namespace[32];
    char uid[40];
    char owner_kind[32]; /* "" for none */
    char owner_name[64];
    char owner_uid[40];
    char template_hash[16]; /* "" for none */
    char node[32];
    char phase[16];
    char annotation[16]; /* of stalemark.dev/line; "" for none */
    long long created_at;
    bool is_mirror;
    size_t containers;
    size_t inits;
    char images[SAMPLE_CONTAINERS_MAX][96]; /* inits behind the containers */
    char image_ids[SAMPLE_CONTAINERS_MAX][160];
    char volume_image[96]; /* mounted; "" for none */
    size_t managed_bytes;  /* of managedFields */
};

struct sample_pod sample_pod_random(unsigned *seed, size_t managed_bytes);

/* A PodList of count pods. continue_token NULL: the last page. */
void sample_json(const struct sample_pod *pods, size_t count,
                 const char *continue_token, bool is_indented, struct text *ret_body);
void sample_protobuf(const struct sample_pod *pods, size_t count,
                     const char *continue_token, struct text *ret_body);

/* A Status as protobuf. */
void sample_status(const char *message, int code, const char *continue_token,
                   struct text *ret_body);
