/* Jupyter's notebooks: every text comes back to the byte, what runs here becomes cells, hostile
 * files are refused with what is wrong. What Python's nbformat says of them is tested by
 * tests/cli/ipynb.bats. */
#include "support.h"

#include <jansson.h>

#include "dateline/ipynb.h"
#include "dateline/notebook.h"
#include "notebook/ipynb_model.h"

#define FRONT "---\ndateline: 1\n---\n"

static void to_ipynb(dl_str text, dl_buf *out)
{
    dl_error error;
    dl_buf_init(out);
    if (dl_ipynb_from_markdown(text, (dl_str){"", 0}, "nb.md", out, &error) != 0)
        fail_msg("%s:%d: %s", error.place, error.line, error.message);
}

static void to_text(dl_str file, dl_buf *out)
{
    dl_error error;
    dl_buf outputs;
    dl_ipynb_notes notes;
    dl_buf_init(out);
    dl_buf_init(&outputs);
    if (dl_ipynb_to_markdown(file, "nb.ipynb", out, &outputs, &notes, &error) != 0)
        fail_msg("%s:%d: %s", error.place, error.line, error.message);
    dl_buf_clear(&outputs);
}

/* Whether the text comes back; *whole: the file had to keep it in one piece. */
static bool comes_back(dl_str text, bool *whole)
{
    dl_buf file, back;
    ipynb notebook;
    to_ipynb(text, &file);
    to_text(dl_buf_str(&file), &back);
    bool same = dl_str_equal(dl_buf_str(&back), text);
    ipynb_init(&notebook);
    assert_int_equal(ipynb_from_markdown(text, &notebook, "nb.md", NULL), 0);
    *whole = notebook.text.data != NULL;
    ipynb_clear(&notebook);
    dl_buf_clear(&file);
    dl_buf_clear(&back);
    return same;
}

static void must_come_back(dl_str text, bool in_parts)
{
    bool whole;
    if (!comes_back(text, &whole))
        fail_msg("does not come back: %.*s", DL_STR_ARG(text));
    if (whole && in_parts)
        fail_msg("is kept whole: %.*s", DL_STR_ARG(text));
}

/* --- Markdown -> ipynb -> Markdown --- */

static void texts_come_back_to_the_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {
        FRONT,
        FRONT "\n",
        FRONT "Prose\n\n```lua\nx = 1\n```\n",
        FRONT "\n\n\nProse\n\n\n\n```lua\n\n```\n```lua\n```\n\n\n",
        FRONT "Prose\n```lua\nx\n```\nmore",
        FRONT "```lua id=\"a\" tags=[\"x\",  \"y\"]   echo=false .cls x-mine={\"b\": 1}\nx\n```",
        FRONT "```lua   \nx\n```  \n```sql\nSELECT 1\n`````\n```sql\n```\n```sql\n\n```\n",
        FRONT "`````lua caption=\"a \\\"b\\\"\"\n```\n````lua\n`````\n",
        FRONT
        "~~~lua\nx\n~~~\n\n  ```lua\n  x\n  ```\n\n```python\n1\n```\n\n> ```lua\n> x\n> ```\n",
        FRONT "\ttabs\t\ntrailing  \n\n    ```lua\n    x\n    ```\n",
        FRONT "```lua id=\"2\"\n```\n\n```lua id=\"1\"\n```\n",
        FRONT "```lua\n%%sql\nSELECT 1\n```\n\n```lua\n%%html\n```\n",
        FRONT "```python x-cell id=\"p\"\nprint(1)\n```\n",
        FRONT "<!-- #md id=\"q\" -->\nprose\n<!-- #endmd -->\n\n<!-- #raw -->\n<!-- #endraw -->\n",
        FRONT
        "<!-- #md -->\n\n<!-- #endmd -->  \n<!-- #md  tags=[\"a\"] -->\n\nx\n\n<!-- #endmd -->\n",
        FRONT "<!-- #md shift=[[2, 4]] -->\nSee\n ```lua\n x\n ```\n<!-- #endmd -->\n",
        FRONT "<!-- #md source=\"```lua\\nx\" -->\n",
        FRONT "<!-- #notebook {\"kernelspec\": {\"name\": \"python3\"}} -->\n\nx\n",
        FRONT "```lua timeout=0.1 x-n=[1e400, 123456789012345678901234567890, -0]\n```\n",
        FRONT "A `{lua} x` B\n\n[^1]: note\n\n[a]: /b\n",
        "\xEF\xBB\xBF" FRONT "x\n",
        "\xEF\xBB\xBF",
        "",
        "\n",
        " \n\t\n  ",
        "no front matter\n",
        "---\nno end",
        "---\nother: 1\n...\ntext\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        must_come_back(dl_str_of(texts[i]), true);
}

