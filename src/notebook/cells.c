/* The steps of a notebook: its cells, and the expressions in its prose. */
#include <stdio.h>
#include <stdlib.h>

#include "notebook/index.h"
#include "notebook/internal.h"
#include "notebook/markdown.h"

/* The next step is looked for from here: lines are not counted again for each. */
static void place_step(dl_notebook *notebook, size_t at, dl_step *step)
{
    notebook_place(notebook, at, &step->line, &step->column);
    notebook->near.at = at;
    notebook->near.start = at - (size_t)(step->column - 1);
    notebook->near.line = step->line;
}

static int read_cell(dl_notebook *notebook, dl_step *step, size_t number, dl_error *error)
{
    size_t body;
    dl_str text = notebook->text, info, opening = line_at(text, step->start, &body);
    fence_language(opening, &step->language, &info);
    size_t close = fence_closing(text, step->start, step->end, fence_length(opening));
    if (close == step->start) {
        notebook_fault(notebook, error, step->start, "this cell never ends");
        dl_error_hint(error, "a line of %zu backticks ends it", fence_length(opening));
        return DL_ERR_SYNTAX;
    }
    step->code = dl_str_slice(text, body, close);
    place_step(notebook, body, step);
    step->column = 1;
    step->echo = step->output = true;
    char own[24];
    snprintf(own, sizeof own, "%zu", number);
    step->id = dl_arena_copy(&notebook->arena, dl_str_of(own));
    return attributes_read(notebook, info, (size_t)(info.data - text.data), step, error);
}

static void read_span(dl_notebook *notebook, dl_step *step)
{
    dl_str text = dl_str_slice(notebook->text, step->start, step->end);
    size_t ticks = 0;
    while (text.data[ticks] == '`')
        ticks++;
    dl_str inside = dl_str_slice(text, ticks, text.size - ticks);
    size_t brace = dl_str_find(inside, DL_STR("{lua}"), 0);
    step->code = dl_str_trim(dl_str_slice(inside, brace + 5, inside.size));
    step->inlined = true;
    step->echo = step->output = true;
    place_step(notebook, (size_t)(step->code.data - notebook->text.data), step);
}

static int check_ids(const dl_notebook *notebook, dl_error *error)
{
    index_map ids = {0};
    int rc = 0;
    for (size_t i = 0; i < notebook->step_count && rc == 0; i++) {
        const dl_step *step = &notebook->steps[i];
        const size_t *taken = step->id.size ? index_find(&ids, step->id) : NULL;
        if (taken)
            rc = notebook_fault(notebook, error, step->start,
                                "the id '%.*s' is taken by the cell in line %d",
                                DL_STR_ARG(step->id), notebook->steps[*taken].line - 1);
        else if (step->id.size)
            rc = index_add(&ids, step->id, i, error);
    }
    index_clear(&ids);
    return rc;
}

static int warn_of_hidden(dl_notebook *notebook, const step_nodes *found)
{
    int line, column;
    notebook_place(notebook, found->hidden_at + notebook->prose_offset, &line, &column);
    return notebook_warn(notebook, line,
                         "%zu inlined {lua} expression%s from here on %s shown as text: write each "
                         "on one line, and no \\| in it",
                         found->hidden, found->hidden == 1 ? "" : "s",
                         found->hidden == 1 ? "is" : "are");
}

int cells_read(dl_notebook *notebook, dl_error *error)
{
    step_nodes found;
    int rc = step_nodes_read(dl_notebook_prose(notebook), &found, error);
    if (rc == 0) {
        notebook->steps =
            dl_arena_alloc(&notebook->arena, (found.count + 1) * sizeof *notebook->steps);
        if (!notebook->steps)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    size_t cells = 0;
    for (size_t i = 0; i < found.count && rc == 0; i++) {
        dl_step *step = &notebook->steps[notebook->step_count++];
        step->start = found.nodes[i].start + notebook->prose_offset;
        step->end = found.nodes[i].end + notebook->prose_offset;
        if (found.nodes[i].inlined)
            read_span(notebook, step);
        else
            rc = read_cell(notebook, step, ++cells, error);
    }
    if (rc == 0 && found.hidden)
        rc = warn_of_hidden(notebook, &found);
    notebook->nodes = found; /* cleared with the notebook */
    return rc == 0 ? check_ids(notebook, error) : rc;
}
