/* The statements that dateline runs, each as one can paste it into sqlite3. */
#include "store/internal.h"

static const char *const texts[STATEMENTS] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_ADD_BODY] = "INSERT INTO dl_body(sha256, size, codec, bytes) VALUES (?1, ?2, ?3, ?4)"
                           " ON CONFLICT (sha256) DO NOTHING",
    [STATEMENT_ADD_SOURCE] = "INSERT INTO dl_source(url) VALUES (?1) ON CONFLICT (url) DO NOTHING",
    [STATEMENT_ADD_SNAPSHOT] =
        "INSERT INTO dl_snapshot(source, final_url, status, request, headers, redirects, sha256,"
        " captured_at_us, revalidated, etag, last_modified, asked_at_us, peer, coding,"
        " wire_sha256, origin, note)"
        " SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0), ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
        " ?17"
        " FROM dl_source WHERE url = ?1",
    [STATEMENT_ADD_HOP] = "INSERT INTO dl_hop(snapshot, hop, url, status, request, headers, peer)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [STATEMENT_HOPS] = "SELECT url, status, request, headers, peer FROM dl_hop"
                       " WHERE snapshot = ?1 ORDER BY hop",
    [STATEMENT_HOST_WAIT] = "SELECT wait_until_us FROM dl_host WHERE origin = ?1",
    [STATEMENT_SET_HOST_WAIT] = "INSERT INTO dl_host(origin, wait_until_us) VALUES (?1, ?2)"
                                " ON CONFLICT (origin) DO UPDATE SET"
                                " wait_until_us = excluded.wait_until_us",
    /* by the address that was asked for before that which answered; each by its index */
    [STATEMENT_LATEST] =
        "SELECT * FROM (SELECT s.id FROM dl_source o JOIN dl_snapshot s ON s.source = o.id"
        " WHERE o.url = ?1 ORDER BY s.captured_at_us DESC, s.id DESC LIMIT 1)"
        " UNION ALL SELECT * FROM (SELECT id FROM dl_snapshot"
        " WHERE final_url = ?1 ORDER BY captured_at_us DESC, id DESC LIMIT 1) LIMIT 1",
    [STATEMENT_SNAPSHOT] =
        "SELECT s.id, o.url, s.final_url, s.status, s.request, s.headers, s.redirects, s.sha256,"
        " b.size, s.captured_at_us, ifnull(s.revalidated, 0), s.etag, s.last_modified,"
        " s.asked_at_us, s.peer, s.coding, s.wire_sha256, s.origin, s.note"
        " FROM dl_snapshot s JOIN dl_source o ON o.id = s.source"
        " JOIN dl_body b ON b.sha256 = s.sha256 WHERE s.id = ?1",
    [STATEMENT_SNAPSHOTS] =
        "SELECT s.id, o.url, s.final_url, s.status, s.request, s.headers, s.redirects, s.sha256,"
        " b.size, s.captured_at_us, ifnull(s.revalidated, 0), s.etag, s.last_modified,"
        " s.asked_at_us, s.peer, s.coding, s.wire_sha256, s.origin, s.note"
        " FROM (SELECT x.id FROM dl_source y JOIN dl_snapshot x ON x.source = y.id"
        " WHERE y.url = ?1 UNION SELECT id FROM dl_snapshot WHERE final_url = ?1) f"
        " JOIN dl_snapshot s ON s.id = f.id JOIN dl_source o ON o.id = s.source"
        " JOIN dl_body b ON b.sha256 = s.sha256"
        " ORDER BY s.captured_at_us DESC, s.id DESC",
    [STATEMENT_ALL_SNAPSHOTS] =
        "SELECT s.id, o.url, s.final_url, s.status, s.request, s.headers, s.redirects, s.sha256,"
        " b.size, s.captured_at_us, ifnull(s.revalidated, 0), s.etag, s.last_modified,"
        " s.asked_at_us, s.peer, s.coding, s.wire_sha256, s.origin, s.note"
        " FROM dl_snapshot s JOIN dl_source o ON o.id = s.source"
        " JOIN dl_body b ON b.sha256 = s.sha256"
        " ORDER BY s.captured_at_us DESC, s.id DESC",
    [STATEMENT_BODY] = "SELECT size, codec, bytes FROM dl_body WHERE sha256 = ?1",
    [STATEMENT_CAPTURE_AFTER] =
        "SELECT s.id, s.captured_at_us FROM dl_snapshot s JOIN dl_source o ON o.id = s.source"
        " WHERE (s.captured_at_us, s.id) > (?2, ?3) AND (?1 = '' OR o.url = ?1 OR s.final_url = ?1)"
        " ORDER BY s.captured_at_us, s.id LIMIT 1",
    [STATEMENT_FIND_CAPTURE] =
        "SELECT s.id FROM dl_snapshot s JOIN dl_source o ON o.id = s.source"
        " WHERE o.url = ?1 AND s.captured_at_us = ?2 AND s.sha256 = ?3 ORDER BY s.id LIMIT 1",
    [STATEMENT_FIND_AT] =
        "SELECT id FROM dl_snapshot WHERE final_url = ?1"
        " AND captured_at_us BETWEEN ?2 AND ?3 ORDER BY captured_at_us, id LIMIT 1",
    [STATEMENT_FIND_ARCHIVED] = "SELECT snapshot FROM dl_archived WHERE key = ?1",
    [STATEMENT_PUT_ARCHIVED] = "INSERT INTO dl_archived(key, snapshot) VALUES (?1, ?2)"
                               " ON CONFLICT (key) DO NOTHING",
    [STATEMENT_PAGE_PUBLISHED] =
        "SELECT p.published, s.id FROM dl_page p JOIN dl_snapshot s ON s.id = p.snapshot"
        " JOIN dl_source o ON o.id = s.source"
        " WHERE o.url = ?1 AND p.published <> ''"
        " ORDER BY s.captured_at_us DESC, s.id DESC, p.extractor DESC LIMIT 1",
    [STATEMENT_PAGE_TITLE] =
        "SELECT title FROM dl_page WHERE snapshot = ?1 ORDER BY extractor DESC LIMIT 1",
    [STATEMENT_FIND_PAGE] = "SELECT id FROM dl_page WHERE snapshot = ?1 AND extractor = ?2",
    [STATEMENT_ADD_PAGE] =
        "INSERT INTO dl_page(snapshot, extractor, title, authors, published, modified, lang,"
        " publisher, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [STATEMENT_ADD_CLAIM] =
        "INSERT INTO dl_claim(page, place, field, raw, value, told_by, rank, chosen, conflict)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [STATEMENT_ADD_PAGE_WORDS] =
        "INSERT INTO dl_page_words(rowid, title, text) VALUES (last_insert_rowid(), ?1, ?2)",
    [STATEMENT_UNREAD] = "SELECT s.id FROM dl_snapshot s WHERE s.revalidated IS NULL"
                         " AND NOT EXISTS (SELECT 1 FROM dl_page p WHERE p.snapshot = s.id"
                         " AND p.extractor = ?1) ORDER BY s.id LIMIT ?2",
    /* every match has to be scored before the best are known: of what is said everywhere, the
     * pages that were read last are enough (DL_SEARCH_RANKED) */
    [STATEMENT_SEARCH] =
        "SELECT p.snapshot, o.url, p.title, p.text, s.captured_at_us FROM"
        " (SELECT w.id, w.score FROM"
        " (SELECT rowid AS id, dl_rank(dl_page_words) AS score FROM dl_page_words"
        " WHERE dl_page_words MATCH ?1 ORDER BY rowid DESC LIMIT ?3) w"
        " JOIN dl_page r ON r.id = w.id WHERE r.extractor ="
        " (SELECT max(q.extractor) FROM dl_page q WHERE q.snapshot = r.snapshot)"
        " ORDER BY w.score, w.id LIMIT ?2) best"
        " JOIN dl_page p ON p.id = best.id"
        " JOIN dl_snapshot s ON s.id = p.snapshot JOIN dl_source o ON o.id = s.source"
        " ORDER BY best.score, best.id",
    [STATEMENT_GET] = "SELECT value FROM dl_value WHERE key = ?1",
    [STATEMENT_SET] = "INSERT INTO dl_value(key, value) VALUES (?1, ?2)"
                      " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    [STATEMENT_ADD_EVIDENCE] =
        "INSERT INTO dl_evidence(snapshot, asked, how, exact, prefix, suffix, start, finish,"
        " extractor, normaliser) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        " ON CONFLICT DO NOTHING",
    /* the same bytes captured again are the same evidence */
    [STATEMENT_FIND_EVIDENCE] =
        "SELECT e.id FROM dl_snapshot n JOIN dl_snapshot s ON s.source = n.source"
        " AND s.sha256 = n.sha256 JOIN dl_evidence e ON e.snapshot = s.id"
        " WHERE n.id = ?1 AND e.asked = ?2 AND e.start = ?3 AND e.finish = ?4"
        " AND e.extractor = ?5 AND e.normaliser = ?6 ORDER BY e.id LIMIT 1",
    [STATEMENT_EVIDENCE] =
        "SELECT e.id, e.snapshot, o.url, s.sha256, s.captured_at_us, e.asked, e.how, e.exact,"
        " e.prefix, e.suffix, e.start, e.finish, e.extractor, e.normaliser,"
        " ifnull(v.verdict, ''), ifnull(v.detail, ''), ifnull(v.checked_against, 0)"
        " FROM dl_evidence e JOIN dl_snapshot s ON s.id = e.snapshot"
        " JOIN dl_source o ON o.id = s.source JOIN evidence v ON v.id = e.id"
        " WHERE ?1 = '' OR o.url = ?1 OR s.final_url = ?1"
        " ORDER BY o.url, s.captured_at_us, e.id",
    [STATEMENT_ASKED_EVIDENCE] =
        "SELECT e.id, e.snapshot, o.url, s.sha256, s.captured_at_us, e.asked, e.how, e.exact,"
        " e.prefix, e.suffix, e.start, e.finish, e.extractor, e.normaliser,"
        " ifnull(v.verdict, ''), ifnull(v.detail, ''), ifnull(v.checked_against, 0)"
        " FROM dl_source o JOIN dl_snapshot s ON s.source = o.id"
        " JOIN dl_evidence e ON e.snapshot = s.id JOIN evidence v ON v.id = e.id"
        " WHERE o.url = ?1 AND e.asked = ?2"
        " ORDER BY s.captured_at_us, e.id",
    [STATEMENT_PUT_CHECK] =
        "INSERT INTO dl_check(evidence, snapshot, verdict, detail) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (evidence, snapshot) DO UPDATE"
        " SET verdict = excluded.verdict, detail = excluded.detail"
        " WHERE verdict <> excluded.verdict OR detail <> excluded.detail",
    [STATEMENT_VERSION] =
        "SELECT (SELECT ifnull(max(id), 0) FROM dl_snapshot) || '-' ||"
        " (SELECT ifnull(max(id), 0) FROM dl_page) || '-' ||"
        " (SELECT ifnull(max(id), 0) FROM dl_evidence) || '-' || (SELECT count(*) FROM dl_check)",
    [STATEMENT_FORGET] = "DELETE FROM dl_value WHERE key = ?1",
    [STATEMENT_KIND_OF] = "SELECT type FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE"
                          " AND type IN ('table', 'view') AND name NOT LIKE 'dl\\_%' ESCAPE '\\'",
    [STATEMENT_KEEP] =
        "INSERT INTO dl_kept(key, code, trace, result, kept_at_us) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (key) DO UPDATE SET trace = excluded.trace, result = excluded.result,"
        " kept_at_us = excluded.kept_at_us",
    [STATEMENT_KEPT] = "SELECT key, trace, result FROM dl_kept WHERE code = ?1"
                       " ORDER BY kept_at_us DESC, key",
    [STATEMENT_PRUNE_KEPT] = "DELETE FROM dl_kept WHERE key IN (SELECT key FROM (SELECT key,"
                             " row_number() OVER newest AS place,"
                             " sum(length(trace) + length(result)) OVER newest AS bytes"
                             " FROM dl_kept WINDOW newest AS (ORDER BY kept_at_us DESC, key"
                             " ROWS UNBOUNDED PRECEDING)) WHERE place > ?1 OR bytes > ?2)",
    [STATEMENT_KEEP_TABLE] =
        "INSERT INTO dl_kept_table(name, initial, left) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (name) DO UPDATE SET initial = excluded.initial, left = excluded.left",
    [STATEMENT_KEPT_TABLES] = "SELECT name, initial, left FROM dl_kept_table ORDER BY name",
    [STATEMENT_SCHEMA] = "SELECT type, name, ifnull(sql, '') FROM sqlite_schema"
                         " WHERE name NOT LIKE 'dl\\_%' ESCAPE '\\' ORDER BY type, name",
    [STATEMENT_TABLES] = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
                         " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                         " AND name NOT LIKE 'dl\\_%' ESCAPE '\\' ORDER BY name",
    [STATEMENT_COLUMNS] = "SELECT name FROM pragma_table_info(?1)",
};

