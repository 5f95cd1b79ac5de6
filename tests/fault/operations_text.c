/* Parsers and printers of text. */
#include "fault.h"

#include <gumbo.h>

#include "base/csv.h"
#include "base/inflate.h"
#include "base/json.h"
#include "base/spool.h"
#include "dateline/bibliography.h"
#include "dateline/candidate.h"
#include "dateline/date.h"
#include "dateline/diff.h"
#include "dateline/evidence.h"
#include "dateline/feed.h"
#include "dateline/find.h"
#include "dateline/ipynb.h"
#include "dateline/lock.h"
#include "dateline/page.h"
#include "dateline/steps.h"
#include "dateline/zone.h"
#include "extract/html.h"
#include "fetch/cache_control.h"
#include "fetch/header.h"
#include "fetch/http_date.h"
#include "fetch/robots.h"
#include "fetch/url.h"
#include "fetch/weblink.h"

/* --- dates --- */

static int date_round(fault_world *world, dl_buf *out, dl_error *error)
{
    static const char *const texts[] = {"2024-05~",      "20XX-1X", "{1667,1668, 1670..1672}",
                                        "2024-05-01/..", "Y1E9",    "2024-22"};
    (void)world;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof texts / sizeof *texts; i++) {
        dl_date date;
        rc = dl_date_parse(dl_str_of(texts[i]), &date, error);
        if (rc)
            break;
        dl_date_print(&date, out);
        dl_date_words(&date, out);
    }
    return rc ? rc : dl_buf_ok(out, error);
}

static int date_arithmetic(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_date a, b, sum;
    dl_calendar_difference between;
    dl_date_steps steps;
    (void)world;
    int rc = dl_date_parse(DL_STR("2024-01-31"), &a, error);
    if (!rc)
        rc = dl_date_parse(DL_STR("2024-05-17"), &b, error);
    if (!rc)
        rc = dl_date_add(&a, 0, 1, 1, &sum, error);
    if (!rc)
        rc = dl_date_difference(&a, &b, &between, error);
    if (!rc)
        rc = dl_date_in_zone(&a, DL_STR("Europe/Paris"), error);
    if (!rc)
        rc = dl_date_steps_init(&steps, &b, DL_GRAIN_DAY, error);
    if (rc)
        return rc;
    dl_date_print(&sum, out);
    dl_buf_printf(out, "%d", (int)between.months);
    return dl_buf_ok(out, error);
}

static int find_in(dl_str text, const char *language, bool candidates, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_found *found;
    dl_candidate *rows = NULL;
    size_t count, row_count = 0;
    dl_date published = dl_date_of_day(20066);
    dl_find_options options = {.published = &published,
                               .timezone = DL_STR("America/New_York"),
                               .lang = dl_str_of(language)};
    static const dl_actor_name names[] = {{{"OpenAI", 6}, {"openai", 6}}};
    int rc = dl_date_find(text, &options, &arena, &found, &count, error);
    if (!rc && candidates)
        rc = dl_candidates(text, found, count, &published, names, 1, &arena, &rows, &row_count,
                           error);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        dl_buf_printf(out, "%zu-%zu ", found[i].start, found[i].end);
        if (found[i].has_date)
            dl_date_print(&found[i].date, out);
    }
    for (size_t i = 0; rc == 0 && i < row_count; i++)
        dl_buf_printf(out, "%s %.*s", rows[i].kind, DL_STR_ARG(rows[i].due_said));
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int find_english(fault_world *world, dl_buf *out, dl_error *error)
{
    return find_in(world->prose, "en", false, out, error);
}

static int find_german(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)world;
    return find_in(DL_STR("Am 3. März 2024, Ende Mai und vorige Woche, spätestens 2025."), "de",
                   false, out, error);
}

static int find_candidates(fault_world *world, dl_buf *out, dl_error *error)
{
    return find_in(world->prose, "en", true, out, error);
}

/* --- notebooks --- */

static int notebook_parse(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_notebook *notebook;
    int rc = dl_notebook_parse(&notebook, world->notebook, "n.md", error);
    if (rc)
        return rc;
    dl_buf_printf(out, "%zu %zu %zu", dl_notebook_step_count(notebook),
                  dl_notebook_front(notebook)->param_count, dl_notebook_front(notebook)->net_count);
    rc = dl_notebook_set_param(notebook, DL_STR("n"), DL_STR("7"), error);
    if (!rc)
        rc = dl_notebook_set_as_of(notebook, DL_STR("2025-01"), error);
    dl_notebook_free(notebook);
    return rc ? rc : dl_buf_ok(out, error);
}

