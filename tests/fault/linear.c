/*
 * Time on bad input: each parser is given the same bad text of n and of 2n bytes, and takes at most
 * 2.3 times as long. Processor time, the least of several runs; a row a parser and text. Where a
 * text has a \1, a number stands that is another each time.
 *
 *   linear [WORD]
 */
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "linear.h"

/* Gumbo holds each attribute against those before it; dl_html_parse ends it at 4 s of processor. */
static const char *const bounded[] = {"HTML: attributes"};

/* What is before, what is said again and again, and what is behind. */
typedef struct bad {
    const char *name;
    parser *parse;
    size_t size;
    const char *first, *again, *last; /* \1 in again: a number, another each time */
} bad;

static const bad all[] = {
    {"EDTF: members of a set", as_date, 400000, "{", "1667,", "1668}"},
    {"EDTF: a long year", as_date, 400000, "Y", "9", ""},
    {"prose: numbers", as_prose, 20000, "", "12 ", ""},
    {"prose: months", as_prose, 20000, "", "May ", ""},
    {"prose: one word", as_prose, 400000, "", "a", ""},
    {"prose: half a range", as_prose, 20000, "", "from 3 May 2024 to ", ""},
    {"HTML: nesting", as_page, 200000, "", "<div>", "x"},
    {"HTML: openers", as_page, 200000, "", "<", ""},
    {"HTML: comments", as_page, 200000, "", "<!--", ""},
    {"HTML: formatting", as_page, 30000, "", "<b><i><p>", "x"},
    {"HTML: attributes", as_page, 100000, "<p ", "a\1. ", "=1 >"},
    {"HTML: entities", as_page, 200000, "<p>", "&amp", ""},
    {"HTML: links", as_page, 100000, "", "<a href=x>y</a>", ""},
    {"HTML: paragraphs", as_page, 200000, "", "<p>Some words, and more of them.</p>", ""},
    {"feed: nesting", as_feed, 100000, "<rss><channel>", "<item>", ""},
    {"feed: entries", as_feed, 200000, "<rss><channel>", "<item><title>a</title></item>", ""},
    {"feed: broken ends", as_feed, 100000, "<rss><channel>", "</x>", ""},
    {"feed: attributes", as_feed, 50000, "<rss ", "a\1. ", "='1'>"},
    {"notebook: fences", as_notebook, 100000, "", "```lua\nx\n```\n", ""},
    {"notebook: quotes", as_notebook, 100000, "", "> ", "x"},
    {"notebook: brackets", as_notebook, 100000, "", "[", ""},
    {"notebook: code spans", as_notebook, 100000, "", "`a``\1. ", ""},
    {"notebook: emphasis", as_notebook, 100000, "", "*a_ ", ""},
    {"front matter: parameters", as_notebook, 50000, "---\ndateline: 1\nparams:\n", "  p\1: 1\n",
     "---\n"},
    {"front matter: lists", as_notebook, 50000, "---\nx: ", "[", "\n---\n"},
    {"ipynb: cells", as_ipynb, 200000, "{\"cells\":[", "{\"cell_type\":\"raw\",\"source\":\"a\"},",
     ""},
    {"JSON: nesting", as_json, 400000, "", "[", ""},
    {"JSON: escapes", as_json, 400000, "\"", "\\u0041", "\""},
    {"timeline: TSV rows", as_tsv, 100000, "id\tactor\tdate\twhat\n", "\ta\t2024\tx\n", ""},
    {"timeline: CSV quotes", as_csv, 200000, "id,actor,date,what\n", "\"", ""},
    {"timeline: iCalendar lines", as_ical, 200000, "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", ""},
    {"timeline: iCalendar folds", as_ical, 200000, "BEGIN:VCALENDAR\r\nX:", "\r\n a", ""},
    {"timeline: JSON", as_timeline_json, 100000, "{\"events\":[",
     "{\"actor\":\"a\",\"date\":\"2024\"},", ""},
    {"robots: stars", as_robots, 100000, "User-agent: *\nDisallow: /", "*a", "b\n"},
    {"robots: groups", as_robots, 200000, "", "User-agent: x\nDisallow: /\n", ""},
    {"headers: fields", as_headers, 200000, "HTTP/1.1 200 OK\r\n", "Vary: a, b\r\n", "\r\n"},
    {"headers: quotes", as_headers, 200000, "HTTP/1.1 200 OK\r\nLink: ", "<a>; x=\"", "\r\n\r\n"},
    {"cache-control: members", as_headers, 200000, "HTTP/1.1 200 OK\r\nCache-Control: ", "a=\"b\",",
     "\r\n"},
    {"diff: one sentence", as_diff, 100000, "", "a b ", ""},
    {"diff: sentences alike", as_diff, 100000, "", "It is so. ", ""},
    {"diff: sentences of their own", as_diff, 100000, "", "Word \1. ", ""},
    {"notebook: cells with names", as_notebook, 50000, "---\ndateline: 1\n---\n",
     "```lua id=\"c\1\"\nx\n```\n", ""},
    {"notebook: inlined cells", as_notebook, 50000, "---\ndateline: 1\n---\n", "a `{lua} 1` ", ""},
    {"front matter: keys", as_notebook, 10000, "---\ndateline: 1\n", "k\1: 1\n", "---\n"},
    {"front matter: hosts", as_notebook, 50000, "---\ndateline: 1\nnet:\n", "- a\1\n", "---\n"},
    {"rows: CSV lines", as_rows_csv, 100000, "a,b\n", "\1,\"x\"\n", ""},
    {"rows: CSV columns", as_rows_csv, 4000, "", "a\1,", "b\n"},
    {"rows: JSON lines", as_rows_jsonl, 100000, "", "{\"a\":1}\n", ""},
    {"headers: 304", as_freshened, 50000, "HTTP/1.1 200 OK\r\n", "A\1: 1\r\n", "\r\n"},
    {"headers: 304 on connections", as_freshened, 50000, "HTTP/1.1 200 OK\r\n",
     "Connection: A\1\r\n", "\r\n"},
    {"freshness: Vary", as_freshness, 50000, "HTTP/1.1 200 OK\r\nVary: a", ",a\1", "\r\n"},
    {"freshness: Vary of lines", as_freshness, 50000, "HTTP/1.1 200 OK\r\nVary: x\r\n", "x: \1\r\n",
     "\r\n"},
    {"freshness: entity tags", as_freshness, 50000,
     "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nIf-None-Match: ", "\"\1\",", "\r\n"},
    {"URL: dots", as_url, 20000, "http://a.example/", "../", ""},
    {"URL: escapes", as_url, 20000, "?", "%2e/", ""},
    {"URL: labels", as_url, 20000, "http://", "a.", "example/"},
    {"charset: declarations", as_charset, 200000, "", "<meta charset=", ""},
    {"charset: metas", as_charset, 200000, "", "<meta a=b>", ""},
    {"charset: bytes", as_charset, 200000, "", "\xFF\x81", ""},
    {"charset: comments", as_charset, 200000, "", "<!--", ""},
    {"WARC: records", as_warc, 100000, "",
     "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\1\r\nContent-Length: "
     "0\r\n\r\n\r\n\r\n",
     ""},
    {"WARC: fields", as_warc, 50000, "WARC/1.1\r\n", "A\1: b\r\n", "Content-Length: 0\r\n\r\n"},
    {"WARC: no records", as_warc, 200000, "WARC/1.1\r\n\r\n", "\r\nWARC/", ""},
    {"CDXJ: lines", as_cdxj, 200000, "", "com,a)/\1 2024 {}\n", ""},
    {"CDXJ: lines alike", as_cdxj, 200000, "", "com,a)/ 2024 {}\n", ""},
    {"CSS: a list", as_selector, 20000, "p", ", .a\1", ""},
    {"CSS: a chain", as_selector, 2000, "p", " > p", ""},
    {"CSS: nesting", as_selector, 20000, "", ":not(", ""},
    {"CSS: classes", as_selector, 2000, "p", ".a", ""},
    {"CSS: in a page", as_selected, 50000, "<div class=b>", "<p>a", ""},
    {"CSS: in a deep page", as_selected, 50000, "<div class=b>", "<div><p>a", ""},
    {"XPath: steps", as_selector, 2000, "//p", "/p", ""},
    {"XPath: predicates", as_selector, 2000, "//p", "[1]", ""},
    {"XPath: nesting", as_selector, 2000, "//p[", "(", ""},
    {"XPath: unions", as_selector, 2000, "//p", "|//a", ""},
    {"kernel: content", as_kernel_message, 100000, "{\"a\":1", ",\"a\1\":[{}]", "}"},
    {"kernel: history's pattern", as_pattern, 200000, "", "abac", ""},
    {"completion: Lua brackets", as_lua_completion, 20000, "x = ", "(", "str"},
    {"completion: Lua closed brackets", as_lua_completion, 20000, "x = ", "{}", ".a"},
    {"completion: Lua fields", as_lua_completion, 20000, "a", ".b", ".c"},
    {"completion: Lua calls", as_lua_completion, 20000, "a", "(1)", ":"},
    {"completion: Lua names", as_lua_completion, 20000, "", "local a\1 = 1\n", "a"},
    {"completion: Lua functions", as_lua_completion, 20000, "", "local function a\1() ", "a"},
    {"completion: Lua nameless functions", as_lua_completion, 20000, "", "function ", "a"},
    {"completion: Lua strings", as_lua_completion, 50000, "", "x = 'a' ", "x = 'b"},
    {"completion: SQL in a string", as_lua_completion, 50000, "store.query [[select ", "a, ", "b"},
    {"completion: SQL brackets", as_sql_completion, 20000, "select ", "(select ", "a"},
    {"completion: SQL tables", as_sql_completion, 20000, "select a from t", ", t\1", " where t"},
    {"completion: SQL quotes", as_sql_completion, 50000, "select ", "'a', ", "\"b"},
    {"completion: SQL statements", as_sql_completion, 50000, "", "select 1; ", "sel"},
    {"typed: blocks", as_typed, 50000, "", "do ", ""},
    {"typed: brackets", as_typed, 50000, "x = ", "(", ""},
    {"typed: lines", as_typed, 50000, "", "x = 1\n", "("},
    {"typed: a long string", as_typed, 50000, "x = [==[", "]=]", ""},
    {"serve: elements", as_elements, 100000, "", "<p>a</p>", ""},
    {"serve: open elements", as_elements, 50000, "", "<p>", ""},
    {"serve: comments", as_elements, 100000, "", "<!-- ", ""},
    {"serve: attributes", as_elements, 100000, "<p ", "a=\"", ">"},
    {"quote: nearly", as_quote, 100000, "", "aab ", ""},
};

