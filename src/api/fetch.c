/* fetch: captures a source, or replays its capture. */
#include "dateline/capture.h"

#include "api/api.h"
#include "api/context.h"

/* Pushes a page, and notes the source for the report, had or not. */
static int fetch_page(lua_State *L, int index, dl_error *error)
{
    dl_context *context = dl_context_of(L);
    dl_str url = bind_str(L, index);
    dl_capture *held = api_new_page(L);
    dl_fetch *fetch = dl_context_fetch(L);
    int rc = dl_capture_get(fetch, dl_context_fetch_store(L), url, context->fetch_options.mode,
                            held, error);
    if (rc != 0) {
        dl_error ignored;
        dl_context_add_source(context, url, NULL, NULL, dl_str_of(error->message), &ignored);
        return rc;
    }
    dl_source facts = {
        .title = held->page.title, .publisher = held->page.publisher, .published = held->published};
    return dl_context_add_source(context, url, &held->snapshot, &facts, (dl_str){"", 0}, error);
}

static int f_fetch(lua_State *L) /* (module, url) */
{
    dl_error error;
    if (fetch_page(L, 2, &error) != 0)
        bind_raise(L, &error);
    return 1;
}

static int f_try(lua_State *L)
{
    dl_error error;
    int rc = fetch_page(L, 1, &error);
    /* a person's Ctrl-C and the clock are not the page's failure */
    if (rc == DL_ERR_INTERRUPTED || rc == DL_ERR_LIMIT_TIME || rc == DL_ERR_MEMORY)
        bind_raise(L, &error);
    if (rc != 0)
        return bind_try(L, &error);
    return 1;
}

const bind_function api_fetch_rows[] = {
    {{"fetch", "fetch(url) -> page",
      "Captures a source (or replays its capture) and reads it; raises when it cannot be had."},
     f_fetch},
    {{"fetch.try", "fetch.try(url) -> page | nil, message, kind",
      "As fetch, but returns what went wrong."},
     f_try},
    {{NULL, NULL, NULL}, NULL}};

void api_open_fetch(lua_State *L)
{
    bind_module(L, "fetch", api_fetch_rows);
    bind_callable(L, f_fetch);
    lua_setglobal(L, "fetch");
}
