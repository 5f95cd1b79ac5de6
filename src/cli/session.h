/*
 * A notebook made ready to run: read, given its parameters and as-of date, with the grants of the
 * person running, and a runner. run and repl share it.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include <limits.h>

#include "cli/cli.h"
#include "cli/lock_memo.h"
#include "cli/progress.h"
#include "dateline/lock.h"
#include "dateline/runner.h"

typedef struct cli_session {
    dl_notebook *notebook; /* NULL in a REPL without one */
    dl_runner *runner;
    /* Given each view as it is made; NULL: none is. */
    void (*show)(void *user, const dl_view *view);
    void *show_user;
    dl_cancel cancel;
    char name[NAME_MAX + 1];
    char folder[PATH_MAX];
    char store_path[PATH_MAX];
    char as_of[64];
    bool names_day; /* the notebook's own text has as-of */
    dl_fetch_options fetch;
    char lock_path[PATH_MAX]; /* NAME.lock beside the notebook; empty where it has no file */
    dl_arena arena;
    lock_memo memo;
    dl_buf lock_text;           /* of the last run that carries it */
    dl_pin *pins;               /* what a frozen run may have */
    void (*print)(dl_str text); /* given all that a script printed since its last view */
    cli_progress progress;
    bool person;             /* somebody waits for what comes */
    int entries;             /* typed so far */
    char unpacked[PATH_MAX]; /* where a bundle was unpacked to, until the session is closed */
} cli_session;

/* path: a file, "-" for standard input, NULL for none. person: what is typed is granted any host.
 * Returns an exit status, and says what was wrong; session_close in every case. */
int session_open(cli_session *session, const char *path, const cli_options *options, bool person);
void session_close(cli_session *session);

/* Reads the notebook again, whose file was edited; the one before is the caller's. Returns an exit
 * status, and says what was wrong; session->notebook is then NULL. */
int session_reread(cli_session *session, const char *path, const cli_options *options);

/* session_lock.c. Where the lock of this notebook is or will be; and what it says before a run: the
 * captures and the day of a frozen one, else the day alone. Return an exit status. */
int session_set_lock_path(cli_session *session, const char *path, const cli_options *options);
int session_heed_lock(cli_session *session, const cli_options *options);

/* NAME.lock beside NAME.md. Returns an exit status. */
int session_lock_beside(const char *path, char *lock, size_t size);

/* Warns of each cell whose result depends on what else the store has captured: no lock or bundle
 * holds that. */
void session_warn_of_captures(const cli_session *session, const dl_run *run,
                              const cli_options *options);
/* Writes the lock: what the cells and the sources of this run were. Returns an exit status. */
int session_write_lock(cli_session *session, const dl_run *run);

/* The lock of this run, in arena and in the run's own strings. */
int session_lock(cli_session *session, const dl_run *run, dl_arena *arena, dl_lock *lock,
                 dl_error *error);
/* As dl_engine_globals. */
int session_globals(cli_session *session, const dl_step *step, dl_arena *arena, dl_globals *globals,
                    dl_error *error);
/* Gives the run the text of its lock, for reports and bundles; it lives as long as the session. */
int session_carry_lock(cli_session *session, dl_run *run, dl_error *error);

/* Runs one step under the clock. Returns 0, or an exit status when the step failed, or should
 * have and did not; says nothing. */
int session_run(cli_session *session, const dl_step *step, double timeout_s, dl_result *result);

#endif
