/*
 * Results as bytes: what one process tells another, or what is kept for a later run. A message
 * begins with its kind and version, lengths stand before what they count, numbers are little
 * endian. A decoder takes any bytes: it gives exactly what an encoder would have written so, or
 * DL_ERR_SYNTAX; no count is believed before as many bytes are there, so that memory stays below
 * a kilobyte and DL_WIRE_SWELL times the message. What is decoded lives in the arena; the message
 * may go.
 */
#ifndef DATELINE_WIRE_H
#define DATELINE_WIRE_H

#include "dateline/result.h"

/* Groups in groups, at most: reports walk them by recursion. */
enum { DL_WIRE_DEPTH = 64 };
/* The most bytes of memory that a byte of a message becomes. */
enum { DL_WIRE_SWELL = 32 };

/* Each appends one message to out. DL_ERR_LIMIT_OUTPUT for views nested too deeply and for texts of
 * 4 GiB; out is then to be thrown away. */
int dl_wire_put_view(const dl_view *view, dl_buf *out, dl_error *error);
int dl_wire_put_result(const dl_result *result, dl_buf *out, dl_error *error);
int dl_wire_put_sources(const dl_source *sources, size_t count, dl_buf *out, dl_error *error);

/* Each reads a whole message. */
int dl_wire_view(dl_str message, dl_arena *arena, const dl_view **view, dl_error *error);
/* result: initialised and empty; clear it whatever comes. */
int dl_wire_result(dl_str message, dl_result *result, dl_error *error);
int dl_wire_sources(dl_str message, dl_arena *arena, dl_source **sources, size_t *count,
                    dl_error *error);

/* The log of what a step used. */
int dl_wire_put_uses(const dl_use *uses, size_t count, dl_buf *out, dl_error *error);
int dl_wire_uses(dl_str message, dl_arena *arena, dl_use **uses, size_t *count, dl_error *error);

#endif
