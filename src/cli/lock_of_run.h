/* What a lock says of a run: its cells by their code, globals, sources and results. */
#ifndef CLI_LOCK_OF_RUN_H
#define CLI_LOCK_OF_RUN_H

#include "cli/lock_memo.h"
#include "dateline/lock.h"
#include "dateline/runner.h"

/* as_of is left to who knows whether the notebook names it. Strings in the lock live in arena, in
 * the memo and in the run. */
int lock_of_run(dl_runner *runner, const dl_run *run, lock_memo *memo, dl_arena *arena,
                dl_lock *lock, dl_error *error);

#endif
