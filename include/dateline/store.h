/*
 * The store keeps all that was captured, and answers questions about it. One SQLite database in
 * WAL mode (application_id 0x646C6E31, "dln1"); nothing above this header may assume a file.
 * Snapshots are immutable; bodies are addressed by SHA-256, compressed with zstd, kept once.
 * Strings in a struct that a function fills live in the arena that the caller passes.
 */
#ifndef DATELINE_STORE_H
#define DATELINE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/cancel.h"
#include "dateline/str.h"

typedef struct dl_store dl_store;

typedef struct dl_store_options {
    bool read_only;
    const dl_cancel *cancel; /* long statements stop when it is set; may be NULL */
} dl_store_options;

/* Opens or creates. DL_ERR_STORE for a file that is no SQLite database, is another program's, or
 * was made by a newer dateline: the file is left as it is. ":memory:" is a store of no file. */
int dl_store_open(dl_store **store, const char *path, const dl_store_options *options,
                  dl_error *error);
void dl_store_close(dl_store *store); /* NULL is fine */

/* One capture of a source. Times are microseconds since 1970 UTC. */
typedef struct dl_snapshot {
    int64_t id;        /* 0 before it is stored */
    dl_str url;        /* as asked */
    dl_str final_url;  /* after redirects */
    int status;        /* HTTP status of the final response; 200 for files */
    dl_str request;    /* request line and headers of the first hop, as sent */
    dl_str headers;    /* final response's header block, verbatim, CRLF lines */
    dl_str redirects;  /* one line a hop: "STATUS URL\n"; empty without redirects */
    dl_str body;       /* decoded bytes; empty data with size 0 when not loaded */
    dl_str sha256;     /* lower-case hex of the body */
    int64_t body_size; /* bytes */
    int64_t captured_at_us;
    int64_t revalidated;        /* id of the snapshot whose body a 304 confirmed; 0 otherwise */
    dl_str etag, last_modified; /* as the server sent them; may be empty */
} dl_snapshot;

/* Stores body and snapshot in one transaction; fills id and sha256 (arena may be NULL only when
 * the caller does not want sha256). The same body is stored once. */
int dl_store_add_snapshot(dl_store *store, dl_snapshot *snapshot, dl_arena *arena, dl_error *error);
/* The newest snapshot of a URL (asked or final), body included when with_body; DL_ERR_NOT_FOUND
 * when there is none. */
int dl_store_latest(dl_store *store, dl_str url, bool with_body, dl_arena *arena,
                    dl_snapshot *snapshot, dl_error *error);
int dl_store_snapshot(dl_store *store, int64_t id, bool with_body, dl_arena *arena,
                      dl_snapshot *snapshot, dl_error *error);
/* All snapshots of a URL (of every URL, where url is empty), newest first, without bodies. */
int dl_store_snapshots(dl_store *store, dl_str url, dl_arena *arena, dl_snapshot **snapshots,
                       size_t *count, dl_error *error);

/* What was read out of a snapshot, by one version of the extractor; searched by FTS5. */
typedef struct dl_page_row {
    int64_t snapshot;
    int extractor; /* DL_EXTRACTOR_VERSION */
    dl_str title, authors, published, lang, publisher, text;
} dl_page_row;
int dl_store_put_page(dl_store *store, const dl_page_row *page, dl_error *error);

typedef struct dl_search_hit {
    int64_t snapshot;
    dl_str url, title, excerpt; /* excerpt is our own: about 160 bytes around the first match */
    int64_t captured_at_us;
} dl_search_hit;
/* FTS5 query syntax; a query that FTS5 cannot read is searched as plain words. Best first. */
int dl_store_search(dl_store *store, dl_str words, size_t limit, dl_arena *arena,
                    dl_search_hit **hits, size_t *count, dl_error *error);

/* A value that goes into SQL or comes out of it. */
typedef enum dl_value_kind {
    DL_VALUE_NULL,
    DL_VALUE_INTEGER,
    DL_VALUE_REAL,
    DL_VALUE_TEXT,
    DL_VALUE_BLOB
} dl_value_kind;
typedef struct dl_value {
    dl_value_kind kind;
    int64_t integer;
    double real;
    dl_str text; /* TEXT and BLOB */
} dl_value;
typedef struct dl_param {
    dl_str name; /* without its : @ $; empty for a positional parameter */
    dl_value value;
} dl_param;

/* A result: names[columns], values[rows * columns] by row; all in the arena. */
typedef struct dl_rows {
    size_t columns, rows;
    const dl_str *names;
    const dl_value *values;
    int64_t changes; /* rows that an INSERT, UPDATE or DELETE touched */
} dl_rows;

/* Runs one statement of a notebook under the authorizer: a notebook reads its own tables and the
 * views sources, snapshots, pages; it writes and creates its own tables only when write is true;
 * ATTACH, PRAGMA, load_extension and dateline's tables (dl_*) are refused with DL_ERR_PERMISSION.
 * DL_ERR_SQL for what SQLite refuses; error->column is the place in sql where SQLite knows it.
 * Every parameter of the statement must be given, and every one given must be used. */
int dl_store_query(dl_store *store, dl_str sql, const dl_param *params, size_t param_count,
                   bool write, dl_arena *arena, dl_rows *rows, dl_error *error);

/* Small keyed values of the notebook (text). get: DL_ERR_NOT_FOUND when there is none. */
int dl_store_get(dl_store *store, dl_str key, dl_arena *arena, dl_str *value, dl_error *error);
int dl_store_set(dl_store *store, dl_str key, dl_str value, dl_error *error);

#endif
