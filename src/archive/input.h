/*
 * Bytes of an archive, as they come: read through a function, with gzip members (one a record, as
 * WARC 1.1 Annex D asks) told apart. Buffers have a fixed size; whatever the file says of itself,
 * no more is held. In a compressed file reading stops at a member's end until the next is begun.
 */
#ifndef ARCHIVE_INPUT_H
#define ARCHIVE_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

/* Fills at most room bytes; *got is 0 at the end. */
typedef int dl_read_function(void *from, char *space, size_t room, size_t *got, dl_error *error);

typedef struct dl_input dl_input;

/* compressed is found from the first bytes. from outlives the input. */
int dl_input_new(dl_input **input, dl_read_function *read, void *from, dl_error *error);
void dl_input_free(dl_input *input); /* NULL is fine */
bool dl_input_compressed(const dl_input *input);

/* What can be seen without moving: at least one byte, or none at the end of member or file. */
int dl_input_look(dl_input *input, dl_str *seen, dl_error *error);
void dl_input_take(dl_input *input, size_t size); /* moves past bytes that were seen */

/* Begins the next member; *there is false at the file's end. In a plain file: whether bytes are
 * left. Only at a member's end. */
int dl_input_next(dl_input *input, bool *there, dl_error *error);

/* A line with its end, appended to line; what does not fit into limit is DL_ERR_LIMIT_SIZE. Empty
 * at the end. */
int dl_input_line(dl_input *input, size_t limit, dl_buf *line, dl_error *error);

/* Where the member began (compressed) or where we are (plain), in bytes of the file. */
int64_t dl_input_offset(const dl_input *input);
/* How many bytes of the file were used up, for progress and for a member's length. */
int64_t dl_input_used(const dl_input *input);

/* Reads a file descriptor; from points to one. */
int dl_read_descriptor(void *from, char *space, size_t room, size_t *got, dl_error *error);

#endif
