/* ARC, version 1 and 2 (Internet Archive, 1996): a line of columns, then the block. */
#include <string.h>

#include "archive/record.h"

/* From the right, because a URL may hold spaces: version 1 and 2. */
static const char *const five[] = {"url", "ip", "date", "type", "length"};
static const char *const ten[] = {"url",      "ip",       "date",   "type",     "result",
                                  "checksum", "location", "offset", "filename", "length"};

enum { MOST_COLUMNS = 10 };

/* Cuts the last word off line. */
static dl_str last_word(dl_str *line)
{
    size_t at = line->size;
    while (at > 0 && line->data[at - 1] != ' ')
        at--;
    dl_str word = dl_str_slice(*line, at, line->size);
    *line = dl_str_slice(*line, 0, at ? at - 1 : 0);
    return word;
}

static bool all_digits(dl_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size >= 8;
}

static dl_str column(const char *const *names, const dl_str *words, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return words[i];
    return (dl_str){"", 0};
}

static bool read_columns(dl_str line, size_t count, dl_buf *fields)
{
    const char *const *names = count == MOST_COLUMNS ? ten : five;
    dl_str words[MOST_COLUMNS], rest = dl_str_trim(line);
    for (size_t i = count - 1; i > 0; i--)
        words[i] = last_word(&rest);
    words[0] = rest;
    dl_str date = column(names, words, count, "date");
    if (dl_str_find(rest, DL_STR(":"), 0) == rest.size || !all_digits(date))
        return false;
    bool describes = dl_str_starts(rest, DL_STR("filedesc:"));
    bool http = dl_str_starts(rest, DL_STR("http"));
    dl_buf_puts(fields, describes ? "WARC-Type: warcinfo\r\n" : "WARC-Type: response\r\n");
    if (!describes) {
        dl_buf_printf(fields, "WARC-Target-URI: %.*s\r\n", DL_STR_ARG(rest));
        dl_str ip = column(names, words, count, "ip");
        dl_buf_printf(fields, "WARC-IP-Address: %.*s\r\n", DL_STR_ARG(ip));
    }
    dl_buf_printf(fields, "WARC-Date: %.*s\r\n", DL_STR_ARG(date));
    dl_str type = column(names, words, count, "type");
    if (http)
        type = DL_STR("application/http;msgtype=response");
    dl_buf_printf(fields, "Content-Type: %.*s\r\n", DL_STR_ARG(type));
    dl_str length = column(names, words, count, "length");
    dl_buf_printf(fields, "Content-Length: %.*s\r\n", DL_STR_ARG(length));
    return true;
}

bool dl_arc_fields(dl_str line, size_t columns, dl_buf *fields)
{
    if (columns)
        return read_columns(line, columns, fields);
    return read_columns(line, 5, fields) || read_columns(line, MOST_COLUMNS, fields);
}
