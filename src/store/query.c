/* A notebook's SQL, on a connection of its own behind the authorizer. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "store/functions.h"
#include "store/guard.h"
#include "store/internal.h"
#include "store/query.h"

/* Bounds of SQLite's own (sqlite3_limit) for what a notebook may ask. */
static const struct {
    int limit, value;
} bounds[] = {
    {SQLITE_LIMIT_LENGTH, 16000000},      {SQLITE_LIMIT_SQL_LENGTH, 1000000},
    {SQLITE_LIMIT_COLUMN, 500},           {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 50},   {SQLITE_LIMIT_VDBE_OP, 250000},
    {SQLITE_LIMIT_ATTACHED, 0},           {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 1000}, {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
};

static const size_t max_result = (size_t)256 << 20; /* bytes of one result */

int query_open(dl_store *store, dl_error *error)
{
    if (store->guest)
        return 0;
    int rc = store_connect(store, &store->guest, error);
    if (rc != 0) {
        sqlite3_close_v2(store->guest);
        store->guest = NULL;
        return rc;
    }
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        sqlite3_limit(store->guest, bounds[i].limit, bounds[i].value);
    sqlite3_db_config(store->guest, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
    sqlite3_db_config(store->guest, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    int code = store_functions(store->guest);
    if (code == SQLITE_OK)
        code = guard_read_views(store);
    rc = store_check(store, store->guest, code, "cannot set up SQL", error);
    if (rc != 0) {
        sqlite3_close_v2(store->guest);
        store->guest = NULL;
        return rc;
    }
    /* Tables that nobody makes come to be when they are first named, which the authorizer takes for
     * the making of a table: those that may be read are named before it looks. */
    sqlite3_exec(store->guest, "SELECT 1 FROM json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
    sqlite3_set_authorizer(store->guest, guard_authorize, store);
    return 0;
}

static const char not_function[] = "not authorized to use function";

int query_refuse(dl_store *store, int code, dl_str sql, dl_error *error)
{
    int primary = code & 0xff;
    sqlite3 *guest = store->guest;
    if (strncmp(sqlite3_errmsg(guest), "vtable constructor failed: dl_", 30) == 0)
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "a notebook may not do this in SQL: the index of words is dateline's "
                            "own, since FTS5's functions keep no time limit; store.search(words) "
                            "asks it");
    /* a virtual table that is there without being made has no word from the authorizer but this */
    if (strncmp(sqlite3_errmsg(guest), "vtable constructor failed:", 26) == 0)
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "a notebook may not do this in SQL: not authorized (%s)",
                            sqlite3_errmsg(guest));
    if (strncmp(sqlite3_errmsg(guest), not_function, strlen(not_function)) == 0) {
        dl_error_set(error, DL_ERR_PERMISSION, "a notebook may not do this in SQL: %s",
                     sqlite3_errmsg(guest));
        dl_error_hint(error, "a notebook's SQL has the functions whose time and result stay within "
                             "its limits");
        return DL_ERR_PERMISSION;
    }
    if (primary == SQLITE_AUTH) {
        static const char shadows[] =
            "a subquery in WITH has the name of a view of dateline's: give it another";
        dl_error_set(error, DL_ERR_PERMISSION, "a notebook may not do this in SQL: %s",
                     sqlite3_errmsg(guest));
        dl_error_hint(error, "%s",
                      store->guest_shadows
                          ? shadows
                          : "store.query reads your own tables and the views sources, snapshots, "
                            "pages, claims and evidence; store.exec changes your own tables");
        return DL_ERR_PERMISSION;
    }
    if (primary != SQLITE_ERROR && primary != SQLITE_CONSTRAINT && primary != SQLITE_MISMATCH &&
        primary != SQLITE_RANGE && primary != SQLITE_SCHEMA)
        return store_check(store, guest, code, "SQL", error);
    /* what defensive mode refuses comes as an ordinary error; what a limit refuses too */
    int offset = sqlite3_error_offset(guest);
    dl_error_set(error, DL_ERR_SQL, "SQL: %s", sqlite3_errmsg(guest));
    if (offset >= 0 && (size_t)offset < sql.size && error)
        error->column = offset + 1;
    return DL_ERR_SQL;
}

/* White space, comments and semicolons after the one statement. */
static bool is_blank(dl_str rest)
{
    while (rest.size > 0) {
        if (isspace((unsigned char)rest.data[0]) || rest.data[0] == ';') {
            rest = dl_str_slice(rest, 1, rest.size);
        } else if (dl_str_starts(rest, DL_STR("--"))) {
            rest = dl_str_slice(rest, dl_str_find(rest, DL_STR("\n"), 0), rest.size);
        } else if (dl_str_starts(rest, DL_STR("/*"))) {
            size_t end = dl_str_find(rest, DL_STR("*/"), 2);
            rest = dl_str_slice(rest, end + 2, rest.size);
        } else {
            return false;
        }
    }
    return true;
}

int query_prepare(dl_store *store, dl_str sql, sqlite3_stmt **out, dl_error *error)
{
    const char *tail = NULL;
    if (dl_str_failed(sql))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while a statement was written");
    if (memchr(sql.data, '\0', sql.size))
        return dl_error_set(error, DL_ERR_SQL, "SQL: a NUL byte is no SQL");
    if (sql.size > 1000000)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "SQL: the statement is longer than the limit of 1 MB");
    guard_begin(store, sql);
    int code = sqlite3_prepare_v2(store->guest, sql.data, (int)sql.size, out, &tail);
    if (code != SQLITE_OK)
        return query_refuse(store, code, sql, error);
    if (!*out)
        return dl_error_set(error, DL_ERR_SQL, "SQL: a statement was expected, this is empty");
    size_t used = (size_t)(tail - sql.data);
    if (!is_blank(dl_str_slice(sql, used, sql.size))) {
        dl_error_set(error, DL_ERR_SQL, "SQL: one statement was expected, and more follows");
        if (error)
            error->column = (int)used + 1;
        return DL_ERR_SQL;
    }
    if (!store->guest_may_write && !sqlite3_stmt_readonly(*out))
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "SQL: this is not allowed in store.query, which only reads; "
                            "store.exec changes tables");
    return 0;
}

