/*
 * Scripts in an engine of their own each time: what is Lua's fails as well as what is C's. The
 * store holds a capture of http://a.example/ and no network is asked.
 */
#include "fault.h"

#include <stdio.h>

#include "dateline/engine.h"

static const char *const fetch_page = "local p = fetch('http://a.example/')\n"
                                      "print(p.title, p.published, #p.links, p.authors)\n";
static const char *const fetch_find =
    "local p = fetch('http://a.example/')\n"
    "for _, n in ipairs(p:find('//td')) do print(n.text) end\nprint(p:select('h1')[1].text)\n";
static const char *const fetch_quote = "local e = fetch('http://a.example/'):quote('ten months "
                                       "after it was announced')\nprint(e.exact, e.verdict)\ne";
static const char *const fetch_dates =
    "for _, d in ipairs(fetch('http://a.example/'):dates()) do print(d.date, d.text) end\n";
static const char *const fetch_missing =
    "print(pcall(fetch, 'http://nowhere.example/'))\nprint(fetch.try('http://nowhere.example/'))\n";
static const char *const store_put =
    "store.exec('DROP TABLE IF EXISTS t')\nstore.put('t', {{a = 1, b = 'x'}, {a = 2, b = 'y'}}, "
    "{key = 'a'})\n"
    "for _, r in ipairs(store.query('SELECT a, b FROM t WHERE a > ?', {0})) do print(r.a, r.b) "
    "end\n"
    "store.exec('DROP TABLE t')\n";
static const char *const store_values = "store.set('k', ('v'):rep(300))\nprint(#store.get('k'))\n";
static const char *const store_transaction =
    "store.exec('DROP TABLE IF EXISTS u')\nstore.exec('CREATE TABLE u (a)')\n"
    "print(pcall(store.transaction, function() store.exec('INSERT INTO u VALUES (1)') error('no') "
    "end))\nprint(#store.query('SELECT * FROM u'))\nstore.exec('DROP TABLE u')\n";
static const char *const store_search =
    "for _, h in ipairs(store.search('paying')) do print(h.url, h.excerpt) end\n"
    "print(#store.snapshots('http://a.example/'))\n";
static const char *const store_import =
    "store.exec('DROP TABLE IF EXISTS rows')\nstore.import('rows.csv')\nstore.export('rows', "
    "'out.jsonl')\n"
    "for _, r in ipairs(store.query('SELECT * FROM rows')) do print(r.a, r.b) end\n"
    "store.exec('DROP TABLE rows')\n";
static const char *const dates_compare =
    "local a, b = date('2024-05~'), date('2024-06-03/..')\nprint(a, b, a < b, a:before(b))\n"
    "print(a:relation(b), a:distance(b), date.format(a), date.add(date('2024-01-31'), {months = "
    "1}))\n"
    "print(pcall(date, 'nonsense'))\n";
static const char *const dates_find =
    "for _, f in ipairs(date.find('by the end of March, or two weeks ago', {published = "
    "date('2024-12-09')})) do print(f.date, f.text, f.role) end\n";
static const char *const timeline_make =
    "local t = timeline{}\nt:promise{id = 'p', actor = 'A', date = '2024-01', due = "
    "'2024-03', what = 'said'}\nt:add{id = 'r', actor = 'A', kind = 'release', date = "
    "'2024-06-01', what = 'done'}\nt:settle('p', 'r')\nfor _, s in ipairs(t:slips()) do "
    "print(s.verdict, "
    "s.days) end\nprint(t:lag('p', 'r'))\nt";
static const char *const timeline_load =
    "local t = timeline.load('events.tsv')\nprint(t:filter(function(e) return e.actor ~= 'x' end)"
    ", #t:gaps(), #t:check())\nprint(#t:between('2023', '2024-06'))\n";
static const char *const timeline_merge =
    "local a, b = timeline.load('events.tsv'), timeline.load('events.tsv')\n"
    "a:merge(b)\nprint(#a:diff(b))\n";
static const char *const picture_timeline = "timeline.load('events.tsv')\n";
static const char *const picture_chart =
    "display(chart.bar({{x = 'a', y = 1}, {x = 'b', y = 2}}, {x = 'x', y = 'y'}))\n"
    "chart.line({{x = 1, y = 1}, {x = 2, y = 4}}, {x = 'x', y = 'y'})\n";
static const char *const tables_show =
    "table.show({{a = 1, b = date('2024-05')}, {a = 2, b = 'x|y'}}, {caption = 'c'})\n";
static const char *const markdown_show =
    "fetch('http://a.example/')\ndisplay(md('*a* <b>'))\ncite('http://a.example/')\n";
static const char *const feed_read =
    "local f = fetch.feed('feed.xml')\nprint(f.title, #f.entries, f.entries[1].title)\n";
static const char *const read_files =
    "print(#read('events.tsv'))\nprint(pcall(read, '../x'))\nprint(fetch('page.html').title)\n";
