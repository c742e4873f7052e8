/* All commands, in the order of --help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"

#include "base/list.h"

#include <stddef.h>

extern const struct command audit_command;
extern const struct command backtest_command;
extern const struct command cache_clear_command;
extern const struct command cache_prune_command;
extern const struct command cache_stats_command;
extern const struct command catalog_check_command;
extern const struct command catalog_list_command;
extern const struct command catalog_show_command;
extern const struct command explain_command;
extern const struct command feeds_export_command;
extern const struct command feeds_list_command;
extern const struct command feeds_test_command;
extern const struct command feeds_verify_command;
extern const struct command gate_command;
extern const struct command images_command;
extern const struct command policy_check_command;
extern const struct command policy_show_command;
extern const struct command policy_test_command;
extern const struct command releases_command;
extern const struct command tags_command;

const struct command *const commands[] = {
    &audit_command,        &gate_command,         &images_command,
    &releases_command,     &explain_command,      &backtest_command,
    &tags_command,         &policy_check_command, &policy_show_command,
    &policy_test_command,  &feeds_list_command,   &feeds_test_command,
    &feeds_export_command, &feeds_verify_command, &catalog_check_command,
    &catalog_list_command, &catalog_show_command, &cache_stats_command,
    &cache_prune_command,  &cache_clear_command,  NULL,
};

bool command_no_operands(const struct text_list *operands, struct error *err)
{
    if (operands->count == 0)
        return true;
    return error_set(err, ERROR_USAGE, "unexpected argument '%s'; see --help",
                     operands->items[0]);
}
