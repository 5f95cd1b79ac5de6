/*
 * A Jupyter kernel: the messaging protocol 5.3 over ZeroMQ, in front of a runner. A cell runs as it
 * does in the REPL; what it shows goes out as text, HTML, Markdown and SVG. libzmq is loaded when a
 * kernel starts, so that nothing else pays for it. One kernel a process: it takes SIGINT for an
 * interrupt while it runs.
 */
#ifndef DATELINE_KERNEL_H
#define DATELINE_KERNEL_H

#include "dateline/runner.h"

typedef struct dl_kernel_options {
    const char *connection_file; /* written by the client: addresses and key */
    dl_runner_options runner;    /* borrowed until the kernel has ended; events and progress are
                                    the kernel's own */
    double timeout_s;            /* of one cell; 0: none */
} dl_kernel_options;

/* Serves until a client asks for the end, or the client's process is gone. The worker of the runner
 * has ended when it returns. */
int dl_kernel_run(const dl_kernel_options *options, dl_error *error);

/* The text of a kernel.json that starts `program kernel -f {connection_file}`. */
int dl_kernel_spec(const char *program, dl_buf *out, dl_error *error);

#endif
