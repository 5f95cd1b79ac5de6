#include "api/picture.h"

#include <stdio.h>

#include "api/context.h"
#include "draw/draw.h"

static void draw(lua_State *L, const dl_timeline *timeline, const dl_draw_options *options,
                 dl_view *view, dl_arena *arena)
{
    dl_error error;
    dl_buf *buf = bind_buf(L);
    if (dl_draw_timeline_svg(timeline, options, buf, &error) != 0)
        bind_raise(L, &error);
    view->svg = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    dl_draw_options columns = *options;
    columns.width = dl_context_of(L)->width;
    if (dl_draw_timeline_text(timeline, &columns, buf, &error) != 0)
        bind_raise(L, &error);
    view->text = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    dl_draw_timeline_describe(timeline, buf);
    view->description = dl_arena_copy(arena, dl_buf_str(buf));
    lua_pop(L, 1);
}

void picture_push(lua_State *L, const dl_timeline *timeline, dl_str title, const dl_date *as_of)
{
    char id[32];
    snprintf(id, sizeof id, "picture-%zu", ++dl_context_of(L)->pictures);
    const dl_view **held;
    dl_arena *arena = api_push_view(L, &held);
    dl_view *view = dl_view_text(arena, DL_VIEW_PICTURE, DL_STR(""));
    if (!view) {
        luaL_error(L, "not enough memory");
        return;
    }
    view->title = dl_arena_copy(arena, title);
    dl_draw_options options = {.title = title, .id = dl_str_of(id), .as_of = as_of};
    draw(L, timeline, &options, view, arena);
    *held = view;
}
