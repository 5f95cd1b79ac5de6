/* The session and files: what is loaded, edited and saved. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "cli/repl.h"
#include "cli/repl_cells.h"
#include "fetch/url.h"

static const size_t max_file = (size_t)16 << 20;

/* A path as it was typed, ~ of the person's home aside. */
static int take_path(const char *command, dl_str words, char *path, size_t size)
{
    const char *home = getenv("HOME");
    bool at_home = home && dl_str_starts(words, DL_STR("~/"));
    int length = snprintf(path, size, "%s%.*s", at_home ? home : "", (int)words.size - at_home,
                          words.data + at_home);
    if (words.size == 0)
        return cli_usage("%s FILE: a file's name was expected", command);
    return length > 0 && (size_t)length < size ? 0 : cli_usage("%s: the name is too long", command);
}

/* --- :load --- */

/* A cell that fails in another folder may have looked for its files in ours. */
static void note_folder(const repl *in, const char *path)
{
    dl_str folder, name;
    dl_path_split(path, &folder, &name);
    if (!dl_str_equal(folder, dl_str_of(in->session.folder)))
        cli_warn(&in->options,
                 "note: its cells read files below %s here; `dateline repl %s` is a session in "
                 "its own folder, with its parameters",
                 in->session.folder, path);
}

static void add_value(const dl_parameter *param, dl_buf *out)
{
    static const char *const makes[] = {
        [DL_TYPE_STRING] = "", [DL_TYPE_NUMBER] = "tonumber", [DL_TYPE_DATE] = "date"};
    if (param->type == DL_TYPE_BOOLEAN) {
        dl_buf_add(out, param->value);
        return;
    }
    dl_buf_puts(out, makes[param->type]);
    dl_escape_lua(param->value, out);
}

/* What the notebook declares, where the session has no such parameter. It is an entry as the cells
 * are, so that what :save writes runs. */
static int give_params(repl *in, const dl_front *front, const char *path)
{
    dl_buf code = {0};
    for (size_t i = 0; i < front->param_count; i++) {
        dl_buf_puts(&code, i ? "\nif params[" : "if params[");
        dl_escape_lua(front->params[i].name, &code);
        dl_buf_puts(&code, "] == nil then params[");
        dl_escape_lua(front->params[i].name, &code);
        dl_buf_puts(&code, "] = ");
        add_value(&front->params[i], &code);
        dl_buf_puts(&code, " end");
    }
    dl_step step = {.language = DL_LANGUAGE_LUA, .code = dl_buf_str(&code), .line = 1, .column = 1};
    int status = code.failed ? cli_usage("memory ran out") : 0;
    if (status == 0 && code.size)
        status = repl_run_step(in, &step, path);
    dl_buf_clear(&code);
    return status;
}

