/* The Markdown report: the notebook's own text with results in place of cells. */
#include "report/markdown.h"
#include "base/escape.h"
#include "report/common.h"

/* A fence longer than any run of backticks in the text. */
static void write_fence(dl_str text, const char *language, dl_buf *out)
{
    size_t longest = 2, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.data[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        dl_buf_putc(out, '`');
    dl_buf_printf(out, "%s\n%.*s", language, DL_STR_ARG(text));
    if (text.size == 0 || text.data[text.size - 1] != '\n')
        dl_buf_putc(out, '\n');
    for (size_t i = 0; i <= longest; i++)
        dl_buf_putc(out, '`');
    dl_buf_puts(out, "\n\n");
}

static void write_changed(dl_str rest, dl_buf *out)
{
    char mark;
    dl_str words;
    while (report_next_run(&rest, &mark, &words)) {
        const char *sign = mark == DL_MARK_REMOVED ? "~~" : mark == DL_MARK_ADDED ? "**" : "";
        dl_buf_puts(out, sign);
        dl_escape_markdown(words, out);
        dl_buf_puts(out, sign);
    }
}

static void write_field(const report_records *records, const dl_field *field, dl_buf *out)
{
    if (field->kind == DL_CELL_DATE) {
        markdown_date(records, field->text, field->source, out);
        return;
    }
    if (field->kind == DL_CELL_CHANGE) {
        write_changed(field->value, out);
        return;
    }
    if (field->kind == DL_CELL_URL) {
        markdown_address(field->value, out);
        return;
    }
    dl_escape_markdown(field->text, out);
}

static void write_table(const report_records *records, const dl_view *table, dl_buf *out)
{
    if (table->columns == 0)
        return;
    if (table->title.size) {
        dl_buf_putc(out, '*');
        dl_escape_markdown(table->title, out);
        dl_buf_puts(out, "*\n\n");
    }
    for (size_t c = 0; c < table->columns; c++) {
        dl_buf_puts(out, c ? " | " : "| ");
        dl_escape_markdown(table->names[c], out);
    }
    dl_buf_puts(out, " |\n");
    for (size_t c = 0; c < table->columns; c++) {
        bool number = table->rows > 0 && table->fields[c].kind == DL_CELL_NUMBER;
        dl_buf_puts(out, number ? "| ---: " : "| --- ");
    }
    dl_buf_puts(out, "|\n");
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        dl_buf_puts(out, i % table->columns ? " | " : "| ");
        write_field(records, &table->fields[i], out);
        if ((i + 1) % table->columns == 0)
            dl_buf_puts(out, " |\n");
    }
    dl_buf_putc(out, '\n');
}

void report_view_markdown(const report_records *records, const dl_view *view, dl_buf *out)
{
    switch (view->kind) {
    case DL_VIEW_TEXT:
        write_fence(view->text, "", out);
        break;
    case DL_VIEW_VALUE:
        if (view->rows > 0 && view->columns > 0)
            write_field(records, view->fields, out);
        else
            dl_escape_markdown(view->text, out);
        dl_buf_puts(out, "\n\n");
        break;
    case DL_VIEW_MARKDOWN:
        dl_buf_printf(out, "%.*s\n\n", DL_STR_ARG(view->text));
        break;
    case DL_VIEW_CARD:
        dl_buf_puts(out, "**");
        dl_escape_markdown(view->title, out);
        dl_buf_puts(out, "**\n\n");
        for (size_t r = 0; r < view->rows; r++) {
            const dl_field *row = &view->fields[r * view->columns];
            if (row[1].text.size == 0)
                continue;
            dl_buf_puts(out, "- ");
            dl_escape_markdown(row[0].text, out);
            dl_buf_puts(out, ": ");
            write_field(records, &row[1], out);
            dl_buf_putc(out, '\n');
        }
        dl_buf_putc(out, '\n');
        break;
    case DL_VIEW_TABLE:
        write_table(records, view, out);
        break;
    case DL_VIEW_PICTURE:
        /* code hosts strip SVG and data URIs from Markdown; the drawing in text reads anywhere */
        write_fence(view->text, "text", out);
        break;
    case DL_VIEW_GROUP:
        for (size_t i = 0; i < view->child_count; i++)
            report_view_markdown(records, view->children[i], out);
        break;
    }
}

