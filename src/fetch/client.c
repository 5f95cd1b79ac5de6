#include "fetch/client.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fetch/transfer.h"

/* A transfer that brings fewer bytes than this a second for so long is stalled. */
enum { STALLED_BYTES = 200, STALLED_SECONDS = 20 };
/* How soon a person's Ctrl-C is seen while nothing comes. */
enum { LOOK_UP_MS = 100 };

static const char own_user_agent[] = "dateline/" DL_VERSION " (captures sources for a report)";
static const char accept_line[] = "Accept: text/html,application/xhtml+xml,application/json;q=0.9,"
                                  "application/xml;q=0.9,*/*;q=0.8";

struct dl_client {
    const dl_fetch_options *options;
    CURLM *multi;
    bool started; /* curl_global_init was called, and counts */
};

int64_t dl_clock_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void dl_answer_clear(dl_answer *answer)
{
    dl_buf_clear(&answer->request);
    dl_buf_clear(&answer->headers);
    dl_buf_clear(&answer->body);
    answer->status = 0;
}

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
    *out = client;
    return 0;
}

void dl_client_free(dl_client *client)
{
    if (!client)
        return;
    if (client->multi)
        curl_multi_cleanup(client->multi);
    if (client->started)
        curl_global_cleanup();
    free(client);
}

/* Nothing from the environment or the user's files: the same request on every machine. */
static CURLcode set_policy(CURL *handle, const dl_fetch_options *options)
{
    const char *agent = options->user_agent ? options->user_agent : own_user_agent;
    const CURLcode results[] = {
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
        curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L),
        curl_easy_setopt(handle, CURLOPT_PROXY, ""),
        curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED),
        curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1),
        curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip, deflate"),
        curl_easy_setopt(handle, CURLOPT_USERAGENT, agent),
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L),
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, (long)STALLED_BYTES),
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)STALLED_SECONDS),
        curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)options->max_bytes),
        curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms),
    };
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (results[i] != CURLE_OK)
            return results[i];
    return CURLE_OK;
}

static bool append(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = line ? curl_slist_append(*list, line) : NULL;
    if (longer)
        *list = longer;
    return longer != NULL;
}

static bool append_asked(struct curl_slist **list, const dl_ask *ask)
{
    dl_buf line = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < ask->header_count; i++) {
        dl_buf_truncate(&line, 0);
        dl_buf_add(&line, ask->headers[i]);
        ok = append(list, line.failed ? NULL : line.data);
    }
    dl_buf_clear(&line);
    return ok;
}

static bool append_validator(struct curl_slist **list, const char *name, dl_str value)
{
    if (value.size == 0)
        return true;
    dl_buf line = {0};
    dl_buf_puts(&line, name);
    dl_buf_puts(&line, ": ");
    dl_buf_add(&line, value);
    bool ok = append(list, line.failed ? NULL : line.data);
    dl_buf_clear(&line);
    return ok;
}

static CURLcode set_request(CURL *handle, const dl_request *request, struct curl_slist **headers)
{
    int64_t left = request->deadline_ms - dl_clock_ms();
    if (left < 1) /* 0 would mean: without limit */
        left = 1;
    if (!append(headers, accept_line) || !append_asked(headers, request->ask) ||
        !append_validator(headers, "If-None-Match", request->etag) ||
        !append_validator(headers, "If-Modified-Since", request->last_modified))
        return CURLE_OUT_OF_MEMORY;
    CURLcode code = curl_easy_setopt(handle, CURLOPT_URL, request->url->text.data);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_HTTPHEADER, *headers);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)left);
    return code;
}

/* Runs the one transfer of multi to its end, and looks up often enough to be stopped. */
static CURLcode run(CURLM *multi, CURL *handle, const dl_cancel *cancel)
{
    int running = 1, left = 0;
    if (curl_multi_add_handle(multi, handle) != CURLM_OK)
        return CURLE_FAILED_INIT;
    CURLcode result = CURLE_FAILED_INIT;
    while (running) {
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            break;
        if (running && dl_cancel_reason(cancel)) {
            result = CURLE_ABORTED_BY_CALLBACK;
            break;
        }
        if (running)
            curl_multi_poll(multi, NULL, 0, LOOK_UP_MS, NULL);
    }
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)))
        if (message->msg == CURLMSG_DONE && message->easy_handle == handle)
            result = message->data.result;
    curl_multi_remove_handle(multi, handle);
    return result;
}

int dl_client_get(dl_client *client, const dl_request *request, dl_answer *answer, dl_error *error)
{
    char detail[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers = NULL;
    long status = 0;
    dl_transfer transfer = {.options = client->options, .request = request, .answer = answer};
    dl_answer_clear(answer);
    CURL *handle = curl_easy_init();
    CURLcode code = handle ? set_policy(handle, client->options) : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK)
        code = dl_transfer_attach(&transfer, handle);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail);
    if (code == CURLE_OK)
        code = set_request(handle, request, &headers);
    if (code == CURLE_OK)
        code = run(client->multi, handle, client->options->cancel);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    answer->status = (int)status;
    if (code != CURLE_OK)
        return dl_failure_told(&transfer, code, detail, error);
    int rc = dl_buf_ok(&answer->headers, error);
    return rc ? rc : dl_buf_ok(&answer->request, error);
}
