#include "extract/charset.h"

#include <string.h>
#include <uchardet.h>

#include "base/utf8.h"

/* Detection reads this much at most: its answer is settled long before. */
static const size_t detect_limit = (size_t)1 << 18;

static bool matches(dl_str text, size_t at, const char *word)
{
    return dl_str_starts_word(dl_str_slice(text, at, text.size), word);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* RFC 9110 §5.6.6: name=token or name="quoted". */
dl_str dl_media_parameter(dl_str content_type, const char *name)
{
    dl_str rest = content_type;
    dl_str_cut(rest, ';', &rest);
    while (rest.data) {
        dl_str piece = dl_str_trim(dl_str_cut(rest, ';', &rest));
        dl_str value;
        dl_str key = dl_str_trim(dl_str_cut(piece, '=', &value));
        if (!value.data || key.size != strlen(name) || !matches(key, 0, name))
            continue;
        value = dl_str_trim(value);
        if (value.size >= 2 && value.data[0] == '"')
            value = dl_str_slice(value, 1, dl_str_find(value, DL_STR("\""), 1));
        return value;
    }
    return (dl_str){"", 0};
}

dl_str dl_charset_in_content(dl_str content)
{
    for (size_t at = 0; at < content.size; at++) {
        if (!matches(content, at, "charset"))
            continue;
        size_t i = at + strlen("charset");
        while (i < content.size && is_space(content.data[i]))
            i++;
        if (i >= content.size || content.data[i] != '=')
            continue;
        i++;
        while (i < content.size && is_space(content.data[i]))
            i++;
        if (i >= content.size)
            break;
        char quote = content.data[i];
        if (quote == '"' || quote == '\'') {
            const char *end = memchr(content.data + i + 1, quote, content.size - i - 1);
            if (!end)
                break;
            return dl_str_slice(content, i + 1, (size_t)(end - content.data));
        }
        size_t end = i;
        while (end < content.size && !is_space(content.data[end]) && content.data[end] != ';')
            end++;
        return dl_str_slice(content, i, end);
    }
    return (dl_str){"", 0};
}

static dl_charset by_mark(dl_str body)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *label;
    } marks[] = {
        {"\xEF\xBB\xBF", 3, "utf-8"}, {"\xFE\xFF", 2, "utf-16be"}, {"\xFF\xFE", 2, "utf-16le"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (body.size >= marks[i].size && memcmp(body.data, marks[i].bytes, marks[i].size) == 0)
            return (dl_charset){dl_encoding_of_label(dl_str_of(marks[i].label)), marks[i].size};
    return (dl_charset){NULL, 0};
}

static const dl_encoding *detect(dl_str body)
{
    const dl_encoding *found = NULL;
    uchardet_t detector = uchardet_new();
    if (!detector)
        return NULL;
    size_t size = body.size < detect_limit ? body.size : detect_limit;
    if (uchardet_handle_data(detector, body.data, size) == 0) {
        uchardet_data_end(detector);
        found = dl_encoding_of_label(dl_str_of(uchardet_get_charset(detector)));
    }
    uchardet_delete(detector);
    return found;
}

/* Well-formed, with more characters past ASCII than a text in another encoding spells by chance. */
static bool is_plainly_utf8(dl_str body)
{
    enum { TELLING = 8 };
    size_t leads = 0;
    for (size_t i = 0; i < body.size && leads < TELLING; i++)
        leads += (unsigned char)body.data[i] >= 0xC0;
    return leads == TELLING && dl_utf8_valid(body);
}

/* What the document says of itself. One that was saved again may have kept its words about the
 * encoding that it was in before. Where that has a character for each byte, nothing in the text
 * contradicts them but that all of it is UTF-8: then the bytes are believed, though no browser does
 * so. */
static const dl_encoding *by_declaration(dl_str body)
{
    const dl_encoding *encoding = dl_charset_prescan(body);
    if (!encoding)
        encoding = dl_charset_declared_late(body);
    if (encoding && dl_encoding_is_single(encoding) && is_plainly_utf8(body))
        encoding = dl_encoding_of_label(DL_STR("utf-8"));
    return encoding;
}

dl_charset dl_charset_find(dl_str body, dl_str content_type, bool declared)
{
    dl_charset charset = by_mark(body);
    if (charset.encoding)
        return charset;
    charset.encoding = dl_encoding_of_label(dl_media_parameter(content_type, "charset"));
    if (!charset.encoding && declared)
        charset.encoding = by_declaration(body);
    if (!charset.encoding && dl_utf8_valid(body))
        charset.encoding = dl_encoding_of_label(DL_STR("utf-8"));
    if (!charset.encoding)
        charset.encoding = detect(body);
    if (!charset.encoding)
        charset.encoding = dl_encoding_of_label(DL_STR("windows-1252"));
    return charset;
}
