/* Which source a date came from: the user value of the date. It goes where the date goes, and
 * arithmetic makes dates without one. */
#include "api/api.h"

void api_push_date_of(lua_State *L, const dl_date *date, dl_str source)
{
    api_push_date(L, date);
    if (source.size == 0)
        return;
    bind_push(L, source);
    lua_setiuservalue(L, -2, 1);
}

dl_str api_date_source(lua_State *L, int index)
{
    dl_str source = {"", 0};
    if (!api_test_date(L, index))
        return source;
    if (lua_getiuservalue(L, index, 1) == LUA_TSTRING)
        source.data = lua_tolstring(L, -1, &source.size);
    lua_pop(L, 1); /* the date keeps the string alive */
    return source;
}
