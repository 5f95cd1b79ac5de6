/* The names that a notebook's SQL can use: its own tables, our views, and their columns. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "store/internal.h"

enum { MOST_NAMES = 20000 };

typedef struct listing {
    dl_store_name *names; /* malloc'ed */
    size_t count, capacity;
} listing;

static int add_name(listing *to, dl_str table, dl_str column, dl_error *error)
{
    int rc = dl_grow(&to->names, &to->capacity, to->count + 1, sizeof *to->names, error);
    if (rc == 0)
        to->names[to->count++] = (dl_store_name){table, column};
    return rc;
}

static int add_tables(dl_store *store, dl_arena *arena, listing *to, dl_error *error)
{
    sqlite3_stmt *list = store_statement(store, STATEMENT_TABLES, error);
    int rc = list ? 0 : DL_ERR_STORE, code = SQLITE_DONE;
    while (rc == 0 && to->count < MOST_NAMES && (code = sqlite3_step(list)) == SQLITE_ROW)
        rc = add_name(to, store_column(list, 0, arena), (dl_str){"", 0}, error);
    if (rc == 0)
        rc = store_check(store, store->connection, code, "cannot list tables", error);
    store_done(list);
    return rc;
}

/* A view whose tables are gone has no columns to tell, and is no reason to tell nothing. */
static int add_columns(dl_store *store, dl_str table, dl_arena *arena, listing *to, dl_error *error)
{
    sqlite3_stmt *list = store_statement(store, STATEMENT_COLUMNS, error);
    int rc = list ? 0 : DL_ERR_STORE;
    if (list)
        store_bind_text(list, 1, table);
    while (rc == 0 && to->count < MOST_NAMES && sqlite3_step(list) == SQLITE_ROW)
        rc = add_name(to, table, store_column(list, 0, arena), error);
    store_done(list);
    return rc;
}

int dl_store_names(dl_store *store, dl_arena *arena, dl_store_name **names, size_t *count,
                   dl_error *error)
{
    listing found = {0};
    *names = NULL;
    *count = 0;
    int rc = add_tables(store, arena, &found, error);
    size_t tables = found.count;
    for (size_t i = 0; rc == 0 && i < tables; i++)
        rc = add_columns(store, found.names[i].table, arena, &found, error);
    if (rc == 0) {
        *names = dl_arena_alloc(arena, (found.count + 1) * sizeof **names);
        if (!*names)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    if (rc == 0 && found.count) {
        memcpy(*names, found.names, found.count * sizeof **names);
        *count = found.count;
    }
    free(found.names);
    return rc;
}
