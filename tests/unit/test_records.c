/* The records of sources that a report's dates lead to: each link has its record, whatever the
 * sources, dates and quotations hold. */
#include "support.h"

#include <gumbo.h>
#include <jansson.h>

#include "dateline/report.h"

static const char hostile[] =
    "</q></a></li><script>alert(1)</script><a href='javascript:x'>\"' & | "
    "`x` [l](javascript:z) <!-- \x1b[31m\x07\xff";

static const char text[] = "---\ndateline: 1\nas-of: 2024-12-31\nparams: {actor: OpenAI}\n---\n"
                           "On `{lua} a`, [at `{lua} b`](https://a.example/).\n\n```lua\nc\n```\n";

static dl_str hostile_text(void)
{
    return (dl_str){hostile, sizeof hostile - 1};
}

typedef struct fixture {
    dl_notebook *notebook;
    dl_result results[3];
    dl_source sources[2];
    dl_quoted quotes[2];
    dl_run run;
} fixture;

static dl_field dated(const char *source)
{
    return (dl_field){.kind = DL_CELL_DATE,
                      .text = hostile_text(),
                      .value = DL_STR("2024-12"),
                      .source = dl_str_of(source)};
}

static void set_up(fixture *made)
{
    memset(made, 0, sizeof *made);
    assert_int_equal(dl_notebook_parse(&made->notebook, dl_str_of(text), "x.md", NULL), 0);
    for (size_t i = 0; i < 3; i++) {
        dl_result_init(&made->results[i]);
        made->results[i].state = DL_STATE_OK;
        made->results[i].inline_text = DL_STR("9 December 2024");
        made->results[i].inline_date = DL_STR("2024-12-09");
        made->results[i].inline_source = DL_STR("https://b.example/");
    }
    dl_arena *arena = &made->results[2].arena;
    dl_view *table = dl_view_table(arena, 1, 6);
    dl_view_names(table)[0] = DL_STR("when");
    const char *const sources[] = {
        "https://b.example/",    "https://b.example/final", hostile, "javascript:alert(1)", "",
        "https://c.example/\"<>"};
    for (size_t i = 0; i < 6; i++)
        dl_view_fields(table)[i] = dated(sources[i]);
    const dl_view *inner = table, *group = dl_view_group(arena, &inner, 1);
    assert_int_equal(dl_result_push(&made->results[2], group, NULL), 0);
    made->quotes[0] = (dl_quoted){.exact = hostile_text(),
                                  .prefix = hostile_text(),
                                  .suffix = hostile_text(),
                                  .how = DL_STR("exact"),
                                  .verdict = DL_STR("intact"),
                                  .sha256 = DL_STR("abc"),
                                  .start = 5,
                                  .end = 9};
    made->quotes[1] = made->quotes[0];
    made->quotes[1].exact = DL_STR("plain words");
    made->sources[0] = (dl_source){.url = DL_STR("https://a.example/"), .missing = hostile_text()};
    made->sources[1] = (dl_source){.url = DL_STR("https://b.example/"),
                                   .final_url = DL_STR("https://b.example/final"),
                                   .title = hostile_text(),
                                   .publisher = hostile_text(),
                                   .published = hostile_text(),
                                   .status = 203,
                                   .sha256 = DL_STR("abc"),
                                   .text_sha256 = DL_STR("def"),
                                   .origin = DL_STR("memento"),
                                   .captured_at_us = 1732665600000000 - 1,
                                   .quotes = made->quotes,
                                   .quote_count = 2};
    made->run = (dl_run){.notebook = made->notebook,
                         .results = made->results,
                         .sources = made->sources,
                         .source_count = 2,
                         .as_of = DL_STR("2024-12-31")};
}

static void tear_down(fixture *made)
{
    for (size_t i = 0; i < 3; i++)
        dl_result_clear(&made->results[i]);
    dl_notebook_free(made->notebook);
}

/* --- HTML --- */

typedef struct census {
    char ids[64][32], targets[64][32];
    size_t id_count, target_count, links;
    int dangers;
} census;

static const char *attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found ? found->value : "";
}

static void count(const GumboNode *node, bool in_link, census *all)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return;
    bool link = node->v.element.tag == GUMBO_TAG_A;
    const char *href = attribute(node, "href"), *id = attribute(node, "id");
    all->dangers += node->v.element.tag == GUMBO_TAG_SCRIPT || (link && in_link) ||
                    strncmp(href, "javascript", 10) == 0;
    if (strncmp(id, "source-", 7) == 0 || strncmp(id, "from-", 5) == 0)
        snprintf(all->ids[all->id_count++], 32, "%s", id);
    bool leads = strncmp(href, "#source-", 8) == 0;
    if (leads || strncmp(href, "#from-", 6) == 0)
        snprintf(all->targets[all->target_count++], 32, "%s", href + 1);
    all->links += leads;
    for (unsigned i = 0; i < node->v.element.children.length; i++)
        count(node->v.element.children.data[i], in_link || link, all);
}

