/* Notebooks: what is read, refused with its place, kept byte for byte, and rendered. */
#include "support.h"

#include <jansson.h>

#include "dateline/notebook.h"

#define FRONT "---\ndateline: 1\n---\n"

static dl_notebook *parse(const char *text)
{
    dl_notebook *notebook;
    dl_error error;
    if (dl_notebook_parse(&notebook, dl_str_of(text), "nb.md", &error) != 0)
        fail_msg("%d:%d: %s", error.line, error.column, error.message);
    return notebook;
}

static void front_matter_is_read_and_plain_words_stay_text(void **state)
{
    (void)state;
    dl_notebook *notebook =
        parse("---\ndateline: 1\ntitle: no\nauthors: [A, 'B C']\nas-of: 2024-12-31\n"
              "net: [a.org, \"*.b.org\"]\nlang: de\ntimezone: Europe/Berlin\nparams:\n"
              "  actor: OpenAI\n  since: {type: date, default: 2024-02, doc: from when}\n"
              "  n: {type: number, default: \"3\"}\nown: kept\n---\ntext\n");
    const dl_front *front = dl_notebook_front(notebook);
    assert_int_equal(front->version, 1);
    assert_true(dl_str_equal(front->title, DL_STR("no")));
    assert_int_equal(front->author_count, 2);
    assert_true(dl_str_equal(front->authors[1], DL_STR("B C")));
    assert_true(dl_str_equal(front->net[1], DL_STR("*.b.org")));
    assert_int_equal(front->param_count, 3);
    assert_int_equal(front->params[0].type, DL_TYPE_STRING);
    assert_int_equal(front->params[1].type, DL_TYPE_DATE);
    assert_true(dl_str_equal(front->params[1].doc, DL_STR("from when")));
    assert_int_equal(dl_notebook_warning_count(notebook), 1);
    assert_int_equal(dl_notebook_warning(notebook, 0)->line, 13);
    dl_notebook_free(notebook);
}

/* Found by fuzzing: it asked for a host of no name. */
static void a_list_without_a_value_has_nothing_in_it(void **state)
{
    (void)state;
    dl_notebook *notebook = parse("---\ndateline: 1\nnet:\nauthors: ''\n---\n");
    assert_int_equal(dl_notebook_front(notebook)->net_count, 0);
    assert_int_equal(dl_notebook_front(notebook)->author_count, 0);
    dl_notebook_free(notebook);
}

static void cells_have_their_attributes_lines_and_numbers(void **state)
{
    (void)state;
    dl_notebook *notebook = parse(FRONT "Prose `{lua} 1 + 1` here.\n\n"
                                        "```lua id=\"first\" echo=false tags=[\"a\",\"b\"] "
                                        "timeout=2.5 caption=\"A \\\"c\\\"\" x-own=1 .cls\n"
                                        "a = 1\na\n```\n\n"
                                        "````sql\nSELECT '```'\n````\n\n"
                                        "```lua .noeval\nb\n```\n\n"
                                        "```lua error=\"expected\"\n```\n");
    assert_int_equal(dl_notebook_step_count(notebook), 5);
    const dl_step *inlined = dl_notebook_step(notebook, 0);
    assert_true(inlined->inlined);
    assert_true(dl_str_equal(inlined->code, DL_STR("1 + 1")));
    assert_int_equal(inlined->line, 4);
    assert_int_equal(inlined->column, 14);
    const dl_step *first = dl_notebook_step(notebook, 1);
    assert_true(dl_str_equal(first->id, DL_STR("first")));
    assert_false(first->echo);
    assert_true(first->output);
    assert_int_equal(first->tag_count, 2);
    assert_true(first->timeout_s > 2.4 && first->timeout_s < 2.6);
    assert_true(dl_str_equal(first->caption, DL_STR("A \"c\"")));
    assert_true(dl_str_equal(first->code, DL_STR("a = 1\na\n")));
    assert_int_equal(first->line, 7);
    const dl_step *sql = dl_notebook_step(notebook, 2);
    assert_int_equal(sql->language, DL_LANGUAGE_SQL);
    assert_true(dl_str_equal(sql->id, DL_STR("2")));
    assert_true(dl_str_equal(sql->code, DL_STR("SELECT '```'\n")));
    assert_true(dl_notebook_step(notebook, 3)->noeval);
    assert_true(dl_notebook_step(notebook, 4)->error_expected);
    assert_int_equal(dl_notebook_step(notebook, 4)->code.size, 0);
    dl_notebook_free(notebook);
}

