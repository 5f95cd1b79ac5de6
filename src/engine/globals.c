#include "engine/globals.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "engine/dump.h"

/* lopcodes.h of Lua 5.4, those that matter here. */
enum {
    OP_MOVE = 0,
    OP_LOADK = 3,
    OP_LFALSESKIP = 6,
    OP_GETUPVAL = 9,
    OP_SETUPVAL = 10,
    OP_GETTABUP = 11,
    OP_GETTABLE = 12,
    OP_GETI = 13,
    OP_GETFIELD = 14,
    OP_SETTABUP = 15,
    OP_SETTABLE = 16,
    OP_SETI = 17,
    OP_SETFIELD = 18,
    OP_NEWTABLE = 19,
    OP_SELF = 20,
    OP_MMBIN = 46,
    OP_MMBINI = 47,
    OP_MMBINK = 48,
    OP_TBC = 55,
    OP_JMP = 56,
    OP_EQ = 57,
    OP_TEST = 66,
    OP_TESTSET = 67,
    OP_CALL = 68,
    OP_TAILCALL = 69,
    OP_RETURN = 70,
    OP_RETURN1 = 72,
    OP_FORLOOP = 73,
    OP_FORPREP = 74,
    OP_TFORPREP = 75,
    OP_TFORCALL = 76,
    OP_TFORLOOP = 77,
    OP_SETLIST = 78,
    OP_CLOSURE = 79,
    OP_LAST = 82
};

/* A chunk with more names than this is no person's: it counts as one that reads and writes all. */
enum { REGISTERS = 256, MOST_NAMES = 1024 };

/* Which globals a register's value may have come from: a bit a name; the last bit stands for all
 * names past the sixty-third. */
typedef uint64_t origins;

typedef struct walk {
    dl_arena *arena;
    dl_globals *globals;
    dl_global *list;
    size_t count, capacity;
    bool failed;
} walk;

/* One function's walk; nested ones get a frame of their own. */
typedef struct frame {
    const dump_function *function;
    bool nested;
    const bool *is_env;      /* [upvalues]: it is the globals' table */
    const origins *upvalues; /* [upvalues] */
    origins registers[REGISTERS];
    bool env_in[REGISTERS];     /* it was loaded to be indexed by a constant next */
    int constant_in[REGISTERS]; /* index of the string constant in it, or -1 */
    size_t sure_from;           /* instructions before it may be jumped over */
    bool may_end;               /* a return stands where it may not be reached */
} frame;

static int operand_a(uint32_t i)
{
    return (int)(i >> 7 & 0xff);
}
static int operand_b(uint32_t i)
{
    return (int)(i >> 16 & 0xff);
}
static int operand_c(uint32_t i)
{
    return (int)(i >> 24 & 0xff);
}
static size_t operand_bx(uint32_t i)
{
    return i >> 15;
}

static origins bit_of(size_t index)
{
    return (origins)1 << (index < 63 ? index : 63);
}

/* The place of a name in the list; it is added when it is new. */
static size_t name_index(walk *w, dl_str name)
{
    for (size_t i = 0; i < w->count; i++) {
        if (dl_str_equal(w->list[i].name, name))
            return i;
    }
    if (w->count == MOST_NAMES) {
        w->globals->all = true;
        return 0;
    }
    if (w->count == w->capacity) {
        size_t capacity = w->capacity ? 2 * w->capacity : 16;
        dl_global *larger = dl_arena_alloc(w->arena, capacity * sizeof *larger);
        if (!larger) {
            w->failed = true;
            return 0;
        }
        if (w->count)
            memcpy(larger, w->list, w->count * sizeof *larger);
        w->list = larger;
        w->capacity = capacity;
    }
    w->list[w->count] = (dl_global){.name = dl_arena_copy(w->arena, name)};
    w->failed = w->failed || !w->list[w->count].name.data;
    return w->count++;
}

static origins note(walk *w, const frame *at, size_t constant, unsigned how)
{
    if (constant >= at->function->name_count || !at->function->names[constant].data) {
        w->globals->all = true;
        return 0;
    }
    size_t index = name_index(w, at->function->names[constant]);
    if (w->failed || w->globals->all)
        return 0;
    if (at->nested)
        how = (how & DL_GLOBAL_READ ? DL_GLOBAL_LATER_READ : 0) |
              (how & DL_GLOBAL_ASSIGNED ? DL_GLOBAL_LATER_ASSIGNED : 0);
    w->list[index].how |= how;
    return bit_of(index);
}

