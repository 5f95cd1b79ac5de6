#include "timeline/table.h"

#include <stdlib.h>

#include "base/grow.h"
#include "timeline/held.h"
#include "timeline/ids.h"

int table_init(table_reader *in, const char *name, dl_error *error)
{
    *in = (table_reader){.name = name, .must_column = SIZE_MAX, .error = error};
    dl_arena_init(&in->arena);
    dl_arena_init(&in->kept);
    return dl_timeline_new(&in->into, error);
}

void table_clear(table_reader *in)
{
    dl_timeline_free(in->into);
    in->into = NULL;
    free(in->musts);
    in->musts = NULL;
    dl_arena_clear(&in->arena);
    dl_arena_clear(&in->kept);
}

int table_fault(const table_reader *in, int line, int column)
{
    dl_error_at(in->error, in->name, line, column);
    return in->error ? in->error->kind : DL_ERR_SYNTAX;
}

static int unknown_column(const table_reader *in, const table_cell *cell)
{
    const char *near = fields_nearest(cell->text);
    dl_error_set(in->error, DL_ERR_SYNTAX, "'%.*s' is no column of a timeline",
                 DL_STR_ARG(cell->text));
    dl_error_hint(in->error, "%s%scolumns of your own begin with x-",
                  dl_str_propose(&near, 1, NULL).text, near ? " " : "");
    return table_fault(in, cell->line, cell->column);
}

static int add_column(table_reader *in, const table_cell *cell)
{
    const field_row *column = fields_find(cell->text);
    if (in->column_count == MAX_COLUMNS) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "more than %d columns", MAX_COLUMNS);
        return table_fault(in, cell->line, cell->column);
    }
    bool must = dl_str_equal(cell->text, DL_STR("constraints"));
    if (!column && !must && !dl_str_starts(cell->text, DL_STR("x-")))
        return unknown_column(in, cell);
    if (must && in->must_column != SIZE_MAX) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "the column 'constraints' is there twice");
        return table_fault(in, cell->line, cell->column);
    }
    if (must)
        in->must_column = in->column_count;
    for (size_t i = 0; i < in->column_count && column; i++) {
        if (in->columns[i] == column) {
            dl_error_set(in->error, DL_ERR_SYNTAX, "the column '%s' is there twice", column->name);
            return table_fault(in, cell->line, cell->column);
        }
    }
    in->columns[in->column_count++] = column;
    return 0;
}

static int read_header(table_reader *in, const table_cell *cells, size_t count)
{
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = add_column(in, &cells[i]);
    for (size_t i = 0; i < TIMELINE_FIELDS && rc == 0; i++) {
        bool there = !timeline_fields[i].required;
        for (size_t c = 0; c < in->column_count && !there; c++)
            there = in->columns[c] == &timeline_fields[i];
        if (there)
            continue;
        dl_error_set(in->error, DL_ERR_SYNTAX, "the column '%s' is missing",
                     timeline_fields[i].name);
        rc = table_fault(in, cells->line, cells->column);
    }
    return rc;
}

static int read_cell(table_reader *in, const field_row *column, const table_cell *cell,
                     dl_event *event)
{
    int rc = fields_take(event, column, cell->text, &in->arena, in->error);
    if (rc == 0)
        return 0;
    int into = in->error && in->error->column ? in->error->column - 1 : 0;
    return table_fault(in, cell->line, cell->column + into);
}

/* Sources come before the dates of their publication, wherever the columns stand. */
static int read_event(table_reader *in, const table_cell *cells, size_t count)
{
    dl_event event = {.line = cells->line};
    const table_cell *end = &cells[count - 1];
    int rc = 0;
    for (int published = 0; published < 2; published++) {
        for (size_t c = 0; c < in->column_count && rc == 0; c++) {
            /* a row may leave out empty fields at its end */
            table_cell missing = {{"", 0}, end->line, end->column + (int)end->text.size};
            const field_row *column = in->columns[c];
            if (column && (column->kind == FIELD_PUBLISHED) == published)
                rc = read_cell(in, column, c < count ? &cells[c] : &missing, &event);
        }
    }
    if (rc == 0 && count > in->column_count) {
        const table_cell *more = &cells[in->column_count];
        dl_error_set(in->error, DL_ERR_SYNTAX, "a field more than the %zu columns",
                     in->column_count);
        return table_fault(in, more->line, more->column);
    }
    if (rc == 0 && dl_timeline_add(in->into, &event, in->error) != 0)
        return table_fault(in, cells->line, cells->column);
    if (rc == 0 && in->must_column < count)
        rc = table_must_hold(in, &cells[in->must_column]);
    return rc;
}

int table_must_hold(table_reader *in, const table_cell *cell)
{
    if (dl_str_trim(cell->text).size == 0)
        return 0;
    int rc =
        dl_grow(&in->musts, &in->must_capacity, in->must_count + 1, sizeof *in->musts, in->error);
    const dl_event *event = dl_timeline_at(in->into, dl_timeline_count(in->into) - 1);
    table_must must = {event->id, *cell};
    must.cell.text = dl_arena_copy(&in->kept, cell->text);
    if (rc == 0 && !must.cell.text.data)
        rc = dl_error_set(in->error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0)
        in->musts[in->must_count++] = must;
    return rc;
}

int table_row(table_reader *in, const table_cell *cells, size_t count)
{
    return in->column_count == 0 ? read_header(in, cells, count) : read_event(in, cells, count);
}

