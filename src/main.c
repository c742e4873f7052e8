/* Finds the command, prints the one error, gives the exit status. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/near.h"
#include "commands/command.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

extern char **environ;

enum { EXIT_USAGE = 2, EXIT_INCOMPLETE = 3, COMMANDS_MAX = 64 };

/*
 * The command that the first words name, the longest name first ("policy check" before
 * "policy"); ret_words tells how many words it took.
 */
static const struct command *find_command(int argc, char *const *argv, int *ret_words)
{
    char two[64] = "";
    if (argc > 2)
        snprintf(two, sizeof two, "%s %s", argv[1], argv[2]);
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (argc > 2 && strcmp(commands[i]->name, two) == 0) {
            *ret_words = 2;
            return commands[i];
        }
    }
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, argv[1]) == 0) {
            *ret_words = 1;
            return commands[i];
        }
    }
    return NULL;
}

static void print_help(FILE *stream)
{
    fputs(
        "stalemark marks stale software in Kubernetes clusters before it takes them "
        "down.\n\n"
        "It lists the container images that run, compares them with upstream release\n"
        "feeds and a YAML policy, and says which are stale, by how much, since when "
        "and\n"
        "by which rule.\n\n"
        "Usage: stalemark COMMAND [OPTION]...\n\nCommands:\n",
        stream);
    for (size_t i = 0; commands[i] != NULL; i++)
        fprintf(stream, "  %-15s %s\n", commands[i]->name, commands[i]->summary);
    fputs(
        "\n'stalemark COMMAND --help' tells more about each.\n\n"
        "Start with: stalemark audit            the current context's cluster\n"
        "            stalemark gate -f FILE     manifests, before they are deployed\n",
        stream);
}

static void print_command_help(const struct command *command)
{
    AUTO_TEXT text;
    text_init(&text, 64 * 1024);
    text_addf(&text, "Usage: stalemark %s %s\n\n%s\n", command->name, command->usage,
              command->description);
    options_help(command->options, &text);
    if (command->examples != NULL)
        text_addf(&text, "\nExamples:\n%s", command->examples);
    fputs(text.bytes, stdout);
}

static bool asks_for_help(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int unknown_command(const char *word)
{
    const char *names[COMMANDS_MAX];
    size_t count = 0;
    while (commands[count] != NULL && count < COMMANDS_MAX) {
        names[count] = commands[count]->name;
        count++;
    }
    const char *near = near_match(word, names, count);
    AUTO_TEXT shown;
    text_init(&shown, 256);
    out_add_printable(&shown, word);
    if (near != NULL)
        fprintf(stderr, "stalemark: unknown command '%s', did you mean '%s'?\n",
                shown.bytes, near);
    else
        fprintf(stderr, "stalemark: unknown command '%s'; see stalemark --help\n",
                shown.bytes);
    return EXIT_USAGE;
}

static int print_error(const struct error *err)
{
    AUTO_TEXT shown;
    text_init(&shown, 8 * sizeof err->text);
    out_add_printable(&shown, err->text);
    fprintf(stderr, "stalemark: %s\n", shown.bytes);
    return err->code == ERROR_USAGE ? EXIT_USAGE : EXIT_INCOMPLETE;
}

static int run_command(const struct command *command, int argc, char *const *argv)
{
    struct error err = {0};
    struct out out;
    out_init(&out, stdout, stderr);
    struct command_context context = {&out, (long long)time(NULL), environ};
    int status = command->run(command, argc, argv, &context, &err);
    out_progress_end(&out);
    if (status < 0)
        status = print_error(&err);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("stalemark: writing standard output failed: the report is not whole\n",
              stderr);
        status = status == 0 ? EXIT_INCOMPLETE : status;
    }
    return status;
}

int main(int argc, char *argv[])
{
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("stalemark " VERSION);
        return 0;
    }
    bool is_help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
                   strcmp(argv[1], "help") == 0;
    if (is_help && (argc == 2 || argv[1][0] == '-')) {
        print_help(stdout);
        return 0;
    }
    int skipped = is_help ? 1 : 0;
    int words = 0;
    const struct command *command =
        find_command(argc - skipped, argv + skipped, &words);
    if (command == NULL)
        return unknown_command(argv[1 + skipped]);
    int command_argc = argc - skipped - words;
    char *const *command_argv = argv + skipped + words;
    if (is_help || asks_for_help(command_argc, command_argv)) {
        print_command_help(command);
        return 0;
    }
    return run_command(command, command_argc, command_argv);
}
