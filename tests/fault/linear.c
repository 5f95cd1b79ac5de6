/*
 * Time on bad input: each parser is given the same bad text of n and of 2n bytes, and takes at most
 * 2.3 times as long. Processor time, the least of several runs; a row a parser and text.
 *
 *   linear [WORD]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/csv.h"
#include "base/json.h"
#include "dateline/date.h"
#include "dateline/diff.h"
#include "dateline/evidence.h"
#include "dateline/feed.h"
#include "dateline/find.h"
#include "dateline/ipynb.h"
#include "dateline/notebook.h"
#include "dateline/page.h"
#include "dateline/timeline_files.h"
#include "fetch/cache_control.h"
#include "fetch/header.h"
#include "fetch/robots.h"
#include "fetch/weblink.h"

typedef void parser(dl_str text);

static void as_date(dl_str text)
{
    dl_date date;
    dl_date_parse(text, &date, NULL);
}

static void as_prose(dl_str text)
{
    dl_arena arena = {0};
    dl_found *found;
    size_t count;
    const dl_find_options options = {.published = NULL};
    dl_date_find(text, &options, &arena, &found, &count, NULL);
    dl_arena_clear(&arena);
}

static void as_page(dl_str text)
{
    dl_page page;
    dl_page_init(&page);
    dl_page_read(&page, text, DL_STR("text/html"), DL_STR("http://a.example/"), NULL);
    dl_page_clear(&page);
}

static void as_feed(dl_str text)
{
    dl_feed feed;
    dl_feed_init(&feed);
    dl_feed_read(&feed, text, DL_STR("application/rss+xml"), DL_STR("http://a.example/"), NULL);
    dl_feed_clear(&feed);
}

static void as_notebook(dl_str text)
{
    dl_notebook *notebook;
    dl_buf html = {0};
    if (dl_notebook_parse(&notebook, text, "n.md", NULL) == 0) {
        dl_notebook_format(notebook, false, &html, NULL);
        dl_notebook_free(notebook);
    }
    dl_buf_clear(&html);
}

static void as_ipynb(dl_str text)
{
    dl_buf out = {0}, outputs = {0};
    dl_ipynb_notes notes;
    dl_ipynb_to_markdown(text, "n.ipynb", &out, &outputs, &notes, NULL);
    dl_buf_clear(&out);
    dl_buf_clear(&outputs);
}

static void as_json(dl_str text)
{
    json_t *value;
    if (dl_json_read(text, &value, NULL) == 0)
        json_decref(value);
}

static void as_timeline(dl_str text, dl_timeline_format format)
{
    dl_timeline *timeline;
    if (dl_timeline_new(&timeline, NULL) == 0) {
        dl_timeline_read(timeline, format, text, "t", NULL);
        dl_timeline_free(timeline);
    }
}

static void as_tsv(dl_str text)
{
    as_timeline(text, DL_TIMELINE_TSV);
}

static void as_csv(dl_str text)
{
    as_timeline(text, DL_TIMELINE_CSV);
}

static void as_ical(dl_str text)
{
    as_timeline(text, DL_TIMELINE_ICAL);
}

static void as_timeline_json(dl_str text)
{
    as_timeline(text, DL_TIMELINE_JSON);
}

static void as_robots(dl_str text)
{
    dl_robots_answer answer;
    dl_robots_decide(text, DL_STR("dateline"), DL_STR("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                     &answer);
}

static void as_headers(dl_str text)
{
    dl_buf out = {0};
    dl_str link_text = dl_header_value(text, "Link"), value;
    dl_weblink link;
    dl_header_list list = dl_header_list_of(text, "Vary");
    while (dl_header_list_next(&list, &value)) {
    }
    while (dl_weblink_next(&link_text, &link)) {
    }
    dl_cache_control_parse(text);
    dl_header_serve(text, 1, &out);
    dl_buf_clear(&out);
}

static void as_diff(dl_str text)
{
    dl_arena arena = {0};
    dl_diff diff;
    size_t half = text.size / 2;
    dl_diff_texts(dl_str_slice(text, 0, half), dl_str_slice(text, half, text.size), NULL, &arena,
                  &diff, NULL);
    dl_arena_clear(&arena);
}

static void as_quote(dl_str text)
{
    dl_match match;
    const dl_quote_ask ask = {.exact = DL_STR("aab aab aab aab aab aaa aab ab aab x")};
    dl_quote_search(text, &ask, DL_NEAR_PERCENT, &match, NULL);
}

/* Gumbo holds each attribute against those before it; dl_html_parse ends it at 4 s of processor. */
static const char *const bounded[] = {"HTML: attributes"};

/* What is before, what is said again and again, and what is behind. */
typedef struct bad {
    const char *name;
    parser *parse;
    size_t size;
    const char *first, *again, *last;
    bool numbered; /* each time with a number of its own behind it */
} bad;

