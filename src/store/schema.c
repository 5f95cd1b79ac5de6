/*
 * The schema, as numbered migrations. A migration that was released is never edited: a store of
 * any earlier version is brought up by running those after its number (PRAGMA user_version).
 * Tables called dl_... are dateline's; notebooks read them through the views.
 */
#include <stdio.h>
#include <time.h>

#include "store/internal.h"

static const int application_id = 0x646C6E31; /* "dln1" */

static const char *const migrations[] = {
    /* 1: bodies, sources, snapshots, pages, search, values */
    "CREATE TABLE dl_body("
    "  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, codec TEXT NOT NULL,"
    "  bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE dl_source(id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE dl_snapshot("
    "  id INTEGER PRIMARY KEY,"
    "  source INTEGER NOT NULL REFERENCES dl_source(id),"
    "  final_url TEXT NOT NULL, status INTEGER NOT NULL,"
    "  request BLOB NOT NULL, headers BLOB NOT NULL, redirects TEXT NOT NULL,"
    "  sha256 TEXT NOT NULL REFERENCES dl_body(sha256),"
    "  captured_at_us INTEGER NOT NULL,"
    "  revalidated INTEGER REFERENCES dl_snapshot(id),"
    "  etag TEXT NOT NULL, last_modified TEXT NOT NULL) STRICT;"
    "CREATE INDEX dl_snapshot_source ON dl_snapshot(source, captured_at_us);"
    "CREATE INDEX dl_snapshot_final ON dl_snapshot(final_url, captured_at_us);"
    "CREATE TABLE dl_page("
    "  id INTEGER PRIMARY KEY,"
    "  snapshot INTEGER NOT NULL REFERENCES dl_snapshot(id), extractor INTEGER NOT NULL,"
    "  title TEXT NOT NULL, authors TEXT NOT NULL, published TEXT NOT NULL,"
    "  lang TEXT NOT NULL, publisher TEXT NOT NULL, text TEXT NOT NULL,"
    "  UNIQUE(snapshot, extractor)) STRICT;"
    "CREATE VIRTUAL TABLE dl_page_words USING fts5("
    "  title, text, content='dl_page', content_rowid='id', tokenize='unicode61');"
    "CREATE TABLE dl_value(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
    /* proof is only added to */
    "CREATE TRIGGER dl_body_kept BEFORE UPDATE ON dl_body"
    "  BEGIN SELECT RAISE(ABORT, 'captured bodies are never changed'); END;"
    "CREATE TRIGGER dl_body_stays BEFORE DELETE ON dl_body"
    "  BEGIN SELECT RAISE(ABORT, 'captured bodies are never deleted'); END;"
    "CREATE TRIGGER dl_snapshot_kept BEFORE UPDATE ON dl_snapshot"
    "  BEGIN SELECT RAISE(ABORT, 'snapshots are never changed'); END;"
    "CREATE TRIGGER dl_snapshot_stays BEFORE DELETE ON dl_snapshot"
    "  BEGIN SELECT RAISE(ABORT, 'snapshots are never deleted'); END;"
    /* what notebooks and other tools read */
    "CREATE VIEW snapshots AS"
    "  SELECT s.id, o.url, s.final_url, s.status, s.sha256, b.size AS bytes,"
    "    strftime('%Y-%m-%dT%H:%M:%SZ', s.captured_at_us / 1000000, 'unixepoch') AS captured_at,"
    "    s.revalidated"
    "  FROM dl_snapshot s JOIN dl_source o ON o.id = s.source"
    "  JOIN dl_body b ON b.sha256 = s.sha256;"
    "CREATE VIEW sources AS"
    "  SELECT url, count(*) AS snapshots, min(captured_at) AS first_captured,"
    "    max(captured_at) AS last_captured, count(DISTINCT sha256) AS versions"
    "  FROM snapshots GROUP BY url;"
    "CREATE VIEW pages AS"
    "  SELECT p.snapshot, o.url, p.title, p.authors, p.published, p.lang, p.publisher, p.text"
    "  FROM dl_page p JOIN dl_snapshot s ON s.id = p.snapshot"
    "  JOIN dl_source o ON o.id = s.source;",
    /* 2: each hop of a capture, how its body came, what hosts asked us to wait, evidence */
    "ALTER TABLE dl_snapshot ADD COLUMN asked_at_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dl_snapshot ADD COLUMN peer TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dl_snapshot ADD COLUMN coding TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dl_snapshot ADD COLUMN wire_sha256 TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dl_snapshot ADD COLUMN origin TEXT NOT NULL DEFAULT 'live';"
    "ALTER TABLE dl_snapshot ADD COLUMN note TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE dl_hop("
    "  snapshot INTEGER NOT NULL REFERENCES dl_snapshot(id), hop INTEGER NOT NULL,"
    "  url TEXT NOT NULL, status INTEGER NOT NULL, request BLOB NOT NULL, headers BLOB NOT NULL,"
    "  peer TEXT NOT NULL, PRIMARY KEY(snapshot, hop)) STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER dl_hop_kept BEFORE UPDATE ON dl_hop"
    "  BEGIN SELECT RAISE(ABORT, 'snapshots are never changed'); END;"
    "CREATE TRIGGER dl_hop_stays BEFORE DELETE ON dl_hop"
    "  BEGIN SELECT RAISE(ABORT, 'snapshots are never deleted'); END;"
    "CREATE TABLE dl_archived("
    "  key TEXT PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES dl_snapshot(id))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX dl_snapshot_captured ON dl_snapshot(captured_at_us, id);"
    "CREATE TABLE dl_host("
    "  origin TEXT PRIMARY KEY, wait_until_us INTEGER NOT NULL) STRICT;"
    "CREATE TABLE dl_evidence("
    "  id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES dl_snapshot(id),"
    "  asked TEXT NOT NULL, how TEXT NOT NULL,"
    "  exact TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT NULL,"
    "  start INTEGER NOT NULL, finish INTEGER NOT NULL,"
    "  extractor INTEGER NOT NULL, normaliser INTEGER NOT NULL,"
    "  UNIQUE(snapshot, asked, start, finish, extractor, normaliser)) STRICT;"
    "CREATE TRIGGER dl_evidence_kept BEFORE UPDATE ON dl_evidence"
    "  BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;"
    "CREATE TRIGGER dl_evidence_stays BEFORE DELETE ON dl_evidence"
    "  BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;"
    "CREATE TABLE dl_check("
    "  evidence INTEGER NOT NULL REFERENCES dl_evidence(id),"
    "  snapshot INTEGER NOT NULL REFERENCES dl_snapshot(id),"
    "  verdict TEXT NOT NULL, detail TEXT NOT NULL,"
    "  PRIMARY KEY(evidence, snapshot)) STRICT, WITHOUT ROWID;"
    "ALTER TABLE dl_page ADD COLUMN modified TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE dl_claim("
    "  page INTEGER NOT NULL REFERENCES dl_page(id), place INTEGER NOT NULL,"
    "  field TEXT NOT NULL, raw TEXT NOT NULL, value TEXT NOT NULL, told_by TEXT NOT NULL,"
    "  rank INTEGER NOT NULL, chosen INTEGER NOT NULL, conflict INTEGER NOT NULL,"
    "  PRIMARY KEY(page, place)) STRICT, WITHOUT ROWID;"
    "DROP VIEW snapshots;"
    "CREATE VIEW snapshots AS"
    "  SELECT s.id, o.url, s.final_url, s.status, s.sha256, b.size AS bytes,"
    "    strftime('%Y-%m-%dT%H:%M:%SZ', s.captured_at_us / 1000000, 'unixepoch') AS captured_at,"
    "    s.revalidated, s.peer, s.origin, s.note"
    "  FROM dl_snapshot s JOIN dl_source o ON o.id = s.source"
    "  JOIN dl_body b ON b.sha256 = s.sha256;"
    "DROP VIEW pages;"
    "CREATE VIEW pages AS"
    "  SELECT p.snapshot, o.url, p.title, p.authors, p.published, p.modified, p.lang,"
    "    p.publisher, p.text"
    "  FROM dl_page p JOIN dl_snapshot s ON s.id = p.snapshot"
    "  JOIN dl_source o ON o.id = s.source"
    "  WHERE p.extractor = (SELECT max(q.extractor) FROM dl_page q WHERE q.snapshot = p.snapshot);"
    "CREATE VIEW claims AS"
    "  SELECT p.snapshot, o.url, c.field, c.raw, c.value, c.told_by, c.rank, c.chosen, c.conflict"
    "  FROM dl_claim c JOIN dl_page p ON p.id = c.page JOIN dl_snapshot s ON s.id = p.snapshot"
    "  JOIN dl_source o ON o.id = s.source"
    "  WHERE p.extractor = (SELECT max(q.extractor) FROM dl_page q WHERE q.snapshot = p.snapshot);"
    "CREATE VIEW evidence AS"
    "  SELECT e.id, e.snapshot, o.url, e.exact, e.prefix, e.suffix, e.how, c.verdict, c.detail,"
    "    c.snapshot AS checked_against"
    "  FROM dl_evidence e JOIN dl_snapshot s ON s.id = e.snapshot"
    "  JOIN dl_source o ON o.id = s.source"
    "  LEFT JOIN dl_check c ON c.evidence = e.id AND c.snapshot ="
    "    (SELECT k.snapshot FROM dl_check k JOIN dl_snapshot n ON n.id = k.snapshot"
    "     WHERE k.evidence = e.id ORDER BY n.captured_at_us DESC, n.id DESC LIMIT 1);",
    /* 3: what came of steps, and what tables were before and after, for runs that go on */
    "CREATE TABLE dl_kept("
    "  key BLOB PRIMARY KEY, code BLOB NOT NULL, trace BLOB NOT NULL, result BLOB NOT NULL,"
    "  kept_at_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX dl_kept_code ON dl_kept(code, kept_at_us);"
    "CREATE TABLE dl_kept_table("
    "  name TEXT PRIMARY KEY, initial TEXT NOT NULL, left TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    /* 4: whether a capture is there, however many there are of one address and moment */
    "CREATE INDEX dl_snapshot_same ON dl_snapshot(source, captured_at_us, sha256);",
};