static void write_error(const dl_run *run, const dl_result *result, dl_buf *out)
{
    const dl_error *error = &result->error;
    dl_str line = dl_notebook_line(run->notebook, error->line);
    dl_buf_printf(out, "> **%s** `%s:%d`: ", result->expected ? "Expected error" : "Error",
                  error->place, error->line);
    dl_escape_markdown(dl_str_of(error->message), out);
    dl_buf_puts(out, "\n\n");
    if (line.size)
        write_fence(line, "", out);
}

static void write_cell(const report_records *records, const dl_step *step, const dl_result *result,
                       dl_buf *out)
{
    if (step->echo || result->state == DL_STATE_FAILED || step->noeval)
        write_fence(report_code(step), step->language == DL_LANGUAGE_SQL ? "sql" : "lua", out);
    for (size_t i = 0; i < result->view_count && report_shows(step, result); i++)
        report_view_markdown(records, result->views[i], out);
    if (result->state == DL_STATE_FAILED)
        write_error(records->run, result, out);
    if (result->state == DL_STATE_NOT_RUN && !step->noeval)
        dl_buf_puts(out, "> Not run: a cell before it failed.\n\n");
    if (step->caption.size) {
        dl_buf_putc(out, '*');
        dl_escape_markdown(step->caption, out);
        dl_buf_puts(out, "*\n\n");
    }
}

/* Whether a bracket of the paragraph is open there: within a link there must be no other one. */
static bool within_brackets(dl_str text, size_t end)
{
    static const size_t far = 4096; /* a paragraph that is longer has links in vain */
    size_t start = end > far ? end - far : 0, depth = 0;
    for (size_t at = start; at < end; at++) {
        char c = text.data[at];
        bool blank = c == '\n' && at + 1 < end && text.data[at + 1] == '\n';
        bool escaped = at > start && text.data[at - 1] == '\\';
        if (blank)
            depth = 0;
        else if (c == '[' && !escaped)
            depth++;
        else if (c == ']' && !escaped && depth > 0)
            depth--;
    }
    return depth > 0;
}

static void write_inlined(const report_records *records, const dl_step *step,
                          const dl_result *result, dl_buf *out)
{
    if (result->state == DL_STATE_OK && result->inline_date.size)
        markdown_date(
            within_brackets(dl_notebook_text(records->run->notebook), step->start) ? NULL : records,
            result->inline_text, result->inline_source, out);
    else if (result->state == DL_STATE_OK)
        dl_escape_markdown(result->inline_text, out);
    else
        dl_buf_printf(out, "`%.*s` (%s)", DL_STR_ARG(step->code),
                      result->state == DL_STATE_FAILED ? "failed" : "not run");
}

void report_head_markdown(const dl_run *run, dl_buf *out)
{
    const dl_front *front = dl_notebook_front(run->notebook);
    dl_buf_puts(out, "# ");
    dl_escape_markdown(report_title(run), out);
    dl_buf_puts(out, "\n\n");
    for (size_t i = 0; i < front->author_count; i++) {
        dl_buf_puts(out, i ? ", " : "");
        dl_escape_markdown(front->authors[i], out);
    }
    dl_buf_printf(out, "%sas of %.*s\n", front->author_count ? ", " : "", DL_STR_ARG(run->as_of));
    if (front->param_count == 0)
        return;
    dl_buf params;
    dl_buf_init(&params);
    report_params(run, &params);
    dl_buf_puts(out, "\nParameters: ");
    dl_escape_markdown(dl_buf_str(&params), out);
    dl_buf_putc(out, '\n');
    dl_buf_clear(&params);
}

static int write_report(const report_records *records, dl_buf *out, dl_error *error)
{
    const dl_run *run = records->run;
    dl_str text = dl_notebook_text(run->notebook);
    size_t at = dl_notebook_prose_offset(run->notebook);
    report_head_markdown(run, out);
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook); i++) {
        const dl_step *step = dl_notebook_step(run->notebook, i);
        dl_buf_add(out, dl_str_slice(text, at, step->start));
        if (step->inlined)
            write_inlined(records, step, &run->results[i], out);
        else
            write_cell(records, step, &run->results[i], out);
        at = step->end;
    }
    dl_buf_add(out, dl_str_slice(text, at, text.size));
    report_sources_markdown(records, out);
    return dl_buf_ok(out, error);
}

int dl_report_markdown(const dl_run *run, dl_buf *out, dl_error *error)
{
    report_records records;
    int rc = records_init(&records, run, error);
    if (rc == 0)
        rc = write_report(&records, out, error);
    records_clear(&records);
    return rc;
}
