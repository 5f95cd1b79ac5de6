/*
 * The JSON report, one object: v, notebook, title, authors, as_of, params, cells, sources. Keys
 * always stand in the order of this file. A cell has id, line, inline, language, state ("ok",
 * "failed", "not run"), code, views, and error where there is one.
 */
#include "base/escape.h"
#include "report/common.h"

static void key(dl_buf *out, const char *name)
{
    char last = out->size ? out->data[out->size - 1] : '{';
    dl_buf_printf(out, "%s\"%s\":", last == '{' ? "" : ",", name);
}

static void text_member(dl_buf *out, const char *name, dl_str text)
{
    key(out, name);
    dl_escape_json(text, out);
}

static void item(dl_buf *out)
{
    if (out->size && out->data[out->size - 1] != '[')
        dl_buf_putc(out, ',');
}

static void write_field(const dl_field *field, dl_buf *out)
{
    static const char *const kinds[] = {"text", "number", "date", "url", "change"};
    item(out);
    if (field->kind == DL_CELL_NULL) {
        dl_buf_puts(out, "null");
        return;
    }
    if (field->kind == DL_CELL_TEXT) {
        dl_escape_json(field->text, out);
        return;
    }
    dl_buf_putc(out, '{');
    text_member(out, kinds[field->kind],
                field->kind == DL_CELL_DATE || field->kind == DL_CELL_URL ? field->value
                                                                          : field->text);
    if (field->kind == DL_CELL_DATE)
        text_member(out, "words", field->text);
    if (field->source.size)
        text_member(out, "source", field->source);
    dl_buf_putc(out, '}');
}

static void write_table(const dl_view *view, dl_buf *out)
{
    key(out, "columns");
    dl_buf_putc(out, '[');
    for (size_t c = 0; c < view->columns; c++) {
        item(out);
        dl_escape_json(view->names ? view->names[c] : (dl_str){"", 0}, out);
    }
    dl_buf_putc(out, ']');
    key(out, "rows");
    dl_buf_putc(out, '[');
    for (size_t r = 0; r < view->rows; r++) {
        item(out);
        dl_buf_putc(out, '[');
        for (size_t c = 0; c < view->columns; c++)
            write_field(&view->fields[r * view->columns + c], out);
        dl_buf_putc(out, ']');
    }
    dl_buf_putc(out, ']');
}

static void write_view(const dl_view *view, dl_buf *out)
{
    static const char *const kinds[] = {"text",    "value", "markdown", "table",
                                        "picture", "card",  "group"};
    dl_buf_putc(out, '{');
    text_member(out, "kind", dl_str_of(kinds[view->kind]));
    if (view->title.size)
        text_member(out, "title", view->title);
    if (view->text.size)
        text_member(out, "text", view->text);
    if (view->description.size)
        text_member(out, "description", view->description);
    if (view->svg.size)
        text_member(out, "svg", view->svg);
    if (view->kind == DL_VIEW_VALUE && view->columns && view->rows) {
        text_member(out, "date", view->fields->value);
        if (view->fields->source.size)
            text_member(out, "source", view->fields->source);
    } else if (view->columns) {
        write_table(view, out);
    }
    if (view->kind == DL_VIEW_GROUP) {
        key(out, "children");
        dl_buf_putc(out, '[');
        for (size_t i = 0; i < view->child_count; i++) {
            item(out);
            write_view(view->children[i], out);
        }
        dl_buf_putc(out, ']');
    }
    dl_buf_putc(out, '}');
}

static void write_error(const dl_result *result, dl_buf *out)
{
    const dl_error *error = &result->error;
    key(out, "error");
    dl_buf_putc(out, '{');
    text_member(out, "kind", dl_str_of(dl_kind_word(error->kind)));
    text_member(out, "message", dl_str_of(error->message));
    key(out, "line");
    dl_buf_printf(out, "%d", error->line);
    if (error->hint[0])
        text_member(out, "hint", dl_str_of(error->hint));
    key(out, "expected");
    dl_buf_puts(out, result->expected ? "true" : "false");
    dl_buf_putc(out, '}');
}

