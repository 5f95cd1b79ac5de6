/* Snapshots: added once, never changed. */
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

static const char doing_add[] = "cannot keep a capture", doing_read[] = "cannot read a capture";

/* --- adding --- */

static int add_source(dl_store *store, dl_str url, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_SOURCE, error);
    if (!add)
        return DL_ERR_STORE;
    store_bind_text(add, 1, url);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    return rc;
}

static int add_row(dl_store *store, dl_snapshot *snapshot, const dl_packed *packed, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_SNAPSHOT, error);
    if (!add)
        return DL_ERR_STORE;
    bool coded = packed->wire_sha256[0] != '\0';
    store_bind_text(add, 1, snapshot->url);
    store_bind_text(add, 2, snapshot->final_url);
    sqlite3_bind_int(add, 3, snapshot->status);
    store_bind_bytes(add, 4, snapshot->request);
    store_bind_bytes(add, 5, snapshot->headers);
    store_bind_text(add, 6, snapshot->redirects);
    store_bind_text(add, 7, dl_str_of(packed->sha256));
    sqlite3_bind_int64(add, 8, snapshot->captured_at_us);
    sqlite3_bind_int64(add, 9, snapshot->revalidated);
    store_bind_text(add, 10, snapshot->etag);
    store_bind_text(add, 11, snapshot->last_modified);
    sqlite3_bind_int64(add, 12, snapshot->asked_at_us);
    store_bind_text(add, 13, snapshot->peer);
    store_bind_text(add, 14, coded ? snapshot->coding : (dl_str){"", 0});
    store_bind_text(add, 15, dl_str_of(packed->wire_sha256));
    store_bind_text(add, 16, snapshot->origin.size ? snapshot->origin : DL_STR("live"));
    store_bind_text(add, 17, snapshot->note);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    if (rc == 0)
        snapshot->id = sqlite3_last_insert_rowid(store->connection);
    return rc;
}

static int add_hop(dl_store *store, int64_t snapshot, size_t place, const dl_hop *hop,
                   dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_HOP, error);
    if (!add)
        return DL_ERR_STORE;
    sqlite3_bind_int64(add, 1, snapshot);
    sqlite3_bind_int64(add, 2, (sqlite3_int64)place);
    store_bind_text(add, 3, hop->url);
    sqlite3_bind_int(add, 4, hop->status);
    store_bind_bytes(add, 5, hop->request);
    store_bind_bytes(add, 6, hop->headers);
    store_bind_text(add, 7, hop->peer);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    return rc;
}

int dl_store_add_packed(dl_store *store, dl_snapshot *snapshot, const dl_packed *packed,
                        dl_error *error)
{
    int rc = store_add_body(store, packed, error);
    if (rc == 0)
        rc = add_source(store, snapshot->url, error);
    if (rc == 0)
        rc = add_row(store, snapshot, packed, error);
    for (size_t i = 0; rc == 0 && i < snapshot->hop_count; i++)
        rc = add_hop(store, snapshot->id, i, &snapshot->hops[i], error);
    if (rc == 0)
        snapshot->body_size = packed->size;
    return rc;
}

int dl_store_begin(dl_store *store, dl_error *error)
{
    if (store->in_batch)
        return dl_error_set(error, DL_ERR_USAGE, "a batch is open in the store already");
    int rc = store_run(store, STATEMENT_BEGIN, error);
    store->in_batch = rc == 0;
    return rc;
}

void dl_store_rollback(dl_store *store)
{
    if (store->in_batch)
        store_run(store, STATEMENT_ROLLBACK, NULL);
    store->in_batch = false;
}

int dl_store_commit(dl_store *store, dl_error *error)
{
    if (!store->in_batch)
        return 0;
    int rc = store_run(store, STATEMENT_COMMIT, error);
    if (rc != 0)
        dl_store_rollback(store);
    store->in_batch = false;
    return rc;
}

int dl_store_add_snapshot(dl_store *store, dl_snapshot *snapshot, dl_arena *arena, dl_error *error)
{
    dl_packed packed;
    bool own_batch = !store->in_batch;
    int rc = dl_pack(&packed, snapshot->body, (dl_str){"", 0}, (dl_str){"", 0}, error);
    if (rc == 0 && own_batch)
        rc = dl_store_begin(store, error);
    if (rc == 0)
        rc = dl_store_add_packed(store, snapshot, &packed, error);
    if (rc == 0 && own_batch)
        rc = dl_store_commit(store, error);
    if (rc != 0 && own_batch)
        dl_store_rollback(store);
    if (rc == 0 && arena)
        snapshot->sha256 = dl_arena_copy(arena, dl_str_of(packed.sha256));
    dl_packed_clear(&packed);
    return rc;
}

/* --- reading --- */

static void read_row(sqlite3_stmt *row, dl_arena *arena, dl_snapshot *snapshot)
{
    memset(snapshot, 0, sizeof *snapshot);
    snapshot->id = sqlite3_column_int64(row, 0);
    snapshot->url = store_column(row, 1, arena);
    snapshot->final_url = store_column(row, 2, arena);
    snapshot->status = sqlite3_column_int(row, 3);
    snapshot->request = store_column(row, 4, arena);
    snapshot->headers = store_column(row, 5, arena);
    snapshot->redirects = store_column(row, 6, arena);
    snapshot->sha256 = store_column(row, 7, arena);
    snapshot->body_size = sqlite3_column_int64(row, 8);
    snapshot->captured_at_us = sqlite3_column_int64(row, 9);
    snapshot->revalidated = sqlite3_column_int64(row, 10);
    snapshot->etag = store_column(row, 11, arena);
    snapshot->last_modified = store_column(row, 12, arena);
    snapshot->asked_at_us = sqlite3_column_int64(row, 13);
    snapshot->peer = store_column(row, 14, arena);
    snapshot->coding = store_column(row, 15, arena);
    snapshot->wire_sha256 = store_column(row, 16, arena);
    snapshot->origin = store_column(row, 17, arena);
    snapshot->note = store_column(row, 18, arena);
    snapshot->body = (dl_str){"", 0};
}

