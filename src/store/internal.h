/*
 * What the store's files share: the connection, statements that are prepared once, and SQLite's
 * results as our errors. All SQL that dateline itself issues stands in this folder.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <sqlite3.h>

#include "dateline/store.h"

/* Statements that are prepared on first use and kept; their texts are in statements.c. */
typedef enum statement {
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_ADD_BODY,
    STATEMENT_ADD_SOURCE,
    STATEMENT_ADD_SNAPSHOT,
    STATEMENT_ADD_HOP,
    STATEMENT_HOPS,
    STATEMENT_HOST_WAIT,
    STATEMENT_SET_HOST_WAIT,
    STATEMENT_LATEST,
    STATEMENT_SNAPSHOT,
    STATEMENT_SNAPSHOTS,
    STATEMENT_ALL_SNAPSHOTS,
    STATEMENT_BODY,
    STATEMENT_CAPTURE_AFTER,
    STATEMENT_FIND_CAPTURE,
    STATEMENT_FIND_AT,
    STATEMENT_FIND_ARCHIVED,
    STATEMENT_PUT_ARCHIVED,
    STATEMENT_PAGE_TITLE,
    STATEMENT_PAGE_PUBLISHED,
    STATEMENT_FIND_PAGE,
    STATEMENT_ADD_PAGE,
    STATEMENT_ADD_PAGE_WORDS,
    STATEMENT_ADD_CLAIM,
    STATEMENT_UNREAD,
    STATEMENT_SEARCH,
    STATEMENT_GET,
    STATEMENT_SET,
    STATEMENT_ADD_EVIDENCE,
    STATEMENT_FIND_EVIDENCE,
    STATEMENT_EVIDENCE,
    STATEMENT_ASKED_EVIDENCE,
    STATEMENT_PUT_CHECK,
    STATEMENT_VERSION,
    STATEMENT_FORGET,
    STATEMENT_KIND_OF,
    STATEMENT_SCHEMA,
    STATEMENT_KEEP,
    STATEMENT_KEPT,
    STATEMENT_PRUNE_KEPT,
    STATEMENT_KEEP_TABLE,
    STATEMENT_KEPT_TABLES,
    STATEMENT_TABLES,
    STATEMENT_COLUMNS,
    STATEMENTS
} statement;

struct dl_store {
    sqlite3 *connection;
    sqlite3 *guest; /* the notebook's own, behind the authorizer; opened by its first query */
    bool guest_may_write;
    dl_store_touch *touch; /* told of what the notebook's statements touch; may be NULL */
    void *touch_user;
    bool guest_saw_view;         /* the statement that is prepared reads one of our views */
    unsigned guest_view_shadows; /* as guest_shadows, of the views that were there */
    unsigned guest_shadows;      /* which of them it gives the name of to a subquery: a bit each */
    bool guest_marking;          /* a transaction of ours begins or ends */
    bool guest_began;            /* the outermost has the lock for writing, and is no savepoint */
    size_t guest_depth;          /* transactions of the notebook's in each other */
    bool read_only;
    int64_t waits_since_ms; /* for who else writes */
    bool in_batch;          /* between dl_store_begin and its end */
    bool ranks;             /* the connection has dl_rank */
    const dl_cancel *cancel;
    sqlite3_stmt *prepared[STATEMENTS];
    char path[4096]; /* what sqlite3_open_v2 takes */
};

/* 0 for SQLITE_OK, ROW and DONE; else sets an error from the connection and returns its kind.
 * doing: what failed, "cannot keep a capture". */
int store_check(const dl_store *store, sqlite3 *connection, int code, const char *doing,
                dl_error *error);

/* The statement, ready to bind; NULL with the error set. Give it back with store_done. */
sqlite3_stmt *store_statement(dl_store *store, statement which, dl_error *error);
void store_done(sqlite3_stmt *statement);
/* Runs a statement that takes nothing and gives nothing. */
int store_run(dl_store *store, statement which, dl_error *error);

void store_bind_text(sqlite3_stmt *statement, int index, dl_str text);
/* A blob; empty bytes are an empty one, and not NULL. */
void store_bind_bytes(sqlite3_stmt *statement, int index, dl_str bytes);
/* A column's bytes, copied into arena. */
dl_str store_column(sqlite3_stmt *statement, int column, dl_arena *arena);

/* body.c: bodies by their hash. read: decoded, and its hash verified. */
int store_add_body(dl_store *store, const dl_packed *packed, dl_error *error);
bool store_has_body(dl_store *store, dl_str sha256); /* of bytes that were not looked at */
int store_read_body(dl_store *store, dl_str sha256, dl_arena *arena, dl_str *body, dl_error *error);

/* claim.c: what a page's row says it was chosen from. */
int store_add_claims(dl_store *store, int64_t page, const dl_page_row *row, dl_error *error);

/* Opens a connection to store->path with what both of a store's connections share. */
int store_connect(dl_store *store, sqlite3 **connection, dl_error *error);

/* Brings the schema up to date; refuses what is not ours. *changed: migrations ran. */
int store_migrate(dl_store *store, dl_error *error);
/* Makes the schema of a version in an empty database: what a file of that version must have. */
int store_build(sqlite3 *connection, int version);
/* The number that a pragma, or a statement like it, gives. */
int store_pragma(sqlite3 *connection, const char *sql, int *value);

#endif
