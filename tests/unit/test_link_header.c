/* The next page of an answer, by its Link header. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/compiler.h"
#include "net/link_header.h"

#define BASE "https://registry.example:5000/v2/team/app/tags/list?n=100"

/* header, and the URL of the next page as seen from BASE; NULL: there is none */
static const char *const cases[][2] = {
    {"</v2/team/app/tags/list?last=1.25&n=100>; rel=\"next\"",
     "https://registry.example:5000/v2/team/app/tags/list?last=1.25&n=100"},
    {"<?next_page=a%2Bb>; rel=next",
     "https://registry.example:5000/v2/team/app/tags/list?next_page=a%2Bb"},
    {"<https://other.example/x>; rel=\"next\"", "https://other.example/x"},
    {"<//other.example/x>;rel=next", "https://other.example/x"},
    {"<http://registry.example:5000/x>; REL=\"Next\"",
     "http://registry.example:5000/x"},
    {"</a>; rel=\"prev\", </b>; title=\"a, b; c\"; rel=\"last next\"",
     "https://registry.example:5000/b"},
    {"</a,b;c>; rel=\"next\"", "https://registry.example:5000/a,b;c"},
    {"</a#part>; rel=\"next\"", "https://registry.example:5000/a"},
    {"  </a>  ;  rel = \"next\"  ", "https://registry.example:5000/a"},
    {"</a>; rel=\"prev\"", NULL},
    {"</a>; rel=\"nextish\"", NULL},
    {"</a>; title=\"rel=next\"", NULL},
    {"</a>", NULL},
    {"/a; rel=next", NULL},
    {"<>; rel=next", NULL},
    {"<http://:80:80/>; rel=next", NULL},
    {"<", NULL},
    {"\"", NULL},
    {"", NULL},
    {NULL, NULL},
};

static void the_link_marked_next_is_found_and_resolved(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_TEXT url;
        text_init(&url, 1000);
        bool found = link_header_next(cases[i][0], BASE, &url) == LINK_FOUND;
        if (found != (cases[i][1] != NULL))
            fail_msg("%s: found is %d", cases[i][0], found);
        if (found)
            assert_string_equal(url.bytes, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_link_marked_next_is_found_and_resolved),
    };
    return RUN_TESTS(tests);
}
