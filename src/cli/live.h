/*
 * A run by a living engine: with --resume what earlier runs kept counts, with --watch the notebook
 * and the files that it read are followed, and what is stale runs again.
 */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "cli/cli.h"
#include "dateline/report.h"

/* One notebook. Returns the exit status; 130 when a person ended the watch. */
int run_live(const cli_options *options);

/* cmd_run.c: the reports that the options ask for. */
int run_write_reports(const cli_options *options, const dl_run *run);
/* Whether one of the reports carries the lock. */
bool run_wants_lock(const cli_options *options);

#endif
