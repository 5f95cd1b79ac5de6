/* Redirects: each answer that leads elsewhere is kept with the capture, and each step is guarded
 * like the first request. */
#include "base/grow.h"
#include "fetch/guard.h"
#include "fetch/header.h"
#include "fetch/job.h"
#include "fetch/secret.h"

/* RFC 9110 §15.4: those that say where to, and that GET follows without asking. */
bool dl_job_is_redirected(const dl_job *job)
{
    static const int statuses[] = {301, 302, 303, 307, 308};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i] == job->transfer.status)
            return dl_header_value(dl_buf_str(&job->transfer.headers), "Location").size > 0;
    return false;
}

static int refuse_count(const dl_job *job, dl_error *error)
{
    dl_str hops = dl_buf_str(&job->redirects);
    int rc = dl_error_set(error, DL_ERR_LIMIT_SIZE,
                          "%.100s redirects more than %d times, in the end to %.100s",
                          job->url.text.data, job->options->max_redirects, job->at.text.data);
    dl_error_hint(error, "hops: %.*s", (int)(hops.size < 200 ? hops.size : 200), hops.data);
    dl_error_at(error, job->url.text.data, 0, 0);
    return rc;
}

static int keep_hop(dl_job *job, dl_error *error)
{
    dl_buf request = {0};
    dl_arena *arena = &job->arena;
    int rc = dl_grow(&job->hops, &job->hop_capacity, job->hop_count + 1, sizeof *job->hops, error);
    if (rc)
        return rc;
    dl_header_without_secrets(dl_buf_str(&job->transfer.request), &request);
    dl_hop hop = {.url = job->at.text,
                  .status = job->transfer.status,
                  .request = dl_arena_copy(arena, dl_buf_str(&request)),
                  .headers = dl_arena_copy(arena, dl_buf_str(&job->transfer.headers)),
                  .peer = dl_arena_copy(arena, dl_str_of(job->transfer.peer))};
    rc = dl_buf_ok(&request, error);
    if (!rc && (!hop.request.data || !hop.headers.data || !hop.peer.data))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while following a redirect");
    if (!rc)
        job->hops[job->hop_count++] = hop;
    dl_buf_clear(&request);
    return rc;
}

/* Where the answer leads, when it may be gone to. */
static int next_url(dl_job *job, dl_url *next, dl_error *error)
{
    const dl_url *from = &job->at;
    dl_str location = dl_header_value(dl_buf_str(&job->transfer.headers), "Location");
    int rc = dl_url_join(from, location, &job->arena, next, error);
    if (rc == DL_ERR_USAGE) /* a wrong address, but nobody's here */
        rc = error->kind = DL_ERR_NET;
    if (!rc && dl_str_equal(from->scheme, DL_STR("https")) &&
        dl_str_equal(next->scheme, DL_STR("http")))
        rc = dl_error_set(error, DL_ERR_PERMISSION,
                          "the redirect leads from https to http, where anyone on the way could "
                          "change the page: fetch %.200s itself if that is meant",
                          next->text.data);
    if (!rc)
        rc = dl_guard_url(job->options, next, error);
    if (rc) {
        dl_error_wrap(error, "%.150s redirects", from->text.data);
        dl_error_at(error, from->text.data, 0, 0);
    }
    return rc;
}

int dl_job_follow(dl_job *job, dl_error *error)
{
    dl_url next;
    dl_buf_printf(&job->redirects, "%d %s\n", job->transfer.status, job->at.text.data);
    /* RFC 9309 §2.3.1.2: five hops for a robots.txt */
    size_t most = job->robots_of ? 5 : (size_t)job->options->max_redirects;
    if (job->hop_count >= most)
        return refuse_count(job, error);
    int rc = keep_hop(job, error);
    if (!rc)
        rc = next_url(job, &next, error);
    if (!rc) {
        job->at = next;
        job->origin = NULL;
    }
    return rc ? rc : dl_buf_ok(&job->redirects, error);
}
