#include "serve/accept.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv.h"
#include "base/file.h"
#include "dateline/timeline_files.h"

enum { MOST_COLUMNS = 256 };
static const size_t max_file = (size_t)16 << 20;

typedef struct accepting {
    dl_timeline_format format;
    dl_arena arena;
    char path[PATH_MAX];
    dl_buf old, text; /* the file's bytes, before and after */
    dl_timeline *known, *row;
    dl_buf row_table; /* the row with its header, as our own TSV */
    dl_str names[MOST_COLUMNS], values[MOST_COLUMNS];
    size_t count; /* of the row's columns that say something */
} accepting;

/* --- the file --- */

static int set_path(accepting *in, const char *folder, dl_str file, dl_error *error)
{
    char joined[PATH_MAX], root[PATH_MAX];
    struct stat info;
    int size = snprintf(joined, sizeof joined, "%s/%.*s", folder, DL_STR_ARG(file));
    if (size < 0 || (size_t)size >= sizeof joined || !realpath(folder, root) ||
        !realpath(joined, in->path) || stat(in->path, &info) != 0)
        return dl_error_set(error, DL_ERR_NOT_FOUND, "%.*s is not there", DL_STR_ARG(file));
    size_t length = strlen(root);
    bool below = strncmp(in->path, root, length) == 0 && in->path[length] == '/';
    if (!below || !S_ISREG(info.st_mode))
        return dl_error_set(error, DL_ERR_PERMISSION, "%.*s is no file below the notebook's folder",
                            DL_STR_ARG(file));
    return 0;
}

static int read_known(accepting *in, dl_str file, dl_error *error)
{
    char name[NAME_MAX + 1];
    snprintf(name, sizeof name, "%.*s", DL_STR_ARG(file));
    int rc = dl_timeline_format_of(file, &in->format, error);
    if (rc == 0 && in->format != DL_TIMELINE_TSV && in->format != DL_TIMELINE_CSV)
        rc = dl_error_set(error, DL_ERR_USAGE, "only TSV and CSV files take a row");
    if (rc == 0)
        rc = dl_file_read(in->path, max_file, &in->old, error);
    if (rc == 0)
        rc = dl_timeline_new(&in->known, error);
    return rc ? rc : dl_timeline_read(in->known, in->format, dl_buf_str(&in->old), name, error);
}

/* --- the row --- */

/* Letters and digits, and a dash for all that is between them. */
static void put_words(dl_str words, dl_buf *id)
{
    for (size_t i = 0; i < words.size; i++) {
        char c = words.data[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool fits = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (fits)
            dl_buf_putc(id, upper ? (char)(c + 32) : c);
        else if (id->size && id->data[id->size - 1] != '-')
            dl_buf_putc(id, '-');
    }
}

/* "openai-release-2024-12-09", with a number where that is taken. */
static void make_id(const accepting *in, const serve_row *row, dl_buf *id)
{
    const dl_str parts[] = {row->actor, row->kind, row->date};
    for (size_t i = 0; i < 3; i++) {
        if (id->size && id->data[id->size - 1] != '-')
            dl_buf_putc(id, '-');
        put_words(parts[i], id);
    }
    while (id->size && id->data[id->size - 1] == '-')
        dl_buf_truncate(id, id->size - 1);
    if (id->size == 0)
        dl_buf_puts(id, "event");
    size_t stem = id->size;
    for (int number = 2; dl_timeline_find(in->known, dl_buf_str(id)); number++) {
        dl_buf_truncate(id, stem);
        dl_buf_printf(id, "-%d", number);
    }
}

/* By the timeline's own writer, which knows how each field is told in a table. */
static int make_row(accepting *in, const serve_row *row, dl_error *error)
{
    dl_date date, due;
    dl_buf id = {0};
    dl_event event = {.actor = row->actor,
                      .kind = row->kind,
                      .date = &date,
                      .what = row->what,
                      .due_said = row->due_said,
                      .sources = &row->url,
                      .source_count = 1,
                      .published = row->published.size ? &row->published : NULL,
                      .evidence = &row->what,
                      .evidence_count = 1};
    int rc = dl_date_parse(row->date, &date, error);
    if (rc == 0 && row->due.size) {
        rc = dl_date_parse(row->due, &due, error);
        event.has_due = true;
        event.due = &due;
    }
    if (rc == 0 && (row->actor.size == 0 || row->kind.size == 0))
        rc = dl_error_set(error, DL_ERR_USAGE, "an event needs an actor and a kind");
    if (rc == 0) {
        make_id(in, row, &id);
        event.id = dl_buf_str(&id);
        rc = dl_timeline_new(&in->row, error);
    }
    if (rc == 0)
        rc = dl_timeline_add(in->row, &event, error);
    if (rc == 0)
        rc = dl_timeline_write(in->row, DL_TIMELINE_TSV, &in->row_table, error);
    dl_buf_clear(&id);
    return rc;
}

static void split_row(accepting *in)
{
    dl_str rest, names = dl_str_cut(dl_buf_str(&in->row_table), '\n', &rest), end;
    dl_str values = dl_str_cut(rest, '\n', &end);
    while (names.data && values.data && in->count < MOST_COLUMNS) {
        dl_str name = dl_str_cut(names, '\t', &names), value = dl_str_cut(values, '\t', &values);
        if (value.size == 0)
            continue;
        in->names[in->count] = name;
        in->values[in->count++] = value;
    }
}

/* --- the text --- */

/* Where the header's line ends, before its line end; columns are its names, and what parts them. */
static int read_header(accepting *in, dl_str *columns, size_t *count, size_t *end, char *separator,
                       dl_error *error)
{
    dl_str text = dl_buf_str(&in->old), rest = text;
    *separator = '\t';
    dl_str mark = DL_STR("\xEF\xBB\xBF");
    if (in->format == DL_TIMELINE_CSV) {
        dl_csv csv;
        dl_csv_cell cells[MOST_COLUMNS];
        dl_csv_begin(&csv, text, &in->arena);
        *separator = csv.separator;
        int rc = dl_csv_row(&csv, cells, MOST_COLUMNS, count, error);
        for (size_t i = 0; rc == 0 && i < *count; i++)
            columns[i] = dl_str_trim(cells[i].text);
        *end = csv.at;
        while (*end && (text.data[*end - 1] == '\n' || text.data[*end - 1] == '\r'))
            --*end;
        return rc;
    }
    for (;;) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (dl_str_starts(line, mark))
            line = dl_str_slice(line, mark.size, line.size);
        *end = (size_t)(line.data - text.data) + line.size;
        if (*end && text.data[*end - 1] == '\r')
            --*end;
        if ((dl_str_trim(line).size && line.data[0] != '#') || !rest.data) {
            for (*count = 0; line.data && *count < MOST_COLUMNS;)
                columns[(*count)++] = dl_str_trim(dl_str_cut(line, '\t', &line));
            return 0;
        }
    }
}

