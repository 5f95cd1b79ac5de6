/* Decoders by the WHATWG Encoding Standard: every single byte and pair, what is an error and where
 * reading goes on, and the sniffing cases of html5lib. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/utf8.h"
#include "dateline/page.h"
#include "extract/charset.h"

#define BAD "\xEF\xBF\xBD"

static uint64_t add_line(uint64_t hash, const char *text, size_t size)
{
    for (size_t i = 0; i <= size; i++)
        hash = (hash ^ (i < size ? (unsigned char)text[i] : '\n')) * 1099511628211ULL;
    return hash;
}

static uint64_t decoded(uint64_t hash, const dl_encoding *encoding, const char *bytes, size_t size)
{
    dl_buf out = {0};
    dl_encoding_decode(encoding, (dl_str){bytes, size}, &out);
    hash = add_line(hash, out.data ? out.data : "", out.size);
    dl_buf_clear(&out);
    return hash;
}

/* All bytes from 0x80; all pairs of one and a byte from 0x20, an A behind them; for EUC-JP all
 * triples behind 0x8F; for ISO-2022-JP all pairs between its escapes. */
static uint64_t hash_of(const char *name)
{
    const dl_encoding *encoding = dl_encoding_of_label(dl_str_of(name));
    const bool pairs = strstr("gbk gb18030 big5 euc-jp shift_jis euc-kr", name) != NULL;
    uint64_t hash = 14695981039346656037ULL;
    assert_non_null(encoding);
    for (int a = 0x80; a < 0x100; a++) {
        char bytes[] = {(char)a, 0, 'A'};
        hash = decoded(hash, encoding, bytes, 1);
        for (int b = 0x20; pairs && b < 0x100; b++) {
            bytes[1] = (char)b;
            hash = decoded(hash, encoding, bytes, 3);
        }
    }
    for (int a = 0x80; strcmp(name, "euc-jp") == 0 && a < 0x100; a++) {
        for (int b = 0x80; b < 0x100; b++) {
            char bytes[] = {'\x8F', (char)a, (char)b, 'A'};
            hash = decoded(hash, encoding, bytes, 4);
        }
    }
    for (int a = 0x21; strcmp(name, "iso-2022-jp") == 0 && a < 0x7F; a++) {
        for (int b = 0x21; b < 0x7F; b++) {
            char bytes[] = {'\x1B', '$', 'B', (char)a, (char)b, '\x1B', '(', 'B', 'A'};
            hash = decoded(hash, encoding, bytes, 9);
        }
    }
    return hash;
}

/* What the TextDecoder of a browser gives for the same bytes (Chromium 156: equal in 201,727 of
 * 201,732; the five are its own: Big5 8862 8864 88A3 88A5, of two characters each, and the first
 * of EUC-JP, A1A1). */
static void every_sequence_is_read_as_browsers_read_it(void **state)
{
    static const struct {
        const char *name;
        uint64_t hash;
    } cases[] = {
        {"ibm866", 0x31EA444D3FE8381A},       {"iso-8859-2", 0x7BF742F57E2B697C},
        {"iso-8859-3", 0xE572B341A18718B5},   {"iso-8859-4", 0xEEA4198FBC544EF5},
        {"iso-8859-5", 0x97B02D7192514D0D},   {"iso-8859-6", 0x193A15C7C9139EDC},
        {"iso-8859-7", 0xF9E4BDDA12EF32D1},   {"iso-8859-8", 0xCB6634DFCE20D0BD},
        {"iso-8859-8-i", 0xCB6634DFCE20D0BD}, {"iso-8859-10", 0xBEBC9AC169A9403F},
        {"iso-8859-13", 0xA14E384452070E3D},  {"iso-8859-14", 0x213F5018F826BD93},
        {"iso-8859-15", 0xFABE039D6F139232},  {"iso-8859-16", 0x2771E117B9A2AF64},
        {"koi8-r", 0x550DF8C6DF896B31},       {"koi8-u", 0x48062D21CFC9299D},
        {"macintosh", 0x36FB12D0BBC05609},    {"windows-874", 0xE2D7AE474C1CE359},
        {"windows-1250", 0x69E3152F951E4911}, {"windows-1251", 0x979507A6A9B81BE1},
        {"windows-1252", 0xAB41F17FACF4B948}, {"windows-1253", 0x4CE1F423144B3B2C},
        {"windows-1254", 0x00E387A39EBDC324}, {"windows-1255", 0xBDCA51238DD28865},
        {"windows-1256", 0x514F4A39D7C362EB}, {"windows-1257", 0x2C0A7FE49DF4869A},
        {"windows-1258", 0xCF3C5CDC59F5EA9F}, {"x-mac-cyrillic", 0x53FD8100AF881E6F},
        {"gbk", 0xA1C2EFFEC8940D23},          {"gb18030", 0xA1C2EFFEC8940D23},
        {"big5", 0x4FA91AEC8B231EFE},         {"euc-jp", 0x3CFEFBB469CBBB91},
        {"shift_jis", 0x1E46632ABCC11B03},    {"euc-kr", 0x01E1D3403979E10A},
        {"iso-2022-jp", 0x2977795ABEFFEE18},  {"x-user-defined", 0x05FB80C38D336465},
    };
    size_t right = 0, total = sizeof cases / sizeof *cases;
    (void)state;
    for (size_t i = 0; i < total; i++) {
        uint64_t hash = hash_of(cases[i].name);
        right += hash == cases[i].hash;
        if (hash != cases[i].hash)
            print_message("# {\"%s\", 0x%016llX},\n", cases[i].name, (unsigned long long)hash);
    }
    print_message("# suite decoders, every sequence: %zu of %zu encodings\n", right, total);
    assert_int_equal(right, total);
}

