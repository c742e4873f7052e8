/* Remembers suffixes of tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version_memo.h"

#include <string.h>

/* By FNV-1a: suffixes are short. */
static struct memo_slot *slot_of(struct version_memo *memo, struct slice suffix)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < suffix.length; i++)
        hash = (hash ^ (unsigned char)suffix.at[i]) * 16777619u;
    return &memo->slots[(hash ^ hash >> 16) % MEMO_SLOTS];
}

static bool holds(const struct memo_slot *slot, struct slice suffix)
{
    return slot->length == suffix.length &&
           memcmp(slot->read.text + slot->at, suffix.at, suffix.length) == 0;
}

/* The part of another tag where its suffix stands in this one. */
static struct version_part moved(struct version_part part, const struct memo_slot *slot,
                                 size_t at)
{
    if (part.length == 0)
        return part;
    return (struct version_part){(uint8_t)(part.at - slot->at + at), part.length};
}

static void recall(const struct memo_slot *slot, struct version *version, size_t at)
{
    const struct version *read = &slot->read;
    version->kind = read->kind;
    version->prerelease = read->prerelease;
    version->is_platform = read->is_platform;
    version->prerelease_text = moved(read->prerelease_text, slot, at);
    version->build_word = moved(read->build_word, slot, at);
    version->build = moved(read->build, slot, at);
    version->variant = moved(read->variant, slot, at);
    version->variant_more = moved(read->variant_more, slot, at);
    version->platform = moved(read->platform, slot, at);
}

bool version_memo_suffix(const struct version_reader *reader, struct version_memo *memo,
                         struct version *version, size_t at)
{
    struct slice suffix = {version->text + at, version->text_length - at};
    if (memo == NULL || suffix.length == 0)
        return version_read_suffix(reader, version, at);
    struct memo_slot *slot = slot_of(memo, suffix);
    if (holds(slot, suffix)) {
        recall(slot, version, at);
        return slot->is_version;
    }
    bool is_version = version_read_suffix(reader, version, at);
    *slot =
        (struct memo_slot){*version, (uint8_t)at, (uint8_t)suffix.length, is_version};
    return is_version;
}
