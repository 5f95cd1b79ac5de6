/*
 * The command: one table of subcommands, one table of options that mean the same everywhere, one
 * file a subcommand. Only this layer prints, reads the environment and ends the process.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/error.h"
#include "dateline/fetch.h"
#include "dateline/notebook.h"
#include "dateline/picture.h"
#include "dateline/report.h"
#include "dateline/str.h"

enum { CLI_MOST = 64 }; /* how often one option may be repeated */

typedef struct cli_options {
    const char *store;             /* NULL: beside the notebook, or dateline.db here */
    const char *outputs[CLI_MOST]; /* -o */
    size_t output_count;
    const char *files;            /* the folder of what cells make; NULL: beside the first report */
    const char *to;               /* --to */
    const char *params[CLI_MOST]; /* -p name=value */
    size_t param_count;
    const char *params_files[CLI_MOST]; /* --params */
    size_t params_file_count;
    const char *matrix;   /* a CSV file: one run a row */
    const char *index;    /* the page that lists a batch's reports */
    int jobs;             /* runs at once; 0: as many as there are processors */
    double run_timeout_s; /* of one notebook of a batch, whole; 0: none */
    bool no_report;       /* a run whose outcome alone counts */
    bool offline, refresh, frozen;
    bool lock;
    bool sign;     /* a bundle */
    bool checking; /* results tell of evidence and timelines, for `check` */
    bool online;   /* ask the sources too */
    bool dry_run;
    bool ids;              /* fmt gives cells ids */
    bool check_only;       /* fmt writes nothing */
    const char *lock_file; /* in the place of the one beside the notebook; NULL: that one */
    bool keep_day;         /* the run's day is that of the lock, as in a frozen run */
    double refresh_age_s;  /* --refresh=AGE; 0: none was given */
    bool ignore_robots, proxy, no_read;
    const char *contact;       /* --contact, or $DATELINE_CONTACT */
    dl_token tokens[CLI_MOST]; /* $DATELINE_TOKENS */
    size_t token_count;
    const char *input;                /* a file of URLs; "-": standard input */
    int concurrency, per_host, tries; /* 0: not given */
    int max_requests;                 /* 0: not given */
    double delay_s;                   /* negative: not given */
    size_t max_size_mib;              /* 0: not given */
    bool allow_net;                   /* given */
    bool allow_private;               /* given */
    dl_str net_hosts[CLI_MOST];       /* --allow-net=HOST,...; none: what the notebook asks for */
    size_t net_count;
    dl_str deny_hosts[CLI_MOST]; /* --deny-net: they win over every grant */
    size_t deny_count;
    dl_str private_hosts[CLI_MOST];
    size_t private_count;
    double timeout_s;
    bool timeout_given;
    size_t memory_mib;
    const char *as_of;
    bool json, quiet, verbose, help;
    dl_picture_form picture_form; /* --pictures, or $DATELINE_PICTURES */
    bool warc, wacz;
    int limit;
    bool resume;          /* results of earlier runs count */
    bool watch;           /* fetch again and again, and tell what changed */
    double watch_every_s; /* --watch=INTERVAL; 0: none was given */
    int count;            /* rounds of --watch; 0: without end */
    int port;             /* of serve; 0: any that is free */
    bool require_sandbox;
    const char *connection; /* -f, of a kernel */
    const char *prefix;     /* where a kernel is installed */
    bool user, sys_prefix;
    bool exit_status;       /* diff tells a change by its exit status */
    bool list;              /* the templates of new */
    const char *completion; /* of this shell, written by help; NULL: none */
    bool man;
    char **arguments; /* what is no option */
    int argument_count;
    const char *const *script_args; /* a script's name and arguments; NULL: a notebook runs */
    int script_arg_count;
    dl_str script_input; /* what it reads as "-" */
} cli_options;

