/* A runner as its own files see it. The worker has a copy of all of it, from the fork. */
#ifndef RUNNER_INTERNAL_H
#define RUNNER_INTERNAL_H

#include <signal.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "dateline/runner.h"
#include "report/wire.h"
#include "runner/channel.h"

/* What print wrote and no view holds yet, in memory that both processes see: a killed worker's
 * last words. Who reads it holds size against the room there is. */
typedef struct last_words {
    _Atomic size_t views; /* that were told of; what stands here is what was printed after them */
    _Atomic size_t size;
    char bytes[];
} last_words;

/* A result of an update, as the worker told of it. */
typedef struct made_result {
    uint64_t serial;
    dl_result *result;
} made_result;

/* What the last update came to. */
typedef struct update_state {
    made_result *made; /* sorted by serial */
    size_t made_count, made_capacity;
    dl_arena arena; /* of why and sources */
    const dl_result **results;
    uint64_t *serials;
    bool *ran;
    const char **why;
    size_t count;
    dl_result not_run, died; /* of the steps after a death, and of the one that died */
} update_state;

enum { RUNNER_ANSWERS = 32 };

struct dl_runner {
    dl_runner_options options;
    dl_cancel own_cancel;
    dl_cancel *cancel; /* an interrupt that was asked for */

    pid_t worker; /* 0: none */
    channel channel;
    int complaints; /* what the worker writes to standard error; -1: nothing is read */
    int wake;       /* an eventfd that counts interrupts */
    last_words *words;
    size_t deaths;
    size_t views; /* that this worker sent */

    dl_arena source_arena;
    dl_source *sources; /* sorted by URL */
    size_t source_count, source_capacity;

    update_state update;

    /* the worker's */
    struct runner_answer {
        char address[64];
        int port;
        bool yes;
    } answers[RUNNER_ANSWERS]; /* of persons, while it lives */
    size_t answer_count;
    uint64_t *told; /* serials of the results that the last update told of, sorted */
    size_t told_count;
    _Atomic(dl_engine *) engine;
    dl_cancel worker_cancel;
};

/* --- worker.c --- */
/* Never returns. Called in the new process; parent is who forked it. */
_Noreturn void worker_main(dl_runner *runner, int socket, int complaints, pid_t parent);

enum { SOCKET = 3, KEEPER = 4 }; /* the descriptors that a worker has beside the standard three */
void worker_close_from(unsigned first);

/* What the parent asks a worker to do at once, by a queued signal with the runner's address. */
enum { WORKER_INTERRUPT = SIGUSR1, WORKER_TIME_IS_UP = SIGUSR2 };

/* --- told.c: frames as values --- */
void told_put_step_fields(wire_writer *to, const dl_step *step);
void told_step_fields(wire_reader *from, dl_step *step);
void told_put_step(const dl_step *step, dl_buf *out);
int told_step(dl_str bytes, dl_arena *arena, dl_step *step, dl_error *error);
int told_put_result(const dl_result *result, uint64_t serial, dl_buf *out, dl_error *error);
int told_result(dl_str bytes, dl_result *result, uint64_t *serial, dl_error *error);
void told_put_progress(const dl_fetch_progress *progress, dl_buf *out);
int told_progress(dl_str bytes, dl_fetch_progress *progress, dl_error *error);
void told_put_error(const dl_error *told, dl_buf *out);
int told_error(dl_str bytes, dl_error *told, dl_error *error);

/* --- runner.c --- */
int runner_reap(dl_runner *runner); /* waits for the worker's end; its status */
void runner_kill(dl_runner *runner);
void runner_forget_channel(dl_runner *runner);

/* --- wait.c --- */
/* How long a worker may take to be there, on the busiest of machines. */
enum { WAIT_START_MS = 10000 };
typedef struct waiting {
    dl_runner *runner;
    int wanted; /* the kind of frame that ends it */
    dl_result *result;
    int64_t limit_at, kill_at; /* of the clock; 0: never */
    int64_t started_at;        /* when the worker's start began; 0: it was there */
    int reason;                /* why the worker was asked to stop */
    bool killed;
    size_t received;
    dl_error fatal; /* the worker's own, when it cannot start */
    bool answered;
    dl_error broken; /* what was wrong with what it sent */
    dl_completeness completeness;
    struct asked_update *update; /* NULL: none is under way */
    struct asked_globals *globals;
    dl_error reply;  /* of FRAME_ERROR */
    dl_arena *arena; /* of what is asked for */
    dl_completion *completion;
    dl_inspection *inspection;
    const dl_view **page;
    dl_buf printed; /* room for what is told of it */
} waiting;

