/* Catalogue and policy as the command line and the machine say: for every command. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/options.h"
#include "base/out.h"
#include "policy/policy.h"

#include <stdbool.h>

/* --policy and --catalog; the variables of settings_rows. Zero is the default. */
struct settings_options {
    struct text_list policies;
    struct text_list catalogs;
};

extern const struct option_row settings_rows[];

/* The tables of commands that take these options and those of talk alone. */
extern const struct option_row *const settings_tables[];

/* Reads a command line by settings_tables, and applies what it says of talking. */
bool settings_parse(int argc, char *const *argv, struct out *out, struct arena *arena,
                    struct settings_options *ret_options,
                    struct text_list *ret_operands, struct error *err) NODISCARD;

struct settings {
    struct catalog catalog;
    struct policy policy;
    const char *default_path; /* of the shipped policy */
};

/*
 * Reads the shipped catalogue with the --catalog paths, and the shipped policy with the
 * first of these laid over it: the --policy files in order; $STALEMARK_POLICY;
 * $XDG_CONFIG_HOME/stalemark/policy.yaml (~/.config without the variable);
 * /etc/stalemark/policy.yaml; nothing. Never a file of the working directory that
 * nobody named. What is wrong with either is ERROR_USAGE. All in the arena.
 */
bool settings_load(const struct settings_options *options, struct arena *arena,
                   struct settings *ret_settings, struct error *err) NODISCARD;

/* The same without the policy. */
bool settings_load_catalog(const struct settings_options *options, struct arena *arena,
                           struct settings *ret_settings, struct error *err) NODISCARD;
