/* Bibliographies: names, keys, dates as vague as they were told, and nothing that a title can
 * break. */
#include "support.h"

#include <jansson.h>

#include "base/utf8.h"
#include "dateline/bibliography.h"

static dl_source source_of(const char *title, const char *authors, const char *published)
{
    return (dl_source){.url = DL_STR("https://www.example.org/a_b?x=1&y={z}"),
                       .final_url = DL_STR("https://www.example.org/a"),
                       .title = dl_str_of(title),
                       .authors = dl_str_of(authors),
                       .publisher = DL_STR("The Example"),
                       .published = dl_str_of(published),
                       .status = 200,
                       .sha256 = DL_STR("0123456789abcdef"),
                       .captured_at_us = 1732579200000000};
}

static json_t *csl_of(const dl_source *source)
{
    dl_buf out;
    dl_buf_init(&out);
    assert_int_equal(dl_bibliography_csl(source, 1, &out, NULL), 0);
    json_error_t error;
    json_t *list = json_loadb(out.data, out.size, 0, &error);
    if (!list)
        fail_msg("%s in %s", error.text, out.data);
    json_t *item = json_incref(json_array_get(list, 0));
    assert_int_equal(json_array_size(list), 1);
    json_decref(list);
    dl_buf_clear(&out);
    return item;
}

static void bibtex_of(const dl_source *source, dl_buf *out)
{
    dl_buf_init(out);
    assert_int_equal(dl_bibliography_bibtex(source, 1, out, NULL), 0);
}

