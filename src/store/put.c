#include "dateline/put.h"

#include <ctype.h>
#include <stdlib.h>

#include "store/query.h"

/* SQLite's work for a statement is shared by the rows that it takes: more than these gain nothing.
 * All their values together are within the bound on a statement's (query.c). */
enum { MOST_ROWS = 32, MOST_VALUES = 1000 };

struct dl_put {
    dl_store *store;
    sqlite3_stmt *many, *one; /* for `room` rows, and for one */
    size_t columns, room;
    size_t waiting; /* rows in values that are not written */
    size_t written;
    dl_arena texts;
    dl_value *values;
};

/* --- the statements --- */

static bool is_name(dl_str name)
{
    bool good = name.size > 0 && !isdigit((unsigned char)name.data[0]);
    for (size_t i = 0; i < name.size; i++)
        good = good && (name.data[i] == '_' || isalnum((unsigned char)name.data[i]));
    return good;
}

static int check_names(dl_str table, const dl_put_column *columns, size_t count, dl_str key,
                       dl_error *error)
{
    bool found = key.size == 0;
    dl_str bad = table;
    bool good = is_name(table);
    for (size_t i = 0; good && i < count; i++) {
        bad = columns[i].name;
        good = is_name(bad);
        found = found || dl_str_equal(bad, key);
    }
    if (!good)
        return dl_error_set(error, DL_ERR_USAGE,
                            "'%.*s' is no name for a table or column: letters, digits, _",
                            DL_STR_ARG(bad));
    if (!found)
        return dl_error_set(error, DL_ERR_USAGE, "the key '%.*s' is no column of the rows",
                            DL_STR_ARG(key));
    return 0;
}

static const char *type_of(unsigned kinds)
{
    const unsigned whole = 1U << DL_VALUE_INTEGER, real = 1U << DL_VALUE_REAL;
    kinds &= ~(1U << DL_VALUE_NULL);
    if (kinds == 0 || (kinds & ~(whole | real)))
        return "TEXT";
    return kinds == whole ? "INTEGER" : "REAL";
}

static void create_text(dl_str table, const dl_put_column *columns, size_t count, dl_str key,
                        dl_buf *sql)
{
    dl_buf_printf(sql, "CREATE TABLE IF NOT EXISTS \"%.*s\" (", DL_STR_ARG(table));
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(sql, "%s\"%.*s\" %s%s", i ? ", " : "", DL_STR_ARG(columns[i].name),
                      type_of(columns[i].kinds),
                      dl_str_equal(columns[i].name, key) ? " PRIMARY KEY" : "");
    dl_buf_puts(sql, ")");
}

static void insert_text(dl_str table, const dl_put_column *columns, size_t count, dl_str key,
                        size_t rows, dl_buf *sql)
{
    dl_buf_printf(sql, "INSERT INTO \"%.*s\" (", DL_STR_ARG(table));
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(sql, "%s\"%.*s\"", i ? ", " : "", DL_STR_ARG(columns[i].name));
    dl_buf_puts(sql, ") VALUES ");
    for (size_t row = 0; row < rows; row++) {
        dl_buf_puts(sql, row ? ", (" : "(");
        for (size_t i = 0; i < count; i++)
            dl_buf_puts(sql, i ? ", ?" : "?");
        dl_buf_puts(sql, ")");
    }
    if (key.size == 0)
        return;
    dl_buf_printf(sql, " ON CONFLICT (\"%.*s\") DO UPDATE SET ", DL_STR_ARG(key));
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(sql, "%s\"%.*s\" = excluded.\"%.*s\"", i ? ", " : "",
                      DL_STR_ARG(columns[i].name), DL_STR_ARG(columns[i].name));
}

static int create(dl_store *store, dl_str table, const dl_put_column *columns, size_t count,
                  dl_str key, dl_error *error)
{
    dl_buf sql = {0};
    dl_arena arena = {0};
    dl_rows none;
    create_text(table, columns, count, key, &sql);
    int rc = dl_buf_ok(&sql, error);
    if (rc == 0)
        rc = dl_store_query(store, dl_buf_str(&sql), NULL, 0, true, &arena, &none, error);
    dl_buf_clear(&sql);
    dl_arena_clear(&arena);
    return rc;
}

