/* The HTML report: one file, no request, readable by anybody for years, whole without its script.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/sha256.h"
#include "dateline/date.h"
#include "report/common.h"
#include "report/direction.h"
#include "report/html_carried.h"
#include "report/html_script.h"
#include "report/html_sources.h"
#include "report/html_style.h"

/* Nothing may be fetched, and no script may run but the one that we name by its hash, and that only
 * where there is a picture; styles and pictures are inside. */
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                             "base-uri 'none'; form-action 'none'";

typedef struct html_writer {
    const dl_run *run;
    report_records *records; /* NULL: dates lead nowhere */
    dl_error *error;
    int failed; /* kind of an error in a callback */
} html_writer;

static void write_view(html_writer *in, const dl_view *view, dl_buf *out);

static void tagged(dl_buf *out, const char *open, dl_str text, const char *close)
{
    dl_buf_puts(out, open);
    dl_escape_html(text, out);
    dl_buf_puts(out, close);
}

/* --- views --- */

static void write_changed(dl_str rest, dl_buf *out)
{
    char mark;
    dl_str words;
    while (report_next_run(&rest, &mark, &words)) {
        if (mark == DL_MARK_REMOVED)
            tagged(out, "<del>", words, "</del>");
        else if (mark == DL_MARK_ADDED)
            tagged(out, "<ins>", words, "</ins>");
        else
            dl_escape_html(words, out);
    }
}

static void write_field(html_writer *in, const dl_field *field, dl_buf *out)
{
    if (field->kind == DL_CELL_CHANGE) {
        write_changed(field->value, out);
        return;
    }
    if (field->kind == DL_CELL_DATE) {
        html_date(in->records, field->value, field->text, field->source, out);
    } else if (field->kind == DL_CELL_URL) {
        dl_buf_puts(out, "<a href=\"");
        dl_escape_href(field->value, out);
        tagged(out, "\">", field->text, "</a>");
    } else {
        dl_escape_html(field->text, out);
    }
}

/* A column is of numbers when all that is in it is. */
static bool is_number_column(const dl_view *table, size_t column)
{
    bool any = false;
    for (size_t r = 0; r < table->rows; r++) {
        const dl_field *field = &table->fields[r * table->columns + column];
        if (field->kind != DL_CELL_NUMBER && field->text.size)
            return false;
        any = any || field->kind == DL_CELL_NUMBER;
    }
    return any;
}

/* A date or number that stays on one line; a longer one folds like other text. */
static bool is_short(const dl_field *field)
{
    static const size_t longest = 20; /* "26 September 2024" and a little */
    return field->text.size <= longest;
}

static const char *class_of(const dl_field *field)
{
    if (field->kind == DL_CELL_NUMBER)
        return is_short(field) ? "<td class=\"number\">" : "<td class=\"number long\">";
    return field->kind == DL_CELL_DATE && is_short(field) ? "<td class=\"date\">" : "<td>";
}