static void names_are_taken_apart_where_they_are_a_persons(void **state)
{
    (void)state;
    static const struct {
        const char *name, *given, *family;
    } rows[] = {{"Maxwell Zeff", "Maxwell", "Zeff"},
                {"Jean-Luc de la Tour", "Jean-Luc", "de la Tour"},
                {"Zoë Schiffer", "Zoë", "Schiffer"},
                {"Mary J. O'Brien", "Mary J.", "O'Brien"},
                {"OpenAI", "", "OpenAI"},
                {"Associated Press", "", "Associated Press"},
                {"The Verge Staff", "", "The Verge Staff"},
                {"王小明", "", "王小明"},
                {"A B C D E F", "", "A B C D E F"},
                {"editor@example.org", "", "editor@example.org"},
                {"Anna von", "", "Anna von"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_str rest = dl_str_of(rows[i].name);
        dl_author author;
        assert_true(dl_author_next(&rest, &author));
        if (!dl_str_equal(author.given, dl_str_of(rows[i].given)) ||
            !dl_str_equal(author.family, dl_str_of(rows[i].family)))
            fail_msg("%s: '%.*s' '%.*s'", rows[i].name, DL_STR_ARG(author.given),
                     DL_STR_ARG(author.family));
        assert_false(dl_author_next(&rest, &author));
    }
    dl_str rest = DL_STR(" ;A One; ; B Two;");
    dl_author author;
    size_t count = 0;
    while (dl_author_next(&rest, &author))
        count++;
    assert_int_equal(count, 2);
}

static void csl_dates_are_as_vague_as_they_were_told(void **state)
{
    (void)state;
    static const struct {
        const char *edtf, *issued;
    } rows[] = {
        {"2024", "{\"date-parts\": [[2024]]}"},
        {"2024-11", "{\"date-parts\": [[2024, 11]]}"},
        {"2024-11-26", "{\"date-parts\": [[2024, 11, 26]]}"},
        {"2024-11-26T08:30", "{\"date-parts\": [[2024, 11, 26]]}"},
        {"2024-11-26T08:30:00Z", "{\"date-parts\": [[2024, 11, 26]]}"},
        {"2024-11~", "{\"circa\": true, \"date-parts\": [[2024, 11]]}"},
        {"2024?", "{\"circa\": true, \"date-parts\": [[2024]]}"},
        {"2024-22", "{\"date-parts\": [[2024]], \"season\": 2}"},
        {"2024-02/2024-04-03", "{\"date-parts\": [[2024, 2], [2024, 4, 3]]}"},
        {"2024-02~/2024-04", "{\"circa\": true, \"date-parts\": [[2024, 2], [2024, 4]]}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_source source = source_of("T", "", rows[i].edtf);
        json_t *item = csl_of(&source), *wanted = json_loads(rows[i].issued, 0, NULL);
        if (!json_equal(json_object_get(item, "issued"), wanted))
            fail_msg("%s: %s", rows[i].edtf, json_dumps(json_object_get(item, "issued"), 0));
        json_decref(wanted);
        json_decref(item);
    }
    static const char *const words[] = {"2024/..", "../2024",     "2024-XX", "201X",
                                        "2024-33", "[2023,2024]", "-0100",   "2024-21/2024-22"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        dl_source source = source_of("T", "", words[i]);
        json_t *item = csl_of(&source), *issued = json_object_get(item, "issued");
        const char *literal = json_string_value(json_object_get(issued, "literal"));
        if (json_object_size(issued) != 1 || !literal || !*literal)
            fail_msg("%s has no words", words[i]);
        json_decref(item);
    }
    dl_source source = source_of("T", "", "");
    json_t *item = csl_of(&source);
    assert_null(json_object_get(item, "issued"));
    json_decref(item);
}

static void a_source_is_whole_in_csl(void **state)
{
    (void)state;
    dl_source source = source_of("A </script> \"title\"", "Ann Bee; OpenAI", "2024-11-26");
    json_t *item = csl_of(&source);
    assert_string_equal(json_string_value(json_object_get(item, "type")), "webpage");
    assert_string_equal(json_string_value(json_object_get(item, "title")), "A </script> \"title\"");
    assert_string_equal(json_string_value(json_object_get(item, "URL")),
                        "https://www.example.org/a_b?x=1&y={z}");
    assert_string_equal(json_string_value(json_object_get(item, "container-title")), "The Example");
    json_t *authors = json_object_get(item, "author");
    assert_string_equal(json_string_value(json_object_get(json_array_get(authors, 0), "family")),
                        "Bee");
    assert_string_equal(json_string_value(json_object_get(json_array_get(authors, 1), "literal")),
                        "OpenAI");
    json_t *wanted = json_loads("{\"date-parts\": [[2024, 11, 26]]}", 0, NULL);
    assert_true(json_equal(json_object_get(item, "accessed"), wanted));
    json_decref(wanted);
    assert_int_equal(strncmp(json_string_value(json_object_get(item, "id")), "example-2024-", 13),
                     0);
    json_decref(item);
    source.sha256 = (dl_str){"", 0}; /* was never captured */
    dl_buf out;
    dl_buf_init(&out);
    assert_int_equal(dl_bibliography_csl(&source, 1, &out, NULL), 0);
    assert_string_equal(out.data, "[]\n");
    dl_buf_clear(&out);
}

static void tex_takes_no_harm_from_a_title(void **state)
{
    (void)state;
    dl_source source = source_of("50% of {A} \\input{x} & $1_b# ~ ^ } {", "Ann Bee; The { Team",
                                 "2024-02~/2024-04");
    dl_buf out;
    bibtex_of(&source, &out);
    assert_non_null(strstr(out.data, "50\\% of \\textbraceleft{}A\\textbraceright{} "
                                     "\\textbackslash{}input"));
    assert_non_null(strstr(out.data, "\\& \\$1\\_b\\# \\textasciitilde{} \\textasciicircum{}"));
    assert_non_null(strstr(out.data, "author = {Bee, Ann and {The \\textbraceleft{} Team}}"));
    assert_non_null(
        strstr(out.data, "date = {2024-02~/2024-04},\n  year = {2024},\n  month = feb"));
    assert_non_null(strstr(out.data, "url = {https://www.example.org/a_b?x=1&y=%7Bz%7D}"));
    assert_non_null(strstr(out.data, "urldate = {2024-11-26}"));
    long depth = 0;
    for (const char *c = out.data; *c; c++) {
        depth += (*c == '{') - (*c == '}');
        assert_true(depth >= 0);
    }
    assert_int_equal(depth, 0);
    dl_buf_clear(&out);
}

static void hostile_bytes_stay_text(void **state)
{
    (void)state;
    dl_source source = source_of("x", "", "nonsense");
    source.title = DL_STR("a\0b\xff\n\x1b[31m");
    source.authors = DL_STR("\xff\xfe; \0");
    source.url = DL_STR("https://\xff\n/}{");
    dl_buf out;
    bibtex_of(&source, &out);
    assert_true(dl_utf8_valid(dl_buf_str(&out)));
    assert_null(memchr(out.data, '\x1b', out.size));
    dl_buf_clear(&out);
    dl_buf_init(&out);
    assert_int_equal(dl_bibliography_csl(&source, 1, &out, NULL), 0);
    json_t *list = json_loadb(out.data, out.size, JSON_ALLOW_NUL, NULL);
    assert_non_null(list);
    json_decref(list);
    dl_buf_clear(&out);
    dl_buf_init(&out);
    dl_bibliography_line(&source, &out);
    assert_null(memchr(out.data, '\n', out.size));
    dl_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_taken_apart_where_they_are_a_persons),
        cmocka_unit_test(csl_dates_are_as_vague_as_they_were_told),
        cmocka_unit_test(a_source_is_whole_in_csl),
        cmocka_unit_test(tex_takes_no_harm_from_a_title),
        cmocka_unit_test(hostile_bytes_stay_text)};
    return cmocka_run_group_tests_name("bibliography", tests, NULL, NULL);
}
