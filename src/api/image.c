/* image and progress: pictures from elsewhere, and how far a long cell has come. */
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "base/clock.h"
#include "draw/image.h"

static const size_t max_file = (size_t)16 << 20;

/* The picture's own bytes, or those of the file that the argument names, in *file. */
static dl_str check_bytes(lua_State *L, dl_buf *file)
{
    dl_error error;
    dl_str given = bind_str(L, 1);
    if (dl_image_begins(given))
        return given;
    if (dl_context_read(dl_context_of(L), given, max_file, file, &error) != 0)
        bind_raise(L, &error);
    return dl_buf_str(file);
}

/* What the picture will take of the cell's output, said before it is made. */
static void check_size(lua_State *L, size_t size)
{
    size_t most = dl_context_of(L)->output_bytes / 4 * 3;
    dl_error error;
    if (size < most)
        return;
    dl_error_set(&error, DL_ERR_LIMIT_OUTPUT,
                 "a picture of %zu bytes is more than a cell can show; %zu can be", size, most);
    dl_error_hint(&error, "scale it down, or save it with fewer colours or lower quality");
    bind_raise(L, &error);
}

static int f_image(lua_State *L)
{
    bind_options(L, 2, "image");
    dl_error error;
    dl_image image;
    dl_str alt = {"", 0}, title = {"", 0};
    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        alt = bind_field(L, 2, "alt");
        title = bind_field(L, 2, "title");
    }
    const dl_view **slot;
    dl_buf *file = bind_buf(L), *svg = bind_buf(L);
    dl_str bytes = check_bytes(L, file);
    if (dl_image_read(bytes, &image, &error) != 0)
        bind_raise(L, &error);
    check_size(L, bytes.size);
    dl_image_svg(&image, bytes, alt.size ? alt : title, svg);
    if (dl_buf_ok(svg, &error) != 0)
        bind_raise(L, &error);
    dl_arena *arena = api_push_view(L, &slot);
    dl_buf *words = bind_buf(L);
    dl_buf_printf(words, "[%.*s%s%s, %d × %d pixels]", DL_STR_ARG(alt), alt.size ? "; " : "",
                  image.type, image.width, image.height);
    dl_view *view = dl_view_text(arena, DL_VIEW_PICTURE, dl_buf_str(words));
    bind_settop(L, lua_gettop(L) - 1);
    if (!view)
        return luaL_error(L, "not enough memory");
    view->svg = dl_arena_copy(arena, dl_buf_str(svg));
    view->title = dl_arena_copy(arena, title);
    view->description = dl_arena_copy(arena, alt.size ? alt : title);
    if (!view->svg.data || !view->title.data || !view->description.data)
        return luaL_error(L, "not enough memory");
    *slot = view;
    return 1;
}

/* --- progress --- */

/* Ten times a second at most, however often a cell says so; nothing of it is in any result. */
static int f_progress(lua_State *L)
{
    static const int64_t pause_ms = 100;
    static const size_t whole = 1000;
    dl_context *context = dl_context_of(L);
    lua_Number part = luaL_checknumber(L, 1);
    dl_str label = bind_opt_str(L, 2, DL_STR("working"));
    luaL_argcheck(L, part >= 0 && part <= 1, 1, "how far it has come is a number from 0 to 1");
    int64_t now = dl_clock_ms();
    if (!context->fetch_options.progress || now - context->progress_at_ms < pause_ms)
        return 0;
    context->progress_at_ms = now;
    dl_fetch_progress told = {.count = whole, .done = (size_t)(part * (double)whole)};
    size_t size = label.size < sizeof told.label - 1 ? label.size : sizeof told.label - 1;
    while (size > 0 && size < label.size && ((unsigned char)label.data[size] & 0xC0) == 0x80)
        size--; /* not within a character */
    memcpy(told.label, label.data, size);
    context->fetch_options.progress(context->fetch_options.progress_user, &told);
    return 0;
}

const bind_function api_image_rows[] = {{"image", f_image}, {"progress", f_progress}, {NULL, NULL}};

void api_open_image(lua_State *L)
{
    for (const bind_function *row = api_image_rows; row->name; row++) {
        lua_pushcfunction(L, row->call);
        lua_setglobal(L, row->name);
    }
}
