/*
 * Comma-separated values, RFC 4180: quoted fields hold commas, line breaks and doubled quotes.
 * Lines may end in LF alone, the last in CR alone, and an empty line is skipped, since spreadsheets
 * write all of these; a line of "" alone is a row of one empty field. Where the decimal mark is a
 * comma they write semicolons: a text whose first line has these and no comma is of that kind.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct dl_csv {
    dl_str text;
    size_t at;
    char separator;    /* ',' or ';' */
    int line;          /* 1-based, of what comes next */
    size_t line_start; /* where it begins */
    dl_arena *arena;   /* of fields that had to be put together */
} dl_csv;

typedef struct dl_csv_cell {
    dl_str text;
    int line, column; /* 1-based, of its first byte, a quote's where it is quoted */
    bool quoted;
} dl_csv_cell;

/* text, UTF-8 with or without a byte order mark, outlives the reader. */
void dl_csv_begin(dl_csv *csv, dl_str text, dl_arena *arena);

/* The next row: up to `most` cells, *count of them; 0 at the end. DL_ERR_SYNTAX with line and
 * column for a quote out of place, more cells than most, and what is no UTF-8. */
int dl_csv_row(dl_csv *csv, dl_csv_cell *cells, size_t most, size_t *count, dl_error *error);

/* Appends a cell, in quotes where it needs them. guarded: what a spreadsheet would run comes after
 * an apostrophe (formula.h). */
void dl_csv_put(dl_str cell, bool guarded, dl_buf *out);

#endif
