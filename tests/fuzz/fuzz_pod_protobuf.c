/* Protobuf lists: the same whether the bytes come at once or one by one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "inventory/pod_protobuf.h"

enum { SMALL = 2048 };

/* What a reading found: objects, containers and the bytes of their images. */
struct found {
    size_t objects;
    size_t containers;
    size_t bytes;
};

static bool count(const struct pod_record *record, void *context, struct error *err)
{
    struct found *found = context;
    (void)err;
    found->objects++;
    found->containers += record->containers.count;
    for (size_t i = 0; i < record->containers.count; i++)
        if (record->containers.items[i].image != NULL)
            found->bytes += strlen(record->containers.items[i].image);
    return true;
}

static bool read_steps(const uint8_t *data, size_t size, size_t step,
                       struct found *ret_found)
{
    struct error err = {0};
    struct pod_list_end end;
    struct pod_protobuf *reader = pod_protobuf_new(count, ret_found);
    bool worked = true;
    for (size_t at = 0; worked && at < size; at += step)
        worked = pod_protobuf_feed(reader, data + at,
                                   size - at < step ? size - at : step, &err);
    worked = worked && pod_protobuf_finish(reader, &end, &err);
    pod_protobuf_free(reader);
    if (!worked && err.text[0] == '\0')
        abort();
    return worked;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct found whole = {0};
    struct found pieces = {0};
    if (size == 0)
        return 0;
    bool whole_worked = read_steps(data, size, size, &whole);
    bool pieces_worked = read_steps(data, size, size <= SMALL ? 1 : 97, &pieces);
    if (whole_worked != pieces_worked ||
        (whole_worked && memcmp(&whole, &pieces, sizeof whole) != 0))
        abort();
    return 0;
}
