/* dateline convert: a notebook between Markdown and Jupyter's ipynb. Nothing is run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "dateline/ipynb.h"

typedef enum format { UNKNOWN, MARKDOWN, IPYNB } format;

enum { MOST_PATH = 4096 };

static const char outputs_ending[] = ".outputs.json";

static format format_named(const char *word)
{
    bool markdown = strcmp(word, "md") == 0 || strcmp(word, "markdown") == 0;
    return markdown ? MARKDOWN : strcmp(word, "ipynb") == 0 ? IPYNB : UNKNOWN;
}

static format format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? format_named(dot + 1) : UNKNOWN;
}

static bool is_stream(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Beside the Markdown file: NAME.outputs.json. False for a stream, and for a path that is too long.
 */
static bool outputs_path(const char *markdown, char path[MOST_PATH])
{
    const char *dot = strrchr(markdown, '.');
    int stem = dot && !strchr(dot, '/') ? (int)(dot - markdown) : (int)strlen(markdown);
    int size = snprintf(path, MOST_PATH, "%.*s%s", stem, markdown, outputs_ending);
    return !is_stream(markdown) && size > 0 && size < MOST_PATH;
}

static int fail(dl_error *error)
{
    int status = cli_complain(error, (dl_str){"", 0});
    return status == 1 ? 2 : status; /* an input that cannot be read */
}

static int put(const char *path, const dl_buf *bytes)
{
    dl_error error;
    if (is_stream(path))
        return cli_print(dl_buf_str(bytes));
    int rc = dl_file_write(path, dl_buf_str(bytes), &error);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

/* --- to Markdown --- */

/* Whether a file of outputs is there that dateline wrote; *other: there is one that it did not. */
static bool ours_is_there(const char *path, bool *other)
{
    dl_buf old;
    dl_error error;
    dl_buf_init(&old);
    int rc = dl_file_read(path, DL_IPYNB_MOST, &old, &error);
    bool ours = rc == 0 && dl_ipynb_is_outputs(dl_buf_str(&old));
    *other = rc != DL_ERR_NOT_FOUND && !ours;
    dl_buf_clear(&old);
    return ours;
}

static int keep_outputs(const cli_options *options, const char *markdown, const dl_buf *outputs,
                        const dl_ipynb_notes *notes)
{
    char path[MOST_PATH];
    bool other = false, named = outputs_path(markdown, path);
    bool old = named && ours_is_there(path, &other);
    if (outputs->size == 0) { /* what is there was of another notebook */
        if (old)
            unlink(path);
        return 0;
    }
    if (!named || other) {
        cli_warn(options, "%s: warning: outputs of %zu cells are left out: %s",
                 is_stream(markdown) ? "standard output" : markdown, notes->with_outputs,
                 other ? "NAME.outputs.json is there and none of dateline's"
                       : "only a file has another beside it to keep them");
        return 0;
    }
    int status = put(path, outputs);
    if (status == 0)
        cli_warn(options,
                 "%s: outputs of %zu cells are kept in %s, for when it becomes an ipynb again",
                 markdown, notes->with_outputs, path);
    return status;
}

static int to_markdown(const cli_options *options, const char *from, const char *to)
{
    dl_buf bytes, text, outputs;
    dl_error error;
    dl_ipynb_notes notes = {0};
    dl_buf_init(&bytes);
    dl_buf_init(&text);
    dl_buf_init(&outputs);
    const char *name = is_stream(from) ? "standard input" : from;
    int rc = dl_file_read(from, DL_IPYNB_MOST, &bytes, &error);
    if (rc == 0)
        rc = dl_ipynb_to_markdown(dl_buf_str(&bytes), name, &text, &outputs, &notes, &error);
    int status = rc ? fail(&error) : put(to, &text);
    if (status == 0)
        status = keep_outputs(options, to, &outputs, &notes);
    if (status == 0 && notes.new_ids)
        cli_warn(options,
                 "%s: warning: %zu cell ids are left out: doubled, or not as nbformat has "
                 "them",
                 name, notes.new_ids);
    if (status == 0 && notes.dropped_keys)
        cli_warn(options, "%s: warning: %zu keys of cells are left out: nbformat has none such",
                 name, notes.dropped_keys);
    dl_buf_clear(&bytes);
    dl_buf_clear(&text);
    dl_buf_clear(&outputs);
    return status;
}

/* --- to ipynb --- */

static int to_ipynb(const char *from, const char *to)
{
    char path[MOST_PATH];
    dl_buf text, outputs, bytes;
    dl_error error;
    bool other;
    dl_buf_init(&text);
    dl_buf_init(&outputs);
    dl_buf_init(&bytes);
    const char *name = is_stream(from) ? "standard input" : from;
    int rc = dl_file_read(from, DL_IPYNB_MOST, &text, &error);
    if (rc == 0 && outputs_path(from, path) && ours_is_there(path, &other))
        rc = dl_file_read(path, DL_IPYNB_MOST, &outputs, &error);
    if (rc == 0)
        rc = dl_ipynb_from_markdown(dl_buf_str(&text), dl_buf_str(&outputs), name, &bytes, &error);
    int status = rc ? fail(&error) : put(to, &bytes);
    dl_buf_clear(&text);
    dl_buf_clear(&outputs);
    dl_buf_clear(&bytes);
    return status;
}

/* The notebook may be a name of the same file: then nothing is read before all is written over. */
static bool same_file(const char *from, const char *to)
{
    return !is_stream(from) && strcmp(from, to) == 0;
}

int cmd_convert(const cli_options *options)
{
    if (options->argument_count != 2)
        return cli_usage("two files were expected: dateline convert FROM TO");
    const char *from = options->arguments[0], *to = options->arguments[1];
    format source = format_of(from);
    format target = options->to ? format_named(options->to) : format_of(to);
    if (options->to && target == UNKNOWN)
        return cli_unknown_word("--to", options->to, "md ipynb");
    if (target == UNKNOWN)
        return cli_usage("%s: the ending says no format; .md and .ipynb do, or --to (for html and "
                         "the like: dateline run NOTEBOOK -o FILE)",
                         to);
    if (source == target)
        return cli_usage("%s is in that format already", from);
    if (same_file(from, to))
        return cli_usage("%s would be written over itself", from);
    return target == IPYNB ? to_ipynb(from, to) : to_markdown(options, from, to);
}
