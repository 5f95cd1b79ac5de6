/*
 * The pieces that messages are made of. A reader that met something wrong remembers it and gives
 * zeros from then on: read on as you like, then ask wire_done once. Its loops end, since every
 * count is held against the bytes that are left.
 */
#ifndef REPORT_WIRE_H
#define REPORT_WIRE_H

#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/view.h"

/* What a message begins with: its kind, then the version of all of them. */
enum { WIRE_VERSION = 2 };
/* The fewest bytes of a text and of a view: what a count of them is held against. */
enum { WIRE_TEXT_LEAST = 4, WIRE_VIEW_LEAST = 1 + 6 * WIRE_TEXT_LEAST + 2 * 4 + 4 };
typedef enum wire_kind {
    WIRE_VIEW = 'v',
    WIRE_RESULT = 'r',
    WIRE_SOURCES = 's',
    WIRE_USES = 'u'
} wire_kind;

typedef struct wire_writer {
    dl_buf *out;
    int failure; /* 0 or DL_ERR_LIMIT_OUTPUT */
} wire_writer;

wire_writer wire_write(dl_buf *out, int kind);
void wire_put_byte(wire_writer *to, unsigned byte);
void wire_put_count(wire_writer *to, size_t count); /* below 4 GiB */
void wire_put_number(wire_writer *to, int64_t number);
void wire_put_text(wire_writer *to, dl_str text); /* data NULL is told from empty */
void wire_put_error(wire_writer *to, const dl_error *error);
void wire_put_view(wire_writer *to, const dl_view *view);
int wire_written(const wire_writer *to, dl_error *error);

typedef struct wire_reader {
    dl_str rest;
    dl_arena *arena;
    int failure; /* 0, DL_ERR_SYNTAX or DL_ERR_MEMORY */
} wire_reader;

wire_reader wire_read(dl_str message, int kind, dl_arena *arena);
void wire_refuse(wire_reader *from);                   /* what was read makes no sense */
int wire_choice(wire_reader *from, int most);          /* a byte of 0 to most */
size_t wire_count(wire_reader *from, size_t smallest); /* of things of that many bytes or more */
int64_t wire_number(wire_reader *from, int64_t least, int64_t most);
dl_str wire_text(wire_reader *from);
void wire_error(wire_reader *from, dl_error *error);
const dl_view *wire_view(wire_reader *from);
/* Zeroed room for count items; never NULL unless the reader has failed. */
void *wire_room(wire_reader *from, size_t count, size_t item_size);
int wire_done(wire_reader *from, dl_error *error);

#endif
