/* The served page without a server: blocks and their numbers, what is told of a change, and rows
 * that are accepted into data files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/json.h"
#include "serve/accept.h"
#include "serve/elements.h"
#include "serve/events.h"
#include "serve/page.h"

/* --- elements --- */

static void elements_are_cut_where_they_end(void **state)
{
    static const struct {
        const char *html, *elements; /* separated by | */
    } rows[] = {
        {"", ""},
        {"words alone", ""},
        {"<p>a</p>", "<p>a</p>"},
        {"\n<p>a</p>\n<h2 id=\"x\">b</h2> c", "<p>a</p>|<h2 id=\"x\">b</h2>"},
        {"<div><div>a</div></div><p>b</p>", "<div><div>a</div></div>|<p>b</p>"},
        {"<p>a<br>b<img src=\"x\"></p><hr>", "<p>a<br>b<img src=\"x\"></p>|<hr>"},
        {"<!-- raw <b> HTML omitted -->\n<p>a<!-- <p> --></p>", "<p>a<!-- <p> --></p>"},
        {"<svg><path d=\"M\"/><g><path/></g></svg><p>b</p>",
         "<svg><path d=\"M\"/><g><path/></g></svg>|<p>b</p>"},
        {"<svg><style>a > b::before{content:'<p>'}</style></svg><p>b</p>",
         "<svg><style>a > b::before{content:'<p>'}</style></svg>|<p>b</p>"},
        {"<p title=\"a > b </p>\">c</p><p>d</p>", "<p title=\"a > b </p>\">c</p>|<p>d</p>"},
        {"</p><p>a</p>", "</p>|<p>a</p>"},
        {"<p>never closed", ""},
        {"<p", ""},
        {"<", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t at = 0;
        dl_str element;
        dl_buf got = {0};
        while (elements_next(dl_str_of(rows[i].html), &at, &element)) {
            dl_buf_puts(&got, got.size ? "|" : "");
            dl_buf_add(&got, element);
        }
        assert_string_equal(got.data ? got.data : "", rows[i].elements);
        dl_buf_clear(&got);
    }
}

static void elements_may_be_as_deep_as_memory_lets_them(void **state)
{
    enum { DEEP = 200000 };
    dl_buf html = {0};
    dl_str element;
    size_t at = 0;
    (void)state;
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&html, "<b>");
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&html, "</b>");
    assert_true(elements_next(dl_buf_str(&html), &at, &element));
    assert_int_equal(element.size, html.size);
    dl_buf_clear(&html);
}

/* --- a reader's page, as the browser's script keeps it --- */

enum { MOST = 512 };

typedef struct reader {
    json_int_t numbers[MOST], order[MOST];
    char *blocks[MOST];
    size_t count, shown;
} reader;

static size_t reader_find(reader *of, json_int_t number)
{
    size_t at = 0;
    while (at < of->count && of->numbers[at] != number)
        at++;
    assert_true(at < MOST);
    if (at == of->count) {
        of->numbers[of->count] = number;
        of->blocks[of->count++] = NULL;
    }
    return at;
}

/* Returns how many blocks it was told of. */
static size_t reader_take(reader *to, const dl_buf *event)
{
    dl_error error;
    json_t *read, *each;
    size_t i;
    if (event->size == 0)
        return 0;
    assert_int_equal(dl_json_read(dl_buf_str(event), &read, &error), 0);
    json_t *blocks = json_object_get(read, "blocks"), *order = json_object_get(read, "order");
    json_array_foreach(blocks, i, each)
    {
        size_t at = reader_find(to, json_integer_value(json_array_get(each, 0)));
        free(to->blocks[at]);
        to->blocks[at] = strdup(json_string_value(json_array_get(each, 1)));
    }
    if (order) {
        to->shown = json_array_size(order);
        json_array_foreach(order, i, each) to->order[i] = json_integer_value(each);
    }
    size_t told = json_array_size(blocks);
    json_decref(read);
    return told;
}

static void reader_show(reader *of, dl_buf *out)
{
    for (size_t i = 0; i < of->shown; i++) {
        size_t at = reader_find(of, of->order[i]);
        assert_non_null(of->blocks[at]);
        dl_buf_puts(out, of->blocks[at]);
        dl_buf_putc(out, '\n');
    }
}

static void reader_clear(reader *of)
{
    for (size_t i = 0; i < of->count; i++)
        free(of->blocks[i]);
}