static int prepare(dl_put *put, dl_str table, const dl_put_column *columns, dl_str key, size_t rows,
                   sqlite3_stmt **out, dl_error *error)
{
    dl_buf sql = {0};
    insert_text(table, columns, put->columns, key, rows, &sql);
    int rc = dl_buf_ok(&sql, error);
    put->store->guest_may_write = true;
    if (rc == 0)
        rc = query_prepare(put->store, dl_buf_str(&sql), out, error);
    put->store->guest_may_write = false;
    if (rc == DL_ERR_SQL && error)
        error->column = 0; /* a place in our text, which nobody wrote */
    dl_buf_clear(&sql);
    return rc;
}

static int make(dl_put *put, dl_str table, const dl_put_column *columns, dl_str key,
                dl_error *error)
{
    size_t most = MOST_VALUES / put->columns;
    put->room = most < 1 ? 1 : most < MOST_ROWS ? most : MOST_ROWS;
    put->values = calloc(put->room * put->columns, sizeof *put->values);
    if (!put->values)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out for the rows");
    int rc = create(put->store, table, columns, put->columns, key, error);
    if (rc == 0)
        rc = prepare(put, table, columns, key, 1, &put->one, error);
    if (rc == 0 && put->room > 1)
        rc = prepare(put, table, columns, key, put->room, &put->many, error);
    return rc;
}

int dl_put_open(dl_store *store, dl_str table, const dl_put_column *columns, size_t count,
                dl_str key, dl_put **out, dl_error *error)
{
    *out = NULL;
    int rc = check_names(table, columns, count, key, error);
    if (rc == 0 && count == 0)
        rc = dl_error_set(error, DL_ERR_USAGE, "a row without columns is none");
    if (rc != 0)
        return rc;
    dl_put *put = calloc(1, sizeof *put);
    if (!put)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out for the rows");
    put->store = store;
    put->columns = count;
    rc = make(put, table, columns, key, error);
    if (rc != 0)
        dl_put_close(put);
    else
        *out = put;
    return rc;
}

/* --- the rows --- */

dl_value *dl_put_next(dl_put *put)
{
    return put->values + put->waiting * put->columns;
}

dl_str dl_put_text(dl_put *put, dl_str text)
{
    return dl_arena_copy(&put->texts, text);
}

/* Steps a statement over rows of values; SQLite's code. */
static int step(dl_put *put, sqlite3_stmt *insert, const dl_value *values, size_t rows)
{
    int code = SQLITE_OK;
    size_t count = rows * put->columns;
    put->store->guest_may_write = true; /* it may be prepared again, when the schema changed */
    for (size_t i = 0; code == SQLITE_OK && i < count; i++)
        code = query_bind(insert, (int)i + 1, &values[i]);
    if (code == SQLITE_OK)
        code = sqlite3_step(insert);
    put->store->guest_may_write = false;
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Each row by itself: the last ones, and those of which one was refused. */
static int write_each(dl_put *put, dl_error *error)
{
    for (size_t i = 0; i < put->waiting; i++) {
        int code = step(put, put->one, put->values + i * put->columns, 1);
        if (code != SQLITE_OK) {
            int rc = query_refuse(put->store, code, (dl_str){"", 0}, error);
            if (rc == DL_ERR_SQL)
                dl_error_wrap(error, "row %zu", put->written + i + 1);
            sqlite3_reset(put->one);
            return rc;
        }
        sqlite3_reset(put->one);
    }
    return 0;
}

/* A statement that was refused has written nothing: of its rows, each by itself, the one that is
 * refused again is to be named. Where none is, the refusal stands all the same. */
static int write_many(dl_put *put, dl_error *error)
{
    int code = step(put, put->many, put->values, put->room);
    int rc = code == SQLITE_OK ? 0 : query_refuse(put->store, code, (dl_str){"", 0}, error);
    sqlite3_reset(put->many);
    dl_error named;
    int again = rc == 0 ? 0 : write_each(put, &named);
    if (again != 0 && error)
        *error = named;
    return again != 0 ? again : rc;
}

static int write_waiting(dl_put *put, dl_error *error)
{
    bool whole = put->many && put->waiting == put->room;
    int rc = whole ? write_many(put, error) : write_each(put, error);
    put->written += put->waiting;
    put->waiting = 0;
    if (put->texts.used)
        dl_arena_clear(&put->texts);
    return rc;
}

int dl_put_row(dl_put *put, dl_error *error)
{
    put->waiting++;
    return put->waiting < put->room ? 0 : write_waiting(put, error);
}

int dl_put_end(dl_put *put, dl_error *error)
{
    return write_waiting(put, error);
}

void dl_put_close(dl_put *put)
{
    if (!put)
        return;
    sqlite3_finalize(put->many);
    sqlite3_finalize(put->one);
    dl_arena_clear(&put->texts);
    free(put->values);
    free(put);
}
