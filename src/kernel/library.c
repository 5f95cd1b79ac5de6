#include "kernel/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* ISO C has no conversion from an object's pointer to a function's; POSIX says that their
 * representations agree. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

int library_load(zmq_library *in, dl_error *error)
{
    void *zmq = dlopen("libzmq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (zmq && find(zmq, "zmq_ctx_new", &in->ctx_new) && find(zmq, "zmq_ctx_term", &in->ctx_term) &&
        find(zmq, "zmq_ctx_shutdown", &in->ctx_shutdown) && find(zmq, "zmq_socket", &in->socket) &&
        find(zmq, "zmq_close", &in->close) && find(zmq, "zmq_setsockopt", &in->setsockopt) &&
        find(zmq, "zmq_getsockopt", &in->getsockopt) && find(zmq, "zmq_bind", &in->bind) &&
        find(zmq, "zmq_connect", &in->connect) && find(zmq, "zmq_send", &in->send) &&
        find(zmq, "zmq_msg_init", &in->msg_init) && find(zmq, "zmq_msg_recv", &in->msg_recv) &&
        find(zmq, "zmq_msg_send", &in->msg_send) && find(zmq, "zmq_msg_close", &in->msg_close) &&
        find(zmq, "zmq_msg_data", &in->msg_data) && find(zmq, "zmq_msg_size", &in->msg_size) &&
        find(zmq, "zmq_msg_more", &in->msg_more) && find(zmq, "zmq_poll", &in->poll) &&
        find(zmq, "zmq_errno", &in->last_errno) && find(zmq, "zmq_strerror", &in->words))
        return 0;
    return dl_error_set(error, DL_ERR_NOT_FOUND,
                        "a Jupyter kernel needs libzmq 4 (Debian: libzmq5), which is not here");
}
