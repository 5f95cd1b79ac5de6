/* Running a cell: what it prints and shows goes out while it runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "kernel/kernel.h"

/* So long a request behind a failed cell may take to be here already. */
static const long queue_ms = 20;
static const double progress_after_s = 0.5, progress_every_s = 0.1;
enum { BAR = 24 };

typedef struct execution {
    const message *request;
    int64_t number;
    bool silent, values; /* values: what comes now are those of the last expression */
    size_t streamed;     /* bytes of what is printed that went out, of the view to come */
    dl_buf shown;        /* the value as text, for the history */
    double began_s, told_s;
    bool bar;
} execution;

/* --- while it runs --- */

static void stream(kernel *in, dl_str text)
{
    if (text.size && !in->execution->silent)
        mail_publish(&in->post, in->execution->request, "stream",
                     json_pack("{s:s,s:o}", "name", "stdout", "text", mail_text(text)));
}

/* As much of text as ends with a whole character. */
static size_t whole_size(dl_str text)
{
    size_t size = text.size, back = 0;
    while (back < 4 && back < size && ((unsigned char)text.data[size - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back == size || back == 4)
        return size;
    unsigned char lead = (unsigned char)text.data[size - 1 - back];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return wanted > back + 1 ? size - 1 - back : size;
}

/* text: all that was printed since the last view. */
void execute_print(void *user, dl_str text)
{
    kernel *in = user;
    execution *run = in->execution;
    if (!run || text.size <= run->streamed)
        return;
    dl_str rest = dl_str_slice(text, run->streamed, text.size);
    rest.size = whole_size(rest);
    stream(in, rest);
    run->streamed += rest.size;
}

static void show(kernel *in, const dl_view *view)
{
    execution *run = in->execution;
    json_t *forms = output_forms(view);
    if (run->values && run->shown.size == 0)
        dl_buf_puts(&run->shown, json_string_value(json_object_get(forms, "text/plain")));
    if (run->values)
        mail_publish(&in->post, run->request, "execute_result",
                     json_pack("{s:I,s:o,s:{}}", "execution_count", (json_int_t)run->number, "data",
                               forms, "metadata"));
    else
        mail_publish(&in->post, run->request, "display_data",
                     json_pack("{s:o,s:{},s:{}}", "data", forms, "metadata", "transient"));
}

static void show_all(kernel *in, const dl_view *view)
{
    if (view->kind == DL_VIEW_TEXT)
        stream(in, view->text);
    else if (view->kind != DL_VIEW_GROUP)
        show(in, view);
    for (size_t i = 0; view->kind == DL_VIEW_GROUP && i < view->child_count; i++)
        show_all(in, view->children[i]);
}

int execute_view(void *user, const dl_view *view, dl_error *error)
{
    kernel *in = user;
    execution *run = in->execution;
    (void)error;
    if (!run || run->silent)
        return 0;
    if (view->kind == DL_VIEW_TEXT)
        stream(in, dl_str_slice(view->text, run->streamed, view->text.size));
    else
        show_all(in, view);
    run->streamed = 0;
    return 0;
}

void execute_values(void *user)
{
    kernel *in = user;
    if (in->execution)
        in->execution->values = true;
}

/* --- what the person is asked --- */

/* What is typed: read from stdin, until it comes or the cell is to end. */
static bool wait_for_yes(kernel *in)
{
    static const long look_ms = 100;
    while (!atomic_load(&in->stopping) && !dl_cancel_reason(&in->cancel)) {
        zmq_pollitem_t item = {.socket = in->ask, .events = ZMQ_POLLIN};
        received one;
        if (in->zmq.poll(&item, 1, look_ms) <= 0 || !mail_take(in, in->ask, &one))
            continue;
        dl_str typed = dl_str_trim(message_text(&one.message, "value"));
        bool reply = strcmp(one.message.kind, "input_reply") == 0;
        bool yes = dl_str_is_word(typed, "y") || dl_str_is_word(typed, "yes");
        mail_clear(in, &one);
        if (reply)
            return yes;
    }
    return false;
}

/* An answer that nobody waits for any more must not be taken for the next one. */
static void drop_answers(kernel *in)
{
    zmq_pollitem_t item = {.socket = in->ask, .events = ZMQ_POLLIN};
    received one;
    while (in->zmq.poll(&item, 1, 0) > 0)
        if (mail_take(in, in->ask, &one))
            mail_clear(in, &one);
}

bool execute_ask(void *user, dl_str host, const char *address, int port)
{
    kernel *in = user;
    const execution *run = in->execution;
    if (!run || !message_flag(run->request, "allow_stdin", false))
        return false;
    dl_buf prompt, safe;
    dl_buf_init(&prompt);
    dl_buf_init(&safe);
    dl_buf_printf(&prompt,
                  "This cell asks to reach %.*s at %s, port %d, which is not public. Allow "
                  "it until the kernel restarts? [y/N] ",
                  (int)(host.size < 200 ? host.size : 200), host.data, address, port);
    dl_escape_terminal(dl_buf_str(&prompt), &safe);
    drop_answers(in);
    mail_reply(in, in->ask, run->request, "input_request",
               json_pack("{s:o,s:b}", "prompt", mail_text(dl_buf_str(&safe)), "password", 0));
    dl_buf_clear(&prompt);
    dl_buf_clear(&safe);
    return wait_for_yes(in);
}

/* --- how far fetch has come --- */

static json_t *progress_forms(const dl_fetch_progress *fetch)
{
    char bar[BAR + 1], text[160], html[240];
    size_t full = fetch->count ? fetch->done * BAR / fetch->count : 0;
    for (size_t i = 0; i < BAR; i++)
        bar[i] = i < full ? '#' : '.';
    bar[BAR] = '\0';
    snprintf(text, sizeof text, "[%s] %zu of %zu, %zu failed, %.1f MB", bar, fetch->done,
             fetch->count, fetch->failed, (double)fetch->bytes / 1e6);
    snprintf(html, sizeof html,
             "<progress max=\"%zu\" value=\"%zu\"></progress> %zu of %zu, %zu failed, %.1f MB",
             fetch->count, fetch->done, fetch->done, fetch->count, fetch->failed,
             (double)fetch->bytes / 1e6);
    return json_pack("{s:s,s:s}", "text/plain", text, "text/html", html);
}

void execute_progress(void *user, const dl_fetch_progress *fetch)
{
    kernel *in = user;
    execution *run = in->execution;
    double now = dl_clock_s();
    bool end = fetch->done == fetch->count;
    if (!run || run->silent || fetch->count < 2 || now - run->began_s < progress_after_s ||
        (!end && now - run->told_s < progress_every_s) || (end && !run->bar))
        return;
    char id[64];
    snprintf(id, sizeof id, "fetch-%lld", (long long)run->number);
    mail_publish(&in->post, run->request, run->bar ? "update_display_data" : "display_data",
                 json_pack("{s:o,s:{},s:{s:s}}", "data", progress_forms(fetch), "metadata",
                           "transient", "display_id", id));
    run->bar = true;
    run->told_s = now;
}

/* --- one step --- */

static int run_step(kernel *in, const dl_step *step, dl_result *result, dl_error *error)
{
    kernel_ready(in, error);
    dl_cancel_reset(&in->cancel);
    atomic_store(&in->running, true);
    if (atomic_load(&in->stopping)) /* asked to stop just before it could be heard */
        dl_cancel_set(&in->cancel, DL_ERR_INTERRUPTED);
    int rc = dl_runner_run(in->runner, step, in->options->timeout_s, result, error);
    atomic_store(&in->running, false);
    if (rc) {
        result->state = DL_STATE_FAILED;
        result->error = *error;
    }
    return result->state == DL_STATE_FAILED ? result->error.kind : 0;
}

static json_t *evaluate(kernel *in, dl_str code)
{
    dl_step step = {
        .inlined = true, .id = DL_STR("expression"), .code = code, .line = 1, .column = 1};
    dl_result result;
    dl_error error;
    json_t *made;
    dl_result_init(&result);
    if (run_step(in, &step, &result, &error) == 0) {
        made = json_pack("{s:s,s:o,s:{}}", "status", "ok", "data", output_plain(result.inline_text),
                         "metadata");
    } else {
        made = output_error(&result.error, &result, code, in->count);
        mail_set(made, "status", json_string("error"));
    }
    dl_result_clear(&result);
    return made;
}

static json_t *evaluate_all(kernel *in, const message *request)
{
    json_t *asked = json_object_get(request->content, "user_expressions"), *value;
    json_t *answers = json_object();
    const char *name;
    json_object_foreach(asked, name, value)
    {
        if (json_is_string(value))
            mail_set(answers, name,
                     evaluate(in, (dl_str){json_string_value(value), json_string_length(value)}));
    }
    return answers;
}

/* --- a cell --- */

/* Front matter as a notebook's: the worker begins anew with its as-of and parameters. */
static int take_front(kernel *in, const magic *cell, dl_result *result)
{
    dl_buf text;
    dl_notebook *read = NULL, *before = in->front;
    dl_buf_init(&text);
    dl_str front = dl_str_trim(cell->front);
    bool fenced = dl_str_starts(front, DL_STR("---\n"));
    dl_buf_puts(&text, fenced ? "" : "---\n");
    dl_buf_add(&text, front);
    dl_buf_puts(&text, fenced ? "\n" : "\n---\n");
    int rc = dl_buf_ok(&text, &result->error);
    if (!rc)
        rc = dl_notebook_parse(&read, dl_buf_str(&text), "cell", &result->error);
    if (rc) {
        result->error.line =
            result->error.line && !fenced ? result->error.line - 1 : result->error.line;
    } else {
        in->front = read;
        rc = kernel_restart(in, &result->error);
        in->front = rc ? before : read;
        dl_notebook_free(rc ? read : before);
    }
    dl_buf_clear(&text);
    result->state = rc ? DL_STATE_FAILED : DL_STATE_OK;
    return rc;
}

static int run_cell(kernel *in, const magic *cell, dl_result *result)
{
    dl_error error;
    if (cell->front.data)
        return take_front(in, cell, result);
    dl_step step = {.language = cell->language,
                    .id = DL_STR("cell"),
                    .code = cell->code,
                    .line = 1,
                    .column = 1,
                    .output = true};
    return run_step(in, &step, result, &error);
}

static void publish_input(kernel *in, const execution *run, dl_str code)
{
    if (!run->silent)
        mail_publish(&in->post, run->request, "execute_input",
                     json_pack("{s:o,s:I}", "code", mail_text(code), "execution_count",
                               (json_int_t)run->number));
}

/* --- failures --- */

static json_t *failed_reply(json_t *error, int64_t number)
{
    mail_set(error, "status", json_string("error"));
    mail_set(error, "execution_count", json_integer(number));
    mail_set(error, "payload", json_array());
    mail_set(error, "user_expressions", json_object());
    return error;
}

void execute_abort(kernel *in, const message *request)
{
    json_t *error = json_pack("{s:s,s:s,s:[]}", "ename", "aborted", "evalue",
                              "a cell before it failed", "traceback");
    mail_reply(in, in->shell, request, "execute_reply", failed_reply(error, in->count));
}

/* What was asked for before the client could know of the failure: cells are not run, the rest is
 * answered. */
static void abort_queue(kernel *in, received *waiting, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const message *asked = &waiting[i].message;
        if (strcmp(asked->kind, "execute_request") == 0) {
            mail_status(&in->post, asked, "busy");
            execute_abort(in, asked);
            mail_status(&in->post, asked, "idle");
        } else {
            request_answer(in, &waiting[i]);
        }
        mail_clear(in, &waiting[i]);
    }
}

static void fail(kernel *in, execution *run, dl_result *result, const magic *cell)
{
    dl_error *error = &result->error;
    if (error->line && !cell->front.data)
        error->line += cell->line - 1;
    dl_str code = message_text(run->request, "code");
    json_t *told = output_error(error, result, code, run->number);
    if (dl_runner_deaths(in->runner) > in->deaths)
        json_array_append_new(json_object_get(told, "traceback"),
                              json_string("note: the variables are gone with the cell's process"));
    if (!run->silent)
        mail_publish(&in->post, run->request, "error", json_deep_copy(told));
    enum { MOST_WAITING = 256 };
    static const size_t size = sizeof(received);
    received *waiting = NULL;
    size_t count = 0;
    if (message_flag(run->request, "stop_on_error", true) && !run->silent)
        waiting = calloc(MOST_WAITING, size);
    while (waiting && count < MOST_WAITING) {
        zmq_pollitem_t item = {.socket = in->shell, .events = ZMQ_POLLIN};
        if (in->zmq.poll(&item, 1, queue_ms) <= 0)
            break;
        if (mail_take(in, in->shell, &waiting[count]))
            count++;
    }
    mail_reply(in, in->shell, run->request, "execute_reply", failed_reply(told, run->number));
    in->execution = NULL;
    if (waiting)
        abort_queue(in, waiting, count);
    free(waiting);
}

static void answer_question(kernel *in, const execution *run, dl_str name)
{
    json_t *page = lookup_page(in, name), *pages = json_array();
    if (page)
        json_array_append_new(
            pages, json_pack("{s:s,s:o,s:i}", "source", "page", "data", page, "start", 0));
    else
        stream(in, DL_STR("nothing is known of that name\n"));
    mail_reply(in, in->shell, run->request, "execute_reply",
               json_pack("{s:s,s:I,s:o,s:{}}", "status", "ok", "execution_count",
                         (json_int_t)run->number, "payload", pages, "user_expressions"));
}

void execute_answer(kernel *in, const message *request)
{
    bool silent = message_flag(request, "silent", false);
    bool keep = !silent && message_flag(request, "store_history", true);
    execution run = {
        .request = request, .number = in->count + 1, .silent = silent, .began_s = dl_clock_s()};
    dl_str code = message_text(request, "code");
    magic cell = magic_read(code);
    dl_result result;
    if (keep)
        in->count++;
    dl_result_init(&result);
    dl_buf_init(&run.shown);
    in->execution = &run;
    publish_input(in, &run, code);
    if (cell.asked.data) {
        answer_question(in, &run, cell.asked);
    } else if (run_cell(in, &cell, &result) == 0) {
        json_t *answers = evaluate_all(in, request);
        mail_reply(in, in->shell, request, "execute_reply",
                   json_pack("{s:s,s:I,s:[],s:o}", "status", "ok", "execution_count",
                             (json_int_t)run.number, "payload", "user_expressions", answers));
    } else {
        fail(in, &run, &result, &cell);
    }
    in->execution = NULL;
    if (keep)
        history_add(&in->history, run.number, code, dl_buf_str(&run.shown));
    dl_buf_clear(&run.shown);
    dl_result_clear(&result);
}