static const char *const changes = "local s = store.snapshots('http://a.example/')\n"
                                   "local d = store.diff(s[2].id, s[1].id)\nprint(d.summary)\nd";
static const char *const coroutines =
    "local function walk(n) for i = 1, n do coroutine.yield(i) end end\n"
    "local co = coroutine.wrap(walk)\nlocal s = {}\nfor i = 1, 50 do s[#s + 1] = ('x'):rep(i) .. "
    "co(50) end\nprint(#table.concat(s, ','))\nlocal ok, e = pcall(error, {code = 7})\nprint(ok, "
    "e.code)\nlocal t <close> = setmetatable({}, {__close = function() print('closed') end})\n";
static const char *const strings =
    "local t = {}\nfor w in ('the quick brown fox'):gmatch('%a+') do t[#t + 1] = w:upper() end\n"
    "table.sort(t)\nprint(table.concat(t, ' '), ('%5.2f|%q'):format(3.14159, 'a\\nb'))\n"
    "";

static int run_script(const fault_world *world, const char *code, dl_buf *out, dl_error *error)
{
    dl_engine *engine;
    dl_engine_options options = dl_engine_defaults();
    options.name = "n.md";
    options.folder = world->folder;
    options.store_path = world_path(world, "scripts.db");
    options.as_of = DL_STR("2024-12-31");
    options.fetch.folder = world->folder;
    options.fetch.mode = DL_FETCH_OFFLINE;
    int rc = dl_engine_new(&engine, &options, error);
    if (rc)
        return rc;
    dl_step step = {
        .id = DL_STR("1"), .code = dl_str_of(code), .line = 1, .column = 1, .output = true};
    dl_result result;
    dl_result_init(&result);
    rc = dl_engine_run(engine, &step, &result, error);
    if (!rc && result.state == DL_STATE_FAILED) {
        rc = result.error.kind;
        *error = result.error;
    }
    /* Lua says it so, where no binding did */
    if (rc == DL_ERR_CELL && dl_str_equal(dl_str_of(error->message), DL_STR("not enough memory")))
        rc = error->kind = DL_ERR_MEMORY;
    for (size_t i = 0; rc == 0 && i < result.view_count; i++) {
        dl_buf_printf(out, "%d:", result.views[i]->kind);
        dl_buf_add(out, result.views[i]->text);
        dl_buf_add(out, result.views[i]->svg);
    }
    dl_result_clear(&result);
    dl_engine_free(engine);
    return rc ? rc : dl_buf_ok(out, error);
}

#define SCRIPT(name)                                                                               \
    static int run_##name(fault_world *world, dl_buf *out, dl_error *error)                        \
    {                                                                                              \
        return run_script(world, name, out, error);                                                \
    }
SCRIPT(fetch_page)
SCRIPT(fetch_find)
SCRIPT(fetch_quote)
SCRIPT(fetch_dates)
SCRIPT(fetch_missing)
SCRIPT(store_put)
SCRIPT(store_values)
SCRIPT(store_transaction)
SCRIPT(store_search)
SCRIPT(store_import)
SCRIPT(dates_compare)
SCRIPT(dates_find)
SCRIPT(timeline_make)
SCRIPT(timeline_load)
SCRIPT(timeline_merge)
SCRIPT(picture_timeline)
SCRIPT(picture_chart)
SCRIPT(tables_show)
SCRIPT(markdown_show)
SCRIPT(feed_read)
SCRIPT(read_files)
SCRIPT(changes)
SCRIPT(coroutines)
SCRIPT(strings)

const operation script_operations[] = {
    {"script: fetch a page", run_fetch_page, NULL},
    {"script: find in a page", run_fetch_find, NULL},
    {"script: quote a page", run_fetch_quote, NULL},
    {"script: dates of a page", run_fetch_dates, NULL},
    {"script: fetch what is not there", run_fetch_missing, "it catches errors and prints them"},
    {"script: store.put and query", run_store_put, NULL},
    {"script: store.set and get", run_store_values, NULL},
    {"script: a transaction that fails", run_store_transaction,
     "it catches errors and prints them"},
    {"script: store.search", run_store_search, NULL},
    {"script: store.import and export", run_store_import, NULL},
    {"script: dates compared", run_dates_compare, "it catches errors and prints them"},
    {"script: dates found", run_dates_find, NULL},
    {"script: a timeline is made", run_timeline_make, NULL},
    {"script: a timeline is loaded", run_timeline_load, NULL},
    {"script: timelines merged", run_timeline_merge, NULL},
    {"script: a picture of a timeline", run_picture_timeline, NULL},
    {"script: charts", run_picture_chart, NULL},
    {"script: a table", run_tables_show, NULL},
    {"script: Markdown and a citation", run_markdown_show, NULL},
    {"script: a feed", run_feed_read, NULL},
    {"script: files", run_read_files, "it catches errors and prints them"},
    {"script: what changed", run_changes, NULL},
    {"script: coroutines", run_coroutines, "it catches errors and prints them"},
    {"script: strings and JSON", run_strings, NULL},
    {NULL, NULL, NULL}};
