#include "fetch/transfer.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch/capture_time.h"
#include "fetch/guard.h"
#include "fetch/header.h"

/* Servers send 1 to 8 KiB in 10 to 40 lines. */
static const size_t header_bytes_limit = (size_t)256 << 10;
static const size_t header_lines_limit = 400;

/* RFC 9112 §6.3: nobody can say where such a body ends. curl would take the last. */
static bool lengths_differ(dl_str block)
{
    dl_str length = dl_header_value(block, "Content-Length");
    if (dl_header_value(block, "Transfer-Encoding").size)
        return false; /* it alone counts */
    dl_str line, value;
    while (dl_header_next(&block, &line))
        if (dl_str_is_word(dl_str_cut(line, ':', &value), "Content-Length") &&
            !dl_str_equal(dl_str_trim(value), length))
            return true;
    return false;
}

static size_t on_header(char *data, size_t size, size_t count, void *user)
{
    dl_transfer *t = user;
    dl_str line = {data, size * count};
    t->header_bytes += line.size;
    if (t->header_bytes > header_bytes_limit || ++t->header_lines > header_lines_limit) {
        dl_error_set(&t->failure, DL_ERR_LIMIT_SIZE,
                     "the server's headers are past the limit of %zu lines or %zu KiB",
                     header_lines_limit, header_bytes_limit >> 10);
        return 0;
    }
    if (dl_str_starts(line, DL_STR("HTTP/"))) { /* a new block: after 1xx, the final one */
        dl_buf_truncate(&t->headers, 0);
        t->block_done = false;
        t->answered_at_us = dl_capture_time_us();
    }
    if (t->block_done)
        return line.size; /* a trailer: not of the header block */
    dl_buf_add(&t->headers, line);
    t->block_done = line.size <= 2 && (line.data[0] == '\r' || line.data[0] == '\n');
    if (t->block_done && lengths_differ(dl_buf_str(&t->headers))) {
        dl_error_set(&t->failure, DL_ERR_NET,
                     "cannot fetch from %.*s: the answer has two lengths of its body "
                     "(Content-Length) that differ",
                     DL_STR_ARG(t->url->host));
        return 0;
    }
    return line.size;
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    dl_transfer *t = user;
    size_t more = size * count;
    size_t limit = (size_t)t->options->max_bytes;
    if (t->most && more > t->most - t->body.size) {
        t->cut = dl_spool_add(&t->body, data, t->most - t->body.size, &t->failure) == 0;
        return 0;
    }
    if (more > limit || t->body.size > limit - more) {
        dl_error_set(&t->failure, DL_ERR_LIMIT_SIZE,
                     "the body is too large: it passes the limit of %zu bytes", limit);
        return 0;
    }
    return dl_spool_add(&t->body, data, more, &t->failure) ? 0 : more;
}

static int on_debug(CURL *handle, curl_infotype type, char *data, size_t size, void *user)
{
    dl_transfer *t = user;
    (void)handle;
    /* its error buffer may keep what a connection said that was found closed */
    if (type == CURLINFO_TEXT && dl_str_find((dl_str){data, size}, DL_STR("chunk"), 0) < size)
        t->bad_chunks = true;
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    t->bad_chunks = false;
    /* a request sent again on a fresh connection replaces the one that found it closed */
    dl_buf_truncate(&t->request, 0);
    t->asked_at_us = dl_capture_time_us();
    dl_buf_append(&t->request, data, size);
    return 0;
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *to)
{
    dl_transfer *t = user;
    dl_address address;
    (void)purpose;
    if (!dl_address_of(&to->addr, &address)) {
        dl_error_set(&t->refused, DL_ERR_PERMISSION, "only IP addresses are connected to");
        return CURL_SOCKET_BAD;
    }
    /* a proxy that a person asked for is where they said; what it reaches is theirs to know */
    if (!t->options->proxy_from_environment &&
        dl_guard_address(t->options, t->url, &address, &t->refused))
        return CURL_SOCKET_BAD;
    int fd = socket(to->family, to->socktype, to->protocol);
    if (fd < 0)
        return CURL_SOCKET_BAD;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    t->tried++;
    return fd;
}

/* Also asked for a connection that is used again, which opens no socket. */
static int on_connected(void *user, char *remote, char *local, int remote_port, int local_port)
{
    dl_transfer *t = user;
    dl_address address;
    (void)local;
    (void)local_port;
    (void)remote_port;
    snprintf(t->peer, sizeof t->peer, "%s", remote);
    if (t->options->proxy_from_environment)
        return CURL_PREREQFUNC_OK;
    if (!dl_address_parse(dl_str_of(remote), &address))
        dl_error_set(&t->failure, DL_ERR_PERMISSION, "the connected address is not known");
    else
        dl_guard_address(t->options, t->url, &address, &t->failure);
    return t->failure.kind ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static int on_progress(void *user, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now)
{
    const dl_transfer *t = user;
    (void)total;
    (void)now;
    (void)up_total;
    (void)up_now;
    return dl_cancel_reason(t->options->cancel) != 0;
}

CURLcode dl_transfer_attach(dl_transfer *t, CURL *handle)
{
    const CURLcode results[] = {
        curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header),
        curl_easy_setopt(handle, CURLOPT_HEADERDATA, t),
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body),
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, t),
        curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L), /* else curl does not call on_debug */
        curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, on_debug),
        curl_easy_setopt(handle, CURLOPT_DEBUGDATA, t),
        curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_open_socket),
        curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, t),
        curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, on_connected),
        curl_easy_setopt(handle, CURLOPT_PREREQDATA, t),
        curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L),
        curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress),
        curl_easy_setopt(handle, CURLOPT_XFERINFODATA, t),
    };
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (results[i] != CURLE_OK)
            return results[i];
    return CURLE_OK;
}

void dl_transfer_clear(dl_transfer *t)
{
    dl_buf_clear(&t->request);
    dl_buf_clear(&t->headers);
    dl_spool_clear(&t->body);
    t->status = 0;
    t->code = CURLE_OK;
    t->peer[0] = t->detail[0] = '\0';
    t->asked_at_us = t->answered_at_us = 0;
    t->header_bytes = t->header_lines = 0;
    t->block_done = t->cut = t->bad_chunks = false;
    t->tried = 0;
    dl_error_clear(&t->refused);
    dl_error_clear(&t->failure);
}
