/*
 * What is typed beside a notebook: each entry is one more cell below the notebook's own. When the
 * notebook's file is edited, just what is stale runs again, entries among it; an entry that fails
 * is forgotten, and what it did to globals with it.
 */
#ifndef CLI_TYPED_H
#define CLI_TYPED_H

#include "cli/session.h"

typedef struct typed typed;

/* NULL when memory is gone. path: the notebook's, whose session is open. */
typed *typed_new(cli_session *session, const cli_options *options, const char *path);
void typed_free(typed *freed); /* before the session is closed; NULL is fine */

/* Brings the notebook's cells up to date, if its file is another than before, and tells of it. The
 * first time it runs them all. Returns an exit status, and says what failed. */
int typed_refresh(typed *in);

enum {
    TYPED_KEEP = 1,   /* it stands from now on, below the notebook */
    TYPED_PROFILE = 2 /* its lines are timed, this once */
};

/* Runs an entry: the code of a step, which stands in the file from (NULL: it was typed), and whose
 * errors say so; session->show is given each of its views as it is made, of that
 * entry alone. Returns an exit status, and says what failed. */
int typed_run(typed *in, const dl_step *asked, const char *from, unsigned how);
size_t typed_number(const typed *in); /* of the entry that ran last */

#endif