static void odd_texts_come_back_too(void **state)
{
    (void)state;
    static const char *const texts[] = {
        FRONT "```lua\nnever closed",
        FRONT "```lua id=oops\nx\n```\n",
        FRONT "```lua id=\"a\"\n```\n```lua id=\"a\"\n```\n",
        FRONT "<!-- #md -->\n```lua\nx\n```\n<!-- #endmd -->\n",
        FRONT "<!-- #endmd -->\n<!-- #md -->\n<!-- #raw -->\nx\n<!-- #endmd -->\n",
        FRONT "<!-- #md shift=[[2, 1]] -->\nSee\n ```lua\n x\n ```\n<!-- #endmd -->\n",
        FRONT "<!-- #md shift=[[1, 9], [1, 2], 3] -->\n See\n x\n<!-- #endmd -->\n",
        FRONT "<!-- #md shift=[] -->\nx\n<!-- #endmd -->\n",
        FRONT "<!-- #md shift=[[1, 1]] -->\nx\n<!-- #endmd -->\n",
        FRONT "<!-- open\n```lua\nx\n```\n",
        FRONT "<!-- #notebook {bad} -->\nx\n",
        FRONT "<!-- #notebook [] -->\nx\n",
        FRONT "a\rb\r```lua\rx\r```\r",
        "---\r\ndateline: 1\r\n---\r\nmixed\n",
        FRONT "x\f\n\v\n",
        FRONT "```lua x-cell\n```\n``` x-cell\n```\n```x x-cell=1\n```\n",
    };
    bool whole;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        must_come_back(dl_str_of(texts[i]), false);
    must_come_back(DL_STR(FRONT "x\n\n```\nopen\n"), true);
    /* all lines of Windows are one mark, not a text that is kept whole */
    must_come_back(DL_STR("---\r\ndateline: 1\r\n---\r\nx\r\n\r\n```lua\r\ny\r\n```\r\n"), true);
    assert_true(comes_back(DL_STR(FRONT "a\r\n```lua\nx\r\n```\n"), &whole));
}

/* Each example with front matter, without, with the line ends of Windows, and cut at its end. */
static void every_commonmark_example_comes_back(void **state)
{
    (void)state;
    json_t *examples = json_load_file(shared_file("suites/commonmark/spec.json"), 0, NULL);
    assert_non_null(examples);
    size_t total = json_array_size(examples), good = 0, wholes = 0;
    for (size_t i = 0; i < total; i++) {
        const char *markdown =
            json_string_value(json_object_get(json_array_get(examples, i), "markdown"));
        bool whole[4], same = true;
        dl_buf forms[4];
        for (size_t k = 0; k < 4; k++)
            dl_buf_init(&forms[k]);
        dl_buf_printf(&forms[0], FRONT "%s", markdown);
        dl_buf_printf(&forms[1], "%s", markdown);
        for (const char *c = forms[0].data; *c; c++)
            dl_buf_printf(&forms[2], *c == '\n' ? "\r\n" : "%c", *c);
        dl_buf_add(&forms[3], dl_str_slice(dl_buf_str(&forms[0]), 0, forms[0].size - 1));
        for (size_t k = 0; k < 4; k++) {
            same = comes_back(dl_buf_str(&forms[k]), &whole[k]) && same;
            wholes += whole[k];
            dl_buf_clear(&forms[k]);
        }
        if (!same)
            print_message("# example %zu differs\n", i + 1);
        good += same;
    }
    json_decref(examples);
    print_message("# suite commonmark through ipynb: %zu of %zu\n", good, total);
    print_message("# of %zu forms, %zu had to be kept whole\n", 4 * total, wholes);
    assert_int_equal(good, total);
    assert_int_equal(wholes, 0);
}

