/* The end of the HTML page: exceptions, troubles, sources, and what the words mean. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_parts.h"

enum { WORDS_MAX = 16384 };

static void add_exception_row(struct text *text, const struct exception_result *result)
{
    const struct exception *exception = result->exception;
    const struct product_rule *pin = result->pin;
    text_add(text, "<tr><th scope=\"row\" class=\"wide\">");
    if (pin != NULL) {
        html_add(text, pin->product);
        text_add(text, "<small>pinned to line ");
        html_add(text, pin->line == NULL ? "-" : pin->line);
    } else {
        html_add(text,
                 exception->product != NULL ? exception->product : exception->image);
        text_add(text, "<small>exception for ");
        html_add(text,
                 exception->version == NULL ? "all versions" : exception->version);
    }
    text_add(text, "</small></th><td>");
    text_add(text, result->is_expired  ? "ended"
                   : result->is_ending ? "ending"
                   : result->is_used   ? "used"
                                       : "unused");
    text_add(text, "</td><td class=\"day\">");
    html_add_day(text, pin != NULL ? pin->until_day : exception->until_day);
    text_add(text, "</td><td>");
    const char *owner = pin != NULL ? pin->owner : exception->owner;
    const char *why = pin != NULL ? pin->why : exception->why;
    html_add(text, owner == NULL ? "-" : owner);
    text_add(text, "</td><td class=\"wide\">");
    html_add(text, why == NULL ? "-" : why);
    text_add(text, "</td></tr>\n");
}

static void add_exceptions(struct text *text, const struct report *report)
{
    const struct exception_result_list *results = &report->verdicts->exceptions;
    if (results->count == 0)
        return;
    text_add(text, "<section class=\"card\" aria-labelledby=\"exceptions\">\n"
                   "<h2 id=\"exceptions\">Exceptions and pins</h2>\n"
                   "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"Table of exceptions\">\n<table>\n<caption>What the "
                   "policy lets pass for a while, and until when.</caption>\n"
                   "<thead><tr><th scope=\"col\">For</th><th scope=\"col\">State</th>"
                   "<th scope=\"col\">Until</th><th scope=\"col\">Owner</th><th "
                   "scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < results->count; i++)
        add_exception_row(text, &results->items[i]);
    text_add(text, "</tbody>\n</table>\n</div>\n</section>\n");
}

static void add_versions(struct text *text, const struct report *report)
{
    AUTO_ARENA *scratch = arena_new();
    struct text_list lines = {0};
    words_versions(report, scratch, &lines);
    if (lines.count == 0)
        return;
    text_add(text, "<section class=\"card\" aria-labelledby=\"versions\">\n"
                   "<h2 id=\"versions\">In several versions</h2>\n<ul>\n");
    for (size_t i = 0; i < lines.count; i++) {
        text_add(text, "<li class=\"wide\">");
        html_add(text, lines.items[i]);
        text_add(text, "</li>\n");
    }
    text_add(text, "</ul>\n</section>\n");
}

static void add_errors(struct text *text, const struct report *report)
{
    if (report->errors.count == 0)
        return;
    text_add(text, "<section class=\"card\" aria-labelledby=\"errors\">\n"
                   "<h2 id=\"errors\">What went wrong on the way</h2>\n<ul>\n");
    for (size_t i = 0; i < report->errors.count; i++) {
        text_add(text, "<li class=\"wide\"><b>");
        html_add(text, report->errors.items[i].about);
        text_add(text, "</b>: ");
        html_add(text, report->errors.items[i].message);
        text_add(text, "</li>\n");
    }
    text_add(text, "</ul>\n</section>\n");
}

static void add_sources(struct text *text, const struct report *report,
                        const struct tally *tally)
{
    const struct policy_file_list *files = &report->policy->files;
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    text_add(text, "<section class=\"card\" aria-labelledby=\"sources\">\n"
                   "<h2 id=\"sources\">What this rests on</h2>\n<dl>");
    text_add(text, "<dt>Clusters</dt><dd>");
    words_clusters(&raw, report);
    html_add(text, raw.bytes);
    text_add(text, "</dd><dt>Images</dt><dd>");
    words_subjects(text, tally->subjects);
    text_addf(text, " judged, %zu of no known product, %zu of your own",
              count_subjects(tally->folded), report->verdicts->own);
    text_add(text, "</dd><dt>Feeds</dt><dd>");
    text_reset(&raw);
    words_feeds(&raw, report);
    text_add(&raw, "; ");
    size_t length = raw.length;
    words_stored(&raw, report);
    if (raw.length == length)
        text_add(&raw, "nothing was taken from the store");
    length = raw.length;
    text_add(&raw, "; ");
    words_pulls(&raw, report);
    if (raw.length == length + 2)
        raw.bytes[raw.length = length] = '\0';
    html_add(text, raw.bytes);
    text_add(text, "</dd>");
    for (size_t i = 0; i < files->count; i++) {
        text_add(text, "<dt>Policy</dt><dd><code>");
        html_add(text, files->items[i].path);
        text_add(text, "</code><br>SHA-256 <code>");
        html_add(text, files->items[i].sha256 == NULL ? "-" : files->items[i].sha256);
        text_add(text, "</code></dd>");
    }
    text_reset(&raw);
    words_fit(&raw, report);
    if (raw.length != 0) {
        text_add(text, "<dt>Kubernetes</dt><dd>");
        html_add(text, raw.bytes);
        text_add(text, "</dd>");
    }
    text_add(text, "</dl>\n</section>\n");
}

static void add_words_meaning(struct text *text)
{
    static const struct {
        const char *word;
        const char *meaning;
    } words[] = {
        {"Step", "the smallest update that helps: often the newest release on the line "
                 "that already runs, which should change nothing else"},
        {"Behind", "how many stable releases came out between the running one and the "
                   "step; a plus says the list was cut, so there are at least as many"},
        {"Since", "the day the first of those releases came out: since then the update "
                  "lay there unused"},
        {"Line", "releases that one can move along without a breaking change, such as "
                 "1.7; it ends when upstream stops fixing it"},
        {"Tier", "how strict the policy is: edge (what the world talks to), core, "
                 "support, workload"},
        {"Leeway", "how many days and releases the policy tolerates before behind "
                   "becomes stale"},
        {"Unknown", "a fact was missing that could make the verdict worse; nothing is "
                    "called fresh because nothing was learnt"},
    };
    text_add(text, "<section class=\"card\" aria-labelledby=\"words\">\n"
                   "<h2 id=\"words\">What the words mean</h2>\n<dl>");
    for (size_t i = 0; i < COUNT_OF(words); i++)
        text_addf(text, "<dt>%s</dt><dd>%s</dd>", words[i].word, words[i].meaning);
    text_add(text, "</dl>\n</section>\n");
}

void html_add_about(struct text *text, const struct report *report,
                    const struct tally *tally)
{
    add_versions(text, report);
    add_exceptions(text, report);
    add_errors(text, report);
    add_sources(text, report, tally);
    add_words_meaning(text);
}
