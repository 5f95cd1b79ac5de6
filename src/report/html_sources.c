#include "report/html_sources.h"

#include <inttypes.h>

#include "base/escape.h"
#include "dateline/date.h"
#include "extract/feed_xml.h"
#include "report/common.h"

static void tagged(dl_buf *out, const char *open, dl_str text, const char *close)
{
    dl_buf_puts(out, open);
    dl_escape_html(text, out);
    dl_buf_puts(out, close);
}

static void write_time(dl_str datetime, dl_str words, dl_buf *out)
{
    tagged(out, "<time datetime=\"", datetime, "\">");
    tagged(out, "", words, "</time>");
}

/* --- dates --- */

/* Whether what was written last stands within a link, where another one must not. */
static bool within_link(const dl_buf *out)
{
    static const size_t far = 4096; /* a link's text is a line or two */
    dl_str all = dl_buf_str(out);
    size_t least = all.size > far ? all.size - far : 0;
    for (size_t at = all.size; at > least; at--) {
        dl_str rest = dl_str_slice(all, at - 1, all.size);
        if (dl_str_starts(rest, DL_STR("</a>")))
            return false;
        if (dl_str_starts(rest, DL_STR("<a ")))
            return true;
    }
    return false;
}

void html_date(report_records *records, dl_str edtf, dl_str words, dl_str source, dl_buf *out)
{
    size_t number = records ? records_number(records, source) : 0;
    bool link = number > 0 && !within_link(out);
    if (link) {
        dl_buf_puts(out, "<a class=\"from\"");
        if (records_use(records, number))
            dl_buf_printf(out, " id=\"from-%zu\"", number);
        dl_buf_printf(out, " href=\"#source-%zu\" title=\"Source %zu\" data-source=\"%zu\">",
                      number, number, number);
    }
    write_time(edtf, words, out);
    dl_buf_puts(out, link ? "</a>" : "");
}

/* --- marks of a picture --- */

void html_svg(report_records *records, dl_str svg, dl_buf *out)
{
    static const char open[] = "<a data-source=\"";
    dl_str rest = svg;
    dl_buf address;
    dl_buf_init(&address);
    for (;;) {
        size_t at = dl_str_find(rest, dl_str_of(open), 0);
        dl_buf_add(out, dl_str_slice(rest, 0, at));
        if (at == rest.size)
            break;
        rest = dl_str_slice(rest, at + sizeof open - 1, rest.size);
        size_t end = dl_str_find(rest, DL_STR("\""), 0);
        dl_buf_truncate(&address, 0);
        dl_xml_unescape(dl_str_slice(rest, 0, end), &address);
        size_t number = records ? records_number(records, dl_buf_str(&address)) : 0;
        dl_buf_puts(out, "<a");
        if (number)
            /* the mark around it takes the focus; Enter there follows the link */
            dl_buf_printf(out, " href=\"#source-%zu\" tabindex=\"-1\"", number);
        rest = dl_str_slice(rest, end + 1, rest.size);
    }
    out->failed = out->failed || address.failed;
    dl_buf_clear(&address);
}

/* --- records --- */

static bool is_web(dl_str url)
{
    return dl_str_starts(url, DL_STR("https://")) || dl_str_starts(url, DL_STR("http://"));
}

static void write_address(dl_str url, dl_str words, dl_buf *out)
{
    dl_buf_puts(out, "<a href=\"");
    dl_escape_href(url, out);
    tagged(out, "\">", words, "</a>");
}

static void write_words_of(dl_str edtf, dl_buf *out)
{
    dl_date date;
    dl_buf words;
    dl_buf_init(&words);
    if (dl_date_parse(edtf, &date, NULL) == 0)
        dl_date_words(&date, &words);
    write_time(edtf, words.size || words.failed ? dl_buf_str(&words) : edtf, out);
    dl_buf_clear(&words);
}

static void write_capture(const dl_source *source, dl_buf *out)
{
    dl_buf exact, words;
    dl_buf_init(&exact);
    dl_buf_init(&words);
    dl_buf_puts(out, "<dt>Captured</dt><dd>");
    if (source->captured_at_us) {
        report_capture_time(source, &exact, &words);
        write_time(dl_buf_str(&exact), dl_buf_str(&words), out);
        dl_buf_puts(out, ", ");
    }
    tagged(out, "", report_origin(source), "");
    if (source->captured_at_us)
        dl_buf_printf(out, "; HTTP status %d", source->status);
    dl_buf_puts(out, "</dd>");
    dl_buf_clear(&exact);
    dl_buf_clear(&words);
}

