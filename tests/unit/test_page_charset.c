/* Bytes to text: labels, sniffing, and decoding that never fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/charset.h"

static json_t *load_shared(const char *name)
{
    const char *shared = getenv("DATELINE_SHARED");
    char path[512];
    snprintf(path, sizeof path, "%s/suites/%s", shared ? shared : "../shared", name);
    return json_load_file(path, 0, NULL);
}

static void every_label_of_the_standard_names_its_encoding(void **state)
{
    json_t *labels = load_shared("encoding-labels/labels.json");
    size_t passed = 0, i;
    json_t *entry;
    (void)state;
    if (!labels) {
        print_message("# skipped: ../shared/suites/encoding-labels is not there\n");
        skip();
    }
    json_array_foreach(labels, i, entry)
    {
        const char *label = json_string_value(json_object_get(entry, "label"));
        const char *name = json_string_value(json_object_get(entry, "encoding"));
        const dl_encoding *found = dl_encoding_of_label(dl_str_of(label));
        if (found && strcmp(found->name, name) == 0)
            passed++;
        else
            print_message("# %s is %s, expected %s\n", label, found ? found->name : "none", name);
    }
    print_message("# suite encoding labels: %zu of %zu\n", passed, json_array_size(labels));
    size_t total = json_array_size(labels);
    json_decref(labels);
    assert_true(total >= 227);
    assert_int_equal(passed, total);
}

static void labels_are_trimmed_and_have_no_case(void **state)
{
    (void)state;
    assert_string_equal(dl_encoding_of_label(DL_STR(" \t\nUTF-8\r\f"))->name, "utf-8");
    assert_string_equal(dl_encoding_of_label(DL_STR("Latin1"))->name, "windows-1252");
    assert_null(dl_encoding_of_label(DL_STR("")));
    assert_null(dl_encoding_of_label(DL_STR("utf-8 utf8")));
    assert_null(dl_encoding_of_label(DL_STR("utf")));
    assert_null(dl_encoding_of_label(DL_STR("\xA0utf-8")));
}

static void text_is_decoded_by_the_variant_that_browsers_use(void **state)
{
    static const struct {
        const char *label, *bytes, *text;
    } cases[] = {
        {"latin1", "caf\xE9 \x80\x93", "café €\xE2\x80\x9C"},
        {"windows-1252", "\x81", "\xC2\x81"}, /* U+0081, which glibc refuses */
        {"windows-1253", "\x81\xAA", "\xC2\x81\xEF\xBF\xBD"},
        {"iso-8859-2", "\xB1", "ą"},
        {"iso-8859-8-i", "\xE0", "א"},
        {"koi8-r", "\xC1", "а"},
        {"x-mac-cyrillic", "\x80", "А"},
        {"ibm866", "\x80", "А"},
        {"shift_jis", "\x82\xA0\x87\x40", "あ①"}, /* CP932's own characters too */
        {"euc-jp", "\xA4\xA2", "あ"},
        {"iso-2022-jp", "\x1B$B$\"\x1B(B", "あ"},
        {"euc-kr", "\xB0\xA1\x81\x41", "가갂"}, /* the second is in CP949 only */
        {"gb2312", "\xC4\xE3", "你"},
        {"gbk", "\x81\x40", "丂"},
        {"gb18030", "\x81\x30\x81\x30", "\xC2\x80"},
        {"big5", "\xA4\x40", "一"},
        {"x-user-defined", "a\x80\xFF", "a\xEF\x9E\x80\xEF\x9F\xBF"},
        {"hz-gb-2312", "~{<:Ky~}", "\xEF\xBF\xBD"}, /* the replacement encoding */
        {"utf-8", "a\xFFz\xE2\x82", "a\xEF\xBF\xBDz\xEF\xBF\xBD"},
        {"shift_jis", "a\x82", "a\xEF\xBF\xBD"}, /* cut in the middle */
        {"euc-kr",
         "\xFF"
         "b",
         "\xEF\xBF\xBD"
         "b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf out = {0};
        const dl_encoding *encoding = dl_encoding_of_label(dl_str_of(cases[i].label));
        assert_non_null(encoding);
        dl_encoding_decode(encoding, dl_str_of(cases[i].bytes), &out);
        if (strcmp(out.data ? out.data : "", cases[i].text) != 0)
            fail_msg("%s: \"%s\", expected \"%s\"", cases[i].label, out.data, cases[i].text);
        dl_buf_clear(&out);
    }
}