static const char *random_piece(uint64_t *random)
{
    static const char *const pieces[] = {"Prose\n",
                                         "\n",
                                         "\n\n",
                                         "# Head\n",
                                         "- item\n",
                                         "  more\n",
                                         "    code\n",
                                         "```lua\n",
                                         "```\n",
                                         "````\n",
                                         "```lua id=\"a\"\n",
                                         "```lua id=\"b\" echo=false\n",
                                         "```sql\n",
                                         "```python\n",
                                         "```python x-cell\n",
                                         "~~~\n",
                                         "~~~lua\n",
                                         "x = 1\n",
                                         "%%sql\n",
                                         "\tx\t\n",
                                         "a  \n",
                                         "> q\n",
                                         "> ```lua\n",
                                         "<!-- #md -->\n",
                                         "<!-- #endmd -->\n",
                                         "<!-- #raw id=\"r\" -->\n",
                                         "<!-- #endraw -->\n",
                                         "<!-- #md source=\"s\" -->\n",
                                         "<!-- c -->\n",
                                         "<!--\n",
                                         "-->\n",
                                         "<div>\n",
                                         "</div>\n",
                                         "a\r\n",
                                         "\r",
                                         "\xC3\xA9\xF0\x9F\x98\x80\n",
                                         "---\n",
                                         "===\n",
                                         "| a |\n",
                                         "| - |\n",
                                         "[a]: /b\n",
                                         "[^1]: n\n",
                                         "`{lua} 1`\n",
                                         "no newline",
                                         " ",
                                         "\f",
                                         "\xE2\x80\xA8",
                                         "<!-- #notebook {} -->\n",
                                         "dateline: 1\n",
                                         "```lua tags=[\"a\"] x-y\n",
                                         "   ```\n",
                                         "```  \n",
                                         "<script>\n",
                                         "<?\n",
                                         "*",
                                         "\\",
                                         "```lua oops\n",
                                         "<!-- #md id=\"a\" pad=true -->\n"};
    return pieces[random_next(random) % (sizeof pieces / sizeof *pieces)];
}

static void random_texts_come_back(void **state)
{
    (void)state;
    enum { TEXTS = 1500 };
    uint64_t random = random_seed();
    size_t wholes = 0;
    for (size_t i = 0; i < TEXTS; i++) {
        dl_buf text;
        bool whole;
        dl_buf_init(&text);
        dl_buf_puts(&text, random_next(&random) % 4 ? FRONT : "");
        size_t pieces = (size_t)(random_next(&random) % 24);
        for (size_t k = 0; k < pieces; k++)
            dl_buf_puts(&text, random_piece(&random));
        if (!comes_back(dl_buf_str(&text), &whole))
            fail_msg("text %zu does not come back: %.*s", i, DL_STR_ARG(dl_buf_str(&text)));
        wholes += whole;
        dl_buf_clear(&text);
    }
    print_message("# suite random texts through ipynb: %d of %d; %zu kept whole\n", TEXTS, TEXTS,
                  wholes);
}

/* --- what becomes of what --- */

static json_t *parsed(const dl_buf *file)
{
    json_t *root = json_loadb(file->data, file->size, 0, NULL);
    assert_non_null(root);
    return root;
}

static const json_t *cell_at(const json_t *root, size_t index)
{
    return json_array_get(json_object_get(root, "cells"), index);
}

static const char *text_at(const json_t *cell, const char *key)
{
    const char *text = json_string_value(json_object_get(cell, key));
    return text ? text : "";
}

