/* What a lock says of cells, remembered over the rounds of a watch: a round asks anew only of the
 * code and the results that are new. */
#ifndef CLI_LOCK_MEMO_H
#define CLI_LOCK_MEMO_H

#include "dateline/lock.h"
#include "notebook/index.h"

typedef struct lock_memo {
    dl_arena arena;
    index_map index; /* by the code's hash, or by a result's serial */
    dl_lock_cell *cells;
    size_t count, capacity;
} lock_memo;

void lock_memo_init(lock_memo *memo);
void lock_memo_clear(lock_memo *memo);

/* Fills reads, writes and all of cell, whose code is set; false when they are not known. */
bool lock_memo_globals(const lock_memo *memo, dl_lock_cell *cell);
/* Fills out; serial 0 is never known. */
bool lock_memo_out(const lock_memo *memo, uint64_t serial, dl_lock_cell *cell);

/* Remembers what was found; what memory is too short for is found again. */
void lock_memo_add_globals(lock_memo *memo, const dl_lock_cell *cell);
void lock_memo_add_out(lock_memo *memo, uint64_t serial, const dl_lock_cell *cell);

#endif
