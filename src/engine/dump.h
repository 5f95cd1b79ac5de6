/* A dump of Lua 5.4, read: functions with their code, constants and upvalues. */
#ifndef ENGINE_DUMP_H
#define ENGINE_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct dump_upvalue {
    bool in_stack; /* a register of the function around it; else that one's upvalue */
    unsigned char index;
} dump_upvalue;

typedef struct dump_function {
    dl_str code;   /* four bytes an instruction */
    dl_str *names; /* constants; data is NULL for what is no string */
    const dump_upvalue *upvalues;
    const struct dump_function *children;
    size_t instructions, name_count, upvalue_count, child_count;
} dump_function;

/* False for bytes that are no whole dump of Lua 5.4 as this program's Lua makes it. */
bool dump_read(dl_str bytes, dl_arena *arena, dump_function *function);

static inline uint32_t dump_instruction(const dump_function *function, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)function->code.data + 4 * at;
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

#endif
