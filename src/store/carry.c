/* Snapshots that go from one store into another, and what they are as one text. */
#include <stdio.h>

#include "base/inflate.h"
#include "base/sha256.h"
#include "dateline/bundle_rows.h"
#include "store/internal.h"

int dl_snapshot_ids(dl_store *store, size_t most, dl_arena *arena, int64_t **ids, size_t *count,
                    dl_error *error)
{
    sqlite3_stmt *list = NULL;
    int rows = 0;
    *count = 0;
    int code = store_pragma(store->connection, "SELECT count(*) FROM dl_snapshot", &rows);
    int rc = store_check(store, store->connection, code, "cannot read the captures", error);
    if (!rc && (size_t)rows > most)
        rc = dl_error_set(error, DL_ERR_LIMIT_SIZE, "there are %d captures, past the limit of %zu",
                          rows, most);
    *ids = rc ? NULL : dl_arena_alloc(arena, ((size_t)rows + 1) * sizeof **ids);
    if (!rc && !*ids)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc)
        return rc;
    code = sqlite3_prepare_v2(store->connection, "SELECT id FROM dl_snapshot ORDER BY id", -1,
                              &list, NULL);
    while (code == SQLITE_OK && *count < (size_t)rows && sqlite3_step(list) == SQLITE_ROW)
        (*ids)[(*count)++] = sqlite3_column_int64(list, 0);
    sqlite3_finalize(list);
    return store_check(store, store->connection, code, "cannot read the captures", error);
}

int dl_snapshot_bodies_hold(dl_store *store, dl_error *error)
{
    sqlite3_stmt *list = NULL;
    dl_arena arena;
    int rc = 0, code = sqlite3_prepare_v2(
                    store->connection, "SELECT DISTINCT sha256 FROM dl_snapshot", -1, &list, NULL);
    while (!rc && code == SQLITE_OK && (code = sqlite3_step(list)) == SQLITE_ROW) {
        dl_str body;
        dl_arena_init(&arena);
        dl_str sha256 = store_column(list, 0, &arena);
        rc = store_read_body(store, sha256, &arena, &body, error);
        dl_arena_clear(&arena);
        code = SQLITE_OK;
    }
    sqlite3_finalize(list);
    return rc ? rc : store_check(store, store->connection, code, "cannot read the captures", error);
}

/* What a row needs whose body is there already. */
static void name_body(const dl_snapshot *snapshot, bool coded, dl_packed *packed)
{
    *packed = (dl_packed){.size = snapshot->body_size, .codec = "raw", .bytes = {"", 0}};
    snprintf(packed->sha256, sizeof packed->sha256, "%.*s", DL_STR_ARG(snapshot->sha256));
    dl_coding known;
    if (coded && dl_coding_parse(snapshot->coding, &known) && known != DL_CODING_NONE)
        snprintf(packed->wire_sha256, sizeof packed->wire_sha256, "%.*s",
                 DL_STR_ARG(snapshot->wire_sha256));
}

int dl_snapshot_carry(dl_store *from, int64_t id, dl_store *to, int64_t revalidated, int64_t *copy,
                      dl_error *error)
{
    dl_arena arena;
    dl_arena_init(&arena);
    dl_snapshot snapshot;
    dl_hop *hops = NULL;
    size_t hop_count = 0;
    dl_packed packed = {0};
    dl_str wire = {"", 0};
    bool coded = false, there = false;
    int rc = dl_store_snapshot(from, id, false, &arena, &snapshot, error);
    if (!rc)
        there = store_has_body(to, snapshot.sha256);
    if (!rc && !there)
        rc = dl_store_body(from, &snapshot, &arena, error);
    if (!rc)
        rc = dl_store_hops(from, id, &arena, &hops, &hop_count, error);
    if (!rc)
        rc = dl_store_wire_body(from, &snapshot, &arena, &wire, &coded, error);
    if (!rc && there)
        name_body(&snapshot, coded, &packed);
    else if (!rc)
        rc =
            dl_pack(&packed, snapshot.body, coded ? snapshot.coding : (dl_str){"", 0}, wire, error);
    if (!rc) {
        snapshot.hops = hops;
        snapshot.hop_count = hop_count;
        snapshot.revalidated = revalidated;
        rc = dl_store_add_packed(to, &snapshot, &packed, error);
    }
    if (!rc)
        *copy = snapshot.id;
    dl_packed_clear(&packed);
    dl_arena_clear(&arena);
    return rc;
}

static void add_text(dl_buf *text, dl_str part)
{
    dl_buf_printf(text, "%zu:", part.size);
    dl_buf_add(text, part);
}

int dl_snapshot_text(dl_store *store, int64_t id, dl_buf *text, dl_arena *arena, dl_str *url,
                     dl_error *error)
{
    dl_snapshot s;
    dl_hop *hops = NULL;
    size_t hop_count = 0;
    int rc = dl_store_snapshot(store, id, false, arena, &s, error);
    if (!rc)
        rc = dl_store_hops(store, id, arena, &hops, &hop_count, error);
    if (rc)
        return rc;
    const dl_str parts[] = {s.url,  s.final_url,     s.request, s.headers, s.redirects, s.sha256,
                            s.etag, s.last_modified, s.peer,    s.origin,  s.note};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        add_text(text, parts[i]);
    dl_buf_printf(text, "%d %lld %lld;", s.status, (long long)s.captured_at_us,
                  (long long)s.asked_at_us);
    for (size_t i = 0; i < hop_count; i++) {
        add_text(text, hops[i].url);
        add_text(text, hops[i].request);
        add_text(text, hops[i].headers);
        add_text(text, hops[i].peer);
        dl_buf_printf(text, "%d;", hops[i].status);
    }
    *url = s.url;
    return dl_buf_ok(text, error);
}
