/*
 * A notebook's store set aside: a copy in a folder for a moment, so that a run that may come to
 * nothing writes nothing that stays.
 */
#ifndef CLI_ASIDE_H
#define CLI_ASIDE_H

#include <limits.h>

#include "cli/cli.h"

typedef struct cli_aside {
    char folder[PATH_MAX];
    char original[PATH_MAX]; /* the store that a run of the notebook would open; it may not be */
    char store[PATH_MAX + 16];
} cli_aside;

/* Returns an exit status, and says what was wrong; aside_close in every case. */
int aside_open(cli_aside *aside, const char *notebook, const cli_options *options);
void aside_close(cli_aside *aside);

#endif
