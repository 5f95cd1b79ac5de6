/* page: its lists of records, which display as tables. */
#include <string.h>

#include "api/api.h"

static int push_claims(lua_State *L, const dl_page *page)
{
    static const char *const columns[] = {"field", "value", "from", "rank", "chosen", "raw"};
    api_new_rows(L, page->claim_count, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < page->claim_count; i++) {
        const dl_page_claim *claim = &page->claims[i];
        lua_createtable(L, 0, 7);
        bind_set(L, "field", dl_str_of(claim->field));
        bind_set(L, "value", claim->value);
        bind_set(L, "from", claim->from);
        bind_set(L, "raw", claim->raw);
        lua_pushinteger(L, claim->rank);
        lua_setfield(L, -2, "rank");
        lua_pushboolean(L, claim->chosen);
        lua_setfield(L, -2, "chosen");
        lua_pushboolean(L, claim->conflict);
        lua_setfield(L, -2, "conflict");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int push_anchors(lua_State *L, const dl_page *page)
{
    static const char *const columns[] = {"text", "url", "rel"};
    api_new_rows(L, page->link_count, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < page->link_count; i++) {
        lua_createtable(L, 0, 3);
        bind_set(L, "text", page->anchors[i].text);
        bind_set(L, "url", page->anchors[i].url);
        bind_set(L, "rel", page->anchors[i].rel);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int api_push_page_list(lua_State *L, const dl_page *page, const char *key)
{
    if (strcmp(key, "claims") == 0)
        return push_claims(L, page);
    if (strcmp(key, "anchors") == 0)
        return push_anchors(L, page);
    return 0;
}
