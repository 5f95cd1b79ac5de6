#include "dateline/view.h"

static size_t field_count(const dl_view *view)
{
    return view->columns * view->rows;
}

/* A picture counts once, whatever widths it is drawn for. */
size_t dl_view_size(const dl_view *view)
{
    size_t size = view->text.size + view->title.size + view->description.size + view->svg.size;
    for (size_t i = 0; i < view->columns && view->names; i++)
        size += view->names[i].size;
    for (size_t i = 0; i < field_count(view) && view->fields; i++)
        size +=
            view->fields[i].text.size + view->fields[i].value.size + view->fields[i].source.size;
    for (size_t i = 0; i < view->child_count; i++)
        size += dl_view_size(view->children[i]);
    return size;
}

/* Copies *text; false when memory is gone. */
static bool copy_text(dl_arena *arena, dl_str *text)
{
    *text = dl_arena_copy(arena, *text);
    return text->data != NULL;
}

static bool copy_table(dl_arena *arena, dl_view *copy, const dl_view *view)
{
    dl_str *names = dl_arena_alloc(arena, view->columns * sizeof *names);
    dl_field *fields = dl_arena_alloc(arena, field_count(view) * sizeof *fields);
    if (!names || !fields)
        return false;
    copy->names = names;
    copy->fields = fields;
    for (size_t i = 0; i < view->columns; i++) {
        names[i] = view->names[i];
        if (!copy_text(arena, &names[i]))
            return false;
    }
    for (size_t i = 0; i < field_count(view); i++) {
        fields[i] = view->fields[i];
        if (!copy_text(arena, &fields[i].text) || !copy_text(arena, &fields[i].value) ||
            !copy_text(arena, &fields[i].source))
            return false;
    }
    return true;
}

static bool copy_children(dl_arena *arena, dl_view *copy, const dl_view *view)
{
    const dl_view **children = dl_arena_alloc(arena, view->child_count * sizeof *children);
    if (!children)
        return false;
    for (size_t i = 0; i < view->child_count; i++) {
        children[i] = dl_view_copy(arena, view->children[i]);
        if (!children[i])
            return false;
    }
    copy->children = children;
    return true;
}

dl_view *dl_view_copy(dl_arena *arena, const dl_view *view)
{
    dl_view *copy = dl_arena_alloc(arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *view;
    if (!copy_text(arena, &copy->text) || !copy_text(arena, &copy->title) ||
        !copy_text(arena, &copy->description) || !copy_text(arena, &copy->svg) ||
        !copy_text(arena, &copy->svg_page) || !copy_text(arena, &copy->svg_narrow))
        return NULL;
    if (view->columns > 0 && !copy_table(arena, copy, view))
        return NULL;
    if (view->child_count > 0 && !copy_children(arena, copy, view))
        return NULL;
    return copy;
}
