/*
 * Ten processes write to one store at once, captures and rows, for some time; then everything that
 * any of them was told is kept must be there, and the file whole. Usage: writers SECONDS STORE.
 * Prints JSON: how much was written, how many writes were refused, the longest wait.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dateline/put.h"
#include "dateline/store.h"

enum { WRITERS = 10, ROWS = 50 };

typedef struct tally {
    long captures, rows, refused;
    double longest_ms;
} tally;

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int capture(dl_store *store, int writer, long number, dl_error *error)
{
    char url[64], body[256];
    dl_packed packed;
    snprintf(url, sizeof url, "https://site%d.example/%ld", writer, number % 1000);
    snprintf(body, sizeof body, "What writer %d was told for the time %ld.", writer, number);
    dl_snapshot snapshot = {.url = dl_str_of(url),
                            .final_url = dl_str_of(url),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                            .captured_at_us = 1700000000000000 + number};
    int rc = dl_pack(&packed, dl_str_of(body), (dl_str){"", 0}, (dl_str){"", 0}, error);
    if (rc == 0)
        rc = dl_store_begin(store, error);
    if (rc == 0) {
        rc = dl_store_add_packed(store, &snapshot, &packed, error);
        if (rc == 0)
            rc = dl_store_commit(store, error);
        else
            dl_store_rollback(store);
    }
    dl_packed_clear(&packed);
    return rc;
}

static int fill(dl_store *store, int writer, long number, dl_error *error)
{
    static const dl_put_column columns[] = {{{"writer", 6}, 1U << DL_VALUE_INTEGER},
                                            {{"number", 6}, 1U << DL_VALUE_INTEGER}};
    dl_put *put;
    int rc = dl_put_open(store, DL_STR("rows"), columns, 2, (dl_str){"", 0}, &put, error);
    for (int i = 0; rc == 0 && i < ROWS; i++) {
        dl_value *values = dl_put_next(put);
        values[0] = (dl_value){.kind = DL_VALUE_INTEGER, .integer = writer};
        values[1] = (dl_value){.kind = DL_VALUE_INTEGER, .integer = number * ROWS + i};
        rc = dl_put_row(put, error);
    }
    if (rc == 0)
        rc = dl_put_end(put, error);
    dl_put_close(put);
    return rc;
}

static int put_rows(dl_store *store, int writer, long number, dl_error *error)
{
    int rc = dl_store_begin_work(store, true, error);
    if (rc != 0)
        return rc;
    rc = fill(store, writer, number, error);
    if (rc == 0)
        rc = dl_store_commit_work(store, error);
    if (rc != 0)
        dl_store_rollback_work(store);
    return rc;
}

/* A write that is refused is tried again by nobody: it must not be there. */
static tally write_for(const char *path, int writer, double seconds)
{
    tally done = {0};
    dl_store *store;
    dl_error error;
    double until = now_ms() + seconds * 1e3;
    if (dl_store_open(&store, path, NULL, &error) != 0) {
        fprintf(stderr, "writers: %s\n", error.message);
        exit(1);
    }
    for (long number = 0; now_ms() < until; number++) {
        double began = now_ms();
        bool rows = number % 2 == 0;
        int rc =
            rows ? put_rows(store, writer, number, &error) : capture(store, writer, number, &error);
        double took = now_ms() - began;
        done.longest_ms = took > done.longest_ms ? took : done.longest_ms;
        done.refused += rc != 0;
        done.rows += rc == 0 && rows ? ROWS : 0;
        done.captures += rc == 0 && !rows;
    }
    dl_store_close(store);
    return done;
}

static long ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *query;
    long number = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW)
        number = (long)sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    return number;
}

static int verify(const char *path, const tally *all)
{
    sqlite3 *db;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return 1;
    long captures = ask(db, "SELECT count(*) FROM dl_snapshot");
    long rows = ask(db, "SELECT count(*) FROM rows");
    long different = ask(db, "SELECT count(*) FROM (SELECT DISTINCT writer, number FROM rows)");
    long whole = ask(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check");
    sqlite3_close(db);
    bool good = captures == all->captures && rows == all->rows && different == rows && whole == 1;
    if (!good)
        fprintf(stderr,
                "writers: %ld of %ld captures, %ld of %ld rows, %ld different, whole: %ld\n",
                captures, all->captures, rows, all->rows, different, whole);
    return !good;
}

int main(int argc, char **argv)
{
    int ends[2];
    if (argc != 3 || pipe(ends) != 0) {
        fputs("usage: writers SECONDS STORE\n", stderr);
        return 2;
    }
    double seconds = strtod(argv[1], NULL);
    for (int i = 0; i < WRITERS; i++) {
        if (fork() == 0) {
            tally done = write_for(argv[2], i, seconds);
            _exit(write(ends[1], &done, sizeof done) == sizeof done ? 0 : 1);
        }
    }
    tally all = {0}, one;
    close(ends[1]);
    int told = 0;
    for (; read(ends[0], &one, sizeof one) == sizeof one; told++) {
        all.captures += one.captures;
        all.rows += one.rows;
        all.refused += one.refused;
        all.longest_ms = one.longest_ms > all.longest_ms ? one.longest_ms : all.longest_ms;
    }
    while (wait(NULL) > 0)
        ;
    if (told != WRITERS || verify(argv[2], &all) != 0)
        return 1;
    printf("{\"writers\":%d,\"seconds\":%g,\"captures\":%ld,\"rows\":%ld,\"refused\":%ld,"
           "\"longest_ms\":%.0f,\"lost\":0}\n",
           WRITERS, seconds, all.captures, all.rows, all.refused, all.longest_ms);
    return 0;
}
