/* The records of sources at the end of a Markdown report, numbered as its dates name them. */
#include <inttypes.h>

#include "base/escape.h"
#include "report/common.h"
#include "report/markdown.h"

void markdown_address(dl_str url, dl_buf *out)
{
    /* in angle brackets nothing but <, > and line breaks means anything */
    dl_buf_putc(out, '<');
    for (size_t i = 0; i < url.size; i++) {
        char c = url.data[i];
        if (c == '<' || c == '>' || c == '|' || c == '\\')
            dl_buf_printf(out, "%%%02X", (unsigned)c);
        else if ((unsigned char)c > 0x20)
            dl_buf_putc(out, c);
    }
    dl_buf_putc(out, '>');
}

void markdown_date(const report_records *records, dl_str words, dl_str source, dl_buf *out)
{
    size_t number = records ? records_number(records, source) : 0;
    dl_buf_puts(out, number ? "[" : "");
    dl_escape_markdown(words, out);
    if (number)
        dl_buf_printf(out, "](#source-%zu)", number);
}

/* A line that is part of the record before it. */
static void write_fact(const char *name, dl_str value, const char *around, dl_buf *out)
{
    dl_buf_printf(out, "   - %s: %s", name, around);
    dl_escape_markdown(value, out);
    dl_buf_printf(out, "%s\n", around);
}

static void write_capture(const dl_source *source, dl_buf *out)
{
    dl_buf exact, words;
    dl_buf_init(&exact);
    dl_buf_init(&words);
    if (source->captured_at_us) {
        report_capture_time(source, &exact, &words);
        dl_buf_printf(&words, ", %.*s; HTTP status %d", DL_STR_ARG(report_origin(source)),
                      source->status);
    } else {
        dl_buf_add(&words, report_origin(source));
    }
    write_fact("captured", dl_buf_str(&words), "", out);
    dl_buf_clear(&exact);
    dl_buf_clear(&words);
}

static void write_quote(const dl_quoted *quote, dl_buf *out)
{
    dl_buf_puts(out, "   - quoted: “");
    dl_escape_markdown(quote->exact, out);
    dl_buf_printf(out, "” (bytes %" PRId64 " to %" PRId64 " of the text; %.*s)\n", quote->start,
                  quote->end, DL_STR_ARG(quote->verdict));
}

static void write_record(const dl_source *source, dl_buf *out)
{
    if (source->publisher.size)
        write_fact("publisher", source->publisher, "", out);
    if (source->published.size)
        write_fact("published", source->published, "", out);
    if (source->captured_at_us && !dl_str_equal(source->final_url, source->url)) {
        dl_buf_puts(out, "   - led to: ");
        markdown_address(source->final_url, out);
        dl_buf_putc(out, '\n');
    }
    write_capture(source, out);
    write_fact("sha256 of the bytes", source->sha256, "`", out);
    if (source->text_sha256.size)
        write_fact("sha256 of the text", source->text_sha256, "`", out);
    for (size_t i = 0; i < source->quote_count; i++)
        write_quote(&source->quotes[i], out);
}

static void write_source(const dl_source *source, dl_buf *out)
{
    if (source->title.size) {
        dl_escape_markdown(source->title, out);
        dl_buf_puts(out, ": ");
    }
    markdown_address(source->url, out);
    if (source->sha256.size) {
        dl_buf_putc(out, '\n');
        write_record(source, out);
        return;
    }
    dl_buf state;
    dl_buf_init(&state);
    report_source_state(source, &state);
    dl_buf_putc(out, ' ');
    dl_escape_markdown(dl_buf_str(&state), out);
    dl_buf_putc(out, '\n');
    dl_buf_clear(&state);
}

void report_sources_markdown(const report_records *records, dl_buf *out)
{
    const dl_run *run = records->run;
    if (records_count(records) == 0)
        return;
    dl_buf_puts(out, "\n## Sources\n\n");
    for (size_t i = 1; i <= records_count(records); i++) {
        dl_buf_printf(out, "%zu. <a id=\"source-%zu\"></a>", i, i);
        if (i <= run->source_count) {
            write_source(&run->sources[i - 1], out);
            continue;
        }
        dl_escape_markdown(records_named(records, i), out);
        dl_buf_puts(out, " is named by the data; this run did not read it\n");
    }
}