static void note_changed(walk *w, origins from)
{
    for (size_t i = 0; i < w->count && from; i++) {
        if (from & bit_of(i))
            w->list[i].how |= DL_GLOBAL_CHANGED;
    }
}

/* --- how control goes --- */

static bool is_test(int op)
{
    return op >= OP_EQ && op <= OP_TESTSET;
}

/* Where an instruction may jump to, or 0 when it goes on. */
static size_t jump_target(uint32_t i, size_t at)
{
    int op = (int)(i & 0x7f);
    switch (op) {
    case OP_JMP:
        return (size_t)((long)at + 1 + (long)(i >> 7) - 16777215);
    case OP_FORPREP:
        return at + operand_bx(i) + 2;
    case OP_TFORPREP:
        return at + operand_bx(i) + 1;
    case OP_LFALSESKIP:
        return at + 2;
    default:
        return is_test(op) ? at + 2 : 0;
    }
}

static void follow(frame *f, uint32_t i, size_t at)
{
    size_t target = jump_target(i, at);
    int op = (int)(i & 0x7f);
    /* a jump backwards only repeats what was reached */
    if (target > f->sure_from && target <= f->function->instructions)
        f->sure_from = target;
    if (op >= OP_TAILCALL && op <= OP_RETURN1 && at < f->sure_from)
        f->may_end = true;
}

static bool is_sure(const frame *f, size_t at)
{
    return at >= f->sure_from && !f->may_end && !f->nested;
}

/* --- registers --- */

static void set_origin(frame *f, size_t at, int reg, origins from)
{
    /* what may not have run cannot take an older origin away */
    bool sure = at >= f->sure_from;
    f->registers[reg] = sure ? from : f->registers[reg] | from;
    f->env_in[reg] = false;
    f->constant_in[reg] = -1;
}

static origins origins_between(const frame *f, int from, int to)
{
    origins all = 0;
    for (int i = from; i < to && i < REGISTERS; i++)
        all |= f->registers[i];
    return all;
}

static void walk_function(walk *w, frame *f, int depth);

/* A nested function: its upvalues are ours, or our registers, which it may also set. */
static void walk_closure(walk *w, frame *f, size_t at, uint32_t i, int depth)
{
    size_t index = operand_bx(i);
    if (index >= f->function->child_count) {
        w->globals->all = true;
        return;
    }
    const dump_function *child = &f->function->children[index];
    frame *inner = dl_arena_alloc(w->arena, sizeof *inner);
    bool *is_env = dl_arena_alloc(w->arena, child->upvalue_count + 1);
    origins *upvalues = dl_arena_alloc(w->arena, (child->upvalue_count + 1) * sizeof *upvalues);
    if (!inner || !is_env || !upvalues) {
        w->failed = true;
        return;
    }
    for (size_t u = 0; u < child->upvalue_count; u++) {
        size_t from = child->upvalues[u].index;
        if (child->upvalues[u].in_stack) {
            upvalues[u] = f->registers[from];
        } else if (from < f->function->upvalue_count) {
            is_env[u] = f->is_env[from];
            upvalues[u] = f->upvalues[from];
        }
    }
    *inner = (frame){.function = child, .nested = true, .is_env = is_env, .upvalues = upvalues};
    walk_function(w, inner, depth + 1);
    origins read = 0;
    for (size_t n = 0; n < w->count; n++) {
        if (w->list[n].how & DL_GLOBAL_LATER_READ)
            read |= bit_of(n);
    }
    for (size_t u = 0; u < child->upvalue_count; u++) {
        if (child->upvalues[u].in_stack)
            f->registers[child->upvalues[u].index] |= read;
    }
    set_origin(f, at, operand_a(i), read);
}

/* --- instructions --- */

/* Which parameter is read where that shows: `params.NAME` is one GETTABUP and one GETFIELD of its
 * register; params as a value is all of them. */