static void cells_and_prose_become_cells(void **state)
{
    (void)state;
    dl_buf file;
    to_ipynb(DL_STR(FRONT "Prose\n\n```lua id=\"lag\" echo=false tags=[\"t\"]\nx\n```\n\n"
                          "```sql\nSELECT 1\n```\n\n```bash\nrm -rf ~\n```\n"),
             &file);
    json_t *root = parsed(&file);
    assert_int_equal(json_array_size(json_object_get(root, "cells")), 4);
    const json_t *lag = cell_at(root, 1), *query = cell_at(root, 2), *bash = cell_at(root, 3);
    assert_string_equal(text_at(cell_at(root, 0), "id"), "markdown-1");
    assert_string_equal(text_at(lag, "id"), "lag");
    assert_string_equal(text_at(lag, "cell_type"), "code");
    const json_t *metadata = json_object_get(lag, "metadata");
    assert_int_equal(json_array_size(json_object_get(metadata, "tags")), 1);
    assert_true(json_is_false(json_object_get(json_object_get(metadata, "dateline"), "echo")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(query, "source"), 0)),
                        "%%sql\n");
    assert_string_equal(text_at(query, "id"), "2");
    assert_string_equal(text_at(bash, "cell_type"), "markdown"); /* it never runs */
    assert_string_equal(
        text_at(json_object_get(json_object_get(root, "metadata"), "kernelspec"), "name"),
        "dateline");
    json_decref(root);
    dl_buf_clear(&file);
}

/* The text of a notebook with this JSON for cells. */
static void text_of_cells(const char *metadata, const char *cells, dl_buf *text)
{
    dl_buf file;
    dl_buf_init(&file);
    dl_buf_printf(&file, "{\"cells\":[%s],\"metadata\":%s,\"nbformat\":4,\"nbformat_minor\":4}",
                  cells, metadata);
    to_text(dl_buf_str(&file), text);
    dl_buf_clear(&file);
}

static size_t steps_of(const dl_buf *text)
{
    dl_notebook *notebook;
    dl_error error;
    if (dl_notebook_parse(&notebook, dl_buf_str(text), "nb.md", &error) != 0)
        fail_msg("%d: %s in\n%s", error.line, error.message, text->data);
    size_t count = dl_notebook_step_count(notebook);
    dl_notebook_free(notebook);
    return count;
}

#define LUA "{\"language_info\":{\"name\":\"lua\"}}"

