#include "dateline/wire.h"

#include "report/wire.h"

#include <limits.h>
#include <string.h>

static const uint32_t no_text = UINT32_MAX; /* the length of a text that is not there */

/* --- writing --- */

wire_writer wire_write(dl_buf *out, int kind)
{
    wire_writer to = {.out = out};
    wire_put_byte(&to, (unsigned)kind);
    wire_put_byte(&to, WIRE_VERSION);
    return to;
}

void wire_put_byte(wire_writer *to, unsigned byte)
{
    dl_buf_putc(to->out, (char)byte);
}

static void put_bytes(wire_writer *to, uint64_t bits, size_t size)
{
    char bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(bits >> (8 * i) & 0xFF);
    dl_buf_append(to->out, bytes, size);
}

void wire_put_count(wire_writer *to, size_t count)
{
    if (count >= no_text)
        to->failure = DL_ERR_LIMIT_OUTPUT;
    put_bytes(to, count, 4);
}

void wire_put_number(wire_writer *to, int64_t number)
{
    put_bytes(to, (uint64_t)number, 8);
}

void wire_put_text(wire_writer *to, dl_str text)
{
    if (!text.data) {
        put_bytes(to, no_text, 4);
        return;
    }
    wire_put_count(to, text.size);
    if (!to->failure)
        dl_buf_add(to->out, text);
}

void wire_put_error(wire_writer *to, const dl_error *error)
{
    wire_put_number(to, error->kind);
    wire_put_number(to, error->system);
    wire_put_number(to, error->line);
    wire_put_number(to, error->column);
    wire_put_text(to, dl_str_of(error->place));
    wire_put_text(to, dl_str_of(error->message));
    wire_put_text(to, dl_str_of(error->hint));
}

int wire_written(const wire_writer *to, dl_error *error)
{
    if (to->failure)
        return dl_error_set(error, to->failure,
                            "the output is nested deeper than %d, or longer than 4 GiB",
                            (int)DL_WIRE_DEPTH);
    return dl_buf_ok(to->out, error);
}

/* --- reading --- */

wire_reader wire_read(dl_str message, int kind, dl_arena *arena)
{
    wire_reader from = {.rest = message, .arena = arena};
    if (wire_choice(&from, UCHAR_MAX) != kind || wire_choice(&from, UCHAR_MAX) != WIRE_VERSION)
        wire_refuse(&from);
    return from;
}

void wire_refuse(wire_reader *from)
{
    if (!from->failure)
        from->failure = DL_ERR_SYNTAX;
}

/* The next bytes, or NULL once the reader has failed. */
static const unsigned char *take(wire_reader *from, size_t size)
{
    if (from->rest.size < size)
        wire_refuse(from);
    if (from->failure)
        return NULL;
    const char *bytes = from->rest.data;
    from->rest.data += size;
    from->rest.size -= size;
    return (const unsigned char *)bytes;
}

static uint64_t take_bits(wire_reader *from, size_t size)
{
    const unsigned char *bytes = take(from, size);
    uint64_t bits = 0;
    for (size_t i = 0; bytes && i < size; i++)
        bits |= (uint64_t)bytes[i] << (8 * i);
    return bits;
}

int wire_choice(wire_reader *from, int most)
{
    int choice = (int)take_bits(from, 1);
    if (choice <= most)
        return choice;
    wire_refuse(from);
    return 0;
}

size_t wire_count(wire_reader *from, size_t smallest)
{
    size_t count = (size_t)take_bits(from, 4);
    if (count > from->rest.size / smallest)
        wire_refuse(from);
    return from->failure ? 0 : count;
}

int64_t wire_number(wire_reader *from, int64_t least, int64_t most)
{
    uint64_t bits = take_bits(from, 8);
    int64_t number;
    memcpy(&number, &bits, sizeof number);
    if (number >= least && number <= most)
        return number;
    wire_refuse(from);
    return 0;
}

dl_str wire_text(wire_reader *from)
{
    size_t size = (size_t)take_bits(from, 4);
    if (size == no_text)
        return (dl_str){NULL, 0};
    const unsigned char *bytes = take(from, size);
    if (size == 0 || !bytes)
        return (dl_str){"", 0};
    dl_str copy = dl_arena_copy(from->arena, (dl_str){(const char *)bytes, size});
    if (!copy.data)
        from->failure = DL_ERR_MEMORY;
    return copy;
}

/* A text that fits its place, as C has texts. */
static void read_words(wire_reader *from, char *words, size_t most)
{
    size_t size = wire_count(from, 1);
    const unsigned char *bytes = take(from, size);
    if (!bytes || size >= most || memchr(bytes, '\0', size)) {
        wire_refuse(from);
        return;
    }
    memcpy(words, bytes, size);
    words[size] = '\0';
}

void wire_error(wire_reader *from, dl_error *error)
{
    dl_error_clear(error);
    error->kind = (int)wire_number(from, INT_MIN, 0);
    error->system = (int)wire_number(from, INT_MIN, INT_MAX);
    error->line = (int)wire_number(from, INT_MIN, INT_MAX);
    error->column = (int)wire_number(from, INT_MIN, INT_MAX);
    read_words(from, error->place, sizeof error->place);
    read_words(from, error->message, sizeof error->message);
    read_words(from, error->hint, sizeof error->hint);
}

void *wire_room(wire_reader *from, size_t count, size_t item_size)
{
    void *room = from->failure ? NULL : dl_arena_alloc(from->arena, count * item_size);
    if (!room && !from->failure)
        from->failure = DL_ERR_MEMORY;
    return room;
}

int wire_done(wire_reader *from, dl_error *error)
{
    if (from->rest.size)
        wire_refuse(from);
    if (from->failure == DL_ERR_MEMORY)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return from->failure ? dl_error_set(error, from->failure,
                                        "a recorded result is damaged, or of another version")
                         : 0;
}
