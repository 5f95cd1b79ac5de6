/* What is in the store and in the session's timelines, by commands. */
#include <string.h>

#include "base/escape.h"
#include "cli/cli.h"
#include "cli/repl.h"

int repl_sources(repl *in, dl_str nothing)
{
    (void)nothing;
    dl_buf sql = {0};
    dl_buf_puts(&sql, "SELECT url, snapshots, versions, last_captured FROM sources ORDER BY url");
    return repl_ask(in, DL_LANGUAGE_SQL, &sql);
}

int repl_snapshots(repl *in, dl_str url)
{
    dl_buf code = {0};
    if (dl_str_find(url, DL_STR("]==]"), 0) < url.size)
        return cli_usage(":snapshots: an address was expected");
    dl_buf_puts(&code, "store.snapshots(");
    if (url.size)
        dl_buf_printf(&code, "[==[%.*s]==]", DL_STR_ARG(url));
    dl_buf_puts(&code, ")");
    return repl_ask(in, DL_LANGUAGE_LUA, &code);
}

/* The timelines among the session's variables, or the picture of one. */
int repl_timeline(repl *in, dl_str name)
{
    static const char list[] =
        "local found = {}\n"
        "for name, value in pairs(_G) do\n"
        "  if type(value) == 'userdata' and tostring(value):find('^timeline of ') then\n"
        "    found[#found + 1] = {name = name, is = tostring(value)}\n"
        "  end\n"
        "end\n"
        "table.sort(found, function(a, b) return a.name < b.name end)\n"
        "found.columns = {'name', 'is'}\n"
        "if #found == 0 then print('no variable holds a timeline') else return found end";
    dl_buf code = {0};
    if (name.size == 0) {
        dl_buf_puts(&code, list);
        return repl_ask(in, DL_LANGUAGE_LUA, &code);
    }
    dl_buf_printf(&code,
                  "local value = %.*s\n"
                  "if tostring(value):find('^timeline of ') then return value end\n"
                  "error(",
                  DL_STR_ARG(name));
    dl_escape_lua(name, &code);
    dl_buf_puts(&code, " .. ' is no timeline; :timeline lists those that there are', 0)");
    return repl_ask(in, DL_LANGUAGE_LUA, &code);
}

/* --- tables and their columns: as Tab knows them, so that nothing runs for it --- */

static int complete(const repl *in, dl_buf *sql, dl_arena *arena, dl_completion *found,
                    dl_error *error)
{
    dl_place place = {.code = dl_buf_str(sql), .cursor = sql->size, .language = DL_LANGUAGE_SQL};
    *found = (dl_completion){0};
    int rc = dl_buf_ok(sql, error);
    if (rc == 0)
        rc = dl_runner_complete(in->session.runner, &place, arena, found, error);
    dl_buf_clear(sql);
    return rc;
}

static int print_columns(const repl *in, dl_str table, dl_arena *arena, dl_buf *out,
                         dl_error *error)
{
    dl_completion found;
    dl_buf sql = {0};
    dl_buf_printf(&sql, "SELECT %.*s.", DL_STR_ARG(table));
    int rc = complete(in, &sql, arena, &found, error);
    dl_buf_printf(out, "%.*s(", DL_STR_ARG(table));
    for (size_t i = 0; rc == 0 && i < found.count; i++)
        dl_buf_printf(out, "%s%.*s", i ? ", " : "", DL_STR_ARG(found.matches[i].text));
    dl_buf_puts(out, ")\n");
    return rc;
}

int repl_columns(repl *in, dl_str table, size_t *shown)
{
    dl_arena arena;
    dl_completion found;
    dl_error error;
    dl_buf sql = {0}, out = {0}, safe = {0};
    dl_arena_init(&arena);
    dl_buf_puts(&sql, "SELECT * FROM ");
    int rc = complete(in, &sql, &arena, &found, &error);
    *shown = 0;
    for (size_t i = 0; rc == 0 && i < found.count; i++) {
        dl_str name = found.matches[i].text;
        bool wanted = found.matches[i].kind == DL_MATCH_TABLE &&
                      (table.size == 0 || dl_str_same_letters(name, table));
        if (wanted && ++*shown)
            rc = print_columns(in, name, &arena, &out, &error);
    }
    int status = 0;
    dl_escape_terminal(dl_buf_str(&out), &safe);
    if (rc != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else if (*shown)
        status = cli_print(dl_buf_str(&safe));
    dl_buf_clear(&out);
    dl_buf_clear(&safe);
    dl_arena_clear(&arena);
    return status;
}

int repl_schema(repl *in, dl_str table)
{
    size_t shown;
    int status = repl_columns(in, table, &shown);
    if (status != 0 || shown)
        return status;
    if (table.size)
        return cli_usage("the store has no table or view '%.*s'; :schema lists them",
                         DL_STR_ARG(table));
    return cli_print(DL_STR("there is no store yet: fetch or store.put makes one\n"));
}