static void make_report(const char *title, dl_str text, dl_buf *out)
{
    dl_buf_truncate(out, 0);
    dl_buf_printf(out,
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<title>%s</title>\n<body>\n<header "
                  "class=\"report\">\n<h1>%s</h1></header>\n<main id=\"text\">\n",
                  title, title);
    dl_buf_add(out, text);
    dl_buf_puts(out, "</main>\n</body>\n</html>\n");
}

static size_t show(serve_page *page, reader *to, const char *text)
{
    dl_error error;
    dl_buf report = {0}, event = {0}, got = {0};
    make_report("T", dl_str_of(text), &report);
    assert_int_equal(serve_page_take(page, dl_buf_str(&report), &event, &error), 0);
    size_t told = reader_take(to, &event);
    reader_show(to, &got);
    assert_string_equal(got.data ? got.data : "", text);
    dl_buf_clear(&report);
    dl_buf_clear(&event);
    dl_buf_clear(&got);
    return told;
}

static void just_what_changed_is_told(void **state)
{
    static const struct {
        const char *text;
        size_t told;
    } steps[] = {
        {"<p>a</p>\n<p>b</p>\n<figure class=\"cell\" id=\"cell-x\">1</figure>\n<p>c</p>\n", 4},
        {"<p>a</p>\n<p>b</p>\n<figure class=\"cell\" id=\"cell-x\">1</figure>\n<p>c</p>\n", 0},
        {"<p>a</p>\n<p>b</p>\n<figure class=\"cell\" id=\"cell-x\">2</figure>\n<p>c</p>\n", 1},
        {"<p>new</p>\n<p>a</p>\n<p>b</p>\n<figure class=\"cell\" id=\"cell-x\">2</figure>\n"
         "<p>c</p>\n",
         1},
        {"<p>a</p>\n<figure class=\"cell\" id=\"cell-x\">2</figure>\n<p>c</p>\n", 0},
        /* moved: told by the order alone */
        {"<p>c</p>\n<p>a</p>\n<figure class=\"cell\" id=\"cell-x\">2</figure>\n", 0},
        {"<p>c</p>\n<p>a!</p>\n<figure class=\"cell\" id=\"cell-x\">2</figure>\n", 1},
        {"<p>c</p>\n<p>a!</p>\n<figure class=\"cell\" id=\"cell-y\">2</figure>\n", 1},
        {"", 0},
        {"<p>c</p>\n", 1},
    };
    reader to = {0};
    serve_page *page = serve_page_new();
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        assert_int_equal(show(page, &to, steps[i].text), steps[i].told);
    reader_clear(&to);
    serve_page_free(page);
}

/* --- any edits --- */

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void write_any(unsigned *seed, unsigned *words, size_t count, dl_buf *out)
{
    dl_buf_truncate(out, 0);
    for (size_t i = 0; i < count; i++) {
        if (words[i] % 3 == 0)
            dl_buf_printf(out,
                          "<figure class=\"cell\" id=\"cell-%u\"><pre>%u &lt;</pre></figure>\n",
                          words[i] / 3 % 20, next_random(seed) % 3);
        else
            dl_buf_printf(out, "<p>words %u<br>%u</p>\n", words[i] % 7, words[i] % 11);
    }
}

static void a_reader_has_what_was_written_after_any_edits(void **state)
{
    unsigned seed = 20241231, words[32];
    (void)state;
    print_message("# seed %u\n", seed);
    for (int round = 0; round < 40; round++) {
        reader to = {0};
        serve_page *page = serve_page_new();
        size_t count = next_random(&seed) % 20;
        for (size_t i = 0; i < 32; i++)
            words[i] = next_random(&seed) % 60;
        for (int edit = 0; edit < 12; edit++) {
            dl_buf text = {0};
            size_t a = next_random(&seed) % 32, b = next_random(&seed) % 32;
            unsigned held = words[a];
            words[a] = edit % 2 ? words[b] : next_random(&seed) % 60;
            words[b] = edit % 3 ? words[b] : held;
            count = edit % 4 ? count : next_random(&seed) % 32;
            write_any(&seed, words, count, &text);
            show(page, &to, text.data ? text.data : "");
            dl_buf_clear(&text);
        }
        reader_clear(&to);
        serve_page_free(page);
    }
}

