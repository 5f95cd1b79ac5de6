/*
 * The wall around a worker: what the operating system holds it to, should Lua's own sandbox fail.
 * Files by Landlock, system calls by seccomp, memory and descriptors by limits. Best effort: what
 * a system has not is left out, and told. Nothing here can be taken back by who is behind it.
 */
#ifndef DATELINE_WALL_H
#define DATELINE_WALL_H

#include <stdbool.h>

#include "dateline/str.h"

typedef enum dl_wall_mode {
    DL_WALL_BEST,     /* as high as the system lets it be */
    DL_WALL_REQUIRED, /* files and system calls, or no worker: DL_ERR_PERMISSION */
    DL_WALL_LIGHT     /* limits only: what a sanitizer or a debugger can live with */
} dl_wall_mode;

/* BEST, but LIGHT in a sanitizer's build. */
dl_wall_mode dl_wall_default(void);

typedef struct dl_wall {
    int landlock;      /* the ABI of Landlock that holds files; 0: none does */
    bool network;      /* Landlock holds TCP too (ABI 4) */
    bool scopes;       /* and signals and abstract sockets (ABI 6) */
    bool calls;        /* seccomp holds system calls */
    bool limits;       /* memory, descriptors, core files */
    bool unprivileged; /* no_new_privs */
} dl_wall;

/* Whether files and system calls are held: what REQUIRED asks for. */
bool dl_wall_stands(const dl_wall *wall);

/* What a worker of this process would be behind: one is started, asked and ended. */
int dl_wall_report(dl_wall *wall, dl_error *error);

#endif
