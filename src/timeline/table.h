/*
 * Events from the rows of a table, whatever it is written in: a format's reader cuts cells, tells
 * where each stands, and hands them over; here they become fields, and faults get their place.
 */
#ifndef TIMELINE_TABLE_H
#define TIMELINE_TABLE_H

#include "dateline/timeline_files.h"
#include "timeline/fields.h"

enum { MAX_COLUMNS = 64 };

typedef struct table_cell {
    dl_str text;
    int line, column; /* of its first byte */
} table_cell;

/* A cell of constraints, read when all events are there. */
typedef struct table_must {
    dl_str id; /* of the event */
    table_cell cell;
} table_must;

typedef struct table_reader {
    const char *name;
    dl_arena arena;    /* of the row or event that is read: cleared before the next */
    dl_arena kept;     /* of cells of constraints */
    dl_timeline *into; /* what was read so far */
    const field_row *columns[MAX_COLUMNS]; /* NULL: skipped */
    size_t column_count;                   /* 0: the first row is still to come */
    size_t must_column;                    /* of constraints; SIZE_MAX: none */
    table_must *musts;
    size_t must_count, must_capacity;
    dl_error *error;
} table_reader;

int table_init(table_reader *in, const char *name, dl_error *error);
void table_clear(table_reader *in);

int table_fault(const table_reader *in, int line, int column);

/* The first row names the columns; others are events. cells: at least one. */
int table_row(table_reader *in, const table_cell *cells, size_t count);
/* An event that was read in another way, from this line. */
int table_add(table_reader *in, const dl_event *event);
/* An id of another program, in the reader's arena: bytes that an id may not hold are -. Empty when
 * memory ran out. */
dl_str table_id(table_reader *in, dl_str text);
/* What other programs leave out or blank: who, what kind, what. */
void table_fill(dl_event *event);
/* Remembers a cell of constraints of the event that was added last; its text is copied. */
int table_must_hold(table_reader *in, const table_cell *cell);
/* Checks that the ids that events name are there, and adds them to timeline: all or none. */
int table_finish(table_reader *in, dl_timeline *timeline);

/* How a table is written: what is around and between its cells, and how a cell is escaped. */
typedef struct table_style {
    const char *begin, *between, *end;
    void (*put)(dl_str text, dl_buf *out);
    bool markdown; /* columns that nothing is in are left out, and a line stands under the header */
} table_style;
int table_write(const dl_timeline *timeline, const table_style *style, dl_buf *out);

/* Readers of the formats; they leave their events in in->into. */
int tsv_read(table_reader *in, dl_str text);
int csv_read(table_reader *in, dl_str text);
int markdown_read(table_reader *in, dl_str text);
int json_read(table_reader *in, dl_str text); /* TimelineJS's too */
int ical_read(table_reader *in, dl_str text);

int tsv_write(const dl_timeline *timeline, dl_buf *out);
int csv_write(const dl_timeline *timeline, dl_buf *out);
int markdown_write(const dl_timeline *timeline, dl_buf *out);
int json_write(const dl_timeline *timeline, dl_buf *out);
int timelinejs_write(const dl_timeline *timeline, dl_buf *out);
int ical_write(const dl_timeline *timeline, dl_buf *out);

#endif
