#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "base/escape.h"
#include "base/file.h"
#include "cli/permission.h"
#include "cli/question.h"
#include "cli/unpack.h"
#include "cli/watch.h"
#include "dateline/bundle_rows.h"
#include "dateline/date.h"

enum { REPORT_COLUMNS = 80 };
static const size_t max_notebook = (size_t)16 << 20;  /* a notebook is written by a person */
static const size_t script_output = (size_t)64 << 20; /* a script's is read by programs */

static int complain(const cli_session *session, const dl_error *error)
{
    dl_str line = {"", 0};
    if (session->notebook && error->line)
        line = dl_notebook_line(session->notebook, error->line);
    return cli_complain(error, line);
}

/* The line of a file that could not be parsed, for the message. */
static dl_str line_of(dl_str text, int wanted)
{
    dl_str rest = text;
    for (int line = 1; rest.data; line++) {
        dl_str found = dl_str_cut(rest, '\n', &rest);
        if (line == wanted)
            return dl_str_trim(found).size ? found : (dl_str){"", 0};
    }
    return (dl_str){"", 0};
}

static int read_notebook(cli_session *session, const char *path, bool script)
{
    dl_buf text;
    dl_buf_init(&text);
    dl_error error;
    int status = 0;
    dl_str folder, name;
    dl_path_split(strcmp(path, "-") == 0 ? "./standard input" : path, &folder, &name);
    snprintf(session->folder, sizeof session->folder, "%.*s", DL_STR_ARG(folder));
    snprintf(session->name, sizeof session->name, "%.*s", DL_STR_ARG(name));
    int (*parse)(dl_notebook **, dl_str, const char *, dl_error *) =
        script ? dl_notebook_parse_script : dl_notebook_parse;
    int rc = dl_file_read(path, max_notebook, &text, &error);
    if (rc != 0) {
        status = cli_complain(&error, (dl_str){"", 0});
        status = status == 1 ? 2 : status;
    } else if (parse(&session->notebook, dl_buf_str(&text), session->name, &error) != 0) {
        status = cli_complain(&error, line_of(dl_buf_str(&text), error.line));
    } else {
        session->names_day = dl_notebook_front(session->notebook)->as_of.size > 0;
    }
    dl_buf_clear(&text);
    return status;
}

static void warn_all(const cli_session *session, const cli_options *options)
{
    for (size_t i = 0; i < dl_notebook_warning_count(session->notebook); i++) {
        const dl_warning *warning = dl_notebook_warning(session->notebook, i);
        cli_warn(options, "%s:%d: warning: %s", session->name, warning->line, warning->message);
    }
}

/* The values of one --params file. */
static int set_given(cli_session *session, const char *path)
{
    dl_error error;
    dl_buf text = {0};
    dl_given *given = NULL;
    size_t count = 0;
    if (!session->notebook)
        return cli_usage("--params needs a notebook with parameters");
    int rc = dl_file_read(path, max_notebook, &text, &error);
    if (!rc)
        rc = dl_given_read(dl_buf_str(&text), &session->arena, &given, &count, &error);
    for (size_t i = 0; !rc && i < count; i++) {
        rc = dl_notebook_set_param(session->notebook, given[i].name, given[i].value, &error);
        if (rc)
            dl_error_at(&error, path, given[i].line, given[i].column);
    }
    if (rc && error.line)
        dl_error_at(&error, path, error.line, error.column);
    int status = rc ? cli_complain(&error, line_of(dl_buf_str(&text), error.line)) : 0;
    dl_buf_clear(&text);
    return status;
}

static int set_params(cli_session *session, const cli_options *options)
{
    dl_error error;
    for (size_t i = 0; i < options->params_file_count; i++) {
        int status = set_given(session, options->params_files[i]);
        if (status)
            return status;
    }
    for (size_t i = 0; i < options->param_count; i++) {
        dl_str value, name = dl_str_cut(dl_str_of(options->params[i]), '=', &value);
        if (!value.data)
            return cli_usage("-p %s: NAME=VALUE was expected", options->params[i]);
        if (!session->notebook)
            return cli_usage("-p needs a notebook with parameters");
        if (dl_notebook_set_param(session->notebook, name, value, &error) != 0)
            return complain(session, &error);
    }
    if (options->as_of && session->notebook &&
        dl_notebook_set_as_of(session->notebook, dl_str_of(options->as_of), &error) != 0)
        return complain(session, &error);
    return 0;
}

