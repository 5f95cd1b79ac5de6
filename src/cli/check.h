/*
 * dateline check: one notebook, run frozen in a copy of its store, and all that can be said against
 * it. check_notebook.c runs it; each of the others looks at one thing of what came of it.
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli/aside.h"
#include "cli/finding.h"
#include "cli/session.h"

typedef struct checking {
    const char *path; /* of the notebook, as it was named */
    cli_options options;
    cli_session session;
    findings *found;
    dl_lock lock;
    bool has_lock;
    bool whole; /* the run came to its end */
    size_t count;
    dl_result *results; /* [count] */
    dl_run run;
    dl_store *store; /* the copy; NULL before the run ended */
    cli_aside aside;
    dl_arena arena;
} checking;

/* Runs it and looks at everything. What is wrong with it, be it that it cannot be read, is found.
 */
void check_notebook(const char *path, const cli_options *options, findings *found);

/* A finding at a step; step NULL: at the whole notebook. status 0: a warning. */
void check_tell(checking *c, const dl_step *step, int status, const char *kind, const char *hint,
                const char *format, ...) DL_PRINTF(6, 7);
/* What kept something from being looked at. */
void check_tell_error(checking *c, const dl_step *step, const dl_error *error);

void check_globals(checking *c);   /* read before they are written, or never written */
void check_lock(checking *c);      /* stale cells, other outputs, other files */
void check_sources(checking *c);   /* newer captures than the lock's, that say something else */
void check_evidence(checking *c);  /* what the run quoted */
void check_timelines(checking *c); /* what an editor would ask */

#endif