static void note_param(walk *w, const frame *f, size_t at, size_t constant)
{
    if (constant >= f->function->name_count ||
        !dl_str_equal(f->function->names[constant], DL_STR("params")))
        return;
    int reg = operand_a(dump_instruction(f->function, at));
    uint32_t next = at + 1 < f->function->instructions ? dump_instruction(f->function, at + 1) : 0;
    bool named = (next & 0x7f) == OP_GETFIELD && operand_b(next) == reg && operand_a(next) == reg &&
                 (size_t)operand_c(next) < f->function->name_count;
    dl_buf name = {0};
    dl_buf_puts(&name, DL_PARAM_PREFIX);
    if (named)
        dl_buf_add(&name, f->function->names[operand_c(next)]);
    w->failed = w->failed || name.failed;
    if (!w->failed) {
        size_t index = name_index(w, dl_buf_str(&name));
        if (!w->globals->all && !w->failed)
            w->list[index].how |= f->nested ? DL_GLOBAL_LATER_READ : DL_GLOBAL_READ;
    }
    dl_buf_clear(&name);
}

static void walk_table_up(walk *w, frame *f, size_t at, uint32_t i)
{
    bool get = (i & 0x7f) == OP_GETTABUP;
    size_t upvalue = (size_t)(get ? operand_b(i) : operand_a(i));
    size_t constant = (size_t)(get ? operand_c(i) : operand_b(i));
    if (upvalue >= f->function->upvalue_count) {
        w->globals->all = true;
    } else if (!f->is_env[upvalue]) {
        if (get)
            set_origin(f, at, operand_a(i), f->upvalues[upvalue]);
        else
            note_changed(w, f->upvalues[upvalue]);
    } else if (get) {
        origins from = note(w, f, constant, DL_GLOBAL_READ);
        note_param(w, f, at, constant);
        set_origin(f, at, operand_a(i), from);
    } else {
        note(w, f, constant, DL_GLOBAL_ASSIGNED | (is_sure(f, at) ? DL_GLOBAL_SURE : 0));
    }
}

/* The globals' table in a register: for a name that does not fit GETTABUP's operand, it and the
 * name are loaded, and indexed at once, into the same register. All else is `_ENV` as a value. */
static void walk_get_upvalue(walk *w, frame *f, size_t at, uint32_t i)
{
    size_t upvalue = (size_t)operand_b(i);
    if (upvalue >= f->function->upvalue_count) {
        w->globals->all = true;
        return;
    }
    set_origin(f, at, operand_a(i), f->upvalues[upvalue]);
    if (!f->is_env[upvalue])
        return;
    uint32_t load = at + 2 < f->function->instructions ? dump_instruction(f->function, at + 1) : 0;
    uint32_t get = load ? dump_instruction(f->function, at + 2) : 0;
    bool named = (load & 0x7f) == OP_LOADK && (get & 0x7f) == OP_GETTABLE &&
                 operand_b(get) == operand_a(i) && operand_a(get) == operand_a(i) &&
                 operand_c(get) == operand_a(load);
    if (named)
        f->env_in[operand_a(i)] = true;
    else
        w->globals->all = true;
}

static void walk_get(walk *w, frame *f, size_t at, uint32_t i)
{
    int table = operand_b(i);
    origins from = f->registers[table];
    if ((i & 0x7f) == OP_GETTABLE && f->env_in[table]) {
        int constant = f->constant_in[operand_c(i)];
        from = note(w, f, constant < 0 ? SIZE_MAX : (size_t)constant, DL_GLOBAL_READ);
    }
    set_origin(f, at, operand_a(i), from);
    if ((i & 0x7f) == OP_SELF) {
        note_changed(w, from);
        int self = operand_a(i) + 1;
        if (self < REGISTERS)
            set_origin(f, at, self, from);
    }
}

/* What a call gives may be, or lead to, what it was given. */
static void walk_call(frame *f, size_t at, uint32_t i)
{
    int first = operand_a(i), arguments = operand_b(i);
    int last = arguments ? first + arguments : REGISTERS;
    origins from = origins_between(f, first, last);
    int results = operand_c(i);
    int end = results ? first + results - 1 : first + 8;
    for (int r = first; r < end && r < REGISTERS; r++)
        set_origin(f, at, r, from);
}

static void walk_loop_call(frame *f, size_t at, uint32_t i)
{
    origins from = origins_between(f, operand_a(i), operand_a(i) + 3);
    for (int r = operand_a(i) + 4; r < operand_a(i) + 4 + operand_c(i) && r < REGISTERS; r++)
        set_origin(f, at, r, from);
}

static void walk_constant(frame *f, size_t at, uint32_t i)
{
    set_origin(f, at, operand_a(i), 0);
    f->constant_in[operand_a(i)] = (int)operand_bx(i);
}

