/*
 * What a value looks like, in no format: text, Markdown, a table, a picture, a card. A cell makes
 * views; each report format draws them, and escapes what is in them. A dl_view is plain data in
 * an arena that its holder owns.
 */
#ifndef DATELINE_VIEW_H
#define DATELINE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/arena.h"
#include "dateline/str.h"

typedef enum dl_view_kind {
    DL_VIEW_TEXT,     /* text: preformatted, as print gives it */
    DL_VIEW_VALUE,    /* text: a value's words, a paragraph of its own; for a date one field too */
    DL_VIEW_MARKDOWN, /* text: Markdown */
    DL_VIEW_TABLE,    /* columns, rows */
    DL_VIEW_PICTURE,  /* svg, text (the terminal's drawing), title, description; the same as a
                         table: columns, rows, where there is one */
    DL_VIEW_CARD,     /* title, and a table of two columns: name, value */
    DL_VIEW_GROUP     /* children, in order */
} dl_view_kind;

typedef enum dl_cell_kind {
    DL_CELL_TEXT,
    DL_CELL_NUMBER,
    DL_CELL_DATE,
    DL_CELL_URL,
    DL_CELL_CHANGE,
    DL_CELL_NULL /* no value, where empty text would be one; a terminal says so */
} dl_cell_kind;

/* What begins and ends a run of words in the value of a CHANGE; nothing else in it is a control. */
enum { DL_MARK_REMOVED = 1, DL_MARK_ADDED = 2, DL_MARK_END = 3 };

/* A field of a table. For DATE, text is what people read and value its EDTF; for URL, text is
 * what people read and value the address; for CHANGE, text has [-words-] that went and {+words+}
 * that came, and value the same between DL_MARKs. */
typedef struct dl_field {
    dl_cell_kind kind;
    dl_str text;
    dl_str value;
    dl_str source; /* the address of the source that a date came from; empty: none is known */
} dl_field;

typedef struct dl_view {
    dl_view_kind kind;
    dl_str text;        /* TEXT, VALUE, MARKDOWN; PICTURE: its drawing for a terminal */
    dl_str title;       /* PICTURE, CARD; TABLE: caption, may be empty */
    dl_str description; /* PICTURE: the sentence that replaces it for who cannot see it; of others,
                           for what is typed: what is left out, in words */
    dl_str svg;         /* PICTURE: one svg element, made by src/draw, ids prefixed with id */
    dl_str svg_page;    /* PICTURE: the same for the width of a printed page; may be empty */
    dl_str svg_narrow;  /* PICTURE: the same for a telephone; may be empty */
    size_t columns, rows;
    const dl_str *names;                   /* [columns] */
    const dl_field *fields;                /* [rows * columns], by row */
    const struct dl_view *const *children; /* GROUP */
    size_t child_count;
} dl_view;

/* Each returns NULL when memory is gone. Strings are copied into the arena. */
dl_view *dl_view_text(dl_arena *arena, dl_view_kind kind, dl_str text);
dl_view *dl_view_date(dl_arena *arena, const dl_field *date);         /* a VALUE */
dl_view *dl_view_table(dl_arena *arena, size_t columns, size_t rows); /* fill names and fields */
dl_view *dl_view_group(dl_arena *arena, const dl_view *const *children, size_t count);
dl_str *dl_view_names(dl_view *table);    /* to fill */
dl_field *dl_view_fields(dl_view *table); /* to fill */

/* A deep copy into arena, and how many bytes of text are in it. */
dl_view *dl_view_copy(dl_arena *arena, const dl_view *view);
size_t dl_view_size(const dl_view *view);

#endif
