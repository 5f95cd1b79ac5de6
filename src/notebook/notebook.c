#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "dateline/date.h"
#include "notebook/internal.h"

/* A notebook is written by a person. */
static const size_t max_size = (size_t)16 << 20;

enum { MAX_WARNINGS = 50 };

void notebook_place(const dl_notebook *notebook, size_t at, int *line, int *column)
{
    const bool ahead = notebook->near.line && at >= notebook->near.at;
    size_t start = ahead ? notebook->near.start : 0;
    *line = ahead ? notebook->near.line : 1;
    for (size_t i = ahead ? notebook->near.at : 0; i < at && i < notebook->text.size; i++) {
        if (notebook->text.data[i] == '\n') {
            (*line)++;
            start = i + 1;
        }
    }
    *column = (int)(at - start) + 1;
}

int notebook_fault(const dl_notebook *notebook, dl_error *error, size_t at, const char *format, ...)
{
    char message[400];
    int line, column;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    notebook_place(notebook, at, &line, &column);
    dl_error_set(error, DL_ERR_SYNTAX, "%s", message);
    dl_error_at(error, notebook->name.data, line, column);
    return DL_ERR_SYNTAX;
}

int notebook_warn(dl_notebook *notebook, int line, const char *format, ...)
{
    if (notebook->warning_count == MAX_WARNINGS)
        return 0;
    dl_warning *warning = &notebook->warnings[notebook->warning_count++];
    va_list args;
    va_start(args, format);
    vsnprintf(warning->message, sizeof warning->message, format, args);
    va_end(args);
    warning->line = line;
    return 0;
}

static size_t first_fault(dl_str text, const char **what)
{
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        if (text.data[at] == '\0') {
            *what = "a NUL byte is no text";
            return start;
        }
        uint32_t code = dl_utf8_next(text, &at);
        if (code == 0xFFFD && at - start == 1) {
            *what = "this byte is no UTF-8";
            return start;
        }
    }
    *what = NULL;
    return 0;
}

static int check_text(const dl_notebook *notebook, const char *expected, dl_error *error)
{
    const char *what;
    size_t at = first_fault(notebook->text, &what);
    return what ? notebook_fault(notebook, error, at, "%s; %s", what, expected) : 0;
}

static int read_all(dl_notebook *notebook, dl_error *error)
{
    int rc = check_text(notebook, "a notebook is Markdown in UTF-8", error);
    if (rc == 0)
        rc = front_read(notebook, error);
    return rc == 0 ? cells_read(notebook, error) : rc;
}

static int read_script(dl_notebook *notebook, dl_error *error)
{
    int rc = check_text(notebook, "a script is Lua in UTF-8", error);
    return rc == 0 ? script_read(notebook, error) : rc;
}

static int parse(dl_notebook **out, dl_str text, const char *name,
                 int (*read)(dl_notebook *notebook, dl_error *error), dl_error *error)
{
    *out = NULL;
    if (text.size > max_size)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "%s is larger than %zu MiB: no notebook",
                            name, max_size >> 20);
    dl_notebook *notebook = calloc(1, sizeof *notebook);
    if (!notebook)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_arena_init(&notebook->arena);
    notebook->name = dl_arena_copy(&notebook->arena, dl_str_of(name));
    notebook->text = dl_arena_copy(&notebook->arena, text);
    notebook->warnings =
        dl_arena_alloc(&notebook->arena, MAX_WARNINGS * sizeof *notebook->warnings);
    int rc = notebook->name.data && notebook->text.data && notebook->warnings
                 ? read(notebook, error)
                 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc != 0) {
        dl_notebook_free(notebook);
        return rc;
    }
    *out = notebook;
    return 0;
}

int dl_notebook_parse(dl_notebook **notebook, dl_str text, const char *name, dl_error *error)
{
    return parse(notebook, text, name, read_all, error);
}

int dl_notebook_parse_script(dl_notebook **notebook, dl_str text, const char *name, dl_error *error)
{
    return parse(notebook, text, name, read_script, error);
}

