#include "fetch/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/inflate.h"
#include "fetch/capture_time.h"
#include "fetch/freshness.h"
#include "fetch/guard.h"
#include "fetch/header.h"
#include "fetch/local.h"
#include "fetch/retry.h"
#include "fetch/robots.h"

void dl_job_clear(dl_job *job)
{
    dl_transfer_clear(&job->transfer);
    dl_packed_clear(&job->packed);
    dl_buf_clear(&job->decoded);
    dl_buf_clear(&job->redirects);
    dl_buf_clear(&job->note);
    free(job->hops);
    job->hops = NULL;
    dl_arena_clear(&job->arena);
}

int dl_job_fail(dl_job *job, const dl_error *error)
{
    if (error != &job->error)
        job->error = *error;
    job->rc = job->error.kind;
    job->stage = DL_STAGE_DONE;
    return job->rc;
}

/* --- the beginning --- */

static int refuse(const dl_job *job, const char *why, dl_error *error)
{
    int rc = dl_error_set(error, DL_ERR_NET_OFFLINE, "%.300s %s", job->url.text.data, why);
    dl_error_hint(error, "capture it with: dateline fetch %.200s", job->url.text.data);
    dl_error_at(error, job->url.text.data, 0, 0);
    return rc;
}

static void answer_from_store(dl_job *job, dl_fetch_from from)
{
    job->snapshot = job->known.snapshot;
    job->from = from;
    job->stage = DL_STAGE_DONE;
}

/* Exactly what the lock names, or nothing. */
static int find_pinned(dl_job *job, dl_store *store, dl_error *error)
{
    for (size_t i = 0; i < job->options->pin_count; i++) {
        const dl_pin *pin = &job->options->pins[i];
        if (!dl_str_equal(pin->url, job->asked))
            continue;
        if (pin->sha256.size == 0) {
            dl_error_set(error, DL_ERR_NET_OFFLINE, "%.*s", DL_STR_ARG(pin->missing));
            dl_error_at(error, job->url.text.data, 0, 0);
            return DL_ERR_NET_OFFLINE;
        }
        int rc = dl_known_pinned(store, pin, &job->url, &job->arena, &job->known, error);
        if (!rc && job->known.there)
            answer_from_store(job, DL_FROM_LOCK);
        if (rc || job->known.there)
            return rc;
    }
    return refuse(job, "is not among the captures that the lock names, and this run is frozen",
                  error);
}

static bool young_enough(const dl_job *job, int64_t now_us)
{
    int64_t age_us = now_us - job->known.snapshot.captured_at_us;
    int64_t most_us = job->ask->max_age_us ? job->ask->max_age_us : job->options->refresh_age_us;
    return most_us > 0 && age_us < most_us;
}

static bool store_answers(const dl_job *job, int64_t now_us)
{
    if (!job->known.there)
        return false;
    if (job->mode == DL_FETCH_REFRESH)
        return young_enough(job, now_us);
    return job->mode == DL_FETCH_OFFLINE || job->known.fresh;
}

/* What stands in a header could end it and begin another. */
static int check_headers(const dl_ask *ask, dl_error *error)
{
    for (size_t i = 0; i < ask->header_count; i++) {
        dl_str line = ask->headers[i], name = dl_header_name(line);
        for (size_t k = 0; k < line.size; k++)
            if ((unsigned char)line.data[k] < ' ' && line.data[k] != '\t')
                return dl_error_set(error, DL_ERR_USAGE,
                                    "a request's header has a control character in it");
        static const char *const own[] = {"Range",   "Host",       "Content-Length",
                                          "Expect",  "Connection", "Transfer-Encoding",
                                          "Upgrade", "TE",         "Proxy-Authorization"};
        bool ours = dl_str_is_word(dl_str_slice(name, 0, 3), "If-");
        for (size_t k = 0; k < sizeof own / sizeof *own; k++)
            ours = ours || dl_str_is_word(name, own[k]);
        if (ours || name.size == 0)
            return dl_error_set(error, DL_ERR_USAGE,
                                "%.*s cannot be asked with: conditions, ranges and what frames a "
                                "request are fetch's own",
                                DL_STR_ARG(name.size ? name : line));
    }
    return 0;
}

