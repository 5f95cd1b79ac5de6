/*
 * An event's fields by the names that files and notebooks use, and each as text: what a table's
 * cell holds. All formats read and write by this one list.
 */
#ifndef TIMELINE_FIELDS_H
#define TIMELINE_FIELDS_H

#include "dateline/arena.h"
#include "dateline/timeline.h"

typedef enum field_kind {
    FIELD_TEXT,
    FIELD_DATE,
    FIELD_READING, /* "spans", or empty for a moment */
    FIELD_DUE,
    FIELD_LIST,
    FIELD_PUBLISHED /* a list beside sources; "-" where it is unknown */
} field_kind;

typedef struct field_row {
    const char *name;
    field_kind kind;
    size_t offset;       /* of the text, or of the list's first item */
    size_t count_offset; /* of a list's count */
    char separator;      /* between a list's items */
    bool required;
} field_row;

enum { TIMELINE_FIELDS = 23 };
extern const field_row timeline_fields[TIMELINE_FIELDS];

const field_row *fields_find(dl_str name); /* NULL: no field */
/* The name of a field near to this one, or NULL. */
const char *fields_nearest(dl_str name);

const dl_str *fields_text(const dl_event *event, const field_row *field);
const dl_str *fields_list(const dl_event *event, const field_row *field, size_t *count);

/* Appends the field as a cell's text; nothing where the event lacks it. */
void fields_put(const dl_event *event, const field_row *field, dl_buf *out);
/* A date of the text, blanks around it left out, in arena. */
int fields_date(dl_str text, const dl_date **date, dl_arena *arena, dl_error *error);
/* Reads a cell's text; its lists go into arena, its texts stay views. On failure error says what
 * was expected, and its column is the byte of text where the fault is, 1-based. Sources come
 * before published. */
int fields_take(dl_event *event, const field_row *field, dl_str text, dl_arena *arena,
                dl_error *error);

/* The name of the first field that differs, from *at on (which is moved past it); NULL: none. */
const char *fields_differ(const dl_event *a, const dl_event *b, size_t *at, bool *memory_ran_out);

/* Copies event into one piece of zeroed arena of `size` bytes or more, which begins with it, and
 * all that it refers to after it. NULL: no memory. */
void *fields_copy(const dl_event *event, size_t size, dl_arena *arena);

#endif
