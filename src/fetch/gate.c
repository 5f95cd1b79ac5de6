#include "fetch/gate.h"

#include "base/clock.h"
#include "fetch/capture_time.h"
#include "fetch/robots.h"

/* One that could not be had is asked for again soon. */
static const int64_t missing_ms = 60000;

static const dl_str product_token = {"dateline", 8};

void dl_gate_url(const dl_origin *origin, dl_buf *url)
{
    dl_buf_printf(url, "%s/robots.txt", origin->key);
}

static void learn(dl_origin *origin, int status, dl_str text, int64_t good_ms)
{
    dl_robots_policy policy = dl_robots_policy_of_status(status);
    dl_robots_answer answer;
    dl_buf_truncate(&origin->rules, 0);
    if (policy == DL_ROBOTS_OBEY)
        dl_buf_add(&origin->rules, dl_str_slice(text, 0, DL_ROBOTS_MAX_BYTES));
    origin->closed = policy == DL_ROBOTS_FORBID_ALL || origin->rules.failed;
    origin->robots = DL_ROBOTS_KNOWN;
    origin->robots_until_ms = dl_clock_ms() + good_ms;
    dl_error_clear(&origin->unreachable);
    dl_robots_decide(dl_buf_str(&origin->rules), product_token, DL_STR("/"), &answer);
    origin->crawl_delay_ms = answer.crawl_delay_ms;
}

/* The newest copy that was had. max_age_us negative: of any age (RFC 9309 §2.3.1.4, while the host
 * cannot be asked). */
static bool learn_from_store(dl_origin *origin, dl_store *store, int64_t max_age_us)
{
    dl_arena arena;
    dl_snapshot *all = NULL;
    dl_buf url = {0};
    size_t count = 0;
    bool found = false;
    dl_arena_init(&arena);
    dl_gate_url(origin, &url);
    int rc = dl_store_snapshots(store, dl_buf_str(&url), &arena, &all, &count, NULL);
    for (size_t i = 0; rc == 0 && !found && i < count; i++) {
        int64_t age_us = dl_capture_time_us() - all[i].captured_at_us;
        if (max_age_us >= 0 && age_us >= max_age_us)
            break;
        if (dl_robots_policy_of_status(all[i].status) == DL_ROBOTS_FORBID_ALL ||
            dl_store_body(store, &all[i], &arena, NULL) != 0)
            continue;
        found = true;
        learn(origin, all[i].status, all[i].body,
              max_age_us < 0 ? missing_ms : (max_age_us - age_us) / 1000);
    }
    dl_buf_clear(&url);
    dl_arena_clear(&arena);
    return found;
}

void dl_gate_answered(const dl_job *job, dl_store *store)
{
    dl_origin *origin = job->robots_of;
    dl_snapshot snapshot = job->snapshot;
    dl_arena arena;
    dl_error error = job->error;
    dl_arena_init(&arena);
    int rc = job->rc ? job->rc : dl_store_body(store, &snapshot, &arena, &error);
    bool had = rc == 0 && dl_robots_policy_of_status(snapshot.status) != DL_ROBOTS_FORBID_ALL;
    if (had) {
        learn(origin, snapshot.status, snapshot.body, DL_ROBOTS_LIFETIME_US / 1000);
    } else if (!learn_from_store(origin, store, -1)) {
        learn(origin, rc ? 0 : snapshot.status, DL_STR(""), missing_ms);
        /* what the guard refuses is refused again, and better told, where the page is asked for */
        origin->closed = rc != DL_ERR_PERMISSION;
        if (rc)
            origin->unreachable = error;
    }
    dl_arena_clear(&arena);
}

/* --- the decision --- */

/* The path and query of a URL, as robots.txt means them. */
static dl_str path_of(const dl_url *url)
{
    size_t start = dl_str_find(url->text, DL_STR("://"), 0) + 3;
    start = dl_str_find(url->text, DL_STR("/"), start);
    return start < url->text.size ? dl_str_slice(url->text, start, url->text.size) : DL_STR("/");
}

static void refuse_closed(const dl_job *job, dl_error *error)
{
    const dl_origin *origin = job->origin;
    if (origin->unreachable.kind) {
        *error = origin->unreachable;
        dl_error_wrap(error, "asking for robots.txt");
        return;
    }
    dl_error_set(error, DL_ERR_PERMISSION,
                 "%.200s cannot show its robots.txt now, and so may not be read by programs "
                 "(RFC 9309 §2.3.1.4)",
                 origin->key);
    dl_error_hint(error, "try again later; --ignore-robots reads it all the same");
}

static void refuse_rule(const dl_job *job, const dl_robots_answer *answer, dl_error *error)
{
    dl_str rule = dl_str_slice(answer->rule, 0, 80);
    dl_error_set(error, DL_ERR_PERMISSION,
                 "the robots.txt of %.150s does not let programs read this page: its line %zu says "
                 "\"%.*s\"",
                 job->origin->key, answer->line, (int)rule.size, rule.size ? rule.data : "");
    dl_error_hint(error, "--ignore-robots reads it all the same, and the capture says so");
}

static dl_gate decide(dl_job *job)
{
    const dl_origin *origin = job->origin;
    dl_robots_answer answer = {0};
    if (!origin->closed)
        dl_robots_decide(dl_buf_str(&origin->rules), product_token, path_of(&job->at), &answer);
    if (answer.allowed)
        return DL_GATE_OPEN;
    if (origin->closed)
        refuse_closed(job, &job->error);
    else
        refuse_rule(job, &answer, &job->error);
    dl_error_at(&job->error, job->at.text.data, 0, 0);
    dl_job_fail(job, &job->error);
    return DL_GATE_CLOSED;
}

dl_gate dl_gate_look(dl_job *job, dl_store *store)
{
    dl_origin *origin = job->origin;
    if (job->robots_of || job->ask->for_programs)
        return DL_GATE_OPEN;
    if (job->options->ignore_robots) {
        if (job->note.size == 0)
            dl_buf_puts(&job->note, "robots.txt was not asked");
        return DL_GATE_OPEN;
    }
    if (origin->robots == DL_ROBOTS_KNOWN && dl_clock_ms() > origin->robots_until_ms)
        origin->robots = DL_ROBOTS_UNKNOWN;
    if (origin->robots == DL_ROBOTS_UNKNOWN &&
        !learn_from_store(origin, store, DL_ROBOTS_LIFETIME_US)) {
        origin->robots = DL_ROBOTS_ASKED;
        return DL_GATE_ASK;
    }
    return origin->robots == DL_ROBOTS_ASKED ? DL_GATE_WAIT : decide(job);
}
