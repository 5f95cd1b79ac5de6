/* What a person typed for: pages of values, and the names that values keep. */
#include "support.h"

#include "dateline/runner.h"
#include "report/wire.h"

typedef struct world {
    char folder[64], store[96];
    dl_runner_options options;
    dl_runner *runner;
    int typed;
} world;

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    snprintf(w->folder, sizeof w->folder, "/tmp/dateline-shown-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->store, sizeof w->store, "%s/dateline.db", w->folder);
    w->options = dl_runner_defaults();
    w->options.engine.name = "input";
    w->options.engine.folder = w->folder;
    w->options.engine.store_path = w->store;
    w->options.engine.as_of = DL_STR("2024-12-31");
    assert_int_equal(dl_runner_open(&w->runner, &w->options, NULL), 0);
}

static void close_world(world *w)
{
    char command[128];
    dl_runner_close(w->runner);
    snprintf(command, sizeof command, "rm -r '%s'", w->folder);
    assert_int_equal(system(command), 0);
}

static dl_step step_of(const char *code)
{
    return (dl_step){.id = DL_STR("input"), .code = dl_str_of(code), .line = 1, .column = 1};
}

static void type(world *w, const char *code, dl_result *result)
{
    dl_step step = step_of(code);
    step.typed = (dl_typed){.number = ++w->typed, .page_rows = 20, .width = 80};
    dl_result_init(result);
    assert_int_equal(dl_runner_run(w->runner, &step, 20, result, NULL), 0);
    if (result->state != DL_STATE_OK)
        fail_msg("%s: %s", code, result->error.message);
}

static void expect(world *w, const char *code, const char *words)
{
    dl_result result;
    dl_buf said = {0};
    type(w, code, &result);
    for (size_t i = 0; i < result.view_count; i++)
        dl_buf_printf(&said, "%s%.*s", i ? "|" : "", DL_STR_ARG(result.views[i]->text));
    assert_string_equal(said.data ? said.data : "", words);
    dl_buf_clear(&said);
    dl_result_clear(&result);
}

static const dl_view *page(world *w, size_t number, dl_arena *arena)
{
    const dl_view *view;
    dl_error error;
    if (dl_runner_page(w->runner, number, 20, arena, &view, &error) != 0)
        fail_msg("%s", error.message);
    return view;
}

static void expect_text(dl_str text, const char *words)
{
    assert_int_equal(text.size, strlen(words));
    assert_memory_equal(text.data, words, text.size);
}

/* --- pages --- */

static void rows_come_a_page_at_a_time(void **state)
{
    (void)state;
    world w;
    dl_result result;
    dl_arena arena;
    open_world(&w);
    dl_arena_init(&arena);
    type(&w, "t = {} for i = 1, 100000 do t[i] = {id = i, name = 'x'} end", &result);
    assert_int_equal(result.view_count, 0);
    dl_result_clear(&result);
    type(&w, "t", &result);
    assert_int_equal(result.view_count, 1);
    assert_int_equal(result.views[0]->rows, 20);
    assert_true(dl_view_size(result.views[0]) < 2000);
    expect_text(result.views[0]->description, "… 99,980 more rows; :more");
    dl_result_clear(&result);
    const dl_view *view = page(&w, 0, &arena);
    expect_text(view->fields[0].text, "21");
    expect_text(view->description, "… 99,960 more rows; :more");
    expect_text(page(&w, 0, &arena)->fields[0].text, "41");
    view = page(&w, 5000, &arena);
    expect_text(view->fields[0].text, "99981");
    expect_text(view->fields[38].text, "100000");
    assert_int_equal(view->description.size, 0);
    assert_null(page(&w, 0, &arena));
    assert_null(page(&w, 5001, &arena));
    assert_null(page(&w, SIZE_MAX / 64, &arena));
    expect_text(page(&w, 1, &arena)->fields[0].text, "1");
    dl_arena_clear(&arena);
    close_world(&w);
}

static void columns_stand_as_selected_and_null_is_not_empty(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    type(&w, "store.query(\"select 'z' as z, null as n, '' as e, 1 as a\")", &result);
    const dl_view *view = result.views[0];
    assert_int_equal(view->columns, 4);
    expect_text(view->names[0], "z");
    expect_text(view->names[3], "a");
    assert_int_equal(view->fields[1].kind, DL_CELL_NULL);
    assert_int_equal(view->fields[2].kind, DL_CELL_TEXT);
    assert_int_equal(view->fields[3].kind, DL_CELL_NUMBER);
    dl_result_clear(&result);
    close_world(&w);
}

