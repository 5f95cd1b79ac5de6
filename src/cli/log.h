/* What happens on the network, a line an exchange: --verbose, and $DATELINE_LOG. */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include "cli/cli.h"

/* Has the exchanges told where the person asked for it: on standard error with --verbose, and added
 * to the file that $DATELINE_LOG names ("-": standard error). */
void cli_log_begin(const cli_options *options, dl_fetch_options *fetch);

#endif