static void write_table(html_writer *in, const dl_view *table, dl_buf *out)
{
    dl_buf_puts(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Table");
    if (table->title.size) /* a report has many: a list of its regions tells them apart */
        tagged(out, ": ", table->title, "");
    dl_buf_puts(out, "\"><table>");
    if (table->title.size)
        tagged(out, "<caption>", table->title, "</caption>");
    dl_buf_puts(out, "<thead><tr>");
    for (size_t c = 0; c < table->columns; c++)
        tagged(out,
               is_number_column(table, c) ? "<th scope=\"col\" class=\"number\">"
                                          : "<th scope=\"col\">",
               table->names[c], "</th>");
    dl_buf_puts(out, "</tr></thead><tbody>");
    for (size_t r = 0; r < table->rows; r++) {
        dl_buf_puts(out, "<tr>");
        for (size_t c = 0; c < table->columns; c++) {
            const dl_field *field = &table->fields[r * table->columns + c];
            dl_buf_puts(out, class_of(field));
            write_field(in, field, out);
            dl_buf_puts(out, "</td>");
        }
        dl_buf_puts(out, "</tr>");
    }
    dl_buf_puts(out, "</tbody></table></div>\n");
}

/* One of a picture's widths; the style sheet shows the one that fits. */
static void write_size(html_writer *in, const char *size, dl_str svg, dl_buf *out)
{
    if (svg.size == 0)
        return;
    dl_buf_printf(out, "<div class=\"size %s\">", size);
    html_svg(in->records, svg, out);
    dl_buf_puts(out, "</div>\n");
}

static void write_picture(html_writer *in, const dl_view *picture, dl_buf *out)
{
    tagged(out,
           "<div class=\"picture\"><div class=\"wide\" role=\"region\" tabindex=\"0\" "
           "aria-label=\"Picture",
           picture->title.size ? DL_STR(": ") : DL_STR(""), "");
    tagged(out, "", picture->title, "\">");
    bool page = picture->svg_page.size > 0, narrow = picture->svg_narrow.size > 0;
    write_size(in,
               page && narrow ? "large"
               : narrow       ? "large page"
                              : "large page narrow",
               picture->svg, out);
    write_size(in, narrow ? "page" : "page narrow", picture->svg_page, out);
    write_size(in, "narrow", picture->svg_narrow, out);
    dl_buf_puts(out, "</div>\n");
    if (picture->rows > 0) {
        dl_view table = *picture;
        table.title = (dl_str){"", 0};
        dl_buf_puts(out, "<details class=\"data\"><summary>The picture as a table</summary>");
        write_table(in, &table, out);
        dl_buf_puts(out, "</details>\n");
    }
    dl_buf_puts(out, "</div>\n");
}

static void write_card(html_writer *in, const dl_view *card, dl_buf *out)
{
    dl_buf_puts(out, "<div class=\"card\">");
    if (card->title.size)
        tagged(out, "<p class=\"title\">", card->title, "</p>");
    dl_buf_puts(out, "<dl>");
    for (size_t r = 0; r < card->rows; r++) {
        const dl_field *row = &card->fields[r * card->columns];
        if (row[1].text.size == 0)
            continue;
        tagged(out, "<dt>", row[0].text, "</dt><dd>");
        write_field(in, &row[1], out);
        dl_buf_puts(out, "</dd>");
    }
    dl_buf_puts(out, "</dl></div>\n");
}

static void write_view(html_writer *in, const dl_view *view, dl_buf *out)
{
    int rc = 0;
    switch (view->kind) {
    case DL_VIEW_TEXT:
        tagged(out, "<pre>", view->text, "</pre>\n");
        break;
    case DL_VIEW_VALUE:
        dl_buf_puts(out, "<p class=\"value\">");
        if (view->rows > 0 && view->columns > 0)
            write_field(in, view->fields, out);
        else
            dl_escape_html(view->text, out);
        dl_buf_puts(out, "</p>\n");
        break;
    case DL_VIEW_MARKDOWN:
        rc = dl_markdown_html(view->text, out, in->error);
        break;
    case DL_VIEW_TABLE:
        write_table(in, view, out);
        break;
    case DL_VIEW_PICTURE:
        write_picture(in, view, out);
        break;
    case DL_VIEW_CARD:
        write_card(in, view, out);
        break;
    case DL_VIEW_GROUP:
        for (size_t i = 0; i < view->child_count; i++)
            write_view(in, view->children[i], out);
        break;
    }
    if (rc != 0)
        in->failed = rc;
}

int report_view_html(report_records *records, const dl_view *view, dl_buf *out, dl_error *error)
{
    html_writer in = {.records = records, .error = error};
    write_view(&in, view, out);
    return in.failed ? in.failed : dl_buf_ok(out, error);
}

/* --- steps --- */

static void write_error(html_writer *in, const dl_result *result, dl_buf *out)
{
    const dl_error *error = &result->error;
    dl_str line = dl_notebook_line(in->run->notebook, error->line);
    dl_buf_printf(out, "<div class=\"failed%s\"%s><p><strong>", result->expected ? " expected" : "",
                  result->expected ? "" : " role=\"alert\"");
    tagged(out, "", dl_str_of(error->place), "");
    if (error->line)
        dl_buf_printf(out, ":%d", error->line);
    tagged(out, ":</strong> ", dl_str_of(error->message), "</p>");
    if (line.size)
        tagged(out, "<pre>", line, "</pre>");
    if (error->hint[0])
        tagged(out, "<p class=\"note\">", dl_str_of(error->hint), "</p>");
    if (result->expected)
        dl_buf_puts(out, "<p class=\"note\">This error is expected.</p>");
    dl_buf_puts(out, "</div>\n");
}

static void write_code(const dl_step *step, dl_buf *out)
{
    dl_buf_puts(out, step->noeval ? "<details open><summary>Code, not run</summary>"
                                  : "<details><summary>Code</summary>");
    dl_buf_printf(out, "<pre><code class=\"language-%s\">",
                  step->language == DL_LANGUAGE_SQL ? "sql" : "lua");
    tagged(out, "", report_code(step), "</code></pre></details>\n");
}

static void write_inlined(html_writer *in, const dl_step *step, const dl_result *result,
                          dl_buf *out)
{
    if (result->state == DL_STATE_OK && result->inline_date.size)
        html_date(in->records, result->inline_date, result->inline_text, result->inline_source,
                  out);
    else if (result->state == DL_STATE_OK)
        tagged(out, "<span class=\"value\">", result->inline_text, "</span>");
    else if (result->state == DL_STATE_FAILED)
        tagged(out, "<strong class=\"failed\">[", dl_str_of(result->error.message), "]</strong>");
    else
        tagged(out, "<code class=\"note\">", step->code, " (not run)</code>");
}

static void write_cell(html_writer *in, const dl_step *step, const dl_result *result, dl_buf *out)
{
    tagged(out, "<figure class=\"cell\" id=\"cell-", step->id, "\">\n");
    for (size_t i = 0; i < result->view_count && report_shows(step, result); i++)
        write_view(in, result->views[i], out);
    if (result->state == DL_STATE_FAILED)
        write_error(in, result, out);
    if (result->state == DL_STATE_NOT_RUN && !step->noeval)
        dl_buf_puts(out, "<p class=\"note\">Not run: a cell before it failed.</p>\n");
    if (step->caption.size)
        tagged(out, "<figcaption>", step->caption, "</figcaption>\n");
    if (step->echo || result->state == DL_STATE_FAILED)
        write_code(step, out);
    dl_buf_puts(out, "</figure>\n");
}

static void write_step(void *data, size_t index, dl_buf *out)
{
    html_writer *in = data;
    const dl_step *step = dl_notebook_step(in->run->notebook, index);
    const dl_result *result = &in->run->results[index];
    if (step->inlined)
        write_inlined(in, step, result, out);
    else
        write_cell(in, step, result, out);
}

/* --- the page --- */

static void write_policy(const dl_run *run, dl_buf *out)
{
    dl_buf_printf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"%s", policy);
    if (report_picture(run)) {
        char digest[DL_SHA256_BASE64 + 1];
        dl_buf script;
        dl_buf_init(&script);
        report_html_script(&script);
        dl_sha256_base64(dl_buf_str(&script), digest);
        out->failed = out->failed || script.failed;
        dl_buf_clear(&script);
        dl_buf_printf(out, "; script-src 'sha256-%s'", digest);
    }
    dl_buf_puts(out, "\">\n");
}