static int notebook_format(fault_world *world, dl_buf *out, dl_error *error)
{
    return dl_notebook_format(world->parsed, true, out, error);
}

static int notebook_given(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_given *given;
    size_t count;
    (void)world;
    int rc =
        dl_given_read(DL_STR("n: 4\ns: \"a b\"\nd: 2024-05-01\n"), &arena, &given, &count, error);
    for (size_t i = 0; rc == 0 && i < count; i++)
        dl_buf_printf(out, "%.*s=%.*s;", DL_STR_ARG(given[i].name), DL_STR_ARG(given[i].value));
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int ipynb_from_markdown(fault_world *world, dl_buf *out, dl_error *error)
{
    return dl_ipynb_from_markdown(world->notebook, DL_STR(""), "n.md", out, error);
}

static int ipynb_to_markdown(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_buf outputs = {0};
    dl_ipynb_notes notes;
    int rc = dl_ipynb_to_markdown(world->ipynb, "n.ipynb", out, &outputs, &notes, error);
    dl_buf_clear(&outputs);
    return rc;
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
static int lock_round(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_lock lock = {0};
    static dl_lock_source sources[] = {{.url = {"http://a.example/", 17},
                                        .final_url = {"http://a.example/", 17},
                                        .sha256 = {HEX, 64},
                                        .status = 200,
                                        .captured_at_us = 5},
                                       {.url = {"http://b.example/", 17}, .missing = {"gone", 4}}};
    static const dl_str names[] = {{"x", 1}, {"y", 1}};
    static dl_lock_cell cells[] = {
        {.id = {"1", 1}, .code = {HEX, 64}, .reads = names, .read_count = 2, .out = {HEX, 64}}};
    static dl_lock_file files[] = {{{"a.tsv", 5}, {HEX, 64}}};
    const dl_lock wanted = {.sources = sources,
                            .source_count = 2,
                            .cells = cells,
                            .cell_count = 1,
                            .files = files,
                            .file_count = 1,
                            .as_of = DL_STR("2024")};
    const char *path = world_path(world, "n.lock");
    int rc = dl_lock_save(path, &wanted, error);
    if (!rc)
        rc = dl_lock_load(path, &arena, &lock, error);
    if (!rc)
        rc = dl_lock_print(&lock, out, error);
    dl_arena_clear(&arena);
    return rc;
}

/* --- pages and feeds --- */

static int read_page(dl_str body, const char *type, dl_buf *out, dl_error *error)
{
    dl_page page;
    dl_page_init(&page);
    int rc = dl_page_read(&page, body, dl_str_of(type), DL_STR("http://a.example/"), error);
    if (!rc) {
        dl_buf_printf(out, "%.*s|%.*s|%.*s|%zu|%zu|%.*s", DL_STR_ARG(page.title),
                      DL_STR_ARG(page.authors), DL_STR_ARG(page.published_raw), page.link_count,
                      page.claim_count, DL_STR_ARG(page.text));
        rc = dl_buf_ok(out, error);
    }
    dl_page_clear(&page);
    return rc;
}

static int page_read(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_page(world->page, "text/html; charset=utf-8", out, error);
}

static int page_of_old_charset(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)world;
    return read_page(DL_STR("<meta charset=windows-1252><title>caf\xe9</title><p>\x93yes\x94, he "
                            "said on 3 May 2024, and that was all that he said about it."),
                     "text/html", out, error);
}

static int page_of_text(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_page(world->prose, "text/plain", out, error);
}

static int html_parse(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_html html = {0};
    int rc = dl_html_parse(&html, world->page, error);
    if (!rc)
        dl_html_text(html.document, 10000, out);
    dl_html_clear(&html);
    return rc ? rc : dl_buf_ok(out, error);
}

static int read_feed(dl_str body, const char *type, dl_buf *out, dl_error *error)
{
    dl_feed feed;
    dl_feed_init(&feed);
    int rc = dl_feed_read(&feed, body, dl_str_of(type), DL_STR("http://a.example/f"), error);
    if (!rc) {
        dl_buf_printf(out, "%.*s|%.*s|%d|%.*s", DL_STR_ARG(feed.format),
                      DL_STR_ARG(feed.about.title_text), feed.well_formed, DL_STR_ARG(feed.fault));
        for (size_t i = 0; i < feed.entry_count; i++) {
            const dl_feed_entry *entry = &feed.entries[i];
            dl_buf_printf(out, "|%.*s %.*s %zu", DL_STR_ARG(entry->about.title_text),
                          DL_STR_ARG(entry->about.link), entry->content_count);
            rc = rc ? rc : dl_feed_entry_text(entry, out, error);
        }
    }
    dl_feed_clear(&feed);
    return rc ? rc : dl_buf_ok(out, error);
}

static int feed_rss(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_feed(world->rss, "application/rss+xml", out, error);
}

static int feed_atom(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_feed(world->atom, "application/atom+xml", out, error);
}

static int feed_broken(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_str half = dl_str_slice(world->rss, 0, world->rss.size - 60);
    return read_feed(half, "application/rss+xml", out, error);
}

static int feed_json(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)world;
    return read_feed(DL_STR("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\","
                            "\"items\":[{\"id\":\"1\",\"url\":\"/1\",\"content_html\":\"<p>x\","
                            "\"date_published\":\"2024-12-09T00:00:00Z\",\"tags\":[\"a\"]}]}"),
                     "application/feed+json", out, error);
}