/* --- events --- */

static void a_position_is_found_while_it_is_kept(void **state)
{
    events *log = malloc(sizeof *log);
    dl_error error;
    char position[EVENTS_POSITION];
    uint64_t number;
    (void)state;
    assert_int_equal(events_init(log, &error), 0);
    for (unsigned i = 1; i <= EVENTS_KEPT + 10; i++) {
        snprintf(position, sizeof position, "event %u", i);
        assert_int_equal(events_add(log, dl_str_of(position), &error), 0);
    }
    for (uint64_t i = 0; i <= log->last + 1; i++) {
        events_position(log, i, position);
        /* after the tenth, the eleventh is the first that is kept */
        assert_int_equal(events_find(log, dl_str_of(position), &number), i >= 10 && i <= log->last);
    }
    assert_true(dl_str_equal(events_text(log, 11), DL_STR("event 11")));
    assert_false(events_find(log, DL_STR("0123456789abcdef-20"), &number));
    assert_false(events_find(log, DL_STR(""), &number));
    assert_false(events_find(log, dl_str_of(log->epoch), &number));
    events_clear(log);
    free(log);
}

static void large_events_push_out_old_ones(void **state)
{
    events *log = malloc(sizeof *log);
    dl_error error;
    dl_buf text = {0};
    (void)state;
    assert_int_equal(events_init(log, &error), 0);
    for (int i = 0; i < 1 << 20; i++)
        dl_buf_putc(&text, 'x');
    for (int i = 0; i < 20; i++)
        assert_int_equal(events_add(log, dl_buf_str(&text), &error), 0);
    assert_int_equal(log->last, 20);
    assert_int_equal(log->last - log->first + 1, 4);
    dl_buf_clear(&text);
    events_clear(log);
    free(log);
}

/* --- rows --- */

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/dateline-serve-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"e.tsv", "e.csv", "out.tsv", "link.tsv"};
    char path[128];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    dl_error error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(dl_file_write(path, dl_str_of(text), &error), 0);
}

static void assert_file(const char *name, const char *text)
{
    char path[128];
    dl_error error;
    dl_buf got = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(dl_file_read(path, 1 << 20, &got, &error), 0);
    assert_string_equal(got.data ? got.data : "", text);
    dl_buf_clear(&got);
}

static serve_row any_row(const char *what)
{
    return (serve_row){.actor = DL_STR("A, Inc."),
                       .kind = DL_STR("release"),
                       .date = DL_STR("2024-12-09"),
                       .what = dl_str_of(what),
                       .url = DL_STR("https://e.org/x")};
}

