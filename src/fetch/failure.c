/* What a person is told when a transfer fails. The words are ours: curl's carry times and
 * addresses that differ from run to run, and a report must not. */
#include <string.h>

#include "base/clock.h"
#include "fetch/transfer.h"

static const struct {
    CURLcode code;
    int kind;
    const char *words;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, DL_ERR_NET_UNREACHABLE, "there is no host of that name"},
    {CURLE_COULDNT_CONNECT, DL_ERR_NET_UNREACHABLE, "nothing answers there"},
    {CURLE_PARTIAL_FILE, DL_ERR_NET,
     "the answer is truncated: the connection closed before all of its bytes came"},
    {CURLE_GOT_NOTHING, DL_ERR_NET, "the server closed the connection without an answer"},
    {CURLE_RECV_ERROR, DL_ERR_NET, "the connection was reset while receiving"},
    {CURLE_SEND_ERROR, DL_ERR_NET, "the connection was reset while sending"},
    {CURLE_BAD_CONTENT_ENCODING, DL_ERR_NET,
     "the body's compression (its content encoding) is broken"},
    {CURLE_WEIRD_SERVER_REPLY, DL_ERR_NET, "the server does not answer in HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, DL_ERR_NET, "the server does not answer in HTTP/1.0 or later"},
    {CURLE_HTTP2, DL_ERR_NET, "the server's HTTP/2 is broken"},
    {CURLE_HTTP2_STREAM, DL_ERR_NET, "the server's HTTP/2 is broken"},
    {CURLE_URL_MALFORMAT, DL_ERR_USAGE, "that is no URL"},
};

static const struct {
    CURLcode code;
    const char *words;
} tls_failures[] = {
    {CURLE_PEER_FAILED_VERIFICATION, "its TLS certificate is not valid for this host"},
    {CURLE_SSL_CONNECT_ERROR, "the TLS handshake failed"},
    {CURLE_SSL_CERTPROBLEM, "there is a problem with a TLS certificate"},
    {CURLE_SSL_CIPHER, "there is no TLS cipher in common"},
    {CURLE_SSL_CACERT_BADFILE, "this machine's TLS certificates cannot be read"},
    {CURLE_SSL_ISSUER_ERROR, "its TLS certificate's issuer is not trusted"},
    {CURLE_SSL_INVALIDCERTSTATUS, "its TLS certificate was revoked"},
    {CURLE_USE_SSL_FAILED, "TLS could not be used"},
};

static int tell(const dl_transfer *t, int kind, CURLcode code, const char *words, const char *more,
                dl_error *error)
{
    const dl_url *url = t->url;
    int rc = dl_error_set(error, kind, "cannot fetch from %.*s: %s%s%s", DL_STR_ARG(url->host),
                          words, more[0] ? ": " : "", more);
    dl_error_at(error, url->text.data, 0, 0);
    if (error)
        error->system = (int)code;
    return rc;
}

static int tell_timeout(const dl_transfer *t, CURLcode code, dl_error *error)
{
    bool connected = t->request.size > 0;
    /* where a second begins between two times, curl counts up to 1 ms too much (Curl_timediff) */
    bool late = dl_clock_ms() + 1 >= t->deadline_ms;
    const char *words = "the transfer stalled";
    if (late)
        words = "no whole answer within the time limit";
    else if (!connected)
        words = "no connection within the time limit";
    int rc = tell(t, DL_ERR_NET_TIMEOUT, code, words, "", error);
    dl_error_hint(error, "try again, or allow more time with --timeout");
    return rc;
}

/* A callback's own reason comes first: curl only knows that it was stopped. */
static int tell_own(const dl_transfer *t, const dl_error *reason, dl_error *error)
{
    if (!error)
        return reason->kind;
    *error = *reason;
    if (!error->place[0])
        dl_error_at(error, t->url->text.data, 0, 0);
    return reason->kind;
}

int dl_transfer_outcome(const dl_transfer *t, dl_error *error)
{
    const CURLcode code = t->code;
    int cancelled = dl_cancel_reason(t->options->cancel);
    if (t->failure.kind)
        return tell_own(t, &t->failure, error);
    if (code == CURLE_OK || t->cut) {
        int rc = dl_buf_ok(&t->headers, error);
        return rc ? rc : dl_buf_ok(&t->request, error);
    }
    if (code == CURLE_ABORTED_BY_CALLBACK && cancelled)
        return dl_error_set(error, cancelled, "the fetch was stopped");
    if (code == CURLE_COULDNT_CONNECT && t->refused.kind && t->tried == 0)
        return tell_own(t, &t->refused, error);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return tell_timeout(t, code, error);
    if (code == CURLE_FILESIZE_EXCEEDED)
        return tell(t, DL_ERR_LIMIT_SIZE, code, "the body is too large for the limit", "", error);
    if (code == CURLE_RECV_ERROR && t->bad_chunks)
        /* so curl says that chunks are no chunks; that comes again, where a reset may not */
        return tell(t, DL_ERR_NET, CURLE_WEIRD_SERVER_REPLY, "the body's chunks are broken", "",
                    error);
    if (code == CURLE_OUT_OF_MEMORY && t->request.size && !t->block_done)
        /* so curl says that one header line passed its own 100 KB */
        return tell(t, DL_ERR_LIMIT_SIZE, code, "a header line is too long", "", error);
    if (code == CURLE_OUT_OF_MEMORY)
        return tell(t, DL_ERR_MEMORY, code, "memory ran out", "", error);
    for (size_t i = 0; i < sizeof tls_failures / sizeof *tls_failures; i++)
        if (tls_failures[i].code == code)
            return tell(t, DL_ERR_NET_TLS, code, tls_failures[i].words, t->detail, error);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (failures[i].code == code)
            return tell(t, failures[i].kind, code, failures[i].words, "", error);
    return tell(t, DL_ERR_NET, code, curl_easy_strerror(code), "", error);
}
