/*
 * What shells complete: commands, options and their values, from the tables that the command line
 * is read by. The scripts hold these; what changes (a notebook's parameters, the URLs of a store,
 * functions) they ask of `dateline help --completion=params|urls|topics`.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli/option_rows.h"

/* What a command's arguments are, by the words of its usage. */
typedef struct completed {
    const char *endings; /* of files, "md dateline"; "": any file; NULL: no files */
    const char *asked;   /* "urls", "topics", "templates"; NULL: nothing is asked */
    char words[64];      /* what is written so: "list revoke all" */
} completed;
completed completion_of(const cli_command *command);

/* How the value of an option is completed. */
typedef enum value_kind {
    VALUE_NONE,
    VALUE_ANY,
    VALUE_FILE,
    VALUE_FOLDER,
    VALUE_WORDS,
    VALUE_PARAM
} value_kind;
value_kind completion_value(const option_row *row);

void completion_bash(dl_buf *out);
void completion_zsh(dl_buf *out);
void completion_fish(dl_buf *out);
/* Lines that a script asked for; false where there is no such list. */
bool completion_answer(const char *asked, const cli_options *options, dl_buf *out);

/* Prints the script of a shell, or a list. Returns an exit status. */
int completion_print(const cli_options *options);

#endif
