/* The Lua files of scripts/lib, embedded at build time by scripts/embed. */
#ifndef ENGINE_PRELUDE_H
#define ENGINE_PRELUDE_H

#include <stddef.h>

typedef struct dl_prelude_file {
    const char *name; /* "store.lua" */
    const char *text;
    size_t size;
} dl_prelude_file;

extern const dl_prelude_file dl_prelude_files[];
extern const size_t dl_prelude_count;

#endif