static void other_fences_are_prose(void **state)
{
    (void)state;
    dl_notebook *notebook =
        parse(FRONT "~~~lua\na\n~~~\n\n  ```lua\n  b\n  ```\n\n> ```lua\n> c\n> ```\n\n"
                    "- ```lua\n  d\n  ```\n\n```python\ne\n```\n\n"
                    "```luau\nf\n```\n\n    ```lua\n\n`` `{lua} x` ``\n\n"
                    "```text\n`{lua} y`\n```\n");
    assert_int_equal(dl_notebook_step_count(notebook), 0);
    dl_notebook_free(notebook);
}

typedef struct bad_notebook {
    const char *text;
    int line, column;
    const char *says;
} bad_notebook;

static void a_faulty_notebook_says_where_and_what(void **state)
{
    static const bad_notebook cases[] = {
        {"", 1, 1, "no notebook"},
        {"# A letter\n", 1, 1, "does not begin with front matter"},
        {"---\ndateline: 1\n", 1, 1, "never ends"},
        {"---\ntitle: x\n---\n", 1, 1, "no `dateline: 1`"},
        {"---\ndateline: 2\n---\n", 2, 11, "version 1"},
        {"---\ndateline: 1\ntitle: [a\n---\n", 4, 1, "no YAML"},
        {"---\ndateline: 1\na: &x 1\n---\n", 3, 4, "anchors"},
        {"---\ndateline: 1\na: !x 1\n---\n", 3, 4, "tags"},
        {"---\ndateline: 1\na: *x\n---\n", 3, 4, "aliases"},
        {"---\ndateline: 1\ntitle: a\ntitle: b\n---\n", 4, 1, "twice"},
        {"---\ndateline: 1\ntitle: [a]\n---\n", 3, 8, "text was expected"},
        {"---\ndateline: 1\nnet: [a, \"\"]\n---\n", 3, 10, "empty"},
        {"---\ndateline: 1\nas-of: 2024-13\n---\n", 3, 8, "months go"},
        {"---\ndateline: 1\nparams: {d: {type: date, default: soon}}\n---\n", 3, 35, "EDTF"},
        {"---\ndateline: 1\nparams: {d: {type: dat, default: x}}\n---\n", 3, 20, "expected"},
        {"---\ndateline: 1\nparams: [a]\n---\n", 3, 9, "map"},
        {FRONT "```lua\na = 1\n", 4, 1, "never ends"},
        {FRONT "```lua\na\n``\n", 4, 1, "never ends"},
        {FRONT "```lua ids=\"a\"\n```\n", 4, 8, "no attribute 'ids'"},
        {FRONT "```lua id=a\n```\n", 4, 11, "JSON"},
        {FRONT "```lua id=\"a b\"\n```\n", 4, 11, "letters, digits"},
        {FRONT "```lua id\n```\n", 4, 10, "a value was expected"},
        {FRONT "```lua timeout=0\n```\n", 4, 16, "seconds"},
        {FRONT "```lua echo=\"no\"\n```\n", 4, 13, "true or false"},
        {FRONT "```lua error=\"maybe\"\n```\n", 4, 14, "expected"},
        {FRONT "```lua id=\"a\"\n```\n\n```lua id=\"a\"\n```\n", 7, 1, "taken"},
        {FRONT "text \xff\n", 4, 6, "no UTF-8"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_notebook *notebook;
        dl_error error;
        dl_error_clear(&error);
        int rc = dl_notebook_parse(&notebook, dl_str_of(cases[i].text), "nb.md", &error);
        if (rc != DL_ERR_SYNTAX || error.line != cases[i].line || error.column != cases[i].column ||
            !strstr(error.message, cases[i].says))
            fail_msg("case %zu: %d, %s:%d:%d: %s", i, rc, error.place, error.line, error.column,
                     error.message);
        assert_null(notebook);
        assert_string_equal(error.place, "nb.md");
    }
    dl_notebook *notebook;
    dl_error error;
    assert_int_equal(
        dl_notebook_parse(&notebook, (dl_str){"---\ndateline: 1\n---\n\0", 21}, "n", &error),
        DL_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "NUL"));
}

