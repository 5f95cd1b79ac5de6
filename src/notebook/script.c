/* A script: a file of Lua that runs as a whole. What a notebook says of itself in front matter, it
 * says in a long comment. */
#include "dateline/date.h"
#include "notebook/internal.h"

static bool is_line(dl_str line, const char *wanted)
{
    return dl_str_equal(dl_str_trim(line), dl_str_of(wanted));
}

/* A first line may run the program by its name, and no more: what is granted is for the person who
 * runs the script to say, and not for the script. */
static int check_first_line(const dl_notebook *notebook, dl_str line, dl_error *error)
{
    bool ours = false;
    for (size_t at = 2; at < line.size;) {
        dl_str rest = dl_str_slice(line, at, line.size), word = {rest.data, 0};
        while (word.size < rest.size && !dl_one_of(rest.data[word.size], " \t\r"))
            word.size++;
        if (ours && word.size) {
            notebook_fault(notebook, error, (size_t)(word.data - notebook->text.data),
                           "the first line gives dateline more than the script: who runs a script "
                           "gives options, and a script gives itself none");
            dl_error_hint(error, "#!/usr/bin/env dateline is all that it may say");
            return DL_ERR_SYNTAX;
        }
        ours = ours || dl_str_equal(word, DL_STR("dateline")) ||
               dl_str_ends(word, DL_STR("/dateline"));
        at += word.size + 1;
    }
    return 0;
}

/* Reads the head, if the text at `at` begins with one after empty lines. */
static int read_head(dl_notebook *notebook, size_t at, int line, dl_error *error)
{
    dl_str rest = dl_str_slice(notebook->text, at, notebook->text.size), found = {"", 0};
    while (rest.data && dl_str_trim(found).size == 0) {
        found = dl_str_cut(rest, '\n', &rest);
        line++;
    }
    if (!is_line(found, "--[[---"))
        return 0;
    const size_t head = (size_t)(found.data - notebook->text.data);
    const char *yaml = rest.data;
    while (rest.data) {
        found = dl_str_cut(rest, '\n', &rest);
        if (is_line(found, "---]]"))
            return front_read_yaml(notebook, (dl_str){yaml, (size_t)(found.data - yaml)}, line,
                                   error);
    }
    return notebook_fault(notebook, error, head,
                          "the script's head never ends: a line ---]] was expected");
}

int script_read(dl_notebook *notebook, dl_error *error)
{
    dl_str text = notebook->text, bom = DL_STR("\xEF\xBB\xBF");
    size_t at = dl_str_starts(text, bom) ? bom.size : 0;
    int line = 1, rc = 0;
    dl_str rest = dl_str_slice(text, at, text.size);
    if (dl_str_starts(rest, DL_STR("#"))) { /* as Lua has it; what is left is its end of line */
        dl_str first = dl_str_cut(rest, '\n', &rest);
        if (dl_str_starts(first, DL_STR("#!")))
            rc = check_first_line(notebook, first, error);
        at += first.size;
    }
    notebook->front.version = 1;
    if (rc == 0)
        rc = read_head(notebook, at, line, error);
    if (rc != 0)
        return rc;
    notebook->steps = dl_arena_alloc(&notebook->arena, sizeof *notebook->steps);
    if (!notebook->steps)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    notebook->steps[0] = (dl_step){.language = DL_LANGUAGE_LUA,
                                   .id = DL_STR("script"),
                                   .code = dl_str_slice(text, at, text.size),
                                   .line = line,
                                   .column = 1,
                                   .output = true,
                                   .script = true,
                                   .start = at,
                                   .end = text.size};
    notebook->step_count = 1;
    notebook->prose_offset = text.size;
    return 0;
}
