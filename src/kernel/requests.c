/* What shell is asked for, one row a kind. */
#include <string.h>

#include "dateline/engine.h"
#include "kernel/kernel.h"

json_t *request_kernel_info(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s, s:s, s:s}, s:s, s:b, s:[]}",
                     "status", "ok", "protocol_version", "5.3", "implementation", "dateline",
                     "implementation_version", DL_VERSION, "language_info", "name", "lua",
                     "version", dl_engine_library(NULL), "mimetype", "text/x-lua", "file_extension",
                     ".lua", "pygments_lexer", "lua", "codemirror_mode", "lua", "banner",
                     "dateline " DL_VERSION
                     ": a notebook of sources and dates; a name and ? says what it does",
                     "debugger", 0, "help_links");
}

static void answer_kernel_info(kernel *in, const message *request)
{
    mail_reply(in, in->shell, request, "kernel_info_reply", request_kernel_info());
}

static void answer_comm_info(kernel *in, const message *request)
{
    mail_reply(in, in->shell, request, "comm_info_reply",
               json_pack("{s:s,s:{}}", "status", "ok", "comms"));
}

/* Widgets are not known here: a comm that a client opens is closed again. */
static void answer_comm_open(kernel *in, const message *request)
{
    dl_str id = message_text(request, "comm_id");
    mail_publish(&in->post, request, "comm_close",
                 json_pack("{s:o,s:{}}", "comm_id", mail_text(id), "data"));
}

static void take_nothing(kernel *in, const message *request)
{
    (void)in;
    (void)request;
}

static void answer_history(kernel *in, const message *request)
{
    history_ask ask = {.access = message_text(request, "hist_access_type"),
                       .output = message_flag(request, "output", false),
                       .unique = message_flag(request, "unique", false),
                       .session = message_number(request, "session", 0),
                       .start = message_number(request, "start", 0),
                       .stop = message_number(request, "stop", 0),
                       .n = message_number(request, "n", 0),
                       .pattern = message_text(request, "pattern")};
    mail_reply(in, in->shell, request, "history_reply",
               json_pack("{s:s,s:o}", "status", "ok", "history", history_find(&in->history, &ask)));
}

json_t *request_shutdown_reply(const message *request)
{
    return json_pack("{s:s,s:b}", "status", "ok", "restart",
                     (int)message_flag(request, "restart", false));
}

/* Clients before 5.4 may ask here too. */
static void answer_shutdown(kernel *in, const message *request)
{
    mail_reply(in, in->shell, request, "shutdown_reply", request_shutdown_reply(request));
    mail_publish(&in->post, request, "shutdown_reply", request_shutdown_reply(request));
    kernel_stop(in);
}

static const struct {
    const char *kind;
    void (*answer)(kernel *in, const message *request);
} rows[] = {{"kernel_info_request", answer_kernel_info},
            {"execute_request", execute_answer},
            {"complete_request", lookup_complete},
            {"inspect_request", lookup_inspect},
            {"is_complete_request", lookup_is_complete},
            {"history_request", answer_history},
            {"comm_info_request", answer_comm_info},
            {"comm_open", answer_comm_open},
            {"comm_msg", take_nothing},
            {"comm_close", take_nothing},
            {"shutdown_request", answer_shutdown}};

void request_answer(kernel *in, received *request)
{
    const message *asked = &request->message;
    mail_status(&in->post, asked, "busy");
    size_t i = 0, count = sizeof rows / sizeof *rows;
    while (i < count && strcmp(rows[i].kind, asked->kind) != 0)
        i++;
    if (i < count)
        rows[i].answer(in, asked);
    else
        kernel_warn("shell knows no %.60s", asked->kind);
    mail_status(&in->post, asked, "idle");
}