typedef struct decoding {
    const char *label, *bytes;
    size_t size;
    const char *text;
    size_t replaced;
} decoding;
#define CASE(label, bytes, text, replaced)                                                         \
    {                                                                                              \
        label, bytes, sizeof(bytes) - 1, text, replaced                                            \
    }

static void errors_are_as_many_and_end_where_the_standard_says(void **state)
{
    static const decoding cases[] = {
        /* Unicode §3.9: one for each longest start of a character */
        CASE("utf-8", "a\xFFz\xE2\x82", "a" BAD "z" BAD, 2),
        CASE("utf-8", "\xF0\x9F\x98<b>", BAD "<b>", 1),
        CASE("utf-8", "\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", BAD BAD BAD BAD BAD BAD BAD BAD "A",
             8),
        CASE("utf-8", "\xED\xA0\x80\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42",
             BAD BAD BAD BAD BAD BAD BAD BAD "A" BAD BAD "B", 10),
        CASE("utf-8", "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", BAD BAD BAD BAD "A", 4),
        CASE("utf-8", "a\0b", "a\0b", 0),
        CASE("utf-16le", "h\0i\0\x00\xD8!\0z", "hi" BAD "!" BAD, 2),
        CASE("utf-16le", "\x3D\xD8\x00\xDE", "\xF0\x9F\x98\x80", 0),
        CASE("utf-16le", "\x00\xDC\x3D\xD8", BAD BAD, 2),
        CASE("utf-16le", "\x3D\xD8x", BAD, 1),
        CASE("utf-16be", "\xD8\x3D\xD8\x3D\xDE\x00", BAD "\xF0\x9F\x98\x80", 1),
        CASE("utf-16be", "\x00", BAD, 1),
        /* an ASCII byte behind a bad lead byte stays */
        CASE("shift_jis", "\x81<b>", BAD "<b>", 1),
        CASE("shift_jis", "\x81\xFF<", BAD "<", 1),
        CASE("shift_jis", "\xA0\x80\xFD", BAD "\xC2\x80" BAD, 2),
        CASE("shift_jis", "a\x82", "a" BAD, 1),
        CASE("shift_jis", "\xF0\x40\xB1", "\xEE\x80\x80ｱ", 0),
        CASE("euc-jp", "\xA4<", BAD "<", 1),
        CASE("euc-jp", "\xA4\xFF<", BAD "<", 1),
        CASE("euc-jp", "\x8F\xA2<", BAD "<", 1),
        CASE("euc-jp", "\x8F\xA2\xAF\x8E\xB1", "˘ｱ", 0),
        CASE("euc-jp", "\xA1\xA1\xAD\xA1", "\xE3\x80\x80①", 0),
        CASE("euc-kr", "\xB0<", BAD "<", 1),
        CASE("euc-kr", "\xC9\xFE<", BAD "<", 1),
        CASE("euc-kr", "\x80\xFF", BAD BAD, 2),
        CASE("big5", "\x81<\xA4", BAD "<" BAD, 2),
        CASE("big5", "\x88\x62\x88\xA5\xA3\xE1", "Ê̄ê̌€", 0),
        CASE("big5", "\xA1\x45\xA2\x44", "‧￥", 0),
        CASE("gbk", "\x80\x81<\xFF", "€" BAD "<" BAD, 2),
        CASE("gbk", "\xA3\xA0", "\xE3\x80\x80", 0),
        CASE("gb18030", "\x81\x30\x81\x30\x84\x31\xA5\x30\x90\x30\x81\x30",
             "\xC2\x80" BAD "\xF0\x90\x80\x80", 1),
        CASE("gb18030", "\x81\x30<\x81\x30\x81<", BAD "0<" BAD "0" BAD "<", 3),
        CASE("gb18030", "\x81\x35\xF4\x37", "\xEE\x9F\x87", 0),
        CASE("gb18030", "\x81\x30\x81", BAD, 1),
        CASE("gb18030", "\xE3\x32\x9A\x36", BAD, 1),
        CASE("iso-2022-jp", "\x1B$B$\"\x1B(Ba\x1B(J\\~\x1B(I1\x1B(B", "あa¥‾ｱ", 0),
        CASE("iso-2022-jp", "\x1B$B$\n\x1B(Bb", BAD "b", 1),
        CASE("iso-2022-jp", "\x1B$B\x1B(Bb", BAD "b", 1), /* one escape behind another */
        CASE("iso-2022-jp", "\x1B$xb\x0E\xFF", BAD "$xb" BAD BAD, 3),
        CASE("iso-2022-jp", "a\x1B", "a" BAD, 1),
        CASE("windows-1252", "\x81\x93", "\xC2\x81“", 0),
        CASE("windows-1253", "\xAA\x81", BAD "\xC2\x81", 1),
        CASE("windows-1255", "\xE0", "א", 0), /* the last one too, that may take a mark */
        CASE("windows-1255", "\xF9\xD1\xCA", "שׁ\xD6\xBA", 0),
        CASE("windows-1258", "a\xEC", "a\xCC\x81", 0),
        CASE("windows-874", "\xDB\xFF\x81", BAD BAD "\xC2\x81", 2),
        CASE("iso-8859-8-i", "\xE0\xA1", "א" BAD, 1),
        CASE("iso-8859-6", "\xA1\xC1", BAD "ء", 1),
        CASE("koi8-u", "\xAE\xBE\xB4", "ўЎЄ", 0),
        CASE("x-mac-cyrillic", "\x80\xFF\xA2\xB6", "А€Ґґ", 0),
        CASE("macintosh", "\xDB\xF0\xC6", "€\xEF\xA3\xBF∆", 0),
        CASE("x-user-defined", "a\x80\xFF", "a\xEF\x9E\x80\xEF\x9F\xBF", 0),
        CASE("hz-gb-2312", "~{<:Ky~}", BAD, 1),
        CASE("iso-2022-kr", "", "", 0),
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf out = {0};
        size_t replaced = 99;
        const dl_encoding *encoding = dl_encoding_of_label(dl_str_of(cases[i].label));
        dl_encoding_decode_counting(encoding, (dl_str){cases[i].bytes, cases[i].size}, &out,
                                    &replaced);
        if (strcmp(out.data ? out.data : "", cases[i].text) != 0 || replaced != cases[i].replaced)
            fail_msg("case %zu, %s: \"%s\" with %zu, expected \"%s\" with %zu", i, cases[i].label,
                     out.data ? out.data : "", replaced, cases[i].text, cases[i].replaced);
        dl_buf_clear(&out);
    }
}

