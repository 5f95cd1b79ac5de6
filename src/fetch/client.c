#include "fetch/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fetch/header.h"
#include "fetch/log.h"
#include "fetch/secret.h"
#include "fetch/transfer.h"

/* A transfer that brings fewer bytes than this a second is stalled. */
enum { STALLED_BYTES = 200 };
/* Handles that are kept for the next request: making one takes longer than sending a request. */
enum { SPARE_HANDLES = 64 };

static const char accept_line[] = "Accept: text/html,application/xhtml+xml,application/json;q=0.9,"
                                  "application/xml;q=0.9,*/*;q=0.8";

/* Connections that are kept open while nothing is asked of them. */
static const long most_connections = 256;

struct dl_client {
    const dl_fetch_options *options;
    CURLM *multi;
    bool started; /* curl_global_init was called, and counts */
    CURL *spare[SPARE_HANDLES];
    size_t spare_count;
};

/* libcurl would write TLS secrets to the file that SSLKEYLOGFILE names, and reads it only here. */
static bool start_curl(void)
{
    const char *set = getenv("SSLKEYLOGFILE");
    char *log = set ? strdup(set) : NULL;
    if (set)
        unsetenv("SSLKEYLOGFILE");
    bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (log)
        setenv("SSLKEYLOGFILE", log, 1);
    free(log);
    return started;
}

int dl_client_new(dl_client **out, const dl_fetch_options *options, dl_error *error)
{
    dl_client *client = calloc(1, sizeof *client);
    *out = NULL;
    if (!client)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while starting the network");
    client->options = options;
    client->started = start_curl();
    client->multi = client->started ? curl_multi_init() : NULL;
    if (!client->multi) {
        dl_client_free(client);
        return dl_error_set(error, DL_ERR_NET, "the network library cannot be started");
    }
    /* one connection for all requests to a host, where it speaks HTTP/2 */
    curl_multi_setopt(client->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, most_connections);
    *out = client;
    return 0;
}

void dl_client_free(dl_client *client)
{
    if (!client)
        return;
    while (client->spare_count > 0)
        curl_easy_cleanup(client->spare[--client->spare_count]);
    if (client->multi)
        curl_multi_cleanup(client->multi);
    if (client->started)
        curl_global_cleanup();
    free(client);
}

/* Says who asks, and where the person who asks can be found. */
static void write_agent(const dl_fetch_options *options, char *agent, size_t size)
{
    if (options->user_agent)
        snprintf(agent, size, "%s", options->user_agent);
    else if (options->contact && options->contact[0])
        snprintf(agent, size, "dateline/" DL_VERSION " (captures sources for a report; %s)",
                 options->contact);
    else
        snprintf(agent, size, "dateline/" DL_VERSION " (captures sources for a report)");
}

/* Nothing from the environment or the user's files, unless a person asked for the proxy that it
 * names: the same request on every machine. Bodies stay in their coding, which is part of the
 * proof, and are decoded by ourselves, within limits. */
static CURLcode set_policy(CURL *handle, const dl_fetch_options *options)
{
    char agent[256];
    write_agent(options, agent, sizeof agent);
    const CURLcode results[] = {
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
        curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L),
        curl_easy_setopt(handle, CURLOPT_PROXY, options->proxy_from_environment ? NULL : ""),
        curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED),
        curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS),
        curl_easy_setopt(handle, CURLOPT_USERAGENT, agent),
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L),
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, (long)STALLED_BYTES),
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)options->stall_seconds),
        curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms),
    };
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (results[i] != CURLE_OK)
            return results[i];
    if (options->certificates) /* NULL would mean: trust nobody */
        return curl_easy_setopt(handle, CURLOPT_CAINFO, options->certificates);
    return CURLE_OK;
}

static bool append(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = line ? curl_slist_append(*list, line) : NULL;
    if (longer)
        *list = longer;
    return longer != NULL;
}

static bool append_line(struct curl_slist **list, const char *name, dl_str value)
{
    dl_buf line = {0};
    if (value.size == 0)
        return true;
    dl_buf_puts(&line, name);
    dl_buf_add(&line, value);
    bool ok = append(list, line.failed ? NULL : line.data);
    dl_buf_clear(&line);
    return ok;
}