enum { NEWEST = sizeof migrations / sizeof *migrations };

int store_pragma(sqlite3 *connection, const char *sql, int *value)
{
    sqlite3_stmt *ask = NULL;
    int code = sqlite3_prepare_v2(connection, sql, -1, &ask, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(ask);
    if (code == SQLITE_ROW)
        *value = sqlite3_column_int(ask, 0);
    sqlite3_finalize(ask);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

static int refuse(const dl_store *store, const char *why, dl_error *error)
{
    dl_error_set(error, DL_ERR_STORE, "%s is no store of dateline: %s", store->path, why);
    dl_error_hint(error, "it was left as it is; name another file with --store FILE");
    return DL_ERR_STORE;
}

/* What is in the file: a store of some version, nothing (version 0), or something else. */
static int read_version(dl_store *store, int *version, dl_error *error)
{
    int id = 0, tables = 0;
    sqlite3 *connection = store->connection;
    /* of one moment: another process may be making it */
    int code = sqlite3_exec(connection, "BEGIN", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = store_pragma(connection, "PRAGMA application_id", &id);
    if (code == SQLITE_OK)
        code = store_pragma(connection, "PRAGMA user_version", version);
    if (code == SQLITE_OK)
        code = store_pragma(connection, "SELECT count(*) FROM sqlite_schema", &tables);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection, "COMMIT", NULL, NULL, NULL);
    if (code == SQLITE_NOTADB)
        return refuse(store, "it is no SQLite database", error);
    if (code != SQLITE_OK)
        return store_check(store, connection, code, "cannot read the store", error);
    if (id == 0 && *version == 0 && tables == 0)
        return 0;
    if (id != application_id)
        return refuse(store, "it is another program's database", error);
    if (*version > NEWEST)
        return refuse(store, "it was made by a newer dateline", error);
    return 0;
}

int store_build(sqlite3 *connection, int version)
{
    int code = version >= 1 && version <= NEWEST ? SQLITE_OK : SQLITE_MISMATCH;
    for (int i = 0; i < version && code == SQLITE_OK; i++)
        code = sqlite3_exec(connection, migrations[i], NULL, NULL, NULL);
    return code;
}

static int run_migrations(sqlite3 *connection, int version)
{
    char finish[128];
    int code = sqlite3_exec(connection, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    /* another process may have been faster */
    if (code == SQLITE_OK)
        code = store_pragma(connection, "PRAGMA user_version", &version);
    for (int i = version; i < NEWEST && code == SQLITE_OK; i++)
        code = sqlite3_exec(connection, migrations[i], NULL, NULL, NULL);
    snprintf(finish, sizeof finish, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             application_id, (int)NEWEST);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection, finish, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection, "COMMIT", NULL, NULL, NULL);
    return code;
}

static int set_up(sqlite3 *connection, int version)
{
    int code = sqlite3_exec(connection, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = run_migrations(connection, version);
    return code;
}

static void undo(sqlite3 *connection)
{
    if (!sqlite3_get_autocommit(connection))
        sqlite3_exec(connection, "ROLLBACK", NULL, NULL, NULL);
}

/* Several processes may make one store at once. The busy timeout does not cover that: a change of
 * the journal's mode asks for its lock once, and gives up. */
static int set_up_in_turn(sqlite3 *connection, int version)
{
    static const struct timespec pause = {.tv_nsec = 5000000};
    int code = SQLITE_BUSY;
    for (int tries = 0; tries < 1000 && (code & 0xff) == SQLITE_BUSY; tries++) {
        if (tries) {
            undo(connection);
            nanosleep(&pause, NULL);
        }
        code = set_up(connection, version);
    }
    return code;
}

int store_migrate(dl_store *store, dl_error *error)
{
    int version = 0;
    int rc = read_version(store, &version, error);
    if (rc != 0 || version == NEWEST)
        return rc;
    if (store->read_only && version == 0)
        return refuse(store, "it is empty, and may not be written", error);
    if (store->read_only) {
        dl_error_set(error, DL_ERR_STORE, "the store %s is of an older dateline", store->path);
        dl_error_hint(error, "`dateline search WORDS`, or a run with it, brings it up to this one");
        return DL_ERR_STORE;
    }
    int code = set_up_in_turn(store->connection, version);
    rc = store_check(store, store->connection, code, "cannot set up the store", error);
    undo(store->connection);
    return rc;
}
