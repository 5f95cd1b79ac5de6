/* Timelines from tab-separated text. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dateline/arena.h"
#include "dateline/timeline.h"

enum { MAX_COLUMNS = 64 };

/* A column: a text of dl_event, or one of those that are read otherwise. */
typedef enum column_kind {
    COLUMN_TEXT,
    COLUMN_DATE,
    COLUMN_DUE,
    COLUMN_SOURCES,
    COLUMN_SKIP
} column_kind;

typedef struct column_row {
    const char *name;
    column_kind kind;
    size_t offset;
    bool required; /* the column must be there, and its fields filled */
} column_row;

static const column_row known[] = {
    {"id", COLUMN_TEXT, offsetof(dl_event, id), true},
    {"actor", COLUMN_TEXT, offsetof(dl_event, actor), true},
    {"speaker", COLUMN_TEXT, offsetof(dl_event, speaker), false},
    {"kind", COLUMN_TEXT, offsetof(dl_event, kind), true},
    {"date", COLUMN_DATE, 0, true},
    {"what", COLUMN_TEXT, offsetof(dl_event, what), true},
    {"label", COLUMN_TEXT, offsetof(dl_event, label), false},
    {"due", COLUMN_DUE, 0, false},
    {"due_said", COLUMN_TEXT, offsetof(dl_event, due_said), false},
    {"settles", COLUMN_TEXT, offsetof(dl_event, settles), false},
    {"disputes", COLUMN_TEXT, offsetof(dl_event, disputes), false},
    {"sources", COLUMN_SOURCES, 0, false},
    {"publisher", COLUMN_TEXT, offsetof(dl_event, publisher), false},
    {"confidence", COLUMN_TEXT, offsetof(dl_event, confidence), false},
    {"note", COLUMN_TEXT, offsetof(dl_event, note), false},
};

enum { KNOWN = sizeof known / sizeof *known };

typedef struct tsv_reader {
    const char *name;
    dl_arena arena; /* of the sources' lists */
    const column_row *columns[MAX_COLUMNS];
    size_t column_count;
    int line;
    dl_str row; /* the line that is read */
    dl_timeline *into;
    dl_error *error;
} tsv_reader;

static int fault_at(const tsv_reader *in, const char *at)
{
    dl_error_at(in->error, in->name, in->line, (int)(at - in->row.data) + 1);
    return in->error ? in->error->kind : DL_ERR_SYNTAX;
}

static int unknown_column(const tsv_reader *in, dl_str name)
{
    const char *names[KNOWN];
    for (size_t i = 0; i < KNOWN; i++)
        names[i] = known[i].name;
    const char *near = dl_str_nearest(name, names, KNOWN);
    dl_error_set(in->error, DL_ERR_SYNTAX, "'%.*s' is no column of a timeline", DL_STR_ARG(name));
    if (near)
        dl_error_hint(in->error, "do you mean '%s'? columns of your own begin with x-", near);
    else
        dl_error_hint(in->error, "columns of your own begin with x-");
    return fault_at(in, name.data);
}

static int add_column(tsv_reader *in, dl_str name)
{
    static const column_row skipped = {"x-", COLUMN_SKIP, 0, false};
    const column_row *column = NULL;
    if (in->column_count == MAX_COLUMNS) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "more than %d columns", MAX_COLUMNS);
        return fault_at(in, name.data);
    }
    if (dl_str_starts(name, DL_STR("x-")))
        column = &skipped;
    for (size_t i = 0; i < KNOWN && !column; i++) {
        if (dl_str_equal(name, dl_str_of(known[i].name)))
            column = &known[i];
    }
    if (!column)
        return unknown_column(in, name);
    for (size_t i = 0; i < in->column_count; i++) {
        if (in->columns[i] == column && column != &skipped) {
            dl_error_set(in->error, DL_ERR_SYNTAX, "the column '%s' is there twice", column->name);
            return fault_at(in, name.data);
        }
    }
    in->columns[in->column_count++] = column;
    return 0;
}

static int read_header(tsv_reader *in)
{
    dl_str rest = in->row;
    int rc = 0;
    while (rest.data && rc == 0)
        rc = add_column(in, dl_str_cut(rest, '\t', &rest));
    for (size_t i = 0; i < KNOWN && rc == 0; i++) {
        bool there = !known[i].required;
        for (size_t c = 0; c < in->column_count && !there; c++)
            there = in->columns[c] == &known[i];
        if (!there) {
            dl_error_set(in->error, DL_ERR_SYNTAX, "the column '%s' is missing", known[i].name);
            rc = fault_at(in, in->row.data);
        }
    }
    return rc;
}

static int read_date(const tsv_reader *in, dl_str field, dl_date *date)
{
    int rc = dl_date_parse(field, date, in->error);
    if (rc == 0)
        return 0;
    int into = in->error && in->error->column ? in->error->column - 1 : 0;
    return fault_at(in, field.data + into);
}

