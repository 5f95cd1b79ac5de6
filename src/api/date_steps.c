/* d:each(unit): a date gone through in a for loop; its place is all that is held. */
#include "api/date.h"
#include "dateline/steps.h"

static int next_step(lua_State *L)
{
    dl_date_steps *steps = lua_touserdata(L, lua_upvalueindex(1));
    dl_date unit;
    if (!dl_date_steps_next(steps, &unit))
        return 0;
    api_push_date(L, &unit);
    return 1;
}

int api_date_each(lua_State *L)
{
    dl_date space;
    dl_grain grain;
    dl_error error;
    const dl_date *date = api_check_date(L, 1, &space);
    if (dl_grain_of(bind_opt_str(L, 2, DL_STR("day")), &grain, &error) != 0)
        bind_raise(L, &error);
    dl_date_steps *steps = lua_newuserdatauv(L, sizeof *steps, 0);
    if (dl_date_steps_init(steps, date, grain, &error) != 0)
        bind_raise(L, &error);
    lua_pushcclosure(L, next_step, 1);
    return 1;
}
