#include "dateline/change.h"

#include <string.h>

#include "fetch/change_internal.h"

void dl_change_init(dl_change *change)
{
    memset(change, 0, sizeof *change);
    dl_arena_init(&change->arena);
}

void dl_change_clear(dl_change *change)
{
    dl_arena_clear(&change->arena);
}

/* The states that a comparison needs, and where they stand among the source's captures. */
typedef struct work {
    dl_store *store;
    dl_arena arena;
    dl_snapshot *series;
    size_t count;
    dl_state_of shown, before, after;
    dl_learned learned;
} work;

static void work_init(work *w, dl_store *store)
{
    memset(w, 0, sizeof *w);
    w->store = store;
    dl_arena_init(&w->arena);
    dl_state_init(&w->shown);
    dl_state_init(&w->before);
    dl_state_init(&w->after);
}

static void work_clear(work *w)
{
    dl_learned_clear(&w->learned);
    dl_state_clear(&w->shown);
    dl_state_clear(&w->before);
    dl_state_clear(&w->after);
    dl_arena_clear(&w->arena);
}

/* How many of the source's captures were made up to that snapshot, itself included; 0 when it is
 * not among them. */
static size_t count_up_to(const work *w, int64_t snapshot)
{
    for (size_t i = w->count; i-- > 0;) {
        if (w->series[i].id == snapshot)
            return i + 1;
    }
    return 0;
}

static int status_of(const work *w, size_t i)
{
    const dl_snapshot *snapshot = &w->series[i];
    for (size_t k = i; snapshot->revalidated && k-- > 0;) {
        if (w->series[k].id == snapshot->revalidated)
            return w->series[k].status;
    }
    return snapshot->status;
}

static const size_t most_looked = 100;

/* The last state before series[from] that showed the page, into w->shown; *there is false when
 * none did. What came first counts when its status says that it is a page. */
static int find_shown(work *w, size_t from, bool *there, dl_error *error)
{
    dl_presence presence;
    dl_str reason;
    int rc = 0;
    size_t first = 0;
    *there = false;
    while (first < from && dl_presence_by_status(status_of(w, first), &presence, &reason))
        first++;
    /* a wall that stands long is looked at a few times; then what came first is the page */
    size_t looked = 0;
    dl_str seen = {"", 0};
    bool began_home = first < from && dl_state_leads_home(&w->series[first]);
    for (size_t i = from; rc == 0 && !*there && i-- > first;) {
        if (dl_presence_by_status(status_of(w, i), &presence, &reason) ||
            (!began_home && dl_state_leads_home(&w->series[i])) ||
            (i > first && dl_str_equal(w->series[i].sha256, seen)))
            continue;
        i = looked++ < most_looked ? i : first;
        seen = w->series[i].sha256;
        dl_state_clear(&w->shown);
        dl_state_init(&w->shown);
        rc = dl_state_load(w->store, w->series[i].id, &w->shown, error);
        if (rc == 0 && i == first)
            dl_state_settle(NULL, &w->shown);
        *there = rc == 0 && w->shown.presence == DL_PRESENT;
    }
    return rc;
}

int dl_change_between(dl_store *store, int64_t before, int64_t after, const dl_diff_span *evidence,
                      size_t evidence_count, dl_change *change, dl_error *error)
{
    work w;
    work_init(&w, store);
    int rc = dl_state_load(store, before, &w.before, error);
    if (rc == 0)
        rc = dl_state_load(store, after, &w.after, error);
    if (rc == 0)
        rc = dl_state_series(store, w.after.snapshot.url, &w.arena, &w.series, &w.count, error);
    if (rc == 0)
        rc = dl_learned_from(store, w.series, count_up_to(&w, before), &w.learned, error);
    if (rc == 0) {
        dl_state_settle(NULL, &w.before);
        dl_state_settle(w.before.presence == DL_PRESENT ? &w.before : NULL, &w.after);
        dl_compared what = {.shown = w.before.presence == DL_PRESENT ? &w.before : NULL,
                            .before = &w.before,
                            .after = &w.after,
                            .learned = &w.learned,
                            .evidence = evidence,
                            .evidence_count = evidence_count};
        rc = dl_change_find_evidence(store, &what, &w.arena, error);
        if (rc == 0)
            rc = dl_change_compare(&what, change, error);
    }
    work_clear(&w);
    return rc;
}

/* From what was before series[at] to it. */
static int compare_at(work *w, size_t at, dl_change *change, dl_error *error)
{
    bool shown = false;
    int rc = find_shown(w, at, &shown, error);
    if (rc == 0)
        rc = dl_state_load(w->store, w->series[at - 1].id, &w->before, error);
    if (rc == 0)
        rc = dl_state_load(w->store, w->series[at].id, &w->after, error);
    if (rc == 0)
        rc = dl_learned_from(w->store, w->series, at, &w->learned, error);
    if (rc != 0)
        return rc;
    dl_state_settle(shown ? &w->shown : NULL, &w->before);
    dl_state_settle(shown ? &w->shown : NULL, &w->after);
    dl_compared what = {.shown = shown ? &w->shown : NULL,
                        .before = &w->before,
                        .after = &w->after,
                        .learned = &w->learned};
    rc = dl_change_find_evidence(w->store, &what, &w->arena, error);
    return rc ? rc : dl_change_compare(&what, change, error);
}

int dl_change_since(dl_store *store, int64_t snapshot, dl_change *change, bool *there,
                    dl_error *error)
{
    work w;
    dl_snapshot given;
    work_init(&w, store);
    *there = false;
    int rc = dl_store_snapshot(store, snapshot, false, &w.arena, &given, error);
    if (rc == 0)
        rc = dl_state_series(store, given.url, &w.arena, &w.series, &w.count, error);
    size_t up_to = rc == 0 ? count_up_to(&w, snapshot) : 0;
    if (up_to >= 2) {
        rc = compare_at(&w, up_to - 1, change, error);
        *there = rc == 0;
    }
    work_clear(&w);
    return rc;
}

static bool shows_the_same(const work *w, size_t a, size_t b)
{
    const dl_snapshot *one = &w->series[a], *other = &w->series[b];
    return dl_str_equal(one->sha256, other->sha256) &&
           dl_str_equal(one->final_url, other->final_url) &&
           (one->status == other->status || one->revalidated || other->revalidated);
}

int dl_change_latest(dl_store *store, dl_str url, dl_change *change, dl_error *error)
{
    work w;
    work_init(&w, store);
    int rc = dl_state_series(store, url, &w.arena, &w.series, &w.count, error);
    if (rc == 0 && w.count < 2) {
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "%.*s is captured once, and nothing to compare",
                          DL_STR_ARG(url));
        dl_error_hint(error, "capture it again with: dateline fetch --refresh %.*s",
                      DL_STR_ARG(dl_str_slice(url, 0, 200)));
    }
    if (rc == 0) {
        size_t at = w.count - 1;
        while (at > 1 && shows_the_same(&w, at, at - 1))
            at--;
        if (shows_the_same(&w, at, at - 1))
            at = w.count - 1; /* none differs */
        rc = compare_at(&w, at, change, error);
    }
    work_clear(&w);
    return rc;
}
