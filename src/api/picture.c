#include "api/picture.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/context.h"
#include "draw/draw.h"

/* In units of a screen's pixels: what a column of text, a page of A4 and a telephone have. */
enum { WIDE = 960, PAGE = 690, NARROW = 336 };

/* Under an id of its own, since all three stand in one page. */
static dl_str draw_svg(lua_State *L, const dl_timeline *timeline, const dl_draw_options *options,
                       int width, const char *suffix, dl_arena *arena, dl_buf *buf)
{
    char id[220];
    dl_error error;
    dl_draw_options sized = *options;
    snprintf(id, sizeof id, "%.*s%s", DL_STR_ARG(options->id), suffix);
    sized.id = dl_str_of(id);
    sized.width = width;
    dl_buf_truncate(buf, 0);
    if (dl_draw_timeline_svg(timeline, &sized, buf, &error) != 0)
        bind_raise(L, &error);
    return dl_arena_copy(arena, dl_buf_str(buf));
}

static void draw(lua_State *L, const dl_timeline *timeline, const dl_draw_options *options,
                 dl_view *view, dl_arena *arena)
{
    dl_error error;
    dl_buf *buf = bind_buf(L);
    view->svg = draw_svg(L, timeline, options, WIDE, "", arena, buf);
    view->svg_page = draw_svg(L, timeline, options, PAGE, "-page", arena, buf);
    view->svg_narrow = draw_svg(L, timeline, options, NARROW, "-narrow", arena, buf);
    dl_buf_truncate(buf, 0);
    dl_draw_options columns = *options;
    columns.width = dl_context_width(dl_context_of(L));
    if (dl_draw_timeline_text(timeline, &columns, buf, &error) != 0)
        bind_raise(L, &error);
    view->text = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    dl_draw_timeline_describe(timeline, buf);
    view->description = dl_arena_copy(arena, dl_buf_str(buf));
    bind_settop(L, lua_gettop(L) - 1);
}

/* --- the same as a table --- */

/* What is longer is no alternative to a picture: t:events() has all. */
enum { MOST_ROWS = 2000 };

enum {
    COLUMN_DATE,
    COLUMN_ACTOR,
    COLUMN_KIND,
    COLUMN_WHAT,
    COLUMN_TOLD,
    COLUMN_DUE,
    COLUMN_CAME,
    COLUMNS
};

static dl_field date_field(dl_arena *arena, const dl_event *event, const dl_date *date, dl_buf *buf)
{
    dl_field field = {.kind = DL_CELL_DATE};
    if (event->source_count)
        field.source = dl_arena_copy(arena, event->sources[0]);
    dl_buf_truncate(buf, 0);
    dl_date_words(date, buf);
    field.text = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    dl_date_print(date, buf);
    field.value = dl_arena_copy(arena, dl_buf_str(buf));
    return field;
}

static void fill_row(dl_arena *arena, dl_field *row, const dl_timeline *timeline,
                     const dl_event *event, const dl_date *as_of, dl_buf *buf)
{
    row[COLUMN_DATE] = date_field(arena, event, event->date, buf);
    row[COLUMN_ACTOR].text = dl_arena_copy(arena, event->actor);
    row[COLUMN_KIND].text = dl_arena_copy(arena, event->kind);
    row[COLUMN_WHAT].text = dl_arena_copy(arena, event->what);
    dl_buf_truncate(buf, 0);
    dl_draw_conflict_words(timeline, event, buf);
    row[COLUMN_TOLD].text = dl_arena_copy(arena, dl_buf_str(buf));
    if (!event->has_due)
        return;
    row[COLUMN_DUE] = date_field(arena, event, event->due, buf);
    dl_slip slip = dl_timeline_slip(timeline, event, as_of);
    dl_buf_truncate(buf, 0);
    dl_draw_slip_words(&slip, buf);
    row[COLUMN_CAME].text = dl_arena_copy(arena, dl_buf_str(buf));
}

/* A picture with the fields of its table, NULL when memory is gone. */
static dl_view *picture_with_table(lua_State *L, const dl_timeline *timeline, const dl_date *as_of,
                                   dl_arena *arena)
{
    static const char *const names[COLUMNS] = {"Date",      "Actor", "Kind", "What",
                                               "Also told", "Due",   "Came"};
    size_t *order, count = dl_timeline_count(timeline);
    size_t rows = count > MOST_ROWS ? MOST_ROWS + 1 : count;
    dl_error error;
    dl_buf *buf = bind_buf(L);
    void **box = bind_box(L, free);
    dl_view *view = dl_view_table(arena, COLUMNS, rows);
    if (dl_timeline_sorted(timeline, &order, &error) != 0)
        bind_raise(L, &error);
    *box = order;
    for (size_t i = 0; view && i < COLUMNS; i++)
        dl_view_names(view)[i] = dl_str_of(names[i]);
    for (size_t i = 0; view && i < rows * COLUMNS; i++)
        dl_view_fields(view)[i] = (dl_field){.kind = DL_CELL_TEXT};
    for (size_t i = 0; view && i < rows && i < MOST_ROWS; i++)
        fill_row(arena, dl_view_fields(view) + i * COLUMNS, timeline,
                 dl_timeline_at(timeline, order[i]), as_of, buf);
    if (view && rows < count) {
        dl_buf_truncate(buf, 0);
        dl_buf_printf(buf, "and %zu more events", count - MOST_ROWS);
        dl_view_fields(view)[MOST_ROWS * COLUMNS + COLUMN_WHAT].text =
            dl_arena_copy(arena, dl_buf_str(buf));
    }
    bind_settop(L, lua_gettop(L) - 2);
    return view;
}

void picture_push(lua_State *L, const dl_timeline *timeline, const picture_wish *wish)
{
    char id[200];
    dl_context_picture_id(dl_context_of(L), id, sizeof id);
    const dl_view **held;
    dl_arena *arena = api_push_view(L, &held);
    dl_view *view = wish->with_table ? picture_with_table(L, timeline, wish->as_of, arena)
                                     : dl_view_text(arena, DL_VIEW_PICTURE, DL_STR(""));
    if (!view) {
        luaL_error(L, "not enough memory");
        return;
    }
    view->kind = DL_VIEW_PICTURE;
    view->title = dl_arena_copy(arena, wish->title);
    dl_draw_options options = {
        .title = wish->title, .id = dl_str_of(id), .as_of = wish->as_of, .form = wish->form};
    draw(L, timeline, &options, view, arena);
    *held = view;
}
