/*
 * The floor of a notebook of queries, tables and charts: a program that has nothing to read but
 * its queries, and writes one page. Usage: notebook_floor STORE QUERIES PAGE; a query a line, which
 * gives month, releases, users and delay.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 64, WIDTH = 640, HEIGHT = 240, ROOM = 40 };

typedef struct row {
    char month[16];
    int releases, users;
    double delay;
} row;

static void die(const char *what)
{
    fprintf(stderr, "notebook_floor: %s\n", what);
    exit(1);
}

static int ask(sqlite3 *db, const char *sql, row *rows)
{
    sqlite3_stmt *statement;
    int count = 0;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    while (count < ROWS && sqlite3_step(statement) == SQLITE_ROW) {
        row *one = &rows[count++];
        snprintf(one->month, sizeof one->month, "%s",
                 (const char *)sqlite3_column_text(statement, 0));
        one->releases = sqlite3_column_int(statement, 1);
        one->users = sqlite3_column_int(statement, 2);
        one->delay = sqlite3_column_double(statement, 3);
    }
    if (sqlite3_finalize(statement) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    return count;
}

static void write_table(FILE *page, const row *rows, int count)
{
    fputs("<table><tr><th>month<th>releases<th>users<th>delay</tr>\n", page);
    for (int i = 0; i < count; i++)
        fprintf(page, "<tr><td>%s</td><td>%d</td><td>%d</td><td>%g</td></tr>\n", rows[i].month,
                rows[i].releases, rows[i].users, rows[i].delay);
    fputs("</table>\n", page);
}

static void write_chart(FILE *page, const row *rows, int count, int kind)
{
    int most = 1;
    for (int i = 0; i < count; i++)
        most = rows[i].users > most ? rows[i].users : most;
    fprintf(page, "<svg viewBox=\"0 0 %d %d\">\n", WIDTH, HEIGHT + ROOM);
    for (int i = 0; i <= 4; i++)
        fprintf(page, "<path stroke=\"#ccc\" d=\"M0 %d h%d\"/><text y=\"%d\">%d</text>\n",
                HEIGHT * i / 4, WIDTH, HEIGHT * i / 4, most * (4 - i) / 4);
    double step = (double)WIDTH / (count > 0 ? count : 1);
    if (kind == 1)
        fputs("<polyline fill=\"none\" stroke=\"#07b\" points=\"", page);
    for (int i = 0; i < count; i++) {
        double x = step * (i + 0.5), high = (double)HEIGHT * rows[i].users / most;
        if (kind == 0)
            fprintf(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
                    x - step * 0.4, HEIGHT - high, step * 0.8, high);
        else if (kind == 1)
            fprintf(page, "%.1f,%.1f ", x, HEIGHT - high);
        else
            fprintf(page, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n", x, HEIGHT - high);
    }
    if (kind == 1)
        fputs("\"/>\n", page);
    for (int i = 0; i < count; i++)
        fprintf(page, "<text x=\"%.1f\" y=\"%d\">%s</text>\n", step * (i + 0.5), HEIGHT + ROOM / 2,
                rows[i].month);
    fputs("</svg>\n", page);
}

int main(int argc, char **argv)
{
    static row rows[ROWS];
    char sql[1024];
    sqlite3 *db;
    if (argc != 4)
        die("usage: notebook_floor STORE QUERIES PAGE");
    if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    FILE *queries = fopen(argv[2], "r"), *page = fopen(argv[3], "w");
    if (!queries || !page)
        die("a file does not open");
    fputs("<!doctype html><meta charset=\"utf-8\"><title>Thirty questions</title>\n", page);
    for (int cell = 0; fgets(sql, sizeof sql, queries); cell++) {
        int count = ask(db, sql, rows);
        fprintf(page, "<h2>Question %d</h2>\n", cell);
        write_table(page, rows, count);
        write_chart(page, rows, count, cell % 3);
    }
    fclose(queries);
    if (fclose(page) != 0)
        die("the page is not written");
    sqlite3_close(db);
    return 0;
}