static const bad all[] = {
    {"EDTF: members of a set", as_date, 400000, "{", "1667,", "1668}", false},
    {"EDTF: a long year", as_date, 400000, "Y", "9", "", false},
    {"prose: numbers", as_prose, 20000, "", "12 ", "", false},
    {"prose: months", as_prose, 20000, "", "May ", "", false},
    {"prose: one word", as_prose, 400000, "", "a", "", false},
    {"prose: half a range", as_prose, 20000, "", "from 3 May 2024 to ", "", false},
    {"HTML: nesting", as_page, 200000, "", "<div>", "x", false},
    {"HTML: openers", as_page, 200000, "", "<", "", false},
    {"HTML: comments", as_page, 200000, "", "<!--", "", false},
    {"HTML: formatting", as_page, 30000, "", "<b><i><p>", "x", false},
    {"HTML: attributes", as_page, 100000, "<p ", "a", "=1 >", true},
    {"HTML: entities", as_page, 200000, "<p>", "&amp", "", false},
    {"HTML: links", as_page, 100000, "", "<a href=x>y</a>", "", false},
    {"HTML: paragraphs", as_page, 200000, "", "<p>Some words, and more of them.</p>", "", false},
    {"feed: nesting", as_feed, 100000, "<rss><channel>", "<item>", "", false},
    {"feed: entries", as_feed, 200000, "<rss><channel>", "<item><title>a</title></item>", "",
     false},
    {"feed: broken ends", as_feed, 100000, "<rss><channel>", "</x>", "", false},
    {"feed: attributes", as_feed, 50000, "<rss ", "a", "='1'>", true},
    {"notebook: fences", as_notebook, 100000, "", "```lua\nx\n```\n", "", false},
    {"notebook: quotes", as_notebook, 100000, "", "> ", "x", false},
    {"notebook: brackets", as_notebook, 100000, "", "[", "", false},
    {"notebook: code spans", as_notebook, 100000, "", "`a``", "", true},
    {"notebook: emphasis", as_notebook, 100000, "", "*a_ ", "", false},
    {"front matter: parameters", as_notebook, 50000, "---\ndateline: 1\nparams:\n", "  p", "---\n",
     true},
    {"front matter: lists", as_notebook, 50000, "---\nx: ", "[", "\n---\n", false},
    {"ipynb: cells", as_ipynb, 200000, "{\"cells\":[", "{\"cell_type\":\"raw\",\"source\":\"a\"},",
     "", false},
    {"JSON: nesting", as_json, 400000, "", "[", "", false},
    {"JSON: escapes", as_json, 400000, "\"", "\\u0041", "\"", false},
    {"timeline: TSV rows", as_tsv, 100000, "id\tactor\tdate\twhat\n", "\ta\t2024\tx\n", "", false},
    {"timeline: CSV quotes", as_csv, 200000, "id,actor,date,what\n", "\"", "", false},
    {"timeline: iCalendar lines", as_ical, 200000, "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "",
     false},
    {"timeline: iCalendar folds", as_ical, 200000, "BEGIN:VCALENDAR\r\nX:", "\r\n a", "", false},
    {"timeline: JSON", as_timeline_json, 100000, "{\"events\":[",
     "{\"actor\":\"a\",\"date\":\"2024\"},", "", false},
    {"robots: stars", as_robots, 100000, "User-agent: *\nDisallow: /", "*a", "b\n", false},
    {"robots: groups", as_robots, 200000, "", "User-agent: x\nDisallow: /\n", "", false},
    {"headers: fields", as_headers, 200000, "HTTP/1.1 200 OK\r\n", "Vary: a, b\r\n", "\r\n", false},
    {"headers: quotes", as_headers, 200000, "HTTP/1.1 200 OK\r\nLink: ", "<a>; x=\"", "\r\n\r\n",
     false},
    {"cache-control: members", as_headers, 200000, "HTTP/1.1 200 OK\r\nCache-Control: ", "a=\"b\",",
     "\r\n", false},
    {"diff: one sentence", as_diff, 100000, "", "a b ", "", false},
    {"diff: sentences alike", as_diff, 100000, "", "It is so. ", "", false},
    {"diff: sentences of their own", as_diff, 100000, "", "Word ", "", true},
    {"quote: nearly", as_quote, 100000, "", "aab ", "", false},
};

static char *make(const bad *one, size_t size, size_t *made)
{
    dl_buf text = {0};
    dl_buf_puts(&text, one->first);
    for (size_t i = 0; text.size < size; i++) {
        dl_buf_puts(&text, one->again);
        if (one->numbered)
            dl_buf_printf(
                &text, one->parse == as_notebook && one->again[0] == ' ' ? "%zu: 1\n" : "%zu. ", i);
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
    static const double most = 2.3, too_short_s = 0.004;
    const char *word = argc > 1 ? argv[1] : "";
    int number = 0, failures = 0;
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
        if (ratio > most) { /* a busy machine measures badly: once more */
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