/* The notebook's as-of, or today in UTC: the one place where a run reads the clock. */
static int set_as_of(cli_session *session, const cli_options *options)
{
    dl_str as_of = options->as_of ? dl_str_of(options->as_of) : (dl_str){"", 0};
    if (session->notebook && dl_notebook_front(session->notebook)->as_of.size)
        as_of = dl_notebook_front(session->notebook)->as_of;
    dl_date date;
    dl_error error;
    if (as_of.size && dl_date_parse(as_of, &date, &error) != 0)
        return complain(session, &error);
    if (as_of.size >= sizeof session->as_of)
        return cli_usage("--as-of is longer than a date");
    if (as_of.size) {
        snprintf(session->as_of, sizeof session->as_of, "%.*s", DL_STR_ARG(as_of));
        return 0;
    }
    struct timeval now;
    gettimeofday(&now, NULL);
    int64_t year;
    int month, day;
    dl_civil_from_days(now.tv_sec / 86400, &year, &month, &day);
    snprintf(session->as_of, sizeof session->as_of, "%04d-%02d-%02d", (int)year, month, day);
    return 0;
}

/* A private address that somebody typed: it may be a slip, or a page that led there. */
static bool ask_private(void *user, dl_str host, const char *address, int port)
{
    cli_session *session = user;
    dl_buf words = {0}, safe = {0};
    cli_progress_hide(&session->progress);
    dl_buf_printf(&words,
                  "%.*s is %s, port %d: an address of this machine or its own network.\n"
                  "Reach it, until this session ends? y: yes; N: no  [y/N] ",
                  DL_STR_ARG(host), address, port);
    dl_escape_terminal(dl_buf_str(&words), &safe);
    char answer = safe.failed ? 'n' : cli_question(dl_buf_str(&safe));
    dl_buf_clear(&words);
    dl_buf_clear(&safe);
    return answer == 'y';
}

static int set_grants(cli_session *session, const cli_options *options, bool person)
{
    if (person) { /* who types in a REPL asks and grants at once */
        session->fetch.ask = ask_private;
        session->fetch.ask_user = session;
        session->fetch.hosts = options->net_hosts;
        session->fetch.host_count = options->net_count;
    }
    if (person || !session->notebook)
        return 0;
    return permission_settle(options, session->notebook, session->name, &session->arena,
                             &session->fetch);
}

/* --- the runner --- */

static void show_progress(void *user, const dl_fetch_progress *fetch)
{
    cli_progress_show(user, fetch);
}

static int show_view(void *user, const dl_view *view, dl_error *error)
{
    cli_session *session = user;
    (void)error;
    if (!session->show)
        return 0;
    cli_progress_hide(&session->progress);
    session->show(session->show_user, view);
    return 0;
}

/* Whoever is shown what comes is told, too, that something is still to come. */
static void show_time(void *user)
{
    cli_session *session = user;
    if (session->person)
        cli_progress_tick(&session->progress);
}

static void show_print(void *user, dl_str text)
{
    cli_session *session = user;
    if (session->print)
        session->print(text);
}

static void show_warning(void *user, dl_str line)
{
    cli_session *session = user;
    cli_progress_hide(&session->progress);
    cli_say_line(line);
}

/* 64 bits that depend on the notebook's title alone (FNV-1a), for math.random: an edit elsewhere
 * changes no cell's random numbers. */
static uint64_t seed_of(dl_str text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3u;
    return hash;
}

static int open_runner(cli_session *session, const cli_options *options)
{
    dl_runner_options with = dl_runner_defaults();
    dl_engine_options *engine = &with.engine;
    engine->name = session->name;
    engine->folder = session->folder;
    engine->store_path = session->store_path;
    engine->fetch = session->fetch;
    engine->as_of = dl_str_of(session->as_of);
    engine->memory_bytes = options->memory_mib << 20;
    /* a report holds pictures in text, and is the same wherever it is made */
    engine->width = session->person || options->script_args ? cli_width() : REPORT_COLUMNS;
    engine->picture_form = options->picture_form;
    engine->check = options->checking;
    engine->cancel = &session->cancel;
    engine->events = (dl_events){.user = session, .view = show_view, .tick = show_time};
    if (options->script_args) { /* a script's output goes on as it is written */
        engine->args = options->script_args;
        engine->arg_count = (size_t)options->script_arg_count;
        engine->input = options->script_input;
        engine->output_bytes = script_output;
        engine->events.print = show_print;
        engine->events.warn = show_warning;
    }
    if (session->notebook) {
        const dl_front *front = dl_notebook_front(session->notebook);
        engine->params = front->params;
        engine->param_count = front->param_count;
        engine->seed = seed_of(front->title);
    }
    if (options->require_sandbox)
        with.wall = DL_WALL_REQUIRED;
    dl_error error;
    if (dl_runner_open(&session->runner, &with, &error) != 0)
        return complain(session, &error);
    watch_begin(session->runner);
    return 0;
}

