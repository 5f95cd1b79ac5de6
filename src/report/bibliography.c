#include "dateline/bibliography.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/sha256.h"
#include "dateline/date.h"
#include "dateline/report.h"
#include "report/common.h"

/* --- keys --- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* "arstechnica" of https://www.arstechnica.com/ai/..., "report" of data/report.txt. */
static dl_str site_of(dl_str url)
{
    dl_str rest, host = url;
    size_t scheme = dl_str_find(url, DL_STR("://"), 0);
    if (scheme == url.size) { /* a file: its name without the ending */
        while ((scheme = dl_str_find(host, DL_STR("/"), 0)) < host.size)
            host = dl_str_slice(host, scheme + 1, host.size);
        return dl_str_cut(host, '.', &rest);
    }
    host = dl_str_cut(dl_str_slice(url, scheme + 3, url.size), '/', &rest);
    if (dl_str_starts(host, DL_STR("www.")))
        host = dl_str_slice(host, 4, host.size);
    return dl_str_cut(host, '.', &rest);
}

void dl_bibliography_key(const dl_source *source, dl_buf *key)
{
    char hex[DL_SHA256_HEX + 1];
    dl_date date;
    dl_str site = site_of(source->url);
    size_t before = key->size;
    for (size_t i = 0; i < site.size && key->size < before + 40; i++)
        if (is_word(site.data[i]))
            dl_buf_putc(key, (char)(site.data[i] | (site.data[i] >= 'A' ? 0x20 : 0)));
    if (key->size == before)
        dl_buf_puts(key, "source");
    if (source->published.size && dl_date_parse(source->published, &date, NULL) == 0 &&
        date.start.precision >= DL_PRECISION_YEAR && date.start.year > 0)
        dl_buf_printf(key, "-%lld", (long long)date.start.year);
    dl_sha256_hex(source->url, hex);
    dl_buf_printf(key, "-%.8s", hex);
}

/* --- a line to read --- */

static void write_names(dl_str authors, dl_buf *out)
{
    dl_str rest = authors;
    dl_author author;
    bool first = true;
    while (dl_author_next(&rest, &author)) {
        dl_buf_puts(out, first ? "" : ", ");
        if (author.given.size) {
            dl_escape_markdown(author.given, out);
            dl_buf_putc(out, ' ');
        }
        dl_escape_markdown(author.family, out);
        first = false;
    }
    dl_buf_puts(out, first ? "" : ". ");
}

static void write_when(const dl_source *source, dl_buf *out)
{
    dl_date date;
    dl_buf words;
    dl_buf_init(&words);
    if (dl_date_parse(source->published, &date, NULL) == 0)
        dl_date_words(&date, &words);
    dl_escape_markdown(words.size ? dl_buf_str(&words) : source->published, out);
    dl_buf_clear(&words);
}

void dl_bibliography_line(const dl_source *source, dl_buf *out)
{
    dl_buf state;
    dl_buf_init(&state);
    write_names(source->authors, out);
    if (source->title.size) {
        dl_buf_putc(out, '*');
        dl_escape_markdown(dl_str_trim(source->title), out);
        dl_buf_puts(out, "*. ");
    }
    if (source->publisher.size)
        dl_escape_markdown(source->publisher, out);
    dl_buf_puts(out, source->publisher.size && source->published.size ? ", " : "");
    if (source->published.size)
        write_when(source, out);
    dl_buf_puts(out, source->publisher.size || source->published.size ? ". " : "");
    dl_escape_markdown(source->url, out);
    report_source_state(source, &state);
    dl_buf_puts(out, source->sha256.size ? "; " : " ");
    dl_escape_markdown(dl_buf_str(&state), out);
    if (source->sha256.size)
        dl_buf_printf(out, ", sha256 `%.12s`", source->sha256.data);
    dl_buf_puts(out, ".");
    dl_buf_clear(&state);
}

/* --- CSL-JSON --- */

static void member(const char *name, dl_str text, dl_buf *out)
{
    if (text.size == 0)
        return;
    dl_buf_printf(out, ",\n  \"%s\": ", name);
    dl_escape_json(text, out);
}

static void write_authors(dl_str authors, dl_buf *out)
{
    dl_author author;
    bool first = true;
    while (dl_author_next(&authors, &author)) {
        dl_buf_puts(out, first ? ",\n  \"author\": [{" : ", {");
        dl_buf_puts(out, author.given.size ? "\"family\": " : "\"literal\": ");
        dl_escape_json(author.family, out);
        if (author.given.size) {
            dl_buf_puts(out, ", \"given\": ");
            dl_escape_json(author.given, out);
        }
        dl_buf_putc(out, '}');
        first = false;
    }
    dl_buf_puts(out, first ? "" : "]");
}