int dl_store_snapshot(dl_store *store, int64_t id, bool with_body, dl_arena *arena,
                      dl_snapshot *snapshot, dl_error *error)
{
    const size_t refused = arena->refused;
    sqlite3_stmt *get = store_statement(store, STATEMENT_SNAPSHOT, error);
    if (!get)
        return DL_ERR_STORE;
    sqlite3_bind_int64(get, 1, id);
    int code = sqlite3_step(get);
    int rc = store_check(store, store->connection, code, doing_read, error);
    if (code == SQLITE_ROW)
        read_row(get, arena, snapshot);
    else if (rc == 0)
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "there is no snapshot %lld", (long long)id);
    store_done(get);
    if (rc == 0 && arena->refused != refused)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0 && with_body)
        rc = store_read_body(store, snapshot->sha256, arena, &snapshot->body, error);
    return rc;
}

int dl_snapshot_copy(const dl_snapshot *from, dl_arena *arena, dl_snapshot *to, dl_error *error)
{
    *to = *from;
    dl_str *const strings[] = {&to->url,           &to->final_url, &to->request, &to->headers,
                               &to->redirects,     &to->body,      &to->sha256,  &to->etag,
                               &to->last_modified, &to->peer,      &to->coding,  &to->wire_sha256,
                               &to->origin,        &to->note};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        *strings[i] = dl_arena_copy(arena, *strings[i]);
        if (!strings[i]->data)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a capture");
    }
    to->hops = NULL;
    to->hop_count = 0;
    return 0;
}

int dl_store_body(dl_store *store, dl_snapshot *snapshot, dl_arena *arena, dl_error *error)
{
    return store_read_body(store, snapshot->sha256, arena, &snapshot->body, error);
}

int dl_store_latest(dl_store *store, dl_str url, bool with_body, dl_arena *arena,
                    dl_snapshot *snapshot, dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_LATEST, error);
    if (!find)
        return DL_ERR_STORE;
    store_bind_text(find, 1, url);
    int code = sqlite3_step(find);
    int rc = store_check(store, store->connection, code, doing_read, error);
    int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    store_done(find);
    if (rc == 0 && id == 0)
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "%.*s is not captured", DL_STR_ARG(url));
    return rc == 0 ? dl_store_snapshot(store, id, with_body, arena, snapshot, error) : rc;
}

/* Doubles the list in the arena; what it leaves behind goes with the arena. */
static dl_snapshot *more_room(dl_arena *arena, dl_snapshot *list, size_t count)
{
    dl_snapshot *larger = dl_arena_alloc(arena, (count ? 2 * count : 16) * sizeof *larger);
    if (larger && count)
        memcpy(larger, list, count * sizeof *larger);
    return larger;
}

int dl_store_snapshots(dl_store *store, dl_str url, dl_arena *arena, dl_snapshot **snapshots,
                       size_t *count, dl_error *error)
{
    *snapshots = NULL;
    *count = 0;
    const size_t refused = arena->refused;
    statement which = url.size ? STATEMENT_SNAPSHOTS : STATEMENT_ALL_SNAPSHOTS;
    sqlite3_stmt *list = store_statement(store, which, error);
    if (!list)
        return DL_ERR_STORE;
    if (url.size)
        store_bind_text(list, 1, url);
    size_t room = 0;
    int code, rc = 0;
    while (rc == 0 && (code = sqlite3_step(list)) != SQLITE_DONE) {
        rc = store_check(store, store->connection, code, doing_read, error);
        if (rc == 0 && *count == room) {
            *snapshots = more_room(arena, *snapshots, room);
            room = room ? 2 * room : 16;
            if (!*snapshots)
                rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        }
        if (rc == 0)
            read_row(list, arena, &(*snapshots)[(*count)++]);
    }
    if (rc == 0 && arena->refused != refused)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    store_done(list);
    return rc;
}

int dl_store_hops(dl_store *store, int64_t snapshot, dl_arena *arena, dl_hop **hops, size_t *count,
                  dl_error *error)
{
    enum { MOST_HOPS = 64 }; /* far past any limit on redirects */
    *count = 0;
    *hops = dl_arena_alloc(arena, MOST_HOPS * sizeof **hops);
    sqlite3_stmt *list = *hops ? store_statement(store, STATEMENT_HOPS, error) : NULL;
    if (!*hops)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!list)
        return DL_ERR_STORE;
    sqlite3_bind_int64(list, 1, snapshot);
    int code;
    while ((code = sqlite3_step(list)) == SQLITE_ROW && *count < MOST_HOPS)
        (*hops)[(*count)++] = (dl_hop){.url = store_column(list, 0, arena),
                                       .status = sqlite3_column_int(list, 1),
                                       .request = store_column(list, 2, arena),
                                       .headers = store_column(list, 3, arena),
                                       .peer = store_column(list, 4, arena)};
    int rc = store_check(store, store->connection, code, doing_read, error);
    store_done(list);
    return rc;
}
