/*
 * A kernel as its own files see it. Three threads: the main one has shell and stdin, runs cells and
 * alone forks; control has its channel and signals; iopub has what is published and the heartbeat.
 * A socket belongs to one thread; what is published goes to iopub's by a socket of the sender's.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "dateline/kernel.h"
#include "kernel/connection.h"
#include "kernel/history.h"
#include "kernel/library.h"
#include "kernel/message.h"

/* Where a thread publishes from. */
typedef struct poster {
    struct kernel *kernel;
    void *news;
} poster;

typedef struct kernel {
    const dl_kernel_options *options;
    zmq_library zmq;
    connection connection;
    void *context;
    char session[33];
    seen_signatures seen;
    /* Held while what is seen is asked, while control computes signatures, and while main starts a
     * worker: a fork must not copy a lock that libcrypto holds. */
    pthread_mutex_t gate;
    int wake;     /* an eventfd: readable from when the kernel is to end */
    int signals;  /* a signalfd */
    pid_t client; /* whose end is ours too; 0: nobody's */
    atomic_bool stopping, running;

    /* main's */
    poster post;
    void *shell, *ask; /* ask: stdin */
    dl_runner *runner;
    size_t deaths;
    dl_runner_options runner_options;
    dl_notebook *front; /* given by a cell of front matter; NULL: none was */
    dl_cancel cancel;
    int64_t count; /* of cells that went into the history */
    history history;
    struct execution *execution; /* of the cell that runs */

    pthread_t control_thread, iopub_thread;
    void *control, *iopub, *heartbeat, *news; /* news: where posters send to */
} kernel;

/* --- mail.c --- */
typedef struct received {
    zmq_msg_t parts[MESSAGE_FRAMES + 1]; /* the last: room for one that is let go */
    dl_str frames[MESSAGE_FRAMES];
    size_t count;
    message message;
} received;
/* Takes what is there, waiting for nothing. False where there is nothing, or nothing to heed: then
 * nothing is to be cleared. */
bool mail_take(kernel *in, void *socket, received *out);
void mail_clear(kernel *in, received *held);
/* Takes content; NULL sends nothing. parent: whose header goes back; NULL: none. */
void mail_reply(kernel *in, void *socket, const message *request, const char *kind,
                json_t *content);
void mail_publish(const poster *from, const message *parent, const char *kind, json_t *content);
void mail_random_id(char out[33]);
void mail_status(const poster *from, const message *parent, const char *state);
/* A text as JSON takes it: UTF-8, no NUL lost. NULL when memory is gone. */
json_t *mail_text(dl_str text);
bool mail_set(json_t *object, const char *key, json_t *value);

/* --- iopub.c, control.c --- */
void *iopub_main(void *kernel);
void *control_main(void *kernel);

/* --- kernel.c --- */
/* The kernel is to end; what runs is ended. From any thread. */
void kernel_stop(kernel *in);
void kernel_interrupt(kernel *in);
/* A worker is there when it returns 0, if any can be. */
int kernel_ready(kernel *in, dl_error *error);
/* The worker begins anew, by what front says. */
int kernel_restart(kernel *in, dl_error *error);
void kernel_warn(const char *format, ...) DL_PRINTF(1, 2);

/* --- requests.c --- */
/* Answers one of shell's requests, or control's where it takes it too. */
void request_answer(kernel *in, received *request);
json_t *request_shutdown_reply(const message *request);
json_t *request_kernel_info(void);

/* --- execute.c --- */
void execute_answer(kernel *in, const message *request);
/* A request that waited behind a cell that failed. */
void execute_abort(kernel *in, const message *request);
/* Told while a cell runs. */
int execute_view(void *user, const dl_view *view, dl_error *error);
void execute_print(void *user, dl_str text);
void execute_values(void *user);
bool execute_ask(void *user, dl_str host, const char *address, int port);
void execute_progress(void *user, const dl_fetch_progress *progress);

/* --- outputs.c --- */
/* A view in all forms that there are of it, by MIME type; NULL when memory is gone. */
json_t *output_forms(const dl_view *view);
json_t *output_plain(dl_str text);
json_t *output_error(const dl_error *error, const dl_result *result, dl_str code, int64_t number);

/* --- lookup.c --- */
void lookup_complete(kernel *in, const message *request);
void lookup_inspect(kernel *in, const message *request);
void lookup_is_complete(kernel *in, const message *request);
/* What is known of the name that text ends with; NULL where nothing is. */
json_t *lookup_page(kernel *in, dl_str name);

/* --- magic.c: what a cell says to the kernel --- */
typedef struct magic {
    dl_language language;
    dl_str code;
    size_t skipped; /* bytes before code */
    int line;       /* of code's first */
    dl_str front;   /* front matter; data NULL: none */
    dl_str asked;   /* `name?`; data NULL: none */
} magic;
magic magic_read(dl_str code);

#endif
