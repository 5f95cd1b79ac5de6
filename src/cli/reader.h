/*
 * Entries of the REPL, one after another: from a terminal with readline, else line by line from a
 * pipe. An entry goes on over lines as long as `whole` asks for more. One reader at a time:
 * readline is one. The reader never jumps; signals set flags that its loop looks at.
 */
#ifndef CLI_READER_H
#define CLI_READER_H

#include "dateline/complete.h"
#include "dateline/str.h"

typedef struct reader reader;

/* What may stand after a command's name. */
typedef enum reader_argument {
    READER_NOTHING,
    READER_CODE,  /* completed as an entry is */
    READER_RUNS,  /* the same, and it asks on as an entry does */
    READER_FILE,  /* below the working folder or not: what is typed */
    READER_VALUES /* one of the command's, and what may stand after that */
} reader_argument;

typedef struct reader_value {
    const char *name;
    const char *values; /* separated by blanks; NULL: none that can be listed */
} reader_value;

typedef struct reader_command {
    const char *name; /* ":load" */
    reader_argument argument;
    const reader_value *values; /* to one without a name; NULL: none */
} reader_command;

typedef struct reader_options {
    void *user;
    /* Whether code, of this language, is an entry that can run. NULL: each line is. */
    bool (*whole)(void *user, dl_str code, dl_language language);
    /* As dl_runner_complete. NULL: nothing is completed. */
    int (*complete)(void *user, const dl_place *place, dl_arena *arena, dl_completion *completion,
                    dl_error *error);
    const reader_command *commands; /* borrowed; names begin with a colon */
    size_t command_count;
    /* Told once, where history cannot be kept. */
    void (*warn)(void *user, const char *message);
} reader_options;

typedef enum reader_outcome { READER_ENTRY, READER_END } reader_outcome;

/* NULL: memory ran out. The options are copied. */
reader *reader_open(const reader_options *options);
void reader_close(reader *freed);

bool reader_is_terminal(const reader *in);

/* The command that an entry begins with, and what stands after its name; NULL: there is none. */
const reader_command *reader_command_of(const reader_options *options, dl_str entry, dl_str *rest);

/* The next entry, without its last newline; what was in *entry goes. prompt: plain text; the
 * reader colours it. READER_END: there is no more. */
reader_outcome reader_next(reader *in, const char *prompt, dl_language language, dl_buf *entry);

#endif
