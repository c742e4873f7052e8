/* Names the product of each image and reads its tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/identify.h"

#include <string.h>

/* What is the same for all images; readers are made once for each product. */
struct identify {
    const struct inventory *inventory;
    const struct catalog *catalog;
    const struct policy *policy;
    struct arena *arena;
    const struct version_reader *plain;    /* for images without a product */
    const struct version_reader **readers; /* by index of the product, NULL: not yet */
};

/* The mirror with the longest prefix of the repository, or NULL. */
static const struct mirror *find_mirror(const struct policy *policy,
                                        const char *repository)
{
    const struct mirror *longest = NULL;
    size_t most = 0;
    for (size_t i = 0; i < policy->mirrors.count; i++) {
        const struct mirror *mirror = &policy->mirrors.items[i];
        size_t length = strlen(mirror->from);
        if (length > most && strncmp(mirror->from, repository, length) == 0) {
            longest = mirror;
            most = length;
        }
    }
    return longest;
}

/*
 * The repository that the mirror stands for, in normal form: a mirror of Docker Hub
 * that calls library/traefik just traefik means the same. NULL: what the mirror makes
 * of it is no repository.
 */
static const char *through_mirror(const struct mirror *mirror, const char *repository,
                                  struct arena *arena)
{
    const char *path = repository + strlen(mirror->from);
    struct image_ref ref;
    struct error ignored = {0};
    if (!image_ref_parse(arena_format(arena, "%s%s", mirror->to, path), arena, &ref,
                         &ignored))
        return NULL;
    return ref.repository;
}

static void set_upstream(const struct identify *identify, struct subject *subject)
{
    subject->upstream = subject->ref.repository;
    const struct mirror *mirror =
        find_mirror(identify->policy, subject->ref.repository);
    if (mirror == NULL)
        return;
    const char *upstream =
        through_mirror(mirror, subject->ref.repository, identify->arena);
    if (upstream == NULL)
        return;
    subject->upstream = upstream;
    subject->mirror_from = mirror->from;
    subject->mirror_to = mirror->to;
}

/*
 * By the repository that runs or the one that it mirrors. A mirror that is named more
 * closely than what is own goes before: else all that is pulled through a company's
 * registry would be left out.
 */
static bool is_own(const struct policy *policy, const struct subject *subject)
{
    size_t mirrored = subject->mirror_from == NULL ? 0 : strlen(subject->mirror_from);
    for (size_t i = 0; i < policy->own.count; i++) {
        const char *own = policy->own.items[i];
        if (repository_matches(own, subject->upstream) ||
            (repository_matches(own, subject->ref.repository) &&
             strlen(own) >= mirrored))
            return true;
    }
    return false;
}

static bool is_by_hand(const struct inventory *inventory, const struct image *image)
{
    for (size_t i = 0; i < image->uses.count; i++) {
        const struct use *use = &image->uses.items[i];
        if (inventory->clusters.items[use->cluster].kind == CLUSTER_BY_HAND)
            return true;
    }
    return false;
}

static bool find_reader(struct identify *identify, const struct product *product,
                        const struct version_reader **ret_reader, struct error *err)
{
    if (product == NULL) {
        *ret_reader = identify->plain;
        return true;
    }
    size_t index = (size_t)(product - identify->catalog->products.items);
    if (identify->readers[index] == NULL &&
        !version_reader_new(&product->version, identify->arena,
                            &identify->readers[index], err))
        return error_within(err, "%s:%d:%d: the version rules of '%s'",
                            product->origin.file ? product->origin.file : "built in",
                            product->origin.line, product->origin.column,
                            product->name);
    *ret_reader = identify->readers[index];
    return true;
}

