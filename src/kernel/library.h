/*
 * libzmq, loaded when a kernel starts: linked, it and what it pulls in would cost every other
 * command more than a millisecond at its start. Only this layer includes zmq.h, and calls go by
 * this table.
 */
#ifndef KERNEL_LIBRARY_H
#define KERNEL_LIBRARY_H

#include <zmq.h>

#include "dateline/error.h"

typedef struct zmq_library {
    void *(*ctx_new)(void);
    int (*ctx_term)(void *context);
    int (*ctx_shutdown)(void *context);
    void *(*socket)(void *context, int type);
    int (*close)(void *socket);
    int (*setsockopt)(void *socket, int option, const void *value, size_t size);
    int (*getsockopt)(void *socket, int option, void *value, size_t *size);
    int (*bind)(void *socket, const char *address);
    int (*connect)(void *socket, const char *address);
    int (*send)(void *socket, const void *bytes, size_t size, int flags);
    int (*msg_init)(zmq_msg_t *message);
    int (*msg_recv)(zmq_msg_t *message, void *socket, int flags);
    int (*msg_send)(zmq_msg_t *message, void *socket, int flags);
    int (*msg_close)(zmq_msg_t *message);
    void *(*msg_data)(zmq_msg_t *message);
    size_t (*msg_size)(const zmq_msg_t *message);
    int (*msg_more)(const zmq_msg_t *message);
    int (*poll)(zmq_pollitem_t *items, int count, long timeout_ms);
    int (*last_errno)(void);
    const char *(*words)(int code);
} zmq_library;

/* DL_ERR_NOT_FOUND, with what to install, where libzmq is not there. It stays loaded. */
int library_load(zmq_library *library, dl_error *error);

#endif
