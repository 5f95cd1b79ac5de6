#include "serve/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/random.h"
#include "serve/stream.h"

enum {
    MOST_CONNECTIONS = 16,
    TOKEN_BYTES = 16,
    MOST_BODY = 16384,   /* of what a page asks to be done */
    IDLE_S = 20,         /* of a connection that asks nothing */
    HEARTBEAT_MS = 10000 /* a line that says nothing: who is gone is noticed by it */
};

struct serve_server {
    struct MHD_Daemon *daemon;
    serve_calls calls;
    char token[2 * TOKEN_BYTES + 1];
    char address[128], hosts[2][32], origins[2][48];
    stream stream;
    double beat_ms;
};

/* --- answers --- */

static const char base_policy[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src ";

static void add_headers(struct MHD_Response *response, const char *type)
{
    static const char *const headers[][2] = {{"Cache-Control", "no-store"},
                                             {"X-Content-Type-Options", "nosniff"},
                                             {"Referrer-Policy", "no-referrer"},
                                             {"Cross-Origin-Opener-Policy", "same-origin"},
                                             {"Cross-Origin-Resource-Policy", "same-origin"}};
    MHD_add_response_header(response, "Content-Type", type);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
}

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              dl_str body, const char *hashes)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body.size, (void *)body.data, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    dl_buf policy = {0};
    dl_buf_printf(&policy, "%s%s", base_policy, hashes ? hashes : "'none'");
    add_headers(response, type);
    if (policy.data)
        MHD_add_response_header(response, "Content-Security-Policy", policy.data);
    dl_buf_clear(&policy);
    if (status == 405)
        MHD_add_response_header(response, "Allow", "GET, POST");
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
    return answer(connection, status, "text/plain; charset=utf-8", dl_str_of(why), NULL);
}

/* --- who asks --- */

static dl_str header(struct MHD_Connection *connection, const char *name)
{
    return dl_str_of(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

/* A page of another site whose name was made to lead here has that name as Host. */
static bool good_host(const serve_server *server, struct MHD_Connection *connection)
{
    dl_str host = header(connection, "Host");
    return dl_str_same_letters(host, dl_str_of(server->hosts[0])) ||
           dl_str_same_letters(host, dl_str_of(server->hosts[1]));
}

static bool good_origin(const serve_server *server, dl_str origin)
{
    return dl_str_same_letters(origin, dl_str_of(server->origins[0])) ||
           dl_str_same_letters(origin, dl_str_of(server->origins[1]));
}

/* In a time that does not tell how many of its characters were right. */
static bool is_token(const serve_server *server, dl_str given)
{
    unsigned differs = given.size != 2 * TOKEN_BYTES;
    for (size_t i = 0; i < 2 * TOKEN_BYTES; i++)
        differs |=
            (unsigned char)(i < given.size ? given.data[i] : 0) ^ (unsigned char)server->token[i];
    return differs == 0;
}

/* "/TOKEN/rest": the rest; false for any other path. */
static bool after_token(const serve_server *server, const char *url, dl_str *rest)
{
    if (url[0] != '/')
        return false;
    dl_str token = dl_str_cut(dl_str_of(url + 1), '/', rest);
    return is_token(server, token) && rest->data;
}

/* --- requests --- */

static enum MHD_Result send_events(serve_server *server, struct MHD_Connection *connection)
{
    dl_str position = header(connection, "Last-Event-ID");
    if (position.size == 0)
        position =
            dl_str_of(MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "after"));
    struct MHD_Response *response = stream_response(&server->stream, connection, position);
    if (!response)
        return MHD_NO;
    add_headers(response, "text/event-stream");
    enum MHD_Result queued = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result send_document(serve_server *server, struct MHD_Connection *connection)
{
    char position[EVENTS_POSITION];
    dl_buf page = {0}, hashes = {0};
    stream_position(&server->stream, position);
    server->calls.document(server->calls.user, dl_str_of(position), &page, &hashes);
    bool good = !page.failed && !hashes.failed && page.data && hashes.data;
    enum MHD_Result queued =
        good ? answer(connection, 200, "text/html; charset=utf-8", dl_buf_str(&page), hashes.data)
             : refuse(connection, 500, "memory ran out\n");
    dl_buf_clear(&page);
    dl_buf_clear(&hashes);
    return queued;
}

/* What was sent with a POST, until it is all there. */
typedef struct request {
    bool begun, too_large;
    dl_buf body;
} request;

static enum MHD_Result act(serve_server *server, struct MHD_Connection *connection, dl_str name,
                           const request *asked)
{
    dl_str type = header(connection, "Content-Type");
    /* a type that no form has: another site's page cannot send it unasked (Fetch Standard §2.2.2)
     */
    if (!dl_str_starts(type, DL_STR("application/json")))
        return refuse(connection, 415, "application/json is expected\n");
    if (asked->too_large || asked->body.failed)
        return refuse(connection, 413, "that is too much\n");
    dl_buf out = {0};
    unsigned status = server->calls.act(server->calls.user, name, dl_buf_str(&asked->body), &out);
    enum MHD_Result queued = answer(connection, status, "application/json", dl_buf_str(&out), NULL);
    dl_buf_clear(&out);
    return queued;
}

static enum MHD_Result route(serve_server *server, struct MHD_Connection *connection,
                             const char *url, const char *method, const request *asked)
{
    dl_str rest, origin = header(connection, "Origin");
    bool get = strcmp(method, "GET") == 0, post = strcmp(method, "POST") == 0;
    if (!good_host(server, connection))
        return refuse(connection, 403, "this is not the name of this server\n");
    if ((post || origin.size) && !good_origin(server, origin))
        return refuse(connection, 403, "only the page itself may ask that\n");
    if (!after_token(server, url, &rest))
        return refuse(connection, 404, "there is nothing here\n");
    bool page = rest.size == 0, follow = dl_str_equal(rest, DL_STR("events"));
    if (!get && !(post && !page && !follow))
        return refuse(connection, 405, "this cannot be asked here\n");
    if (get && page)
        return send_document(server, connection);
    if (get && follow)
        return send_events(server, connection);
    if (post)
        return act(server, connection, rest, asked);
    return refuse(connection, 404, "there is nothing here\n");
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **held)
{
    (void)version;
    request *asked = *held;
    if (!asked) {
        *held = calloc(1, sizeof(request));
        return *held ? MHD_YES : MHD_NO;
    }
    if (*size > 0) {
        asked->too_large = asked->too_large || asked->body.size + *size > MOST_BODY;
        if (!asked->too_large)
            dl_buf_append(&asked->body, data, *size);
        *size = 0;
        return MHD_YES;
    }
    return route(user, connection, url, method, asked);
}

static void on_completed(void *user, struct MHD_Connection *connection, void **held,
                         enum MHD_RequestTerminationCode how)
{
    (void)user;
    (void)connection;
    (void)how;
    request *asked = *held;
    if (!asked)
        return;
    dl_buf_clear(&asked->body);
    free(asked);
    *held = NULL;
}

/* A URL that is escaped oddly is no path of ours: it stays as it is, and is not found. */
static size_t keep_escapes(void *user, struct MHD_Connection *connection, char *text)
{
    (void)user;
    (void)connection;
    return strlen(text);
}

static void say_nothing(void *user, const char *format, va_list arguments)
{
    (void)user;
    (void)format;
    (void)arguments;
}

/* --- opening and closing --- */

static int listen_on(serve_server *server, unsigned port, dl_error *error)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, (uint16_t)port, NULL, NULL,
        on_request, server, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&here, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_END);
    if (!server->daemon)
        return dl_error_set(error, DL_ERR_IO, "port %u of 127.0.0.1 cannot be had: %s", port,
                            strerror(errno));
    return 0;
}

