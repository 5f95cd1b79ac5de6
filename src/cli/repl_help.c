/* :help and :doc, from the manual and from what is there. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/cli.h"
#include "cli/help_manual.h"
#include "cli/repl.h"
#include "dateline/manual.h"

static int list_commands(void)
{
    size_t count;
    const repl_command *commands = repl_commands(&count);
    dl_buf out = {0};
    dl_buf_puts(&out, "Type Lua, and its value is shown; _ is the last value, _1 the first, and so "
                      "on.\n\n");
    for (size_t i = 0; i < count; i++) {
        char left[40];
        snprintf(left, sizeof left, "%s %s", commands[i].name, commands[i].usage);
        dl_buf_printf(&out, "  %-20s %s\n", left, commands[i].help);
    }
    dl_buf_puts(&out, "\n:help api lists what there is to call, :help repl tells of all this.\n");
    int status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}

static const repl_command *find_command(const char *name)
{
    size_t count;
    const repl_command *commands = repl_commands(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(commands[i].name + (name[0] != ':'), name) == 0)
            return &commands[i];
    return NULL;
}

static const char *near_command(const char *name)
{
    const char *names[REPL_MOST_COMMANDS];
    size_t count;
    const repl_command *commands = repl_commands(&count);
    for (size_t i = 0; i < count; i++)
        names[i] = commands[i].name + (name[0] != ':');
    return dl_str_nearest(dl_str_of(name), names, count);
}

/* What is near is a command of the REPL, or what the manual and the shell know: a name in parts is
 * the manual's. */
static int unknown_topic(const char *name)
{
    const char *near = strpbrk(name + 1, ".:") ? NULL : near_command(name);
    if (!near)
        return cli_unknown_topic(name, ":help");
    char asked[64];
    const char *proposed = asked;
    snprintf(asked, sizeof asked, ":help %s%s", near[0] == ':' ? "" : ":", near);
    return cli_usage("there is no help on '%s'; %s", name, dl_str_propose(&proposed, 1, NULL).text);
}

/* "store", ":load" or "run": the REPL's own, the manual's, and what the shell's command is. */
int repl_help(repl *in, dl_str topic)
{
    char name[128];
    bool found = false;
    (void)in;
    if (topic.size == 0)
        return list_commands();
    if (topic.size >= sizeof name)
        return cli_usage(":help: a topic was expected; `:help api` lists them");
    snprintf(name, sizeof name, "%.*s", DL_STR_ARG(topic));
    const repl_command *command = find_command(name);
    if (command)
        printf("%s %s\n    %s\n", command->name, command->usage, command->help);
    if (name[0] == ':')
        return command ? 0 : unknown_topic(name);
    int status = cli_print_manual(name, ":help", &found);
    const cli_command *shell = status == 0 && !found ? cli_find_command(name) : NULL;
    if (shell)
        return cli_print_command_help(shell);
    return status != 0 || found || command ? status : unknown_topic(name);
}

/* What a variable holds, with what its class's manual entry says. */
static int print_inspection(const dl_inspection *about)
{
    dl_buf out = {0}, safe = {0};
    dl_buf_printf(&out, "%.*s", DL_STR_ARG(about->name));
    if (about->value.size)
        dl_buf_printf(&out, ": %.*s", DL_STR_ARG(about->value));
    dl_buf_putc(&out, '\n');
    dl_escape_terminal(dl_buf_str(&out), &safe);
    int status = cli_print(dl_buf_str(&safe));
    dl_buf_clear(&out);
    dl_buf_clear(&safe);
    return status;
}

int repl_doc(repl *in, dl_str name)
{
    if (name.size == 0 || name.size >= 128)
        return cli_usage(":doc NAME: the name of a function, a field or a variable was expected");
    dl_arena arena;
    dl_inspection about = {0};
    dl_error error;
    char topic[128];
    bool found = false;
    dl_arena_init(&arena);
    dl_place place = {.code = name, .cursor = name.size, .language = DL_LANGUAGE_LUA};
    int status = 0;
    int rc = dl_runner_inspect(in->session.runner, &place, &arena, &about, &error);
    snprintf(topic, sizeof topic, "%.*s", DL_STR_ARG(about.entry.size ? about.entry : name));
    if (rc != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else if (about.found && about.entry.size == 0)
        status = print_inspection(&about);
    else
        status = cli_print_manual(topic, ":help", &found);
    if (rc == 0 && status == 0 && !found && !(about.found && about.entry.size == 0))
        status = cli_unknown_topic(topic, ":help");
    dl_arena_clear(&arena);
    return status;
}