static char *make(const bad *one, size_t size, size_t *made)
{
    dl_buf text = {0};
    dl_buf_puts(&text, one->first);
    for (size_t i = 0; text.size < size; i++) {
        const char *mark = strchr(one->again, '\1');
        dl_buf_append(&text, one->again, mark ? (size_t)(mark - one->again) : strlen(one->again));
        if (mark)
            dl_buf_printf(&text, "%zu%s", i, mark + 1);
    }
    dl_buf_puts(&text, one->last);
    return dl_buf_take(&text, made);
}

static double least_time(const bad *one, size_t size)
{
    enum { RUNS = 5 };
    double least = 1e9, sum = 0;
    size_t made = 0;
    char *text = make(one, size, &made);
    for (int i = 0; i < RUNS && sum < 4; i++) {
        clock_t start = clock();
        one->parse((dl_str){text, made});
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        least = took < least ? took : least;
        sum += took;
    }
    free(text);
    return least;
}

int main(int argc, char **argv)
{
    static const double most = 2.3, too_short_s = 0.01;
    const char *word = argc > 1 ? argv[1] : "";
    int number = 0, failures = 0;
    /* the pages of a run stay for the next: what the system takes to give them is not the parser's
     */
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const bad *one = &all[i];
        if (!strstr(one->name, word))
            continue;
        size_t size = one->size;
        double once = least_time(one, size);
        while (once < too_short_s && size < (size_t)8 << 20) { /* too little to measure */
            size *= 2;
            once = least_time(one, size);
        }
        double twice = least_time(one, 2 * size);
        double ratio = once > 0 ? twice / once : 0;
        for (int again = 0; again < 2 && ratio > most;
             again++) { /* a busy machine measures badly */
            once = least_time(one, size);
            twice = least_time(one, 2 * size);
            ratio = twice / once < ratio ? twice / once : ratio;
        }
        bool good = ratio <= most || twice < 2 * too_short_s ||
                    (strcmp(one->name, bounded[0]) == 0 && twice < 5);
        failures += !good;
        printf("%s %d - %-34s %8zu bytes %8.1f ms, twice %8.1f ms: %.2f\n", good ? "ok" : "not ok",
               ++number, one->name, size, once * 1e3, twice * 1e3, ratio);
        fflush(stdout);
    }
    printf("1..%d\n", number);
    return failures != 0;
}
