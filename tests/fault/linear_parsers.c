/* The parsers that linear.c takes the time of. */
#include "linear.h"

#include <stdlib.h>
#include <string.h>

#include "archive/cdxj.h"
#include "archive/record.h"
#include "base/csv.h"
#include "base/json.h"
#include "dateline/date.h"
#include "dateline/diff.h"
#include "dateline/engine.h"
#include "dateline/evidence.h"
#include "dateline/feed.h"
#include "dateline/find.h"
#include "dateline/ipynb.h"
#include "dateline/notebook.h"
#include "dateline/page.h"
#include "dateline/rows.h"
#include "dateline/select.h"
#include "dateline/timeline_files.h"
#include "extract/charset.h"
#include "fetch/cache_control.h"
#include "fetch/freshness.h"
#include "fetch/header.h"
#include "fetch/robots.h"
#include "fetch/url.h"
#include "fetch/weblink.h"
#include "kernel/history.h"
#include "kernel/message.h"
#include "serve/elements.h"

void as_date(dl_str text)
{
    dl_date date;
    dl_date_parse(text, &date, NULL);
}

void as_prose(dl_str text)
{
    dl_arena arena = {0};
    dl_found *found;
    size_t count;
    const dl_find_options options = {.published = NULL};
    dl_date_find(text, &options, &arena, &found, &count, NULL);
    dl_arena_clear(&arena);
}

void as_page(dl_str text)
{
    dl_page page;
    dl_page_init(&page);
    dl_page_read(&page, text, DL_STR("text/html"), DL_STR("http://a.example/"), NULL);
    dl_page_clear(&page);
}

void as_feed(dl_str text)
{
    dl_feed feed;
    dl_feed_init(&feed);
    dl_feed_read(&feed, text, DL_STR("application/rss+xml"), DL_STR("http://a.example/"), NULL);
    dl_feed_clear(&feed);
}

void as_notebook(dl_str text)
{
    dl_notebook *notebook;
    dl_buf html = {0};
    if (dl_notebook_parse(&notebook, text, "n.md", NULL) == 0) {
        dl_notebook_format(notebook, false, &html, NULL);
        dl_notebook_free(notebook);
    }
    dl_buf_clear(&html);
}

void as_ipynb(dl_str text)
{
    dl_buf out = {0}, outputs = {0};
    dl_ipynb_notes notes;
    dl_ipynb_to_markdown(text, "n.ipynb", &out, &outputs, &notes, NULL);
    dl_buf_clear(&out);
    dl_buf_clear(&outputs);
}

void as_json(dl_str text)
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

void as_tsv(dl_str text)
{
    as_timeline(text, DL_TIMELINE_TSV);
}

void as_csv(dl_str text)
{
    as_timeline(text, DL_TIMELINE_CSV);
}

void as_ical(dl_str text)
{
    as_timeline(text, DL_TIMELINE_ICAL);
}

void as_timeline_json(dl_str text)
{
    as_timeline(text, DL_TIMELINE_JSON);
}