static void utf_16_is_decoded_and_an_odd_byte_replaced(void **state)
{
    dl_buf out = {0};
    (void)state;
    dl_encoding_decode(dl_encoding_of_label(DL_STR("utf-16")), DL_STR("h\0i\0\x00\xD8!\0z"), &out);
    /* a lone surrogate and the half of a unit */
    assert_string_equal(out.data, "hi\xEF\xBF\xBD!\xEF\xBF\xBD");
    dl_buf_clear(&out);
}

static void any_bytes_become_valid_utf_8_in_every_encoding(void **state)
{
    static const char *const labels[] = {"utf-8",    "latin1",      "shift_jis", "euc-jp",
                                         "euc-kr",   "iso-2022-jp", "gb18030",   "big5",
                                         "utf-16le", "utf-16be",    "koi8-u",    "windows-874"};
    unsigned seed = 20241126;
    (void)state;
    print_message("# seed %u\n", seed);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        char bytes[20000];
        dl_buf out = {0};
        for (size_t b = 0; b < sizeof bytes; b++) {
            seed = seed * 1103515245U + 12345U;
            bytes[b] = (char)(seed >> 16);
        }
        dl_encoding_decode(dl_encoding_of_label(dl_str_of(labels[i])),
                           (dl_str){bytes, sizeof bytes}, &out);
        assert_false(out.failed);
        assert_true(out.size > 1000);
        assert_true(dl_utf8_valid(dl_buf_str(&out)));
        dl_buf_clear(&out);
    }
}

static void the_order_is_mark_header_declaration_detection(void **state)
{
    static const struct {
        const char *body, *type, *name;
        size_t bom;
    } cases[] = {
        {"\xEF\xBB\xBF<meta charset=koi8-r>", "text/html; charset=latin1", "utf-8", 3},
        {"\xFF\xFE<", "text/html; charset=utf-8", "utf-16le", 2},
        {"\xFE\xFF<", "", "utf-16be", 2},
        {"<meta charset=koi8-r>", "text/html; charset=\"latin1\"", "windows-1252", 0},
        {"<meta charset=koi8-r>", "text/html;CHARSET=Shift_JIS;x", "shift_jis", 0},
        {"<meta charset=koi8-r>", "text/html; charset=nonsense", "koi8-r", 0},
        {"<meta charset=\"utf-16\">", "text/html", "utf-8", 0},
        {"<meta charset=x-user-defined>", "text/html", "windows-1252", 0},
        {"<meta http-equiv=Content-Type content='text/html; charset=big5'>", "", "big5", 0},
        {"<meta content='text/html; charset=big5'>\xE9", "", "windows-1252", 0},
        {"<!-- <meta charset=big5> --><meta charset=euc-kr>", "", "euc-kr", 0},
        {"<a title='<meta charset=big5>'><meta charset=euc-kr>", "", "euc-kr", 0},
        {"<?xml version='1.0' encoding='iso-8859-2'?><html>", "", "iso-8859-2", 0},
        {"<p>plain", "text/html", "utf-8", 0},
        {"<p>caf\xC3\xA9", "text/html", "utf-8", 0},
        /* saved again as UTF-8, with its old words: bytes tell, but the server's word is above */
        {"<meta charset=latin1>éèàçöüßñ", "text/html", "utf-8", 0},
        {"<meta charset=latin1>éèàçöüßñ", "text/html; charset=latin1", "windows-1252", 0},
        {"<meta charset=latin1>éèàçöüß", "text/html", "windows-1252", 0},
        {"<meta charset=latin1>éèàçöüßñ\xE9.", "text/html", "windows-1252", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_charset found =
            dl_charset_find(dl_str_of(cases[i].body), dl_str_of(cases[i].type), true);
        if (strcmp(found.encoding->name, cases[i].name) != 0)
            fail_msg("%s: %s", cases[i].body, found.encoding->name);
        assert_int_equal(found.bom, cases[i].bom);
    }
}

static void a_declaration_past_1024_bytes_is_not_seen(void **state)
{
    char page[1200];
    (void)state;
    memset(page, ' ', sizeof page);
    memcpy(page + 1000, "<meta charset=big5>", 19);
    assert_string_equal(dl_charset_prescan((dl_str){page, sizeof page})->name, "big5");
    memset(page, ' ', sizeof page);
    memcpy(page + 1010, "<meta charset=big5>", 19);
    assert_null(dl_charset_prescan((dl_str){page, sizeof page}));
}

static void a_late_declaration_counts_as_it_does_for_a_parser(void **state)
{
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"<meta charset=big5>", "big5"},
        {"<script>'<meta charset=big5>'</script><meta charset=euc-kr>", "euc-kr"},
        {"<title><meta charset=big5></title><META CHARSET=euc-kr>", "euc-kr"},
        {"<SCRIPT >x</script ><meta charset=euc-kr>", "euc-kr"},
        {"<!-- <meta charset=big5> -->", NULL},
        {"<p title='<meta charset=big5>'>", NULL},
        {"<script><meta charset=big5>", NULL},
        {"<meta charset=big5", NULL},
        {"<meta charset='big5>", NULL},
        {"<meta charset=utf-16>", "utf-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf page = {0};
        for (int n = 0; n < 300; n++)
            dl_buf_puts(&page, "<br> ");
        dl_buf_puts(&page, cases[i].text);
        assert_null(dl_charset_prescan(dl_buf_str(&page)));
        const dl_encoding *found = dl_charset_declared_late(dl_buf_str(&page));
        if (!found != !cases[i].name || (found && strcmp(found->name, cases[i].name) != 0))
            fail_msg("%s: %s", cases[i].text, found ? found->name : "none");
        dl_buf_clear(&page);
    }
}