static int look(dl_job *job, dl_store *store, dl_error *error)
{
    int64_t now_us = dl_capture_time_us();
    int rc = dl_known_find(store, job->asked, &job->url, job->ask, now_us, &job->arena, &job->known,
                           error);
    if (rc)
        return rc;
    if (store_answers(job, now_us)) {
        answer_from_store(job, DL_FROM_CACHE);
        return 0;
    }
    if (job->mode == DL_FETCH_OFFLINE)
        return refuse(job, "is not captured, and this run does not use the network", error);
    rc = dl_guard_url(job->options, &job->url, error);
    if (rc == DL_ERR_PERMISSION && job->mode == DL_FETCH_DEFAULT && job->known.there) {
        /* stale, but nobody lets this run ask again: what was captured is what there is */
        answer_from_store(job, DL_FROM_CACHE);
        return 0;
    }
    return rc;
}

/* A file is what it is; in a frozen run it must be what the lock says. */
static int begin_file(dl_job *job, dl_store *store, dl_error *error)
{
    job->stage = DL_STAGE_DONE;
    int rc = dl_local_get(store, job->options, job->asked, &job->arena, &job->snapshot, &job->from,
                          error);
    if (rc || job->mode != DL_FETCH_FROZEN)
        return rc;
    for (size_t i = 0; i < job->options->pin_count; i++)
        if (dl_str_equal(job->options->pins[i].url, job->asked) &&
            dl_str_equal(job->options->pins[i].sha256, job->snapshot.sha256))
            return 0;
    return dl_error_set(error, DL_ERR_NET_OFFLINE,
                        "%.300s is not the file that the lock names, and this run is frozen",
                        job->asked.data);
}

void dl_job_begin(dl_job *job, dl_store *store)
{
    dl_error *error = &job->error;
    int rc = 0;
    job->attempt = 1;
    job->time_left_ms = job->options->total_timeout_ms;
    job->asked = dl_arena_copy(&job->arena, dl_str_trim(job->ask->url));
    if (!job->asked.data) {
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while starting to fetch");
    } else if (job->asked.size && !dl_url_is_remote(job->asked)) {
        rc = begin_file(job, store, error);
    } else {
        rc = dl_url_parse(job->asked, &job->arena, &job->url, error);
        if (!rc)
            rc = check_headers(job->ask, error);
        job->at = job->url;
        /* a robots.txt is always asked for: who makes this job looked in the store before */
        if (!rc && !job->robots_of)
            rc = job->mode == DL_FETCH_FROZEN ? find_pinned(job, store, error)
                                              : look(job, store, error);
    }
    if (rc)
        dl_job_fail(job, error);
}

/* --- request and answer --- */

static bool same_origin(const dl_url *a, const dl_url *b)
{
    return dl_str_equal(a->scheme, b->scheme) && dl_str_equal(a->host, b->host) &&
           a->port == b->port;
}

void dl_job_request(dl_job *job)
{
    dl_transfer *t = &job->transfer;
    const dl_snapshot *known = &job->known.snapshot;
    dl_transfer_clear(t);
    t->options = job->options;
    t->url = &job->at;
    t->ask = job->ask;
    t->owner = job;
    t->most = job->robots_of ? DL_ROBOTS_MAX_BYTES : 0;
    t->secrets = same_origin(&job->url, &job->at);
    job->started_ms = dl_clock_ms();
    t->deadline_ms = job->started_ms + job->time_left_ms;
    t->etag = t->last_modified = (dl_str){"", 0};
    /* validators belong to the resource that gave them, not to what redirects to it */
    if (job->known.there && job->known.may_validate &&
        dl_str_equal(known->final_url, job->at.text)) {
        t->etag = known->etag;
        t->last_modified = known->last_modified;
    }
    job->stage = DL_STAGE_RUNNING;
}

