/*
 * The process that keeps the notebook up to date for `dateline serve`, since a runner makes its
 * caller wait while a cell runs, and the page must not. It is forked from a session that has run
 * nothing yet, so that another can take its place, and told what to do over a socket: a byte asks,
 * messages answer. All that knows the runner is here.
 */
#ifndef CLI_SERVE_KEEPER_H
#define CLI_SERVE_KEEPER_H

#include <sys/types.h>

#include "cli/session.h"

/* A message: its kind, the size of what follows in four bytes (little end first), and that. */
typedef enum serve_message {
    SERVE_STEP = 's',   /* {"cell", "line", "step", "of", "code"}: it begins to run */
    SERVE_FETCH = 'f',  /* {"done", "of", "failed"} */
    SERVE_REPORT = 'r', /* the HTML report */
    SERVE_WRONG = 'w',  /* {"message", "line", "text", "hint"}: the notebook cannot be read */
    SERVE_FOUND = 'o',  /* what can be offered: see serve_offers */
    SERVE_DONE = 'd'    /* {"files", "ran", "of", "ms"}: the update that was asked for is done */
} serve_message;

typedef struct serve_keeper {
    pid_t pid; /* 0: there is none */
    int fd;
    dl_buf got; /* what came, from `at` on; messages before it are done with */
    size_t at;
} serve_keeper;

/* Which descriptors are the session's: those that were open when it was looked at. */
enum { KEEPER_FDS = 1024 };
typedef struct keeper_own {
    bool open[KEEPER_FDS];
} keeper_own;
void serve_keeper_look(keeper_own *own);

int serve_keeper_start(serve_keeper *keeper, const keeper_own *own, cli_session *session,
                       const cli_options *options, const char *path, dl_error *error);
/* Reads and runs the notebook as it is now. resume: results that earlier processes kept count. */
void serve_keeper_update(const serve_keeper *keeper, bool resume);
/* Asks the cell that runs to end; a second time, while it runs, ends the process that it is in. */
void serve_keeper_interrupt(const serve_keeper *keeper);
/* Reads what came; false when the keeper is gone. */
bool serve_keeper_read(serve_keeper *keeper);
/* The next whole message; text lives until keeper_read. */
bool serve_keeper_next(serve_keeper *keeper, serve_message *kind, dl_str *text);
/* Ends it, and waits for it. Says why it was gone in words, where it ended by itself. */
void serve_keeper_end(serve_keeper *keeper, char *why, size_t size);

#endif
