/* timeline: as files and as text. */
#include "dateline/timeline_files.h"

#include "api/context.h"
#include "api/timeline.h"
#include "base/file.h"

/* A million events are some 100 MiB of TSV; larger files are no notebook's. */
static const size_t max_file = (size_t)512 << 20;

static dl_timeline_format check_format(lua_State *L, dl_str word)
{
    dl_timeline_format format;
    dl_error error;
    if (dl_timeline_format_of(word, &format, &error) != 0)
        bind_raise(L, &error);
    return format;
}

/* Pushes a timeline of the text. */
static void push_read(lua_State *L, dl_timeline_format format, dl_str text, const char *name)
{
    dl_error error;
    dl_timeline **held = timeline_push(L);
    if (dl_timeline_new(held, &error) != 0)
        bind_raise(L, &error);
    if (dl_timeline_read(*held, format, text, name, &error) == 0)
        return;
    dl_error placed = error;
    dl_error_set(&placed, error.kind, "%s:%d:%d: %.400s", error.place, error.line, error.column,
                 error.message);
    dl_error_hint(&placed, "%s", error.hint);
    bind_raise(L, &placed);
}

int timeline_load(lua_State *L)
{
    bind_options(L, 2, "timeline.load");
    dl_str path = bind_str(L, 1), word = path;
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        dl_str given = bind_field(L, 2, "format");
        word = given.size ? given : path;
    }
    dl_timeline_format format = check_format(L, word);
    dl_buf *text = bind_buf(L);
    dl_error error;
    if (dl_context_read(dl_context_of(L), path, max_file, text, &error) != 0)
        bind_raise(L, &error);
    push_read(L, format, dl_buf_str(text), lua_tostring(L, 1));
    timeline_note(L, lua_tostring(L, 1));
    return 1;
}

int timeline_read(lua_State *L)
{
    dl_str text = bind_str(L, 1);
    dl_timeline_format format = check_format(L, bind_str(L, 2));
    push_read(L, format, text, "text");
    timeline_note(L, "");
    return 1;
}

int timeline_schema(lua_State *L)
{
    dl_buf *text = bind_buf(L);
    dl_timeline_schema(text);
    bind_push_buf(L, text);
    return 1;
}

int timeline_write(lua_State *L)
{
    const dl_timeline *timeline = timeline_check(L, 1);
    dl_timeline_format format = check_format(L, bind_str(L, 2));
    dl_buf *text = bind_buf(L);
    dl_error error;
    if (dl_timeline_write(timeline, format, text, &error) != 0)
        bind_raise(L, &error);
    bind_push_buf(L, text);
    return 1;
}