/* Nothing can be written beside the notebook's transaction; waiting for its end would be for ever.
 */
static bool may_run(const dl_store *store, sqlite3_stmt *prepared, dl_error *error)
{
    bool waits = store->guest_depth > 0 && !sqlite3_stmt_readonly(prepared) &&
                 sqlite3_txn_state(store->guest, "main") == SQLITE_TXN_WRITE;
    if (waits) {
        dl_error_set(error, DL_ERR_STORE,
                     "within store.transaction nothing else can be kept in the store");
        dl_error_hint(error, "fetch and quote before the transaction begins");
    }
    return !waits;
}

sqlite3_stmt *store_statement(dl_store *store, statement which, dl_error *error)
{
    sqlite3_stmt *prepared = store->prepared[which];
    if (prepared && may_run(store, prepared, error))
        return prepared;
    if (prepared)
        return NULL;
    int code = sqlite3_prepare_v3(store->connection, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                  &prepared, NULL);
    store_check(store, store->connection, code, "cannot use the store", error);
    store->prepared[which] = prepared; /* NULL when it could not be */
    return prepared && may_run(store, prepared, error) ? prepared : NULL;
}

void store_done(sqlite3_stmt *done)
{
    if (!done)
        return;
    sqlite3_reset(done);
    sqlite3_clear_bindings(done);
}

int store_run(dl_store *store, statement which, dl_error *error)
{
    sqlite3_stmt *run = store_statement(store, which, error);
    if (!run)
        return error ? error->kind : DL_ERR_STORE;
    int rc =
        store_check(store, store->connection, sqlite3_step(run), "cannot use the store", error);
    store_done(run);
    return rc;
}

void store_bind_text(sqlite3_stmt *bound, int index, dl_str text)
{
    sqlite3_bind_text64(bound, index, text.data ? text.data : "", text.size, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void store_bind_bytes(sqlite3_stmt *bound, int index, dl_str bytes)
{
    sqlite3_bind_blob64(bound, index, bytes.size ? bytes.data : "", bytes.size, SQLITE_STATIC);
}

dl_str store_column(sqlite3_stmt *row, int column, dl_arena *arena)
{
    const char *data = sqlite3_column_blob(row, column);
    dl_str text = {data ? data : "", (size_t)sqlite3_column_bytes(row, column)};
    return dl_arena_copy(arena, text);
}