void wait_forget_interrupts(dl_runner *runner);
/* Does what the clock and the person say: the worker is told to stop, or killed. */
void wait_mind_limits(waiting *with);
/* Takes frames until the answer, the limit or the worker's end. True when it answered. */
bool wait_for_answer(waiting *with);
/* The worker gave no answer: ends it, keeps what it gave, says why. */
void wait_bury(waiting *with, dl_error *error);

/* --- update.c --- */
/* Takes what a worker tells while an update is under way, or of globals. */
int update_take(waiting *with, int kind, dl_str bytes, dl_error *error);
void update_clear(dl_runner *runner);
int64_t wait_limit_of(double timeout_s);
bool runner_ask(waiting *with, int kind, dl_str bytes, dl_error *error);

/* --- worker_update.c --- */
void worker_update(dl_runner *runner, dl_str bytes);
void worker_keep(dl_runner *runner, dl_str bytes);
void worker_globals(dl_runner *runner, dl_str bytes);
/* --- worker.c --- */
void worker_tell(dl_runner *runner, int kind, dl_buf *bytes);
void worker_tell_error(dl_runner *runner, int kind, const dl_error *error);
void worker_settle_memory(const dl_runner *runner, dl_error *error);

/* --- told_update.c --- */
int told_put_update(const dl_step *const *steps, size_t count, const dl_update_options *options,
                    dl_buf *out, dl_error *error);
typedef struct told_version {
    const dl_step **steps;
    size_t count;
    dl_update_options options; /* params, as_of and resume */
} told_version;
int told_update(dl_str bytes, dl_arena *arena, told_version *version, dl_error *error);
int told_put_done(const dl_update *update, dl_buf *out, dl_error *error);
/* Strings and lists in arena; results are left out, serials tell them. */
int told_done(dl_str bytes, dl_arena *arena, dl_update *update, dl_error *error);
void told_put_place(int64_t place, dl_buf *out);
int told_place(dl_str bytes, int64_t *place, dl_error *error);
int told_put_globals(const dl_globals *globals, dl_buf *out, dl_error *error);
int told_globals(dl_str bytes, dl_arena *arena, dl_globals *globals, dl_error *error);

/* --- sources.c --- */
/* Takes what a worker tells of sources, and tells it on; replaces what is known of them. */
int sources_take(dl_runner *runner, dl_str frame, dl_error *error);

/* --- lookup.c --- */
int lookup_place(dl_str bytes, dl_arena *arena, dl_place *place, dl_error *error);
void lookup_put_completion(const dl_completion *completion, dl_buf *out);
int lookup_completion(dl_str bytes, dl_arena *arena, dl_completion *completion, dl_error *error);
void lookup_put_inspection(const dl_inspection *inspection, dl_buf *out);
int lookup_inspection(dl_str bytes, dl_arena *arena, dl_inspection *inspection, dl_error *error);

/* --- page.c --- */
void worker_page(dl_runner *runner, dl_str bytes);
int page_take(const waiting *with, dl_str bytes, dl_error *error);

/* --- ask.c --- */
bool worker_ask(void *runner, dl_str host, const char *address, int port);
void worker_forget_refusals(dl_runner *runner); /* a step begins: it may ask again */
int ask_take(waiting *with, dl_str bytes, dl_error *error);

/* --- death.c --- */
/* Why a worker is no more: status as waitpid gave it; reason: why it was killed, 0 if it was not;
 * complaint: what it wrote last. */
int death_tell(int status, int reason, dl_str complaint, dl_error *error);

/* --- wall.c --- */
typedef struct wall_plan {
    const char *folder;       /* read */
    const char *store_path;   /* opened by the keeper; its folder can be listed */
    const char *certificates; /* read; may be NULL */
    const char *const *args;  /* of a script: files that they name are read */
    size_t arg_count;
    bool network;
    size_t memory_bytes; /* of Lua */
    int files;           /* open at once */
    dl_wall_mode mode;
    bool keeper; /* it is for the keeper, who writes in the store's folder and does nothing else */
} wall_plan;
/* Puts this process behind the wall; what could not be done is left out of *wall. */
void wall_raise(const wall_plan *plan, dl_wall *wall);

/* --- wall_files.c, wall_calls.c --- */
void wall_files(const wall_plan *plan, dl_wall *wall);
void wall_calls(const wall_plan *plan, dl_wall *wall);
/* The folder that a store's files stand in, its links followed; false when it is not there. */
bool wall_store_folder(const char *store_path, char *folder, size_t size);
/* The store's file itself, there or not, as SQLite names it. */
bool wall_store_file(const char *store_path, char *file, size_t size);

/* --- keeper.c --- */
/* Starts the process that opens the store's files for this one. Before the wall; what is open above
 * KEEPER is closed. */
void keeper_start(const wall_plan *plan);

#endif
