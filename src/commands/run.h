/* One run of the pipeline as a command sees it: options in, report out. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "audit.h"
#include "commands/command.h"
#include "commands/facts.h"
#include "commands/settings.h"
#include "commands/sources.h"
#include "commands/talk.h"
#include "report/report.h"

/* What audit, gate and explain have in common on their command lines. */
struct run_options {
    struct settings_options settings;
    struct source_options sources;
    struct facts_options facts;
    struct talk_options talk;
};

/* Everything of one run. Zero it, then run_open; run_close takes any state of it. */
struct run {
    struct arena *arena;
    struct settings settings; /* catalogue and policy */
    struct audit_options audit_options;
    struct audit_services services;
    struct audit audit;
    struct report report;
};

/* The defaults of the options; call before options_parse. */
void run_init(struct run_options *options);

/*
 * Loads catalogue and policy and opens what the stages stand on, a snapshot too. Uses
 * no network but to fetch that. With
 * records, the history is opened too. What is wrong with options, policy or catalogue
 * is ERROR_USAGE.
 */
bool run_open(struct run *run, const struct run_options *options, bool records,
              struct command_context *context, struct error *err) NODISCARD;

/* An image to judge besides the sources; what is no reference is ERROR_USAGE. */
bool run_add_image(struct run *run, const char *reference, struct error *err) NODISCARD;

/* Runs the stages and makes the report of what they found. */
bool run_audit(struct run *run, struct error *err) NODISCARD;

void run_close(struct run *run);
#define AUTO_RUN CLEANUP(run_close) struct run

/*
 * Zero images, or filters that leave nothing, are trouble: ERROR_OUTSIDE unless
 * allow_empty (judging.md section 9).
 */
bool run_is_empty(const struct run *run, bool allow_empty, struct error *err);
