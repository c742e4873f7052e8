/* What a test of feeds found, as a table that grows or as one JSON document. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/feeds_tested.h"

#include "commands/feeds_json.h"

#include <stdio.h>

enum { PRINTED_BYTES_MAX = 64 * 1024 * 1024, LINE_BYTES_MAX = 4096, FEED_COLUMN = 30 };

void tested_print_head(struct out *out)
{
    fprintf(out->normal, "%-7s  %9s  %8s  %-12s  %s\n", "STATUS", "TIME", "REQUESTS",
            "FEED", "ABOUT");
}

static void add_budget(struct text *text, const struct feed_budget *budget)
{
    char time[TIME_TEXT_BYTES];
    text_addf(text, "\n%*s%llu of %llu", FEED_COLUMN, "", budget->left, budget->limit);
    if (budget->resets_at != 0)
        text_addf(text, " until %s", time_format(budget->resets_at, time));
    text_addf(text, " %srequests left%s", budget->is_of_manifests ? "manifest " : "",
              budget->is_low ? ", too few to ask" : "");
}

void tested_print_feed(const struct feed_probe *probe, struct out *out)
{
    static const char *const states[] = {[ANSWER_COMPLETE] = "ok",
                                         [ANSWER_PARTIAL] = "partly",
                                         [ANSWER_FAILED] = "FAILED"};
    const struct answer *answer = &probe->answer;
    AUTO_TEXT text;
    text_init(&text, LINE_BYTES_MAX);
    text_addf(&text, "%-7s  %6lld ms  %8zu  %-12s  ", states[answer->state],
              probe->elapsed_ms, probe->requests, answer->feed);
    out_add_printable(&text, answer->about);
    if (answer->budget.is_told)
        add_budget(&text, &answer->budget);
    if (answer->failure != NULL) {
        text_addf(&text, "\n%*s", FEED_COLUMN, "");
        out_add_printable(&text, answer->failure);
    }
    fprintf(out->normal, "%s\n", text.bytes);
    fflush(out->normal);
}

static void write_budget(struct json_writer *json, const struct feed_budget *budget)
{
    if (!budget->is_told) {
        json_write_null(json, "budget");
        return;
    }
    json_write_object(json, "budget");
    json_write_text(json, "of", budget->is_of_manifests ? "manifests" : "requests");
    json_write_number(json, "left", (long long)budget->left);
    json_write_number(json, "limit", (long long)budget->limit);
    if (budget->resets_at != 0)
        json_write_time(json, "resets", budget->resets_at);
    else
        json_write_null(json, "resets");
    json_write_flag(json, "low", budget->is_low);
    json_write_end(json);
}

/* Whose facts the feed is to tell: products, and repositories without one. */
static void write_users(struct json_writer *json, const struct plan *plan,
                        const struct wanted *wanted)
{
    json_write_list(json, "products");
    for (size_t i = 0; i < wanted->users.count; i++) {
        const struct upstream *upstream =
            &plan->planned.items[wanted->users.items[i]].upstream;
        if (upstream->product != NULL)
            json_write_text(json, NULL, upstream->product->name);
    }
    json_write_end(json);
}

static void write_feed(struct json_writer *json, const struct plan *plan,
                       const struct tested_feed *tested)
{
    const struct answer *answer = &tested->probe.answer;
    json_write_object(json, NULL);
    feeds_json_feed(json, answer);
    write_users(json, plan, &plan->wanted.items[tested->wanted]);
    json_write_text(json, "state", answer_state_name(answer->state));
    json_write_text(json, "failure", answer->failure);
    json_write_number(json, "elapsed_ms", tested->probe.elapsed_ms);
    json_write_number(json, "requests", (long long)tested->probe.requests);
    write_budget(json, &answer->budget);
    json_write_end(json);
}

static void write_summary(struct json_writer *json,
                          const struct tested_feed_list *tested)
{
    size_t counts[ANSWER_COMPLETE + 1] = {0};
    for (size_t i = 0; i < tested->count; i++)
        counts[tested->items[i].probe.answer.state]++;
    json_write_object(json, "summary");
    for (int state = ANSWER_COMPLETE; state >= ANSWER_FAILED; state--)
        json_write_number(json, answer_state_name((enum answer_state)state),
                          (long long)counts[state]);
    json_write_end(json);
}

void tested_print_json(const struct plan *plan, const struct tested_feed_list *tested,
                       long long now, struct out *out)
{
    struct json_writer json;
    AUTO_TEXT text;
    text_init(&text, PRINTED_BYTES_MAX);
    json_writer_init(&json, &text, true);
    json_write_object(&json, NULL);
    feeds_json_head(&json, now);
    write_summary(&json, tested);
    json_write_list(&json, "feeds");
    for (size_t i = 0; i < tested->count; i++)
        write_feed(&json, plan, &tested->items[i]);
    json_write_end(&json);
    json_write_end(&json);
    fprintf(out->normal, "%s\n", text.bytes);
}