/* Whether CSL's numbers say all of the part but its qualifiers: a year of our era, a month, a day;
 * a season of the four alone in the date. */
static bool has_numbers(const dl_date_part *part, bool alone)
{
    bool masked = part->year_mask || part->month_mask || part->day_mask || part->significant;
    bool season = part->month > 12;
    return part->precision >= DL_PRECISION_YEAR && part->precision <= DL_PRECISION_SECOND &&
           !masked && part->year > 0 && part->year <= 9999 &&
           (!season || (alone && part->month >= 21 && part->month <= 24));
}

static void write_numbers(const dl_date_part *part, dl_buf *out)
{
    dl_buf_printf(out, "[%lld", (long long)part->year);
    if (part->month >= 1 && part->month <= 12)
        dl_buf_printf(out, ", %d", part->month);
    if (part->month >= 1 && part->month <= 12 && part->day >= 1)
        dl_buf_printf(out, ", %d", part->day);
    dl_buf_putc(out, ']');
}

static void write_issued(dl_str edtf, dl_buf *out)
{
    dl_date date;
    dl_buf words;
    if (edtf.size == 0 || dl_date_parse(edtf, &date, NULL) != 0) {
        if (edtf.size == 0)
            return;
        dl_buf_puts(out, ",\n  \"issued\": {\"literal\": ");
        dl_escape_json(edtf, out);
        dl_buf_putc(out, '}');
        return;
    }
    bool both = date.start_kind == DL_END_DATE && date.end_kind == DL_END_DATE;
    bool numbers = date.set == DL_SET_NONE && both && has_numbers(&date.start, !date.interval) &&
                   (!date.interval || has_numbers(&date.end, false));
    dl_buf_puts(out, ",\n  \"issued\": {");
    if (!numbers) {
        dl_buf_init(&words);
        dl_date_words(&date, &words);
        dl_buf_puts(out, "\"literal\": ");
        dl_escape_json(dl_buf_str(&words), out);
        dl_buf_putc(out, '}');
        dl_buf_clear(&words);
        return;
    }
    dl_buf_puts(out, "\"date-parts\": [");
    write_numbers(&date.start, out);
    if (date.interval) {
        dl_buf_puts(out, ", ");
        write_numbers(&date.end, out);
    }
    dl_buf_putc(out, ']');
    if (date.start.month > 12)
        dl_buf_printf(out, ", \"season\": %d", date.start.month - 20);
    bool circa = date.start.uncertain || date.start.approximate ||
                 (date.interval && (date.end.uncertain || date.end.approximate));
    dl_buf_puts(out, circa ? ", \"circa\": true}" : "}");
}

static void write_item(const dl_source *source, dl_buf *out)
{
    dl_buf key, note;
    dl_buf_init(&key);
    dl_buf_init(&note);
    bool web = dl_str_starts(source->url, DL_STR("http"));
    dl_bibliography_key(source, &key);
    dl_buf_printf(out, "{\n  \"id\": \"%s\",\n  \"type\": \"%s\"", key.data ? key.data : "",
                  web ? "webpage" : "document");
    member("title", source->title.size ? source->title : source->url, out);
    write_authors(source->authors, out);
    member("container-title", source->publisher, out);
    member("publisher", source->publisher, out);
    write_issued(source->published, out);
    if (source->captured_at_us) {
        dl_date day = dl_date_of_utc(source->captured_at_us);
        dl_buf_puts(out, ",\n  \"accessed\": {\"date-parts\": [");
        write_numbers(&day.start, out);
        dl_buf_puts(out, "]}");
    }
    if (web)
        member("URL", source->url, out);
    dl_buf_printf(&note, "sha256: %.*s", DL_STR_ARG(source->sha256));
    member("note", dl_buf_str(&note), out);
    dl_buf_puts(out, "\n}");
    out->failed = out->failed || key.failed || note.failed;
    dl_buf_clear(&key);
    dl_buf_clear(&note);
}

int dl_bibliography_csl(const dl_source *sources, size_t count, dl_buf *out, dl_error *error)
{
    bool first = true;
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (sources[i].sha256.size == 0)
            continue;
        dl_buf_puts(out, first ? "" : ", ");
        write_item(&sources[i], out);
        first = false;
    }
    dl_buf_puts(out, "]\n");
    return dl_buf_ok(out, error);
}

int dl_report_csl(const dl_run *run, dl_buf *out, dl_error *error)
{
    return dl_bibliography_csl(run->sources, run->source_count, out, error);
}
