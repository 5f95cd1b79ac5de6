/*
 * The clock and Ctrl-C over a running engine: at the time limit, or at SIGINT, the running cell is
 * stopped. A cell that cannot be stopped, since it is stuck in C code that calls no hook, ends the
 * process half a second later; what the store holds is whole.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "dateline/engine.h"

/* name is the notebook's, for the last message. cancel is the engine's. */
void watch_begin(dl_engine *engine, dl_cancel *cancel, const char *name);
/* Without an engine: Ctrl-C sets cancel, which what runs will read. */
void watch_cancel(dl_cancel *cancel);
void watch_end(void);

/* Starts the clock of one step; 0: no limit. */
void watch_step(double timeout_s);
void watch_step_end(void);

#endif
