/* The connection file that a client writes for its kernel: where to bind, and the key of both. */
#ifndef KERNEL_CONNECTION_H
#define KERNEL_CONNECTION_H

#include "dateline/str.h"

typedef enum channel_name {
    CHANNEL_SHELL,
    CHANNEL_CONTROL,
    CHANNEL_IOPUB,
    CHANNEL_STDIN,
    CHANNEL_HEARTBEAT,
    CHANNELS
} channel_name;

typedef struct connection {
    char address[CHANNELS][256]; /* "tcp://127.0.0.1:5555", "ipc://path-1" */
    char key[256];               /* empty: nothing is signed */
    size_t key_size;
} connection;

int connection_read(const char *path, connection *to, dl_error *error);
int connection_parse(dl_str text, connection *to, dl_error *error);

#endif
