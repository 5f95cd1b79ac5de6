/* Timelines as tables of any style: a column a field, and one of constraints where there are any.
 */
#include "timeline/held.h"
#include "timeline/table.h"

enum { COLUMNS = TIMELINE_FIELDS + 1, CONSTRAINTS = TIMELINE_FIELDS };

typedef struct table_writer {
    const dl_timeline *timeline;
    const table_style *style;
    constraint_cells musts;
    bool used[COLUMNS];
    dl_buf cell;
    dl_buf *out;
} table_writer;

static void read_cell(table_writer *w, size_t event, size_t column)
{
    dl_buf_truncate(&w->cell, 0);
    if (column == CONSTRAINTS)
        constraint_put_cell(&w->musts, event, &w->cell);
    else
        fields_put(dl_timeline_at(w->timeline, event), &timeline_fields[column], &w->cell);
}

static bool is_used(table_writer *w, size_t column)
{
    if (column == CONSTRAINTS)
        return w->timeline->constraint_count > 0;
    bool used = timeline_fields[column].required || !w->style->markdown;
    for (size_t i = 0; i < w->timeline->count && !used; i++) {
        read_cell(w, i, column);
        used = w->cell.size > 0;
    }
    return used;
}

/* row: an event's; SIZE_MAX: the header. */
static void put_row(table_writer *w, size_t row)
{
    bool first = true;
    dl_buf_puts(w->out, w->style->begin);
    for (size_t c = 0; c < COLUMNS; c++) {
        if (!w->used[c])
            continue;
        dl_buf_puts(w->out, first ? "" : w->style->between);
        first = false;
        if (row == SIZE_MAX) {
            dl_buf_puts(w->out, c == CONSTRAINTS ? "constraints" : timeline_fields[c].name);
            continue;
        }
        read_cell(w, row, c);
        w->style->put(dl_buf_str(&w->cell), w->out);
    }
    dl_buf_puts(w->out, w->style->end);
}

static void put_line(table_writer *w)
{
    bool first = true;
    dl_buf_puts(w->out, w->style->begin);
    for (size_t c = 0; c < COLUMNS; c++) {
        if (!w->used[c])
            continue;
        dl_buf_puts(w->out, first ? "---" : " | ---");
        first = false;
    }
    dl_buf_puts(w->out, w->style->end);
}

int table_write(const dl_timeline *timeline, const table_style *style, dl_buf *out)
{
    table_writer w = {.timeline = timeline, .style = style, .out = out};
    int rc = constraint_cells_init(&w.musts, timeline, NULL);
    if (rc != 0)
        return rc;
    dl_buf_init(&w.cell);
    for (size_t c = 0; c < COLUMNS; c++)
        w.used[c] = is_used(&w, c);
    put_row(&w, SIZE_MAX);
    if (style->markdown)
        put_line(&w);
    for (size_t i = 0; i < timeline->count; i++)
        put_row(&w, i);
    out->failed = out->failed || w.cell.failed;
    dl_buf_clear(&w.cell);
    constraint_cells_clear(&w.musts);
    return 0;
}