/* A bundle is unpacked into a folder of its own, and runs there from its own lock. */
static int open_bundle(cli_session *session, const char *path, const cli_options *options,
                       char *notebook, size_t size)
{
    int status =
        unpack_for_run(path, options, session->unpacked, sizeof session->unpacked, notebook, size);
    if (status == 0 && !options->refresh)
        session->fetch.mode = DL_FETCH_FROZEN;
    return status;
}

int session_reread(cli_session *session, const char *path, const cli_options *options)
{
    int status = read_notebook(session, path, options->script_args != NULL);
    if (status == 0)
        warn_all(session, options);
    return status == 0 ? set_params(session, options) : status;
}

int session_open(cli_session *session, const char *path, const cli_options *options, bool person)
{
    memset(session, 0, sizeof *session);
    snprintf(session->name, sizeof session->name, "input");
    snprintf(session->folder, sizeof session->folder, ".");
    session->person = person;
    session->fetch = cli_fetch_options(options, person);
    char unpacked[PATH_MAX];
    int status = 0;
    if (path && dl_is_bundle(path)) {
        status = open_bundle(session, path, options, unpacked, sizeof unpacked);
        path = unpacked;
    }
    if (status == 0 && path)
        status = read_notebook(session, path, options->script_args != NULL);
    if (status == 0 && session->notebook)
        warn_all(session, options);
    if (status == 0)
        status = set_params(session, options);
    if (status == 0)
        status = set_as_of(session, options);
    if (status == 0)
        status = session_set_lock_path(session, path, options);
    if (status == 0)
        status = session_heed_lock(session, options);
    if (status != 0)
        return status;
    session->fetch.progress = show_progress;
    session->fetch.progress_user = &session->progress;
    cli_progress_begin(&session->progress, options->quiet);
    cli_progress_end(&session->progress); /* until a cell runs */
    int length =
        options->store
            ? snprintf(session->store_path, sizeof session->store_path, "%s", options->store)
            : snprintf(session->store_path, sizeof session->store_path, "%s/dateline.db",
                       options->script_args ? "." : session->folder);
    if (length < 0 || (size_t)length >= sizeof session->store_path)
        return cli_usage("the store's path is too long");
    status = set_grants(session, options, person);
    return status ? status : open_runner(session, options);
}

void session_close(cli_session *session)
{
    if (session->runner)
        watch_end();
    dl_runner_close(session->runner);
    dl_notebook_free(session->notebook);
    dl_arena_clear(&session->arena);
    lock_memo_clear(&session->memo);
    dl_buf_clear(&session->lock_text);
    dl_file_remove_tree(session->unpacked);
    memset(session, 0, sizeof *session);
}

/* An expected error is one that the code raised: a limit or a person's Ctrl-C never is. */
static bool may_be_expected(int kind)
{
    int status = dl_kind_exit_status(kind);
    return status != 7 && status != 130;
}

int session_run(cli_session *session, const dl_step *step, double timeout_s, dl_result *result)
{
    dl_error error;
    double limit_s = step->timeout_s > 0 ? step->timeout_s : timeout_s;
    cli_progress_begin(&session->progress, !session->progress.on);
    int rc = dl_runner_run(session->runner, step, limit_s, result, &error);
    cli_progress_end(&session->progress);
    if (rc != 0) {
        result->state = DL_STATE_FAILED;
        result->error = error;
        if (!error.place[0])
            dl_error_at(&result->error, session->name, step->line, 0);
    }
    bool failed = result->state == DL_STATE_FAILED;
    if (failed && result->expected && may_be_expected(result->error.kind))
        return 0;
    if (failed) {
        result->expected = false;
        return dl_kind_exit_status(result->error.kind);
    }
    if (step->error_expected && !step->noeval) {
        result->state = DL_STATE_FAILED;
        dl_error_set(&result->error, DL_ERR_CHECK,
                     "the cell says error=\"expected\", and there was none");
        dl_error_at(&result->error, session->name, step->line, 0);
        return dl_kind_exit_status(DL_ERR_CHECK);
    }
    return 0;
}
