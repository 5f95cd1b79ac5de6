/* A trace as bytes, for a later process: a version, then numbers of eight bytes, and texts with
 * their length before them. Reading takes any bytes. */
#include <stdlib.h>
#include <string.h>

#include "notebook/plan_internal.h"

static const char version[] = "trace 1\n";

/* --- writing --- */

static void put_number(dl_buf *out, size_t number)
{
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)((unsigned long long)number >> (8 * i) & 0xff);
    dl_buf_append(out, bytes, sizeof bytes);
}

static void put_text(dl_buf *out, dl_str text)
{
    put_number(out, text.size);
    dl_buf_add(out, text);
}

static void put_texts(dl_buf *out, const dl_str *texts, size_t count)
{
    put_number(out, count);
    for (size_t i = 0; i < count; i++)
        put_text(out, texts[i]);
}

static void put_keys(dl_buf *out, const dl_key *keys, size_t count)
{
    put_number(out, count);
    for (size_t i = 0; i < count; i++)
        dl_buf_add(out, key_str(&keys[i]));
}

void trace_write(const trace *of, dl_buf *out)
{
    dl_buf_puts(out, version);
    put_keys(out, &of->key, 1);
    put_keys(out, &of->code, 1);
    put_texts(out, of->reads, of->read_count);
    put_keys(out, of->read_keys, of->read_count);
    put_keys(out, of->owners, of->owner_count);
    put_keys(out, of->changed, of->changed_count);
    put_texts(out, of->binds, of->bind_count);
    put_number(out, of->use_count);
    for (size_t i = 0; i < of->use_count; i++) {
        put_number(out, (size_t)of->uses[i].kind);
        put_text(out, of->uses[i].name);
        put_text(out, of->uses[i].value);
    }
    put_number(out, of->all);
    put_number(out, of->changed_base);
}

/* --- reading --- */

typedef struct reader {
    dl_str rest;
    dl_arena *arena;
    bool failed;
} reader;

static size_t take_number(reader *in)
{
    unsigned long long number = 0;
    if (in->failed || in->rest.size < 8) {
        in->failed = true;
        return 0;
    }
    for (int i = 7; i >= 0; i--)
        number = number << 8 | (unsigned char)in->rest.data[i];
    in->rest = dl_str_slice(in->rest, 8, in->rest.size);
    return (size_t)number;
}

/* How many of what takes at least `least` bytes each. */
static size_t take_count(reader *in, size_t least)
{
    size_t count = take_number(in);
    if (count > in->rest.size / least)
        in->failed = true;
    return in->failed ? 0 : count;
}

static dl_str take_text(reader *in)
{
    size_t size = take_count(in, 1);
    dl_str text = dl_arena_copy(in->arena, dl_str_slice(in->rest, 0, size));
    in->rest = dl_str_slice(in->rest, size, in->rest.size);
    in->failed = in->failed || !text.data;
    return text;
}

static dl_str *take_texts(reader *in, size_t *count)
{
    *count = take_count(in, 8);
    dl_str *texts = dl_arena_alloc(in->arena, (*count + 1) * sizeof *texts);
    in->failed = in->failed || !texts;
    for (size_t i = 0; i < *count && !in->failed; i++)
        texts[i] = take_text(in);
    return texts;
}

static dl_key *take_keys(reader *in, size_t *count)
{
    *count = take_count(in, sizeof(dl_key));
    dl_key *keys = dl_arena_alloc(in->arena, (*count + 1) * sizeof *keys);
    in->failed = in->failed || !keys;
    if (in->failed)
        return NULL;
    memcpy(keys, in->rest.data, *count * sizeof *keys);
    in->rest = dl_str_slice(in->rest, *count * sizeof *keys, in->rest.size);
    return keys;
}

static void take_key(reader *in, dl_key *key)
{
    size_t count;
    const dl_key *keys = take_keys(in, &count);
    in->failed = in->failed || count != 1;
    if (!in->failed)
        *key = keys[0];
}

static dl_use *take_uses(reader *in, size_t *count)
{
    *count = take_count(in, 24);
    dl_use *uses = dl_arena_alloc(in->arena, (*count + 1) * sizeof *uses);
    in->failed = in->failed || !uses;
    for (size_t i = 0; i < *count && !in->failed; i++) {
        size_t kind = take_number(in);
        in->failed = in->failed || kind > DL_USE_LINES;
        uses[i].kind = (dl_use_kind)kind;
        uses[i].name = take_text(in);
        uses[i].value = take_text(in);
    }
    return uses;
}

static bool take_flag(reader *in)
{
    size_t flag = take_number(in);
    in->failed = in->failed || flag > 1;
    return flag == 1;
}

trace *trace_read(dl_str bytes, dl_error *error)
{
    trace *made = calloc(1, sizeof *made);
    if (!made) {
        dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        return NULL;
    }
    dl_arena_init(&made->arena);
    size_t begin = sizeof version - 1, count = 0;
    reader in = {.rest = dl_str_slice(bytes, begin, bytes.size), .arena = &made->arena};
    in.failed = !dl_str_starts(bytes, dl_str_of(version));
    take_key(&in, &made->key);
    take_key(&in, &made->code);
    made->reads = take_texts(&in, &made->read_count);
    made->read_keys = take_keys(&in, &count);
    in.failed = in.failed || count != made->read_count;
    made->owners = take_keys(&in, &made->owner_count);
    made->changed = take_keys(&in, &made->changed_count);
    made->binds = take_texts(&in, &made->bind_count);
    made->uses = take_uses(&in, &made->use_count);
    made->all = take_flag(&in);
    made->changed_base = take_flag(&in);
    if (!in.failed && in.rest.size == 0)
        return made;
    dl_arena_clear(&made->arena);
    free(made);
    dl_error_set(error, DL_ERR_SYNTAX, "this is no trace of a step");
    return NULL;
}
