#include "archive/cdxj.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "base/grow.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static void put_lower(dl_str text, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++)
        dl_buf_putc(out, lower(text.data[i]));
}

static int by_bytes(const void *a, const void *b)
{
    return dl_str_compare(*(const dl_str *)a, *(const dl_str *)b);
}

/* Splits at the separator into a list that the caller frees; NULL when memory is gone. */
static dl_str *split(dl_str text, char separator, size_t *count)
{
    dl_str *parts = NULL;
    size_t capacity = 0;
    *count = 0;
    for (dl_str rest = text; rest.data;) {
        if (dl_grow(&parts, &capacity, *count + 1, sizeof *parts, NULL) != 0) {
            free(parts);
            return NULL;
        }
        parts[(*count)++] = dl_str_cut(rest, separator, &rest);
    }
    return parts;
}

/* "www." and "www2." are no part of a name here. */
static dl_str without_www(dl_str host)
{
    if (host.size < 4 || lower(host.data[0]) != 'w' || lower(host.data[1]) != 'w' ||
        lower(host.data[2]) != 'w')
        return host;
    size_t at = 3;
    while (at < host.size && host.data[at] >= '0' && host.data[at] <= '9')
        at++;
    return at < host.size && host.data[at] == '.' ? dl_str_slice(host, at + 1, host.size) : host;
}

static void put_host(dl_str host, dl_buf *out)
{
    size_t count;
    bool address = host.size && host.data[0] == '[';
    dl_str *parts = address ? NULL : split(host, '.', &count);
    for (size_t i = parts ? count : 0; i > 0; i--) {
        put_lower(parts[i - 1], out);
        if (i > 1)
            dl_buf_putc(out, ',');
    }
    if (address)
        put_lower(host, out);
    free(parts);
}

static void put_query(dl_str query, dl_buf *out)
{
    dl_buf all = {0};
    size_t count;
    put_lower(query, &all);
    dl_str *parts = split(dl_buf_str(&all), '&', &count);
    if (parts)
        qsort(parts, count, sizeof *parts, by_bytes);
    for (size_t i = 0; parts && i < count; i++) {
        dl_buf_putc(out, i ? '&' : '?');
        dl_buf_add(out, parts[i]);
    }
    free(parts);
    dl_buf_clear(&all);
}

/* "host:port" without what is in front of an @, and the scheme's own port taken off. */
static void put_authority(dl_str authority, const char *own_port, dl_buf *out)
{
    for (size_t at; (at = dl_str_find(authority, DL_STR("@"), 0)) < authority.size;)
        authority = dl_str_slice(authority, at + 1, authority.size);
    size_t colon = authority.size;
    while (colon > 0 && authority.data[colon - 1] >= '0' && authority.data[colon - 1] <= '9')
        colon--;
    bool has_port = colon > 0 && authority.data[colon - 1] == ':';
    dl_str port = has_port ? dl_str_slice(authority, colon, authority.size) : (dl_str){"", 0};
    put_host(without_www(has_port ? dl_str_slice(authority, 0, colon - 1) : authority), out);
    if (port.size && !dl_str_equal(port, dl_str_of(own_port))) {
        dl_buf_putc(out, ':');
        dl_buf_add(out, port);
    }
}

void dl_surt(dl_str url, dl_buf *out)
{
    bool tls = dl_str_starts(url, DL_STR("https://"));
    if (!tls && !dl_str_starts(url, DL_STR("http://"))) {
        dl_warc_uri(url, out);
        return;
    }
    dl_str rest = dl_str_slice(url, tls ? 8 : 7, url.size);
    rest = dl_str_slice(rest, 0, dl_str_find(rest, DL_STR("#"), 0));
    size_t query = dl_str_find(rest, DL_STR("?"), 0);
    dl_str path = dl_str_slice(rest, 0, query);
    size_t slash = dl_str_find(path, DL_STR("/"), 0);
    dl_buf plain = {0};
    put_authority(dl_str_slice(path, 0, slash), tls ? "443" : "80", &plain);
    dl_buf_putc(&plain, ')');
    path = dl_str_slice(path, slash, path.size);
    put_lower(path.size ? path : DL_STR("/"), &plain);
    if (query + 1 < rest.size)
        put_query(dl_str_slice(rest, query + 1, rest.size), &plain);
    dl_warc_uri(dl_buf_str(&plain), out);
    dl_buf_clear(&plain);
}

static void put_field(const char *name, dl_str value, dl_buf *out)
{
    dl_buf_printf(out, ", \"%s\": ", name);
    dl_escape_json(value, out);
}

void dl_cdxj_line(const dl_cdxj_entry *entry, dl_buf *out)
{
    time_t second = (time_t)(entry->date_us / 1000000);
    struct tm utc;
    char moment[24] = "";
    if (gmtime_r(&second, &utc))
        strftime(moment, sizeof moment, "%Y%m%d%H%M%S", &utc);
    dl_surt(entry->uri, out);
    dl_buf_printf(out, " %s {\"url\": ", moment);
    dl_escape_json(entry->uri, out);
    put_field("mime", entry->mime, out);
    if (entry->status)
        dl_buf_printf(out, ", \"status\": \"%d\"", entry->status);
    if (entry->place->payload[0])
        put_field("digest", dl_str_of(entry->place->payload), out);
    dl_buf_printf(out, ", \"length\": \"%lld\", \"offset\": \"%lld\"",
                  (long long)entry->place->length, (long long)entry->place->offset);
    put_field("filename", entry->file, out);
    dl_buf_puts(out, "}\n");
}

int dl_cdxj_sort(dl_str text, dl_buf *out, dl_error *error)
{
    size_t count;
    if (text.size == 0)
        return 0;
    dl_str *lines = split(dl_str_slice(text, 0, text.size - 1), '\n', &count);
    if (!lines)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an index");
    qsort(lines, count, sizeof *lines, by_bytes);
    for (size_t i = 0; i < count; i++) {
        dl_buf_add(out, lines[i]);
        dl_buf_putc(out, '\n');
    }
    free(lines);
    return dl_buf_ok(out, error);
}
