/*
 * Ctrl-C: it goes to the runner, which stops the running cell, or to a cancel that what runs will
 * read. A second one, while the same cell runs, ends the cell's process.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "dateline/runner.h"

void watch_begin(dl_runner *runner);
/* Without a runner: Ctrl-C sets cancel, which what runs will read. */
void watch_cancel(dl_cancel *cancel);
void watch_end(void);

/* While a pipe is read, Ctrl-C ends the program, as it ends others. */
void watch_pause(void);
void watch_resume(void);

#endif