static void write_head(const dl_run *run, dl_buf *out)
{
    const dl_front *front = dl_notebook_front(run->notebook);
    tagged(out, "<!DOCTYPE html>\n<html lang=\"", front->lang.size ? front->lang : DL_STR("en"),
           report_right_to_left(front->lang) ? "\" dir=\"rtl\">" : "\">");
    dl_buf_puts(out, "\n<head>\n<meta charset=\"utf-8\">\n");
    write_policy(run, out);
    dl_buf_puts(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"generator\" content=\"dateline " DL_VERSION "\">\n");
    tagged(out, "<title>", report_title(run), "</title>\n");
    dl_buf_printf(out, "<style>%s%s%s%s</style>\n</head>\n<body>\n", report_html_style,
                  report_picture(run) ? report_html_script_style : "", report_html_media,
                  html_sources_style);
    dl_buf_puts(out, "<a class=\"skip\" href=\"#text\">Skip to the text</a>\n");
}

static void write_meta(const dl_run *run, dl_buf *out)
{
    const dl_front *front = dl_notebook_front(run->notebook);
    dl_date as_of;
    tagged(out, "<header class=\"report\">\n<h1>", report_title(run), "</h1>\n<p class=\"meta\">");
    for (size_t i = 0; i < front->author_count; i++)
        tagged(out, i ? ", " : "", front->authors[i], "");
    if (dl_date_parse(run->as_of, &as_of, NULL) == 0) {
        dl_buf words;
        dl_buf_init(&words);
        dl_date_words(&as_of, &words);
        dl_buf_puts(out, front->author_count ? " · as of " : "As of ");
        tagged(out, "<time datetime=\"", run->as_of, "\">");
        tagged(out, "", dl_buf_str(&words), "</time>");
        dl_buf_clear(&words);
    }
    for (size_t i = 0; i < front->param_count; i++) {
        tagged(out, " · ", front->params[i].name, " = ");
        tagged(out, "", front->params[i].value, "");
    }
    dl_buf_puts(out, "</p>\n</header>\n");
}

