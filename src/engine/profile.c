#include "engine/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static const char key = 'p'; /* its address names the profile in the registry */

static profile *profile_of(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
    profile *of = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return of;
}

/* Its place in the list, at the end when it is new there. */
static size_t place_of(profile *of, const lua_Debug *info)
{
    for (size_t i = 0; i < of->count; i++)
        if (of->lines[i].line == info->currentline &&
            strcmp(of->lines[i].source, info->short_src) == 0)
            return i;
    if (of->count == PROFILE_LINES)
        return PROFILE_LINES; /* its time is nobody's */
    profile_line *line = &of->lines[of->count];
    snprintf(line->source, sizeof line->source, "%s", info->short_src);
    line->line = info->currentline;
    return of->count++;
}

static void close_line(profile *of, double now)
{
    if (of->now < PROFILE_LINES)
        of->lines[of->now].seconds += now - of->since_s;
    of->since_s = now;
}

/* A line begins; or a function ends, and the line that called it goes on. */
static void on_event(lua_State *L, lua_Debug *event)
{
    profile *of = profile_of(L);
    if (!of)
        return;
    close_line(of, dl_clock_s());
    lua_Debug caller, *info = event;
    if (event->event == LUA_HOOKRET) {
        of->now = PROFILE_LINES;
        if (!lua_getstack(L, 1, &caller))
            return;
        info = &caller;
    }
    lua_getinfo(L, "Sl", info);
    if (info->currentline < 0)
        return;
    of->now = place_of(of, info);
    if (of->now < PROFILE_LINES && event->event == LUA_HOOKLINE)
        of->lines[of->now].times++;
}

void profile_begin(lua_State *L, profile *of)
{
    memset(of, 0, sizeof *of);
    of->now = PROFILE_LINES;
    of->since_s = dl_clock_s();
    lua_pushlightuserdata(L, of);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
    lua_sethook(L, on_event, LUA_MASKLINE | LUA_MASKRET, 0);
}

void profile_end(lua_State *L, profile *of)
{
    close_line(of, dl_clock_s());
    of->now = PROFILE_LINES;
    if (lua_gethook(L) == on_event) /* what stops the step may stand in its place */
        lua_sethook(L, NULL, 0, 0);
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
}

/* --- the table --- */

static int by_time(const void *first, const void *second)
{
    double a = ((const profile_line *)first)->seconds, b = ((const profile_line *)second)->seconds;
    return (a < b) - (a > b);
}

static void fill(dl_view *view, size_t row, const char *const *texts, dl_arena *arena)
{
    dl_field *fields = dl_view_fields(view) + row * view->columns;
    for (size_t i = 0; i < view->columns; i++) {
        fields[i].kind = i < 3 ? DL_CELL_NUMBER : DL_CELL_TEXT;
        fields[i].text = dl_arena_copy(arena, dl_str_of(texts[i]));
    }
}

dl_view *profile_view(profile *of, dl_arena *arena)
{
    enum { SHOWN = 20 };
    static const char *const names[] = {"ms", "%", "times", "line"};
    qsort(of->lines, of->count, sizeof *of->lines, by_time);
    double all = 0;
    for (size_t i = 0; i < of->count; i++)
        all += of->lines[i].seconds;
    dl_view *view = dl_view_table(arena, 4, of->count < SHOWN ? of->count : SHOWN);
    if (!view)
        return NULL;
    for (size_t i = 0; i < 4; i++)
        dl_view_names(view)[i] = dl_str_of(names[i]);
    for (size_t i = 0; i < view->rows; i++) {
        const profile_line *line = &of->lines[i];
        char ms[32], share[32], times[32], where[LUA_IDSIZE + 16];
        snprintf(ms, sizeof ms, "%.2f", line->seconds * 1e3);
        snprintf(share, sizeof share, "%.1f", all > 0 ? 100 * line->seconds / all : 0);
        snprintf(times, sizeof times, "%llu", (unsigned long long)line->times);
        snprintf(where, sizeof where, "%s:%d", line->source, line->line);
        fill(view, i, (const char *const[]){ms, share, times, where}, arena);
    }
    return view;
}
