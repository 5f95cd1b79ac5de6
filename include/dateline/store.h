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

/* Makes `to`, which is not there, a copy of the store `from`. DL_ERR_NOT_FOUND without one. */
int dl_store_copy(const char *from, const char *to, dl_error *error);

/* For this process: how a store's files are opened and removed from now on, in place of open(2) and
 * unlink(2), whose arguments, results and errno they have. Called before any store is opened. */
void dl_store_open_files_by(int (*open_file)(const char *path, int flags, int mode),
                            int (*remove_file)(const char *path));

/* One answer that redirected; the requests and header blocks as they went over the line. */
typedef struct dl_hop {
    dl_str url; /* that answered so */
    int status;
    dl_str request, headers;
    dl_str peer; /* address that was connected to; empty where unknown */
} dl_hop;

/* One capture of a source. Times are microseconds since 1970 UTC. */
typedef struct dl_snapshot {
    int64_t id;        /* 0 before it is stored */
    dl_str url;        /* as asked */
    dl_str final_url;  /* after redirects */
    int status;        /* HTTP status of the final response; 200 for files */
    dl_str request;    /* request line and headers of the final hop, as sent */
    dl_str headers;    /* final response's header block, verbatim, CRLF lines */
    dl_str redirects;  /* one line a hop: "STATUS URL\n"; empty without redirects */
    dl_str body;       /* decoded bytes; empty data with size 0 when not loaded */
    dl_str sha256;     /* lower-case hex of the body */
    int64_t body_size; /* bytes */
    int64_t captured_at_us;
    int64_t asked_at_us;        /* when the final request went out; 0 where unknown */
    int64_t revalidated;        /* id of the snapshot whose body a 304 confirmed; 0 otherwise */
    dl_str etag, last_modified; /* as the server sent them; may be empty */
    dl_str peer;                /* address that answered; empty for files */
    dl_str coding;              /* content coding that the body came in; empty for none */
    dl_str wire_sha256;         /* of the body in its coding; empty without one */
    dl_str origin;              /* "live", "import" or "memento"; empty means live */
    dl_str note;                /* what a reader of the proof must know: "robots.txt ignored" */
    const dl_hop *hops;         /* to add: hop_count redirects, first to last; not read back */
    size_t hop_count;
} dl_snapshot;

/* A body made ready to be kept: hashed, and compressed or in the coding that it came in. Making
 * one touches no store, so any thread may. Owns its space; bytes may be a view of what was given.
 */
typedef struct dl_packed {
    char sha256[65], wire_sha256[65]; /* hex; wire_sha256 empty without a coding */
    int64_t size;                     /* of the decoded body */
    const char *codec;                /* "raw", "zstd", "gzip", "deflate" */
    dl_str bytes;
    void *space;
} dl_packed;
/* body: decoded. coding and coded: the content coding it came in and its bytes, or "" and empty;
 * both must outlive packed. */
int dl_pack(dl_packed *packed, dl_str body, dl_str coding, dl_str coded, dl_error *error);
void dl_packed_clear(dl_packed *packed); /* may be called twice */

/* A batch: what is added between begin and commit is there whole or not at all. One at a time. */
int dl_store_begin(dl_store *store, dl_error *error);
int dl_store_commit(dl_store *store, dl_error *error); /* rolls back when it fails */
void dl_store_rollback(dl_store *store);

/* Adds a snapshot whose body is packed, in the batch that is open; fills id. The strings sha256,
 * coding and wire_sha256 are taken from packed and need not be set. */
int dl_store_add_packed(dl_store *store, dl_snapshot *snapshot, const dl_packed *packed,
                        dl_error *error);

/* Stores body and snapshot in one transaction (the batch, when one is open); fills id and sha256
 * (arena may be NULL only when the caller does not want sha256). The same body is stored once. */
int dl_store_add_snapshot(dl_store *store, dl_snapshot *snapshot, dl_arena *arena, dl_error *error);
/* The newest snapshot of a URL (asked or final), body included when with_body; DL_ERR_NOT_FOUND
 * when there is none. */
