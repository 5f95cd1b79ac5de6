#include "fetch/retry.h"

#include <curl/curl.h>
#include <stddef.h>

#include "fetch/cache_control.h"
#include "fetch/header.h"
#include "fetch/http_date.h"

dl_outcome dl_outcome_of_error(int kind, int system)
{
    static const struct {
        CURLcode code;
        dl_outcome outcome;
    } codes[] = {
        {CURLE_COULDNT_RESOLVE_HOST, DL_OUTCOME_NO_HOST},
        {CURLE_COULDNT_CONNECT, DL_OUTCOME_REFUSED},
        {CURLE_PARTIAL_FILE, DL_OUTCOME_RESET},
        {CURLE_GOT_NOTHING, DL_OUTCOME_RESET},
        {CURLE_RECV_ERROR, DL_OUTCOME_RESET},
        {CURLE_SEND_ERROR, DL_OUTCOME_RESET},
        {CURLE_HTTP2, DL_OUTCOME_RESET},
        {CURLE_HTTP2_STREAM, DL_OUTCOME_RESET},
        {CURLE_OPERATION_TIMEDOUT, DL_OUTCOME_TIMEOUT},
        {CURLE_BAD_CONTENT_ENCODING, DL_OUTCOME_PROTOCOL},
        {CURLE_WEIRD_SERVER_REPLY, DL_OUTCOME_PROTOCOL},
        {CURLE_UNSUPPORTED_PROTOCOL, DL_OUTCOME_PROTOCOL},
    };
    static const struct {
        dl_kind kind;
        dl_outcome outcome;
    } kinds[] = {
        {DL_ERR_NET_TIMEOUT, DL_OUTCOME_TIMEOUT}, {DL_ERR_NET_TLS, DL_OUTCOME_TLS},
        {DL_ERR_PERMISSION, DL_OUTCOME_DENIED},   {DL_ERR_LIMIT_SIZE, DL_OUTCOME_LIMIT},
        {DL_ERR_LIMIT_TIME, DL_OUTCOME_STOPPED},  {DL_ERR_LIMIT_MEMORY, DL_OUTCOME_LIMIT},
        {DL_ERR_INTERRUPTED, DL_OUTCOME_STOPPED},
    };
    /* what dateline itself refuses comes first: curl's code is then only how it was stopped */
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return kinds[i].outcome;
    if (kind == DL_ERR_NET || kind == DL_ERR_NET_UNREACHABLE)
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
            if ((int)codes[i].code == system)
                return codes[i].outcome;
    return kind == DL_OK ? DL_OUTCOME_ANSWERED : DL_OUTCOME_OTHER;
}

bool dl_retry_worth(dl_outcome outcome, int status)
{
    switch (outcome) {
    case DL_OUTCOME_ANSWERED:
        /* 500 is a program's own fault, and comes again; these are a moment's */
        return status == 408 || status == 429 || status == 502 || status == 503 || status == 504;
    case DL_OUTCOME_REFUSED:
    case DL_OUTCOME_RESET:
    case DL_OUTCOME_TIMEOUT:
        return true;
    case DL_OUTCOME_NO_HOST:
    case DL_OUTCOME_TLS:
    case DL_OUTCOME_LIMIT:
    case DL_OUTCOME_DENIED:
    case DL_OUTCOME_PROTOCOL:
    case DL_OUTCOME_STOPPED:
    case DL_OUTCOME_OTHER:
        break;
    }
    return false;
}

int64_t dl_retry_after_us(dl_str headers, int64_t now_us)
{
    dl_str value = dl_header_value(headers, "Retry-After");
    int64_t seconds, until_us, wait_us;
    if (dl_delta_seconds_parse(value, &seconds))
        wait_us = seconds * 1000000;
    else if (dl_http_date_parse(value, now_us, &until_us))
        wait_us = until_us > now_us ? until_us - now_us : 0;
    else
        return -1;
    return wait_us < DL_RETRY_MAX_WAIT_US ? wait_us : DL_RETRY_MAX_WAIT_US;
}

int64_t dl_backoff_us(int tries, uint64_t random)
{
    static const int64_t first_us = 1000000, most_us = 60 * INT64_C(1000000);
    int64_t range = first_us;
    for (int i = 1; i < tries && range < most_us; i++)
        range *= 2;
    if (range > most_us)
        range = most_us;
    return (int64_t)(random % (uint64_t)(range + 1));
}

dl_retry dl_retry_after_try(int tries, dl_outcome outcome, int status, dl_str headers,
                            int64_t now_us, int64_t max_wait_us, uint64_t random)
{
    dl_retry retry = {.again = false};
    int64_t asked_us = -1;
    /* RFC 7089 §4.5: an archive shows what it saw; a 429 of then is no wish of the archive's */
    if (outcome == DL_OUTCOME_ANSWERED && dl_header_value(headers, "Memento-Datetime").size)
        return retry;
    if (outcome == DL_OUTCOME_ANSWERED && dl_retry_worth(outcome, status))
        asked_us = dl_retry_after_us(headers, now_us);
    retry.wait_us = dl_backoff_us(tries, random);
    /* The server's wait is the least; the jitter keeps those who all heard it from coming at once.
     */
    if (asked_us >= 0)
        retry.wait_us += asked_us;
    retry.host_waits =
        outcome == DL_OUTCOME_ANSWERED && (status == 429 || status == 503 || asked_us >= 0);
    retry.again = tries < DL_RETRY_MAX_TRIES && dl_retry_worth(outcome, status) &&
                  retry.wait_us <= max_wait_us;
    return retry;
}
