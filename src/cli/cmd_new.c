/* dateline new: a notebook from a template, with the data files that it needs beside it. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/template.h"

const template_row templates[] = {
    {"plain", "dates, a sentence that is computed, and how to quote a source"},
    {"company-comparison", "who announced and who shipped, in what order, and how sure that is"},
    {"promise-tracker", "what was promised for when, what came of it, and a scoreboard"},
    {"source-watch", "pages that somebody relies on: what changed, and what they still say"},
};
const size_t template_count = sizeof templates / sizeof *templates;

enum { MOST_FILES = 8 }; /* of one template */

typedef struct making {
    const char *template;
    dl_str folder, stem; /* of NAME.md */
    char paths[MOST_FILES][PATH_MAX];
    const template_file *files[MOST_FILES];
    size_t count;
} making;

/* --- the list --- */

static void list_json(const template_row *row, dl_buf *out)
{
    dl_buf_putc(out, '{');
    answer_text(out, "name", dl_str_of(row->name));
    answer_text(out, "help", dl_str_of(row->help));
    answer_key(out, "files");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < template_file_count; i++)
        if (strcmp(template_files[i].template, row->name) == 0)
            answer_item(out, dl_str_of(template_files[i].name));
    dl_buf_puts(out, "]}\n");
}

static int list_templates(const cli_options *options)
{
    dl_buf out = {0};
    for (size_t i = 0; i < template_count; i++) {
        if (options->json)
            list_json(&templates[i], &out);
        else
            dl_buf_printf(&out, "%-20s %s\n", templates[i].name, templates[i].help);
    }
    int status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}

/* --- what is asked for --- */

static bool is_template(const char *name)
{
    for (size_t i = 0; i < template_count; i++)
        if (strcmp(templates[i].name, name) == 0)
            return true;
    return false;
}

static int unknown_template(const char *name)
{
    const char *names[sizeof templates / sizeof *templates];
    for (size_t i = 0; i < template_count; i++)
        names[i] = templates[i].name;
    const char *near = dl_str_nearest(dl_str_of(name), names, template_count);
    return cli_usage("there is no template '%s'; %s", name,
                     dl_str_propose(&near, 1, "`dateline new --list` lists them").text);
}

/* The name stands in Lua strings and YAML of the new files. */
static bool is_writable_name(dl_str stem)
{
    for (size_t i = 0; i < stem.size; i++) {
        unsigned char byte = (unsigned char)stem.data[i];
        if (byte < ' ' || byte == 0x7F || dl_one_of(byte, "\"\\`{}"))
            return false;
    }
    return stem.size > 0;
}

static int take_name(const char *path, making *new)
{
    dl_str name;
    dl_path_split(path, &new->folder, &name);
    if (!dl_str_ends(name, DL_STR(".md")))
        return cli_usage("%s: a notebook's name ends in .md; do you mean %s.md?", path, path);
    new->stem = dl_str_slice(name, 0, name.size - 3);
    if (!is_writable_name(new->stem))
        return cli_usage("%s: a name without quotes, braces and control characters was expected",
                         path);
    return 0;
}

static int take_arguments(const cli_options *options, making *new)
{
    char **arguments = options->arguments;
    new->template = "plain";
    if (options->argument_count == 1 && is_template(arguments[0]))
        return cli_usage("a name was expected: dateline new %s NAME.md", arguments[0]);
    if (options->argument_count < 1 || options->argument_count > 2)
        return cli_usage("a name was expected: dateline new [TEMPLATE] NAME.md; `dateline new "
                         "--list` lists the templates");
    if (options->argument_count == 2) {
        if (!is_template(arguments[0]))
            return unknown_template(arguments[0]);
        new->template = arguments[0];
    }
    return take_name(arguments[options->argument_count - 1], new);
}

/* --- the files --- */

static void add_title(dl_str stem, dl_buf *out)
{
    for (size_t i = 0; i < stem.size; i++) {
        char byte = stem.data[i];
        if (byte == '-' || byte == '_')
            byte = ' ';
        if (i == 0 && byte >= 'a' && byte <= 'z')
            byte = (char)(byte - 'a' + 'A');
        dl_buf_putc(out, byte);
    }
}

