/*
 * What archives have of a page. Wayback's CDX server (github.com/internetarchive/wayback,
 * wayback-cdx-server/README.md): rows of urlkey timestamp original mimetype statuscode digest
 * length, in JSON or text, paged by a resumption key or by number.
 */
#include <stdlib.h>
#include <string.h>

#include "extract/link.h"
#include "fetch/archive.h"

static const size_t own_limit = 10000;
/* A page of rows; the archive's own answer has up to 150,000, which takes it minutes. */
enum { ROWS_A_PAGE = 3000 };
enum { FIELDS = 7 };
static const char *const field_names[FIELDS] = {"urlkey",     "timestamp", "original", "mimetype",
                                                "statuscode", "digest",    "length"};

typedef enum field { URLKEY, TIMESTAMP, ORIGINAL, TYPE, STATUS, DIGEST, LENGTH } field;

typedef struct cdx {
    source *s;
    dl_str url, base;
    bool json;
    size_t place[FIELDS]; /* column of each field; FIELDS: not there */
    dl_str digest;        /* of the row before */
    dl_str key;           /* to go on with; empty: this was the last page */
} cdx;

static const char *kind_of(dl_str status)
{
    char first = status.size == 3 ? status.data[0] : '-';
    if (first == '3')
        return "redirected";
    if (dl_str_equal(status, DL_STR("404")) || dl_str_equal(status, DL_STR("410")))
        return "gone";
    return first == '4' || first == '5' ? "failed" : "captured";
}

/* "-" is how CDX says that a field is not told. */
static dl_str told(dl_str text)
{
    return dl_str_equal(text, DL_STR("-")) ? (dl_str){"", 0} : text;
}

static void add_row(cdx *c, const dl_str *fields)
{
    source *s = c->s;
    dl_record *record = source_add(s);
    dl_buf url = {0};
    dl_archive_address(c->base, fields[TIMESTAMP], fields[ORIGINAL], &url);
    record->url = source_take(s, &url);
    record->kind = dl_str_of(kind_of(fields[STATUS]));
    record->id = source_copy(s, fields[TIMESTAMP]);
    record->actor = dl_uri_split(c->url).authority;
    record->has_date = source_digits_date(fields[TIMESTAMP], &record->date);
    if (!record->has_date)
        source_fact(s, &record->facts, "date_raw", fields[TIMESTAMP]);
    source_fact(s, &record->facts, "original", fields[ORIGINAL]);
    source_fact(s, &record->facts, "status", told(fields[STATUS]));
    source_fact(s, &record->facts, "type", told(fields[TYPE]));
    source_fact(s, &record->facts, "digest", told(fields[DIGEST]));
    source_fact(s, &record->facts, "bytes", told(fields[LENGTH]));
    /* the same digest as the capture before: the archive saw the same bytes */
    bool same = c->digest.size && dl_str_equal(c->digest, fields[DIGEST]);
    source_fact(s, &record->facts, "changed",
                c->digest.size == 0 ? (dl_str){"", 0}
                : same              ? DL_STR("no")
                                    : DL_STR("yes"));
    c->digest = dl_fact_value(record->facts, "digest");
}

static bool has_times(const dl_str *fields)
{
    return fields[TIMESTAMP].size >= 4 && fields[ORIGINAL].size > 0;
}

static dl_str element(const json_t *row, size_t at)
{
    const json_t *value = json_array_get(row, at);
    if (!json_is_string(value))
        return (dl_str){"", 0};
    return (dl_str){json_string_value(value), json_string_length(value)};
}

/* The first row names the columns. */
static bool read_header(cdx *c, const json_t *row)
{
    for (size_t f = 0; f < FIELDS; f++) {
        c->place[f] = FIELDS;
        for (size_t i = 0; i < json_array_size(row) && i < FIELDS; i++)
            if (dl_str_equal(element(row, i), dl_str_of(field_names[f])))
                c->place[f] = i;
    }
    return c->place[TIMESTAMP] < FIELDS && c->place[ORIGINAL] < FIELDS;
}

/* An empty row comes before the row with the key. */
static int read_json(cdx *c, const dl_snapshot *snapshot, dl_error *error)
{
    json_t *json = NULL;
    int rc = source_json(c->s, snapshot, &json, error);
    if (rc)
        return rc;
    size_t count = json_array_size(json);
    if (!json_is_array(json) || (count && !read_header(c, json_array_get(json, 0))))
        rc = source_wrong_shape(c->s, snapshot, "an array of rows under a row of names", error);
    bool ended = false;
    for (size_t i = 1; !rc && i < count; i++) {
        const json_t *row = json_array_get(json, i);
        dl_str fields[FIELDS];
        if (ended) {
            c->key = source_copy(c->s, element(row, 0));
            break;
        }
        ended = json_is_array(row) && json_array_size(row) == 0;
        for (size_t f = 0; f < FIELDS; f++)
            fields[f] = c->place[f] < FIELDS ? element(row, c->place[f]) : (dl_str){"", 0};
        if (ended || !has_times(fields))
            continue;
        if (source_full(c->s))
            break;
        add_row(c, fields);
    }
    json_decref(json);
    return rc;
}