static void walk_set_upvalue(walk *w, const frame *f, uint32_t i)
{
    size_t upvalue = (size_t)operand_b(i);
    if (upvalue >= f->function->upvalue_count || f->is_env[upvalue])
        w->globals->all = true;
}

static void walk_instruction(walk *w, frame *f, size_t at, uint32_t i, int depth)
{
    int op = (int)(i & 0x7f);
    switch (op) {
    case OP_MOVE:
        set_origin(f, at, operand_a(i), f->registers[operand_b(i)]);
        break;
    case OP_LOADK:
        walk_constant(f, at, i);
        break;
    case OP_GETUPVAL:
        walk_get_upvalue(w, f, at, i);
        break;
    case OP_SETUPVAL:
        walk_set_upvalue(w, f, i);
        break;
    case OP_GETTABUP:
    case OP_SETTABUP:
        walk_table_up(w, f, at, i);
        break;
    case OP_GETTABLE:
    case OP_GETI:
    case OP_GETFIELD:
    case OP_SELF:
        walk_get(w, f, at, i);
        break;
    case OP_SETTABLE:
    case OP_SETI:
    case OP_SETFIELD:
        note_changed(w, f->registers[operand_a(i)]);
        break;
    case OP_CALL:
        walk_call(f, at, i);
        break;
    case OP_TFORCALL:
        walk_loop_call(f, at, i);
        break;
    case OP_CLOSURE:
        walk_closure(w, f, at, i, depth);
        break;
    case OP_NEWTABLE: /* tables hold what is put into them */
    case OP_MMBIN:    /* what they name is an operand, and stays */
    case OP_MMBINI:
    case OP_MMBINK:
        break;
    default:
        /* all else is a number, a string or a truth */
        if (op < OP_TBC)
            set_origin(f, at, operand_a(i), 0);
        if (op > OP_LAST)
            w->globals->all = true;
    }
}

/* Twice, since a loop's end flows into its begin; nests as deep as functions do. */
static void walk_function(walk *w, frame *f, int depth)
{
    for (int r = 0; r < REGISTERS; r++)
        f->constant_in[r] = -1;
    /* the second pass would double with each depth: the first few levels have it */
    int passes = depth < 4 ? 2 : 1;
    for (int pass = 0; pass < passes; pass++) {
        f->sure_from = pass ? f->function->instructions : 0;
        for (size_t at = 0; at < f->function->instructions; at++) {
            if (w->failed || w->globals->all)
                return;
            uint32_t i = dump_instruction(f->function, at);
            if (pass == 0)
                follow(f, i, at);
            walk_instruction(w, f, at, i, depth);
        }
    }
}

static int by_name(const void *a, const void *b)
{
    return dl_str_compare(((const dl_global *)a)->name, ((const dl_global *)b)->name);
}

int globals_of_dump(dl_str dump, dl_arena *arena, dl_globals *globals, dl_error *error)
{
    static const origins none[1] = {0};
    memset(globals, 0, sizeof *globals);
    dump_function main_function;
    walk w = {.arena = arena, .globals = globals};
    bool *is_env = dl_arena_alloc(arena, 256);
    frame *f = dl_arena_alloc(arena, sizeof *f);
    if (!is_env || !f)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!dump_read(dump, arena, &main_function) || main_function.upvalue_count != 1) {
        globals->all = true;
        return 0;
    }
    is_env[0] = true; /* a chunk's one upvalue is `_ENV` (manual §2.2) */
    *f = (frame){.function = &main_function, .is_env = is_env, .upvalues = none};
    walk_function(&w, f, 0);
    if (w.failed)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (w.count)
        qsort(w.list, w.count, sizeof *w.list, by_name);
    globals->list = w.list;
    globals->count = w.count;
    return 0;
}

static int write_dump(lua_State *L, const void *bytes, size_t size, void *data)
{
    dl_buf *buf = data;
    (void)L;
    dl_buf_append(buf, bytes, size);
    return buf->failed;
}

int globals_of_function(lua_State *L, dl_arena *arena, dl_globals *globals, dl_error *error)
{
    dl_buf dump = {0};
    lua_dump(L, write_dump, &dump, 1);
    int rc = dl_buf_ok(&dump, error);
    if (rc == 0)
        rc = globals_of_dump(dl_buf_str(&dump), arena, globals, error);
    dl_buf_clear(&dump);
    return rc;
}
