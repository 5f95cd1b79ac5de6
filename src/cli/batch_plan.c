/* What a batch is to run: every row of the matrix for every notebook, each with reports of its own
 * names. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "cli/batch.h"

static const size_t most_matrix = (size_t)64 << 20;
enum { MOST_RUNS = 100000 };

typedef struct matrix {
    size_t columns, rows;
    output_field *fields; /* [rows * columns] */
} matrix;

static int fail(const dl_error *error)
{
    return cli_complain(error, (dl_str){"", 0});
}

static int no_memory(void)
{
    return cli_usage("memory ran out");
}

/* --- the matrix --- */

static size_t count_lines(dl_str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    return lines;
}

static int add_row(matrix *into, const dl_csv_cell *names, size_t columns, const dl_csv_cell *cells,
                   size_t count, dl_error *error)
{
    if (count != columns) {
        dl_error_set(error, DL_ERR_SYNTAX, "%zu fields, %zu were expected, as the first row has",
                     count, columns);
        dl_error_at(error, "", cells[0].line, 0);
        return DL_ERR_SYNTAX;
    }
    for (size_t i = 0; i < columns; i++)
        into->fields[into->rows * columns + i] = (output_field){names[i].text, cells[i].text};
    into->rows++;
    return 0;
}

static int read_rows(cli_batch *batch, dl_str text, matrix *into, dl_error *error)
{
    dl_csv csv;
    dl_csv_cell names[CLI_MOST], cells[CLI_MOST];
    size_t count = 0;
    dl_csv_begin(&csv, text, &batch->arena);
    int rc = dl_csv_row(&csv, names, CLI_MOST, &into->columns, error);
    if (!rc && into->columns == 0)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "the first row of a matrix names parameters");
    if (!rc)
        into->fields =
            dl_arena_alloc(&batch->arena, count_lines(text) * into->columns * sizeof *into->fields);
    if (!rc && !into->fields)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    while (!rc) {
        rc = dl_csv_row(&csv, cells, CLI_MOST, &count, error);
        if (rc || count == 0)
            break;
        rc = add_row(into, names, into->columns, cells, count, error);
    }
    return rc;
}

static int read_matrix(cli_batch *batch, matrix *into)
{
    dl_error error;
    dl_buf text = {0};
    const char *path = batch->options->matrix;
    int rc = dl_file_read(path, most_matrix, &text, &error);
    dl_str kept = dl_arena_copy(&batch->arena, dl_buf_str(&text));
    dl_buf_clear(&text);
    if (!rc && !kept.data)
        return no_memory();
    if (!rc)
        rc = read_rows(batch, kept, into, &error);
    if (rc && error.kind == DL_ERR_SYNTAX)
        dl_error_at(&error, path, error.line, error.column);
    if (rc)
        return fail(&error);
    return into->rows ? 0 : cli_usage("%s has no row but its names", path);
}

/* --- names --- */

/* "weekly/sora.md" is called "sora". */
static dl_str name_of(const char *path)
{
    dl_str folder, name;
    dl_path_split(path, &folder, &name);
    for (size_t i = name.size; i > 1; i--)
        if (name.data[i - 1] == '.')
            return dl_str_slice(name, 0, i - 1);
    return name;
}

static void make_label(batch_entry *entry)
{
    int at = snprintf(entry->label, sizeof entry->label, "%s", entry->notebook);
    for (size_t i = 0; i < entry->field_count && at > 0 && (size_t)at < sizeof entry->label; i++)
        at += snprintf(entry->label + at, sizeof entry->label - (size_t)at, ", %.*s = %.*s",
                       DL_STR_ARG(entry->fields[i].name), DL_STR_ARG(entry->fields[i].value));
}

static int make_output(cli_batch *batch, const batch_entry *entry, const char *pattern,
                       const char **output)
{
    output_field fields[CLI_MOST + 1] = {{DL_STR("name"), name_of(entry->notebook)}};
    dl_buf name = {0};
    dl_error error;
    for (size_t i = 0; i < entry->field_count; i++)
        fields[i + 1] = entry->fields[i];
    int rc = output_name_make(pattern, fields, entry->field_count + 1, &name, &error);
    *output = rc ? NULL : dl_arena_copy(&batch->arena, dl_buf_str(&name)).data;
    dl_buf_clear(&name);
    if (rc)
        return fail(&error);
    return *output ? 0 : no_memory();
}

typedef struct named {
    const char **name; /* in its entry */
    const batch_entry *entry;
} named;