static void fill(const template_file *file, dl_str stem, dl_buf *out)
{
    static const dl_str name = {"@NAME@", 6}, title = {"@TITLE@", 7};
    dl_str text = {file->bytes, file->size};
    for (size_t at = 0; at < text.size;) {
        size_t next = dl_str_find(text, DL_STR("@"), at);
        dl_buf_add(out, dl_str_slice(text, at, next));
        dl_str rest = dl_str_slice(text, next, text.size);
        if (dl_str_starts(rest, name))
            dl_buf_add(out, stem);
        else if (dl_str_starts(rest, title))
            add_title(stem, out);
        else
            dl_buf_add(out, dl_str_slice(rest, 0, 1));
        at = next + (dl_str_starts(rest, name)    ? name.size
                     : dl_str_starts(rest, title) ? title.size
                                                  : 1);
    }
}

/* Names the files; none of them may be there. */
static int plan_files(making *new)
{
    for (size_t i = 0; i < template_file_count && new->count < MOST_FILES; i++) {
        const template_file *file = &template_files[i];
        if (strcmp(file->template, new->template) != 0)
            continue;
        char *path = new->paths[new->count];
        bool here = dl_str_equal(new->folder, DL_STR("."));
        int length = snprintf(path, PATH_MAX, "%.*s%s%.*s%s", here ? 0 : (int)new->folder.size,
                              new->folder.data, here ? "" : "/", DL_STR_ARG(new->stem),
                              file->name + strlen("NAME"));
        if (length < 0 || length >= PATH_MAX)
            return cli_usage("the name is too long");
        struct stat there; /* a link that leads nowhere is there too */
        if (lstat(path, &there) == 0)
            return cli_usage("%s is there already, and nothing is written over", path);
        new->files[new->count++] = file;
    }
    return 0;
}

/* All of them, or none. */
static int write_files(const making *new)
{
    dl_error error;
    int rc = 0;
    size_t made = 0;
    while (rc == 0 && made < new->count) {
        dl_buf text = {0};
        fill(new->files[made], new->stem, &text);
        rc = dl_buf_ok(&text, &error);
        if (rc == 0)
            rc = dl_file_write_new(new->paths[made], dl_buf_str(&text), &error);
        dl_buf_clear(&text);
        made += rc == 0;
    }
    for (size_t i = 0; rc && i < made; i++)
        unlink(new->paths[i]);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

/* As a shell takes it for one word. */
static void put_word(const char *text, dl_buf *out)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-";
    if (text[strspn(text, plain)] == '\0') {
        dl_buf_puts(out, text);
        return;
    }
    dl_buf_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            dl_buf_puts(out, "'\\'");
        dl_buf_putc(out, *text);
    }
    dl_buf_putc(out, '\'');
}

int cmd_new(const cli_options *options)
{
    making new = {0};
    if (options->list)
        return options->argument_count ? cli_usage("nothing was expected after --list")
                                       : list_templates(options);
    int status = take_arguments(options, &new);
    if (status == 0)
        status = plan_files(&new);
    if (status == 0)
        status = write_files(&new);
    if (status || (options->quiet && !options->json))
        return status;
    dl_buf out = {0};
    for (size_t i = 0; i < new.count; i++) {
        if (!options->json) {
            dl_buf_printf(&out, "%s\n", new.paths[i]);
            continue;
        }
        dl_buf_putc(&out, '{');
        answer_text(&out, "file", dl_str_of(new.paths[i]));
        dl_buf_puts(&out, "}\n");
    }
    status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    const char *path = options->arguments[options->argument_count - 1];
    dl_buf word = {0};
    put_word(path, &word);
    cli_warn(options, "next: dateline run %s%s", path[0] == '-' ? "-- " : "",
             word.data ? word.data : path);
    dl_buf_clear(&word);
    return status;
}
