/* Rows under way from a file: cells as texts first, since a column's type shows at its end. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "dateline/rows.h"

enum { ROWS_MOST_COLUMNS = 1000 };

typedef struct rows_draft {
    dl_arena *arena;
    dl_str names[ROWS_MOST_COLUMNS];
    size_t columns, rows;
    dl_value *values; /* rows * columns, growing */
    size_t room;
} rows_draft;

/* Room for one more row, all NULL; NULL with the error set when there are too many. */
dl_value *rows_add(rows_draft *draft, dl_error *error);
void rows_finish(const rows_draft *draft, dl_rows *rows);

/* rows_json.c: JSON, or with lines a value a line. */
int rows_read_json(dl_str text, bool lines, dl_arena *arena, dl_rows *rows, dl_error *error);

#endif
