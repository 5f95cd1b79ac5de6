/* Time on bad input: what servers send, HTTP's fields, robots.txt, addresses, codings of a body. */
#include <string.h>

#include <stdlib.h>

#include <zlib.h>

#include "archive/uncode.h"
#include "base/inflate.h"
#include "fetch/address.h"
#include "fetch/cache_control.h"
#include "fetch/freshness.h"
#include "fetch/header.h"
#include "fetch/http_date.h"
#include "fetch/robots.h"
#include "fetch/url.h"
#include "fetch/weblink.h"
#include "linear.h"

static int as_robots(dl_str text, dl_error *error)
{
    dl_robots_answer answer;
    (void)error;
    dl_robots_decide(text, DL_STR("dateline"), DL_STR("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                     &answer);
    return 0;
}

static int as_headers(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    dl_str link_text = dl_header_value(text, "Link"), value;
    dl_weblink link;
    dl_header_list list = dl_header_list_of(text, "Vary");
    (void)error;
    while (dl_header_list_next(&list, &value)) {
    }
    while (dl_weblink_next(&link_text, &link)) {
    }
    dl_cache_control_parse(text);
    dl_header_serve(text, 1, &out);
    dl_buf_clear(&out);
    return 0;
}

/* A stored block, and a 304's with as many fields of other names. */
static int as_freshened(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    size_t half = text.size / 2;
    (void)error;
    half = dl_str_find(text, DL_STR("\n"), half);
    dl_header_freshen(dl_str_slice(text, 0, half), dl_str_slice(text, half, text.size), &out);
    dl_buf_clear(&out);
    return 0;
}

static int as_freshness(dl_str text, dl_error *error)
{
    const dl_stored stored = {.status = 200, .headers = text, .request = text};
    (void)error;
    dl_freshness_for(&stored, text, INT64_C(1000000));
    dl_not_modified_confirms(text, text);
    dl_request_has_it(text, &stored);
    return 0;
}

static int as_url(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_url url, target;
    int rc = dl_url_parse(DL_STR("http://a.example/b"), &arena, &url, error);
    if (rc == 0)
        rc = dl_url_join(&url, text, &arena, &target, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_words(dl_str text, dl_error *error)
{
    dl_address address;
    int64_t us;
    (void)error;
    dl_http_date_parse(text, 0, &us);
    dl_address_parse(text, &address);
    return 0;
}

static int as_coded(dl_str text, dl_coding coding, dl_error *error)
{
    dl_buf out = {0};
    int rc = dl_inflate(coding, text, (size_t)1 << 28, &out, error);
    dl_buf_clear(&out);
    return rc;
}

static int as_gzip(dl_str text, dl_error *error)
{
    return as_coded(text, DL_CODING_GZIP, error);
}

static int as_zstd(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    int rc = dl_uncode(DL_STR("zstd"), text, (size_t)1 << 28, &out, error);
    dl_buf_clear(&out);
    return rc;
}

/* A member of gzip for each line of the text. */
static void put_members(dl_str text, dl_buf *file)
{
    while (text.size) {
        dl_str line = dl_str_cut(text, '\n', &text);
        unsigned char tail[8] = {0};
        uLong crc = crc32(0, (const Bytef *)line.data, (uInt)line.size);
        for (int i = 0; i < 8; i++)
            tail[i] = (unsigned char)((i < 4 ? crc : (uLong)line.size) >> 8 * (i % 4));
        dl_buf_append(file, "\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11);
        for (int i = 0; i < 4; i++) /* RFC 1951 §3.2.4: the length, and its complement */
            dl_buf_putc(file, (char)((i < 2 ? line.size : ~line.size) >> 8 * (i % 2)));
        dl_buf_add(file, line);
        dl_buf_append(file, (const char *)tail, sizeof tail);
    }
}

/* One piece that is far smaller than its text. */
static void put_gzip(dl_str text, dl_buf *file)
{
    z_stream z = {0};
    char *space = malloc(text.size + 1000);
    if (space && deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY) == Z_OK) {
        z.next_in = (Bytef *)text.data;
        z.avail_in = (uInt)text.size;
        z.next_out = (Bytef *)space;
        z.avail_out = (uInt)text.size + 1000;
        deflate(&z, Z_FINISH);
        dl_buf_append(file, space, z.total_out);
        deflateEnd(&z);
    }
    free(space);
}

/* RFC 8878 §3.1.1: a frame of one raw block for each line. */
static void put_frames(dl_str text, dl_buf *file)
{
    while (text.size) {
        dl_str line = dl_str_cut(text, '\n', &text);
        unsigned head = (unsigned)line.size << 3 | 1;
        dl_buf_append(file, "\x28\xb5\x2f\xfd\x20", 5);
        dl_buf_putc(file, (char)line.size);
        for (int i = 0; i < 3; i++)
            dl_buf_putc(file, (char)(head >> 8 * i));
        dl_buf_add(file, line);
    }
}

static const bad rows[] = {
    {"robots: stars", as_robots, 10000, "User-agent: *\nDisallow: /", "*a", "b\n", .most = 400000},
    {"robots: groups", as_robots, 20000, "", "User-agent: x\nDisallow: /\n", "", .most = 400000},
    {"headers: fields", as_headers, 200000, "HTTP/1.1 200 OK\r\n", "Vary: a, b\r\n", "\r\n"},
    {"headers: quotes", as_headers, 200000, "HTTP/1.1 200 OK\r\nLink: ", "<a>; x=\"", "\r\n\r\n"},
    {"cache-control: members", as_headers, 200000, "HTTP/1.1 200 OK\r\nCache-Control: ", "a=\"b\",",
     "\r\n"},
    {"headers: 304", as_freshened, 50000, "HTTP/1.1 200 OK\r\n", "A\1: 1\r\n", "\r\n"},
    {"headers: 304 on connections", as_freshened, 50000, "HTTP/1.1 200 OK\r\n",
     "Connection: A\1\r\n", "\r\n"},
    {"freshness: Vary", as_freshness, 50000, "HTTP/1.1 200 OK\r\nVary: a", ",a\1", "\r\n"},
    {"freshness: Vary of lines", as_freshness, 50000, "HTTP/1.1 200 OK\r\nVary: x\r\n", "x: \1\r\n",
     "\r\n"},
    {"freshness: entity tags", as_freshness, 50000,
     "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nIf-None-Match: ", "\"\1\",", "\r\n"},
    {"URL: dots", as_url, 2000, "http://a.example/", "../", "", .most = 8000},
    {"URL: escapes", as_url, 2000, "?", "%2e/", "", .most = 8000},
    {"URL: labels", as_url, 1000, "http://", "a.", "example/", .most = 8000,
     .refused = "its host name is too long"},
    {"robots: agents", as_robots, 20000, "", "User-agent: dateline\n", "Disallow: /a\n",
     .most = 400000},
    {"robots: rules that match", as_robots, 20000, "User-agent: *\n", "Disallow: /*a*a\n", "",
     .most = 400000},
    {"robots: escapes", as_robots, 20000, "User-agent: *\nDisallow: /", "%61", "\n",
     .most = 400000},
    {"robots: hosts", as_robots, 20000, "", "Sitemap: http://a\1.example/\n", "", .most = 400000},
    {"headers: folded", as_headers, 50000, "HTTP/1.1 200 OK\r\nVary: a", "\r\n ,b", "\r\n"},
    {"headers: links", as_headers, 50000, "HTTP/1.1 200 OK\r\nLink: ", "<a\1>; rel=\"b\", ",
     "\r\n"},
    {"headers: one link's words", as_headers, 50000, "HTTP/1.1 200 OK\r\nLink: <a>", "; b\1=c",
     "\r\n"},
    {"headers: no colons", as_headers, 50000, "HTTP/1.1 200 OK\r\n", "a\r\n", "\r\n"},
    {"headers: blanks", as_headers, 50000, "HTTP/1.1 200 OK\r\nVary: ", " \t", "\r\n"},
    {"words: digits", as_words, 20000, "", "1", ""},
    {"words: colons", as_words, 20000, "", "1:", ""},
    {"words: a date's", as_words, 20000, "Sun, ", "06 Nov ", ""},
    {"gzip: members", as_gzip, 50000, "", "a\n", "", .shape = put_members},
    {"gzip: empty members", as_gzip, 50000, "", "\n", "", .shape = put_members},
    {"gzip: much in little", as_gzip, 100000, "", "a", "", .shape = put_gzip},
    {"zstd: frames", as_zstd, 50000, "", "a\n", "", .shape = put_frames},
    {"zstd: empty frames", as_zstd, 50000, "", "\n", "", .shape = put_frames},
};

const bad_list linear_net = {rows, sizeof rows / sizeof *rows};