static void a_row_is_put_at_the_end(void **state)
{
    static const struct {
        const char *name, *before, *what, *after;
    } rows[] = {
        {"e.tsv", "id\tactor\tkind\tdate\twhat\tsources\tevidence\n", "It is out.",
         "id\tactor\tkind\tdate\twhat\tsources\tevidence\n"
         "a-inc-release-2024-12-09\tA, Inc.\trelease\t2024-12-09\tIt is out.\thttps://e.org/x\tIt "
         "is out.\n"},
        /* columns that are missing come at the end; the id is a free one; no line end before */
        {"e.tsv", "# kept\n\nid\twhat\tactor\tkind\tdate\na-inc-release-2024-12-09\tW\tA\tk\t2024",
         "Out.",
         "# kept\n\nid\twhat\tactor\tkind\tdate\tsources\tevidence\n"
         "a-inc-release-2024-12-09\tW\tA\tk\t2024\n"
         "a-inc-release-2024-12-09-2\tOut.\tA, Inc.\trelease\t2024-12-09\thttps://e.org/x\tOut.\n"},
        {"e.tsv", "id\tactor\tkind\tdate\twhat\tsources\tevidence\r\nx\tA\tk\t2024\tW\r\n", "Out.",
         "id\tactor\tkind\tdate\twhat\tsources\tevidence\r\nx\tA\tk\t2024\tW\r\n"
         "a-inc-release-2024-12-09\tA, Inc.\trelease\t2024-12-09\tOut.\thttps://e.org/x\tOut.\r\n"},
        {"e.csv", "id,actor,kind,date,what,sources,evidence\n", "It \"is\", out.",
         "id,actor,kind,date,what,sources,evidence\n"
         "a-inc-release-2024-12-09,\"A, Inc.\",release,2024-12-09,\"It \"\"is\"\", "
         "out.\",https://e.org/x,\"It \"\"is\"\", out.\"\n"},
        {"e.csv", "id;actor;kind;date;what;sources;evidence\n", "It is, out; yes.",
         "id;actor;kind;date;what;sources;evidence\n"
         "a-inc-release-2024-12-09;\"A, Inc.\";release;2024-12-09;\"It is, out; "
         "yes.\";https://e.org/x;\"It is, out; yes.\"\n"},
        /* what a spreadsheet would run is told as text */
        {"e.tsv", "id\tactor\tkind\tdate\twhat\tsources\tevidence\n", "=1+1|x",
         "id\tactor\tkind\tdate\twhat\tsources\tevidence\n"
         "a-inc-release-2024-12-09\tA, "
         "Inc.\trelease\t2024-12-09\t'=1+1|x\thttps://e.org/x\t'=1+1\\|"
         "x\n"},
        {"e.csv", "id,actor,kind,date,what,sources,evidence\n", "=1+1|x",
         "id,actor,kind,date,what,sources,evidence\n"
         "a-inc-release-2024-12-09,\"A, Inc.\",release,2024-12-09,'=1+1|x,https://e.org/x,'=1+1\\|"
         "x\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_error error;
        dl_buf text = {0};
        serve_row row = any_row(rows[i].what);
        write_file(rows[i].name, rows[i].before);
        int rc = serve_accept(folder, dl_str_of(rows[i].name), &row, &text, &error);
        if (rc)
            fail_msg("row %zu: %s", i, error.message);
        assert_file(rows[i].name, rows[i].after);
        dl_buf_clear(&text);
    }
}

static void what_is_no_data_file_of_the_notebook_is_left_alone(void **state)
{
    static const char good[] = "id\tactor\tkind\tdate\twhat\n";
    static const struct {
        const char *name, *text;
    } rows[] = {{"e.tsv", ""},
                {"e.tsv", "name\tvalue\n"},
                {"e.tsv", "id\tactor\tkind\tdate\twhat\nx\tA\tk\tno date\tW\n"},
                {"e.csv", "id,actor,kind,date,what\n\"never closed\n"},
                {"e.tsv", "id\tactor\tkind\tdate\twhat\t\xff\n"}};
    dl_error error;
    dl_buf text = {0};
    serve_row row = any_row("Out.");
    char path[128], link[128];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_file(rows[i].name, rows[i].text);
        assert_int_not_equal(serve_accept(folder, dl_str_of(rows[i].name), &row, &text, &error), 0);
        assert_file(rows[i].name, rows[i].text);
    }
    assert_int_not_equal(serve_accept(folder, DL_STR("none.tsv"), &row, &text, &error), 0);
    assert_int_not_equal(serve_accept(folder, DL_STR("../../etc/passwd"), &row, &text, &error), 0);
    assert_int_not_equal(serve_accept(folder, DL_STR("."), &row, &text, &error), 0);
    /* a link that leads out */
    snprintf(path, sizeof path, "%s.tsv", folder);
    snprintf(link, sizeof link, "%s/link.tsv", folder);
    assert_int_equal(dl_file_write(path, dl_str_of(good), &error), 0);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(serve_accept(folder, DL_STR("link.tsv"), &row, &text, &error),
                     DL_ERR_PERMISSION);
    unlink(path);
    /* a row that is no event */
    write_file("e.tsv", good);
    row.date = DL_STR("soon");
    assert_int_not_equal(serve_accept(folder, DL_STR("e.tsv"), &row, &text, &error), 0);
    row = any_row("Out.");
    row.actor = DL_STR("");
    assert_int_not_equal(serve_accept(folder, DL_STR("e.tsv"), &row, &text, &error), 0);
    assert_file("e.tsv", good);
    dl_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_cut_where_they_end),
        cmocka_unit_test(elements_may_be_as_deep_as_memory_lets_them),
        cmocka_unit_test(just_what_changed_is_told),
        cmocka_unit_test(a_reader_has_what_was_written_after_any_edits),
        cmocka_unit_test(a_position_is_found_while_it_is_kept),
        cmocka_unit_test(large_events_push_out_old_ones),
        cmocka_unit_test_setup_teardown(a_row_is_put_at_the_end, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_no_data_file_of_the_notebook_is_left_alone,
                                        make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
