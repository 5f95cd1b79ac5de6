/* The thread of control: what must be heard while a cell runs. */
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "kernel/kernel.h"

static void answer(kernel *in, const poster *post, const message *request)
{
    mail_status(post, request, "busy");
    if (strcmp(request->kind, "shutdown_request") == 0) {
        mail_reply(in, in->control, request, "shutdown_reply", request_shutdown_reply(request));
        mail_publish(post, request, "shutdown_reply", request_shutdown_reply(request));
        mail_status(post, request, "idle");
        kernel_stop(in);
        return;
    }
    if (strcmp(request->kind, "interrupt_request") == 0) {
        kernel_interrupt(in);
        mail_reply(in, in->control, request, "interrupt_reply", json_pack("{s:s}", "status", "ok"));
    } else if (strcmp(request->kind, "kernel_info_request") == 0) {
        mail_reply(in, in->control, request, "kernel_info_reply", request_kernel_info());
    } else {
        kernel_warn("control knows no %.60s", request->kind);
    }
    mail_status(post, request, "idle");
}

static void take_signal(kernel *in)
{
    struct signalfd_siginfo told;
    if (read(in->signals, &told, sizeof told) != sizeof told)
        return;
    if (told.ssi_signo == SIGINT)
        kernel_interrupt(in);
    else
        kernel_stop(in);
}

void *control_main(void *user)
{
    kernel *in = user;
    poster post = {in, in->zmq.socket(in->context, ZMQ_PUSH)};
    in->zmq.setsockopt(post.news, ZMQ_SNDHWM, &(int){0}, sizeof(int));
    in->zmq.connect(post.news, "inproc://news");
    while (!atomic_load(&in->stopping)) {
        zmq_pollitem_t items[] = {{.socket = in->control, .events = ZMQ_POLLIN},
                                  {.fd = in->signals, .events = ZMQ_POLLIN},
                                  {.fd = in->wake, .events = ZMQ_POLLIN}};
        received one;
        in->zmq.poll(items, 3, -1);
        if (items[1].revents & ZMQ_POLLIN)
            take_signal(in);
        if ((items[0].revents & ZMQ_POLLIN) && mail_take(in, in->control, &one)) {
            answer(in, &post, &one.message);
            mail_clear(in, &one);
        }
    }
    in->zmq.close(post.news);
    return NULL;
}