static int feed_find(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    const dl_feed_found *found;
    size_t count;
    (void)world;
    int rc = dl_feed_find(DL_STR("<link rel=alternate type='application/rss+xml' href='/f' title=t>"
                                 "<a href='/feed.xml'>feed</a>"),
                          DL_STR("http://a.example/"), &arena, &found, &count, error);
    for (size_t i = 0; rc == 0 && i < count; i++)
        dl_buf_add(out, found[i].url);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

/* --- quotations and differences --- */

static int quote_search(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_quote_ask ask = {.exact = DL_STR("two weeks ago, by the end of a year"),
                        .prefix = DL_STR("on Tuesday, ")};
    dl_match match;
    dl_quote quote, now;
    dl_drift verdict;
    int rc = dl_quote_search(world->prose, &ask, DL_NEAR_PERCENT, &match, error);
    if (!rc)
        rc = dl_quote_find(world->prose, &ask, true, &quote, error);
    if (!rc)
        rc = dl_quote_key(&ask, out, error);
    dl_str later = dl_str_slice(world->prose, 30, world->prose.size);
    if (!rc)
        rc = dl_quote_verify(later, &quote, false, &verdict, &now, out, error);
    if (!rc)
        dl_buf_printf(out, "%zu %s %s", match.start, dl_how_word(match.how),
                      dl_drift_word(verdict));
    return rc ? rc : dl_buf_ok(out, error);
}

static int wording(fault_world *world, dl_buf *out, dl_error *error)
{
    unsigned changes;
    (void)world;
    return dl_wording_compare(DL_STR("It was opened to 100 users and not to all of them."),
                              DL_STR("It was opened to 300 users and to most of them."), &changes,
                              out, error);
}

static int diff_texts(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_diff diff;
    (void)world;
    int rc = dl_diff_texts(
        DL_STR(
            "One stands. Two is here in some words. Three moves away to the end. 505 views. Five."),
        DL_STR("One stands. Two was here in other words. 702 views. Five. Three moves away to the "
               "end."),
        NULL, &arena, &diff, error);
    for (size_t i = 0; rc == 0 && i < diff.count; i++)
        dl_buf_printf(out, "%s %zu;", dl_diff_kind_word(diff.items[i].kind),
                      diff.items[i].piece_count);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

/* --- what the network says --- */

static int header_fields(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_str block =
        DL_STR("HTTP/1.1 200 OK\r\nCache-Control: max-age=60, no-cache=\"a\"\r\n"
               "Link: <next>; rel=\"next last\"; title=\"a \\\"b\\\"\"\r\nETag: \"1\"\r\n\r\n");
    int64_t us;
    dl_weblink link;
    dl_str links = dl_header_value(block, "Link");
    (void)world;
    dl_header_freshen(block, DL_STR("HTTP/1.1 304 No\r\nETag: \"2\"\r\n\r\n"), out);
    dl_header_serve(block, 7, out);
    if (dl_weblink_next(&links, &link))
        dl_weblink_param(&link, "title", out);
    if (dl_http_date_parse(DL_STR("Sun, 06 Nov 1994 08:49:37 GMT"), 0, &us))
        dl_http_date_print(us, out);
    dl_buf_printf(out, "%d", (int)dl_cache_control_parse(block).max_age_s);
    dl_robots_answer answer;
    dl_robots_decide(DL_STR("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 2\n"), DL_STR("dateline"),
                     DL_STR("/axb"), &answer);
    dl_buf_printf(out, "%d", answer.allowed);
    return dl_buf_ok(out, error);
}

static int url_join(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_url base, url;
    (void)world;
    int rc = dl_url_parse(DL_STR("HTTP://b.example:8080/a/../b?c#d"), &arena, &base, error);
    if (!rc)
        rc = dl_url_join(&base, DL_STR("../x y?z"), &arena, &url, error);
    if (!rc)
        dl_buf_add(out, url.text);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

/* --- forms of data --- */

static int csv_rows(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_csv csv;
    dl_csv_cell cells[4];
    size_t count = 1;
    (void)world;
    dl_csv_begin(&csv, DL_STR("a,b\n\"x \"\"y\"\"\",\"two\nlines\"\n"), &arena);
    int rc = 0;
    while (rc == 0 && count) {
        rc = dl_csv_row(&csv, cells, 4, &count, error);
        for (size_t i = 0; rc == 0 && i < count; i++)
            dl_buf_add(out, cells[i].text);
    }
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int json_read(fault_world *world, dl_buf *out, dl_error *error)
{
    json_t *value;
    int rc = dl_json_read(world->ipynb, &value, error);
    if (rc)
        return rc;
    dl_buf_printf(out, "%zu", json_object_size(value));
    json_decref(value);
    return dl_buf_ok(out, error);
}

static int spool_view(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_spool spool = {.keep = 600};
    dl_str bytes;
    int rc = 0;
    for (int i = 0; rc == 0 && i < 3; i++)
        rc = dl_spool_add(&spool, world->prose.data, world->prose.size, error);
    if (!rc)
        rc = dl_spool_view(&spool, &bytes, error);
    if (!rc)
        dl_buf_add(out, bytes);
    dl_spool_clear(&spool);
    return rc ? rc : dl_buf_ok(out, error);
}

static int inflated(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)world;
    return dl_inflate(DL_CODING_DEFLATE, DL_STR("\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27"),
                      1000, out, error);
}

static int bibliography(fault_world *world, dl_buf *out, dl_error *error)
{
    int rc = dl_bibliography_csl(world->run.sources, 1, out, error);
    if (!rc)
        rc = dl_bibliography_bibtex(world->run.sources, 1, out, error);
    return rc;
}

const operation text_operations[] = {
    {"date: parse, print, words", date_round, NULL},
    {"date: add, difference, zone", date_arithmetic,
     "a zone whose table finds no memory is told as unknown"},
    {"find: English prose", find_english, NULL},
    {"find: German prose", find_german, NULL},
    {"find: events in prose", find_candidates, NULL},
    {"notebook: parse, parameters", notebook_parse, NULL},
    {"notebook: format", notebook_format, NULL},
    {"notebook: parameters from a file", notebook_given, NULL},
    {"ipynb: from Markdown", ipynb_from_markdown,
     "an attribute that finds no memory is kept as it is written"},
    {"ipynb: to Markdown", ipynb_to_markdown,
     "an attribute that finds no memory is kept as it is written"},
    {"lock: save, load, print", lock_round, NULL},
    {"page: HTML", page_read, NULL},
    {"page: windows-1252", page_of_old_charset, NULL},
    {"page: plain text", page_of_text, NULL},
    {"page: HTML to text", html_parse, NULL},
    {"feed: RSS", feed_rss, NULL},
    {"feed: Atom", feed_atom, "a base address may stay unresolved"},
    {"feed: broken", feed_broken, "a text of a broken feed may be left out"},
    {"feed: JSON", feed_json, NULL},
    {"feed: find in a page", feed_find, NULL},
    {"quote: search, find, verify", quote_search, NULL},
    {"quote: wording", wording, NULL},
    {"diff: two texts", diff_texts, NULL},
    {"fetch: headers, cache-control, robots", header_fields, NULL},
    {"fetch: URLs", url_join, "curl tells want of memory as a bad scheme where it joins"},
    {"rows: CSV", csv_rows, NULL},
    {"JSON: read", json_read, NULL},
    {"spool: to a file and back", spool_view, NULL},
    {"inflate", inflated, NULL},
    {"bibliography: CSL, BibTeX", bibliography, NULL},
    {NULL, NULL, NULL}};