static void a_value_that_needs_quotes_says_so(void **state)
{
    static const struct {
        const char *text;
        int column;
    } cases[] = {{"---\ndateline: 1\ntitle: Sora: the delay\n---\n", 12},
                 {"---\ndateline: 1\ntitle: @sama\n---\n", 8}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_notebook *notebook;
        dl_error error;
        dl_error_clear(&error);
        assert_int_equal(dl_notebook_parse(&notebook, dl_str_of(cases[i].text), "nb.md", &error),
                         DL_ERR_SYNTAX);
        assert_string_equal(error.place, "nb.md");
        assert_int_equal(error.line, 3);
        assert_int_equal(error.column, cases[i].column);
        assert_non_null(strstr(error.hint, "in quotes"));
    }
    dl_notebook *notebook =
        parse("---\ndateline: 1\ntitle: \"Sora: the delay\"\n---\n"); /* as the hint says */
    dl_notebook_free(notebook);
}

static void a_misspelt_attribute_proposes_the_near_one(void **state)
{
    (void)state;
    dl_notebook *notebook;
    dl_error error;
    dl_notebook_parse(&notebook, dl_str_of(FRONT "```lua captoin=\"x\"\n```\n"), "nb.md", &error);
    assert_non_null(strstr(error.hint, "caption"));
}

static void line_ends_of_windows_work_and_stay(void **state)
{
    (void)state;
    static const char text[] = "---\r\ndateline: 1\r\ntitle: T\r\n---\r\nA `{lua} 1`.\r\n\r\n"
                               "```lua id=\"x\"\r\na = 1\r\n```\r\n";
    dl_notebook *notebook = parse(text);
    assert_int_equal(dl_notebook_step_count(notebook), 2);
    assert_true(dl_str_equal(dl_notebook_front(notebook)->title, DL_STR("T")));
    assert_true(dl_str_equal(dl_notebook_step(notebook, 1)->code, DL_STR("a = 1\r\n")));
    assert_true(dl_str_equal(dl_notebook_text(notebook), dl_str_of(text)));
    dl_notebook_free(notebook);
}