/* A new try begins where the first did: a redirect may lead elsewhere by now. */
static void start_over(dl_job *job, int64_t wait_ms)
{
    job->attempt++;
    job->not_before_ms = dl_clock_ms() + wait_ms;
    job->time_left_ms = job->options->total_timeout_ms;
    job->at = job->url;
    job->origin = NULL;
    job->hop_count = 0;
    dl_buf_truncate(&job->redirects, 0);
    dl_transfer_clear(&job->transfer);
    job->stage = DL_STAGE_READY;
}

/* Whether to try again, and when: *wait_ms. A host's wish to be left alone holds for all requests
 * to it. rc, error: the failure; 0 for an answer. */
static bool try_again(dl_job *job, dl_store *store, int rc, const dl_error *error, uint64_t random,
                      int64_t *wait_ms)
{
    dl_outcome outcome = rc ? dl_outcome_of_error(error->kind, error->system) : DL_OUTCOME_ANSWERED;
    int64_t patience_us = job->options->total_timeout_ms * 1000;
    dl_retry retry = dl_retry_after_try(job->attempt, outcome, rc ? 0 : job->transfer.status,
                                        dl_buf_str(&job->transfer.headers), dl_capture_time_us(),
                                        patience_us, random);
    *wait_ms = retry.wait_us / 1000;
    if (retry.host_waits)
        dl_origin_wait(job->origin, store, *wait_ms, NULL);
    return retry.again && job->attempt < job->options->tries;
}

/* RFC 5861 §4: where the server allowed it, an older answer stands in for a failure, and says so.
 */
static bool stand_in(dl_job *job, const char *why)
{
    if (!job->known.there || job->known.on_error_until_us <= dl_capture_time_us() ||
        job->mode == DL_FETCH_REFRESH)
        return false;
    dl_buf note = {0};
    dl_buf_add(&note, job->known.snapshot.note);
    dl_buf_printf(&note, "%sstands in for a failed request: %.300s", note.size ? "; " : "", why);
    job->known.snapshot.note = dl_arena_copy(&job->arena, dl_buf_str(&note));
    dl_buf_clear(&note);
    if (!job->known.snapshot.note.data)
        return false;
    answer_from_store(job, DL_FROM_CACHE);
    return true;
}

static void failed(dl_job *job, const dl_error *error)
{
    bool network = error->kind == DL_ERR_NET || error->kind == DL_ERR_NET_TIMEOUT ||
                   error->kind == DL_ERR_NET_UNREACHABLE;
    if (network && stand_in(job, error->message))
        return;
    dl_job_fail(job, error);
    if (network && job->known.there && !job->robots_of)
        dl_error_hint(&job->error, "--offline reads the capture that the store has");
    if (job->hop_count > 0)
        dl_error_wrap(&job->error, "%.150s redirects", job->url.text.data);
}

/* A 304 that says it is about another answer than ours: ask again, for the whole. */
static bool ask_for_the_whole(dl_job *job)
{
    const dl_transfer *t = &job->transfer;
    if (t->status != 304 || (t->etag.size == 0 && t->last_modified.size == 0) ||
        dl_job_is_confirmed(job))
        return false;
    job->known.may_validate = false;
    start_over(job, 0);
    job->attempt--; /* it did not fail */
    return true;
}

static void complete(dl_job *job)
{
    if (ask_for_the_whole(job))
        return;
    if (job->options->proxy_from_environment)
        dl_buf_printf(&job->note, "%sfetched by way of a proxy, if the environment named one",
                      job->note.size ? "; " : "");
    char why[64];
    snprintf(why, sizeof why, "HTTP status %d", job->transfer.status);
    if (dl_status_is_error(job->transfer.status) && !job->robots_of && stand_in(job, why))
        return;
    job->stage = DL_STAGE_PACKING;
}

void dl_job_answered(dl_job *job, dl_store *store, uint64_t random)
{
    dl_error error;
    int64_t wait_ms = 0;
    int rc = dl_transfer_outcome(&job->transfer, &error);
    if (try_again(job, store, rc, &error, random, &wait_ms)) {
        start_over(job, wait_ms);
        return;
    }
    if (rc) {
        failed(job, &error);
        return;
    }
    if (!dl_job_is_redirected(job)) {
        complete(job);
        return;
    }
    job->time_left_ms -= dl_clock_ms() - job->started_ms;
    if (dl_job_follow(job, &error))
        dl_job_fail(job, &error);
    else
        job->stage = DL_STAGE_READY;
}

