#include "fetch/redirect.h"

#include <string.h>

#include "fetch/guard.h"

void dl_followed_clear(dl_followed *followed)
{
    dl_buf_clear(&followed->request);
    dl_buf_clear(&followed->redirects);
    dl_answer_clear(&followed->answer);
}

/* RFC 9110 §15.4: those that say where to, and that GET follows without asking. */
static bool is_redirect(const dl_answer *answer)
{
    static const int statuses[] = {301, 302, 303, 307, 308};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (answer->status == statuses[i])
            return dl_header_value(dl_buf_str(&answer->headers), "Location").size > 0;
    return false;
}

static int refuse_count(const dl_followed *followed, const dl_url *first, int limit,
                        dl_error *error)
{
    dl_str hops = dl_buf_str(&followed->redirects);
    int rc = dl_error_set(error, DL_ERR_LIMIT_SIZE,
                          "%.100s redirects more than %d times, in the end to %.100s",
                          first->text.data, limit, followed->final.text.data);
    dl_error_hint(error, "hops: %.*s", (int)(hops.size < 200 ? hops.size : 200), hops.data);
    dl_error_at(error, first->text.data, 0, 0);
    return rc;
}

/* The next hop's URL, when it may be gone to. */
static int next_hop(const dl_followed *followed, const dl_fetch_options *options, dl_arena *arena,
                    dl_url *next, dl_error *error)
{
    const dl_url *from = &followed->final;
    dl_str location = dl_header_value(dl_buf_str(&followed->answer.headers), "Location");
    int rc = dl_url_join(from, location, arena, next, error);
    if (!rc && dl_str_equal(from->scheme, DL_STR("https")) &&
        dl_str_equal(next->scheme, DL_STR("http")))
        rc = dl_error_set(error, DL_ERR_PERMISSION,
                          "the redirect leads from https to http, where anyone on the way could "
                          "change the page: fetch %.200s itself if that is meant",
                          next->text.data);
    if (!rc)
        rc = dl_guard_url(options, next, error);
    if (rc) {
        dl_error_wrap(error, "%.150s redirects", from->text.data);
        dl_error_at(error, from->text.data, 0, 0);
    }
    return rc;
}

static dl_request request_for(const dl_url *url, const dl_snapshot *known, int64_t deadline_ms)
{
    dl_request request = {.url = url, .deadline_ms = deadline_ms};
    request.etag = request.last_modified = (dl_str){"", 0};
    /* validators belong to the resource that gave them, not to what redirects to it */
    if (known && dl_str_equal(known->final_url, url->text)) {
        request.etag = known->etag;
        request.last_modified = known->last_modified;
    }
    return request;
}

int dl_follow(dl_client *client, const dl_fetch_options *options, const dl_ask *ask,
              const dl_url *url, const dl_snapshot *known, dl_arena *arena, dl_followed *out,
              dl_error *error)
{
    const int64_t deadline_ms = dl_clock_ms() + options->total_timeout_ms;
    int rc = dl_guard_url(options, url, error);
    out->final = *url;
    for (int hop = 0; !rc; hop++) {
        dl_request request = request_for(&out->final, known, deadline_ms);
        request.ask = ask;
        rc = dl_client_get(client, &request, &out->answer, error);
        if (hop == 0)
            dl_buf_add(&out->request, dl_buf_str(&out->answer.request));
        if (rc && hop > 0)
            dl_error_wrap(error, "%.150s redirects", url->text.data);
        if (rc || !is_redirect(&out->answer))
            break;
        dl_buf_printf(&out->redirects, "%d %s\n", out->answer.status, out->final.text.data);
        if (hop >= options->max_redirects)
            return refuse_count(out, url, options->max_redirects, error);
        dl_url next;
        rc = next_hop(out, options, arena, &next, error);
        if (!rc)
            out->final = next;
    }
    if (!rc)
        rc = dl_buf_ok(&out->redirects, error);
    return rc ? rc : dl_buf_ok(&out->request, error);
}
