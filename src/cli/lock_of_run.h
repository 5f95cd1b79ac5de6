/* What a lock says of a run: its cells by their code, globals, sources and results. */
#ifndef CLI_LOCK_OF_RUN_H
#define CLI_LOCK_OF_RUN_H

#include "dateline/lock.h"
#include "dateline/runner.h"

/* as_of is left to who knows whether the notebook names it. Strings in the lock live in arena, and
 * in the run. */
int lock_of_run(dl_runner *runner, const dl_run *run, dl_arena *arena, dl_lock *lock,
                dl_error *error);

#endif
