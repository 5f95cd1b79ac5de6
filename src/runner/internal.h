/* A runner as its own files see it. The worker has a copy of all of it, from the fork. */
#ifndef RUNNER_INTERNAL_H
#define RUNNER_INTERNAL_H

#include <signal.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "dateline/runner.h"
#include "runner/channel.h"

/* What print wrote and no view holds yet, in memory that both processes see: a killed worker's
 * last words. Who reads it holds size against the room there is. */
typedef struct last_words {
    _Atomic size_t size;
    char bytes[];
} last_words;

struct dl_runner {
    dl_runner_options options;
    dl_cancel own_cancel;
    dl_cancel *cancel; /* an interrupt that was asked for */

    pid_t worker; /* 0: none */
    channel channel;
    int complaints; /* what the worker writes to standard error; -1: nothing is read */
    int wake;       /* an eventfd that counts interrupts */
    last_words *words;
    dl_wall wall;
    size_t deaths;

    dl_arena source_arena;
    dl_source *sources; /* sorted by URL */
    size_t source_count, source_capacity;

    /* the worker's */
    _Atomic(dl_engine *) engine;
    dl_cancel worker_cancel;
};

/* --- worker.c --- */
/* Never returns. Called in the new process; parent is who forked it. */
_Noreturn void worker_main(dl_runner *runner, int socket, int complaints, pid_t parent);

/* What the parent asks a worker to do at once, by a queued signal with the runner's address. */
enum { WORKER_INTERRUPT = SIGUSR1, WORKER_TIME_IS_UP = SIGUSR2 };

/* --- told.c: frames as values --- */
void told_put_step(const dl_step *step, dl_buf *out);
int told_step(dl_str bytes, dl_arena *arena, dl_step *step, dl_error *error);
void told_put_progress(const dl_fetch_progress *progress, dl_buf *out);
int told_progress(dl_str bytes, dl_fetch_progress *progress, dl_error *error);
void told_put_wall(const dl_wall *wall, dl_buf *out);
int told_wall(dl_str bytes, dl_wall *wall, dl_error *error);
void told_put_error(const dl_error *told, dl_buf *out);
int told_error(dl_str bytes, dl_error *told, dl_error *error);

/* --- runner.c --- */
int runner_reap(dl_runner *runner); /* waits for the worker's end; its status */
void runner_kill(dl_runner *runner);
void runner_forget_channel(dl_runner *runner);

/* --- wait.c --- */
typedef struct waiting {
    dl_runner *runner;
    int wanted; /* the kind of frame that ends it */
    dl_result *result;
    int64_t limit_at, kill_at; /* of the clock; 0: never */
    int reason;                /* why the worker was asked to stop */
    bool killed;
    size_t received;
    dl_error fatal; /* the worker's own, when it cannot start */
    bool answered;
    dl_error broken; /* what was wrong with what it sent */
    dl_completeness completeness;
} waiting;

int64_t wait_now_ms(void);
void wait_forget_interrupts(dl_runner *runner);
/* Takes frames until the answer, the limit or the worker's end. True when it answered. */
bool wait_for_answer(waiting *with);
/* The worker gave no answer: ends it, keeps what it gave, says why. */
void wait_bury(waiting *with, dl_error *error);

/* --- sources.c --- */
/* Takes what a worker tells of sources, and tells it on; replaces what is known of them. */
int sources_take(dl_runner *runner, dl_str frame, dl_error *error);

/* --- death.c --- */
/* Why a worker is no more: status as waitpid gave it; reason: why it was killed, 0 if it was not;
 * complaint: what it wrote last. */
int death_tell(int status, int reason, dl_str complaint, dl_error *error);

/* --- wall.c --- */
typedef struct wall_plan {
    const char *folder;       /* read */
    const char *store_path;   /* its folder: read and written */
    const char *certificates; /* read; may be NULL */
    bool network;
    size_t memory_bytes; /* of Lua */
    int files;           /* open at once */
    dl_wall_mode mode;
} wall_plan;
/* Puts this process behind the wall; what could not be done is left out of *wall. */
void wall_raise(const wall_plan *plan, dl_wall *wall);

/* --- wall_files.c, wall_calls.c --- */
void wall_files(const wall_plan *plan, dl_wall *wall);
void wall_calls(const wall_plan *plan, dl_wall *wall);
/* The folder that a store's files stand in, its links followed; false when it is not there. */
bool wall_store_folder(const char *store_path, char *folder, size_t size);

#endif
