#include "cli/repl_cells.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/utf8.h"

/* Cells alone: expressions in prose run with the notebook. */
static const dl_step *next_cell(const repl *in, size_t *at)
{
    while (*at < dl_notebook_step_count(in->session.notebook)) {
        const dl_step *step = dl_notebook_step(in->session.notebook, (*at)++);
        if (!step->inlined)
            return step;
    }
    return NULL;
}

const dl_step *repl_find_cell(const repl *in, dl_str which)
{
    char *end;
    long number = which.size ? strtol(which.data, &end, 10) : 0;
    bool numbered = which.size && end == which.data + which.size;
    const dl_step *step;
    size_t at = 0;
    for (long i = 1; (step = next_cell(in, &at)); i++)
        if (numbered ? i == number : dl_str_equal(step->id, which))
            return step;
    return NULL;
}

const repl_entry *repl_find_entry(const repl *in, dl_str which)
{
    char *end;
    if (dl_str_starts(which, DL_STR("_")))
        which = dl_str_slice(which, 1, which.size);
    long number = which.size ? strtol(which.data, &end, 10) : 0;
    for (size_t i = 0; number > 0 && i < in->count; i++)
        if (end == which.data + which.size && in->entries[i].number == (size_t)number)
            return &in->entries[i];
    return NULL;
}

int repl_no_cell(dl_str which)
{
    return cli_usage("there is no cell '%.*s'; :cells lists what there is", DL_STR_ARG(which));
}

void repl_echo(dl_str code)
{
    dl_buf safe = {0};
    dl_escape_terminal(code, &safe);
    dl_buf_putc(&safe, '\n');
    cli_print(dl_buf_str(&safe));
    dl_buf_clear(&safe);
}

/* As much as a line of the terminal holds. */
static void add_line(const char *number, const char *where, dl_str words, dl_str code, dl_buf *out)
{
    dl_buf line = {0};
    dl_str rest, first = dl_str_cut(dl_str_trim(code), '\n', &rest);
    dl_buf_printf(&line, "%4s  %-9s  %.*s%s%.*s", number, where, DL_STR_ARG(words),
                  words.size ? ": " : "", DL_STR_ARG(first));
    dl_str fits = dl_utf8_fit(dl_buf_str(&line), cli_width() - 4);
    dl_buf_add(out, fits);
    dl_buf_puts(out, fits.size < line.size || rest.data ? " ...\n" : "\n");
    dl_buf_clear(&line);
}

int repl_cells(repl *in, dl_str nothing)
{
    (void)nothing;
    dl_buf out = {0}, safe = {0};
    const dl_step *step;
    size_t at = 0;
    for (size_t i = 1; in->beside && (step = next_cell(in, &at)); i++) {
        char number[32], where[32];
        snprintf(number, sizeof number, "%zu", i);
        snprintf(where, sizeof where, "line %d", step->line);
        bool named = step->id.size && (step->id.data[0] < '0' || step->id.data[0] > '9');
        add_line(number, where, named ? step->id : step->caption, step->code, &out);
    }
    for (size_t i = 0; i < in->count; i++) {
        char number[32];
        snprintf(number, sizeof number, "_%zu", in->entries[i].number);
        add_line(number, "typed", (dl_str){"", 0}, in->entries[i].code, &out);
    }
    if (out.size == 0)
        dl_buf_puts(&out, "nothing was typed that ran\n");
    dl_escape_terminal(dl_buf_str(&out), &safe);
    int status = cli_print(dl_buf_str(&safe));
    dl_buf_clear(&out);
    dl_buf_clear(&safe);
    return status;
}

/* A cell of the notebook runs again, or what was typed. */
int repl_rerun(repl *in, dl_str cell)
{
    if (in->beside && cell.size == 0)
        return typed_refresh(in->beside);
    if (cell.size == 0)
        return cli_usage(":run NUMBER: the number of what was typed was expected; `dateline repl "
                         "NOTEBOOK` stands beside a notebook's cells");
    const dl_step *step = in->beside ? repl_find_cell(in, cell) : NULL;
    if (step)
        return repl_run(in, step->code, step->language, false);
    bool ours = !in->beside || cell.data[0] == '_'; /* there a bare number is the notebook's */
    const repl_entry *found = ours ? repl_find_entry(in, cell) : NULL;
    if (!found)
        return repl_no_cell(cell);
    repl_entry entry = *found; /* the list grows, and may move */
    return repl_run(in, entry.code, entry.language, true);
}