static void only_cells_of_lua_run(void **state)
{
    (void)state;
    static const struct {
        const char *metadata, *cells;
        size_t steps;
    } rows[] = {
        {LUA, "{\"cell_type\":\"code\",\"metadata\":{},\"source\":\"x\"}", 1},
        {LUA, "{\"cell_type\":\"code\",\"metadata\":{},\"source\":[\"%%sql\\n\",\"SELECT 1\"]}", 1},
        {LUA, "{\"cell_type\":\"code\",\"metadata\":{},\"source\":\"%%bash\\nls\"}", 0},
        {"{}", "{\"cell_type\":\"code\",\"metadata\":{},\"source\":\"x\"}", 0},
        {"{\"kernelspec\":{\"name\":\"python3\"},\"language_info\":{\"name\":\"python\"}}",
         "{\"cell_type\":\"code\",\"metadata\":{},\"source\":\"%%sql\\nSELECT 1\"}", 0},
        /* prose that shows a cell is prose, wherever its fence ends */
        {LUA, "{\"cell_type\":\"markdown\",\"metadata\":{},\"source\":\"```lua\\nx\\n```\"}", 0},
        {LUA, "{\"cell_type\":\"raw\",\"metadata\":{},\"source\":\"```lua\\nx\\n```\"}", 0},
        {LUA,
         "{\"cell_type\":\"markdown\",\"metadata\":{},\"source\":\"<!-- open\"},"
         "{\"cell_type\":\"code\",\"metadata\":{},\"source\":\"x\"}",
         1},
        {LUA,
         "{\"cell_type\":\"markdown\",\"metadata\":{},\"source\":\"```\\nopen\"},"
         "{\"cell_type\":\"code\",\"metadata\":{},\"source\":\"```\\n```lua\\n````\"}",
         1},
        /* marks that would put code where nobody sees a cell */
        {LUA,
         "{\"cell_type\":\"code\",\"metadata\":{\"dateline\":{\"gap\":\"```lua\\nevil\\n```\\n\","
         "\"close\":\"```\\n```lua\\nevil\\n```\",\"open\":\"```lua\\nevil\\n```\\n```lua\"}},"
         "\"source\":\"x\"}",
         1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_buf text;
        text_of_cells(rows[i].metadata, rows[i].cells, &text);
        if (steps_of(&text) != rows[i].steps)
            fail_msg("row %zu: %zu steps in\n%s", i, steps_of(&text), text.data);
        dl_buf_clear(&text);
    }
}

static void whole_text_that_is_not_of_its_cells_is_not_taken(void **state)
{
    (void)state;
    dl_buf text;
    text_of_cells("{\"dateline\":{\"front\":\""
                  "---\\ndateline: 1\\n---\\n"
                  "\",\"text\":\"---\\ndateline: 1\\n---\\n```lua\\nevil\\n```\\n\"}}",
                  "{\"cell_type\":\"markdown\",\"metadata\":{},\"source\":\"good\"}", &text);
    assert_null(strstr(text.data, "\nevil"));
    assert_non_null(strstr(text.data, "good"));
    dl_buf_clear(&text);
}

/* --- hostile files --- */

/* line: of the place; 0: any */
static void refuse(dl_str bytes, const char *words, int line)
{
    dl_error error = {0};
    dl_buf text, outputs;
    dl_ipynb_notes notes;
    dl_buf_init(&text);
    dl_buf_init(&outputs);
    int rc = dl_ipynb_to_markdown(bytes, "x.ipynb", &text, &outputs, &notes, &error);
    if (rc == 0)
        fail_msg("is taken: %.80s", bytes.data);
    if (!strstr(error.message, words) && !strstr(error.hint, words))
        fail_msg("no '%s' in '%s' (%s)", words, error.message, error.hint);
    assert_string_equal(error.place, "x.ipynb");
    assert_true(line == 0 || error.line == line);
    dl_buf_clear(&text);
    dl_buf_clear(&outputs);
}

#define CELLS(cells) "{\"cells\":[" cells "],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}"

static void files_that_are_none_say_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"[]", "no notebook of Jupyter"},
        {"{\"nbformat\":4}", "no notebook of Jupyter"},
        {"{\"nbformat\":3,\"nbformat_minor\":0,\"worksheets\":[]}", "jupyter nbconvert"},
        {"{\"cells\":[],\"metadata\":{},\"nbformat\":5,\"nbformat_minor\":0}", "nbformat 5.0"},
        {"{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":6}", "4.5"},
        {"{\"cells\":[],\"metadata\":{},\"nbformat\":1e99,\"nbformat_minor\":6}", "expected"},
        {"{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":99999999999999999999}",
         "expected"},
        {"{\"cells\":[],\"metadata\":[],\"nbformat\":4,\"nbformat_minor\":5}", "metadata"},
        {CELLS("1"), "cell 1: its cell_type"},
        {CELLS("{\"cell_type\":\"heading\",\"metadata\":{},\"source\":\"\"}"), "cell_type"},
        {CELLS("{\"cell_type\":\"raw\",\"metadata\":{},\"source\":\"\"},"
               "{\"cell_type\":\"raw\",\"metadata\":{}}"),
         "cell 2: its source"},
        {CELLS("{\"cell_type\":\"raw\",\"metadata\":{},\"source\":[\"a\",1]}"), "its source"},
        {CELLS("{\"cell_type\":\"raw\",\"metadata\":7,\"source\":\"a\"}"), "its metadata"},
        {CELLS("{\"cell_type\":\"raw\",\"metadata\":{},\"source\":\"a\\u0000\"}"), "NUL"},
        {CELLS("{\"cell_type\":\"raw\",\"metadata\":{},\"source\":\"\xFF\"}"), "decode byte 0xff"},
        {CELLS("{\"cell_type\":\"raw\",\"metadata\":{},\"source\":\"\\ud800\"}"), ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refuse(dl_str_of(rows[i].text), rows[i].words, 0);
    refuse(DL_STR(""), "end of file", 1);
    refuse(DL_STR("{\"cells\":[],"), "end of file", 1);
    refuse(DL_STR("{\"cells\":[]}\n{"), "end of file", 2);
    dl_buf deep;
    dl_buf_init(&deep);
    for (int i = 0; i < 1000000; i++)
        dl_buf_puts(&deep, "{\"a\":[");
    refuse(dl_buf_str(&deep), "nests deeper", 1);
    dl_buf_clear(&deep);
}

