/* Reports: hostile text is harmless in every format, and the same run gives the same bytes. */
#include "support.h"

#include <gumbo.h>
#include <jansson.h>

#include "base/utf8.h"
#include "dateline/report.h"
#include "report/direction.h"
#include "report/html_script.h"

/* What somebody else's page, data or error may hold. */
static const char hostile[] =
    "</pre></td><script>alert(1)</script><img src=x onerror=y>\" ' & | `x` "
    "[l](javascript:z) \x1b[31m\x07\xff";

static const char source[] =
    "---\ndateline: 1\ntitle: A <b>title</b> & more\nauthors: [\"A <i>\"]\nas-of: 2024-12-31\n"
    "params: {p: \"<u>\"}\n---\nProse `{lua} a` and <script>alert(1)</script>.\n\n"
    "```lua id=\"one\" caption=\"Cap <s>tion</s>\"\na = '</code><script>'\n```\n\n"
    "```lua id=\"two\" echo=false\nb\n```\n\n```lua id=\"three\"\nc\n```\n";

typedef struct fixture {
    dl_notebook *notebook;
    dl_result results[8];
    dl_source sources[2];
    dl_run run;
} fixture;

static const dl_view *make_view(dl_arena *arena, dl_view_kind kind)
{
    dl_str text = {hostile, sizeof hostile - 1};
    dl_view *view;
    if (kind != DL_VIEW_TABLE && kind != DL_VIEW_CARD) {
        view = dl_view_text(arena, kind, text);
        view->title = view->description = view->text;
        if (kind == DL_VIEW_PICTURE)
            view->svg = DL_STR("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
        return view;
    }
    view = dl_view_table(arena, 2, 4);
    view->kind = kind;
    view->title = text;
    dl_view_names(view)[0] = text;
    dl_view_names(view)[1] = DL_STR("n");
    for (size_t i = 0; i < 8; i++) {
        dl_field *field = &dl_view_fields(view)[i];
        field->kind = (dl_cell_kind)(i / 2);
        field->text = text;
        field->value = i / 2 == DL_CELL_URL ? DL_STR("javascript:alert(1)") : text;
    }
    return view;
}

static void set_up(fixture *made)
{
    memset(made, 0, sizeof *made);
    assert_int_equal(dl_notebook_parse(&made->notebook, dl_str_of(source), "x.md", NULL), 0);
    for (size_t i = 0; i < 8; i++)
        dl_result_init(&made->results[i]);
    made->results[0].state = DL_STATE_OK;
    made->results[0].inline_text = (dl_str){hostile, sizeof hostile - 1};
    dl_result *one = &made->results[1];
    one->state = DL_STATE_OK;
    for (int kind = DL_VIEW_TEXT; kind < DL_VIEW_GROUP; kind++)
        assert_int_equal(dl_result_push(one, make_view(&one->arena, (dl_view_kind)kind), NULL), 0);
    const dl_view *group = dl_view_group(&one->arena, one->views, one->view_count);
    assert_int_equal(dl_result_push(one, group, NULL), 0);
    dl_result *two = &made->results[2];
    two->state = DL_STATE_FAILED;
    dl_error_set(&two->error, DL_ERR_CELL, "%s", hostile);
    dl_error_at(&two->error, "x.md", 15, 0);
    made->sources[0] =
        (dl_source){.url = DL_STR("javascript:alert(1)"), .missing = {hostile, sizeof hostile - 1}};
    made->sources[1] = (dl_source){.url = DL_STR("https://a.example/?a=1&b=\"2\""),
                                   .title = {hostile, sizeof hostile - 1},
                                   .publisher = {hostile, sizeof hostile - 1},
                                   .published = DL_STR("2024-11-27"),
                                   .status = 200,
                                   .sha256 = DL_STR("abc"),
                                   .captured_at_us = 1732665600000000};
    made->run = (dl_run){.notebook = made->notebook,
                         .results = made->results,
                         .sources = made->sources,
                         .source_count = 2,
                         .as_of = DL_STR("2024-12-31")};
}

static void tear_down(fixture *made)
{
    for (size_t i = 0; i < 8; i++)
        dl_result_clear(&made->results[i]);
    dl_notebook_free(made->notebook);
}

/* The report's own script, to the letter; html.c names its hash in the policy. */
static bool is_own_script(const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    if (node->v.element.tag != GUMBO_TAG_SCRIPT || node->v.element.attributes.length > 0 ||
        children->length != 1)
        return false;
    const GumboNode *text = children->data[0];
    dl_buf script;
    dl_buf_init(&script);
    report_html_script(&script);
    bool same = dl_str_equal(dl_str_of(text->v.text.text), dl_buf_str(&script));
    dl_buf_clear(&script);
    return same;
}

/* Walks what a browser would build: scripts, event handlers, and addresses it would ask for. */
static int dangers(const GumboNode *node)
{
    if (node->type != GUMBO_NODE_ELEMENT || is_own_script(node))
        return 0;
    int found = node->v.element.tag == GUMBO_TAG_SCRIPT || node->v.element.tag == GUMBO_TAG_IMG;
    const GumboVector *attributes = &node->v.element.attributes;
    for (unsigned i = 0; i < attributes->length; i++) {
        const GumboAttribute *attribute = attributes->data[i];
        bool link = strcmp(attribute->name, "href") == 0;
        found += strncmp(attribute->name, "on", 2) == 0 || strcmp(attribute->name, "src") == 0;
        found += link && strncmp(attribute->value, "javascript", 10) == 0;
        found +=
            link && node->v.element.tag != GUMBO_TAG_A && strncmp(attribute->value, "data:,", 6);
    }
    for (unsigned i = 0; i < node->v.element.children.length; i++)
        found += dangers(node->v.element.children.data[i]);
    return found;
}

static int dangers_of(const char *html, size_t size)
{
    GumboOutput *tree = gumbo_parse_with_options(&kGumboDefaultOptions, html, size);
    int found = dangers(tree->root);
    gumbo_destroy_output(&kGumboDefaultOptions, tree);
    return found;
}

static void the_walk_sees_what_is_dangerous(void **state)
{
    static const char *const bad[] = {"<script>1</script>", "<p onclick=x>", "<img src=x>",
                                      "<a href='javascript:x'>", "<link href='http://x'>"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(dangers_of(bad[i], strlen(bad[i])) > 0);
    assert_int_equal(dangers_of("<a href='http://x'>", 19), 0);
}

static void hostile_text_is_only_text_in_html(void **state)
{
    (void)state;
    fixture made;
    dl_buf html;
    set_up(&made);
    dl_buf_init(&html);
    assert_int_equal(dl_report_html(&made.run, &html, NULL), 0);
    assert_int_equal(dangers_of(html.data, html.size), 0);
    assert_non_null(strstr(html.data, "Content-Security-Policy"));
    assert_non_null(strstr(html.data, "default-src 'none'"));
    const char *script = strstr(html.data, "<script");
    assert_true(!script || !strstr(script + 1, "<script"));
    assert_true(dl_utf8_valid(dl_buf_str(&html)));
    /* the words are all there, as words */
    assert_non_null(strstr(html.data, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    dl_buf_clear(&html);
    tear_down(&made);
}

static void an_error_shows_its_place_its_line_and_what_was_not_run(void **state)
{
    (void)state;
    fixture made;
    dl_buf html;
    set_up(&made);
    dl_buf_init(&html);
    assert_int_equal(dl_report_html(&made.run, &html, NULL), 0);
    assert_non_null(strstr(html.data, "x.md:15"));
    assert_non_null(strstr(html.data, "<pre>b</pre>"));
    assert_non_null(strstr(html.data, "Not run"));
    dl_buf_clear(&html);
    tear_down(&made);
}

/* Markdown is judged by what a safe renderer makes of it: cmark's own, as for notebooks. */
static void hostile_text_is_only_text_in_markdown(void **state)
{
    (void)state;
    fixture made;
    dl_buf markdown, html;
    set_up(&made);
    dl_buf_init(&markdown);
    dl_buf_init(&html);
    assert_int_equal(dl_report_markdown(&made.run, &markdown, NULL), 0);
    assert_int_equal(dl_markdown_html(dl_buf_str(&markdown), &html, NULL), 0);
    assert_int_equal(dangers_of(html.data, html.size), 0);
    assert_non_null(strstr(html.data, "<table>"));
    dl_buf_clear(&markdown);
    dl_buf_clear(&html);
    tear_down(&made);
}

static void json_is_json_and_holds_the_words(void **state)
{
    (void)state;
    fixture made;
    dl_buf text;
    set_up(&made);
    dl_buf_init(&text);
    assert_int_equal(dl_report_json(&made.run, &text, NULL), 0);
    json_error_t problem;
    json_t *root = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, &problem);
    if (!root)
        fail_msg("%s at %d", problem.text, problem.position);
    json_t *cells = json_object_get(root, "cells");
    assert_int_equal(json_array_size(cells), 4);
    json_t *two = json_array_get(cells, 2);
    assert_string_equal(json_string_value(json_object_get(two, "state")), "failed");
    assert_string_equal(json_string_value(json_object_get(json_object_get(two, "error"), "kind")),
                        "cell");
    assert_string_equal(json_string_value(json_object_get(json_array_get(cells, 3), "state")),
                        "not run");
    assert_int_equal(json_array_size(json_object_get(json_array_get(cells, 1), "views")), 7);
    assert_null(strstr(text.data, "</script"));
    json_decref(root);
    dl_buf_clear(&text);
    tear_down(&made);
}

static void no_control_character_reaches_the_terminal_and_lines_keep_to_it(void **state)
{
    (void)state;
    fixture made;
    dl_buf text;
    set_up(&made);
    for (int width = 40; width <= 200; width += 40) {
        dl_terminal_options options = {.width = width};
        dl_buf_init(&text);
        assert_int_equal(dl_report_terminal(&made.run, &options, &text, NULL), 0);
        for (size_t i = 0; i < text.size; i++)
            assert_true((unsigned char)text.data[i] >= 0x20 || text.data[i] == '\n');
        assert_true(dl_utf8_valid(dl_buf_str(&text)));
        dl_buf_clear(&text);
    }
    tear_down(&made);
}

static void tables_fit_the_terminal(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    dl_view *table = dl_view_table(&arena, 5, 2);
    for (size_t c = 0; c < 5; c++)
        dl_view_names(table)[c] = DL_STR("column");
    for (size_t i = 0; i < 10; i++)
        dl_view_fields(table)[i].text = DL_STR("日本語の長い文と long words in it too");
    for (int width = 60; width < 200; width += 20) {
        dl_terminal_options options = {.width = width};
        dl_buf text;
        dl_buf_init(&text);
        assert_int_equal(dl_view_terminal(table, &options, &text, NULL), 0);
        dl_str rest = dl_buf_str(&text);
        while (rest.data) {
            dl_str line = dl_str_cut(rest, '\n', &rest);
            assert_true(dl_utf8_width(line) <= width);
        }
        dl_buf_clear(&text);
    }
    dl_arena_clear(&arena);
}

static void the_same_run_gives_the_same_bytes(void **state)
{
    static const char *const names[] = {"html", "md", "json"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        dl_buf texts[2];
        for (int round = 0; round < 2; round++) {
            fixture made;
            set_up(&made);
            dl_buf_init(&texts[round]);
            assert_int_equal(dl_report_by_name(names[i])(&made.run, &texts[round], NULL), 0);
            tear_down(&made);
        }
        assert_true(dl_str_equal(dl_buf_str(&texts[0]), dl_buf_str(&texts[1])));
        dl_buf_clear(&texts[0]);
        dl_buf_clear(&texts[1]);
    }
    assert_null(dl_report_by_name("docx"));
    assert_null(dl_report_by_ending("report"));
    assert_null(dl_report_by_ending("a.html/report"));
    assert_ptr_equal(dl_report_by_ending("x/y.html"), dl_report_by_name("html"));
}

static void a_copied_view_owns_all_of_its_words(void **state)
{
    (void)state;
    dl_arena first, second;
    dl_arena_init(&first);
    dl_arena_init(&second);
    const dl_view *table = make_view(&first, DL_VIEW_TABLE);
    const dl_view *group = dl_view_group(&first, &table, 1);
    size_t size = dl_view_size(group);
    const dl_view *copy = dl_view_copy(&second, group);
    dl_arena_clear(&first);
    assert_int_equal(dl_view_size(copy), size);
    assert_memory_equal(copy->children[0]->names[0].data, hostile, sizeof hostile - 1);
    dl_arena_clear(&second);
}

/* Text in Jupyter's file is JSON's, HTML in it escaped, and no escape sequence is left to a
 * terminal. */
static void ipynb_holds_hostile_text_as_text(void **state)
{
    (void)state;
    fixture made;
    set_up(&made);
    dl_buf first, second;
    dl_buf_init(&first);
    dl_buf_init(&second);
    assert_int_equal(dl_report_ipynb(&made.run, &first, NULL), 0);
    assert_int_equal(dl_report_ipynb(&made.run, &second, NULL), 0);
    assert_true(dl_str_equal(dl_buf_str(&first), dl_buf_str(&second)));
    assert_true(dl_utf8_valid(dl_buf_str(&first)));
    json_t *root = json_loadb(first.data, first.size, 0, NULL), *cell, *output;
    assert_non_null(root);
    assert_null(strstr(first.data, "\\u001b"));
    size_t i, k, html = 0, errors = 0;
    json_array_foreach(json_object_get(root, "cells"), i, cell)
    {
        json_array_foreach(json_object_get(cell, "outputs"), k, output)
        {
            char *text = json_dumps(json_object_get(json_object_get(output, "data"), "text/html"),
                                    JSON_ENCODE_ANY);
            html += text != NULL;
            assert_true(!text || !strstr(text, "<script>"));
            assert_true(!text || !strstr(text, "<img"));
            free(text);
            errors += json_object_get(output, "traceback") != NULL;
        }
    }
    assert_true(html >= 4);
    assert_int_equal(errors, 1);
    json_decref(root);
    dl_buf_clear(&first);
    dl_buf_clear(&second);
    tear_down(&made);
}

/* By script first (RFC 5646 §2.2.3), else by the language's usual one (CLDR). */
static void a_language_knows_its_direction(void **state)
{
    (void)state;
    static const char *const right_to_left[] = {
        "ar", "AR-eg", "he", "fa-IR", "ur", "az-Arab", "zh-yue-Arab", "pa-arab-PK", "ff-Adlm"};
    static const char *const left_to_right[] = {
        "",   "en",     "arn",     "ar-Latn", "yi-latn-US", "ar-Latn-x-Arab",
        "az", "hebrew", "de-1996", "-",       "fa-Cyrl"};
    for (size_t i = 0; i < sizeof right_to_left / sizeof *right_to_left; i++)
        if (!report_right_to_left(dl_str_of(right_to_left[i])))
            fail_msg("%s", right_to_left[i]);
    for (size_t i = 0; i < sizeof left_to_right / sizeof *left_to_right; i++)
        if (report_right_to_left(dl_str_of(left_to_right[i])))
            fail_msg("%s", left_to_right[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_walk_sees_what_is_dangerous),
        cmocka_unit_test(hostile_text_is_only_text_in_html),
        cmocka_unit_test(an_error_shows_its_place_its_line_and_what_was_not_run),
        cmocka_unit_test(hostile_text_is_only_text_in_markdown),
        cmocka_unit_test(json_is_json_and_holds_the_words),
        cmocka_unit_test(no_control_character_reaches_the_terminal_and_lines_keep_to_it),
        cmocka_unit_test(tables_fit_the_terminal),
        cmocka_unit_test(the_same_run_gives_the_same_bytes),
        cmocka_unit_test(ipynb_holds_hostile_text_as_text),
        cmocka_unit_test(a_copied_view_owns_all_of_its_words),
        cmocka_unit_test(a_language_knows_its_direction)};
    return cmocka_run_group_tests_name("reports", tests, NULL, NULL);
}
