/*
 * A million rows from Lua into a table of the store, and the floor: a loop of C over a prepared
 * statement, with the rows in an array. Usage: rows ours|floor|csv|verify FILE; csv writes the same
 * rows as a file for others to import. Prints the milliseconds that the putting took.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dateline/runner.h"

enum { ROWS = 1000000 };

/* The rows as Lua has them, and as row_of gives them in C: the same values. */
static const char make[] =
    "rows = {}\n"
    "for i = 1, 1000000 do\n"
    "  rows[i] = {id = i, name = 'model ' .. i, days = i % 400 / 4, actor = 'actor ' .. i % 100}\n"
    "end\n";
static const char put[] = "store.put('releases', rows)";
static const char create[] = "CREATE TABLE releases (actor TEXT, days REAL, id INTEGER, name TEXT)";

typedef struct row {
    char actor[16], name[16];
    double days;
    int id;
} row;

static void row_of(int i, row *out)
{
    out->id = i;
    out->days = i % 400 / 4.0;
    snprintf(out->name, sizeof out->name, "model %d", i);
    snprintf(out->actor, sizeof out->actor, "actor %d", i % 100);
}

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void die(const char *what)
{
    fprintf(stderr, "rows: %s\n", what);
    exit(1);
}

static void run(dl_runner *runner, const char *code)
{
    dl_step step = {.id = DL_STR("rows"), .code = dl_str_of(code), .line = 1, .column = 1};
    dl_result result;
    dl_error error;
    dl_result_init(&result);
    if (dl_runner_run(runner, &step, 300, &result, &error) != 0)
        die(error.message);
    if (result.state == DL_STATE_FAILED)
        die(result.error.message);
    dl_result_clear(&result);
}

static double ours(const char *path)
{
    dl_runner *runner;
    dl_runner_options options = dl_runner_defaults();
    dl_error error;
    options.engine.as_of = DL_STR("2024-12-31");
    options.engine.store_path = path;
    options.engine.memory_bytes = (size_t)2 << 30;
    if (dl_runner_open(&runner, &options, &error) != 0)
        die(error.message);
    run(runner, make);
    run(runner, "store.get('opened')");
    double start = now_ms();
    run(runner, put);
    double took = now_ms() - start;
    dl_runner_close(runner);
    return took;
}

static double bare(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *insert;
    row *rows = malloc(ROWS * sizeof *rows);
    if (!rows || sqlite3_open(path, &db) != SQLITE_OK)
        die("cannot open");
    for (int i = 0; i < ROWS; i++)
        row_of(i + 1, &rows[i]);
    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", NULL, NULL, NULL);
    double start = now_ms();
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    sqlite3_exec(db, create, NULL, NULL, NULL);
    if (sqlite3_prepare_v2(db, "INSERT INTO releases VALUES (?, ?, ?, ?)", -1, &insert, NULL) !=
        SQLITE_OK)
        die(sqlite3_errmsg(db));
    for (int i = 0; i < ROWS; i++) {
        const row *one = &rows[i];
        sqlite3_bind_text(insert, 1, one->actor, (int)strlen(one->actor), SQLITE_STATIC);
        sqlite3_bind_double(insert, 2, one->days);
        sqlite3_bind_int(insert, 3, one->id);
        sqlite3_bind_text(insert, 4, one->name, (int)strlen(one->name), SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            die(sqlite3_errmsg(db));
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    double took = now_ms() - start;
    sqlite3_close(db);
    free(rows);
    return took;
}

static double csv(const char *path)
{
    row one;
    FILE *file = fopen(path, "w");
    if (!file)
        die("cannot write");
    fputs("actor,days,id,name\n", file);
    for (int i = 1; i <= ROWS; i++) {
        row_of(i, &one);
        fprintf(file, "%s,%g,%d,%s\n", one.actor, one.days, one.id, one.name);
    }
    if (fclose(file) != 0)
        die("cannot write");
    return 0;
}

/* What is in the table is what was to be put, whoever put it. */
static void verify(const char *path)
{
    static const char sql[] = "SELECT count(*), sum(id), sum(days), sum(length(name)), "
                              "count(DISTINCT actor) FROM releases";
    sqlite3 *db;
    sqlite3_stmt *query;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK ||
        sqlite3_step(query) != SQLITE_ROW)
        die("the table cannot be read");
    double days = 0;
    long long names = 0;
    row one;
    for (int i = 1; i <= ROWS; i++) {
        row_of(i, &one);
        days += one.days;
        names += (long long)strlen(one.name);
    }
    double off = sqlite3_column_double(query, 2) - days;
    if (sqlite3_column_int(query, 0) != ROWS ||
        sqlite3_column_int64(query, 1) != (long long)ROWS * (ROWS + 1) / 2 || off > 1 || off < -1 ||
        sqlite3_column_int64(query, 3) != names || sqlite3_column_int(query, 4) != 100)
        die("the table has other rows");
    sqlite3_finalize(query);
    sqlite3_close(db);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: rows ours|floor|csv|verify FILE");
    double took = 0;
    if (strcmp(argv[1], "csv") == 0)
        took = csv(argv[2]);
    else if (strcmp(argv[1], "ours") == 0)
        took = ours(argv[2]);
    else if (strcmp(argv[1], "floor") == 0)
        took = bare(argv[2]);
    if (strcmp(argv[1], "csv") != 0)
        verify(argv[2]);
    printf("%.1f\n", took);
    return 0;
}