static void the_pages_of_a_text_are_the_text(void **state)
{
    (void)state;
    world w;
    dl_result result;
    dl_arena arena;
    dl_buf all = {0};
    open_world(&w);
    dl_arena_init(&arena);
    type(&w, "s = ('wörd 日本 '):rep(1500) .. 'end'; s", &result);
    const dl_view *view = result.views[0];
    assert_true(dl_str_ends(view->description, DL_STR("characters; :more")));
    for (int pages = 0; view; pages++) {
        assert_true(pages < 40);
        assert_true(view->text.size <= 80 * 20 * 4);
        dl_buf_add(&all, view->text);
        if (view->description.size)
            assert_int_equal(view->text.data[view->text.size - 1], ' ');
        view = page(&w, 0, &arena);
    }
    assert_int_equal(all.size, 1500 * strlen("wörd 日本 ") + 3);
    assert_true(dl_str_ends(dl_buf_str(&all), DL_STR("日本 end")));
    dl_buf_clear(&all);
    dl_result_clear(&result);
    dl_arena_clear(&arena);
    close_world(&w);
}

static void a_worker_that_died_has_no_pages(void **state)
{
    (void)state;
    world w;
    dl_arena arena;
    dl_result result;
    open_world(&w);
    dl_arena_init(&arena);
    assert_null(page(&w, 0, &arena));
    type(&w, "('x '):rep(9999)", &result);
    dl_result_clear(&result);
    assert_non_null(page(&w, 0, &arena));
    dl_step stuck = step_of("string.find(('a'):rep(200), ('a*'):rep(30) .. 'b')");
    dl_result_init(&result);
    assert_int_equal(dl_runner_run(w.runner, &stuck, 0.1, &result, NULL), 0);
    dl_result_clear(&result);
    assert_int_equal(dl_runner_deaths(w.runner), 1);
    assert_null(page(&w, 0, &arena));
    expect(&w, "_1, _", "nil|nil");
    dl_arena_clear(&arena);
    close_world(&w);
}

static void a_page_that_does_not_end_is_stopped(void **state)
{
    (void)state;
    world w;
    dl_arena arena;
    dl_error error;
    dl_result result;
    const dl_view *view;
    open_world(&w);
    dl_arena_init(&arena);
    type(&w,
         "stuck = false; t = {}; for i = 1, 40 do t[i] = setmetatable({a = i}, {__index = "
         "function() while stuck do end end}) end t[1].b = 1; t",
         &result);
    dl_result_clear(&result);
    type(&w, "stuck = true", &result);
    dl_result_clear(&result);
    assert_int_equal(dl_runner_page(w.runner, 0, 0.1, &arena, &view, &error), DL_ERR_LIMIT_TIME);
    assert_null(view);
    type(&w, "stuck = false", &result);
    dl_result_clear(&result);
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    assert_int_equal(page(&w, 2, &arena)->rows, 20);
    dl_arena_clear(&arena);
    close_world(&w);
}

/* --- how values look --- */

static void values_look_as_people_read_them(void **state)
{
    static const struct {
        const char *code, *words;
    } cases[] = {
        {"{1, {2, {3, {4, {5}}}}}", "{1, {2, {3, {… 2 items}}}}"},
        {"{b = 1, a = {}, [10] = 'x\\ny'}", "{[10] = \"x\\ny\", a = {}, b = 1}"},
        {"local t = {1}; t.me = t; return t", "{1, me = <cycle>}"},
        {"local a = {}; return {a, a}", "{{}, {}}"},
        {"string.rep", "string.rep(…)"},
        {"print", "print(...)"},
        {"function f(a, b, ...) end return f", "function(a, b, ...)"},
        {"(function() end)", "function()"},
        {"coroutine.create(print)", "coroutine"},
        {"nil, 1", "nil|1"},
        {"nil", "nil"},
        {"''", ""},
        {"'a\\0b' == 'a\\0b'", "true"},
        {"date('2024-03'):distance(date('2024-05'))", "31 to 91 days"},
    };
    (void)state;
    world w;
    open_world(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(&w, cases[i].code, cases[i].words);
    dl_result result;
    type(&w, "{('y'):rep(300)}", &result);
    assert_true(result.views[0]->text.size < 240);
    assert_true(dl_str_ends(result.views[0]->text, DL_STR("y\"… 300 bytes\n}")));
    dl_result_clear(&result);
    type(&w, "select(2, pcall(read, '../x'))", &result);
    assert_true(dl_str_starts(result.views[0]->text, DL_STR("error (")));
    dl_result_clear(&result);
    type(&w, "{timeline{}, date('2024'), io, print, coroutine.create(print)}", &result);
    assert_int_equal(dl_str_find(result.views[0]->text, DL_STR("0x"), 0),
                     result.views[0]->text.size);
    dl_result_clear(&result);
    close_world(&w);
}

static void no_value_is_too_much(void **state)
{
    static const char *const hostile[] = {
        "local t = {} for i = 1, 100000 do t = {t} end return t",
        "local t = {} for i = 1, 300000 do t[i] = i end return t",
        "local r = {} for i = 1, 9999 do r['c' .. i] = i end return {r}",
        "{{a = ('\\xff\\0\\27[31m'):rep(1000000)}}",
        "('\\xff\\0\\27[31m'):rep(1000000)",
        "('\\n'):rep(1000000)",
        "{{a = 1}, {[{}] = 2}, {[print] = 3}}",
        "local t = {} for i = 1, 9 do t[i] = {a = i} end t[100] = {a = 1} return t",
        "setmetatable({{a = 1}}, {__len = function() return 1e9 end})",
        "setmetatable({}, {__index = error, __len = error, __name = 5})",
        "{{a = setmetatable({}, {__tostring = function() return 'mine' end})}}",
    };
    (void)state;
    world w;
    open_world(&w);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        dl_result result;
        type(&w, hostile[i], &result);
        assert_int_equal(result.view_count, 1);
        assert_true(dl_view_size(result.views[0]) < 40000);
        dl_result_clear(&result);
    }
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    close_world(&w);
}