static void texts_that_are_none_say_where(void **state)
{
    (void)state;
    dl_error error;
    dl_buf out;
    dl_buf_init(&out);
    dl_str none = {"", 0};
    assert_int_equal(dl_ipynb_from_markdown(DL_STR("a\nb\xFF"), none, "x.md", &out, &error),
                     DL_ERR_SYNTAX);
    assert_int_equal(error.line, 2);
    assert_int_equal(dl_ipynb_from_markdown(DL_STR("a\n\nb\0"), none, "x.md", &out, &error),
                     DL_ERR_SYNTAX);
    assert_int_equal(error.line, 3);
    assert_int_equal(
        dl_ipynb_from_markdown(DL_STR("a"), DL_STR("{\"cells\":[]}"), "x.md", &out, &error),
        DL_ERR_SYNTAX);
    dl_buf_clear(&out);
}

static void the_last_of_doubled_keys_counts_and_odd_ids_are_left_out(void **state)
{
    (void)state;
    dl_buf text, outputs;
    dl_ipynb_notes notes;
    dl_str file = DL_STR(
        CELLS("{\"cell_type\":\"raw\",\"cell_type\":\"markdown\",\"id\":\"<b>\",\"metadata\":{},"
              "\"source\":\"first\",\"source\":\"second\"},"
              "{\"cell_type\":\"raw\",\"id\":\"a\",\"metadata\":{},\"source\":\"x\"},"
              "{\"cell_type\":\"raw\",\"id\":\"a\",\"metadata\":{},\"source\":\"y\",\"level\":1}"));
    dl_buf_init(&text);
    dl_buf_init(&outputs);
    assert_int_equal(dl_ipynb_to_markdown(file, "x", &text, &outputs, &notes, NULL), 0);
    assert_null(strstr(text.data, "first"));
    assert_non_null(strstr(text.data, "second"));
    assert_null(strstr(text.data, "<b>"));
    assert_int_equal(notes.new_ids, 2);
    assert_int_equal(notes.dropped_keys, 1);
    assert_int_equal(notes.cells, 3);
    dl_buf_clear(&text);
    dl_buf_clear(&outputs);
}

/* 100,000 cells, attributes, markers and metadata keys: nothing takes time by its square. */
static void large_notebooks_take_linear_time(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    dl_buf text;
    bool whole;
    dl_buf_init(&text);
    dl_buf_puts(&text, FRONT);
    for (int i = 0; i < MANY; i++)
        dl_buf_puts(&text, i % 3 == 0   ? "<!-- #md -->\n"
                           : i % 3 == 1 ? "```lua\nx\n```\n\n"
                                        : "prose `\n\n");
    assert_true(comes_back(dl_buf_str(&text), &whole));
    dl_buf_truncate(&text, 0);
    dl_buf_puts(&text, FRONT "```lua x-jupyter={");
    for (int i = 0; i < MANY; i++)
        dl_buf_printf(&text, "%s\"k%d\": %d", i ? ", " : "", i, i);
    dl_buf_puts(&text, "}\n```\n");
    assert_true(comes_back(dl_buf_str(&text), &whole));
    dl_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_back_to_the_byte),
        cmocka_unit_test(odd_texts_come_back_too),
        cmocka_unit_test(every_commonmark_example_comes_back),
        cmocka_unit_test(random_texts_come_back),
        cmocka_unit_test(cells_and_prose_become_cells),
        cmocka_unit_test(only_cells_of_lua_run),
        cmocka_unit_test(whole_text_that_is_not_of_its_cells_is_not_taken),
        cmocka_unit_test(files_that_are_none_say_what_is_wrong),
        cmocka_unit_test(texts_that_are_none_say_where),
        cmocka_unit_test(the_last_of_doubled_keys_counts_and_odd_ids_are_left_out),
        cmocka_unit_test(large_notebooks_take_linear_time)};
    return cmocka_run_group_tests_name("ipynb", tests, NULL, NULL);
}
