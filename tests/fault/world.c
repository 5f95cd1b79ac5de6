#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "dateline/capture.h"
#include "dateline/engine.h"
#include "dateline/evidence_rows.h"
#include "dateline/ipynb.h"
#include "dateline/timeline_files.h"

static const char page_text[] =
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>Sora is here | Example</title>"
    "<meta property='og:title' content='Sora is here'><meta name=author content='A. Writer'>"
    "<meta property='article:published_time' content='2024-12-09T17:00:00Z'>"
    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Sora is here\","
    "\"datePublished\":\"2024-12-09\",\"author\":{\"name\":\"A. Writer\"}}</script></head><body>"
    "<header><nav><a href='/'>Home</a> <a href='/news'>News</a></nav></header><article>"
    "<h1>Sora is here</h1><p class=byline>By A. Writer, <time datetime='2024-12-09'>December 9, "
    "2024</time></p><p>The model that was shown in February was opened to paying users today, ten "
    "months after it was announced. It was to come \xe2\x80\x9c"
    "by the end of the year\xe2\x80\x9d, and it did.</p>"
    "<p>A second paragraph says when: between March and May of 2024 nothing was told, and on 30 "
    "September 2024 a delay was announced. See <a href='more.html' rel=next>more</a>.</p>"
    "<table><tr><th>when</th><th>what</th></tr><tr><td>2024-02-15</td><td>shown</td></tr></table>"
    "</article><footer>123 views &copy; 2024</footer></body></html>";

static const char notebook_text[] =
    "---\ndateline: 1\ntitle: A test\nauthors: [A. Writer, B. Writer]\nas-of: 2024-12-31\n"
    "net: [a.example, \"*.b.example\"]\nparams: {n: 3, s: text, d: {type: date, default: "
    "2024-05}}\n"
    "---\n# A *test*\n\nProse [^a caret,\nno footnote], and `{lua} 1 + params.n`, and a "
    "[link](http://a.example/).\n\n"
    "```lua id=\"one\" caption=\"The *first*\"\nprint('one')\n"
    "table.show({{a = 1, b = date('2024-05')}, {a = 2, b = date('2024-06~')}})\n```\n\n"
    "- a list\n- of two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    "```lua id=\"two\" echo=false tags=[\"x\", \"y\"]\n"
    "local t = timeline.load('events.tsv')\nt\n```\n\n"
    "```lua\nchart.bar({{x = 'a', y = 1}, {x = 'b', y = 2}}, {x = 'x', y = 'y'})\n```\n\n"
    "```lua error=\"expected\"\nerror('meant')\n```\n";

static const char rss_text[] =
    "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
    "<title>News &amp; more</title><link>http://a.example/</link><description>d</description>"
    "<item><title>One</title><link>http://a.example/1</link><guid>1</guid><dc:creator>A</"
    "dc:creator>"
    "<pubDate>Mon, 09 Dec 2024 17:00:00 GMT</pubDate><description>&lt;p&gt;x&lt;/p&gt;"
    "</description><category>c</category><enclosure url='http://a.example/a.mp3' length='1' "
    "type='audio/mpeg'/></item></channel></rss>";

static const char atom_text[] =
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/'><title type='html'>"
    "A &lt;b&gt;log&lt;/b&gt;</title><id>urn:1</id><updated>2024-12-09T17:00:00Z</updated>"
    "<author><name>A</name><email>a@a.example</email></author><entry><title>One</title><id>urn:2"
    "</id><link href='one'/><updated>2024-12-08T00:00:00+02:00</updated><content type='xhtml'>"
    "<div xmlns='http://www.w3.org/1999/xhtml'><p>words</p></div></content></entry></feed>";

static const char prose_text[] =
    "On Monday, 9 December 2024 it was opened; in early March, between May 3 and June 2024, about "
    "8:30 Eastern on Tuesday, two weeks ago, by the end of the year and since spring 2023 it was "
    "not. On 03/04/2024 nobody knew, and the first half of 2022 is long past. Last year, Easter, "
    "the 1990s and the day after tomorrow are dates too. OpenAI announced that it would ship it "
    "within a few months.";