static void write_step(const dl_step *step, const dl_result *result, dl_buf *out)
{
    static const char *const states[] = {"not run", "ok", "failed"};
    item(out);
    dl_buf_puts(out, "\n{");
    text_member(out, "id", step->id);
    key(out, "line");
    dl_buf_printf(out, "%d", step->line);
    key(out, "inline");
    dl_buf_puts(out, step->inlined ? "true" : "false");
    text_member(out, "language", step->language == DL_LANGUAGE_SQL ? DL_STR("sql") : DL_STR("lua"));
    text_member(out, "state", dl_str_of(states[result->state]));
    text_member(out, "code", step->code);
    if (step->caption.size)
        text_member(out, "caption", step->caption);
    if (step->inlined && result->state == DL_STATE_OK)
        text_member(out, "value", result->inline_text);
    if (step->inlined && result->inline_date.size)
        text_member(out, "date", result->inline_date);
    if (step->inlined && result->inline_source.size)
        text_member(out, "source", result->inline_source);
    key(out, "views");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < result->view_count; i++) {
        item(out);
        write_view(result->views[i], out);
    }
    dl_buf_putc(out, ']');
    if (result->state == DL_STATE_FAILED)
        write_error(result, out);
    dl_buf_putc(out, '}');
}

static void write_quotes(const dl_source *source, dl_buf *out)
{
    key(out, "quotes");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < source->quote_count; i++) {
        const dl_quoted *quote = &source->quotes[i];
        item(out);
        dl_buf_putc(out, '{');
        text_member(out, "exact", quote->exact);
        text_member(out, "prefix", quote->prefix);
        text_member(out, "suffix", quote->suffix);
        key(out, "start");
        dl_buf_printf(out, "%lld", (long long)quote->start);
        key(out, "finish");
        dl_buf_printf(out, "%lld", (long long)quote->end);
        text_member(out, "how", quote->how);
        text_member(out, "verdict", quote->verdict);
        text_member(out, "sha256", quote->sha256);
        dl_buf_putc(out, '}');
    }
    dl_buf_putc(out, ']');
}

static void write_source(const dl_source *source, dl_buf *out)
{
    item(out);
    dl_buf_puts(out, "\n{");
    text_member(out, "url", source->url);
    if (source->sha256.size == 0) {
        text_member(out, "missing", source->missing);
        dl_buf_putc(out, '}');
        return;
    }
    text_member(out, "final_url", source->final_url);
    key(out, "status");
    dl_buf_printf(out, "%d", source->status);
    text_member(out, "sha256", source->sha256);
    key(out, "captured_at_us");
    dl_buf_printf(out, "%lld", (long long)source->captured_at_us);
    text_member(out, "title", source->title);
    text_member(out, "publisher", source->publisher);
    text_member(out, "published", source->published);
    if (source->text_sha256.size)
        text_member(out, "text_sha256", source->text_sha256);
    text_member(out, "origin", source->origin);
    if (source->quote_count)
        write_quotes(source, out);
    dl_buf_putc(out, '}');
}

static void write_front(const dl_run *run, dl_buf *out)
{
    const dl_front *front = dl_notebook_front(run->notebook);
    key(out, "v");
    dl_buf_putc(out, '1');
    text_member(out, "notebook", dl_str_of(dl_notebook_name(run->notebook)));
    text_member(out, "title", report_title(run));
    key(out, "authors");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < front->author_count; i++) {
        item(out);
        dl_escape_json(front->authors[i], out);
    }
    dl_buf_putc(out, ']');
    text_member(out, "as_of", run->as_of);
    key(out, "params");
    dl_buf_putc(out, '{');
    for (size_t i = 0; i < front->param_count; i++) {
        if (i > 0)
            dl_buf_putc(out, ',');
        dl_escape_json(front->params[i].name, out);
        dl_buf_putc(out, ':');
        dl_escape_json(front->params[i].value, out);
    }
    dl_buf_putc(out, '}');
}

int dl_report_json(const dl_run *run, dl_buf *out, dl_error *error)
{
    dl_buf_putc(out, '{');
    write_front(run, out);
    key(out, "cells");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook); i++)
        write_step(dl_notebook_step(run->notebook, i), &run->results[i], out);
    dl_buf_putc(out, ']');
    key(out, "sources");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < run->source_count; i++)
        write_source(&run->sources[i], out);
    dl_buf_puts(out, "]}\n");
    return dl_buf_ok(out, error);
}
