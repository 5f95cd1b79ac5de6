/*
 * Bytes to text under libFuzzer: a content type, a line end, a document. Whatever is declared or
 * found, the text is UTF-8, the same each time, and not far larger than the bytes; a label that is
 * one names an encoding whose own name is a label of it.
 */
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/charset.h"
#include "extract/entity.h"
#include "fuzz.h"

/* Keeps the C library's tables in memory: one would be mapped anew for each text. */
static void keep_tables(void)
{
    static const char *const labels[] = {
        "ibm866",       "iso-8859-2",     "iso-8859-3",   "iso-8859-4",   "iso-8859-5",
        "iso-8859-6",   "iso-8859-7",     "iso-8859-8",   "iso-8859-8-i", "iso-8859-10",
        "iso-8859-13",  "iso-8859-14",    "iso-8859-15",  "iso-8859-16",  "koi8-r",
        "koi8-u",       "macintosh",      "windows-874",  "windows-1250", "windows-1251",
        "windows-1253", "windows-1254",   "windows-1255", "windows-1256", "windows-1257",
        "windows-1258", "x-mac-cyrillic", "gbk",          "gb18030",      "big5",
        "euc-jp",       "iso-2022-jp",    "shift_jis",    "euc-kr"};
    enum { COUNT = sizeof labels / sizeof *labels };
    static iconv_t kept[COUNT];
    for (size_t i = 0; i < COUNT && !kept[i]; i++) {
        const dl_encoding *encoding = dl_encoding_of_label(dl_str_of(labels[i]));
        hold(encoding && encoding->iconv);
        kept[i] = iconv_open("UTF-32LE", encoding->iconv);
    }
}

static void check_decode(const dl_encoding *encoding, dl_str bytes)
{
    dl_buf text = {0}, again = {0};
    size_t replaced = 0;
    const dl_encoding *used = dl_encoding_decode(encoding, bytes, &text);
    hold(used && dl_utf8_valid(dl_buf_str(&text)));
    hold(text.size <= 4 * bytes.size + 8);
    hold(dl_encoding_decode_counting(encoding, bytes, &again, &replaced) == used);
    hold(dl_str_equal(dl_buf_str(&text), dl_buf_str(&again)) && replaced <= bytes.size);
    if (used->decoder == DL_DECODE_UTF8)
        hold((replaced == 0) == dl_utf8_valid(bytes));
    dl_buf_truncate(&again, 0);
    dl_entity_decode(dl_buf_str(&text), &again);
    hold(dl_utf8_valid(dl_buf_str(&again)));
    dl_buf_clear(&text);
    dl_buf_clear(&again);
}

static void check_repair(dl_str bytes)
{
    dl_buf text = {0};
    dl_utf8_repair(bytes, &text);
    hold(dl_utf8_valid(dl_buf_str(&text)));
    hold(!dl_utf8_valid(bytes) || dl_str_equal(bytes, dl_buf_str(&text)));
    dl_str fitting = dl_utf8_fit(dl_buf_str(&text), 10);
    hold(dl_utf8_width(fitting) <= 10 && dl_utf8_valid(fitting));
    dl_buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str body = fuzz_bytes(data, size);
    keep_tables();
    dl_str type = fuzz_take(&body, '\n');
    for (int declared = 0; declared < 2; declared++) {
        dl_charset found = dl_charset_find(body, type, declared);
        hold(found.encoding && found.bom <= body.size && found.bom <= 3);
        check_decode(found.encoding, dl_str_slice(body, found.bom, body.size));
    }
    const dl_encoding *named = dl_encoding_of_label(type);
    if (named) {
        hold(dl_encoding_of_label(dl_str_of(named->name)) == named);
        check_decode(named, body);
    }
    check_repair(body);
    return 0;
}
