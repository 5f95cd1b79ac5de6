/*
 * Rows as files of others: CSV, TSV, JSON (a list of objects) and JSON Lines. What is read lives in
 * the arena; what is written is UTF-8, and a cell that a spreadsheet would run as a formula stands
 * after an apostrophe, which reading takes off again.
 */
#ifndef DATELINE_ROWS_H
#define DATELINE_ROWS_H

#include "dateline/store.h"

typedef enum dl_rows_format {
    DL_ROWS_CSV,
    DL_ROWS_TSV,
    DL_ROWS_JSON,
    DL_ROWS_JSONL
} dl_rows_format;

/* By its word (csv, tsv, json, jsonl) or a file name's ending; DL_ERR_USAGE where it is none. */
int dl_rows_format_of(dl_str word, dl_rows_format *format, dl_error *error);

/* CSV and TSV: the first line names the columns; a column of whole numbers, or of numbers, is read
 * as that, and an empty cell is NULL. JSON: a column for each key, in the order of appearance;
 * true and false are 1 and 0, lists and objects stay JSON text. DL_ERR_SYNTAX with line and column,
 * DL_ERR_LIMIT_SIZE past 1,000 columns, a million rows or two million cells. */
int dl_rows_read(dl_rows_format format, dl_str text, dl_arena *arena, dl_rows *rows,
                 dl_error *error);

/* Blobs are written as hexadecimal digits. DL_ERR_USAGE for a text that TSV has no form for. */
int dl_rows_write(dl_rows_format format, const dl_rows *rows, dl_buf *out, dl_error *error);

#endif