int dl_notebook_read(dl_notebook **notebook, const char *path, dl_error *error)
{
    dl_buf text;
    dl_str folder, name;
    dl_buf_init(&text);
    dl_path_split(path, &folder, &name);
    int rc = dl_file_read(path, max_size, &text, error);
    if (rc == 0)
        rc = dl_notebook_parse(notebook, dl_buf_str(&text), name.data, error);
    dl_buf_clear(&text);
    return rc;
}

void dl_notebook_free(dl_notebook *notebook)
{
    if (!notebook)
        return;
    step_nodes_clear(&notebook->nodes);
    dl_buf_clear(&notebook->rendered);
    dl_arena_clear(&notebook->arena);
    free(notebook);
}

const char *dl_notebook_name(const dl_notebook *notebook)
{
    return notebook->name.data;
}

dl_str dl_notebook_text(const dl_notebook *notebook)
{
    return notebook->text;
}

size_t dl_notebook_prose_offset(const dl_notebook *notebook)
{
    return notebook->prose_offset;
}

dl_str dl_notebook_prose(const dl_notebook *notebook)
{
    return dl_str_slice(notebook->text, notebook->prose_offset, notebook->text.size);
}

const dl_front *dl_notebook_front(const dl_notebook *notebook)
{
    return &notebook->front;
}

size_t dl_notebook_step_count(const dl_notebook *notebook)
{
    return notebook->step_count;
}

const dl_step *dl_notebook_step(const dl_notebook *notebook, size_t index)
{
    return index < notebook->step_count ? &notebook->steps[index] : NULL;
}

size_t dl_notebook_warning_count(const dl_notebook *notebook)
{
    return notebook->warning_count;
}

const dl_warning *dl_notebook_warning(const dl_notebook *notebook, size_t index)
{
    return index < notebook->warning_count ? &notebook->warnings[index] : NULL;
}

dl_str dl_notebook_line(const dl_notebook *notebook, int line)
{
    dl_str rest = notebook->text;
    for (int i = 1; rest.data; i++) {
        dl_str found = dl_str_cut(rest, '\n', &rest);
        if (i == line)
            return dl_str_ends(found, DL_STR("\r")) ? dl_str_slice(found, 0, found.size - 1)
                                                    : found;
    }
    return (dl_str){"", 0};
}

static const char *nearest_param(const dl_notebook *notebook, dl_str name)
{
    const char *names[64];
    size_t count = 0;
    while (count < notebook->front.param_count && count < 64) {
        names[count] = notebook->front.params[count].name.data;
        count++;
    }
    return dl_str_nearest(name, names, count);
}

int dl_notebook_set_param(dl_notebook *notebook, dl_str name, dl_str value, dl_error *error)
{
    for (size_t i = 0; i < notebook->front.param_count; i++) {
        dl_parameter *param = &notebook->front.params[i];
        if (!dl_str_equal(param->name, name))
            continue;
        int rc = front_check_value(value, param->type, error);
        if (rc != 0)
            return dl_error_wrap(error, "parameter %.*s", DL_STR_ARG(name));
        param->value = dl_arena_copy(&notebook->arena, value);
        return param->value.data ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    const char *near = nearest_param(notebook, name);
    dl_error_set(error, DL_ERR_USAGE, "%s has no parameter '%.*s'", notebook->name.data,
                 DL_STR_ARG(name));
    dl_error_hint(error, "%s", dl_str_propose(&near, 1, NULL).text);
    return DL_ERR_USAGE;
}

int dl_notebook_set_as_of(dl_notebook *notebook, dl_str edtf, dl_error *error)
{
    dl_date date;
    int rc = dl_date_parse(edtf, &date, error);
    if (rc != 0)
        return dl_error_wrap(error, "as-of");
    notebook->front.as_of = dl_arena_copy(&notebook->arena, edtf);
    return notebook->front.as_of.data ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}
