/* Timelines as text: which format, and what all of them share. */
#include "dateline/timeline_files.h"

#include <string.h>

#include "base/utf8.h"
#include "timeline/table.h"

typedef struct format_row {
    const char *word, *ending;
    int (*read)(table_reader *in, dl_str text);
    int (*write)(const dl_timeline *timeline, dl_buf *out);
} format_row;

/* By dl_timeline_format. */
static const format_row formats[] = {
    {"tsv", ".tsv", tsv_read, tsv_write},
    {"csv", ".csv", csv_read, csv_write},
    {"json", ".json", json_read, json_write},
    {"timelinejs", ".timelinejs.json", json_read, timelinejs_write},
    {"ical", ".ics", ical_read, ical_write},
    {"markdown", ".md", markdown_read, markdown_write},
};

enum { FORMATS = sizeof formats / sizeof *formats };

int dl_timeline_format_of(dl_str word, dl_timeline_format *format, dl_error *error)
{
    for (size_t i = FORMATS; i-- > 0;) { /* the longer ending first */
        if (!dl_str_equal(word, dl_str_of(formats[i].word)) &&
            !dl_str_ends(word, dl_str_of(formats[i].ending)))
            continue;
        *format = (dl_timeline_format)i;
        return 0;
    }
    return dl_error_set(error, DL_ERR_USAGE,
                        "'%.*s' is no format of timelines: tsv, csv, json, timelinejs, ical or "
                        "markdown was expected, or a file that ends in .tsv, .csv, .json, .ics "
                        "or .md",
                        DL_STR_ARG(word));
}

/* A NUL is no text in any of the formats (JSON writes it as backslash u0000). */
static int check_nul(const table_reader *in, dl_str text)
{
    const char *nul = text.size ? memchr(text.data, 0, text.size) : NULL, *start = text.data;
    int line = 1;
    if (!nul)
        return 0;
    for (const char *at = text.data; at < nul; at++) {
        if (*at != '\n')
            continue;
        line++;
        start = at + 1;
    }
    dl_error_set(in->error, DL_ERR_SYNTAX, "text was expected, not a NUL byte");
    return table_fault(in, line, (int)(nul - start) + 1);
}

int dl_timeline_read(dl_timeline *timeline, dl_timeline_format format, dl_str text,
                     const char *name, dl_error *error)
{
    table_reader in;
    dl_str bom = DL_STR("\xEF\xBB\xBF");
    int rc = table_init(&in, name, error);
    if (dl_str_starts(text, bom))
        text = dl_str_slice(text, bom.size, text.size);
    if (rc == 0)
        rc = check_nul(&in, text);
    if (rc == 0)
        rc = formats[format].read(&in, text);
    if (rc == 0)
        rc = table_finish(&in, timeline);
    table_clear(&in);
    return rc;
}

/* Notebooks can hold any bytes; files are UTF-8 without NUL, which tables and calendars of others
 * do not survive: U+FFFD stands for what is none. */
static int repair(dl_buf *out, size_t start, dl_error *error)
{
    dl_str written = dl_str_slice(dl_buf_str(out), start, out->size);
    if (written.size == 0 || (dl_utf8_valid(written) && !memchr(written.data, 0, written.size)))
        return 0;
    dl_buf good;
    dl_buf_init(&good);
    for (dl_str rest = written; rest.data;) {
        dl_utf8_repair(dl_str_cut(rest, '\0', &rest), &good);
        if (rest.data)
            dl_utf8_put(&good, 0xFFFD);
    }
    int rc = dl_buf_ok(&good, error);
    if (rc == 0) {
        dl_buf_truncate(out, start);
        dl_buf_add(out, dl_buf_str(&good));
        rc = dl_buf_ok(out, error);
    }
    dl_buf_clear(&good);
    return rc;
}

int dl_timeline_write(const dl_timeline *timeline, dl_timeline_format format, dl_buf *out,
                      dl_error *error)
{
    size_t start = out->size;
    int rc = formats[format].write(timeline, out);
    if (rc != 0)
        return dl_error_set(error, rc, "this timeline cannot be written as %s",
                            formats[format].word);
    rc = dl_buf_ok(out, error);
    return rc == 0 ? repair(out, start, error) : rc;
}
