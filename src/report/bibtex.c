/* BibTeX: @misc, which BibTeX and biblatex both know; biblatex takes `date`, BibTeX year and month.
 */
#include "base/utf8.h"
#include "dateline/bibliography.h"
#include "dateline/date.h"
#include "dateline/report.h"

/* Text of a field: what TeX takes for itself is written by its name. Braces are names too, since
 * BibTeX counts even those after a backslash. */
static void write_tex(dl_str text, dl_buf *out)
{
    static const struct {
        char c;
        const char *tex;
    } names[] = {{'\\', "\\textbackslash{}"},
                 {'{', "\\textbraceleft{}"},
                 {'}', "\\textbraceright{}"},
                 {'~', "\\textasciitilde{}"},
                 {'^', "\\textasciicircum{}"},
                 {'&', "\\&"},
                 {'%', "\\%"},
                 {'$', "\\$"},
                 {'#', "\\#"},
                 {'_', "\\_"},
                 {'\n', " "},
                 {'\r', " "},
                 {'\t', " "}};
    text = dl_str_trim(text);
    for (size_t at = 0; at < text.size;) {
        uint32_t code = dl_utf8_next(text, &at);
        const char *tex = NULL;
        for (size_t i = 0; i < sizeof names / sizeof *names && !tex; i++)
            tex = code == (uint32_t)(unsigned char)names[i].c ? names[i].tex : NULL;
        if (tex)
            dl_buf_puts(out, tex);
        else if (code >= 0x20 && code != 0x7F)
            dl_utf8_put(out, code);
    }
}

static void field(const char *name, dl_str text, dl_buf *out)
{
    if (text.size == 0)
        return;
    dl_buf_printf(out, ",\n  %s = {", name);
    write_tex(text, out);
    dl_buf_putc(out, '}');
}

/* An address stands as it is; what cannot stand in one is percent-encoded (RFC 3986 §2.1). */
static void write_url(dl_str url, dl_buf *out)
{
    dl_buf_puts(out, ",\n  url = {");
    for (size_t i = 0; i < url.size; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= 0x20 || c >= 0x7F || dl_one_of(c, "{}\\\"<>^`|"))
            dl_buf_printf(out, "%%%02X", c);
        else
            dl_buf_putc(out, (char)c);
    }
    dl_buf_putc(out, '}');
}

static void write_authors(dl_str authors, dl_buf *out)
{
    dl_author author;
    bool first = true;
    while (dl_author_next(&authors, &author)) {
        dl_buf_puts(out, first ? ",\n  author = {" : " and ");
        dl_buf_puts(out, author.given.size ? "" : "{");
        write_tex(author.family, out);
        dl_buf_puts(out, author.given.size ? ", " : "}");
        write_tex(author.given, out);
        first = false;
    }
    dl_buf_puts(out, first ? "" : "}");
}

/* Whether biblatex reads the part (EDTF levels 0 and 1 without times), but for its qualifiers. */
static bool is_plain(const dl_date_part *part)
{
    return part->precision >= DL_PRECISION_YEAR && part->year > 0 && part->year <= 9999 &&
           !part->year_mask && !part->month_mask && !part->day_mask && !part->significant &&
           part->month <= 24;
}

static void write_part(const dl_date_part *part, dl_buf *out)
{
    dl_buf_printf(out, "%04lld", (long long)part->year);
    if (part->month > 0)
        dl_buf_printf(out, "-%02d", part->month);
    if (part->month > 0 && part->day > 0)
        dl_buf_printf(out, "-%02d", part->day);
    if (part->uncertain || part->approximate)
        dl_buf_putc(out, part->uncertain && part->approximate ? '%' : part->uncertain ? '?' : '~');
}

static void write_date(dl_str edtf, dl_buf *out)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    dl_date date;
    if (edtf.size == 0)
        return;
    if (dl_date_parse(edtf, &date, NULL) != 0) {
        field("year", edtf, out);
        return;
    }
    bool both = date.start_kind == DL_END_DATE && date.end_kind == DL_END_DATE;
    if (date.set != DL_SET_NONE || !both || !is_plain(&date.start) ||
        (date.interval && !is_plain(&date.end))) {
        dl_buf words;
        dl_buf_init(&words);
        dl_date_words(&date, &words);
        field("year", dl_buf_str(&words), out);
        dl_buf_clear(&words);
        return;
    }
    dl_buf_puts(out, ",\n  date = {");
    write_part(&date.start, out);
    if (date.interval) {
        dl_buf_putc(out, '/');
        write_part(&date.end, out);
    }
    dl_buf_printf(out, "},\n  year = {%lld}", (long long)date.start.year);
    if (date.start.month >= 1 && date.start.month <= 12)
        dl_buf_printf(out, ",\n  month = %s", months[date.start.month - 1]);
}

static void write_entry(const dl_source *source, dl_buf *out)
{
    dl_buf note;
    dl_buf_init(&note);
    bool web = dl_str_starts(source->url, DL_STR("http"));
    dl_buf_puts(out, "@misc{");
    dl_bibliography_key(source, out);
    dl_buf_puts(out, ",\n  title = {{");
    write_tex(source->title.size ? source->title : source->url, out);
    dl_buf_puts(out, "}}");
    write_authors(source->authors, out);
    field("howpublished", source->publisher, out);
    field("organization", source->publisher, out);
    write_date(source->published, out);
    if (web)
        write_url(source->url, out);
    if (source->captured_at_us) {
        dl_date day = dl_date_of_utc(source->captured_at_us);
        day.start.precision = DL_PRECISION_DAY;
        dl_buf_puts(out, ",\n  urldate = {");
        write_part(&day.start, out);
        dl_buf_putc(out, '}');
    }
    dl_buf_printf(&note, "sha256: %.*s", DL_STR_ARG(source->sha256));
    field("note", dl_buf_str(&note), out);
    dl_buf_puts(out, "\n}\n");
    out->failed = out->failed || note.failed;
    dl_buf_clear(&note);
}

int dl_bibliography_bibtex(const dl_source *sources, size_t count, dl_buf *out, dl_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (sources[i].sha256.size)
            write_entry(&sources[i], out);
    return dl_buf_ok(out, error);
}

int dl_report_bibtex(const dl_run *run, dl_buf *out, dl_error *error)
{
    return dl_bibliography_bibtex(run->sources, run->source_count, out, error);
}
