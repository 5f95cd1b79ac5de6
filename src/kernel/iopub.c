/* The thread of iopub: publishes what the others post, echoes heartbeats, minds the client. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "kernel/kernel.h"

static const long look_ms = 1000; /* how soon the end of the client's process is seen */
/* how long the first messages wait for one who hears them */
static const long subscriber_ms = 2000;

/* Hands a message on, frame by frame. False for the empty one, where that is no message. */
static bool pass_on(const kernel *in, void *from, void *to, bool ends)
{
    const zmq_library *zmq = &in->zmq;
    for (bool more = true, first = true; more; first = false) {
        zmq_msg_t part;
        zmq->msg_init(&part);
        if (zmq->msg_recv(&part, from, 0) < 0)
            return true;
        more = zmq->msg_more(&part) != 0;
        if (ends && first && !more && zmq->msg_size(&part) == 0) {
            zmq->msg_close(&part);
            return false;
        }
        if (zmq->msg_send(&part, to, more ? ZMQ_SNDMORE : 0) < 0)
            zmq->msg_close(&part);
    }
    return true;
}

/* A client that came late to what was published knows by this that it now hears all. True when
 * somebody subscribed; the first is told that the kernel has started, which nobody heard before. */
static bool welcome(kernel *in, bool first)
{
    const zmq_library *zmq = &in->zmq;
    bool came = false;
    zmq_msg_t part;
    zmq->msg_init(&part);
    if (zmq->msg_recv(&part, in->iopub, ZMQ_DONTWAIT) >= 1) {
        const char *bytes = zmq->msg_data(&part);
        size_t size = zmq->msg_size(&part);
        poster here = {in, in->iopub};
        came = bytes[0] == 1;
        if (came)
            mail_publish(
                &here, NULL, "iopub_welcome",
                json_pack("{s:o}", "subscription", mail_text((dl_str){bytes + 1, size - 1})));
        if (came && first)
            mail_status(&here, NULL, "starting");
    }
    zmq->msg_close(&part);
    return came;
}

/* A subscription comes by another connection than the request whose "busy" and "idle" it is for,
 * maybe after it; and a console that missed an "idle" waits for ever (jupyter_console does). */
static void await_subscriber(kernel *in)
{
    double end = dl_clock_s() + (double)subscriber_ms / 1e3, left;
    bool came = false;
    while (!came && (left = end - dl_clock_s()) > 0) {
        zmq_pollitem_t iopub = {.socket = in->iopub, .events = ZMQ_POLLIN};
        in->zmq.poll(&iopub, 1, (long)(left * 1e3) + 1);
        came = (iopub.revents & ZMQ_POLLIN) && welcome(in, true);
    }
}

void *iopub_main(void *user)
{
    kernel *in = user;
    bool minding = in->client != 0, awaited = false;
    for (;;) {
        zmq_pollitem_t items[] = {{.socket = in->news, .events = ZMQ_POLLIN},
                                  {.socket = in->heartbeat, .events = ZMQ_POLLIN},
                                  {.socket = in->iopub, .events = ZMQ_POLLIN}};
        in->zmq.poll(items, 3, minding ? look_ms : -1);
        if ((items[0].revents & ZMQ_POLLIN) && !awaited) {
            await_subscriber(in);
            awaited = true;
        }
        if ((items[0].revents & ZMQ_POLLIN) && !pass_on(in, in->news, in->iopub, true))
            return NULL;
        if (items[1].revents & ZMQ_POLLIN)
            pass_on(in, in->heartbeat, in->heartbeat, false);
        if (items[2].revents & ZMQ_POLLIN)
            awaited = welcome(in, !awaited) || awaited;
        if (minding && getppid() != in->client) {
            minding = false;
            kernel_stop(in);
        }
    }
}