static int read_sources(tsv_reader *in, dl_str field, dl_event *event)
{
    size_t most = field.size / 2 + 2;
    dl_str *sources = dl_arena_alloc(&in->arena, most * sizeof *sources);
    if (!sources)
        return dl_error_set(in->error, DL_ERR_MEMORY, "memory ran out");
    dl_str rest = field;
    while (rest.data) {
        dl_str source = dl_str_trim(dl_str_cut(rest, ' ', &rest));
        if (source.size)
            sources[event->source_count++] = source;
    }
    event->sources = sources;
    return 0;
}

static int read_field(tsv_reader *in, const column_row *column, dl_str field, dl_event *event)
{
    if (column->required && field.size == 0) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "the event's %s is missing", column->name);
        return fault_at(in, field.data);
    }
    switch (column->kind) {
    case COLUMN_TEXT:
        memcpy((char *)event + column->offset, &field, sizeof field);
        return 0;
    case COLUMN_DATE:
        return read_date(in, field, &event->date);
    case COLUMN_DUE:
        event->has_due = field.size > 0;
        return event->has_due ? read_date(in, field, &event->due) : 0;
    case COLUMN_SOURCES:
        return read_sources(in, field, event);
    case COLUMN_SKIP:
        break;
    }
    return 0;
}

static int read_event(tsv_reader *in)
{
    dl_event event = {.line = in->line};
    dl_str rest = in->row;
    int rc = 0;
    for (size_t c = 0; c < in->column_count && rc == 0; c++) {
        /* a line may leave out empty fields at its end */
        dl_str field = rest.data ? dl_str_cut(rest, '\t', &rest)
                                 : dl_str_slice(in->row, in->row.size, in->row.size);
        rc = read_field(in, in->columns[c], dl_str_trim(field), &event);
    }
    if (rc == 0 && rest.data) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "a field more than the %zu columns",
                     in->column_count);
        rc = fault_at(in, rest.data);
    }
    if (rc == 0 && dl_timeline_add(in->into, &event, in->error) != 0)
        rc = fault_at(in, in->row.data);
    return rc;
}

static int read_line(tsv_reader *in, dl_str line)
{
    in->row = dl_str_ends(line, DL_STR("\r")) ? dl_str_slice(line, 0, line.size - 1) : line;
    if (dl_str_trim(in->row).size == 0 || in->row.data[0] == '#')
        return 0;
    if (!dl_utf8_valid(in->row)) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "this line is no UTF-8");
        return fault_at(in, in->row.data);
    }
    return in->column_count == 0 ? read_header(in) : read_event(in);
}

/* Events named by settles and disputes must be there, in the file or in the timeline before it. */
static int check_names(const tsv_reader *in, const dl_timeline *before)
{
    for (size_t i = 0; i < dl_timeline_count(in->into); i++) {
        const dl_event *event = dl_timeline_at(in->into, i);
        const dl_str lists[] = {event->settles, event->disputes};
        for (int k = 0; k < 2; k++) {
            dl_str rest = lists[k];
            while (rest.data && rest.size) {
                dl_str id = dl_str_cut(rest, ' ', &rest);
                if (dl_timeline_find(in->into, id) || dl_timeline_find(before, id))
                    continue;
                dl_error_set(in->error, DL_ERR_SYNTAX, "'%.*s' %s '%.*s', which is no event here",
                             DL_STR_ARG(event->id), k ? "disputes" : "settles", DL_STR_ARG(id));
                dl_error_at(in->error, in->name, event->line, 1);
                return DL_ERR_SYNTAX;
            }
        }
    }
    return 0;
}

/* All of the new events, or none of them. */
static int take_over(dl_timeline *timeline, const dl_timeline *loaded, const char *name,
                     dl_error *error)
{
    for (size_t i = 0; i < dl_timeline_count(loaded); i++) {
        const dl_event *event = dl_timeline_at(loaded, i);
        if (!dl_timeline_find(timeline, event->id))
            continue;
        dl_error_set(error, DL_ERR_USAGE, "the id '%.*s' is taken", DL_STR_ARG(event->id));
        dl_error_at(error, name, event->line, 1);
        return DL_ERR_USAGE;
    }
    int rc = 0;
    for (size_t i = 0; i < dl_timeline_count(loaded) && rc == 0; i++)
        rc = dl_timeline_add(timeline, dl_timeline_at(loaded, i), error);
    return rc;
}

int dl_timeline_load_tsv(dl_timeline *timeline, dl_str text, const char *name, dl_error *error)
{
    tsv_reader in = {.name = name, .error = error};
    dl_arena_init(&in.arena);
    int rc = dl_timeline_new(&in.into, error);
    dl_str rest = text, bom = DL_STR("\xEF\xBB\xBF");
    if (dl_str_starts(rest, bom))
        rest = dl_str_slice(rest, bom.size, rest.size);
    while (rc == 0 && rest.data) {
        in.line++;
        rc = read_line(&in, dl_str_cut(rest, '\n', &rest));
    }
    if (rc == 0 && in.column_count == 0) {
        rc = dl_error_set(error, DL_ERR_SYNTAX, "the first line of a timeline names its columns");
        dl_error_at(error, name, 1, 1);
    }
    if (rc == 0)
        rc = check_names(&in, timeline);
    if (rc == 0)
        rc = take_over(timeline, in.into, name, error);
    dl_timeline_free(in.into);
    dl_arena_clear(&in.arena);
    return rc;
}