static const char *const all[] = {
    "utf-8",        "ibm866",       "iso-8859-2",   "iso-8859-3",     "iso-8859-4",
    "iso-8859-5",   "iso-8859-6",   "iso-8859-7",   "iso-8859-8",     "iso-8859-8-i",
    "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",    "iso-8859-16",
    "koi8-r",       "koi8-u",       "macintosh",    "windows-874",    "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254",   "windows-1255",
    "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic", "gbk",
    "gb18030",      "big5",         "euc-jp",       "iso-2022-jp",    "shift_jis",
    "euc-kr",       "utf-16be",     "utf-16le",     "x-user-defined",
};

static void any_bytes_become_valid_utf_8_in_every_encoding(void **state)
{
    unsigned seed = 20241126;
    (void)state;
    print_message("# seed %u\n", seed);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        static char bytes[20000];
        const dl_encoding *encoding = dl_encoding_of_label(dl_str_of(all[i]));
        dl_buf out = {0};
        assert_non_null(encoding);
        for (size_t b = 0; b < sizeof bytes; b++) {
            seed = seed * 1103515245U + 12345U;
            /* random, with runs of what the encoding may take for something */
            bytes[b] =
                seed >> 28 < 12 ? (char)(seed >> 16) : "\x1B$B(J\x8F\x81\x30"[(seed >> 16) & 7];
        }
        for (size_t cut = 0; cut < 40; cut++) { /* each end of a cut text, and the whole */
            dl_buf_truncate(&out, 0);
            size_t replaced = 0;
            size_t size = cut ? cut : sizeof bytes;
            dl_encoding_decode_counting(encoding, (dl_str){bytes, size}, &out, &replaced);
            assert_false(out.failed);
            assert_true(dl_utf8_valid(dl_buf_str(&out)));
            assert_true(replaced <= size);
        }
        dl_buf_clear(&out);
    }
}