static int read_text(cdx *c, const dl_snapshot *snapshot, dl_error *error)
{
    dl_str rest = snapshot->body;
    bool ended = false;
    if (dl_str_starts(dl_str_trim(rest), DL_STR("<")))
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "%s answered with a page of HTML where rows were expected",
                            c->s->service);
    while (rest.size) {
        dl_str line = dl_str_trim(dl_str_cut(rest, '\n', &rest)), fields[FIELDS], words = line;
        if (ended) {
            c->key = source_copy(c->s, line);
            break;
        }
        ended = line.size == 0;
        for (size_t f = 0; f < FIELDS; f++)
            fields[f] = words.size ? dl_str_cut(words, ' ', &words) : (dl_str){"", 0};
        if (ended || !has_times(fields))
            continue;
        if (source_full(c->s))
            break;
        add_row(c, fields);
    }
    return 0;
}

/* "2024-02-15" as the digits that CDX wants. */
static void put_moment(const char *name, dl_str date, dl_buf *out)
{
    if (date.size == 0)
        return;
    dl_buf_puts(out, name);
    for (size_t i = 0; i < date.size; i++)
        if (date.data[i] >= '0' && date.data[i] <= '9')
            dl_buf_putc(out, date.data[i]);
}

static void put_query(const cdx *c, dl_buf *out)
{
    const dl_source_options *options = c->s->options;
    dl_buf_add(out, c->base);
    dl_buf_puts(out, "/cdx/search/cdx?url=");
    source_encode(c->url, out);
    if (c->json)
        dl_buf_puts(out, "&output=json");
    put_moment("&from=", options->from, out);
    put_moment("&to=", options->to, out);
}

static int ask_page(cdx *c, dl_buf *query, dl_error *error)
{
    dl_snapshot snapshot;
    c->key = (dl_str){"", 0};
    dl_str url = source_take(c->s, query);
    int rc = source_need(c->s, url, NULL, 0, &snapshot, error);
    if (rc)
        return rc;
    return c->json ? read_json(c, &snapshot, error) : read_text(c, &snapshot, error);
}

static int by_key(cdx *c, dl_error *error)
{
    const size_t rows = c->s->limit < ROWS_A_PAGE ? c->s->limit : ROWS_A_PAGE;
    for (size_t page = 0;; page++) {
        dl_buf query = {0};
        dl_str key = c->key;
        put_query(c, &query);
        dl_buf_printf(&query, "&limit=%zu&showResumeKey=true", rows);
        if (page) {
            dl_buf_puts(&query, "&resumeKey=");
            source_encode(key, &query);
        }
        int rc = ask_page(c, &query, error);
        if (rc && page)
            return source_go_on(c->s, error) ? 0 : rc;
        if (rc || c->key.size == 0)
            return rc;
        if (page && dl_str_equal(key, c->key)) {
            source_missing(c->s, "the archive gave the same page again");
            return 0;
        }
        if (source_full(c->s))
            return 0;
    }
}

static int by_number(cdx *c, dl_error *error)
{
    dl_snapshot snapshot;
    dl_buf query = {0};
    bool json = c->json;
    c->json = false; /* the number comes as bare text */
    put_query(c, &query);
    c->json = json;
    dl_buf_puts(&query, "&showNumPages=true");
    int rc = source_need(c->s, source_take(c->s, &query), NULL, 0, &snapshot, error);
    if (rc)
        return rc;
    char digits[16] = "";
    dl_str body = dl_str_trim(snapshot.body);
    if (body.size && body.size < sizeof digits)
        memcpy(digits, body.data, body.size);
    char *end;
    long pages = strtol(digits, &end, 10);
    if (end == digits || *end || pages < 0)
        return dl_error_set(error, DL_ERR_SYNTAX, "%s answered with no number of pages: %.*s",
                            c->s->service, (int)(body.size < 60 ? body.size : 60), body.data);
    for (long page = 0; page < pages && !source_full(c->s); page++) {
        put_query(c, &query);
        dl_buf_printf(&query, "&page=%ld", page);
        rc = ask_page(c, &query, error);
        if (rc)
            return page && source_go_on(c->s, error) ? 0 : rc;
    }
    return 0;
}

int dl_source_history(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                      dl_arena *arena, dl_records *out, dl_error *error)
{
    source s;
    source_begin(&s, fetch, options, arena, out, "the archive", own_limit);
    s.min_delay_ms = dl_archive_delay_ms(options);
    url = source_copy(&s, dl_str_trim(url));
    if (!dl_link_is_web(url))
        return dl_error_set(error, DL_ERR_USAGE, "an archive knows pages by their http address");
    source_fact(&s, &out->facts, "asked", url);
    int rc;
    if (options->timemap.size) {
        rc = dl_timemap_read(&s, url, error);
    } else {
        cdx c = {.s = &s, .url = url, .json = !dl_str_equal(options->form, DL_STR("text"))};
        c.base = dl_archive_base(options);
        c.key = c.digest = (dl_str){"", 0};
        for (size_t f = 0; f < FIELDS; f++)
            c.place[f] = f;
        rc =
            dl_str_equal(options->form, DL_STR("pages")) ? by_number(&c, error) : by_key(&c, error);
    }
    return rc ? rc : source_end(&s, error);
}
