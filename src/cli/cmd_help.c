/* dateline help: of the commands, and of the Lua API and what else the manual tells. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/help_manual.h"

static void list_commands(void)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    puts("dateline: notebooks about dated announcements, with the proof.\n");
    for (size_t i = 0; i < count; i++)
        printf("  dateline %-10s %-22s %s\n", commands[i].name, commands[i].usage,
               commands[i].summary);
    puts("\n`dateline help COMMAND` has options and examples; `dateline help api` lists what a\n"
         "cell can call and the guides, `dateline help FUNCTION` or `GUIDE` tells of one,\n"
         "`dateline help store` of the views that other programs read. `dateline --version` "
         "says which.");
}

int cmd_help(const cli_options *options)
{
    if (options->argument_count == 0) {
        list_commands();
        return 0;
    }
    const char *topic = options->arguments[0];
    if (options->to)
        return cli_write_manual(topic, options->to);
    const cli_command *command = cli_find_command(topic);
    /* `fetch`, `search` and `store` are functions too: both are told */
    if (command)
        cli_print_command_help(command);
    if (command)
        puts("");
    if (strcmp(topic, "store") == 0)
        cli_print_store_help();
    bool found;
    int status = cli_print_manual(topic, &found);
    return command || found ? status : cli_unknown_topic(topic);
}