static void name_all(serve_server *server)
{
    unsigned port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    static const char *const names[] = {"127.0.0.1", "localhost"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(server->hosts[i], sizeof server->hosts[i], "%s:%u", names[i], port);
        snprintf(server->origins[i], sizeof server->origins[i], "http://%s:%u", names[i], port);
    }
    snprintf(server->address, sizeof server->address, "http://127.0.0.1:%u/%s/", port,
             server->token);
}

int server_open(serve_server **out, unsigned port, const serve_calls *calls, dl_error *error)
{
    serve_server *server = calloc(1, sizeof *server);
    if (!server)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    server->calls = *calls;
    int rc = dl_random_hex(server->token, TOKEN_BYTES, error);
    if (rc == 0)
        rc = stream_init(&server->stream, &server->calls, error);
    if (rc == 0)
        rc = listen_on(server, port, error);
    if (rc != 0) {
        free(server);
        return rc;
    }
    name_all(server);
    *out = server;
    return 0;
}

void server_close(serve_server *server)
{
    if (!server)
        return;
    stream_end(&server->stream);
    MHD_run(server->daemon);
    MHD_stop_daemon(server->daemon);
    stream_clear(&server->stream);
    free(server);
}

const char *server_address(const serve_server *server)
{
    return server->address;
}

/* --- running --- */

int server_fds(const serve_server *server, int *fds, int most)
{
    fds[0] = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    return 1 + stream_fds(&server->stream, fds + 1, most - 1);
}

int server_timeout(const serve_server *server)
{
    unsigned long long due = 0;
    if (MHD_get_timeout(server->daemon, &due) == MHD_YES && due < HEARTBEAT_MS)
        return (int)due;
    return HEARTBEAT_MS;
}

void server_run(serve_server *server)
{
    double now = dl_clock_s() * 1e3;
    bool beat = now - server->beat_ms > HEARTBEAT_MS;
    if (beat)
        server->beat_ms = now;
    stream_run(&server->stream, beat);
    MHD_run(server->daemon);
}

int server_publish(serve_server *server, dl_str event, dl_error *error)
{
    return stream_publish(&server->stream, event, error);
}

int server_tell(serve_server *server, serve_topic which, dl_str event, dl_error *error)
{
    return stream_tell(&server->stream, which, event, error);
}
