#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/escape.h"
#include "kernel/kernel.h"

/* A frame that is larger ends its connection (ZMQ_MAXMSGSIZE). */
static const int64_t largest_frame = (int64_t)64 << 20;
/* How long what was said last may take to leave. */
static const int linger_ms = 1000;

/* Standard error is what a client logs. */
void kernel_warn(const char *format, ...)
{
    char text[512];
    va_list args;
    dl_buf safe;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    dl_buf_init(&safe);
    dl_escape_terminal(dl_str_of(text), &safe);
    fprintf(stderr, "dateline kernel: %s\n", safe.data ? safe.data : "");
    dl_buf_clear(&safe);
}

/* --- from any thread --- */

void kernel_interrupt(kernel *in)
{
    if (atomic_load(&in->running))
        dl_runner_interrupt(in->runner);
}

void kernel_stop(kernel *in)
{
    uint64_t one = 1;
    atomic_store(&in->stopping, true);
    kernel_interrupt(in);
    kernel_interrupt(in); /* what does not end by itself is not waited for */
    ssize_t told = write(in->wake, &one, sizeof one);
    (void)told;
}

/* --- the worker --- */

int kernel_ready(kernel *in, dl_error *error)
{
    (void)error;
    if (dl_runner_deaths(in->runner) != in->deaths || in->deaths == SIZE_MAX) {
        pthread_mutex_lock(&in->gate);
        dl_cancel_reset(&in->cancel);
        dl_runner_completeness(in->runner, DL_STR(""));
        in->deaths = dl_runner_deaths(in->runner);
        pthread_mutex_unlock(&in->gate);
    }
    return 0;
}

static int open_runner(kernel *in, dl_error *error)
{
    dl_runner_options *with = &in->runner_options;
    *with = in->options->runner;
    with->engine.cancel = &in->cancel;
    with->engine.events = (dl_events){
        .user = in, .view = execute_view, .print = execute_print, .values = execute_values};
    with->engine.fetch.progress = execute_progress;
    with->engine.fetch.progress_user = in;
    with->engine.fetch.ask = execute_ask;
    with->engine.fetch.ask_user = in;
    if (in->front) {
        const dl_front *front = dl_notebook_front(in->front);
        with->engine.params = front->params;
        with->engine.param_count = front->param_count;
        if (front->as_of.size)
            with->engine.as_of = front->as_of;
    }
    int rc = dl_runner_open(&in->runner, with, error);
    in->deaths = SIZE_MAX; /* no worker yet */
    return rc ? rc : kernel_ready(in, error);
}

int kernel_restart(kernel *in, dl_error *error)
{
    dl_runner *before = in->runner;
    int rc = open_runner(in, error);
    if (rc)
        in->runner = before;
    else
        dl_runner_close(before);
    return rc;
}

/* --- sockets --- */

static void *open_socket(kernel *in, int type, const char *address, dl_error *error)
{
    const zmq_library *zmq = &in->zmq;
    void *socket = zmq->socket(in->context, type);
    if (!socket)
        goto failed;
    zmq->setsockopt(socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
    zmq->setsockopt(socket, ZMQ_MAXMSGSIZE, &largest_frame, sizeof largest_frame);
    /* a reply or an output that is made is not dropped; cells have a limit of their own */
    zmq->setsockopt(socket, ZMQ_SNDHWM, &(int){0}, sizeof(int));
    if (type == ZMQ_ROUTER) /* a client that comes back under its name is the one that is heard */
        zmq->setsockopt(socket, ZMQ_ROUTER_HANDOVER, &(int){1}, sizeof(int));
    if (type == ZMQ_XPUB)
        zmq->setsockopt(socket, ZMQ_XPUB_VERBOSE, &(int){1}, sizeof(int));
    if (zmq->bind(socket, address) == 0)
        return socket;
failed:
    dl_error_set(error, DL_ERR_IO, "cannot open %s: %s", address, zmq->words(zmq->last_errno()));
    if (socket)
        zmq->close(socket);
    return NULL;
}

static int open_sockets(kernel *in, dl_error *error)
{
    static const int types[CHANNELS] = {ZMQ_ROUTER, ZMQ_ROUTER, ZMQ_XPUB, ZMQ_ROUTER, ZMQ_REP};
    void **sockets[CHANNELS] = {&in->shell, &in->control, &in->iopub, &in->ask, &in->heartbeat};
    in->context = in->zmq.ctx_new();
    if (!in->context)
        return dl_error_set(error, DL_ERR_IO, "cannot start libzmq");
    for (int i = 0; i < CHANNELS; i++) {
        *sockets[i] = open_socket(in, types[i], in->connection.address[i], error);
        if (!*sockets[i])
            return DL_ERR_IO;
    }
    in->news = open_socket(in, ZMQ_PULL, "inproc://news", error);
    if (!in->news)
        return DL_ERR_IO;
    in->zmq.setsockopt(in->news, ZMQ_RCVHWM, &(int){0}, sizeof(int));
    in->post = (poster){in, in->zmq.socket(in->context, ZMQ_PUSH)};
    in->zmq.setsockopt(in->post.news, ZMQ_SNDHWM, &(int){0}, sizeof(int));
    in->zmq.connect(in->post.news, "inproc://news");
    return 0;
}

static void close_sockets(kernel *in)
{
    void *sockets[] = {in->shell,     in->control, in->iopub,    in->ask,
                       in->heartbeat, in->news,    in->post.news};
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++)
        if (sockets[i])
            in->zmq.close(sockets[i]);
    if (in->context)
        in->zmq.ctx_term(in->context);
}

