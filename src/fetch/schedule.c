#include "fetch/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fetch/gate.h"
#include "fetch/packer.h"

/* Jobs that are looked up ahead of those that run, so that a slow host does not hold up others. */
enum { AHEAD = 512 };
/* A batch goes into the store when it has so many captures, or waited so long. */
enum { BATCH = 128, BATCH_MS = 50 };
/* How soon a person's Ctrl-C is seen while nothing comes, and how often progress is told. */
enum { LOOK_UP_MS = 100 };
/* Fewer asks than this are packed on the spot: a thread takes longer to start. */
enum { WORTH_A_THREAD = 4 };

typedef struct schedule {
    dl_fetch *fetch;
    const dl_fetch_options *options;
    const dl_ask *asks;
    size_t count, next; /* next: the ask that becomes a job */
    const dl_fetch_watch *watch;
    dl_packer *packer; /* NULL: packed on the spot */
    dl_job *ready;
    dl_job **ready_end;
    dl_job *running; /* for stopping them */
    dl_job *keeping;
    dl_job **keeping_end;
    size_t live, packing, keeping_count;
    int64_t keeping_since_ms, told_ms;
    int64_t wake_ms; /* when something that waits may go on */
    dl_fetch_progress progress;
} schedule;

/* --- lists --- */

static void append(dl_job ***end, dl_job *job)
{
    job->next = NULL;
    **end = job;
    *end = &job->next;
}

static void take_off(dl_job **list, const dl_job *job)
{
    while (*list && *list != job)
        list = &(*list)->next;
    if (*list)
        *list = (*list)->next;
}

/* --- the end of a job --- */

static void tell(schedule *s, const dl_job *job)
{
    s->progress.done++;
    if (job->rc)
        s->progress.failed++;
    else
        s->progress.bytes += job->snapshot.body_size;
    s->watch->done(s->watch->user, job->index, job->rc ? NULL : &job->snapshot, job->from,
                   job->rc ? &job->error : NULL);
}

static void free_job(schedule *s, dl_job *job)
{
    dl_job_clear(job);
    free(job);
    s->live--;
}

static void finish(schedule *s, dl_job *job)
{
    /* what an interrupt cut off did not fail: it never came to its end */
    bool cut_off = job->rc && job->rc == dl_cancel_reason(s->options->cancel);
    if (cut_off && job->robots_of)
        job->robots_of->robots = DL_ROBOTS_UNKNOWN;
    else if (job->robots_of)
        dl_gate_answered(job, s->fetch->store);
    else if (!cut_off)
        tell(s, job);
    free_job(s, job);
}

/* Where a job goes that was begun, answered or packed. */
static void move(schedule *s, dl_job *job)
{
    switch (job->stage) {
    case DL_STAGE_READY:
        append(&s->ready_end, job);
        break;
    case DL_STAGE_PACKING:
        s->packing++;
        if (s->packer) {
            dl_packer_give(s->packer, job);
            break;
        }
        dl_job_pack(job);
        s->packing--;
        move(s, job);
        break;
    case DL_STAGE_KEEPING:
        if (s->keeping_count++ == 0)
            s->keeping_since_ms = dl_clock_ms();
        append(&s->keeping_end, job);
        break;
    case DL_STAGE_RUNNING:
    case DL_STAGE_DONE:
        finish(s, job);
        break;
    }
}

/* --- new jobs --- */

static dl_job *new_job(schedule *s, const dl_ask *ask, size_t index, dl_fetch_mode mode)
{
    dl_job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    dl_arena_init(&job->arena);
    job->options = s->options;
    job->ask = ask;
    job->index = index;
    job->mode = mode;
    s->live++;
    return job;
}

/* A job that asks for the robots.txt of an origin; those that need it wait. */
static int ask_robots(schedule *s, dl_origin *origin, dl_error *error)
{
    dl_buf url = {0};
    dl_job *job = new_job(s, NULL, 0, DL_FETCH_REFRESH);
    dl_gate_url(origin, &url);
    if (job)
        job->robots_ask.url = dl_arena_copy(&job->arena, dl_buf_str(&url));
    bool ok = job && job->robots_ask.url.data && !url.failed;
    dl_buf_clear(&url);
    if (!ok) {
        if (job)
            free_job(s, job);
        origin->robots = DL_ROBOTS_UNKNOWN;
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while asking for robots.txt");
    }
    job->ask = &job->robots_ask;
    job->robots_of = origin;
    dl_job_begin(job, s->fetch->store);
    move(s, job);
    return 0;
}

/* --- starting --- */

/* Longer than a person waits for a page: the host's wish is told instead. */
static bool waits_too_long(const dl_job *job, int64_t now_ms)
{
    const dl_origin *origin = job->origin;
    if (!origin->waits || origin->next_start_ms - now_ms <= job->options->total_timeout_ms)
        return false;
    return true;
}