static void set_product(const struct identify *identify, struct subject *subject)
{
    subject->product = catalog_by_repository(identify->catalog, subject->upstream);
    if (subject->product != NULL) {
        subject->moved = product_moved(subject->product, subject->upstream);
        subject->role = subject->product->role;
    } else {
        subject->lookalike = catalog_by_last_part(identify->catalog, subject->upstream);
    }
    const struct product *strict =
        subject->product != NULL ? subject->product : subject->lookalike;
    subject->tier = policy_tier(identify->policy, strict);
}

static bool identify_image(struct identify *identify, struct subject *subject,
                           struct error *err)
{
    struct error why = {0};
    subject->role = ROLE_OTHER;
    subject->tier = policy_tier(identify->policy, NULL);
    subject->is_by_hand = is_by_hand(identify->inventory, subject->image);
    subject->is_valid = image_ref_parse(subject->image->reference, identify->arena,
                                        &subject->ref, &why);
    if (subject->is_valid) {
        set_upstream(identify, subject);
        subject->is_own = is_own(identify->policy, subject);
        set_product(identify, subject);
    } else {
        subject->failure = arena_copy(identify->arena, why.text);
    }
    if (!find_reader(identify, subject->product, &subject->reader, err))
        return false;
    bool has_tag = subject->is_valid && subject->ref.tag != NULL;
    subject->running = version_read(subject->reader, has_tag ? subject->ref.tag : "");
    return true;
}

/* A part is judged as an image of its name with its version as the tag. */
static void stand_in(const struct identify *identify, const struct part *part,
                     struct subject *subject)
{
    struct arena *arena = identify->arena;
    struct image *image = arena_alloc(arena, sizeof *image);
    const char *path = part->name;
    subject->kind = part->kind;
    subject->part = part;
    subject->is_valid = part->failure == NULL;
    subject->failure = part->failure;
    subject->ref = (struct image_ref){
        .domain = subject_kind_name(part->kind),
        .path = path,
        .repository = arena_format(arena, "%s/%s", subject_kind_name(part->kind), path),
        .tag = part->version,
        .has_tag = part->version != NULL,
    };
    subject->upstream = subject->ref.repository;
    image->reference = part->version == NULL
                           ? part->name
                           : arena_format(arena, "%s %s", part->name, part->version);
    image->uses = part->uses;
    subject->image = image;
}

static bool identify_part(struct identify *identify, const struct part *part,
                          struct subject *subject, struct error *err)
{
    stand_in(identify, part, subject);
    subject->role = ROLE_OTHER;
    if (subject->is_valid && part->kind == SUBJECT_CHART)
        subject->product =
            catalog_by_chart(identify->catalog, part->name, &part->sources);
    else if (part->kind != SUBJECT_CHART)
        subject->product = catalog_by_component(identify->catalog, part->name);
    if (subject->product != NULL)
        subject->role = subject->product->role;
    subject->tier = subject_may_be_any(subject)
                        ? TIER_EDGE
                        : policy_tier(identify->policy, subject->product);
    if (!find_reader(identify, subject->product, &subject->reader, err))
        return false;
    subject->running =
        version_read(subject->reader, part->version == NULL ? "" : part->version);
    return true;
}

bool identify_all(const struct inventory *inventory, const struct catalog *catalog,
                  const struct policy *policy, struct arena *arena,
                  struct subject_list *ret_subjects, struct error *err)
{
    struct identify identify = {
        .inventory = inventory,
        .catalog = catalog,
        .policy = policy,
        .arena = arena,
    };
    identify.readers =
        arena_alloc_many(arena, catalog->products.count + 1, sizeof *identify.readers);
    if (!version_reader_new(NULL, arena, &identify.plain, err))
        return false;
    for (size_t i = 0; i < inventory->images.count; i++) {
        struct subject *subject = LIST_ADD(arena, ret_subjects);
        subject->image = &inventory->images.items[i];
        if (!identify_image(&identify, subject, err))
            return false;
    }
    for (size_t i = 0; i < inventory->parts.count; i++)
        if (!identify_part(&identify, &inventory->parts.items[i],
                           LIST_ADD(arena, ret_subjects), err))
            return false;
    return true;
}
