/* dateline help: of the commands, and of the Lua API and what else the manual tells. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/completion.h"
#include "cli/help_manual.h"
#include "cli/man.h"
#include "cli/wrap.h"

static void list_command(const cli_command *command)
{
    dl_buf line = {0};
    dl_buf_printf(&line, "  dateline %-10s ", command->name);
    cli_wrap(dl_str_of(command->summary), 22, 22, cli_width(), &line);
    fwrite(line.data ? line.data : "", 1, line.size, stdout);
    dl_buf_clear(&line);
}

static void list_commands(void)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    puts("dateline: notebooks about dated announcements, with the proof.\n");
    for (size_t i = 0; i < count; i++)
        list_command(&commands[i]);
    puts("\n`dateline help COMMAND` has options and examples; `dateline help api` lists what a\n"
         "cell can call and the guides, `dateline help FUNCTION` or `GUIDE` tells of one,\n"
         "`dateline help store` of the views that other programs read. `dateline --version` "
         "says which.");
}

int cmd_help(const cli_options *options)
{
    if (options->completion)
        return completion_print(options);
    if (options->man)
        return man_print();
    if (options->argument_count == 0) {
        list_commands();
        return 0;
    }
    if (options->argument_count > 1)
        return cli_usage("one command, function or guide was expected: dateline help %s",
                         options->arguments[0]);
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
    int status = cli_print_manual(topic, "dateline help", &found);
    return command || found ? status : cli_unknown_topic(topic, "dateline help");
}