static void every_link_has_its_record_and_leads_back(void **state)
{
    (void)state;
    fixture made;
    set_up(&made);
    dl_buf out = {0};
    assert_int_equal(dl_report_html(&made.run, &out, NULL), 0);
    GumboOutput *page = gumbo_parse_with_options(&kGumboDefaultOptions, out.data, out.size);
    census *all = calloc(1, sizeof *all);
    count(page->root, false, all);
    assert_int_equal(all->dangers, 0);
    /* one in prose, five in the table; the one within a link is no link of its own */
    assert_int_equal(all->links, 6);
    for (size_t i = 0; i < all->target_count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < all->id_count; k++)
            found += strcmp(all->targets[i], all->ids[k]) == 0;
        assert_int_equal(found, 1);
    }
    assert_true(dl_str_find(dl_buf_str(&out), DL_STR("\"2024-11-26T23:59:59Z\""), 0) < out.size);
    assert_true(dl_str_find(dl_buf_str(&out), DL_STR("from a web archive"), 0) < out.size);
    assert_true(dl_str_find(dl_buf_str(&out), DL_STR("<q>plain words</q>"), 0) < out.size);
    assert_true(dl_str_find(dl_buf_str(&out), DL_STR("HTTP status 203"), 0) < out.size);
    free(all);
    gumbo_destroy_output(&kGumboDefaultOptions, page);
    dl_buf_clear(&out);
    tear_down(&made);
}

/* --- Markdown --- */

static size_t times(const dl_buf *in, const char *words)
{
    size_t found = 0;
    dl_str all = dl_buf_str(in), what = dl_str_of(words);
    for (size_t at = dl_str_find(all, what, 0); at < all.size; at = dl_str_find(all, what, at + 1))
        found++;
    return found;
}

static void markdown_numbers_its_sources_and_shows_the_parameters(void **state)
{
    (void)state;
    fixture made;
    set_up(&made);
    dl_buf out = {0};
    assert_int_equal(dl_report_markdown(&made.run, &out, NULL), 0);
    assert_int_equal(times(&out, "](#source-2)"), 3); /* in prose once, in the table twice */
    assert_int_equal(times(&out, "[at 9 December 2024](https://a.example/)"), 1);
    assert_int_equal(times(&out, "<a id=\"source-2\"></a>"), 1);
    assert_int_equal(times(&out, "<a id="), 5);
    assert_int_equal(times(&out, "<script"), times(&out, "\\<script"));
    assert_int_equal(times(&out, "](javascript"), times(&out, "\\](javascript"));
    assert_int_equal(times(&out, "Parameters: actor = OpenAI"), 1);
    assert_int_equal(times(&out, "plain words"), 1);
    dl_buf_clear(&out);
    tear_down(&made);
}

/* --- JSON --- */

static const char *member(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void json_names_the_source_of_each_date_and_the_quotations(void **state)
{
    (void)state;
    fixture made;
    set_up(&made);
    dl_buf out = {0};
    assert_int_equal(dl_report_json(&made.run, &out, NULL), 0);
    json_t *root = json_loadb(out.data, out.size, 0, NULL);
    assert_non_null(root);
    const json_t *cells = json_object_get(root, "cells");
    const json_t *prose = json_array_get(cells, 0);
    assert_string_equal(member(prose, "source"), "https://b.example/");
    assert_string_equal(member(prose, "date"), "2024-12-09");
    const json_t *group = json_array_get(json_object_get(json_array_get(cells, 2), "views"), 0);
    const json_t *table = json_array_get(json_object_get(group, "children"), 0);
    const json_t *rows = json_object_get(table, "rows");
    const json_t *date = json_array_get(json_array_get(rows, 3), 0);
    assert_string_equal(member(date, "source"), "javascript:alert(1)");
    assert_null(member(json_array_get(json_array_get(rows, 4), 0), "source"));
    const json_t *source = json_array_get(json_object_get(root, "sources"), 1);
    assert_string_equal(member(source, "text_sha256"), "def");
    assert_string_equal(member(source, "origin"), "memento");
    const json_t *quote = json_array_get(json_object_get(source, "quotes"), 1);
    assert_string_equal(member(quote, "exact"), "plain words");
    assert_int_equal(json_integer_value(json_object_get(quote, "start")), 5);
    json_decref(root);
    dl_buf_clear(&out);
    tear_down(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_link_has_its_record_and_leads_back),
        cmocka_unit_test(markdown_numbers_its_sources_and_shows_the_parameters),
        cmocka_unit_test(json_names_the_source_of_each_date_and_the_quotations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