static size_t find_column(const dl_str *columns, size_t count, dl_str name)
{
    size_t at = 0;
    while (at < count && !dl_str_equal(columns[at], name))
        at++;
    return at;
}

static int write_text(accepting *in, dl_buf *row_text, dl_error *error)
{
    dl_str columns[2 * MOST_COLUMNS], text = dl_buf_str(&in->old);
    char separator;
    size_t count, end;
    int rc = read_header(in, columns, &count, &end, &separator, error);
    if (rc != 0)
        return rc;
    dl_buf_add(&in->text, dl_str_slice(text, 0, end));
    for (size_t i = 0; i < in->count; i++) {
        if (find_column(columns, count, in->names[i]) < count)
            continue;
        columns[count++] = in->names[i];
        dl_buf_putc(&in->text, separator);
        dl_buf_add(&in->text, in->names[i]);
    }
    dl_buf_add(&in->text, dl_str_slice(text, end, text.size));
    bool crlf = end + 1 < text.size && text.data[end] == '\r';
    if (dl_str_ends(dl_buf_str(&in->text), DL_STR("\r"))) /* half a line end: here is the rest */
        dl_buf_putc(&in->text, '\n');
    else if (in->text.size && in->text.data[in->text.size - 1] != '\n')
        dl_buf_puts(&in->text, crlf ? "\r\n" : "\n");
    for (size_t i = 0; i < count; i++) {
        size_t at = find_column(in->names, in->count, columns[i]);
        if (i)
            dl_buf_putc(row_text, separator);
        if (at < in->count && separator != '\t')
            dl_csv_put(in->values[at], false, row_text);
        else if (at < in->count)
            dl_buf_add(row_text, in->values[at]);
    }
    dl_buf_add(&in->text, dl_buf_str(row_text));
    dl_buf_puts(&in->text, crlf ? "\r\n" : "\n");
    return dl_buf_ok(&in->text, error);
}

/* That what will be in the file is read again as it was, and one event more. */
static int check_text(const accepting *in, dl_error *error)
{
    dl_timeline *again = NULL;
    int rc = dl_timeline_new(&again, error);
    if (rc == 0)
        rc = dl_timeline_read(again, in->format, dl_buf_str(&in->text), "the new text", error);
    if (rc == 0 && dl_timeline_count(again) != dl_timeline_count(in->known) + 1)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "the file takes no row at its end");
    dl_timeline_free(again);
    return rc;
}

int serve_accept(const char *folder, dl_str file, const serve_row *row, dl_buf *row_text,
                 dl_error *error)
{
    accepting *in = calloc(1, sizeof *in);
    if (!in)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_arena_init(&in->arena);
    int rc = set_path(in, folder, file, error);
    if (rc == 0)
        rc = read_known(in, file, error);
    if (rc == 0)
        rc = make_row(in, row, error);
    if (rc == 0) {
        split_row(in);
        rc = write_text(in, row_text, error);
    }
    if (rc == 0)
        rc = check_text(in, error);
    if (rc == 0)
        rc = dl_file_write(in->path, dl_buf_str(&in->text), error);
    dl_buf_clear(&in->old);
    dl_buf_clear(&in->text);
    dl_buf_clear(&in->row_table);
    dl_timeline_free(in->known);
    dl_timeline_free(in->row);
    dl_arena_clear(&in->arena);
    free(in);
    return rc;
}
