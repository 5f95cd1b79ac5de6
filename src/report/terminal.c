/* The report for a terminal: prose folded to the width, tables cut to it, pictures in Unicode. */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/draw.h"
#include "report/common.h"
#include "report/terminal.h"

enum { LEAST_WIDTH = 20 };

void terminal_style(terminal_writer *in, const char *sgr)
{
    if (in->options->color)
        dl_buf_printf(in->out, "\x1b[%sm", sgr);
}

void terminal_text(terminal_writer *in, dl_str text, int indent, bool fold)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(text, &safe);
    if (fold)
        dl_utf8_wrap(dl_buf_str(&safe), in->width, indent, in->out);
    else
        dl_buf_add(in->out, dl_buf_str(&safe));
    dl_buf_clear(&safe);
}

/* The drawing, its marks in their colours where there are colours. */
static void write_picture(terminal_writer *in, dl_str text)
{
    if (!in->options->color) {
        terminal_text(in, text, 0, false);
        return;
    }
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(text, &safe);
    in->out->failed = in->out->failed || safe.failed;
    dl_draw_colored(dl_buf_str(&safe), in->out);
    dl_buf_clear(&safe);
}

void terminal_field(dl_str text, dl_buf *out)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(text, &safe);
    for (size_t i = 0; i < safe.size; i++)
        dl_buf_putc(out, safe.data[i] == '\n' || safe.data[i] == '\t' ? ' ' : safe.data[i]);
    out->failed = out->failed || safe.failed;
    dl_buf_clear(&safe);
}

void terminal_note(terminal_writer *in, dl_str note)
{
    terminal_style(in, "2");
    terminal_text(in, note, 0, true);
    terminal_style(in, "0");
    dl_buf_putc(in->out, '\n');
}

/* --- views --- */

/* Changed words in colours, where there are colours. */
static void write_changed(terminal_writer *in, dl_str rest, int indent)
{
    char mark;
    dl_str words;
    dl_buf safe, folded;
    dl_buf_init(&safe);
    dl_buf_init(&folded);
    while (report_next_run(&rest, &mark, &words)) {
        if (mark)
            dl_buf_putc(&safe, mark);
        dl_escape_terminal(words, &safe);
        if (mark)
            dl_buf_putc(&safe, DL_MARK_END);
    }
    dl_utf8_wrap(dl_buf_str(&safe), in->width, indent, &folded);
    for (size_t i = 0; i < folded.size; i++) {
        switch (folded.data[i]) {
        case DL_MARK_REMOVED:
            terminal_style(in, "31;9");
            break;
        case DL_MARK_ADDED:
            terminal_style(in, "32;4");
            break;
        case DL_MARK_END:
            terminal_style(in, "0");
            break;
        default:
            dl_buf_putc(in->out, folded.data[i]);
        }
    }
    in->out->failed = in->out->failed || safe.failed || folded.failed;
    dl_buf_clear(&safe);
    dl_buf_clear(&folded);
}

/* A date's EDTF after its words, where it says what they do not. */
static void write_edtf(terminal_writer *in, const dl_field *field)
{
    if (field->kind != DL_CELL_DATE || dl_str_equal(field->text, field->value) ||
        field->value.size == 0)
        return;
    terminal_style(in, "2");
    dl_buf_puts(in->out, "  (");
    terminal_text(in, field->value, 0, false);
    dl_buf_putc(in->out, ')');
    terminal_style(in, "0");
}

static void write_card(terminal_writer *in, const dl_view *card)
{
    terminal_style(in, "1");
    terminal_text(in, card->title, 0, true);
    terminal_style(in, "0");
    dl_buf_putc(in->out, '\n');
    for (size_t r = 0; r < card->rows; r++) {
        const dl_field *row = &card->fields[r * card->columns];
        if (row[1].text.size == 0)
            continue;
        dl_buf_puts(in->out, "  ");
        dl_buf name;
        dl_buf_init(&name);
        terminal_field(row[0].text, &name);
        dl_utf8_pad(dl_buf_str(&name), 12, false, in->out);
        dl_buf_clear(&name);
        dl_buf_putc(in->out, ' ');
        if (row[1].kind == DL_CELL_CHANGE && in->options->color)
            write_changed(in, row[1].value, 15);
        else
            terminal_text(in, row[1].text, 15, true);
        write_edtf(in, &row[1]);
        dl_buf_putc(in->out, '\n');
    }
}

static void write_view(terminal_writer *in, const dl_view *view)
{
    switch (view->kind) {
    case DL_VIEW_TEXT:
        terminal_text(in, view->text, 0, false);
        if (!dl_str_ends(view->text, DL_STR("\n")))
            dl_buf_putc(in->out, '\n');
        break;
    case DL_VIEW_VALUE:
    case DL_VIEW_MARKDOWN:
        terminal_text(in, view->text, 0, true);
        if (view->kind == DL_VIEW_VALUE && view->rows == 1 && view->columns == 1)
            write_edtf(in, view->fields);
        dl_buf_putc(in->out, '\n');
        break;
    case DL_VIEW_PICTURE:
        write_picture(in, view->text);
        break;
    case DL_VIEW_TABLE:
        terminal_table(in, view);
        break;
    case DL_VIEW_CARD:
        write_card(in, view);
        break;
    case DL_VIEW_GROUP:
        for (size_t i = 0; i < view->child_count; i++) {
            if (i > 0)
                dl_buf_putc(in->out, '\n');
            write_view(in, view->children[i]);
        }
        break;
    }
    if (view->kind != DL_VIEW_PICTURE && view->description.size)
        terminal_note(in, view->description);
}

