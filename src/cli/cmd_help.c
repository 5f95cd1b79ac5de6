/* dateline help: of the commands, and of the Lua API from the rows of its bindings. */
#include <stdio.h>
#include <string.h>

#include "cli/completion.h"
#include "cli/man.h"
#include "cli/wrap.h"
#include "dateline/engine.h"

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
         "cell can call, `dateline help FUNCTION` tells of one, `dateline help store` of\n"
         "the views that other programs read. `dateline --version` says which.");
}

static void print_doc(const dl_doc *doc)
{
    printf("  %s\n      %s\n", doc->signature, doc->help);
}

/* All functions, or those whose name is topic, or begins with it ("timeline"). */
static size_t print_docs(const char *topic)
{
    size_t found = 0, size = strlen(topic);
    const dl_doc *doc;
    for (size_t i = 0; (doc = dl_engine_doc(i)) != NULL; i++) {
        bool member = strncmp(doc->name, topic, size) == 0 &&
                      (doc->name[size] == '\0' || doc->name[size] == '.' || doc->name[size] == ':');
        if (size == 0 || member) {
            print_doc(doc);
            found++;
        }
    }
    return found;
}

static int unknown_topic(const char *topic)
{
    const char *names[512];
    size_t count = 0, commands_count;
    const cli_command *commands = cli_commands(&commands_count);
    for (size_t i = 0; i < commands_count; i++)
        names[count++] = commands[i].name;
    const dl_doc *doc;
    for (size_t i = 0; count < 512 && (doc = dl_engine_doc(i)) != NULL; i++)
        names[count++] = doc->name;
    const char *near = dl_str_nearest(dl_str_of(topic), names, count);
    if (near)
        return cli_usage("there is no help on '%s'; do you mean '%s'?", topic, near);
    return cli_usage("there is no help on '%s'; `dateline help` lists the commands, `dateline help "
                     "api` the functions",
                     topic);
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
    const char *topic = options->arguments[0];
    const cli_command *command = cli_find_command(topic);
    /* `fetch`, `search` and `store` are functions too: both are told */
    if (command)
        cli_print_command_help(command);
    if (command)
        puts("");
    if (strcmp(topic, "store") == 0)
        cli_print_store_help();
    size_t found = print_docs(strcmp(topic, "api") == 0 ? "" : topic);
    return command || found ? 0 : unknown_topic(topic);
}