static void write_quote(const dl_quoted *quote, dl_buf *out)
{
    tagged(out, "<dt>Quoted</dt><dd><q>", quote->exact, "</q> ");
    dl_buf_printf(out, "<span class=\"note\">bytes %" PRId64 " to %" PRId64 " of the text; ",
                  quote->start, quote->end);
    tagged(out, "", quote->verdict, "</span></dd>");
}

static void write_record(const dl_source *source, dl_buf *out)
{
    dl_buf_puts(out, "<dl class=\"record\">");
    if (source->title.size)
        tagged(out, "<dt>Address</dt><dd>", source->url, "</dd>");
    if (source->final_url.size && !dl_str_equal(source->final_url, source->url) &&
        is_web(source->url))
        tagged(out, "<dt>Led to</dt><dd>", source->final_url, "</dd>");
    write_capture(source, out);
    tagged(out, "<dt>SHA-256</dt><dd><code>", source->sha256, "</code> of the bytes");
    if (source->text_sha256.size)
        tagged(out, ",<br><code>", source->text_sha256, "</code> of the text");
    dl_buf_puts(out, "</dd>");
    for (size_t i = 0; i < source->quote_count; i++)
        write_quote(&source->quotes[i], out);
    dl_buf_puts(out, "</dl>");
}

static void write_source(const dl_source *source, dl_buf *out)
{
    write_address(source->url, source->title.size ? source->title : source->url, out);
    if (source->publisher.size)
        tagged(out, ", ", source->publisher, "");
    if (source->published.size) {
        dl_buf_puts(out, ", published ");
        write_words_of(source->published, out);
    }
    if (source->sha256.size)
        return;
    dl_buf state;
    dl_buf_init(&state);
    report_source_state(source, &state);
    tagged(out, " ", dl_buf_str(&state), "");
    dl_buf_clear(&state);
}

static void write_item(const report_records *records, size_t number, dl_buf *out)
{
    const dl_run *run = records->run;
    const dl_source *source = number <= run->source_count ? &run->sources[number - 1] : NULL;
    dl_buf_printf(out, "<li id=\"source-%zu\">", number);
    if (source) {
        write_source(source, out);
    } else {
        dl_str named = records_named(records, number);
        if (is_web(named))
            write_address(named, named, out);
        else
            dl_escape_html(named, out);
        dl_buf_puts(out, " is named by the data; this run did not read it");
    }
    if (records->used[number])
        dl_buf_printf(out,
                      " <a class=\"back\" href=\"#from-%zu\" aria-label=\"Back to the first date "
                      "from source %zu\">↑</a>",
                      number, number);
    if (source && source->sha256.size)
        write_record(source, out);
    dl_buf_puts(out, "</li>\n");
}

void html_sources(const report_records *records, dl_buf *out)
{
    const dl_run *run = records->run;
    size_t captured = 0, count = records_count(records);
    bool used = false;
    if (count == 0)
        return;
    for (size_t i = 0; i < run->source_count; i++)
        captured += run->sources[i].sha256.size > 0;
    for (size_t i = 1; i <= count; i++)
        used = used || records->used[i];
    dl_buf_puts(out, "<section class=\"sources\" aria-labelledby=\"sources\">\n"
                     "<h2 id=\"sources\">Sources</h2>\n");
    dl_buf_printf(out, "<p class=\"note\">%zu of %zu captured.%s</p>\n<ol>\n", captured, count,
                  used ? " Each date above that a source told leads to its record here." : "");
    for (size_t i = 1; i <= count; i++)
        write_item(records, i, out);
    dl_buf_puts(out, "</ol>\n</section>\n");
}

const char html_sources_style[] =
    "a.from{color:inherit;text-decoration:none}"
    "a.from:hover,a.from:focus-visible{color:var(--link);text-decoration:underline}"
    "a.from:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}"
    "a.back{text-decoration:none;padding:0 .3em}"
    ".record{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .9rem;margin:.25rem 0 0;"
    "font-size:.94em}.record .note{font-size:1em}.record dt{color:var(--soft)}.record "
    "dd{margin:0;min-width:0}"
    ".sources li:target{background:var(--fill);box-shadow:0 0 0 .4rem var(--fill);"
    "border-radius:2px}"
    "@media print{main .sources ol>li>a[href^=http]::after{content:none}a.back{display:none}"
    "a.from::after{content:attr(data-source);font-size:.7em;vertical-align:super;line-height:0;"
    "color:#555;"
    "padding-inline-start:.15em}.record{break-inside:avoid}}";