static void tell_wait(dl_job *job, int64_t now_ms)
{
    int64_t seconds = (job->origin->next_start_ms - now_ms + 999) / 1000;
    dl_error_set(&job->error, DL_ERR_NET,
                 "%.200s asked to be left alone for another %lld seconds (Retry-After)",
                 job->origin->key, (long long)seconds);
    dl_error_at(&job->error, job->at.text.data, 0, 0);
    dl_error_hint(&job->error, "try again then");
    dl_job_fail(job, &job->error);
}

static bool find_origin(schedule *s, dl_job *job)
{
    dl_origin *origin = job->origin;
    if (!origin &&
        dl_origins_find(&s->fetch->origins, s->fetch->store, &job->at, &origin, &job->error) != 0)
        dl_job_fail(job, &job->error);
    job->origin = origin;
    return origin != NULL;
}

/* Starts the job, ends it, or leaves it READY for later. */
static void start(schedule *s, dl_job *job, int64_t now_ms)
{
    dl_error *error = &job->error;
    if (!find_origin(s, job))
        return;
    if (now_ms < job->not_before_ms) {
        if (job->not_before_ms < s->wake_ms)
            s->wake_ms = job->not_before_ms;
        return;
    }
    if (waits_too_long(job, now_ms)) {
        tell_wait(job, now_ms);
        return;
    }
    dl_gate gate = dl_gate_look(job, s->fetch->store);
    if (gate == DL_GATE_ASK && ask_robots(s, job->origin, error))
        dl_job_fail(job, error);
    if (gate != DL_GATE_OPEN || !dl_origin_may_start(job->origin, s->options, now_ms, &s->wake_ms))
        return;
    if (s->options->max_requests && s->fetch->requests >= s->options->max_requests) {
        dl_error_set(error, DL_ERR_LIMIT_SIZE,
                     "the limit of %lld requests to the network is reached",
                     (long long)s->options->max_requests);
        dl_error_at(error, job->url.text.data, 0, 0);
        dl_error_hint(error, "give more with --max-requests N");
        dl_job_fail(job, error);
        return;
    }
    s->fetch->requests++;
    if (!s->fetch->client && dl_client_new(&s->fetch->client, s->options, error)) {
        dl_job_fail(job, error);
        return;
    }
    dl_job_request(job);
    if (dl_client_start(s->fetch->client, &job->transfer, error)) {
        dl_job_fail(job, error);
        return;
    }
    dl_origin_started(job->origin, s->options, job->ask->min_delay_ms, now_ms);
    s->progress.running++;
    job->next = s->running;
    s->running = job;
}

static void start_some(schedule *s)
{
    int64_t now_ms = dl_clock_ms();
    dl_job *job = s->ready;
    s->ready = NULL;
    s->ready_end = &s->ready;
    s->wake_ms = now_ms + LOOK_UP_MS;
    while (job && s->progress.running < (size_t)s->options->total_limit) {
        dl_job *next = job->next;
        start(s, job, now_ms);
        if (job->stage != DL_STAGE_RUNNING)
            move(s, job);
        job = next;
    }
    *s->ready_end = job; /* what is left waits for a place */
    while (*s->ready_end)
        s->ready_end = &(*s->ready_end)->next;
}

static int admit(schedule *s, dl_error *error)
{
    while (s->next < s->count && s->live < AHEAD) {
        const dl_ask *ask = &s->asks[s->next];
        dl_fetch_mode mode = s->options->mode;
        /* --offline and --frozen hold for every call, whatever it asks for */
        if (mode != DL_FETCH_OFFLINE && mode != DL_FETCH_FROZEN && ask->mode != DL_FETCH_DEFAULT)
            mode = ask->mode;
        dl_job *job = new_job(s, ask, s->next, mode);
        if (!job)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while fetching");
        s->next++;
        dl_job_begin(job, s->fetch->store);
        move(s, job);
    }
    return 0;
}

/* --- what came --- */

/* xorshift64: only so that many who wait do not come back together. */
static uint64_t next_random(dl_fetch *fetch)
{
    fetch->random ^= fetch->random << 13;
    fetch->random ^= fetch->random >> 7;
    fetch->random ^= fetch->random << 17;
    return fetch->random;
}

static void take_answers(schedule *s)
{
    dl_transfer *transfer;
    while (s->fetch->client && (transfer = dl_client_finished(s->fetch->client))) {
        dl_job *job = transfer->owner;
        take_off(&s->running, job);
        s->progress.running--;
        job->origin->running--;
        dl_job_answered(job, s->fetch->store, next_random(s->fetch));
        move(s, job);
    }
}

static void take_packed(schedule *s)
{
    dl_job *job = s->packer ? dl_packer_take(s->packer) : NULL;
    while (job) {
        dl_job *next = job->next;
        s->packing--;
        move(s, job);
        job = next;
    }
}

