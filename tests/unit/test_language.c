/* A translator's table: what it must hold, how it is refused, and German told by one. */
#include "support.h"

#include "dateline/language.h"

static const char *words(const char *edtf, const dl_date_language *language)
{
    static char space[400];
    dl_date date;
    dl_error error;
    dl_buf out = {0};
    if (dl_date_parse(dl_str_of(edtf), &date, &error) != 0)
        fail_msg("%s: %s", edtf, error.message);
    dl_date_words_in(&date, language, &out);
    snprintf(space, sizeof space, "%s", out.data ? out.data : "");
    dl_buf_clear(&out);
    return space;
}

/* English, as a translator would get it. */
static dl_date_language *copy_of_english(const char *without)
{
    dl_date_language *made = dl_language_new();
    dl_language_row row;
    for (size_t i = 0; (row = dl_language_at(dl_language_english(), i)).key; i++) {
        dl_error error;
        if (!row.text || (without && strcmp(row.key, without) == 0))
            continue;
        if (dl_language_set(made, dl_str_of(row.key), dl_str_of(row.text), &error) != 0)
            fail_msg("%s: %s", row.key, error.message);
    }
    return made;
}

static void english_is_a_whole_table_itself(void **state)
{
    (void)state;
    dl_error error;
    assert_int_equal(dl_language_check(dl_language_english(), &error), 0);
    dl_date_language *copy = copy_of_english(NULL);
    assert_int_equal(dl_language_check(copy, &error), 0);
    static const char *const texts[] = {"2024-02-15", "19XX", "{2023,2024-05}", "../2024-12"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char english[400];
        snprintf(english, sizeof english, "%s", words(texts[i], dl_language_english()));
        assert_string_equal(english, words(texts[i], copy));
    }
    dl_language_free(copy);
    dl_language_free(NULL);
}

static void a_missing_key_is_named(void **state)
{
    (void)state;
    dl_language_row row;
    for (size_t i = 0; (row = dl_language_at(dl_language_english(), i)).key; i++) {
        dl_error error;
        dl_date_language *copy = copy_of_english(row.key);
        int rc = dl_language_check(copy, &error);
        assert_int_equal(rc, row.optional ? 0 : DL_ERR_SYNTAX);
        if (rc && !strstr(error.message, row.key))
            fail_msg("%s: %s", row.key, error.message);
        dl_language_free(copy);
    }
    dl_date_language *none = dl_language_new();
    dl_error error;
    assert_int_equal(dl_language_check(none, &error), DL_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "'months.1'"));
    assert_non_null(strstr(error.hint, "more keys"));
    /* what is not set is told as nothing, and nothing breaks */
    assert_string_equal(words("2024-02-15~/2025?", none), "");
    dl_language_free(none);
}

static void a_wrong_row_is_refused_with_what_would_do(void **state)
{
    static const char *const cases[][3] = {{"arround", "um {date}", "do you mean 'around'"},
                                           {"", "um {date}", "no key"},
                                           {"around", "um {dat}", "it can have: date"},
                                           {"months.1", "{year}", "it can have: none"},
                                           {"around", "um {date", "brace"},
                                           {"around", "um date}", "brace"},
                                           {"around", "um }{", "brace"},
                                           {"around", "", "1 to 200 bytes"},
                                           {"around", "um\n{date}", "a line"},
                                           {"around", "um\x1b[31m{date}", "a line"},
                                           {"around", "um \xff{date}", "UTF-8"}};
    (void)state;
    dl_date_language *made = dl_language_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_error error;
        dl_error_clear(&error);
        int rc = dl_language_set(made, dl_str_of(cases[i][0]), dl_str_of(cases[i][1]), &error);
        assert_int_equal(rc, DL_ERR_SYNTAX);
        if (!strstr(error.message, cases[i][2]) && !strstr(error.hint, cases[i][2]))
            fail_msg("%s: %s (%s)", cases[i][0], error.message, error.hint);
    }
    char huge[5000];
    memset(huge, 'a', sizeof huge);
    assert_int_equal(dl_language_set(made, DL_STR("bc"), (dl_str){huge, sizeof huge}, NULL),
                     DL_ERR_SYNTAX);
    assert_int_equal(dl_language_set(made, (dl_str){huge, sizeof huge}, DL_STR("x"), NULL),
                     DL_ERR_SYNTAX);
    assert_int_equal(dl_language_set(made, DL_STR("bc"), (dl_str){"a\0{year}", 8}, NULL),
                     DL_ERR_SYNTAX);
    dl_language_free(made);
}

static void a_pattern_that_loses_what_english_tells_is_refused(void **state)
{
    (void)state;
    dl_error error;
    dl_date_language *copy = copy_of_english(NULL);
    assert_int_equal(dl_language_set(copy, DL_STR("day"), DL_STR("{day} {month}"), &error), 0);
    assert_int_equal(dl_language_check(copy, &error), DL_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "'day' lacks {year}"));
    /* an ordinal tells the day as well as its number does */
    assert_int_equal(dl_language_set(copy, DL_STR("day"), DL_STR("{ordinal} {month} {year}"), NULL),
                     0);
    assert_int_equal(dl_language_check(copy, &error), 0);
    assert_int_equal(dl_language_set(copy, DL_STR("ordinal.first"), DL_STR("{number}er"), NULL), 0);
    assert_string_equal(words("2024-03-01", copy), "1er March 2024");
    assert_string_equal(words("2024-03-22", copy), "22nd March 2024");
    assert_string_equal(words("2024-03-13", copy), "13th March 2024");
    assert_string_equal(words("2024-03-31", copy), "31st March 2024");
    assert_int_equal(dl_language_set(copy, DL_STR("day_months.3"), DL_STR("of Mars"), NULL), 0);
    assert_string_equal(words("2024-03-31", copy), "31st of Mars 2024");
    assert_string_equal(words("2024-03", copy), "March 2024");
    dl_language_free(copy);
}

static void a_calendar_difference_has_words(void **state)
{
    static const struct {
        dl_calendar_difference made;
        const char *wanted;
    } cases[] = {{{1, 2, 3, false, DL_PRECISION_DAY}, "1 year, 2 months and 3 days"},
                 {{0, 1, 1, false, DL_PRECISION_DAY}, "1 month and 1 day"},
                 {{2, 0, 0, true, DL_PRECISION_DAY}, "2 years earlier"},
                 {{0, 0, 0, false, DL_PRECISION_DAY}, "0 days"},
                 {{0, 0, 0, false, DL_PRECISION_MONTH}, "0 months"},
                 {{3, 0, 1, false, DL_PRECISION_DAY}, "3 years and 1 day"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf out = {0};
        dl_difference_words(&cases[i].made, dl_language_english(), &out);
        assert_string_equal(out.data, cases[i].wanted);
        dl_buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_is_a_whole_table_itself), cmocka_unit_test(a_missing_key_is_named),
        cmocka_unit_test(a_wrong_row_is_refused_with_what_would_do),
        cmocka_unit_test(a_pattern_that_loses_what_english_tells_is_refused),
        cmocka_unit_test(a_calendar_difference_has_words)};
    return cmocka_run_group_tests_name("languages", tests, NULL, NULL);
}
