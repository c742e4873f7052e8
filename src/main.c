/* Finds the command, prints the one error, gives the exit status. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/interrupt.h"
#include "base/list.h"
#include "base/near.h"
#include "base/secrecy.h"
#include "commands/command.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

extern char **environ;

enum { EXIT_USAGE = 2, EXIT_INCOMPLETE = 3 };

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
    text_addf(&text, "Usage: stalemark %s %s\n\n%s", command->name, command->usage,
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

/* Whether name is "WORD something": one of several commands about one thing. */
static bool is_of_family(const char *name, const char *word)
{
    size_t length = strlen(word);
    return length != 0 && strncmp(name, word, length) == 0 && name[length] == ' ';
}

/* Appends "policy check, policy show" for "policy"; nothing when it is no family. */
static void add_family(struct text *text, const char *word)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        if (is_of_family(commands[i]->name, word))
            text_addf(text, "%s%s", text->length == 0 ? "" : ", ", commands[i]->name);
}

/* The first word of a command that was meant; NULL: none is near. */
static const char *near_command(const char *word, struct arena *arena)
{
    struct text_list words = {0};
    for (size_t i = 0; commands[i] != NULL; i++) {
        struct slice name = slice_of(commands[i]->name);
        *LIST_ADD(arena, &words) = arena_copy_slice(arena, slice_cut(&name, ' '));
    }
    return near_match(word, words.items, words.count);
}

static int unknown_command(const char *word)
{
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT shown, family;
    text_init(&shown, 256);
    text_init(&family, 256);
    out_add_printable(&shown, word);
    add_family(&family, word);
    const char *near = near_command(word, arena);
    if (family.length != 0)
        fprintf(stderr, "stalemark: '%s' alone is no command; there are %s\n",
                shown.bytes, family.bytes);
    else if (near != NULL)
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

/* What was printed is whole only when the last of it was written too. */
static int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fputs("stalemark: writing standard output failed: what it says is not whole\n",
          stderr);
    return status == 0 ? EXIT_INCOMPLETE : status;
}

static int run_command(const struct command *command, int argc, char *const *argv)
{
    struct error err = {0};
    struct out out;
    out_init(&out, stdout, stderr);
    struct command_context context = {&out, (long long)time(NULL), environ};
    interrupt_install();
    int status = command->run(command, argc, argv, &context, &err);
    out_progress_end(&out);
    /* Whatever was found until then is no verdict. */
    struct error why = {0};
    if (interrupted(&why)) {
        print_error(&why);
        interrupt_end(interrupt_signal());
    }
    return status < 0 ? print_error(&err) : status;
}

/* "help COMMAND" and "COMMAND --help" say the same. */
static int run(int argc, char *argv[])
{
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

int main(int argc, char *argv[])
{
    secrecy_begin();
    arena_settle_heap();
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") != 0)
        return finish_output(run(argc, argv));
    puts("stalemark " VERSION);
    return finish_output(0);
}