/* All that is packed, in one transaction; told of when it is safe. */
static int keep_all(schedule *s, dl_error *error)
{
    dl_store *store = s->fetch->store;
    if (s->keeping_count == 0)
        return 0;
    int rc = dl_store_begin(store, error);
    for (dl_job *job = s->keeping; !rc && job; job = job->next)
        rc = dl_job_keep(job, store, error);
    if (!rc)
        rc = dl_store_commit(store, error);
    if (rc) {
        dl_store_rollback(store);
        return rc;
    }
    const bool many = s->keeping_count > 1;
    dl_job *job = s->keeping;
    s->keeping = NULL;
    s->keeping_end = &s->keeping;
    s->keeping_count = 0;
    /* what is told of is safe; what the told make of it (pages read) goes into a batch of its own
     */
    rc = many ? dl_store_begin(store, error) : 0;
    while (job) {
        dl_job *next = job->next;
        finish(s, job);
        job = next;
    }
    return rc || !many ? rc : dl_store_commit(store, error);
}

static int keep_when_due(schedule *s, dl_error *error)
{
    bool idle = s->progress.running == 0 && s->packing == 0;
    bool full = s->keeping_count >= BATCH;
    bool old = dl_clock_ms() - s->keeping_since_ms >= BATCH_MS;
    return s->keeping_count && (idle || full || old) ? keep_all(s, error) : 0;
}

static void tell_progress(schedule *s)
{
    int64_t now_ms = dl_clock_ms();
    if (now_ms - s->told_ms < LOOK_UP_MS && s->progress.done < s->count)
        return;
    s->told_ms = now_ms;
    if (s->watch->progress)
        s->watch->progress(s->watch->user, &s->progress);
    else if (s->options->progress)
        s->options->progress(s->options->progress_user, &s->progress);
}

/* --- the loop --- */

static int wait_some(schedule *s, dl_error *error)
{
    int64_t wait_ms = s->wake_ms - dl_clock_ms();
    if (s->keeping_count && wait_ms > BATCH_MS)
        wait_ms = BATCH_MS;
    if (wait_ms < 0)
        wait_ms = 0;
    if (s->fetch->client)
        return dl_client_run(s->fetch->client, (int)wait_ms, error);
    const struct timespec pause = {.tv_nsec = (long)wait_ms * 1000000L};
    nanosleep(&pause, NULL);
    return 0;
}

static int round_of(schedule *s, dl_error *error)
{
    int rc = admit(s, error);
    if (rc)
        return rc;
    start_some(s);
    bool waits = s->progress.running || s->packing || s->ready;
    rc = waits ? wait_some(s, error) : 0;
    if (rc)
        return rc;
    take_answers(s);
    take_packed(s);
    rc = keep_when_due(s, error);
    tell_progress(s);
    if (!rc && dl_cancel_reason(s->options->cancel))
        rc = dl_error_set(error, dl_cancel_reason(s->options->cancel), "the fetch was stopped");
    return rc;
}

static void drop(schedule *s, dl_job *list)
{
    while (list) {
        dl_job *next = list->next;
        if (list->robots_of)
            list->robots_of->robots = DL_ROBOTS_UNKNOWN;
        free_job(s, list);
        list = next;
    }
}

/* What runs is stopped; what is captured is kept, unless the store is what failed. */
static void stop(schedule *s, bool keep)
{
    for (dl_job *job = s->running; job; job = job->next) {
        dl_client_stop(s->fetch->client, &job->transfer);
        job->origin->running--;
    }
    drop(s, s->running);
    drop(s, s->ready);
    while (s->packing > 0) {
        take_packed(s);
        if (s->packing > 0)
            nanosleep(&(struct timespec){.tv_nsec = 1000000L}, NULL);
    }
    if (keep)
        keep_all(s, NULL);
    drop(s, s->keeping);
}

static void wake(void *user)
{
    dl_fetch *fetch = user;
    dl_client_wake(fetch->client); /* packing begins after the client was made */
}

int dl_fetch_all(dl_fetch *fetch, const dl_ask *asks, size_t count, const dl_fetch_watch *watch,
                 dl_error *error)
{
    schedule s = {.fetch = fetch,
                  .options = fetch->options,
                  .asks = asks,
                  .count = count,
                  .watch = watch,
                  .progress = {.count = count}};
    s.ready_end = &s.ready;
    s.keeping_end = &s.keeping;
    int rc = 0;
    if (count >= WORTH_A_THREAD && fetch->options->mode != DL_FETCH_OFFLINE)
        rc = dl_packer_new(&s.packer, wake, fetch, error);
    while (!rc && (s.live > 0 || s.next < s.count))
        rc = round_of(&s, error);
    if (rc)
        stop(&s, rc == DL_ERR_INTERRUPTED || rc == DL_ERR_LIMIT_TIME);
    dl_packer_free(s.packer);
    return rc;
}