static void cyrillic_without_a_declaration_is_detected(void **state)
{
    /* "Сегодня компания объявила о выпуске новой модели, которая создаёт видео по описанию." in
     * windows-1251 */
    static const char text[] =
        "\xD1\xE5\xE3\xEE\xE4\xED\xFF \xEA\xEE\xEC\xEF\xE0\xED\xE8\xFF "
        "\xEE\xE1\xFA\xFF\xE2\xE8\xEB\xE0 \xEE \xE2\xFB\xEF\xF3\xF1\xEA\xE5 "
        "\xED\xEE\xE2\xEE\xE9 \xEC\xEE\xE4\xE5\xEB\xE8, \xEA\xEE\xF2\xEE\xF0\xE0\xFF "
        "\xF1\xEE\xE7\xE4\xE0\xB8\xF2 \xE2\xE8\xE4\xE5\xEE \xEF\xEE "
        "\xEE\xEF\xE8\xF1\xE0\xED\xE8\xFE.";
    (void)state;
    dl_charset found = dl_charset_find(DL_STR(text), DL_STR("text/html"), true);
    assert_string_equal(found.encoding->name, "windows-1251");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_label_of_the_standard_names_its_encoding),
        cmocka_unit_test(labels_are_trimmed_and_have_no_case),
        cmocka_unit_test(text_is_decoded_by_the_variant_that_browsers_use),
        cmocka_unit_test(utf_16_is_decoded_and_an_odd_byte_replaced),
        cmocka_unit_test(any_bytes_become_valid_utf_8_in_every_encoding),
        cmocka_unit_test(the_order_is_mark_header_declaration_detection),
        cmocka_unit_test(a_declaration_past_1024_bytes_is_not_seen),
        cmocka_unit_test(a_late_declaration_counts_as_it_does_for_a_parser),
        cmocka_unit_test(cyrillic_without_a_declaration_is_detected),
    };
    return cmocka_run_group_tests_name("page: charset", tests, NULL, NULL);
}
