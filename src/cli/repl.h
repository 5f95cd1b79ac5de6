/*
 * The REPL's parts: what is typed runs, and is kept for :save; what begins with a colon is a
 * command, of one table that Tab and :help read too.
 */
#ifndef CLI_REPL_H
#define CLI_REPL_H

#include "cli/reader.h"
#include "cli/session.h"
#include "cli/typed.h"

typedef struct repl_entry {
    dl_language language;
    dl_str code;   /* in the repl's arena */
    size_t number; /* of all that ran in the session: its value is the global _NUMBER */
} repl_entry;

typedef struct repl {
    cli_session session;
    cli_options options; /* as :set leaves them */
    const char *path;    /* the notebook's; NULL: there is none */
    typed *beside;       /* the notebook's cells; NULL: there is none */
    bool terminal;
    bool left;            /* :quit */
    bool profiling;       /* what runs next is timed by its lines */
    dl_language language; /* of what is typed next */
    dl_arena arena;
    repl_entry *entries; /* that ran well, in order */
    size_t count, capacity;
} repl;

/* --- repl_run.c --- */

/* dl_view to the terminal. user: a repl. */
void repl_show(void *user, const dl_view *view);
/* Runs code and shows what it gives. keep: :save has it. Returns an exit status, and says what
 * failed. */
int repl_run(repl *in, dl_str code, dl_language language, bool keep);
/* The same, kept, of a file's code or a notebook's cell: its errors name the file's lines. */
int repl_run_step(repl *in, const dl_step *step, const char *file);
/* The same of what a command asks with: not kept. Clears code. */
int repl_ask(repl *in, dl_language language, dl_buf *code);
/* The next page, or that of a number, of what was shown last. */
int repl_more(repl *in, dl_str number);
/* With the time that it took. */
int repl_time(repl *in, dl_str code);
/* With the lines that took it. */
int repl_profile(repl *in, dl_str code);

/* --- repl_commands.c --- */

typedef struct repl_command {
    const char *name;  /* ":load" */
    const char *usage; /* what stands after it; "" for nothing */
    const char *help;  /* one line */
    reader_argument argument;
    const reader_value *values; /* of READER_VALUES */
    int (*run)(repl *in, dl_str argument);
} repl_command;

enum { REPL_MOST_COMMANDS = 32 };
const repl_command *repl_commands(size_t *count);
/* "fetch.all?", "rows ?": what a person asks of a name, and neither Lua nor SQL has a meaning for.
 */
bool repl_is_question(dl_str entry);
/* Whether an entry is a command; then *status is what came of it. */
bool repl_try_command(repl *in, dl_str entry, int *status);

/* --- repl_store.c --- */

int repl_sources(repl *in, dl_str nothing);
int repl_snapshots(repl *in, dl_str url);
int repl_schema(repl *in, dl_str table);
/* Shows the columns of the table of that name, or of each where it is empty; *shown: of how many.
 */
int repl_columns(repl *in, dl_str table, size_t *shown);
int repl_timeline(repl *in, dl_str name);

/* --- repl_help.c --- */

int repl_help(repl *in, dl_str topic);
/* What stands for `name` here: the manual's entry, or what a variable holds. */
int repl_doc(repl *in, dl_str name);

/* --- repl_files.c --- */

int repl_load(repl *in, dl_str file);
int repl_edit(repl *in, dl_str cell);
int repl_save(repl *in, dl_str file);
/* --- repl_cells.c --- */

int repl_cells(repl *in, dl_str nothing);
int repl_rerun(repl *in, dl_str cell);

/* --- repl_set.c --- */

int repl_set(repl *in, dl_str words);
extern const reader_value repl_settings[]; /* for Tab */

#endif
