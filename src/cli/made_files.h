/*
 * The files that cells made, written below one folder: each whole or not at all, never over a link
 * nor through one, under names that were checked again.
 */
#ifndef CLI_MADE_FILES_H
#define CLI_MADE_FILES_H

#include "cli/cli.h"
#include "dateline/result.h"

/* Writes the files of the steps of a run that ended well. The folder is the one that was asked for,
 * else NAME-files beside the first report, else in the working folder; it is made where there is
 * something to write. Returns an exit status, and says what was wrong. */
int made_files_write(const cli_options *options, const dl_run *run);
/* The same of steps that are of no run: name is that of the notebook. */
int made_files_write_of(const cli_options *options, const char *name, const dl_result *results,
                        size_t count);

#endif
