/* What an engine gives by who asks: a card of a page, a list instead of a picture, and, where it
 * checks, the faults of timelines. */
#include "support.h"

#include <sys/stat.h>

#include "base/file.h"
#include "dateline/engine.h"

static char folder[] = "/tmp/dateline-asked-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    dl_file_remove_tree(folder);
    return 0;
}

static dl_engine_options options_of(void)
{
    dl_engine_options options = dl_engine_defaults();
    options.name = "input";
    options.folder = folder;
    options.store_path = ":memory:";
    options.as_of = DL_STR("2024-12-31");
    return options;
}

static void run(const dl_engine_options *options, const char *code, int typed, dl_result *result)
{
    dl_engine *engine;
    dl_step step = {.id = DL_STR("input"), .code = dl_str_of(code), .line = 1, .column = 1};
    step.typed = (dl_typed){.number = typed, .page_rows = 20, .width = 80};
    dl_result_init(result);
    assert_int_equal(dl_engine_new(&engine, options, NULL), 0);
    assert_int_equal(dl_engine_run(engine, &step, result, NULL), 0);
    dl_engine_free(engine);
    if (result->state != DL_STATE_OK)
        fail_msg("%s: %s", code, result->error.message);
}

static void write_file(const char *name, const char *text)
{
    char path[120];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(dl_file_write(path, dl_str_of(text), NULL), 0);
}

/* --- cards --- */

/* What the card's row of this name says; "" where it has none. */
static dl_str card_says(const dl_view *card, const char *name)
{
    for (size_t i = 0; i < card->rows; i++)
        if (dl_str_equal(card->fields[2 * i].text, dl_str_of(name)))
            return card->fields[2 * i + 1].text;
    return (dl_str){"", 0};
}

static void expect_says(const dl_view *card, const char *name, const char *words)
{
    dl_str told = card_says(card, name);
    if (!dl_str_equal(told, dl_str_of(words)))
        fail_msg("%s: '%.*s', expected '%s'", name, DL_STR_ARG(told), words);
}

static void a_page_that_is_typed_for_comes_as_a_card(void **state)
{
    (void)state;
    dl_result result;
    const dl_engine_options options = options_of();
    write_file("page.html",
               "<!doctype html><html><head><title>The letter</title>"
               "<meta name=author content='Ann Lee'>"
               "<meta property='article:published_time' content='2024-11-27'></head><body><main>"
               "<h1>The letter</h1><p>The group  says what it\nsays, and names <a "
               "href='https://a.example/1'>one"
               "</a> and <a href='https://a.example/2'>two</a> of those who "
               "paid.</p></main></body></html>");
    run(&options, "fetch('page.html')", 1, &result);
    assert_int_equal(result.view_count, 1);
    const dl_view *card = result.views[0];
    assert_int_equal(card->kind, DL_VIEW_CARD);
    assert_true(dl_str_equal(card->title, DL_STR("The letter")));
    expect_says(card, "authors", "Ann Lee");
    expect_says(card, "published", "27 November 2024");
    expect_says(card, "dated by", "meta article:published_time");
    expect_says(card, "links", "2");
    assert_int_equal(card_says(card, "sha256").size, 12);
    dl_str words = card_says(card, "text");
    assert_true(dl_str_find(words, DL_STR("The group says what it says"), 0) < words.size);
    dl_result_clear(&result);
}

static void a_card_ends_a_long_text_at_the_end_of_a_sentence(void **state)
{
    (void)state;
    dl_result result;
    dl_buf page = {0};
    const dl_engine_options options = options_of();
    dl_buf_puts(&page, "<title>Long</title><main><p>");
    for (int i = 0; i < 12; i++)
        dl_buf_puts(&page, "A sentence of the group that has forty-two. ");
    dl_buf_puts(&page, "</p></main>");
    write_file("long.html", page.data);
    run(&options, "fetch('long.html')", 1, &result);
    dl_str words = card_says(result.views[0], "text");
    assert_true(dl_str_ends(words, DL_STR("that has forty-two. …")));
    assert_true(words.size <= 290);
    dl_result_clear(&result);
    dl_buf_clear(&page);
}

/* --- lists --- */

static void a_chart_is_a_list_where_pictures_are_not_wanted(void **state)
{
    (void)state;
    dl_result result;
    dl_engine_options options = options_of();
    options.picture_form = DL_PICTURE_LIST;
    run(&options,
        "chart.bar({{actor = 'A', days = 100}, {actor = 'B', days = -15}}, "
        "{x = 'actor', y = 'days', title = 'Lead'})",
        0, &result);
    assert_int_equal(result.view_count, 1);
    dl_str text = result.views[0]->text;
    assert_true(dl_str_starts(text, DL_STR("Lead\n\n")));
    assert_true(dl_str_find(text, DL_STR("actor: A; days: 100.\n"), 0) < text.size);
    assert_true(dl_str_find(text,
                            DL_STR("actor: B; days: \xE2\x88\x92"
                                   "15.\n"),
                            0) < text.size ||
                dl_str_find(text, DL_STR("actor: B; days: -15.\n"), 0) < text.size);
    dl_result_clear(&result);
}

/* --- checks --- */

static const dl_use *fault_use(const dl_result *result, size_t number)
{
    for (size_t i = 0; i < result->use_count; i++)
        if (result->uses[i].kind == DL_USE_FAULT && number-- == 0)
            return &result->uses[i];
    return NULL;
}

static void an_engine_that_checks_tells_of_faults_of_timelines(void **state)
{
    static const char code[] = "t = timeline{{id = 'a', actor = 'A', kind = 'k', date = '2024', "
                               "what = 'x', settles = 'b'}, {id = 'b', actor = 'B', kind = 'k', "
                               "date = '2024', what = 'y'}}";
    (void)state;
    dl_result result;
    dl_engine_options options = options_of();
    run(&options, code, 0, &result);
    assert_null(fault_use(&result, 0));
    dl_result_clear(&result);
    options.check = true;
    run(&options, code, 0, &result);
    const dl_use *whole = fault_use(&result, 0), *fault = fault_use(&result, 1);
    assert_non_null(whole);
    assert_true(dl_str_equal(whole->name, DL_STR("1")));
    assert_non_null(fault);
    assert_true(dl_str_starts(fault->name, DL_STR("1\x1f")));
    assert_true(fault->value.size > 0);
    dl_result_clear(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_that_is_typed_for_comes_as_a_card),
        cmocka_unit_test(a_card_ends_a_long_text_at_the_end_of_a_sentence),
        cmocka_unit_test(a_chart_is_a_list_where_pictures_are_not_wanted),
        cmocka_unit_test(an_engine_that_checks_tells_of_faults_of_timelines),
    };
    return cmocka_run_group_tests_name("what an engine is asked for", tests, make_folder,
                                       remove_folder);
}
