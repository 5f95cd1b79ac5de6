#include "extract/encoding.h"

#include <string.h>

/* Encoding Standard §4.2, "Names and labels", with the labels that were added since 2024. iconv
 * names are the variants that hold what browsers decode: CP932 for shift_jis, CP949 for euc-kr,
 * GB18030 for gbk (§10.1.1: gbk is decoded as gb18030), BIG5-HKSCS for big5. */
static const dl_encoding encodings[] = {
    {"utf-8", DL_DECODE_UTF8, NULL,
     " unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 "},
    {"ibm866", DL_DECODE_ICONV, "IBM866", " 866 cp866 csibm866 ibm866 "},
    {"iso-8859-2", DL_DECODE_ICONV, "ISO-8859-2",
     " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 "},
    {"iso-8859-3", DL_DECODE_ICONV, "ISO-8859-3",
     " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3 "},
    {"iso-8859-4", DL_DECODE_ICONV, "ISO-8859-4",
     " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4 "},
    {"iso-8859-5", DL_DECODE_ICONV, "ISO-8859-5",
     " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
     "iso_8859-5:1988 "},
    {"iso-8859-6", DL_DECODE_ICONV, "ISO-8859-6",
     " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
     "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 "},
    {"iso-8859-7", DL_DECODE_ICONV, "ISO-8859-7",
     " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 "
     "iso_8859-7 iso_8859-7:1987 sun_eu_greek "},
    {"iso-8859-8", DL_DECODE_ICONV, "ISO-8859-8",
     " csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 "
     "iso_8859-8 iso_8859-8:1988 visual "},
    {"iso-8859-8-i", DL_DECODE_ICONV, "ISO-8859-8", " csiso88598i iso-8859-8-i logical "},
    {"iso-8859-10", DL_DECODE_ICONV, "ISO-8859-10",
     " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    {"iso-8859-13", DL_DECODE_ICONV, "ISO-8859-13", " iso-8859-13 iso8859-13 iso885913 "},
    {"iso-8859-14", DL_DECODE_ICONV, "ISO-8859-14", " iso-8859-14 iso8859-14 iso885914 "},
    {"iso-8859-15", DL_DECODE_ICONV, "ISO-8859-15",
     " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 "},
    {"iso-8859-16", DL_DECODE_ICONV, "ISO-8859-16", " iso-8859-16 "},
    {"koi8-r", DL_DECODE_ICONV, "KOI8-R", " cskoi8r koi koi8 koi8-r koi8_r "},
    {"koi8-u", DL_DECODE_ICONV, "KOI8-U", " koi8-ru koi8-u "},
    {"macintosh", DL_DECODE_ICONV, "MACINTOSH", " csmacintosh mac macintosh x-mac-roman "},
    {"windows-874", DL_DECODE_ICONV, "CP874",
     " dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "},
    {"windows-1250", DL_DECODE_ICONV, "CP1250", " cp1250 windows-1250 x-cp1250 "},
    {"windows-1251", DL_DECODE_ICONV, "CP1251", " cp1251 windows-1251 x-cp1251 "},
    {"windows-1252", DL_DECODE_WINDOWS_1252, NULL,
     " ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 "
     "iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 "},
    {"windows-1253", DL_DECODE_ICONV, "CP1253", " cp1253 windows-1253 x-cp1253 "},
    {"windows-1254", DL_DECODE_ICONV, "CP1254",
     " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 "
     "latin5 windows-1254 x-cp1254 "},
    {"windows-1255", DL_DECODE_ICONV, "CP1255", " cp1255 windows-1255 x-cp1255 "},
    {"windows-1256", DL_DECODE_ICONV, "CP1256", " cp1256 windows-1256 x-cp1256 "},
    {"windows-1257", DL_DECODE_ICONV, "CP1257", " cp1257 windows-1257 x-cp1257 "},
    {"windows-1258", DL_DECODE_ICONV, "CP1258", " cp1258 windows-1258 x-cp1258 "},
    {"x-mac-cyrillic", DL_DECODE_ICONV, "MAC-CYRILLIC", " x-mac-cyrillic x-mac-ukrainian "},
    {"gbk", DL_DECODE_ICONV, "GB18030",
     " chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk "},
    {"gb18030", DL_DECODE_ICONV, "GB18030", " gb18030 "},
    {"big5", DL_DECODE_ICONV, "BIG5-HKSCS", " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
    {"euc-jp", DL_DECODE_ICONV, "CP932", " cseucpkdfmtjapanese euc-jp x-euc-jp "},
    {"iso-2022-jp", DL_DECODE_ICONV, "CP932", " csiso2022jp iso-2022-jp "},
    {"shift_jis", DL_DECODE_ICONV, "CP932",
     " csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "},
    {"euc-kr", DL_DECODE_ICONV, "CP949",
     " cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 "
     "ksc_5601 windows-949 "},
    {"replacement", DL_DECODE_REPLACEMENT, NULL,
     " csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement "},
    {"utf-16be", DL_DECODE_UTF16BE, NULL, " unicodefffe utf-16be "},
    {"utf-16le", DL_DECODE_UTF16LE, NULL,
     " csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le "},
    {"x-user-defined", DL_DECODE_USER_DEFINED, NULL, " x-user-defined "},
};

/* The longest label is "unicode-1-1-utf-8" and its like; anything longer is none. */
enum { LONGEST_LABEL = 32 };

static bool is_label_space(char c)
{
    return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

const dl_encoding *dl_encoding_of_label(dl_str label)
{
    while (label.size && is_label_space(label.data[0]))
        label = dl_str_slice(label, 1, label.size);
    while (label.size && is_label_space(label.data[label.size - 1]))
        label.size--;
    if (label.size == 0 || label.size > LONGEST_LABEL)
        return NULL;
    char wanted[LONGEST_LABEL + 3] = " ";
    for (size_t i = 0; i < label.size; i++) {
        char c = label.data[i];
        if (c <= ' ')
            return NULL;
        wanted[i + 1] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    wanted[label.size + 1] = ' ';
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (strstr(encodings[i].labels, wanted))
            return &encodings[i];
    return NULL;
}