static void megabytes_of_anything_are_read(void **state)
{
    const size_t size = (size_t)4 << 20;
    char *bytes = malloc(size);
    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 2654435761U >> 13);
    static const char *const names[] = {"utf-8", "windows-1251", "gb18030", "iso-2022-jp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        dl_buf out = {0};
        dl_encoding_decode(dl_encoding_of_label(dl_str_of(names[i])), (dl_str){bytes, size}, &out);
        assert_false(out.failed);
        dl_buf_clear(&out);
    }
    free(bytes);
}

static void a_page_counts_what_could_not_be_read(void **state)
{
    dl_page page;
    dl_error error;
    (void)state;
    dl_page_init(&page);
    assert_int_equal(dl_page_read(&page, DL_STR("<p>caf\xE9 <b>\xE2\x82</b>"),
                                  DL_STR("text/html; charset=utf-8"), DL_STR("https://a.org/"),
                                  &error),
                     0);
    assert_int_equal(page.replaced, 2);
    dl_page_clear(&page);
}

typedef struct sniffed {
    int right, total;
} sniffed;

/* What a browser takes when nothing is told is windows-1252; we ask the bytes first, and that is
 * not what these cases are about. */
static const char *declared_name(dl_str body)
{
    dl_charset found = dl_charset_find(body, (dl_str){"", 0}, true);
    if (found.bom)
        return found.encoding->name;
    const dl_encoding *told = dl_charset_prescan(body);
    if (!told)
        told = dl_charset_declared_late(body);
    if (told)
        assert_ptr_equal(told, found.encoding);
    return told ? told->name : "windows-1252";
}

/* "#data\n...\n#encoding\nNAME\n\n" again and again. */
static void judge_file(const char *name, sniffed *counts)
{
    const char *shared = getenv("DATELINE_SHARED");
    char path[600];
    dl_buf file = {0};
    snprintf(path, sizeof path, "%s/suites/html5lib-tests/encoding/%s",
             shared ? shared : "../shared", name);
    if (dl_file_read(path, (size_t)1 << 20, &file, NULL) != 0) {
        print_message("# skipped: %s is not there\n", path);
        skip();
    }
    const dl_str all_of_it = dl_buf_str(&file), data = DL_STR("#data\n"),
                 encoding = DL_STR("\n#encoding\n");
    size_t at = dl_str_find(all_of_it, data, 0);
    while (at < all_of_it.size) {
        size_t end = dl_str_find(all_of_it, encoding, at);
        size_t next = dl_str_find(all_of_it, DL_STR("\n#data\n"), end);
        dl_str body = dl_str_slice(all_of_it, at + data.size, end);
        dl_str expected = dl_str_trim(dl_str_slice(all_of_it, end + encoding.size, next));
        const char *got = declared_name(body);
        bool same =
            expected.size == strlen(got) && strncasecmp(got, expected.data, expected.size) == 0;
        counts->right += same;
        counts->total++;
        if (!same)
            print_message("# %s: %s, expected %.*s: %.60s\n", name, got, DL_STR_ARG(expected),
                          body.data);
        at = next < all_of_it.size ? next + 1 : next;
    }
    dl_buf_clear(&file);
}

static void declarations_are_found_as_html5lib_finds_them(void **state)
{
    sniffed counts = {0};
    (void)state;
    judge_file("tests1.dat", &counts);
    judge_file("tests2.dat", &counts);
    judge_file("test-yahoo-jp.dat", &counts);
    /* scripted/tests1.dat, one case, is a page that writes its declaration by script: nothing that
     * was captured runs */
    print_message("# suite html5lib encoding: %d of %d, 1 more is scripted\n", counts.right,
                  counts.total);
    assert_int_equal(counts.total, 82);
    assert_int_equal(counts.right, 82);
}

static void a_text_in_big5_is_detected(void **state)
{
    const char *shared = getenv("DATELINE_SHARED");
    char path[600];
    dl_buf file = {0};
    (void)state;
    snprintf(path, sizeof path, "%s/suites/html5lib-tests/encoding/chardet/test_big5.txt",
             shared ? shared : "../shared");
    if (dl_file_read(path, (size_t)1 << 20, &file, NULL) != 0) {
        print_message("# skipped: %s is not there\n", path);
        skip();
    }
    assert_string_equal(
        dl_charset_find(dl_buf_str(&file), DL_STR("text/html"), true).encoding->name, "big5");
    dl_buf_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sequence_is_read_as_browsers_read_it),
        cmocka_unit_test(errors_are_as_many_and_end_where_the_standard_says),
        cmocka_unit_test(any_bytes_become_valid_utf_8_in_every_encoding),
        cmocka_unit_test(megabytes_of_anything_are_read),
        cmocka_unit_test(a_page_counts_what_could_not_be_read),
        cmocka_unit_test(declarations_are_found_as_html5lib_finds_them),
        cmocka_unit_test(a_text_in_big5_is_detected),
    };
    return cmocka_run_group_tests_name("page: decoders", tests, NULL, NULL);
}