static bool append_asked(dl_transfer *t)
{
    bool accept = false, ok = true;
    for (size_t i = 0; ok && t->ask && i < t->ask->header_count; i++) {
        dl_str line = t->ask->headers[i];
        if (dl_header_is_secret(line) && !t->secrets)
            continue;
        accept = accept || dl_str_is_word(dl_header_name(line), "Accept");
        ok = append_line(&t->lines, "", line);
    }
    return ok && (accept || append(&t->lines, accept_line));
}

static CURLcode set_request(CURL *handle, dl_transfer *t)
{
    int64_t left = t->deadline_ms - dl_clock_ms();
    if (left < 1) /* 0 would mean: without limit */
        left = 1;
    if (!append_asked(t) || !append(&t->lines, "Accept-Encoding: gzip, deflate") ||
        !append_line(&t->lines, "If-None-Match: ", t->etag) ||
        !append_line(&t->lines, "If-Modified-Since: ", t->last_modified))
        return CURLE_OUT_OF_MEMORY;
    const CURLcode results[] = {
        curl_easy_setopt(handle, CURLOPT_URL, t->url->text.data),
        /* wait for a connection that may be shared: only TLS says (ALPN) whether it can be */
        curl_easy_setopt(handle, CURLOPT_PIPEWAIT,
                         dl_str_equal(t->url->scheme, DL_STR("https")) ? 1L : 0L),
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, t->lines),
        curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)left),
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, t->detail),
        curl_easy_setopt(handle, CURLOPT_PRIVATE, t),
        curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE,
                         t->most ? (curl_off_t)0 : (curl_off_t)t->options->max_bytes),
    };
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (results[i] != CURLE_OK)
            return results[i];
    return CURLE_OK;
}

static void put_away(dl_client *client, dl_transfer *t)
{
    curl_slist_free_all(t->lines);
    t->lines = NULL;
    if (t->handle && client->spare_count < SPARE_HANDLES) {
        curl_easy_reset(t->handle);
        client->spare[client->spare_count++] = t->handle;
    } else {
        curl_easy_cleanup(t->handle);
    }
    t->handle = NULL;
}

int dl_client_start(dl_client *client, dl_transfer *t, dl_error *error)
{
    t->handle = client->spare_count ? client->spare[--client->spare_count] : curl_easy_init();
    t->code = t->handle ? set_policy(t->handle, client->options) : CURLE_OUT_OF_MEMORY;
    if (t->code == CURLE_OK)
        t->code = dl_transfer_attach(t, t->handle);
    if (t->code == CURLE_OK)
        t->code = set_request(t->handle, t);
    if (t->code == CURLE_OK && curl_multi_add_handle(client->multi, t->handle) != CURLM_OK)
        t->code = CURLE_FAILED_INIT;
    if (t->code == CURLE_OK)
        return 0;
    put_away(client, t);
    return dl_transfer_outcome(t, error);
}

int dl_client_run(dl_client *client, int wait_ms, dl_error *error)
{
    int running = 0;
    CURLMcode code = curl_multi_poll(client->multi, NULL, 0, wait_ms, NULL);
    if (code == CURLM_OK)
        code = curl_multi_perform(client->multi, &running);
    if (code == CURLM_OK)
        return 0;
    return dl_error_set(error, code == CURLM_OUT_OF_MEMORY ? DL_ERR_MEMORY : DL_ERR_NET,
                        "the network cannot be used: %s", curl_multi_strerror(code));
}

dl_transfer *dl_client_finished(dl_client *client)
{
    CURLMsg *message;
    int left = 0;
    while ((message = curl_multi_info_read(client->multi, &left))) {
        dl_transfer *t = NULL;
        long status = 0;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result; /* gone with the handle */
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        t->status = (int)status;
        t->code = code;
        curl_multi_remove_handle(client->multi, t->handle);
        put_away(client, t);
        dl_log_transfer(t);
        return t;
    }
    return NULL;
}

void dl_client_stop(dl_client *client, dl_transfer *t)
{
    if (!t->handle)
        return;
    curl_multi_remove_handle(client->multi, t->handle);
    put_away(client, t);
}

void dl_client_wake(dl_client *client)
{
    curl_multi_wakeup(client->multi);
}