/* --- the whole --- */

static int open_all(kernel *in, dl_error *error)
{
    sigset_t heard;
    int rc = library_load(&in->zmq, error);
    if (!rc)
        rc = connection_read(in->options->connection_file, &in->connection, error);
    if (!rc)
        rc = seen_open(&in->seen, error);
    if (rc)
        return rc;
    mail_random_id(in->session);
    sigemptyset(&heard);
    sigaddset(&heard, SIGINT);
    sigaddset(&heard, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &heard, NULL);
    in->signals = signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK);
    in->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (in->signals < 0 || in->wake < 0)
        return dl_error_set_errno(error, errno, "cannot start a kernel");
    /* the first worker is forked while there is one thread */
    rc = open_runner(in, error);
    return rc ? rc : open_sockets(in, error);
}

static int start_threads(kernel *in, dl_error *error)
{
    int code = pthread_create(&in->iopub_thread, NULL, iopub_main, in);
    if (code)
        return dl_error_set_errno(error, code, "cannot start a thread");
    code = pthread_create(&in->control_thread, NULL, control_main, in);
    if (code) {
        in->zmq.send(in->post.news, "", 0, 0);
        pthread_join(in->iopub_thread, NULL);
        return dl_error_set_errno(error, code, "cannot start a thread");
    }
    return 0;
}

static void serve(kernel *in)
{
    while (!atomic_load(&in->stopping)) {
        zmq_pollitem_t items[] = {{.socket = in->shell, .events = ZMQ_POLLIN},
                                  {.fd = in->wake, .events = ZMQ_POLLIN}};
        received one;
        in->zmq.poll(items, 2, -1);
        if ((items[0].revents & ZMQ_POLLIN) && mail_take(in, in->shell, &one)) {
            request_answer(in, &one);
            mail_clear(in, &one);
        }
    }
}

static void close_all(kernel *in)
{
    dl_runner_close(in->runner);
    dl_notebook_free(in->front);
    history_clear(&in->history);
    seen_close(&in->seen);
    if (in->zmq.close)
        close_sockets(in);
    if (in->signals >= 0)
        close(in->signals);
    if (in->wake >= 0)
        close(in->wake);
    pthread_mutex_destroy(&in->gate);
}

/* The client's process, where it says that it is our parent. */
static pid_t client_of(void)
{
    const char *given = getenv("JPY_PARENT_PID");
    return given && strtol(given, NULL, 10) == (long)getppid() ? getppid() : 0;
}

int dl_kernel_run(const dl_kernel_options *options, dl_error *error)
{
    kernel in = {.options = options, .wake = -1, .signals = -1, .client = client_of()};
    pthread_mutex_init(&in.gate, NULL);
    int rc = open_all(&in, error);
    if (!rc)
        rc = start_threads(&in, error);
    if (!rc) {
        serve(&in);
        pthread_join(in.control_thread, NULL);
        in.zmq.send(in.post.news, "", 0, 0);
        pthread_join(in.iopub_thread, NULL);
    }
    close_all(&in);
    return rc;
}

int dl_kernel_spec(const char *program, dl_buf *out, dl_error *error)
{
    /* no kernel_protocol_version: older clients warn of a key that they do not know */
    json_t *spec = json_pack("{s:[s,s,s,s],s:s,s:s,s:s,s:{s:b}}", "argv", program, "kernel", "-f",
                             "{connection_file}", "display_name", "dateline", "language", "lua",
                             "interrupt_mode", "message", "metadata", "debugger", 0);
    char *text = spec ? json_dumps(spec, JSON_INDENT(1)) : NULL;
    json_decref(spec);
    if (!text)
        return dl_error_set(error, DL_ERR_USAGE, "the program's path is no UTF-8: %.200s", program);
    dl_buf_puts(out, text);
    dl_buf_putc(out, '\n');
    free(text);
    return dl_buf_ok(out, error);
}
