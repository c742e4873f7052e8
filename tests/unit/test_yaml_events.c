/* YAML piece by piece: what is passed over, and what is refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml_events.h"

#include "unit.h"

#include <string.h>

static struct yaml_events *open_text(const char *text, const struct yaml_limits *limits)
{
    return yaml_events_open("a.yaml", text, strlen(text), limits);
}

static struct yaml_piece next(struct yaml_events *events)
{
    struct yaml_piece piece;
    struct error err = {0};
    if (!yaml_events_next(events, &piece, &err))
        fail_msg("%s", err.text);
    return piece;
}

/* Reads to the end, and expects a complaint on the way. */
static void refused(const char *text, const struct yaml_limits *limits,
                    const char *complaint)
{
    AUTO_YAML_EVENTS *events = open_text(text, limits);
    struct error err = {0};
    struct yaml_piece piece = {0};
    while (piece.kind != YAML_PIECE_LAST)
        if (!yaml_events_next(events, &piece, &err))
            break;
    assert_string_equal(err.text, complaint);
}

static void pieces_come_in_the_order_written(void **state)
{
    (void)state;
    static const enum yaml_piece_kind kinds[] = {
        YAML_PIECE_MAP, YAML_PIECE_TEXT, YAML_PIECE_LIST, YAML_PIECE_TEXT,
        YAML_PIECE_END, YAML_PIECE_END,  YAML_PIECE_LAST, YAML_PIECE_LAST};
    AUTO_YAML_EVENTS *events = open_text("a: [1.10]\n", NULL);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        assert_int_equal(next(events).kind, kinds[i]);
}

static void text_stays_as_written_and_quotes_are_told(void **state)
{
    (void)state;
    AUTO_YAML_EVENTS *events = open_text("[1.10, '1.10']\n", NULL);
    next(events);
    struct yaml_piece plain = next(events);
    assert_true(slice_equals(plain.text, "1.10"));
    assert_true(plain.is_plain);
    assert_false(next(events).is_plain);
}

static void a_skipped_value_leaves_what_follows(void **state)
{
    (void)state;
    AUTO_YAML_EVENTS *events = open_text("a: {b: [1, {c: 2}], d: 3}\ne: 4\n", NULL);
    struct error err = {0};
    next(events);
    next(events);
    struct yaml_piece value = next(events);
    assert_true(yaml_events_skip(events, &value, &err));
    struct yaml_piece key = next(events);
    assert_true(slice_equals(key.text, "e"));
    assert_true(yaml_events_skip(events, &key, &err));
    assert_true(slice_equals(next(events).text, "4"));
}

static void an_empty_document_has_a_last_piece_alone(void **state)
{
    (void)state;
    AUTO_YAML_EVENTS *events = open_text("# nothing\n", NULL);
    assert_int_equal(next(events).kind, YAML_PIECE_LAST);
}

static void what_is_no_single_document_is_refused(void **state)
{
    (void)state;
    refused("a: 1\n---\nb: 2\n", NULL, "a.yaml:2:1: a second document");
    refused("a: &x 1\nb: *x\n", NULL, "a.yaml:2:4: aliases are not allowed here");
    refused("a: [1\n", NULL, "a.yaml:2:1: did not find expected ',' or ']'");
    refused("a: \xff\n", NULL, "a.yaml: byte 3: invalid leading UTF-8 octet");
}

static void limits_hold(void **state)
{
    (void)state;
    static const struct yaml_limits few_nodes = {.nodes_max = 3};
    static const struct yaml_limits shallow = {.depth_max = 2};
    static const struct yaml_limits small = {.bytes_max = 4};
    refused("[1, 2]\n", &few_nodes, "");
    refused("[1, 2, 3]\n", &few_nodes, "a.yaml:1:8: too many nodes");
    refused("[[1]]\n", &shallow, "");
    refused("[[[1]]]\n", &shallow, "a.yaml:1:3: nested too deeply");
    refused("[1]\n", &small, "");
    refused("[12]\n", &small, "a.yaml: 5 bytes are more than the 4 allowed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_come_in_the_order_written),
        cmocka_unit_test(text_stays_as_written_and_quotes_are_told),
        cmocka_unit_test(a_skipped_value_leaves_what_follows),
        cmocka_unit_test(an_empty_document_has_a_last_piece_alone),
        cmocka_unit_test(what_is_no_single_document_is_refused),
        cmocka_unit_test(limits_hold),
    };
    return RUN_TESTS(tests);
}