int query_bind(sqlite3_stmt *bound, int index, const dl_value *value)
{
    dl_str text = value->text;
    switch (value->kind) {
    case DL_VALUE_INTEGER:
        return sqlite3_bind_int64(bound, index, value->integer);
    case DL_VALUE_REAL:
        return sqlite3_bind_double(bound, index, value->real);
    case DL_VALUE_TEXT:
        return sqlite3_bind_text64(bound, index, text.size ? text.data : "", text.size,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case DL_VALUE_BLOB:
        return sqlite3_bind_blob64(bound, index, text.size ? text.data : "", text.size,
                                   SQLITE_STATIC);
    case DL_VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(bound, index);
}

/* The parameter that the statement's index-th wants: by its name, or by its place. */
static const dl_param *find_param(const char *name, int index, const dl_param *params, size_t count,
                                  size_t *place)
{
    bool by_name = name && name[0] != '?';
    for (size_t i = 0; i < count; i++) {
        bool same = by_name ? dl_str_equal(params[i].name, dl_str_of(name + 1))
                            : params[i].name.size == 0 && i + 1 == (size_t)index;
        if (same) {
            *place = i;
            return &params[i];
        }
    }
    return NULL;
}

static int bind_params(dl_store *store, sqlite3_stmt *bound, const dl_param *params, size_t count,
                       dl_error *error)
{
    bool used[1000] = {false};
    int wanted = sqlite3_bind_parameter_count(bound);
    if (count > sizeof used)
        return dl_error_set(error, DL_ERR_SQL, "SQL: more than %zu parameters", sizeof used);
    for (int i = 1; i <= wanted; i++) {
        size_t place = 0;
        const char *name = sqlite3_bind_parameter_name(bound, i);
        const dl_param *param = find_param(name, i, params, count, &place);
        if (!param && name)
            return dl_error_set(error, DL_ERR_SQL, "SQL: no value is given for %s", name);
        if (!param)
            return dl_error_set(error, DL_ERR_SQL, "SQL: no value is given for parameter %d", i);
        used[place] = true;
        int code = query_bind(bound, i, &param->value);
        if (code != SQLITE_OK)
            return store_check(store, store->guest, code, "SQL", error);
    }
    for (size_t i = 0; i < count; i++) {
        if (used[i])
            continue;
        if (params[i].name.size)
            return dl_error_set(error, DL_ERR_SQL, "SQL: nothing in it takes the value '%.*s'",
                                DL_STR_ARG(params[i].name));
        return dl_error_set(error, DL_ERR_SQL, "SQL: it takes %d values, and %zu are given", wanted,
                            count);
    }
    return 0;
}

static dl_value read_value(sqlite3_stmt *row, int column, dl_arena *arena)
{
    dl_value value = {.kind = DL_VALUE_NULL};
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        value.kind = DL_VALUE_INTEGER;
        value.integer = sqlite3_column_int64(row, column);
        break;
    case SQLITE_FLOAT:
        value.kind = DL_VALUE_REAL;
        value.real = sqlite3_column_double(row, column);
        break;
    case SQLITE_TEXT:
        value.kind = DL_VALUE_TEXT;
        value.text = store_column(row, column, arena);
        break;
    case SQLITE_BLOB:
        value.kind = DL_VALUE_BLOB;
        value.text = store_column(row, column, arena);
        break;
    default:
        break;
    }
    return value;
}

static bool is_among(dl_str name, const dl_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (dl_str_equal(names[i], name))
            return true;
    }
    return false;
}

/* A row is a record by its columns' names: of two with one name, as a join's * gives them, the
 * second is "id:1", as SQLite itself calls it in a subquery. */
static dl_str name_column(dl_str name, const dl_str *before, size_t count, dl_arena *arena)
{
    dl_str unique = name;
    dl_buf numbered = {0};
    for (int i = 1; is_among(unique, before, count); i++) {
        dl_buf_truncate(&numbered, 0);
        dl_buf_printf(&numbered, "%.*s:%d", DL_STR_ARG(name), i);
        unique = dl_buf_str(&numbered);
        if (numbered.failed)
            break;
    }
    unique = numbered.failed ? (dl_str){NULL, 0} : dl_arena_copy(arena, unique);
    dl_buf_clear(&numbered);
    return unique;
}