/* Every cell that runs, to the first that fails. */
static int load_notebook(repl *in, dl_str text, const char *path)
{
    dl_notebook *notebook;
    dl_error error;
    if (dl_notebook_parse(&notebook, text, path, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    int status = give_params(in, dl_notebook_front(notebook), path);
    for (size_t i = 0; status == 0 && i < dl_notebook_step_count(notebook); i++) {
        const dl_step *step = dl_notebook_step(notebook, i);
        if (!step->inlined && !step->noeval)
            status = repl_run_step(in, step, path);
    }
    if (status != 0)
        note_folder(in, path);
    dl_notebook_free(notebook);
    return status;
}

int repl_load(repl *in, dl_str file)
{
    char path[PATH_MAX];
    dl_buf text = {0};
    dl_error error;
    int status = take_path(":load", file, path, sizeof path);
    if (status != 0)
        return status;
    dl_str name = dl_str_of(path);
    bool sql = dl_str_ends(name, DL_STR(".sql"));
    if (dl_file_read(path, max_file, &text, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else if (dl_str_ends(name, DL_STR(".md")))
        status = load_notebook(in, dl_buf_str(&text), path);
    else
        status = repl_run_step(in,
                               &(dl_step){.language = sql ? DL_LANGUAGE_SQL : DL_LANGUAGE_LUA,
                                          .code = dl_buf_str(&text),
                                          .line = 1,
                                          .column = 1,
                                          .output = true},
                               path);
    dl_buf_clear(&text);
    return status;
}

/* --- :edit --- */

/* How an editor is told of a line: most take +LINE, as POSIX has it of ex and vi. */
typedef enum line_form { LINE_PLUS, LINE_GOTO, LINE_COLON } line_form;

static line_form form_of(const char *editor)
{
    static const struct {
        const char *name;
        line_form form;
    } rows[] = {{"code", LINE_GOTO},     {"code-insiders", LINE_GOTO}, {"code-oss", LINE_GOTO},
                {"codium", LINE_GOTO},   {"vscodium", LINE_GOTO},      {"cursor", LINE_GOTO},
                {"subl", LINE_COLON},    {"sublime_text", LINE_COLON}, {"zed", LINE_COLON},
                {"zeditor", LINE_COLON}, {"hx", LINE_COLON},           {"helix", LINE_COLON}};
    dl_str folder, name, command = dl_str_of(editor);
    command.size = strcspn(editor, " \t");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.*s", DL_STR_ARG(command));
    dl_path_split(path, &folder, &name);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (dl_str_equal(name, dl_str_of(rows[i].name)))
            return rows[i].form;
    return LINE_PLUS;
}

/* What a shell calls: $1 is the path, $2 the line as +LINE, $3 path:line. */
static void write_call(const char *editor, int line, dl_buf *out)
{
    static const char *const with_line[] = {
        [LINE_PLUS] = "\"$2\" \"$1\"", [LINE_GOTO] = "--goto \"$3\"", [LINE_COLON] = "\"$3\""};
    dl_buf_printf(out, "exec %s %s", editor, line > 0 ? with_line[form_of(editor)] : "\"$1\"");
}

/* Waits for the editor that the person chose (VISUAL, then EDITOR: POSIX 2018, utilities). */
static int call_editor(const char *path, int line)
{
    const char *editor = getenv("VISUAL");
    char plus[32], colon[PATH_MAX + 32];
    dl_buf call = {0};
    if (!editor || !editor[0])
        editor = getenv("EDITOR");
    if (!editor || !editor[0])
        editor = "vi";
    snprintf(plus, sizeof plus, "+%d", line);
    snprintf(colon, sizeof colon, "%s:%d", path, line);
    write_call(editor, line, &call);
    fflush(stdout);
    pid_t child = call.failed ? -1 : fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", call.data, "sh", path, plus, colon, (char *)NULL);
        _exit(127);
    }
    dl_buf_clear(&call);
    int state = 0;
    while (child > 0 && waitpid(child, &state, 0) < 0)
        ;
    bool good = child > 0 && WIFEXITED(state) && WEXITSTATUS(state) == 0;
    return good ? 0
                : cli_usage("the editor '%s' did not end well, and nothing was run; $VISUAL and "
                            "$EDITOR name another",
                            editor);
}

static int edit_notebook(repl *in, dl_str cell)
{
    const dl_step *step = NULL;
    if (cell.size) {
        step = repl_find_cell(in, cell);
        if (!step)
            return repl_no_cell(cell);
    }
    int status = call_editor(in->path, step ? step->line : 0);
    return status ? status : typed_refresh(in->beside);
}

/* The text, as the editor leaves it in a file of the moment. */
static int edit_text(dl_str before, const char *name, dl_buf *after)
{
    const char *temporary = getenv("TMPDIR");
    char folder[PATH_MAX - NAME_MAX], path[PATH_MAX];
    dl_error error;
    int length = snprintf(folder, sizeof folder, "%s/dateline-XXXXXX",
                          temporary && temporary[0] ? temporary : "/tmp");
    if (length < 0 || (size_t)length >= sizeof folder || !mkdtemp(folder))
        return cli_usage(":edit: no folder can be made in %s",
                         temporary && temporary[0] ? temporary : "/tmp");
    dl_buf text = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    dl_buf_add(&text, before);
    dl_buf_putc(&text, '\n');
    int status = 0;
    if (dl_file_write(path, dl_buf_str(&text), &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    if (status == 0)
        status = call_editor(path, 0);
    if (status == 0 && dl_file_read(path, max_file, after, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    unlink(path);
    rmdir(folder);
    dl_buf_clear(&text);
    return status;
}

static int edit_entry(repl *in, dl_str which)
{
    static const repl_entry none = {DL_LANGUAGE_LUA, {"", 0}, 0};
    const repl_entry *entry = in->count ? &in->entries[in->count - 1] : &none;
    if (which.size)
        entry = repl_find_entry(in, which);
    if (!entry)
        return repl_no_cell(which);
    dl_buf text = {0};
    int status = edit_text(entry->code,
                           entry->language == DL_LANGUAGE_SQL ? "entry.sql" : "entry.lua", &text);
    dl_str code = dl_str_trim(dl_buf_str(&text));
    if (status == 0 && code.size == 0) {
        status = cli_print(DL_STR("nothing is left to run\n"));
    } else if (status == 0) {
        repl_echo(code);
        status = repl_run(in, code, entry->language, true);
    }
    dl_buf_clear(&text);
    return status;
}

int repl_edit(repl *in, dl_str cell)
{
    return in->beside ? edit_notebook(in, cell) : edit_entry(in, cell);
}

/* --- :save --- */

/* A fence longer than any row of backticks in the code. */
static void add_cell(const repl_entry *entry, dl_buf *out)
{
    size_t longest = 2, row = 0;
    for (size_t i = 0; i < entry->code.size; i++) {
        row = entry->code.data[i] == '`' ? row + 1 : 0;
        longest = row > longest ? row : longest;
    }
    char fence[64];
    size_t size = longest + 1 < sizeof fence ? longest + 1 : sizeof fence - 1;
    memset(fence, '`', size);
    fence[size] = '\0';
    dl_buf_printf(out, "\n%s%s\n%.*s\n%s\n", fence,
                  entry->language == DL_LANGUAGE_SQL ? "sql" : "lua", DL_STR_ARG(entry->code),
                  fence);
}

/* What a grant for a web address says, quoted: an address in brackets would be a list in YAML. */
static void put_origin(dl_str address, dl_buf *out)
{
    dl_arena arena = {0};
    dl_url url;
    if (dl_url_is_remote(address) && dl_url_parse(address, &arena, &url, NULL) == 0) {
        dl_buf_putc(out, '\'');
        dl_url_print_origin(&url, out);
        dl_buf_putc(out, '\'');
    }
    dl_arena_clear(&arena);
}

/* What the cells fetched from: the notebook asks for it, and whoever runs it grants it. */
static void add_hosts(repl *in, dl_buf *out)
{
    const dl_source *sources;
    size_t count;
    dl_error error;
    dl_buf asked = {0};
    if (dl_runner_sources(in->session.runner, &sources, &count, &error) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        dl_buf origin = {0};
        put_origin(sources[i].url, &origin);
        dl_str one = dl_buf_str(&origin), all = dl_buf_str(&asked);
        if (one.size && dl_str_find(all, one, 0) == all.size) {
            dl_buf_puts(&asked, asked.size ? ", " : "");
            dl_buf_add(&asked, one);
        }
        dl_buf_clear(&origin);
    }
    if (asked.size)
        dl_buf_printf(out, "net: [%.*s]\n", DL_STR_ARG(dl_buf_str(&asked)));
    dl_buf_clear(&asked);
}

static void write_session(repl *in, dl_buf *out)
{
    if (in->beside) {
        dl_buf_add(out, dl_notebook_text(in->session.notebook));
    } else {
        dl_buf_printf(out, "---\ndateline: 1\ntitle: Session of %s\nas-of: %s\n", in->session.as_of,
                      in->session.as_of);
        add_hosts(in, out);
        dl_buf_puts(out, "---\n");
    }
    for (size_t i = 0; i < in->count; i++)
        add_cell(&in->entries[i], out);
}

/* Whether code names an earlier result: _, _1, _2. */
static bool names_result(dl_str code)
{
    for (size_t i = 0; i < code.size; i++) {
        size_t end = i + 1;
        while (end < code.size && code.data[end] >= '0' && code.data[end] <= '9')
            end++;
        bool begins = i == 0 || !(isalnum((unsigned char)code.data[i - 1]) ||
                                  dl_one_of(code.data[i - 1], "_.:"));
        bool ends = end == code.size || !(isalnum((unsigned char)code.data[end]) ||
                                          code.data[end] == '_' || code.data[end] == ',');
        if (code.data[i] == '_' && begins && ends)
            return true;
    }
    return false;
}

static void warn_of_results(const repl *in)
{
    for (size_t i = 0; i < in->count; i++) {
        if (in->entries[i].language == DL_LANGUAGE_LUA && names_result(in->entries[i].code)) {
            cli_warn(&in->options,
                     "note: entry _%zu uses an earlier result by _, which a notebook "
                     "does not have: give it a name",
                     in->entries[i].number);
            return;
        }
    }
}

int repl_save(repl *in, dl_str file)
{
    char path[PATH_MAX];
    dl_buf text = {0};
    dl_error error;
    int status = take_path(":save", file, path, sizeof path);
    if (status != 0)
        return status;
    if (!dl_str_ends(dl_str_of(path), DL_STR(".md")))
        return cli_usage(":save %s: a notebook's name ends in .md; do you mean %s.md?", path, path);
    write_session(in, &text);
    if (dl_buf_ok(&text, &error) == 0 && dl_file_write_new(path, dl_buf_str(&text), &error) == 0)
        error.kind = DL_OK;
    if (error.kind != DL_OK && error.system == EEXIST)
        status = cli_usage(":save: %s is there already, and nothing is written over", path);
    else if (error.kind != DL_OK)
        status = cli_complain(&error, (dl_str){"", 0});
    else
        printf("%s: %zu cell%s of this session; `dateline run %s` runs it\n", path, in->count,
               in->count == 1 ? "" : "s", path);
    if (status == 0)
        warn_of_results(in);
    dl_buf_clear(&text);
    return status;
}