int dl_view_terminal(const dl_view *view, const dl_terminal_options *options, dl_buf *out,
                     dl_error *error)
{
    terminal_writer in = {options, options->width < LEAST_WIDTH ? LEAST_WIDTH : options->width,
                          out};
    write_view(&in, view);
    return dl_buf_ok(out, error);
}

/* --- the report --- */

static void write_error(terminal_writer *in, const dl_run *run, const dl_result *result)
{
    const dl_error *error = &result->error;
    dl_str line = dl_notebook_line(run->notebook, error->line);
    terminal_style(in, result->expected ? "2" : "31");
    terminal_text(in, dl_str_of(error->place), 0, false);
    dl_buf_printf(in->out, ":%d: ", error->line);
    terminal_text(in, dl_str_of(error->message), 4, true);
    dl_buf_putc(in->out, '\n');
    if (line.size) {
        dl_buf_puts(in->out, "    ");
        terminal_text(in, line, 0, false);
        dl_buf_putc(in->out, '\n');
    }
    terminal_style(in, "0");
}

static void write_cell(terminal_writer *in, const dl_run *run, const dl_step *step,
                       const dl_result *result)
{
    for (size_t i = 0; i < result->view_count && report_shows(step, result); i++) {
        write_view(in, result->views[i]);
        dl_buf_putc(in->out, '\n');
    }
    if (result->state == DL_STATE_FAILED)
        write_error(in, run, result);
    if (step->noeval)
        terminal_code(in, step->code);
    else if (result->state == DL_STATE_NOT_RUN)
        dl_buf_printf(in->out, "(cell %.*s was not run)\n", DL_STR_ARG(step->id));
    if (step->caption.size) {
        terminal_style(in, "2");
        terminal_text(in, step->caption, 0, true);
        terminal_style(in, "0");
        dl_buf_puts(in->out, "\n\n");
    }
}

/* Why sources are not captured, where all of these say the same, which is then said once. */
static void find_reason(const dl_run *run, dl_buf *why)
{
    size_t missing = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        const dl_source *source = &run->sources[i];
        dl_buf one = {0};
        if (source->sha256.size)
            continue;
        report_source_state(source, missing++ ? &one : why);
        bool same = missing == 1 || dl_str_equal(dl_buf_str(&one), dl_buf_str(why));
        why->failed = why->failed || one.failed;
        dl_buf_clear(&one);
        if (!same) {
            dl_buf_clear(why);
            return;
        }
    }
}

static void write_source(terminal_writer *in, const dl_source *source, bool with_reason)
{
    dl_buf why = {0};
    dl_buf_puts(in->out, source->sha256.size ? "  ✓ " : "  ✕ ");
    terminal_text(in, source->url, 4, true);
    dl_buf_putc(in->out, '\n');
    if (source->sha256.size || !with_reason)
        return;
    report_source_state(source, &why);
    in->out->failed = in->out->failed || why.failed;
    dl_buf_puts(in->out, "    ");
    terminal_text(in, dl_buf_str(&why), 4, true);
    dl_buf_putc(in->out, '\n');
    dl_buf_clear(&why);
}

static void write_sources(terminal_writer *in, const dl_run *run)
{
    size_t captured = 0;
    dl_buf head = {0}, why = {0};
    if (run->source_count == 0)
        return;
    for (size_t i = 0; i < run->source_count; i++)
        captured += run->sources[i].sha256.size > 0;
    find_reason(run, &why);
    dl_buf_printf(&head, "Sources: %zu of %zu captured", captured, run->source_count);
    if (why.size)
        dl_buf_printf(&head, "; each ✕ %.*s", DL_STR_ARG(dl_buf_str(&why)));
    in->out->failed = in->out->failed || head.failed || why.failed;
    dl_buf_putc(in->out, '\n');
    terminal_text(in, dl_buf_str(&head), 0, true);
    dl_buf_putc(in->out, '\n');
    for (size_t i = 0; i < run->source_count; i++)
        write_source(in, &run->sources[i], why.size == 0);
    dl_buf_clear(&head);
    dl_buf_clear(&why);
}

static void write_params(terminal_writer *in, const dl_run *run)
{
    dl_buf params;
    dl_buf_init(&params);
    report_params(run, &params);
    in->out->failed = in->out->failed || params.failed;
    if (params.size) {
        terminal_text(in, dl_buf_str(&params), 0, true);
        dl_buf_puts(in->out, "\n\n");
    }
    dl_buf_clear(&params);
}

int dl_report_terminal(const dl_run *run, const dl_terminal_options *options, dl_buf *out,
                       dl_error *error)
{
    terminal_writer in = {options, options->width < LEAST_WIDTH ? LEAST_WIDTH : options->width,
                          out};
    dl_str text = dl_notebook_text(run->notebook);
    size_t at = dl_notebook_prose_offset(run->notebook);
    dl_buf prose;
    dl_buf_init(&prose);
    terminal_style(&in, "1");
    terminal_text(&in, report_title(run), 0, true);
    terminal_style(&in, "0");
    dl_buf_puts(out, "\n\n");
    write_params(&in, run);
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook); i++) {
        const dl_step *step = dl_notebook_step(run->notebook, i);
        const dl_result *result = &run->results[i];
        dl_buf_add(&prose, dl_str_slice(text, at, step->start));
        at = step->end;
        if (step->inlined) {
            dl_buf_add(&prose, result->state == DL_STATE_OK ? result->inline_text : step->code);
            continue;
        }
        terminal_prose(&in, dl_buf_str(&prose));
        dl_buf_truncate(&prose, 0);
        write_cell(&in, run, step, result);
    }
    dl_buf_add(&prose, dl_str_slice(text, at, text.size));
    terminal_prose(&in, dl_buf_str(&prose));
    out->failed = out->failed || prose.failed;
    dl_buf_clear(&prose);
    write_sources(&in, run);
    return dl_buf_ok(out, error);
}