typedef struct cli_command {
    const char *name;
    const char *usage;   /* after the name */
    const char *summary; /* one line */
    const char *options; /* long names that it takes, separated by spaces */
    const char *examples;
    int (*run)(const cli_options *options); /* returns the exit status */
} cli_command;

const cli_command *cli_commands(size_t *count);
const cli_command *cli_find_command(const char *name); /* NULL: no such command */

/* Reads argv after the command's name. 0, or the exit status 2 after saying what was wrong. */
int cli_parse(const cli_command *command, int argc, char **argv, cli_options *options);
void cli_print_store_help(void);
const char *cli_notes(const char *command);             /* empty for most */
int cli_print_command_help(const cli_command *command); /* an exit status */

/* Says the error on standard error, as the design has it: place, source line if given, message,
 * what to do. Returns the exit status of its kind. */
int cli_complain(const dl_error *error, dl_str source_line);
int cli_usage(const char *format, ...) DL_PRINTF(1, 2); /* says it, returns 2 */
/* What is "--to htlm" where words, separated by spaces, are all that may stand there. Returns 2. */
int cli_unknown_word(const char *name, const char *value, const char *words);
/* Gives listener what these two would say, from here on; NULL: they say it again. */
typedef void cli_listener(void *user, const dl_error *error);
void cli_listen(cli_listener *listener, void *user);
void cli_say_line(dl_str line); /* on standard error, with its end of line */
void cli_warn(const cli_options *options, const char *format, ...) DL_PRINTF(2, 3);

/* "HOST=VALUE;HOST=VALUE": 0, or the exit status 2 after saying which is wrong. Views of text. */
int cli_tokens(const char *text, dl_token *tokens, size_t most, size_t *count);

/* What the options say of fetch; person: what a person types goes to any host. */
dl_fetch_options cli_fetch_options(const cli_options *options, bool person);

/* Columns: those of $COLUMNS, else of the terminal, else 80; whether to colour what goes to fd. */
int cli_width(void);
/* How standard output shows values: tables whole where neither terminal nor $COLUMNS has a width.
 */
dl_terminal_options cli_terminal(dl_picture_form form);
/* How the values of the entry of that number are kept and shown: whole where standard output is no
 * terminal. */
dl_typed cli_typed(int number, dl_picture_form form);
bool cli_color(int fd);

/* Writes all to standard output. A reader that went away is no error; any other failure is said,
 * once. Returns an exit status. */
int cli_print(dl_str bytes);
bool cli_reader_gone(void); /* nobody reads what is printed any more */
/* At the beginning: a standard stream that the caller closed fails when it is used, and no file
 * that is opened later takes its place. */
void cli_hold_streams(void);
/* At the end: the status, or if that is 0, that of standard output. */
int cli_end(int status);

int cmd_run(const cli_options *options);
int run_one(const cli_options *options);   /* one notebook */
int batch_run(const cli_options *options); /* many, or one many times */
int cmd_repl(const cli_options *options);
int cmd_fetch(const cli_options *options);
int cmd_search(const cli_options *options);
int cmd_snapshots(const cli_options *options);
int cmd_export(const cli_options *options);
int cmd_import(const cli_options *options);
int cmd_diff(const cli_options *options);
int cmd_convert(const cli_options *options);
int cmd_watch(const cli_options *options);
int cmd_serve(const cli_options *options);
int cmd_bundle(const cli_options *options);
int cmd_unbundle(const cli_options *options);
int cmd_grants(const cli_options *options);
int cmd_kernel(const cli_options *options);
int cmd_doctor(const cli_options *options);
int cmd_fmt(const cli_options *options);
int cmd_check(const cli_options *options);
int cmd_update(const cli_options *options);
int cmd_help(const cli_options *options);
int cmd_new(const cli_options *options);
int cmd_script(const cli_options *options);
/* Whether a first word of the command line, which is no command, means a script: FILE.lua, a path,
 * or a file that begins with #!. */
bool script_is_meant(const char *word);

#endif
