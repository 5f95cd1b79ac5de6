/* Views: each before its children, by an explicit stack, so that depth costs no C stack. */
#include "dateline/wire.h"
#include "report/wire.h"

enum { FIELD_LEAST = 1 + 3 * WIRE_TEXT_LEAST };

/* Who adds a field tells it below, and in the test's same_view, and corrects this. */
_Static_assert(sizeof(void *) != 8 || sizeof(dl_view) == 152,
               "a view has a field that is not told");
_Static_assert(sizeof(void *) != 8 || sizeof(dl_field) == 56, "a field has more than is told");

/* A group whose children are under way. */
typedef struct level {
    const dl_view *const *children;
    const dl_view **room; /* the same, when reading */
    size_t count, next;
} level;

/* --- writing --- */

static void put_table(wire_writer *to, const dl_view *view)
{
    wire_put_count(to, view->columns);
    for (size_t c = 0; c < view->columns && !to->failure; c++)
        wire_put_text(to, view->names[c]);
    wire_put_count(to, view->rows);
    for (size_t r = 0; r < view->rows && !to->failure; r++) {
        wire_put_byte(to, 0); /* so that a row without columns is not free either */
        for (size_t c = 0; c < view->columns; c++) {
            const dl_field *field = &view->fields[r * view->columns + c];
            wire_put_byte(to, (unsigned)field->kind);
            wire_put_text(to, field->text);
            wire_put_text(to, field->value);
            wire_put_text(to, field->source);
        }
    }
}

static void put_one(wire_writer *to, const dl_view *view)
{
    wire_put_byte(to, (unsigned)view->kind);
    wire_put_text(to, view->text);
    wire_put_text(to, view->title);
    wire_put_text(to, view->description);
    wire_put_text(to, view->svg);
    wire_put_text(to, view->svg_page);
    wire_put_text(to, view->svg_narrow);
    put_table(to, view);
    wire_put_count(to, view->child_count);
}

void wire_put_view(wire_writer *to, const dl_view *view)
{
    level levels[DL_WIRE_DEPTH];
    size_t depth = 0;
    put_one(to, view);
    levels[depth++] = (level){.children = view->children, .count = view->child_count};
    while (depth > 0 && !to->failure) {
        level *top = &levels[depth - 1];
        if (top->next == top->count) {
            depth--;
            continue;
        }
        const dl_view *child = top->children[top->next++];
        put_one(to, child);
        if (child->child_count == 0)
            continue;
        if (depth == DL_WIRE_DEPTH)
            to->failure = DL_ERR_LIMIT_OUTPUT;
        else
            levels[depth++] = (level){.children = child->children, .count = child->child_count};
    }
}

/* --- reading --- */

static void read_row(wire_reader *from, dl_field *row, size_t columns)
{
    wire_choice(from, 0);
    for (size_t c = 0; c < columns && !from->failure; c++) {
        row[c].kind = (dl_cell_kind)wire_choice(from, DL_CELL_NULL);
        row[c].text = wire_text(from);
        row[c].value = wire_text(from);
        row[c].source = wire_text(from);
    }
}

static void read_table(wire_reader *from, dl_view *view)
{
    view->columns = wire_count(from, WIRE_TEXT_LEAST);
    dl_str *names = view->columns ? wire_room(from, view->columns, sizeof *names) : NULL;
    for (size_t c = 0; c < view->columns && !from->failure; c++)
        names[c] = wire_text(from);
    view->names = names;
    if (view->kind == DL_VIEW_CARD && view->columns != 2)
        wire_refuse(from); /* who draws a card takes names and values for granted */
    view->rows = wire_count(from, 1);
    /* a row takes as many bytes as it has fields, and more */
    if (view->columns && view->rows > from->rest.size / (view->columns * FIELD_LEAST))
        wire_refuse(from);
    if (from->failure || view->rows == 0)
        return;
    dl_field *fields = NULL;
    if (view->columns)
        fields = wire_room(from, view->rows * view->columns, sizeof *fields);
    view->fields = fields;
    for (size_t r = 0; r < view->rows && !from->failure; r++)
        read_row(from, fields ? fields + r * view->columns : NULL, view->columns);
}

/* One view; *children: room for those that follow it. NULL once the reader has failed. */
static const dl_view *read_one(wire_reader *from, level *under)
{
    *under = (level){.count = 0};
    dl_view *view = wire_room(from, 1, sizeof *view);
    if (!view)
        return NULL;
    view->kind = (dl_view_kind)wire_choice(from, DL_VIEW_GROUP);
    view->text = wire_text(from);
    view->title = wire_text(from);
    view->description = wire_text(from);
    view->svg = wire_text(from);
    view->svg_page = wire_text(from);
    view->svg_narrow = wire_text(from);
    read_table(from, view);
    view->child_count = wire_count(from, WIRE_VIEW_LEAST);
    if (view->child_count > 0) {
        under->room = wire_room(from, view->child_count, sizeof *under->room);
        under->count = view->child_count;
        view->children = under->room;
    }
    return from->failure ? NULL : view;
}

const dl_view *wire_view(wire_reader *from)
{
    level levels[DL_WIRE_DEPTH], under;
    const dl_view *first = read_one(from, &under);
    size_t depth = 0;
    levels[depth++] = under;
    while (depth > 0 && !from->failure) {
        level *top = &levels[depth - 1];
        if (top->next == top->count) {
            depth--;
            continue;
        }
        top->room[top->next++] = read_one(from, &under);
        if (under.count > 0 && depth == DL_WIRE_DEPTH)
            wire_refuse(from);
        else if (under.count > 0)
            levels[depth++] = under;
    }
    return from->failure ? NULL : first;
}

int dl_wire_put_view(const dl_view *view, dl_buf *out, dl_error *error)
{
    wire_writer to = wire_write(out, WIRE_VIEW);
    wire_put_view(&to, view);
    return wire_written(&to, error);
}

int dl_wire_view(dl_str message, dl_arena *arena, const dl_view **view, dl_error *error)
{
    wire_reader from = wire_read(message, WIRE_VIEW, arena);
    *view = wire_view(&from);
    int rc = wire_done(&from, error);
    if (rc)
        *view = NULL;
    return rc;
}