int dl_store_latest(dl_store *store, dl_str url, bool with_body, dl_arena *arena,
                    dl_snapshot *snapshot, dl_error *error);
int dl_store_snapshot(dl_store *store, int64_t id, bool with_body, dl_arena *arena,
                      dl_snapshot *snapshot, dl_error *error);
/* A copy whose strings are in arena; without hops. */
int dl_snapshot_copy(const dl_snapshot *from, dl_arena *arena, dl_snapshot *to, dl_error *error);
/* Fills snapshot->body, which belongs to its sha256. */
int dl_store_body(dl_store *store, dl_snapshot *snapshot, dl_arena *arena, dl_error *error);
/* All snapshots of a URL (of every URL, where url is empty), newest first, without bodies. */
int dl_store_snapshots(dl_store *store, dl_str url, dl_arena *arena, dl_snapshot **snapshots,
                       size_t *count, dl_error *error);

/* Until when a host (scheme://host:port) asked to be left alone; 0: it did not. */
int dl_store_host_wait(dl_store *store, dl_str origin, int64_t *until_us, dl_error *error);
int dl_store_set_host_wait(dl_store *store, dl_str origin, int64_t until_us, dl_error *error);

/* The redirects of a snapshot, first to last. */
int dl_store_hops(dl_store *store, int64_t snapshot, dl_arena *arena, dl_hop **hops, size_t *count,
                  dl_error *error);
/* The body's bytes in the coding that they came in: what the snapshot's wire_sha256 says. False
 * when another capture of the same body was kept in another form. */
int dl_store_wire_body(dl_store *store, const dl_snapshot *snapshot, dl_arena *arena, dl_str *bytes,
                       bool *there, dl_error *error);

/* For archives (archived.c). Each gives the id 0 where there is none.
 * The capture of url (of any, where it is empty) that follows (captured_at_us, id) in the order of
 * time; begin with INT64_MIN and 0. */
int dl_store_capture_after(dl_store *store, dl_str url, int64_t *captured_at_us, int64_t *id,
                           dl_error *error);
int dl_store_find_capture(dl_store *store, dl_str url, int64_t captured_at_us, dl_str sha256,
                          int64_t *id, dl_error *error);
/* The first capture that answered at url from from_us to to_us, both included. */
int dl_store_find_at(dl_store *store, dl_str url, int64_t from_us, int64_t to_us, int64_t *id,
                     dl_error *error);
/* By a name that an archive gave it: a record's id, or a payload's digest. A name keeps the
 * capture that it was first put for. */
int dl_store_find_archived(dl_store *store, dl_str key, int64_t *id, dl_error *error);
int dl_store_put_archived(dl_store *store, dl_str key, int64_t snapshot, dl_error *error);
/* The title that the newest extractor read; empty where there is none. */
int dl_store_page_title(dl_store *store, int64_t snapshot, dl_arena *arena, dl_str *title,
                        dl_error *error);

/* When url was published, EDTF, by what its newest capture that says so was read to say, and that
 * capture's id; empty and 0 where none does. */
int dl_store_page_published(dl_store *store, dl_str url, dl_arena *arena, dl_str *published,
                            int64_t *snapshot, dl_error *error);

/* One thing that a page says of itself, and where; chosen: it is the page's field. */
typedef struct dl_claim_row {
    dl_str field, raw, value, from; /* value: a date as EDTF, empty where it cannot be read */
    int rank;                       /* lower is believed first */
    bool chosen, conflict;
} dl_claim_row;

/* What was read out of a snapshot, by one version of the extractor; searched by FTS5. */
typedef struct dl_page_row {
    int64_t snapshot;
    int extractor; /* DL_EXTRACTOR_VERSION */
    dl_str title, authors, published, modified, lang, publisher, text;
    const dl_claim_row *claims;
    size_t claim_count;
} dl_page_row;
/* In the batch, when one is open. */
int dl_store_put_page(dl_store *store, const dl_page_row *page, dl_error *error);
/* Ids of up to `most` snapshots that this version of the extractor has not read; 304s are not
 * pages of their own. Oldest first. */
