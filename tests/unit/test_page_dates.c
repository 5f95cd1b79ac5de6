/* Dates as pages write them. Expected values are what a reader of the words would say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "extract/written_date.h"

static const struct {
    const char *text, *lang;
    dl_written how;
    const char *edtf; /* NULL: no date */
} cases[] = {
    {"2024-02-15", "", DL_WRITTEN_FIELD, "2024-02-15"},
    {"2024-02", "", DL_WRITTEN_FIELD, "2024-02"},
    {"2024", "", DL_WRITTEN_FIELD, "2024"},
    {"2024-02-15T13:00:05Z", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05Z"},
    {"2024-02-15T13:00:05.123-08:00", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05-08:00"},
    {"2024-02-15T13:00:05+0530", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05+05:30"},
    {"2024-02-15 13:00", "", DL_WRITTEN_FIELD, "2024-02-15T13:00"},
    {"2024-02-15 13:00:05 UTC", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05Z"},
    {"2024/02/15", "", DL_WRITTEN_FIELD, "2024-02-15"},
    {"20240215", "", DL_WRITTEN_FIELD, "2024-02-15"},
    {"20240215T1305", "", DL_WRITTEN_FIELD, "2024-02-15T13:05"},
    {"Thu, 15 Feb 2024 13:00:05 GMT", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05Z"},
    {"Thu, 15 Feb 2024 13:00:05 -0500", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05-05:00"},
    {"Thu Feb 15 2024 13:00:05 GMT+0100 (CET)", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05+01:00"},
    {"February 15, 2024", "", DL_WRITTEN_FIELD, "2024-02-15"},
    {"Feb. 15, 2024, 1:05 p.m. ET", "", DL_WRITTEN_FIELD, "2024-02-15T13:05"},
    {"February 2024", "", DL_WRITTEN_FIELD, "2024-02"},
    {"15th of February, 2024", "", DL_WRITTEN_FIELD, "2024-02-15"},
    {"12:30 am on Feb 15, 2024", "", DL_WRITTEN_ANYWHERE, "2024-02-15"},
    {"Feb 15, 2024 12:30 am EST", "", DL_WRITTEN_ANYWHERE, "2024-02-15T00:30-05:00"},
    {"1707955200", "", DL_WRITTEN_FIELD, "2024-02-15T00:00:00Z"},
    {"1707955200000", "", DL_WRITTEN_FIELD, "2024-02-15T00:00:00Z"},
    {"15. Februar 2024", "de", DL_WRITTEN_FIELD, "2024-02-15"},
    {"Veröffentlicht am 06.10.2023", "de", DL_WRITTEN_ANYWHERE, "2023-10-06"},
    {"Bonn,\xC2\xA0"
     "11.10.2021",
     "de", DL_WRITTEN_ANYWHERE, "2021-10-11"},
    {"8. März 2010 um 10:56 Uhr", "de", DL_WRITTEN_ANYWHERE, "2010-03-08T10:56"},
    {"le 7 mai 2020 - 12:38", "fr", DL_WRITTEN_ANYWHERE, "2020-05-07T12:38"},
    {"1er août 2020", "fr", DL_WRITTEN_ANYWHERE, "2020-08-01"},
    {"15 de febrero de 2024", "es", DL_WRITTEN_FIELD, "2024-02-15"},
    {"Notizia del 14 Gennaio 2020", "it", DL_WRITTEN_ANYWHERE, "2020-01-14"},
    {"2020年4月27日", "ja", DL_WRITTEN_FIELD, "2020-04-27"},
    {"20 августа 2021", "ru", DL_WRITTEN_FIELD, "2021-08-20"},
    /* the press's other languages, digits and orders */
    {"الأربعاء، 07 أكتوبر 2020 - 12:09 م", "ar", DL_WRITTEN_FIELD, "2020-10-07T12:09"},
    {"٧ أكتوبر ٢٠٢٠", "ar", DL_WRITTEN_FIELD, "2020-10-07"},
    {"2020. március 5.", "hu", DL_WRITTEN_ANYWHERE, "2020-03-05"},
    {"5 Şubat 2020, 14:30", "tr", DL_WRITTEN_ANYWHERE, "2020-02-05T14:30"},
    {"5 μαΐου 2020", "el", DL_WRITTEN_ANYWHERE, "2020-05-05"},
    {"5 फ़रवरी 2020", "hi", DL_WRITTEN_ANYWHERE, "2020-02-05"},
    {"2020년 4월 27일", "ko", DL_WRITTEN_FIELD, "2020-04-27"},
    {"Le 11 septembre 2018 à 12h57", "fr", DL_WRITTEN_ANYWHERE, "2018-09-11T12:57"},
    {"2024-Feb-15", "", DL_WRITTEN_FIELD, "2024-02-15"},
    {"20240215T130500Z", "", DL_WRITTEN_FIELD, "2024-02-15T13:05:00Z"},
    {"Thu Feb 15 13:00:05 EST 2024", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05-05:00"},
    {"Thu Feb 15 13:00:05 +0000 2024", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05Z"},
    {"Thu Feb 15 13:00:05 IST 2024", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05"},
    {"2024. 2. 15. (목) 오후 2:30", "ko", DL_WRITTEN_ANYWHERE, "2024-02-15T14:30"},
    {"2024. 02. 15. 10:30", "hu", DL_WRITTEN_FIELD, "2024-02-15T10:30"},
    {"2024년 2월 15일 오후 2시 30분", "ko", DL_WRITTEN_FIELD, "2024-02-15T14:30"},
    {"2024年2月15日午後2時30分", "ja", DL_WRITTEN_FIELD, "2024-02-15T14:30"},
    {"2024年2月15日 上午12:30", "zh", DL_WRITTEN_FIELD, "2024-02-15T00:30"},
    {"2024年2月15日 下午14:30", "zh", DL_WRITTEN_FIELD, "2024-02-15T14:30"},
    {"2024年2月15日 中午11:50", "zh", DL_WRITTEN_FIELD, "2024-02-15T11:50"},
    {"2024年2月15日 中午1:00", "zh", DL_WRITTEN_FIELD, "2024-02-15T13:00"},
    {"2024年2月15日 中午12:05", "zh", DL_WRITTEN_FIELD, "2024-02-15T12:05"},
    {"Thứ Năm, 15 tháng 2, 2024 | 10:30", "vi", DL_WRITTEN_FIELD, "2024-02-15T10:30"},
    {"ngày 3 tháng 2 năm 2024", "vi", DL_WRITTEN_FIELD, "2024-02-03"},
    {"15 Tháng Năm, 2024", "vi", DL_WRITTEN_ANYWHERE, "2024-05-15"},
    {"Tháng Mười Một 15, 2024", "vi", DL_WRITTEN_ANYWHERE, "2024-11-15"},
    {"15 tháng 13 năm 2024", "vi", DL_WRITTEN_ANYWHERE, NULL},
    {"15.02.2024 am 14:30", "de", DL_WRITTEN_FIELD, "2024-02-15T14:30"},
    {"15.02.2024 um 14.30 Uhr", "de", DL_WRITTEN_FIELD, "2024-02-15T14:30"},
    {"Thu 15 Feb 2024 21.14 EST", "en", DL_WRITTEN_ANYWHERE, "2024-02-15T21:14-05:00"},
    {"15 Feb 2024 12.50 euros", "en", DL_WRITTEN_ANYWHERE, "2024-02-15"},
    /* two digits of a year, where a day and a month stand before them */
    {"02.12.19", "de", DL_WRITTEN_ANYWHERE, "2019-12-02"},
    {"( Pescasseroli, 14 Gennaio 20 )", "it", DL_WRITTEN_ANYWHERE, "2020-01-14"},
    {"3 May 98", "en", DL_WRITTEN_ANYWHERE, "1998-05-03"},
    {"Thu, 15 Feb 24 13:00:05 GMT", "", DL_WRITTEN_FIELD, "2024-02-15T13:00:05Z"},
    {"3 May 20:15", "en", DL_WRITTEN_ANYWHERE, NULL},
    {"1.2.3", "", DL_WRITTEN_ANYWHERE, NULL},
    {"15,7 %", "de", DL_WRITTEN_ANYWHERE, NULL},
    /* slashes: clear where one side cannot be a month, or where the language says */
    {"17/03/2020", "", DL_WRITTEN_FIELD, "2020-03-17"},
    {"03/17/2020", "", DL_WRITTEN_FIELD, "2020-03-17"},
    {"03/04/2020", "en-US", DL_WRITTEN_FIELD, "2020-03-04"},
    {"03/04/2020", "EN-us", DL_WRITTEN_FIELD, "2020-03-04"},
    {"03/04/2020", "en-GB", DL_WRITTEN_FIELD, "2020-04-03"},
    {"03/17/2020", "en-GB", DL_WRITTEN_FIELD, "2020-03-17"},
    {"03/04/2020", "en_AU", DL_WRITTEN_FIELD, "2020-04-03"},
    {"03/04/2020", "en-IN-u-ca-gregory", DL_WRITTEN_FIELD, "2020-04-03"},
    {"03/04/2020", "en-CA", DL_WRITTEN_FIELD, NULL}, /* both are in use */
    {"03/04/2020", "EN", DL_WRITTEN_FIELD, NULL},
    {"03/04/2020", "fr", DL_WRITTEN_FIELD, "2020-04-03"},
    {"03/03/2020", "", DL_WRITTEN_FIELD, "2020-03-03"},
    {"03/04/2020", "", DL_WRITTEN_FIELD, NULL}, /* nobody can tell */
    {"03/04/2020", "en", DL_WRITTEN_FIELD, NULL},
    /* what is no date */
    {"", "", DL_WRITTEN_FIELD, NULL},
    {"yesterday", "", DL_WRITTEN_FIELD, NULL},
    {"2024-13-01", "", DL_WRITTEN_ANYWHERE, NULL},
    {"2023-02-29", "", DL_WRITTEN_FIELD, NULL},
    {"31 April 2024", "", DL_WRITTEN_FIELD, NULL},
    {"1970-01-01T00:00:00Z", "", DL_WRITTEN_FIELD, NULL}, /* the zero of Unix time */
    {"0001-01-01", "", DL_WRITTEN_FIELD, NULL},
    {"since February 2024", "", DL_WRITTEN_ANYWHERE, NULL}, /* a byline's date has a day */
    {"Chapter 2024", "", DL_WRITTEN_ANYWHERE, NULL},
};

static void a_date_is_read_as_precisely_as_it_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_date date;
        dl_buf edtf = {0};
        bool read = dl_written_date(dl_str_of(cases[i].text), dl_str_of(cases[i].lang),
                                    cases[i].how, &date);
        if (read)
            dl_date_print(&date, &edtf);
        if (read != (cases[i].edtf != NULL))
            fail_msg("\"%s\" was %sread as a date: %s", cases[i].text, read ? "" : "not ",
                     read ? edtf.data : "");
        if (read && strcmp(edtf.data, cases[i].edtf) != 0)
            fail_msg("\"%s\" is %s, expected %s", cases[i].text, edtf.data, cases[i].edtf);
        dl_buf_clear(&edtf);
    }
}

static void an_address_may_tell_a_day(void **state)
{
    static const struct {
        const char *url, *raw;
    } urls[] = {
        {"https://a.org/2024/02/15/title", "2024/02/15"},
        {"https://a.org/news/2024-02-15-title.html", "2024-02-15"},
        {"https://a.org/20240215/x", "20240215"},
        {"https://a.org/2024/feb/15/title", "2024/feb/15"},
        {"https://a.org/a/202402/15/title.html", "202402/15"},
        {"https://a.org/2024-02/15/title.htm", "2024-02/15"},
        {"https://a.org/2024/2/15", "2024/2/15"},
        /* a month, and a name or a number after it */
        {"https://a.org/2024/02/15-things-to-know/", NULL},
        {"https://a.org/2024/02/155/", NULL},
        {"https://a.org/2024/02/15678-title", NULL},
        {"https://a.org/2024/1502/", NULL},
        {"https://a.org/2024/02/title", NULL},
        {"https://a.org/item/1234567", NULL},
        {"https://a.org/2024/13/15/x", NULL},
        {"https://a.org/?d=/2024/02/15/", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        dl_date date;
        dl_str raw;
        bool found = dl_written_date_in_path(dl_str_of(urls[i].url), &raw, &date);
        if (found != (urls[i].raw != NULL))
            fail_msg("%s", urls[i].url);
        if (!found)
            continue;
        assert_true(dl_str_equal(raw, dl_str_of(urls[i].raw)));
        assert_int_equal(date.start.year, 2024);
        assert_int_equal(date.start.month, 2);
        assert_int_equal(date.start.day, 15);
        assert_int_equal(date.start.precision, DL_PRECISION_DAY);
    }
}

static void no_text_is_read_past_its_end(void **state)
{
    static const char *const texts[] = {
        "2024-",          "2024-02-", "15 Feb",    "Feb",    "2024-02-15T",
        "2024-02-15T13:", "1.2.",     "20240215T", "2024年", "\xE5"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dl_date date;
        dl_written_date(dl_str_of(texts[i]), DL_STR(""), DL_WRITTEN_FIELD, &date);
        dl_written_date(dl_str_of(texts[i]), DL_STR(""), DL_WRITTEN_ANYWHERE, &date);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_read_as_precisely_as_it_is_told),
        cmocka_unit_test(an_address_may_tell_a_day),
        cmocka_unit_test(no_text_is_read_past_its_end),
    };
    return cmocka_run_group_tests_name("page: dates as written", tests, NULL, NULL);
}
