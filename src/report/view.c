#include "dateline/view.h"

dl_view *dl_view_text(dl_arena *arena, dl_view_kind kind, dl_str text)
{
    dl_view *view = dl_arena_alloc(arena, sizeof *view);
    if (!view)
        return NULL;
    *view = (dl_view){.kind = kind, .text = dl_arena_copy(arena, text)};
    return view->text.data ? view : NULL;
}

dl_view *dl_view_date(dl_arena *arena, const dl_field *date)
{
    dl_view *view = dl_view_table(arena, 1, 1);
    if (!view)
        return NULL;
    view->kind = DL_VIEW_VALUE;
    view->text = dl_arena_copy(arena, date->text);
    dl_view_names(view)[0] = (dl_str){"", 0};
    *dl_view_fields(view) = (dl_field){.kind = DL_CELL_DATE,
                                       .text = view->text,
                                       .value = dl_arena_copy(arena, date->value),
                                       .source = dl_arena_copy(arena, date->source)};
    bool whole = view->text.data && view->fields->value.data && view->fields->source.data;
    return whole ? view : NULL;
}

dl_view *dl_view_table(dl_arena *arena, size_t columns, size_t rows)
{
    dl_view *view = dl_arena_alloc(arena, sizeof *view);
    dl_str *names = dl_arena_alloc(arena, columns * sizeof *names);
    dl_field *fields = dl_arena_alloc(arena, columns * rows * sizeof *fields);
    if (!view || !names || !fields)
        return NULL;
    *view = (dl_view){.kind = DL_VIEW_TABLE, .columns = columns, .rows = rows};
    view->names = names;
    view->fields = fields;
    return view;
}

dl_view *dl_view_group(dl_arena *arena, const dl_view *const *children, size_t count)
{
    dl_view *view = dl_arena_alloc(arena, sizeof *view);
    const dl_view **list = dl_arena_alloc(arena, count * sizeof *list);
    if (!view || !list)
        return NULL;
    for (size_t i = 0; i < count; i++)
        list[i] = children[i];
    *view = (dl_view){.kind = DL_VIEW_GROUP, .children = list, .child_count = count};
    return view;
}

/* The holder of a table made by dl_view_table may fill what others only read. */
dl_str *dl_view_names(dl_view *table)
{
    return (dl_str *)table->names;
}

dl_field *dl_view_fields(dl_view *table)
{
    return (dl_field *)table->fields;
}