int dl_store_unread(dl_store *store, int extractor, int64_t *ids, size_t most, size_t *count,
                    dl_error *error);

typedef struct dl_search_hit {
    int64_t snapshot;
    dl_str url, title, excerpt; /* excerpt is our own: about 160 bytes around the first match */
    int64_t captured_at_us;
} dl_search_hit;
/* FTS5 query syntax; a query that FTS5 cannot read is searched as plain words. Best first; of more
 * than DL_SEARCH_RANKED pages that match, those that were read last are ranked. */
enum { DL_SEARCH_RANKED = 1000 };
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

/* All that a notebook's statements change between begin and its commit or rollback is kept, or
 * nothing of it; one within another may be undone by itself. While there are changes in it, nothing
 * else can be kept in the store: DL_ERR_STORE at once. writes: the outermost waits for who else
 * writes before anything is read, since what was read before another's change cannot be followed by
 * one of its own (https://sqlite.org/rescode.html#busy_snapshot). */
int dl_store_begin_work(dl_store *store, bool writes, dl_error *error);
int dl_store_commit_work(dl_store *store, dl_error *error);
void dl_store_rollback_work(dl_store *store);

/* Tells of each of the notebook's tables that a statement of dl_store_query reads or writes, of "*"
 * where it reads the schema, and of "" where it reads captures through a view. */
typedef void dl_store_touch(void *user, dl_str table, bool write);
void dl_store_watch(dl_store *store, dl_store_touch *touch, void *user);

/* How much was captured, read and kept as evidence: another text when any of it is more. */
enum { DL_STORE_VERSION_SIZE = 128 };
int dl_store_version(dl_store *store, char version[DL_STORE_VERSION_SIZE], dl_error *error);

/* SHA-256 (hex) of what a table of the notebook holds, or "missing". "*": of its schema. */
int dl_store_table_hash(dl_store *store, dl_str table, char hex[65], dl_error *error);
/* Takes away a table or view of the notebook's own, and a keyed value; what is not there is fine.
 */
int dl_store_drop_table(dl_store *store, dl_str table, dl_error *error);
int dl_store_forget(dl_store *store, dl_str key, dl_error *error);

/* What came of a step, for a run that goes on after one that failed: by the step's key and the hash
 * of its code. A cache: bounded, the oldest go; too large a result is not kept. In the batch, when
 * one is open. */
typedef struct dl_kept_row {
    dl_str key, code, trace, result; /* bytes */
} dl_kept_row;
int dl_store_keep(dl_store *store, const dl_kept_row *row, int64_t now_us, dl_error *error);
/* Those of a code, newest first. */
int dl_store_kept(dl_store *store, dl_str code, dl_arena *arena, dl_kept_row *rows, size_t most,
                  size_t *count, dl_error *error);
int dl_store_prune_kept(dl_store *store, dl_error *error);
/* What a table of the notebook was before its steps wrote it, and as they left it: hashes. */
typedef struct dl_kept_table {
    dl_str name, initial, left;
} dl_kept_table;
int dl_store_keep_table(dl_store *store, const dl_kept_table *table, dl_error *error);
int dl_store_kept_tables(dl_store *store, dl_arena *arena, dl_kept_table **tables, size_t *count,
                         dl_error *error);
/* A name that the notebook's SQL can use. */
typedef struct dl_store_name {
    dl_str table;
    dl_str column; /* empty: the table or view itself */
} dl_store_name;
/* The notebook's own tables and our views, by name; then their columns, as they stand in them. */
int dl_store_names(dl_store *store, dl_arena *arena, dl_store_name **names, size_t *count,
                   dl_error *error);

/* Small keyed values of the notebook (text). get: DL_ERR_NOT_FOUND when there is none. */
int dl_store_get(dl_store *store, dl_str key, dl_arena *arena, dl_str *value, dl_error *error);
int dl_store_set(dl_store *store, dl_str key, dl_str value, dl_error *error);

/* The version of SQLite that runs; *built, which may be NULL: of the header. */
const char *dl_store_library(const char **built);

#endif
