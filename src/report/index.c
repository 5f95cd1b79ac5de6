/* The page of a batch: what ran, how it went, and where the reports are. */
#include <string.h>

#include "base/escape.h"
#include "dateline/report.h"
#include "report/html_style.h"

static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                             "form-action 'none'";

/* The path of file as seen from page: both are as the command was given them. */
static void put_relative(const char *page, const char *file, dl_buf *out)
{
    size_t shared = 0;
    if (file[0] == '/' && page[0] != '/') {
        dl_buf_puts(out, file);
        return;
    }
    for (size_t i = 0; page[i] && page[i] == file[i]; i++)
        if (page[i] == '/')
            shared = i + 1;
    for (const char *at = page + shared; *at; at++)
        if (*at == '/')
            dl_buf_puts(out, "../");
    dl_buf_puts(out, file + shared);
}

static void put_href(const char *page, const char *file, dl_buf *out)
{
    dl_buf path = {0}, url = {0};
    put_relative(page, file, &path);
    for (size_t i = 0; i < path.size; i++) {
        unsigned char byte = (unsigned char)path.data[i];
        if (byte > ' ' && byte < 0x7f && !dl_one_of(byte, "%?#\"<>\\^`{|}:"))
            dl_buf_putc(&url, (char)byte);
        else
            dl_buf_printf(&url, "%%%02X", byte);
    }
    url.failed = url.failed || path.failed;
    dl_escape_href(dl_buf_str(&url), out);
    dl_buf_clear(&path);
    dl_buf_clear(&url);
}

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? dot + 1 : "report";
}

static void put_row(const dl_index_entry *entry, const char *page, dl_buf *out)
{
    dl_buf_puts(out, "<tr><td>");
    dl_escape_html(entry->label, out);
    dl_buf_puts(out, "</td><td>");
    if (entry->status == 0)
        dl_buf_puts(out, "ok");
    else
        dl_buf_printf(out, "<strong>failed</strong> (%d)", entry->status);
    dl_buf_puts(out, "</td><td>");
    for (size_t i = 0; i < entry->report_count; i++) {
        dl_buf_puts(out, i ? ", <a href=\"" : "<a href=\"");
        put_href(page, entry->reports[i], out);
        dl_buf_puts(out, "\">");
        dl_escape_html(dl_str_of(ending_of(entry->reports[i])), out);
        dl_buf_puts(out, "</a>");
    }
    dl_buf_puts(out, "</td><td>");
    if (entry->status != 0) {
        dl_str rest;
        dl_escape_html(dl_str_cut(entry->message, '\n', &rest), out);
    }
    dl_buf_puts(out, "</td></tr>\n");
}

int dl_report_index(const dl_index_entry *entries, size_t count, const char *path, dl_buf *out,
                    dl_error *error)
{
    size_t failed = 0;
    for (size_t i = 0; i < count; i++)
        failed += entries[i].status != 0;
    dl_buf_printf(out,
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>Reports</title>\n"
                  "<style>%s</style>\n</head>\n<body>\n<header class=\"report\"><h1>Reports</h1>\n",
                  policy, report_html_style);
    dl_buf_printf(out, "<p class=\"meta\">%zu run%s, %zu failed</p></header>\n<main>\n", count,
                  count == 1 ? "" : "s", failed);
    dl_buf_puts(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Reports\">"
                     "<table><thead><tr><th scope=\"col\">Notebook</th><th scope=\"col\">Outcome"
                     "</th><th scope=\"col\">Reports</th><th scope=\"col\">Message</th></tr>"
                     "</thead><tbody>\n");
    for (size_t i = 0; i < count; i++)
        put_row(&entries[i], path, out);
    dl_buf_puts(
        out,
        "</tbody></table></div>\n</main>\n<footer class=\"report\">Made by dateline " DL_VERSION
        "; this file asks nothing of the network.</footer>\n</body>\n"
        "</html>\n");
    return dl_buf_ok(out, error);
}