static int write_text(html_writer *in, dl_buf *out)
{
    const dl_run *run = in->run;
    write_head(run, out);
    write_meta(run, out);
    dl_buf_puts(out, "<main id=\"text\">\n");
    int rc = dl_notebook_html(run->notebook, write_step, in, out, in->error);
    if (rc == 0)
        rc = in->failed;
    if (rc != 0)
        return rc;
    html_sources(in->records, out);
    dl_buf_puts(out, "</main>\n");
    return 0;
}

static int write_page(html_writer *in, dl_buf *out)
{
    const dl_run *run = in->run;
    int rc = write_text(in, out);
    if (rc != 0)
        return rc;
    dl_buf_puts(out, "<footer class=\"report\">Made by dateline " DL_VERSION " from ");
    tagged(out, "", dl_str_of(dl_notebook_name(run->notebook)),
           "; this file asks nothing of the "
           "network.</footer>\n");
    if (report_picture(run)) {
        dl_buf_puts(out, "<script>");
        report_html_script(out);
        dl_buf_puts(out, "</script>\n");
    }
    report_html_carry(run, out);
    dl_buf_puts(out, "</body>\n</html>\n");
    return dl_buf_ok(out, in->error);
}

static int write_shown(html_writer *in, dl_buf *out)
{
    int rc = write_text(in, out);
    dl_buf_puts(out, "</body>\n</html>\n");
    return rc ? rc : dl_buf_ok(out, in->error);
}

static int write_by(int (*write)(html_writer *in, dl_buf *out), const dl_run *run, dl_buf *out,
                    dl_error *error)
{
    report_records records;
    html_writer in = {.run = run, .records = &records, .error = error};
    int rc = records_init(&records, run, error);
    if (rc == 0)
        rc = write(&in, out);
    records_clear(&records);
    return rc;
}

int dl_report_html(const dl_run *run, dl_buf *out, dl_error *error)
{
    return write_by(write_page, run, out, error);
}

int dl_report_html_shown(const dl_run *run, dl_buf *out, dl_error *error)
{
    return write_by(write_shown, run, out, error);
}
