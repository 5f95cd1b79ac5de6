/*
 * Any text as a cell: what its bytecode shows of its globals is told without a crash or a leak. The
 * dump is Lua's own; its bytes are also damaged, which must end as "all" or in some answer.
 */
#include <string.h>

#include <lauxlib.h>

#include "engine/globals.h"
#include "fuzz.h"

static int add_bytes(lua_State *L, const void *bytes, size_t size, void *out)
{
    (void)L;
    dl_buf_append(out, bytes, size);
    return 0;
}

static void ask(dl_str dump)
{
    dl_arena arena = {0};
    dl_globals globals;
    dl_error error;
    if (globals_of_dump(dump, &arena, &globals, &error) == 0) {
        for (size_t i = 1; i < globals.count; i++) {
            if (dl_str_compare(globals.list[i - 1].name, globals.list[i].name) >= 0)
                abort();
        }
    }
    dl_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4)
        return 0;
    lua_State *L = luaL_newstate();
    uint32_t damage;
    memcpy(&damage, data, sizeof damage);
    if (L && luaL_loadbufferx(L, (const char *)data + 4, size - 4, "=f", "t") == LUA_OK) {
        dl_buf dump = {0};
        lua_dump(L, add_bytes, &dump, 1);
        ask(dl_buf_str(&dump));
        if (dump.size)
            dump.data[damage % dump.size] ^= (char)(damage >> 24 | 1);
        ask(dl_buf_str(&dump));
        dl_buf_clear(&dump);
    }
    if (L)
        lua_close(L);
    return 0;
}