static int read_names(sqlite3_stmt *row, dl_rows *rows, dl_arena *arena, dl_error *error)
{
    rows->columns = (size_t)sqlite3_column_count(row);
    dl_str *names = dl_arena_alloc(arena, (rows->columns + 1) * sizeof *names);
    if (!names)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < rows->columns; i++) {
        dl_str name = dl_str_of(sqlite3_column_name(row, (int)i));
        names[i] = name_column(name, names, i, arena);
        if (!names[i].data)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    rows->names = names;
    return 0;
}

/* Doubles the values' room; what is left behind goes with the arena. */
static dl_value *more_values(dl_arena *arena, const dl_value *values, size_t count, size_t room)
{
    dl_value *larger = dl_arena_alloc(arena, room * sizeof *larger);
    if (larger && count)
        memcpy(larger, values, count * sizeof *larger);
    return larger;
}

static int read_rows(dl_store *store, sqlite3_stmt *row, dl_str sql, dl_arena *arena, dl_rows *rows,
                     dl_error *error)
{
    dl_value *values = NULL;
    size_t count = 0, room = 0;
    const size_t refused = arena->refused;
    int code;
    while ((code = sqlite3_step(row)) == SQLITE_ROW) {
        if (count + rows->columns > room) {
            room = room ? 2 * room : 16 * (rows->columns + 1);
            values = more_values(arena, values, count, room);
        }
        if (!values || arena->used > max_result)
            return dl_error_set(error, DL_ERR_LIMIT_MEMORY,
                                "SQL: the result is larger than %zu MiB; ask for less, or LIMIT it",
                                max_result >> 20);
        for (size_t i = 0; i < rows->columns; i++)
            values[count++] = read_value(row, (int)i, arena);
        rows->rows++;
    }
    rows->values = values;
    if (arena->refused != refused)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out for the rows");
    return code == SQLITE_DONE ? 0 : query_refuse(store, code, sql, error);
}

int dl_store_query(dl_store *store, dl_str sql, const dl_param *params, size_t param_count,
                   bool write, dl_arena *arena, dl_rows *rows, dl_error *error)
{
    memset(rows, 0, sizeof *rows);
    int rc = query_open(store, error);
    if (rc != 0)
        return rc;
    store->guest_may_write = write;
    sqlite3_stmt *query = NULL;
    rc = query_prepare(store, sql, &query, error);
    if (rc == 0)
        rc = bind_params(store, query, params, param_count, error);
    if (rc == 0)
        rc = read_names(query, rows, arena, error);
    if (rc == 0)
        rc = read_rows(store, query, sql, arena, rows, error);
    if (rc == 0 && query && !sqlite3_stmt_readonly(query))
        rows->changes = sqlite3_changes64(store->guest);
    sqlite3_finalize(query);
    store->guest_may_write = false;
    return rc;
}

/* --- transactions --- */

static int mark(dl_store *store, const char *sql, dl_error *error)
{
    store->guest_marking = true;
    int code = sqlite3_exec(store->guest, sql, NULL, NULL, NULL);
    store->guest_marking = false;
    return store_check(store, store->guest, code, "the transaction", error);
}

/* "SAVEPOINT work_2": what a transaction within another is. */
static int mark_depth(dl_store *store, const char *what, size_t depth, dl_error *error)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s work_%zu", what, depth);
    return mark(store, sql, error);
}

int dl_store_begin_work(dl_store *store, bool writes, dl_error *error)
{
    int rc = query_open(store, error);
    if (rc != 0)
        return rc;
    if (writes && store->guest_depth == 0 && !store->read_only) {
        rc = mark(store, "BEGIN IMMEDIATE", error);
        store->guest_began = rc == 0;
    } else {
        rc = mark_depth(store, "SAVEPOINT", store->guest_depth + 1, error);
    }
    store->guest_depth += rc == 0;
    return rc;
}

static bool is_whole(const dl_store *store)
{
    return store->guest_depth == 1 && store->guest_began;
}

int dl_store_commit_work(dl_store *store, dl_error *error)
{
    bool whole = is_whole(store);
    int rc = whole ? mark(store, "COMMIT", error)
                   : mark_depth(store, "RELEASE", store->guest_depth, error);
    if (rc != 0)
        return rc;
    store->guest_depth--;
    store->guest_began = store->guest_began && !whole;
    return 0;
}

void dl_store_rollback_work(dl_store *store)
{
    if (store->guest_depth == 0)
        return;
    /* an error of SQLite's may have ended them all: then there is nothing to go back to */
    if (is_whole(store)) {
        mark(store, "ROLLBACK", NULL);
        store->guest_began = false;
    } else {
        mark_depth(store, "ROLLBACK TO", store->guest_depth, NULL);
        mark_depth(store, "RELEASE", store->guest_depth, NULL);
    }
    store->guest_depth--;
}
