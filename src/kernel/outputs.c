/* What a cell gives, as clients take it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "dateline/report.h"
#include "kernel/kernel.h"
#include "report/common.h"

static const dl_terminal_options plain = {.width = 100, .color = false};

/* Text without the line break at its end, which a client makes itself. */
static dl_str without_end(const dl_buf *text)
{
    dl_str all = dl_buf_str(text);
    while (all.size && all.data[all.size - 1] == '\n')
        all.size--;
    return all;
}

static void set_form(json_t *forms, const char *type, const dl_buf *text)
{
    if (!text->failed)
        mail_set(forms, type, mail_text(without_end(text)));
}

/* --- a table as data --- */

static json_t *field_value(const dl_field *field)
{
    char number[64], *end;
    if (field->kind == DL_CELL_NUMBER && field->text.size && field->text.size < sizeof number) {
        snprintf(number, sizeof number, "%.*s", DL_STR_ARG(field->text));
        long long whole = strtoll(number, &end, 10);
        if (*end == '\0' && strlen(number) < 19)
            return json_integer(whole);
        double real = strtod(number, &end);
        json_t *made = *end == '\0' ? json_real(real) : NULL;
        if (made)
            return made;
    }
    bool by_value = field->kind == DL_CELL_DATE || field->kind == DL_CELL_URL;
    return mail_text(by_value && field->value.size ? field->value : field->text);
}

static const char *column_type(const dl_view *table, size_t column)
{
    for (size_t r = 0; r < table->rows; r++)
        if (table->fields[r * table->columns + column].kind != DL_CELL_NUMBER)
            return "string";
    return table->rows ? "number" : "string";
}

/* Rows as Frictionless Data's Tabular Data Resource: what pandas gives beside its HTML. Clients
 * that know it offer an explorer; plain application/json would stand before the table in
 * JupyterLab. */
static json_t *table_data(const dl_view *table)
{
    json_t *columns = json_array(), *rows = json_array();
    for (size_t c = 0; c < table->columns; c++)
        json_array_append_new(columns, json_pack("{s:o,s:s}", "name", mail_text(table->names[c]),
                                                 "type", column_type(table, c)));
    for (size_t r = 0; r < table->rows; r++) {
        json_t *row = json_object();
        for (size_t c = 0; c < table->columns; c++) {
            const char *name =
                json_string_value(json_object_get(json_array_get(columns, c), "name"));
            if (name)
                mail_set(row, name, field_value(&table->fields[r * table->columns + c]));
        }
        json_array_append_new(rows, row);
    }
    return json_pack("{s:{s:o},s:o}", "schema", "fields", columns, "data", rows);
}

/* --- forms --- */

json_t *output_forms(const dl_view *view)
{
    dl_buf text, html, markdown;
    dl_error error;
    json_t *forms = json_object();
    dl_buf_init(&text);
    dl_buf_init(&html);
    dl_buf_init(&markdown);
    if (dl_view_terminal(view, &plain, &text, &error) == 0)
        set_form(forms, "text/plain", &text);
    if (view->kind == DL_VIEW_PICTURE) {
        mail_set(forms, "image/svg+xml", mail_text(view->svg));
    } else {
        if (report_view_html(NULL, view, &html, &error) == 0)
            set_form(forms, "text/html", &html);
        report_view_markdown(NULL, view, &markdown);
        set_form(forms, "text/markdown", &markdown);
    }
    if (view->kind == DL_VIEW_TABLE && view->columns)
        mail_set(forms, "application/vnd.dataresource+json", table_data(view));
    if (!json_object_get(forms, "text/plain"))
        mail_set(forms, "text/plain", mail_text(view->text));
    dl_buf_clear(&text);
    dl_buf_clear(&html);
    dl_buf_clear(&markdown);
    return forms;
}

json_t *output_plain(dl_str text)
{
    return json_pack("{s:o}", "text/plain", mail_text(text));
}

/* --- errors --- */

static dl_str line_of(dl_str text, int wanted)
{
    dl_str rest = text;
    for (int line = 1; rest.data && line <= wanted; line++) {
        dl_str found = dl_str_cut(rest, '\n', &rest);
        if (line == wanted)
            return found;
    }
    return (dl_str){"", 0};
}

static void add_line(json_t *lines, const dl_buf *line)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(dl_buf_str(line), &safe);
    json_array_append_new(lines, mail_text(dl_buf_str(&safe)));
    dl_buf_clear(&safe);
}

json_t *output_error(const dl_error *error, const dl_result *result, dl_str code, int64_t number)
{
    json_t *lines = json_array();
    dl_buf line;
    dl_buf_init(&line);
    dl_buf_printf(&line, "cell [%lld]", (long long)number);
    if (error->line)
        dl_buf_printf(&line, ", line %d", error->line);
    dl_buf_printf(&line, ": %s", error->message);
    add_line(lines, &line);
    dl_str source = line_of(code, error->line);
    dl_buf_truncate(&line, 0);
    if (error->line && source.size) {
        dl_buf_printf(&line, "%6d | %.*s", error->line, DL_STR_ARG(source));
        add_line(lines, &line);
    }
    dl_buf_truncate(&line, 0);
    if (error->hint[0]) {
        dl_buf_printf(&line, "  hint: %s", error->hint);
        add_line(lines, &line);
    }
    dl_buf_truncate(&line, 0);
    if (result && result->traceback.size) {
        dl_buf_add(&line, result->traceback);
        add_line(lines, &line);
    }
    dl_buf_clear(&line);
    return json_pack("{s:s,s:o,s:o}", "ename", dl_kind_word(error->kind), "evalue",
                     mail_text(dl_str_of(error->message)), "traceback", lines);
}
