/* The format of Lua 5.4's ldump.c, which Lua itself tells by version and format bytes. */
#include "engine/dump.h"

#include <string.h>

/* Lua's own parser allows 200 nested functions (LUAI_MAXCCALLS). */
enum { MOST_NESTED = 220 };

typedef struct reader {
    dl_str rest;
    dl_arena *arena;
    bool failed;
} reader;

static dl_str take(reader *from, size_t size)
{
    if (from->failed || size > from->rest.size) {
        from->failed = true;
        return (dl_str){"", 0};
    }
    dl_str taken = dl_str_slice(from->rest, 0, size);
    from->rest = dl_str_slice(from->rest, size, from->rest.size);
    return taken;
}

static unsigned char take_byte(reader *from)
{
    dl_str byte = take(from, 1);
    return byte.size ? (unsigned char)byte.data[0] : 0;
}

/* Seven bits a byte, the highest first; the last byte has its top bit set. */
static size_t take_size(reader *from)
{
    size_t size = 0;
    for (int i = 0; i < 10 && !from->failed; i++) {
        unsigned char byte = take_byte(from);
        size = size << 7 | (byte & 0x7f);
        if (byte & 0x80)
            return size;
    }
    from->failed = true;
    return 0;
}

/* How many of something that takes at least `least` bytes each. */
static size_t take_count(reader *from, size_t least)
{
    size_t count = take_size(from);
    if (least && count > from->rest.size / least)
        from->failed = true;
    return from->failed ? 0 : count;
}

static dl_str take_string(reader *from)
{
    size_t size = take_size(from);
    return size ? take(from, size - 1) : (dl_str){"", 0};
}

static void *space(reader *from, size_t count, size_t size)
{
    void *made = from->failed ? NULL : dl_arena_alloc(from->arena, (count + 1) * size);
    if (!made)
        from->failed = true;
    return made;
}

static void read_constants(reader *from, dump_function *function)
{
    enum { NIL = 0, FALSE = 1, TRUE = 17, INTEGER = 3, FLOAT = 19, SHORT = 4, LONG = 20 };
    function->name_count = take_count(from, 1);
    function->names = space(from, function->name_count, sizeof *function->names);
    for (size_t i = 0; i < function->name_count && !from->failed; i++) {
        switch (take_byte(from)) {
        case NIL:
        case FALSE:
        case TRUE:
            break;
        case INTEGER:
            take(from, sizeof(long long));
            break;
        case FLOAT:
            take(from, sizeof(double));
            break;
        case SHORT:
        case LONG:
            function->names[i] = take_string(from);
            break;
        default:
            from->failed = true;
        }
    }
}

static void read_upvalues(reader *from, dump_function *function)
{
    function->upvalue_count = take_count(from, 3);
    dump_upvalue *upvalues = space(from, function->upvalue_count, sizeof *upvalues);
    for (size_t i = 0; i < function->upvalue_count && !from->failed; i++) {
        upvalues[i].in_stack = take_byte(from) != 0;
        upvalues[i].index = take_byte(from);
        take_byte(from); /* kind */
    }
    function->upvalues = upvalues;
}

static void skip_debug(reader *from)
{
    take(from, take_count(from, 1)); /* lines */
    for (size_t i = take_count(from, 2); i > 0 && !from->failed; i--) {
        take_size(from);
        take_size(from);
    }
    for (size_t i = take_count(from, 3); i > 0 && !from->failed; i--) {
        take_string(from);
        take_size(from);
        take_size(from);
    }
    for (size_t i = take_count(from, 1); i > 0 && !from->failed; i--)
        take_string(from);
}

/* Nests as deep as functions do, which MOST_NESTED bounds. */
static void read_function(reader *from, dump_function *function, int depth)
{
    if (depth > MOST_NESTED)
        from->failed = true;
    take_string(from); /* source */
    take_size(from);   /* first line */
    take_size(from);   /* last line */
    take(from, 3);     /* parameters, vararg, stack */
    function->instructions = take_count(from, 4);
    function->code = take(from, 4 * function->instructions);
    read_constants(from, function);
    read_upvalues(from, function);
    function->child_count = take_count(from, 1);
    dump_function *children = space(from, function->child_count, sizeof *children);
    for (size_t i = 0; i < function->child_count && !from->failed; i++)
        read_function(from, &children[i], depth + 1);
    function->children = children;
    skip_debug(from);
}

/* Header: signature, version 5.4, format 0, then bytes that a wrong machine would have changed. */
static bool read_header(reader *from)
{
    static const char start[] = "\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08";
    const long long integer = 0x5678;
    double number = 0;
    dl_str begin = take(from, sizeof start - 1);
    dl_str whole = take(from, sizeof integer), real = take(from, sizeof number);
    take_byte(from); /* upvalues of the main function */
    if (real.size == sizeof number)
        memcpy(&number, real.data, sizeof number);
    return !from->failed && memcmp(begin.data, start, sizeof start - 1) == 0 &&
           memcmp(whole.data, &integer, sizeof integer) == 0 && number == 370.5;
}

bool dump_read(dl_str bytes, dl_arena *arena, dump_function *function)
{
    reader from = {.rest = bytes, .arena = arena};
    memset(function, 0, sizeof *function);
    if (!read_header(&from))
        return false;
    read_function(&from, function, 0);
    return !from.failed;
}