int table_add(table_reader *in, const dl_event *event)
{
    return dl_timeline_add(in->into, event, in->error) == 0 ? 0 : table_fault(in, event->line, 1);
}

dl_str table_id(table_reader *in, dl_str text)
{
    char *copy = dl_arena_alloc(&in->arena, text.size + 1);
    for (size_t i = 0; copy && i < text.size; i++)
        copy[i] = ids_may_hold(text.data[i]) ? text.data[i] : '-';
    return copy ? (dl_str){copy, text.size} : (dl_str){"", 0};
}

static void fill(dl_str *text, dl_str otherwise)
{
    if (dl_str_trim(*text).size == 0)
        *text = otherwise;
}

void table_fill(dl_event *event)
{
    fill(&event->actor, DL_STR("unknown"));
    fill(&event->kind, DL_STR("event"));
    fill(&event->what, event->note);
    fill(&event->what, DL_STR("untitled"));
}

/* Events that others name must be there, in the file or in the timeline before it. */
static int check_names(const table_reader *in, const dl_timeline *before)
{
    for (size_t i = 0; i < dl_timeline_count(in->into); i++) {
        const dl_event *event = dl_timeline_at(in->into, i);
        const dl_str lists[] = {event->settles, event->disputes, event->revises, event->supersedes,
                                event->chosen};
        static const char *const words[] = {"settles", "disputes", "revises", "supersedes",
                                            "prefers"};
        for (int k = 0; k < 5; k++) {
            dl_str rest = lists[k], id;
            while (held_next_id(&rest, &id)) {
                if (dl_timeline_find(in->into, id) || dl_timeline_find(before, id))
                    continue;
                dl_error_set(in->error, DL_ERR_SYNTAX, "'%.*s' %s '%.*s', which is no event here",
                             DL_STR_ARG(event->id), words[k], DL_STR_ARG(id));
                return table_fault(in, event->line, 1);
            }
        }
    }
    return 0;
}

/* One constraint of a cell, against the events of `here` and of `before` it. */
static int read_must(const table_reader *in, dl_timeline *here, const dl_timeline *before,
                     dl_str id, dl_str words, dl_constraint *out)
{
    dl_constraint_said said;
    dl_error *error = in->error;
    int rc = dl_constraint_read(words, &said, error);
    if (rc != 0)
        return rc;
    *out = (dl_constraint){.a = dl_timeline_find(here, id),
                           .ordering = said.ordering,
                           .b = dl_timeline_find(here, said.b),
                           .seconds = said.seconds,
                           .why = said.why};
    if (!out->b && before)
        out->b = dl_timeline_find(before, said.b);
    if (out->b || dl_date_parse(said.b, &out->date, NULL) == 0)
        return 0;
    rc = dl_error_set(error, DL_ERR_SYNTAX, "'%.*s' is no event here and no date",
                      DL_STR_ARG(said.b));
    dl_error_at(error, "", 0, (int)(said.b.data - words.data) + 1);
    return rc;
}

/* Reads all cells of constraints: to see whether they can be read (before is given), and then to
 * add them to here. */
static int read_musts(const table_reader *in, dl_timeline *here, const dl_timeline *before)
{
    dl_buf space;
    int rc = 0;
    dl_buf_init(&space);
    for (size_t i = 0; i < in->must_count && rc == 0; i++) {
        const table_cell *cell = &in->musts[i].cell;
        size_t next = 0, at = 0;
        while (rc == 0 && constraint_next(cell->text, &next, &space, &at)) {
            dl_constraint c;
            rc = dl_buf_ok(&space, in->error);
            if (rc == 0)
                rc = read_must(in, here, before, in->musts[i].id, dl_buf_str(&space), &c);
            if (rc == 0 && !before)
                rc = dl_timeline_constrain(here, &c, in->error);
            if (rc == 0)
                continue;
            size_t into = in->error && in->error->column ? (size_t)in->error->column - 1 : 0;
            rc = table_fault(in, cell->line, cell->column + (int)(at + into));
        }
    }
    dl_buf_clear(&space);
    return rc;
}

static int add_all(const table_reader *in, dl_timeline *timeline)
{
    int rc = 0;
    for (size_t i = 0; i < dl_timeline_count(in->into) && rc == 0; i++)
        rc = dl_timeline_add(timeline, dl_timeline_at(in->into, i), in->error);
    return rc == 0 ? held_copy_constraints(timeline, in->into, in->error) : rc;
}

int table_finish(table_reader *in, dl_timeline *timeline)
{
    int rc = check_names(in, timeline);
    for (size_t i = 0; i < dl_timeline_count(in->into) && rc == 0; i++) {
        const dl_event *event = dl_timeline_at(in->into, i);
        if (!dl_timeline_find(timeline, event->id))
            continue;
        dl_error_set(in->error, DL_ERR_USAGE, "the id '%.*s' is taken", DL_STR_ARG(event->id));
        rc = table_fault(in, event->line, 1);
    }
    if (rc == 0)
        rc = read_musts(in, in->into, timeline);
    if (rc != 0)
        return rc;
    if (dl_timeline_count(timeline) == 0 && dl_timeline_constraint_count(timeline) == 0) {
        dl_timeline empty = *timeline; /* what was read is taken as it is, not copied */
        *timeline = *in->into;
        *in->into = empty;
    } else {
        rc = add_all(in, timeline);
    }
    return rc == 0 ? read_musts(in, timeline, NULL) : rc;
}