/* --- names --- */

static void values_keep_their_entries_names(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    expect(&w, "6 * 7", "42");   /* 1 */
    expect(&w, "x = 5", "");     /* 2: no value */
    expect(&w, "_", "42");       /* 3 */
    expect(&w, "_1 + _3", "84"); /* 4 */
    expect(&w, "nil", "nil");    /* 5 */
    expect(&w, "_, _5, _2", "84|nil|nil");
    expect(&w, "false", "false");
    expect(&w, "_", "false");
    expect(&w, "1, 2", "1|2");
    expect(&w, "_", "1");
    close_world(&w);
}

static void the_last_hundred_are_kept(void **state)
{
    (void)state;
    world w;
    char code[64];
    open_world(&w);
    for (int i = 1; i <= 101; i++) {
        snprintf(code, sizeof code, "%d", i * 10);
        expect(&w, code, code);
    }
    expect(&w, "_1, _2, _3, _101", "nil|20|30|1010");
    close_world(&w);
}

static void a_cell_of_a_notebook_keeps_nothing_and_shows_all(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    dl_step step = step_of("local t = {} for i = 1, 50 do t[i] = {a = i} end return t");
    dl_result_init(&result);
    assert_int_equal(dl_runner_run(w.runner, &step, 20, &result, NULL), 0);
    assert_int_equal(result.views[0]->rows, 50);
    assert_int_equal(result.views[0]->description.size, 0);
    dl_result_clear(&result);
    expect(&w, "_1, _", "nil|nil");
    close_world(&w);
}

static void the_names_are_no_globals_of_a_notebook(void **state)
{
    (void)state;
    world w;
    dl_arena arena;
    dl_globals globals;
    open_world(&w);
    dl_arena_init(&arena);
    expect(&w, "1", "1");
    dl_step step = step_of("y = _1 + _ + _x");
    assert_int_equal(dl_runner_globals(w.runner, &step, &arena, &globals, NULL), 0);
    assert_int_equal(globals.count, 2);
    expect_text(globals.list[0].name, "_x");
    expect_text(globals.list[1].name, "y");
    dl_arena_clear(&arena);
    close_world(&w);
}

/* Beside a notebook, entries are its last cells: an edit above them runs again what it reaches. */
static void beside_a_notebook_names_follow_its_edits(void **state)
{
    (void)state;
    world w;
    dl_update done;
    dl_error error;
    open_world(&w);
    dl_step cell = step_of("a = 1"), one = step_of("a + 1"), two = step_of("_1 * 10"),
            three = step_of("_");
    one.typed.number = 1;
    two.typed.number = 2;
    three.typed.number = 3;
    cell.id = DL_STR("c"), one.id = DL_STR("i1"), two.id = DL_STR("i2"), three.id = DL_STR("i3");
    const dl_step *steps[] = {&cell, &one, &two, &three};
    const dl_update_options with = {.as_of = DL_STR("2024-12-31")};
    const char *const before[] = {"2", "20", "20"}, *const after[] = {"6", "60", "60"};
    assert_int_equal(dl_runner_update(w.runner, steps, 4, &with, 20, &done, &error), 0);
    assert_int_equal(done.failed, 4);
    for (int i = 0; i < 3; i++)
        expect_text(done.results[i + 1]->views[0]->text, before[i]);
    cell.code = DL_STR("a = 5");
    assert_int_equal(dl_runner_update(w.runner, steps, 4, &with, 20, &done, &error), 0);
    assert_int_equal(done.failed, 4);
    for (int i = 0; i < 3; i++)
        expect_text(done.results[i + 1]->views[0]->text, after[i]);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_a_page_at_a_time),
        cmocka_unit_test(columns_stand_as_selected_and_null_is_not_empty),
        cmocka_unit_test(the_pages_of_a_text_are_the_text),
        cmocka_unit_test(a_worker_that_died_has_no_pages),
        cmocka_unit_test(a_page_that_does_not_end_is_stopped),
        cmocka_unit_test(values_look_as_people_read_them),
        cmocka_unit_test(no_value_is_too_much),
        cmocka_unit_test(values_keep_their_entries_names),
        cmocka_unit_test(the_last_hundred_are_kept),
        cmocka_unit_test(a_cell_of_a_notebook_keeps_nothing_and_shows_all),
        cmocka_unit_test(the_names_are_no_globals_of_a_notebook),
        cmocka_unit_test(beside_a_notebook_names_follow_its_edits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