_Noreturn static void give_up(const char *what, const dl_error *error)
{
    printf("Bail out! %s: %s\n", what, error->message);
    exit(1);
}

const char *world_path(const fault_world *world, const char *name)
{
    static char paths[8][128];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", world->folder, name);
    return path;
}

static dl_str kept(fault_world *world, dl_buf *text)
{
    dl_str copy = dl_arena_copy(&world->arena, dl_buf_str(text));
    dl_buf_clear(text);
    return copy;
}

static void store_page(fault_world *world, dl_str body, int64_t when_us, int64_t *id)
{
    dl_error error;
    dl_capture capture;
    dl_snapshot snapshot = {
        .url = DL_STR("http://a.example/"),
        .final_url = DL_STR("http://a.example/"),
        .status = 200,
        .headers = DL_STR("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"),
        .request = DL_STR("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        .body = body,
        .captured_at_us = when_us};
    dl_arena arena = {0};
    if (dl_store_add_snapshot(world->store, &snapshot, &arena, &error) != 0)
        give_up("a capture", &error);
    *id = snapshot.id;
    dl_capture_init(&capture);
    if (dl_capture_hold(&capture, &snapshot, DL_FROM_CACHE, &error) != 0 ||
        dl_capture_load(world->store, &capture, &error) != 0)
        give_up("a page", &error);
    dl_capture_clear(&capture);
    dl_arena_clear(&arena);
}

/* Beside the notebook: files, and a store with the captures. */
static void make_files(fault_world *world)
{
    dl_error error;
    dl_store *kept_in = world->store;
    int64_t id;
    if (dl_file_write(world_path(world, "feed.xml"), world->rss, &error) != 0 ||
        dl_file_write(world_path(world, "page.html"), world->page, &error) != 0 ||
        dl_file_write(world_path(world, "rows.csv"), DL_STR("a,b\n1,x\n2,y\n"), &error) != 0 ||
        dl_store_open(&world->store, world_path(world, "scripts.db"), NULL, &error) != 0)
        give_up("files", &error);
    store_page(world, world->page, 1733763600000000, &id);
    store_page(world, world->other_page, 1733850000000000, &id);
    dl_store_close(world->store);
    world->store = kept_in;
}

static dl_str timeline_as(fault_world *world, dl_timeline_format format)
{
    dl_error error;
    dl_buf text = {0};
    if (dl_timeline_write(world->timeline, format, &text, &error) != 0)
        give_up("a timeline", &error);
    return kept(world, &text);
}

static void make_timelines(fault_world *world)
{
    dl_error error;
    dl_buf text = {0};
    if (dl_file_read("tests/lua/events.tsv", 1 << 20, &text, &error) != 0 ||
        dl_timeline_new(&world->timeline, &error) != 0 ||
        dl_timeline_read(world->timeline, DL_TIMELINE_TSV, dl_buf_str(&text), "events.tsv",
                         &error) != 0 ||
        dl_file_write(world_path(world, "events.tsv"), dl_buf_str(&text), &error) != 0)
        give_up("tests/lua/events.tsv", &error);
    world->tsv = kept(world, &text);
    world->csv = timeline_as(world, DL_TIMELINE_CSV);
    world->json = timeline_as(world, DL_TIMELINE_JSON);
    world->ical = timeline_as(world, DL_TIMELINE_ICAL);
    world->timelinejs = timeline_as(world, DL_TIMELINE_TIMELINEJS);
    static const size_t some[] = {0, 1};
    if (dl_timeline_pick(world->timeline, some, 2, &world->other, &error) != 0)
        give_up("a part of a timeline", &error);
}

/* The notebook, run once as a report shows it. */
static void run_notebook(fault_world *world)
{
    dl_error error;
    dl_engine *engine;
    dl_engine_options options = dl_engine_defaults();
    options.folder = world->folder;
    options.store_path = ":memory:";
    options.as_of = DL_STR("2024-12-31");
    if (dl_notebook_parse(&world->parsed, world->notebook, "n.md", &error) != 0)
        give_up("the notebook", &error);
    const dl_front *front = dl_notebook_front(world->parsed);
    options.params = front->params;
    options.param_count = front->param_count;
    size_t count = dl_notebook_step_count(world->parsed);
    dl_result *results = dl_arena_alloc(&world->arena, count * sizeof *results);
    dl_source *source = dl_arena_alloc(&world->arena, sizeof *source);
    if (!results || !source || dl_engine_new(&engine, &options, &error) != 0)
        give_up("an engine", &error);
    for (size_t i = 0; i < count; i++) {
        dl_result_init(&results[i]);
        if (dl_engine_run(engine, dl_notebook_step(world->parsed, i), &results[i], &error) != 0)
            give_up("a step", &error);
        if (results[i].state == DL_STATE_FAILED && !results[i].expected)
            give_up("a step's result", &results[i].error);
    }
    dl_engine_free(engine);
    *source = (dl_source){.url = DL_STR("http://a.example/"),
                          .final_url = DL_STR("http://a.example/"),
                          .title = DL_STR("Sora is here"),
                          .authors = DL_STR("A. Writer; Writer, B."),
                          .published = DL_STR("2024-12-09"),
                          .status = 200,
                          .sha256 = DL_STR("ab"),
                          .captured_at_us = 1733763600000000};
    world->run = (dl_run){.notebook = world->parsed,
                          .results = results,
                          .sources = source,
                          .source_count = 1,
                          .lock = DL_STR("{\"dateline\": 1}\n"),
                          .as_of = DL_STR("2024-12-31")};
}

void world_open(fault_world *world)
{
    dl_error error;
    dl_buf changed = {0}, ipynb = {0};
    memset(world, 0, sizeof *world);
    snprintf(world->folder, sizeof world->folder, "/tmp/dateline-fault-XXXXXX");
    if (!mkdtemp(world->folder))
        exit(1);
    dl_arena_init(&world->arena);
    world->page = DL_STR(page_text);
    world->notebook = DL_STR(notebook_text);
    world->rss = DL_STR(rss_text);
    world->atom = DL_STR(atom_text);
    world->prose = DL_STR(prose_text);
    size_t at = dl_str_find(world->page, DL_STR("paying users"), 0);
    dl_buf_append(&changed, page_text, at);
    dl_buf_puts(&changed, "all 300 users in two countries ");
    dl_buf_puts(&changed, page_text + at + strlen("paying users"));
    world->other_page = kept(world, &changed);
    if (dl_store_open(&world->store, ":memory:", NULL, &error) != 0)
        give_up("a store", &error);
    store_page(world, world->page, 1733763600000000, &world->first);
    store_page(world, world->other_page, 1733850000000000, &world->second);
    make_timelines(world);
    make_files(world);
    run_notebook(world);
    if (dl_ipynb_from_markdown(world->notebook, DL_STR(""), "n.md", &ipynb, &error) != 0)
        give_up("an ipynb", &error);
    world->ipynb = kept(world, &ipynb);
}

void world_close(fault_world *world)
{
    char command[128];
    for (size_t i = 0; i < dl_notebook_step_count(world->parsed); i++)
        dl_result_clear(&((dl_result *)(uintptr_t)world->run.results)[i]);
    dl_notebook_free(world->parsed);
    dl_timeline_free(world->timeline);
    dl_timeline_free(world->other);
    dl_store_close(world->store);
    dl_arena_clear(&world->arena);
    snprintf(command, sizeof command, "rm -r '%s'", world->folder);
    if (system(command) != 0)
        printf("# %s is left\n", world->folder);
}
