/* Bodies: kept once under the hash of their decoded bytes, checked whenever they are read. */
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "base/inflate.h"
#include "base/sha256.h"
#include "store/internal.h"

/* zstd's default: about 3 times smaller HTML at several hundred MB a second. */
static const int compression_level = 3;

/* --- packing --- */

static int compress(dl_packed *packed, dl_str body, dl_error *error)
{
    size_t most = ZSTD_compressBound(body.size);
    packed->space = malloc(most ? most : 1);
    if (!packed->space)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    size_t size = ZSTD_compress(packed->space, most, body.data, body.size, compression_level);
    bool smaller = !ZSTD_isError(size) && size < body.size;
    packed->codec = smaller ? "zstd" : "raw";
    packed->bytes = smaller ? (dl_str){packed->space, size} : body;
    return 0;
}

int dl_pack(dl_packed *packed, dl_str body, dl_str coding, dl_str coded, dl_error *error)
{
    dl_coding known = DL_CODING_NONE;
    memset(packed, 0, sizeof *packed);
    packed->size = (int64_t)body.size;
    dl_sha256_hex(body, packed->sha256);
    if (!dl_coding_parse(coding, &known) || known == DL_CODING_NONE)
        return compress(packed, body, error);
    dl_sha256_hex(coded, packed->wire_sha256);
    packed->codec = dl_coding_word(known);
    packed->bytes = coded;
    return 0;
}

void dl_packed_clear(dl_packed *packed)
{
    free(packed->space);
    packed->space = NULL;
    packed->bytes = (dl_str){"", 0};
}

int store_add_body(dl_store *store, const dl_packed *packed, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_BODY, error);
    if (!add)
        return DL_ERR_STORE;
    store_bind_text(add, 1, dl_str_of(packed->sha256));
    sqlite3_bind_int64(add, 2, (sqlite3_int64)packed->size);
    store_bind_text(add, 3, dl_str_of(packed->codec));
    dl_str bytes = packed->bytes;
    store_bind_bytes(add, 4, bytes);
    int rc =
        store_check(store, store->connection, sqlite3_step(add), "cannot keep a capture", error);
    store_done(add);
    return rc;
}

/* --- reading --- */

static int damaged(dl_str sha256, dl_error *error)
{
    dl_error_set(error, DL_ERR_STORE, "the body %.12s... of a capture is damaged in the store",
                 sha256.data);
    dl_error_hint(error, "capture the source again; the damaged body is not used");
    return DL_ERR_STORE;
}

static bool unpack_zstd(dl_str bytes, size_t size, dl_arena *arena, dl_str *body)
{
    if (ZSTD_getFrameContentSize(bytes.data, bytes.size) != size)
        return false;
    char *space = dl_arena_alloc(arena, size + 1);
    *body = (dl_str){space, size};
    return space && ZSTD_decompress(space, size, bytes.data, bytes.size) == size;
}

static bool unpack_coded(dl_coding coding, dl_str bytes, size_t size, dl_arena *arena, dl_str *body)
{
    dl_buf out = {0};
    /* a body whose end never came was kept as far as it came: its hash says whether it is right */
    dl_inflate(coding, bytes, size, &out, NULL);
    bool ok = !out.failed && out.size == size;
    if (ok || out.failed)
        *body = dl_arena_copy(arena, dl_buf_str(&out));
    dl_buf_clear(&out);
    return ok && body->data;
}

static bool unpack(sqlite3_stmt *row, dl_arena *arena, dl_str *body)
{
    size_t size = (size_t)sqlite3_column_int64(row, 0);
    dl_str codec = dl_str_of((const char *)sqlite3_column_text(row, 1));
    const char *data = sqlite3_column_blob(row, 2);
    dl_str bytes = {data ? data : "", (size_t)sqlite3_column_bytes(row, 2)};
    dl_coding coding;
    if (dl_str_equal(codec, DL_STR("zstd")))
        return unpack_zstd(bytes, size, arena, body);
    if (dl_str_equal(codec, DL_STR("raw"))) {
        *body = dl_arena_copy(arena, bytes);
        return body->data && bytes.size == size;
    }
    return dl_coding_parse(codec, &coding) && unpack_coded(coding, bytes, size, arena, body);
}

/* The body's row, ready to be read; NULL with the error set. */
static sqlite3_stmt *find(dl_store *store, dl_str sha256, dl_error *error)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_BODY, error);
    if (!get)
        return NULL;
    store_bind_text(get, 1, sha256);
    int code = sqlite3_step(get);
    if (code == SQLITE_ROW)
        return get;
    if (store_check(store, store->connection, code, "cannot read a capture", error) == 0)
        damaged(sha256, error);
    store_done(get);
    return NULL;
}

int store_read_body(dl_store *store, dl_str sha256, dl_arena *arena, dl_str *body, dl_error *error)
{
    char hex[DL_SHA256_HEX + 1];
    sqlite3_stmt *row = find(store, sha256, error);
    if (!row)
        return DL_ERR_STORE;
    const size_t refused = arena->refused;
    bool ok = unpack(row, arena, body);
    bool hungry = arena->refused != refused || sqlite3_errcode(store->connection) == SQLITE_NOMEM;
    store_done(row);
    if (!ok && hungry) /* the capture is well */
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a capture");
    if (ok)
        dl_sha256_hex(*body, hex);
    if (!ok || !dl_str_equal(dl_str_of(hex), sha256))
        return damaged(sha256, error);
    return 0;
}

bool store_has_body(dl_store *store, dl_str sha256)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_BODY, NULL);
    if (!get)
        return false;
    store_bind_text(get, 1, sha256);
    bool has = sqlite3_step(get) == SQLITE_ROW;
    store_done(get);
    return has;
}

int dl_store_wire_body(dl_store *store, const dl_snapshot *snapshot, dl_arena *arena, dl_str *bytes,
                       bool *there, dl_error *error)
{
    char hex[DL_SHA256_HEX + 1];
    *there = false;
    if (snapshot->wire_sha256.size == 0)
        return 0;
    sqlite3_stmt *row = find(store, snapshot->sha256, error);
    if (!row)
        return DL_ERR_STORE;
    const char *data = sqlite3_column_blob(row, 2);
    dl_str kept = {data ? data : "", (size_t)sqlite3_column_bytes(row, 2)};
    dl_sha256_hex(kept, hex);
    *there = dl_str_equal(dl_str_of(hex), snapshot->wire_sha256);
    *bytes = *there ? dl_arena_copy(arena, kept) : (dl_str){"", 0};
    store_done(row);
    return *there && !bytes->data ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out") : 0;
}
