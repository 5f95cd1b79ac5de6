#include <lua.h>

#include "dateline/engine.h"

const char *dl_engine_library(void)
{
    return LUA_RELEASE;
}
