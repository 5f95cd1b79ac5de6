/* Time on bad input: what is typed, and what a kernel or a served page are told. */
#include <string.h>

#include "dateline/engine.h"
#include "dateline/timeline_files.h"
#include "dateline/wire.h"
#include "engine/globals.h"
#include "engine/lex.h"
#include "fuzz/world.h"
#include "kernel/connection.h"
#include "kernel/history.h"
#include "kernel/message.h"
#include "linear.h"
#include "linear_shapes.h"
#include "serve/accept.h"
#include "serve/elements.h"
#include "serve/page.h"

static int as_kernel_message(dl_str text, dl_error *error)
{
    const dl_str frames[] = {DL_STR("<IDS|MSG>"), DL_STR(""),   DL_STR("{\"msg_type\":\"x\"}"),
                             DL_STR("{}"),        DL_STR("{}"), text};
    message read;
    int rc = message_read(frames, sizeof frames / sizeof *frames, DL_STR(""), NULL, &read, error);
    message_clear(&read);
    return rc;
}

static int as_connection(dl_str text, dl_error *error)
{
    connection to;
    return connection_parse(text, &to, error);
}

static int as_pattern(dl_str text, dl_error *error)
{
    (void)error;
    history_matches(DL_STR("*a*b*a*c*"), text);
    return 0;
}

/* What is asked for is as long as what is there. */
static int as_long_pattern(dl_str text, dl_error *error)
{
    (void)error;
    history_matches(dl_str_slice(text, 0, text.size / 2),
                    dl_str_slice(text, text.size / 2, text.size));
    return 0;
}

/* One engine for all: what it knows stays the same. */
static dl_engine *engine(void)
{
    static dl_engine *one;
    dl_engine_options options = dl_engine_defaults();
    options.folder = "/tmp";
    options.store_path = ":memory:";
    options.as_of = DL_STR("2026-01-01");
    if (!one && dl_engine_new(&one, &options, NULL) != 0)
        exit(1);
    return one;
}

