#include "dateline/evidence_rows.h"

#include <string.h>

#include "store/internal.h"

static const char doing_add[] = "cannot keep evidence", doing_read[] = "cannot read evidence";

bool dl_store_can_write(const dl_store *store)
{
    return !store->read_only && sqlite3_db_readonly(store->connection, "main") == 0;
}

static int add_row(dl_store *store, const dl_evidence_row *row, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_EVIDENCE, error);
    if (!add)
        return DL_ERR_STORE;
    sqlite3_bind_int64(add, 1, row->snapshot);
    store_bind_text(add, 2, row->asked);
    store_bind_text(add, 3, row->how);
    store_bind_text(add, 4, row->exact);
    store_bind_text(add, 5, row->prefix);
    store_bind_text(add, 6, row->suffix);
    sqlite3_bind_int64(add, 7, row->start);
    sqlite3_bind_int64(add, 8, row->finish);
    sqlite3_bind_int(add, 9, row->extractor);
    sqlite3_bind_int(add, 10, row->normaliser);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    return rc;
}

static int find_row(dl_store *store, dl_evidence_row *row, dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_EVIDENCE, error);
    if (!find)
        return DL_ERR_STORE;
    sqlite3_bind_int64(find, 1, row->snapshot);
    store_bind_text(find, 2, row->asked);
    sqlite3_bind_int64(find, 3, row->start);
    sqlite3_bind_int64(find, 4, row->finish);
    sqlite3_bind_int(find, 5, row->extractor);
    sqlite3_bind_int(find, 6, row->normaliser);
    int code = sqlite3_step(find);
    int rc = store_check(store, store->connection, code, doing_read, error);
    row->id = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    store_done(find);
    return rc;
}

int dl_store_put_evidence(dl_store *store, dl_evidence_row *row, dl_error *error)
{
    int rc = find_row(store, row, error); /* the usual case in a second run: nothing is written */
    if (rc != 0 || row->id != 0)
        return rc;
    rc = add_row(store, row, error);
    return rc == 0 ? find_row(store, row, error) : rc;
}

static void read_row(sqlite3_stmt *got, dl_arena *arena, dl_evidence_row *row)
{
    row->id = sqlite3_column_int64(got, 0);
    row->snapshot = sqlite3_column_int64(got, 1);
    row->url = store_column(got, 2, arena);
    row->sha256 = store_column(got, 3, arena);
    row->captured_at_us = sqlite3_column_int64(got, 4);
    row->asked = store_column(got, 5, arena);
    row->how = store_column(got, 6, arena);
    row->exact = store_column(got, 7, arena);
    row->prefix = store_column(got, 8, arena);
    row->suffix = store_column(got, 9, arena);
    row->start = sqlite3_column_int64(got, 10);
    row->finish = sqlite3_column_int64(got, 11);
    row->extractor = sqlite3_column_int(got, 12);
    row->normaliser = sqlite3_column_int(got, 13);
    row->verdict = store_column(got, 14, arena);
    row->detail = store_column(got, 15, arena);
    row->checked_against = sqlite3_column_int64(got, 16);
}

/* Doubles the list in the arena; what it leaves behind goes with the arena. */
static int make_room(dl_arena *arena, dl_evidence_row **rows, size_t *room, size_t count,
                     dl_error *error)
{
    if (count < *room)
        return 0;
    *room = *room ? 2 * *room : 16;
    dl_evidence_row *larger = dl_arena_alloc(arena, *room * sizeof *larger);
    if (!larger)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (count)
        memcpy(larger, *rows, count * sizeof *larger);
    *rows = larger;
    return 0;
}

int dl_store_evidence(dl_store *store, dl_str url, dl_str asked, dl_arena *arena,
                      dl_evidence_row **rows, size_t *count, dl_error *error)
{
    *rows = NULL;
    *count = 0;
    statement which = asked.size ? STATEMENT_ASKED_EVIDENCE : STATEMENT_EVIDENCE;
    sqlite3_stmt *list = store_statement(store, which, error);
    if (!list)
        return DL_ERR_STORE;
    store_bind_text(list, 1, url);
    if (asked.size)
        store_bind_text(list, 2, asked);
    size_t room = 0;
    int code, rc = 0;
    while (rc == 0 && (code = sqlite3_step(list)) != SQLITE_DONE) {
        rc = store_check(store, store->connection, code, doing_read, error);
        if (rc == 0)
            rc = make_room(arena, rows, &room, *count, error);
        if (rc == 0)
            read_row(list, arena, &(*rows)[(*count)++]);
        if (rc == 0 && !(*rows)[*count - 1].detail.data)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    store_done(list);
    return rc;
}

int dl_store_put_check(dl_store *store, int64_t evidence, int64_t snapshot, dl_str verdict,
                       dl_str detail, dl_error *error)
{
    sqlite3_stmt *put = store_statement(store, STATEMENT_PUT_CHECK, error);
    if (!put)
        return DL_ERR_STORE;
    sqlite3_bind_int64(put, 1, evidence);
    sqlite3_bind_int64(put, 2, snapshot);
    store_bind_text(put, 3, verdict);
    store_bind_text(put, 4, detail);
    int rc = store_check(store, store->connection, sqlite3_step(put), doing_add, error);
    store_done(put);
    return rc;
}