/* cmark's tree has an expression's text without what its lines begin with, and no place of it. */
static void expressions_are_looked_for_in_their_own_block(void **state)
{
    static const struct {
        const char *prose;
        size_t steps;
        const char *first, *second; /* their code */
        size_t warnings;
    } rows[] = {
        {"`{lua}\r x`\n```sql\n`{lua} x`\n```\n", 2, "x", "`{lua} x`\n", 0},
        {"`{lua}\n   x +\r\n\t y` `{lua} z`\n", 2, "x +\r\n\t y", "z", 0},
        {"> `{lua} x +\n> y` `{lua} z`\n\n`{lua} x + y`\n", 2, "z", "x + y", 1},
        {"\\`{lua} x`\\` `{lua} y`\n", 1, "y", NULL, 0},
        {"| a |\n|---|\n| `{lua} x \\| y` |\n\n`{lua} x | y`\n", 1, "x | y", NULL, 1},
        {"a[^1]\n\n[^1]: `{lua} x`\n\n`{lua} x`\n", 2, "x", "x", 0},
        {"```sql\n`{lua} x`\n```\n`{lua} x`\n| a |\n|---|\n", 2, "`{lua} x`\n", "x", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[300];
        snprintf(text, sizeof text, FRONT "%s", rows[i].prose);
        dl_notebook *notebook = parse(text);
        assert_int_equal(dl_notebook_step_count(notebook), rows[i].steps);
        for (size_t k = 0; k < rows[i].steps; k++) {
            const dl_step *step = dl_notebook_step(notebook, k);
            const char *code = k ? rows[i].second : rows[i].first;
            assert_true(dl_str_equal(step->code, dl_str_of(code)));
            assert_true(k == 0 || step->start >= dl_notebook_step(notebook, k - 1)->end);
        }
        assert_int_equal(dl_notebook_warning_count(notebook), rows[i].warnings);
        for (size_t k = 0; k < rows[i].warnings; k++)
            assert_non_null(strstr(dl_notebook_warning(notebook, k)->message, "on one line"));
        dl_notebook_free(notebook);
    }
}

/* CR alone ends a line in CommonMark (§2.1), and so it does in a cell. */
static void a_carriage_return_alone_ends_a_line(void **state)
{
    (void)state;
    dl_notebook *notebook =
        parse(FRONT "```lua\rcaption = \"`\"\r```\r\n```sql id=\"s\"\rSELECT 1\n```");
    dl_buf text = {0};
    assert_int_equal(dl_notebook_step_count(notebook), 2);
    assert_true(dl_str_equal(dl_notebook_step(notebook, 0)->code, DL_STR("caption = \"`\"\r")));
    assert_true(dl_str_equal(dl_notebook_step(notebook, 1)->code, DL_STR("SELECT 1\n")));
    assert_true(dl_str_equal(dl_notebook_step(notebook, 1)->id, DL_STR("s")));
    assert_int_equal(dl_notebook_format(notebook, false, &text, NULL), 0);
    assert_true(dl_str_equal(dl_buf_str(&text), dl_notebook_text(notebook)));
    dl_buf_clear(&text);
    dl_notebook_free(notebook);
}

static void parameters_take_values_of_their_type(void **state)
{
    (void)state;
    dl_notebook *notebook = parse("---\ndateline: 1\nparams:\n  n: {type: number, default: \"1\"}\n"
                                  "  b: {type: boolean, default: \"true\"}\n  actor: x\n---\n");
    dl_error error;
    assert_int_equal(dl_notebook_set_param(notebook, DL_STR("n"), DL_STR("2.5"), &error), 0);
    assert_int_equal(dl_notebook_set_param(notebook, DL_STR("n"), DL_STR("two"), &error),
                     DL_ERR_USAGE);
    assert_int_equal(dl_notebook_set_param(notebook, DL_STR("b"), DL_STR("yes"), &error),
                     DL_ERR_USAGE);
    assert_int_equal(dl_notebook_set_param(notebook, DL_STR("acter"), DL_STR("y"), &error),
                     DL_ERR_USAGE);
    assert_non_null(strstr(error.hint, "actor"));
    dl_notebook_free(notebook);
}

static void mark(void *data, size_t step, dl_buf *html)
{
    (void)data;
    dl_buf_printf(html, "<b>step %zu</b>", step);
}

static void html_has_results_in_place_and_nothing_raw(void **state)
{
    (void)state;
    dl_notebook *notebook = parse(
        FRONT "# H\n\nA `{lua} 1` b.[^1]\n\n| x |\n|---|\n| `{lua} 2` |\n\n```lua\n3\n```\n\n"
              "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![i](data:text/html,x)\n\n"
              "[^1]: Note `{lua} 4`.\n");
    dl_buf html;
    dl_buf_init(&html);
    assert_int_equal(dl_notebook_html(notebook, mark, NULL, &html, NULL), 0);
    assert_non_null(strstr(html.data, "A <b>step 0</b> b."));
    assert_non_null(strstr(html.data, "<td><b>step 1</b></td>"));
    assert_non_null(strstr(html.data, "<b>step 2</b>"));
    assert_non_null(strstr(html.data, "Note <b>step 3</b>"));
    assert_null(strstr(html.data, "<script"));
    assert_null(strstr(html.data, "javascript:"));
    assert_null(strstr(html.data, "data:text"));
    dl_buf_clear(&html);
    dl_notebook_free(notebook);
}

/* All examples of the CommonMark specification as bodies: the text comes back, and the steps that
 * are found lie in it in order. */
static void no_byte_of_any_commonmark_example_is_lost(void **state)
{
    (void)state;
    json_t *examples = json_load_file(shared_file("suites/commonmark/spec.json"), 0, NULL);
    assert_non_null(examples);
    size_t total = json_array_size(examples), good = 0;
    for (size_t i = 0; i < total; i++) {
        json_t *markdown = json_object_get(json_array_get(examples, i), "markdown");
        dl_buf text;
        dl_notebook *notebook;
        dl_error error;
        dl_buf_init(&text);
        dl_buf_printf(&text, "%s%s", FRONT, json_string_value(markdown));
        if (dl_notebook_parse(&notebook, dl_buf_str(&text), "x.md", &error) != 0)
            fail_msg("example %zu: %s", i + 1, error.message);
        bool same = dl_str_equal(dl_notebook_text(notebook), dl_buf_str(&text));
        size_t at = dl_notebook_prose_offset(notebook);
        for (size_t k = 0; k < dl_notebook_step_count(notebook); k++) {
            const dl_step *step = dl_notebook_step(notebook, k);
            same = same && step->start >= at && step->end > step->start;
            at = step->end;
        }
        good += same && at <= text.size;
        dl_buf html;
        dl_buf_init(&html);
        assert_int_equal(dl_notebook_html(notebook, mark, NULL, &html, NULL), 0);
        dl_buf_clear(&html);
        dl_notebook_free(notebook);
        dl_buf_clear(&text);
    }
    json_decref(examples);
    print_message("# suite commonmark: %zu of %zu\n", good, total);
    assert_int_equal(good, total);
}

/* Each key was held against all before it, without bound: a megabyte of keys took half a minute. */
static void front_matter_of_too_many_keys_is_refused(void **state)
{
    (void)state;
    dl_buf text = {0};
    dl_notebook *notebook;
    dl_error error;
    dl_buf_puts(&text, "---\ndateline: 1\nparams:\n");
    for (int i = 0; i < 100000; i++)
        dl_buf_printf(&text, "  p%d: 1\n", i);
    dl_buf_puts(&text, "---\n");
    assert_int_equal(dl_notebook_parse(&notebook, dl_buf_str(&text), "n.md", &error),
                     DL_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "too many keys"));
    dl_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_matter_of_too_many_keys_is_refused),
        cmocka_unit_test(front_matter_is_read_and_plain_words_stay_text),
        cmocka_unit_test(a_list_without_a_value_has_nothing_in_it),
        cmocka_unit_test(cells_have_their_attributes_lines_and_numbers),
        cmocka_unit_test(other_fences_are_prose),
        cmocka_unit_test(a_faulty_notebook_says_where_and_what),
        cmocka_unit_test(a_value_that_needs_quotes_says_so),
        cmocka_unit_test(a_misspelt_attribute_proposes_the_near_one),
        cmocka_unit_test(line_ends_of_windows_work_and_stay),
        cmocka_unit_test(expressions_are_looked_for_in_their_own_block),
        cmocka_unit_test(a_carriage_return_alone_ends_a_line),
        cmocka_unit_test(parameters_take_values_of_their_type),
        cmocka_unit_test(html_has_results_in_place_and_nothing_raw),
        cmocka_unit_test(no_byte_of_any_commonmark_example_is_lost)};
    return cmocka_run_group_tests_name("notebooks", tests, NULL, NULL);
}