void as_robots(dl_str text)
{
    dl_robots_answer answer;
    dl_robots_decide(text, DL_STR("dateline"), DL_STR("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                     &answer);
}

void as_headers(dl_str text)
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

/* A stored block, and a 304's with as many fields of other names. */
void as_freshened(dl_str text)
{
    dl_buf out = {0};
    size_t half = text.size / 2;
    half = dl_str_find(text, DL_STR("\n"), half);
    dl_header_freshen(dl_str_slice(text, 0, half), dl_str_slice(text, half, text.size), &out);
    dl_buf_clear(&out);
}

void as_freshness(dl_str text)
{
    const dl_stored stored = {.status = 200, .headers = text, .request = text};
    dl_freshness_for(&stored, text, INT64_C(1000000));
    dl_not_modified_confirms(text, text);
    dl_request_has_it(text, &stored);
}

void as_url(dl_str text)
{
    dl_arena arena = {0};
    dl_url url, target;
    if (dl_url_parse(DL_STR("http://a.example/b"), &arena, &url, NULL) == 0)
        dl_url_join(&url, text, &arena, &target, NULL);
    dl_arena_clear(&arena);
}

void as_charset(dl_str text)
{
    dl_buf out = {0};
    dl_charset found = dl_charset_find(text, DL_STR("text/html"), true);
    dl_charset_declared_late(text);
    dl_encoding_decode(found.encoding, text, &out);
    dl_buf_clear(&out);
}

static int read_some(void *from, char *space, size_t room, size_t *got, dl_error *error)
{
    (void)error;
    dl_str *rest = from;
    *got = rest->size < room ? rest->size : room;
    memcpy(space, rest->data, *got);
    *rest = dl_str_slice(*rest, *got, rest->size);
    return 0;
}

void as_warc(dl_str text)
{
    dl_input *input;
    dl_records *records = NULL;
    dl_record record;
    dl_message block;
    bool there = true;
    dl_record_init(&record);
    if (dl_input_new(&input, read_some, &text, NULL) == 0 &&
        dl_records_new(&records, input, NULL) == 0)
        while (there && dl_records_next(records, &record, &there, NULL) == 0 && there) {
            dl_records_block(records, &record, 1 << 20, &block, NULL);
            dl_message_clear(&block);
        }
    dl_record_clear(&record);
    dl_records_free(records);
    dl_input_free(input);
}

void as_cdxj(dl_str text)
{
    dl_buf out = {0};
    dl_cdxj_sort(text, &out, NULL);
    dl_buf_clear(&out);
}

static void as_rows(dl_str text, dl_rows_format format)
{
    dl_arena arena = {0};
    dl_rows rows;
    dl_rows_read(format, text, &arena, &rows, NULL);
    dl_arena_clear(&arena);
}

void as_rows_csv(dl_str text)
{
    as_rows(text, DL_ROWS_CSV);
}

void as_rows_jsonl(dl_str text)
{
    as_rows(text, DL_ROWS_JSONL);
}

/* What is asked is long and the page short. */
void as_selector(dl_str text)
{
    dl_document *document;
    dl_selected found;
    if (dl_document_new(&document, DL_STR("<div><p>a<p class=b>c</div>"), DL_STR("http://a/"),
                        NULL) != 0)
        return;
    if (text.data[0] == '/')
        dl_select_xpath(document, NULL, text, &found, NULL);
    else
        dl_select_css(document, NULL, text, &found, NULL);
    dl_selected_clear(&found);
    dl_document_free(document);
}

/* What is asked is short, and the page long. */
void as_selected(dl_str text)
{
    static const char *const asked[] = {"p", "div > p + p", "p:nth-child(3)", ".b p:last-child"};
    dl_document *document;
    dl_selected found;
    if (dl_document_new(&document, text, DL_STR("http://a/"), NULL) != 0)
        return;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        dl_select_css(document, NULL, dl_str_of(asked[i]), &found, NULL);
        dl_selected_clear(&found);
    }
    dl_select_xpath(document, NULL, DL_STR("//p[@class='b']/text()"), &found, NULL);
    dl_selected_clear(&found);
    dl_document_free(document);
}

void as_kernel_message(dl_str text)
{
    const dl_str frames[] = {DL_STR("<IDS|MSG>"), DL_STR(""),   DL_STR("{\"msg_type\":\"x\"}"),
                             DL_STR("{}"),        DL_STR("{}"), text};
    message read;
    message_read(frames, sizeof frames / sizeof *frames, DL_STR(""), NULL, &read, NULL);
    message_clear(&read);
}

void as_pattern(dl_str text)
{
    history_matches(DL_STR("*a*b*a*c*"), text);
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

static void complete(dl_str text, dl_language language)
{
    dl_arena arena = {0};
    dl_completion found;
    const dl_place place = {.code = text, .cursor = text.size, .language = language};
    dl_engine_complete(engine(), &place, &arena, &found, NULL);
    dl_arena_clear(&arena);
}

void as_lua_completion(dl_str text)
{
    complete(text, DL_LANGUAGE_LUA);
}

void as_sql_completion(dl_str text)
{
    complete(text, DL_LANGUAGE_SQL);
}

void as_typed(dl_str text)
{
    dl_engine_completeness(engine(), text);
}

void as_elements(dl_str text)
{
    dl_str element;
    size_t at = 0;
    while (elements_next(text, &at, &element)) {
    }
}

void as_diff(dl_str text)
{
    dl_arena arena = {0};
    dl_diff diff;
    size_t half = text.size / 2;
    dl_diff_texts(dl_str_slice(text, 0, half), dl_str_slice(text, half, text.size), NULL, &arena,
                  &diff, NULL);
    dl_arena_clear(&arena);
}

void as_quote(dl_str text)
{
    dl_match match;
    const dl_quote_ask ask = {.exact = DL_STR("aab aab aab aab aab aaa aab ab aab x")};
    dl_quote_search(text, &ask, DL_NEAR_PERCENT, &match, NULL);
}
