/* The table of the REPL's commands. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/repl.h"

static int run_sql(repl *in, dl_str sql)
{
    if (sql.size)
        return repl_run(in, sql, DL_LANGUAGE_SQL, true);
    in->language = in->language == DL_LANGUAGE_SQL ? DL_LANGUAGE_LUA : DL_LANGUAGE_SQL;
    return cli_print(in->language == DL_LANGUAGE_SQL
                         ? DL_STR("SQL from here on, each query to its ; - :sql goes back to Lua\n")
                         : DL_STR("Lua from here on\n"));
}

static int show_grants(repl *in, dl_str nothing)
{
    (void)nothing;
    cli_options list = in->options;
    list.argument_count = 0;
    list.json = false;
    const char *reach = list.frozen || list.offline
                            ? "Nothing that you type reaches the network: the session is offline."
                        : list.allow_private
                            ? "What you type may reach any host; --allow-private was given."
                            : "What you type may reach any host; private addresses are asked for.";
    printf("%s\n", reach);
    return cmd_grants(&list);
}

static int leave(repl *in, dl_str nothing)
{
    (void)nothing;
    in->left = true;
    return 0;
}

static const repl_command commands[] = {
    {":help", "[TOPIC]", "these commands; or help on a topic, a function, a command", READER_CODE,
     NULL, repl_help},
    {":doc", "NAME", "what a name stands for here; NAME? is the same", READER_CODE, NULL, repl_doc},
    {":more", "[PAGE]", "the next page of what was shown last", READER_NOTHING, NULL, repl_more},
    {":sql", "[QUERY]", "a query of the store; alone: SQL from here on, or Lua again", READER_CODE,
     NULL, run_sql},
    {":load", "FILE", "run a file of Lua, or all cells of a notebook", READER_FILE, NULL,
     repl_load},
    {":cells", "", "the notebook's cells, and what was typed", READER_NOTHING, NULL, repl_cells},
    {":run", "[CELL]", "bring the notebook up to date; or run one cell again", READER_NOTHING, NULL,
     repl_rerun},
    {":edit", "[CELL]", "the notebook, or what was typed, in $VISUAL or $EDITOR; then it runs",
     READER_NOTHING, NULL, repl_edit},
    {":save", "FILE.md", "the session as a notebook, without what failed", READER_FILE, NULL,
     repl_save},
    {":timeline", "[NAME]", "the picture of a timeline; alone: which ones there are", READER_CODE,
     NULL, repl_timeline},
    {":sources", "", "what was captured, a line each source", READER_NOTHING, NULL, repl_sources},
    {":snapshots", "[URL]", "each capture, newest first", READER_NOTHING, NULL, repl_snapshots},
    {":schema", "[TABLE]", "the store's tables and views, with their columns", READER_NOTHING, NULL,
     repl_schema},
    {":time", "CODE", "run it, and say how long it took", READER_RUNS, NULL, repl_time},
    {":profile", "CODE", "run it, and say which lines took how long", READER_RUNS, NULL,
     repl_profile},
    {":grants", "", "which notebooks may reach which hosts", READER_NOTHING, NULL, show_grants},
    {":set", "[NAME VALUE]", "how values are shown and cells are held in; alone: how it is",
     READER_VALUES, repl_settings, repl_set},
    {":quit", "", "leave; Ctrl-D does as well", READER_NOTHING, NULL, leave},
};

_Static_assert(sizeof commands / sizeof *commands <= REPL_MOST_COMMANDS, "too many commands");

const repl_command *repl_commands(size_t *count)
{
    *count = sizeof commands / sizeof *commands;
    return commands;
}

static int unknown(dl_str name)
{
    const char *names[sizeof commands / sizeof *commands];
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        names[i] = commands[i].name;
    const char *near = dl_str_nearest(name, names, sizeof commands / sizeof *commands);
    return cli_usage("there is no command '%.*s'; %s", DL_STR_ARG(name),
                     dl_str_propose(&near, 1, ":help lists them").text);
}

bool repl_is_question(dl_str entry)
{
    entry = dl_str_trim(entry);
    if (entry.size < 2 || entry.data[entry.size - 1] != '?')
        return false;
    dl_str name = dl_str_trim(dl_str_slice(entry, 0, entry.size - 1));
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool word = c == '_' || c == '.' || c == ':' || (c >= '0' && c <= '9') ||
                    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!word)
            return false;
    }
    return name.size > 0;
}

/* In SQL a name is first a table's. */
static int answer(repl *in, dl_str question)
{
    dl_str name = dl_str_trim(dl_str_slice(question, 0, question.size - 1));
    size_t shown = 0;
    int status = in->language == DL_LANGUAGE_SQL ? repl_columns(in, name, &shown) : 0;
    return status != 0 || shown ? status : repl_doc(in, name);
}

bool repl_try_command(repl *in, dl_str entry, int *status)
{
    entry = dl_str_trim(entry);
    if (repl_is_question(entry)) {
        *status = answer(in, entry);
        return true;
    }
    if (entry.size == 0 || entry.data[0] != ':' || dl_str_starts(entry, DL_STR("::")))
        return false;
    size_t end = 0;
    while (end < entry.size && entry.data[end] != ' ' && entry.data[end] != '\n')
        end++;
    dl_str name = dl_str_slice(entry, 0, end);
    dl_str argument = dl_str_trim(dl_str_slice(entry, end, entry.size));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (!dl_str_equal(dl_str_of(commands[i].name), name))
            continue;
        bool bare = commands[i].usage[0] == '\0' && argument.size > 0;
        *status = bare ? cli_usage("%s takes nothing after it", commands[i].name)
                       : commands[i].run(in, argument);
        return true;
    }
    *status = unknown(name);
    return true;
}
