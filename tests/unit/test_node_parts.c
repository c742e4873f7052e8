/* Tests of what is read of nodes, from tests/cases/node_parts.cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/node_parts.h"

#include "base/file.h"
#include "base/text.h"
#include "inventory/pod_list.h"

#include "unit.h"

#include <string.h>

#define CASES  SOURCE_FOLDER "/tests/cases/node_parts.cases"
#define CORPUS SOURCE_FOLDER "/tests/fuzz/corpus/"

/* "kubelet=1.2.3 | containerd=1.7.2", as a line of the cases says it. */
static void describe(const struct pod_record *record, struct text *text)
{
    AUTO_ARENA *arena = arena_new();
    struct part_record parts[NODE_PARTS_MAX];
    size_t count = node_parts(record, arena, parts);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(parts[i].kind, SUBJECT_NODE);
        assert_true((parts[i].version == NULL) == (parts[i].failure != NULL));
        text_addf(text, "%s%s=%s", i == 0 ? "" : " | ", parts[i].name,
                  parts[i].version == NULL ? "?" : parts[i].version);
    }
    if (count == 0)
        text_add(text, "nothing");
}

static const char *piece(struct slice *rest, struct arena *arena)
{
    struct slice text = slice_trim(slice_cut(rest, ';'));
    return slice_equals(text, "-") ? NULL : arena_copy_slice(arena, text);
}

static void nodes_say_what_they_run(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT cases;
    struct error err = {0};
    size_t count = 0;
    text_init(&cases, 100000);
    assert_true(file_read(CASES, &cases, &err));
    struct slice rest = {cases.bytes, cases.length};
    while (rest.length != 0) {
        struct slice line = slice_cut(&rest, '\n');
        if (line.length == 0 || line.at[0] == '#')
            continue;
        const char *text = arena_copy_slice(arena, line);
        const char *arrow = strstr(text, " => ");
        assert_non_null(arrow);
        struct slice given = {text, (size_t)(arrow - text)};
        struct pod_record record = {.name = "node"};
        record.node.kubelet = piece(&given, arena);
        record.node.proxy = piece(&given, arena);
        record.node.runtime = piece(&given, arena);
        record.node.os = piece(&given, arena);
        AUTO_TEXT got;
        text_init(&got, 10000);
        describe(&record, &got);
        if (strcmp(got.bytes, arrow + 4) != 0)
            fail_msg("%s\n gives %s", text, got.bytes);
        count++;
    }
    assert_in_range(count, 15, 1000);
}

static bool take(const struct pod_record *record, void *context, struct error *err)
{
    (void)err;
    struct text *text = context;
    text_addf(text, "%s: ", record->name);
    describe(record, text);
    text_add(text, "\n");
    return true;
}

/* The list of a real API server 1.34, in steps of that many bytes. */
static void read_list(const char *path, size_t step)
{
    AUTO_TEXT bytes, got;
    struct error err = {0};
    struct pod_list_end end = {0};
    text_init(&bytes, 100000);
    text_init(&got, 100000);
    assert_true(file_read(path, &bytes, &err));
    struct pod_list *list = pod_list_new(take, &got);
    for (size_t at = 0; at < bytes.length; at += step)
        if (!pod_list_feed(list, bytes.bytes + at,
                           bytes.length - at < step ? bytes.length - at : step, &err))
            fail_msg("%s: %s", path, err.text);
    assert_true(pod_list_finish(list, &end, &err));
    assert_true(end.has_items);
    assert_string_equal(
        got.bytes, "good-a: kubelet=1.34.3 | containerd=2.2.1 | Unheard Linux=7\n"
                   "old: kubelet=1.31.14 | kube-proxy=1.30.0 | containerd=1.6.36 | "
                   "Unheard Linux=7\n");
    pod_list_free(list);
}

static void both_encodings_of_a_list_say_the_same(void **state)
{
    (void)state;
    for (size_t step = 1; step < 600; step += step < 8 ? 1 : 59) {
        read_list(CORPUS "pods/nodes.json", step);
        read_list(CORPUS "pod_protobuf/nodes", step);
    }
}

static void an_api_server_says_its_version(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    static const char *const cases[][3] = {
        {"v1.34.2", "kube-apiserver", "1.34.2"},
        {"v1.24.9-gke.3200", "gke/kube-apiserver", "1.24.9-gke.3200"},
        {"v1.27.1-eks-2f008fe", "eks/kube-apiserver", "1.27"},
        {"v1.31.5+k3s1", "k3s/kube-apiserver", "1.31.5+k3s1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct part_record part = cluster_part(cases[i][0], arena);
        assert_int_equal(part.kind, SUBJECT_CLUSTER);
        assert_string_equal(part.name, cases[i][1]);
        assert_string_equal(part.version, cases[i][2]);
    }
    assert_null(cluster_part("nonsense", arena).version);
    assert_non_null(cluster_part("nonsense", arena).failure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_say_what_they_run),
        cmocka_unit_test(both_encodings_of_a_list_say_the_same),
        cmocka_unit_test(an_api_server_says_its_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