/* --- packing --- */

static int too_large(const dl_job *job, dl_error *error)
{
    int rc = dl_error_set(error, DL_ERR_LIMIT_SIZE,
                          "the body is too large: decoded, it passes the limit of %lld bytes, or "
                          "%lld times what was sent",
                          (long long)job->options->max_bytes, (long long)job->options->max_ratio);
    dl_error_at(error, job->at.text.data, 0, 0);
    return rc;
}

/* The most that these bytes may become. */
static size_t decoded_limit(const dl_job *job, size_t coded)
{
    static const size_t always = (size_t)1 << 20;
    size_t most = (size_t)job->options->max_bytes;
    size_t by_ratio = coded > most / (size_t)job->options->max_ratio
                          ? most
                          : coded * (size_t)job->options->max_ratio;
    if (by_ratio < always)
        by_ratio = always;
    return by_ratio < most ? by_ratio : most;
}

/* *body: without its coding. A coding that we did not ask for stays, and the note says so. */
static int decode(dl_job *job, dl_str coding, dl_str coded, dl_str *body, dl_error *error)
{
    dl_coding known;
    *body = coded;
    if (!dl_coding_parse(coding, &known) && coding.size && memchr(coding.data, ',', coding.size)) {
        int refused = dl_error_set(error, DL_ERR_NET,
                                   "cannot fetch from %.*s: the body is in a chain of content "
                                   "encodings (%.*s), and the limit is one",
                                   DL_STR_ARG(job->at.host), DL_STR_ARG(coding));
        dl_error_at(error, job->at.text.data, 0, 0);
        return refused;
    }
    if (!dl_coding_parse(coding, &known)) {
        dl_buf_printf(&job->note, "%sthe body is in the content coding %.40s, as it came",
                      job->note.size ? "; " : "", coding.data ? coding.data : "");
        return 0;
    }
    if (known == DL_CODING_NONE || coded.size == 0)
        return 0;
    int rc = dl_inflate(known, coded, decoded_limit(job, coded.size), &job->decoded, error);
    *body = dl_buf_str(&job->decoded);
    if (job->robots_of && (rc == DL_ERR_LIMIT_SIZE || rc == DL_ERR_SYNTAX))
        return 0; /* RFC 9309 §2.5: what was read of it counts */
    if (rc == DL_ERR_LIMIT_SIZE)
        return too_large(job, error);
    if (rc == DL_ERR_SYNTAX) {
        rc = dl_error_set(error, DL_ERR_NET,
                          "cannot fetch from %.*s: the body's compression (its content encoding) "
                          "is broken",
                          DL_STR_ARG(job->at.host));
        dl_error_at(error, job->at.text.data, 0, 0);
    }
    return rc;
}

void dl_job_pack(dl_job *job)
{
    dl_str coded = {"", 0}, body = {"", 0}, coding;
    dl_error *error = &job->error;
    char name[64];
    int rc = dl_spool_view(&job->transfer.body, &coded, error);
    dl_str value = dl_header_value(dl_buf_str(&job->transfer.headers), "Content-Encoding");
    snprintf(name, sizeof name, "%.*s", DL_STR_ARG(value));
    coding = dl_str_of(name);
    if (!rc)
        rc = decode(job, coding, coded, &body, error);
    if (!rc)
        rc = dl_pack(&job->packed, body, body.data == coded.data ? DL_STR("") : coding, coded,
                     error);
    if (rc) {
        dl_job_fail(job, error);
        return;
    }
    /* what is not kept is let go of now: many may wait for the store */
    dl_buf_clear(&job->decoded);
    if (job->packed.bytes.data == job->packed.space)
        dl_spool_clear(&job->transfer.body);
    job->stage = DL_STAGE_KEEPING;
}
