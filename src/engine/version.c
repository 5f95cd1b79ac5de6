#include <stdio.h>

#include <lua.h>

#include "dateline/engine.h"

const char *dl_engine_library(char running[16])
{
    if (running) {
        running[0] = '\0';
        sscanf(lua_ident, "$LuaVersion: Lua %15s", running);
    }
    return LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE;
}