static int complete(dl_str text, dl_language language, dl_error *error)
{
    dl_arena arena = {0};
    dl_completion found;
    const dl_place place = {.code = text, .cursor = text.size, .language = language};
    int rc = dl_engine_complete(engine(), &place, &arena, &found, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_lua_completion(dl_str text, dl_error *error)
{
    return complete(text, DL_LANGUAGE_LUA, error);
}

static int as_sql_completion(dl_str text, dl_error *error)
{
    return complete(text, DL_LANGUAGE_SQL, error);
}

static int as_typed(dl_str text, dl_error *error)
{
    (void)error;
    return (int)dl_engine_completeness(engine(), text);
}

static int as_elements(dl_str text, dl_error *error)
{
    dl_str element;
    size_t at = 0;
    (void)error;
    while (elements_next(text, &at, &element)) {
    }
    return 0;
}

/* A page that is open is told of another report. */
static int as_reports(dl_str text, dl_error *error)
{
    serve_page *page = serve_page_new();
    dl_buf event = {0};
    size_t half = text.size / 2;
    hold(page);
    int rc = serve_page_take(page, dl_str_slice(text, 0, half), &event, error);
    if (rc == 0)
        rc = serve_page_take(page, text, &event, error);
    serve_page_free(page);
    dl_buf_clear(&event);
    return rc;
}

static int as_accepted(dl_str text, dl_error *error)
{
    static const serve_row row = {{"a", 1}, {"k", 1}, {"2024", 4}, {"x", 1},
                                  {"", 0},  {"", 0},  {"", 0},     {"", 0}};
    char path[120];
    dl_buf line = {0};
    snprintf(path, sizeof path, "%s/a.tsv", linear_folder());
    fuzz_put(path, text);
    int rc = serve_accept(linear_folder(), DL_STR("a.tsv"), &row, &line, error);
    dl_buf_clear(&line);
    return rc;
}

static int as_tokens(dl_str text, dl_error *error)
{
    lexed in;
    int rc = lex_code(text, text.size, &in, error);
    for (size_t i = 0; rc == 0 && i < in.count; i += 1 + in.count / 64)
        lex_opening(&in, i);
    lex_clear(&in);
    return rc;
}

/* What a worker, which runs a stranger's code, tells its runner. */
static int as_told(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_source *sources;
    size_t count;
    int rc = dl_wire_sources(text, &arena, &sources, &count, error);
    dl_arena_clear(&arena);
    return rc;
}

static void put_sources(dl_str text, dl_buf *file)
{
    size_t count;
    dl_str *lines = linear_lines(text, &count);
    dl_source *sources = calloc(count + 1, sizeof *sources);
    const dl_str none = {"", 0};
    hold(lines && sources);
    for (size_t i = 0; i < count; i++)
        sources[i] = (dl_source){.url = lines[i],
                                 .final_url = none,
                                 .title = none,
                                 .publisher = none,
                                 .published = none,
                                 .authors = none,
                                 .sha256 = none,
                                 .text_sha256 = none,
                                 .missing = none,
                                 .origin = none};
    hold(dl_wire_put_sources(sources, count, file, NULL) == 0);
    free(lines);
    free(sources);
}

static const bad rows[] = {
    /* jansson's tree of so many names outgrows the processor's caches, which is a step and not a
     * square: 80,000 names took 3.2 times as long to read as 40,000, 320,000 2.3 times 160,000 */
    {"kernel: content", as_kernel_message, 100000, "{\"a\":1", ",\"a\1\":[{}]", "}", .most = 400000,
     .most_s = 0.2},
    {"kernel: history's pattern", as_pattern, 200000, "", "abac", ""},
    {"completion: Lua brackets", as_lua_completion, 20000, "x = ", "(", "str", .most = 1000000},
    {"completion: Lua closed brackets", as_lua_completion, 20000, "x = ", "{}", ".a",
     .most = 1000000},
    {"completion: Lua fields", as_lua_completion, 20000, "a", ".b", ".c", .most = 1000000},
    {"completion: Lua calls", as_lua_completion, 20000, "a", "(1)", ":", .most = 1000000},
    {"completion: Lua names", as_lua_completion, 20000, "", "local a\1 = 1\n", "a",
     .most = 1000000},
    {"completion: Lua functions", as_lua_completion, 20000, "", "local function a\1() ", "a",
     .most = 1000000},
    {"completion: Lua nameless functions", as_lua_completion, 20000, "", "function ", "a",
     .most = 1000000},
    {"completion: Lua strings", as_lua_completion, 20000, "", "x = 'a' ", "x = 'b",
     .most = 1000000},
    {"completion: SQL in a string", as_lua_completion, 20000, "store.query [[select ", "a, ", "b",
     .most = 1000000},
    {"completion: SQL brackets", as_sql_completion, 20000, "select ", "(select ", "a",
     .most = 1000000},
    {"completion: SQL tables", as_sql_completion, 20000, "select a from t", ", t\1", " where t",
     .most = 1000000},
    {"completion: SQL quotes", as_sql_completion, 20000, "select ", "'a', ", "\"b",
     .most = 1000000},
    {"completion: SQL statements", as_sql_completion, 20000, "", "select 1; ", "sel",
     .most = 1000000},
    {"typed: blocks", as_typed, 50000, "", "do end ", ""},
    {"typed: brackets", as_typed, 95, "x = ", "(", "", .most = 190, .ends = ""},
    {"typed: lines", as_typed, 50000, "", "x = 1\n", "(", .ends = ""},
    {"typed: a long string", as_typed, 50000, "x = [==[", "]=]", "", .ends = ""},
    {"serve: elements", as_elements, 100000, "", "<p>a</p>", ""},
    {"serve: open elements", as_elements, 50000, "", "<p>", ""},
    {"serve: comments", as_elements, 100000, "", "<!-- ", ""},
    {"serve: attributes", as_elements, 100000, "<p ", "a=\"", ">"},
    {"kernel: a connection", as_connection, 50000, "{\"ip\":\"a\"", ",\"a\1\":\"b\"", "}",
     .most = 400000, .ends = "shell_port must be"},
    {"kernel: a long pattern", as_long_pattern, 50000, "", "*a", ""},
    {"kernel: a pattern of questions", as_long_pattern, 50000, "", "?*", ""},
    {"completion: tokens", as_tokens, 50000, "", "(", "", .most = 1000000},
    {"completion: tokens closed", as_tokens, 50000, "", ")", "", .most = 1000000},
    {"completion: a long comment", as_tokens, 50000, "--[[", "]=", "", .most = 1000000},
    {"typed: nested functions", as_typed, 300, "", "f(function() ", "", .most = 600, .ends = ""},
    {"serve: reports", as_reports, 50000, "<main>", "<section id=\"c\1\"><p>a</p></section>",
     "</main>"},
    {"serve: reports of one kind", as_reports, 50000, "<main>", "<p>a</p>", "</main>"},
    {"serve: a report that is none", as_reports, 50000, "", "<main>", ""},
    {"serve: accepted", as_accepted, 50000, "id\tactor\tkind\tdate\twhat\n", "e\1\ta\tb\t2024\tx\n",
     ""},
    {"worker: sources", as_told, 50000, "", "http://a/\1\n", "", .shape = put_sources,
     .most = 1000000},
};

const bad_list linear_sessions = {rows, sizeof rows / sizeof *rows};
