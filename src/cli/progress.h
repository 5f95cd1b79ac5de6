/*
 * A line on the terminal that says how far something long has come, and cleans up after itself.
 * Nothing is written where standard error is no terminal, nor before half a second has passed.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

#include "dateline/fetch.h"

typedef struct cli_progress {
    bool on, shown;
    double began_s, told_s; /* began: 0 when nothing runs; told: when the line was written last */
    dl_fetch_progress last;
    /* Where somebody else shows it: told instead of the terminal; cli_progress_begin forgets it. */
    void (*tell)(void *user, const dl_fetch_progress *fetch);
    void *user;
} cli_progress;

void cli_progress_begin(cli_progress *progress, bool quiet);
/* Done, failed, bytes, time left: its own estimate from the time that was taken. */
void cli_progress_show(cli_progress *progress, const dl_fetch_progress *fetch);
/* Where nothing is counted: how long it has taken. Called often. */
void cli_progress_tick(cli_progress *progress);
/* Takes the line away, for good or so that other lines can be written to the terminal; again puts
 * it back. */
void cli_progress_hide(cli_progress *progress);
void cli_progress_again(cli_progress *progress);
/* What began is over: the line is away, and nothing ticks until the next begins. */
void cli_progress_end(cli_progress *progress);

#endif