static int compare_names(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(*x->name, *y->name);
    return order ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

/* "out/a.html" as "out/a-2.html". */
static const char *number_name(dl_arena *arena, const char *name, size_t number)
{
    const char *slash = strrchr(name, '/'), *dot = strrchr(name, '.');
    if (!dot || (slash && dot < slash))
        dot = name + strlen(name);
    dl_buf text = {0};
    dl_buf_printf(&text, "%.*s-%zu%s", (int)(dot - name), name, number, dot);
    const char *copy = dl_arena_copy(arena, dl_buf_str(&text)).data;
    dl_buf_clear(&text);
    return copy;
}

static int tell_apart(cli_batch *batch, named *all, size_t count)
{
    const char *same = NULL; /* the name as it was */
    size_t number = 1;
    for (size_t i = 0; i < count; i++) {
        if (!same || strcmp(same, *all[i].name) != 0) {
            same = *all[i].name;
            number = 1;
            continue;
        }
        *all[i].name = number_name(&batch->arena, same, ++number);
        if (!*all[i].name)
            return no_memory();
    }
    return 0;
}

/* Two runs never write the same file: values that make the same name are numbered, and a name that
 * does not vary at all is told of before anything runs. */
static int make_unique(cli_batch *batch)
{
    size_t outputs = batch->options->output_count, count = 0;
    for (size_t k = 0; k < outputs && batch->count > 1; k++)
        if (!output_name_varies(batch->options->outputs[k]))
            return cli_usage("%s and %s would both be written to %s: name them apart with {name} "
                             "and the parameters, as in -o '{name}-{actor}.html'",
                             batch->entries[0].label, batch->entries[1].label,
                             batch->options->outputs[k]);
    if (batch->options->files && batch->count > 1 && !output_name_varies(batch->options->files))
        return cli_usage("several runs would write their files into %s: name them apart with "
                         "{name} and the parameters, as in --files '{name}-{actor}'",
                         batch->options->files);
    named *all = calloc(batch->count * (outputs + 1) + 1, sizeof *all);
    if (!all)
        return no_memory();
    for (size_t i = 0; i < batch->count; i++)
        for (size_t k = 0; k < outputs; k++)
            all[count++] = (named){&batch->entries[i].outputs[k], &batch->entries[i]};
    for (size_t i = 0; i < batch->count; i++)
        if (batch->entries[i].files)
            all[count++] = (named){&batch->entries[i].files, &batch->entries[i]};
    qsort(all, count, sizeof *all, compare_names);
    int status = tell_apart(batch, all, count);
    free(all);
    return status;
}

static int make_folders(const cli_batch *batch)
{
    dl_error error;
    for (size_t i = 0; i < batch->count; i++)
        for (size_t k = 0; k < batch->options->output_count; k++)
            if (dl_file_make_folders(batch->entries[i].outputs[k], 0777, &error) != 0)
                return fail(&error);
    return 0;
}

/* --- entries --- */

static int fill_entry(cli_batch *batch, batch_entry *entry)
{
    const cli_options *options = batch->options;
    make_label(entry);
    entry->outputs =
        dl_arena_alloc(&batch->arena, (options->output_count + 1) * sizeof *entry->outputs);
    if (!entry->outputs)
        return no_memory();
    for (size_t i = 0; i < options->output_count; i++) {
        int status = make_output(batch, entry, options->outputs[i], &entry->outputs[i]);
        if (status)
            return status;
        entry->piped = entry->piped || strcmp(entry->outputs[i], "-") == 0;
    }
    if (options->files || options->output_count == 0)
        return make_output(batch, entry, options->files ? options->files : "{name}-files",
                           &entry->files);
    return 0;
}

/* A name that is misspelt is told of before anything runs. */
static int check_notebooks(const cli_options *options)
{
    for (int i = 0; i < options->argument_count; i++) {
        const char *path = options->arguments[i];
        dl_error error;
        bool stream = strcmp(path, "-") == 0;
        if (stream && (options->argument_count > 1 || options->matrix))
            return cli_usage("standard input is one notebook, read once; several runs are asked "
                             "for");
        if (stream || access(path, R_OK) == 0)
            continue;
        dl_error_set_errno(&error, errno, "cannot open %s", path);
        return fail(&error);
    }
    return 0;
}

int batch_plan(cli_batch *batch)
{
    const cli_options *options = batch->options;
    size_t notebooks = (size_t)options->argument_count;
    matrix rows = {0};
    int status = check_notebooks(options);
    if (status == 0 && options->matrix)
        status = read_matrix(batch, &rows);
    rows.rows = options->matrix ? rows.rows : 1;
    if (status)
        return status;
    if (options->to && options->output_count == 0)
        return cli_usage("--to %s: lines of the runs go to standard output; name the reports by "
                         "-o FILE",
                         options->to);
    if (rows.rows > MOST_RUNS / notebooks)
        return cli_usage("%zu notebooks times %zu rows are more than %d runs", notebooks, rows.rows,
                         MOST_RUNS);
    if (rows.columns + options->param_count > CLI_MOST)
        return cli_usage("more than %d parameters", CLI_MOST);
    batch->entries = dl_arena_alloc(&batch->arena, notebooks * rows.rows * sizeof *batch->entries);
    if (!batch->entries)
        return no_memory();
    for (size_t n = 0; n < notebooks; n++)
        for (size_t r = 0; r < rows.rows && status == 0; r++) {
            batch_entry *entry = &batch->entries[batch->count++];
            *entry = (batch_entry){.notebook = options->arguments[n],
                                   .fields = rows.fields ? rows.fields + r * rows.columns : NULL,
                                   .field_count = rows.columns};
            status = fill_entry(batch, entry);
        }
    status = status ? status : make_unique(batch);
    return status ? status : make_folders(batch);
}
