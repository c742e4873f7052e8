/* XML within limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml.h"

#include "base/text.h"

#include "unit.h"

#include <string.h>

static bool on_begin(void *context, const char *name, const char *const *attributes,
                     struct error *err)
{
    struct text *shown = context;
    if (strcmp(name, "stop") == 0)
        return error_set(err, ERROR_FORMAT, "stopped");
    text_addf(shown, "<%s", name);
    for (; *attributes != NULL; attributes += 2)
        text_addf(shown, " %s=%s", attributes[0], attributes[1]);
    text_add_char(shown, '>');
    return true;
}

static void on_text(void *context, struct slice text)
{
    text_add_slice(context, text);
}

static void on_end(void *context, const char *name)
{
    text_addf(context, "</%s>", name);
}

static const struct xml_sink sink = {.begin = on_begin, .text = on_text, .end = on_end};

static void read_as(const char *document, const char *expected)
{
    AUTO_TEXT shown;
    struct error err = {0};
    text_init(&shown, 4096);
    bool read = xml_read(document, strlen(document), &sink, &shown, &err);
    assert_string_equal(read ? shown.bytes : err.text, expected);
}

static void names_carry_their_namespaces(void **state)
{
    (void)state;
    read_as("<a xmlns='urn:x' b='1'>t<c xmlns=''>&lt;<![CDATA[<d>]]></c></a>",
            "<urn:x a b=1>t<c><<d></c></urn:x a>");
}

static void declarations_are_refused_before_entities_are_read(void **state)
{
    (void)state;
    read_as("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "line 1, column 13: a document type declaration, which is not allowed");
    read_as("<!DOCTYPE html><html/>", "line 1, column 15: it is a web page");
    read_as("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
            "line 1, column 40: a document type declaration, which is not allowed");
}

static void pages_of_windows_are_read(void **state)
{
    (void)state;
    const char *quoted = "<?xml version='1.0' encoding='windows-1252'?>"
                         "<a>\x93\xfc\x94 \x80</a>";
    read_as(quoted, "<a>\u201c\u00fc\u201d \u20ac</a>");
    read_as("<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>",
            "line 1, column 49: not well-formed (invalid token)");
    read_as("<?xml version='1.0' encoding='ibm1047'?><a/>",
            "line 1, column 31: unknown encoding");
}

static void a_cut_document_is_refused(void **state)
{
    (void)state;
    read_as("<a><b/>", "line 1, column 8: no element found");
    read_as("<a></b>", "line 1, column 6: mismatched tag");
    read_as("", "line 1, column 1: no element found");
}

static void the_complaint_of_the_sink_ends_the_reading(void **state)
{
    (void)state;
    read_as("<a><stop/><b></a>", "stopped");
}

static void long_texts_are_refused_and_short_ones_are_not(void **state)
{
    (void)state;
    enum { MOST = 1024 * 1024 };
    for (size_t more = 0; more < 2; more++) {
        AUTO_TEXT document;
        AUTO_TEXT shown;
        struct error err = {0};
        text_init(&document, 2 * MOST);
        text_init(&shown, 16);
        text_add(&document, "<a>");
        for (size_t i = 0; i < MOST + more; i++)
            text_add_char(&document, 'x');
        text_add(&document, "</a>");
        assert_int_equal(xml_read(document.bytes, document.length, &sink, &shown, &err),
                         more == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_carry_their_namespaces),
        cmocka_unit_test(declarations_are_refused_before_entities_are_read),
        cmocka_unit_test(pages_of_windows_are_read),
        cmocka_unit_test(a_cut_document_is_refused),
        cmocka_unit_test(the_complaint_of_the_sink_ends_the_reading),
        cmocka_unit_test(long_texts_are_refused_and_short_ones_are_not),
    };
    return RUN_TESTS(tests);
}
