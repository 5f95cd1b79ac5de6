/* What happened to a source, from all of its captures in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "extract/link.h"
#include "fetch/change_internal.h"

/* The walk over the captures: the last state, the last that showed the page, and the one that is
 * looked at, in three places that change their parts. */
typedef struct walk {
    dl_store *store;
    dl_arena *arena;
    const dl_snapshot *series;
    dl_state_of slots[3];
    int last, shown; /* indices of slots, or -1 */
    dl_learned learned;
    dl_source_event *events;
    size_t count, capacity;
} walk;

static dl_state_of *at(walk *w, int slot)
{
    return slot < 0 ? NULL : &w->slots[slot];
}

static int free_slot(const walk *w)
{
    int slot = 0;
    while (slot == w->last || slot == w->shown)
        slot++;
    return slot;
}

static dl_str actor_of(const dl_state_of *state)
{
    const dl_str url = state->snapshot.url, authority = dl_uri_split(url).authority;
    if (state->page.publisher.size)
        return state->page.publisher;
    return authority.size ? authority : url;
}

/* "s12-changed"; what one capture shows more than once is numbered. */
static dl_str make_id(const walk *w, int64_t snapshot, const char *kind)
{
    size_t before = 0;
    for (size_t i = w->count; i-- > 0 && w->events[i].snapshot == snapshot;)
        before += strcmp(w->events[i].kind, kind) == 0;
    char id[64];
    int size = snprintf(id, sizeof id, "s%lld-%s", (long long)snapshot, kind);
    if (before)
        size += snprintf(id + size, sizeof id - (size_t)size, ".%zu", before + 1);
    return dl_arena_copy(w->arena, (dl_str){id, (size_t)size});
}

static int add(walk *w, const dl_state_of *state, const char *kind, const dl_date *date,
               dl_str what, int64_t before, dl_error *error)
{
    int rc = dl_grow(&w->events, &w->capacity, w->count + 1, sizeof *w->events, error);
    if (rc != 0)
        return rc;
    const dl_state_of *named = state->page.publisher.size || w->shown < 0 ? state : at(w, w->shown);
    dl_source_event event = {.id = make_id(w, state->snapshot.id, kind),
                             .kind = kind,
                             .date = *date,
                             .what = dl_arena_copy(w->arena, what),
                             .actor = dl_arena_copy(w->arena, actor_of(named)),
                             .url = dl_arena_copy(w->arena, state->snapshot.url),
                             .snapshot = state->snapshot.id,
                             .before = before};
    if (!event.id.data || !event.what.data || !event.actor.data || !event.url.data)
        return dl_change_memory(error);
    w->events[w->count++] = event;
    return 0;
}

static int add_text(walk *w, const dl_state_of *state, const char *kind, const dl_date *date,
                    const char *lead, dl_str text, int64_t before, dl_error *error)
{
    dl_buf what;
    dl_buf_init(&what);
    dl_buf_puts(&what, lead);
    dl_buf_add(&what, text);
    int rc = dl_buf_ok(&what, error);
    if (rc == 0)
        rc = add(w, state, kind, date, dl_buf_str(&what), before, error);
    dl_buf_clear(&what);
    return rc;
}

static int add_published(walk *w, const dl_state_of *state, dl_error *error)
{
    dl_str title = state->page.title.size ? state->page.title : state->snapshot.url;
    if (state->presence != DL_PRESENT || !state->page.has_published)
        return 0;
    return add_text(w, state, "published", &state->page.published, "published: ", title, 0, error);
}

static int tell_first(walk *w, const dl_state_of *state, dl_error *error)
{
    dl_date date = dl_date_of_utc(state->snapshot.captured_at_us);
    int rc = add_published(w, state, error);
    if (rc != 0)
        return rc;
    if (state->presence != DL_PRESENT)
        return add_text(w, state, "captured", &date, "first captured: ", state->reason, 0, error);
    return add(w, state, "captured", &date, DL_STR("first captured"), 0, error);
}

static int add_counters(walk *w, const dl_state_of *state, const dl_change *change, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        if (!(item->marks & DL_DIFF_COUNTER) || item->marks & DL_DIFF_VOLATILE)
            continue;
        dl_buf what;
        dl_buf_init(&what);
        dl_buf_printf(&what, "%.*s: %.*s to %.*s", DL_STR_ARG(item->what), DL_STR_ARG(item->from),
                      DL_STR_ARG(item->to));
        rc = dl_buf_ok(&what, error);
        if (rc == 0)
            rc = add(w, state, "counted", &change->when, dl_buf_str(&what), change->before.id,
                     error);
        dl_buf_clear(&what);
    }
    return rc;
}

static const char *kind_of(const dl_change *change)
{
    switch (change->class) {
    case DL_CHANGE_GONE:
        return "taken-down";
    case DL_CHANGE_BLOCKED:
        return "blocked";
    case DL_CHANGE_FAILING:
        return "failing";
    case DL_CHANGE_METADATA:
        return change->flags & DL_FLAG_PUBLISHED_CHANGED ? "redated" : "updated";
    case DL_CHANGE_SUBSTANTIVE:
    case DL_CHANGE_EVIDENCE:
        return change->flags & DL_FLAG_SILENT_EDIT ? "silent-edit" : "changed";
    default:
        return NULL;
    }
}

/* A publication date that is another is told beside whatever else changed. */
static int add_redated(walk *w, const dl_state_of *state, const dl_change *change, dl_error *error)
{
    for (size_t i = 0; i < change->metadata_count; i++) {
        const dl_change_field *field = &change->metadata[i];
        if (!dl_str_equal(field->name, DL_STR("published")) || field->before.size == 0)
            continue;
        dl_buf what;
        dl_buf_init(&what);
        dl_buf_printf(&what, "publication date from %.*s to %.*s", DL_STR_ARG(field->before),
                      DL_STR_ARG(field->after.size ? field->after : DL_STR("none")));
        int rc = dl_buf_ok(&what, error);
        if (rc == 0)
            rc = add(w, state, "redated", &change->when, dl_buf_str(&what), change->before.id,
                     error);
        dl_buf_clear(&what);
        return rc;
    }
    return 0;
}

static int tell(walk *w, const dl_state_of *state, const dl_change *change, dl_error *error)
{
    const int64_t before = change->before.id;
    const char *kind = kind_of(change);
    int rc = 0;
    if (change->flags & DL_FLAG_BACK)
        rc = add(w, state, "back", &change->when, change->summary, before, error);
    if (rc == 0 && change->flags & DL_FLAG_REDIRECTED)
        rc = add_text(w, state, "redirected", &change->when, "redirected to ",
                      state->snapshot.final_url, before, error);
    /* a date that the page had not told before */
    if (rc == 0 && (w->shown < 0 || !at(w, w->shown)->published.size))
        rc = add_published(w, state, error);
    if (rc == 0 && change->flags & DL_FLAG_PUBLISHED_CHANGED)
        rc = add_redated(w, state, change, error);
    bool told = change->flags & DL_FLAG_BACK || (kind && strcmp(kind, "redated") == 0) ||
                (change->class == DL_CHANGE_METADATA && change->flags & DL_FLAG_REDIRECTED &&
                 change->metadata_count == 1);
    if (rc == 0 && kind && !told)
        rc = add(w, state, kind, &change->when, change->summary, before, error);
    return rc == 0 ? add_counters(w, state, change, error) : rc;
}

/* From what was to what the capture with index i shows. */
static int compare(walk *w, const dl_state_of *now, size_t i, dl_error *error)
{
    dl_change change;
    dl_change_init(&change);
    dl_compared what = {
        .shown = at(w, w->shown), .before = at(w, w->last), .after = now, .learned = &w->learned};
    dl_arena scratch;
    dl_arena_init(&scratch);
    int rc = dl_learned_settle(&w->learned, i, error);
    if (rc == 0)
        rc = dl_change_find_evidence(w->store, &what, &scratch, error);
    if (rc == 0)
        rc = dl_change_compare(&what, &change, error);
    if (rc == 0)
        rc = tell(w, now, &change, error);
    if (rc == 0 && now->presence == DL_PRESENT)
        rc = dl_learned_diff_add(&w->learned, &change.diff,
                                 w->series[i].captured_at_us - w->series[i - 1].captured_at_us, i,
                                 error);
    dl_change_clear(&change);
    dl_arena_clear(&scratch);
    return rc;
}

static int visit(walk *w, size_t i, dl_error *error)
{
    const int slot = free_slot(w);
    dl_state_of *now = at(w, slot);
    dl_state_clear(now);
    dl_state_init(now);
    int rc = dl_state_load(w->store, w->series[i].id, now, error);
    if (rc != 0)
        return rc;
    dl_state_settle(at(w, w->shown), now);
    if (w->last < 0) {
        rc = tell_first(w, now, error);
    } else {
        /* the last capture that still showed the last state is the one that it ended after */
        dl_state_of *last = at(w, w->last);
        last->snapshot.id = w->series[i - 1].id;
        last->snapshot.captured_at_us = w->series[i - 1].captured_at_us;
        rc = compare(w, now, i, error);
    }
    if (rc == 0 && now->presence == DL_PRESENT) {
        rc = dl_learned_text_add(&w->learned, now, i, error);
        w->shown = slot;
    }
    w->last = slot;
    return rc;
}

static bool repeats(const dl_snapshot *series, size_t i)
{
    const dl_snapshot *now = &series[i], *before = &series[i - 1];
    bool status = now->status == before->status || now->revalidated != 0;
    return status && dl_str_equal(now->sha256, before->sha256) &&
           dl_str_equal(now->final_url, before->final_url);
}

int dl_source_events(dl_store *store, dl_str url, const dl_cancel *cancel, dl_arena *arena,
                     dl_source_event **events, size_t *count, dl_error *error)
{
    walk w = {.store = store, .arena = arena, .last = -1, .shown = -1};
    dl_snapshot *series;
    size_t snapshots;
    for (size_t i = 0; i < 3; i++)
        dl_state_init(&w.slots[i]);
    *events = NULL;
    *count = 0;
    int rc = dl_state_series(store, url, arena, &series, &snapshots, error);
    w.series = series;
    for (size_t i = 0; rc == 0 && i < snapshots; i++) {
        if (dl_cancel_reason(cancel))
            rc = dl_error_set(error, dl_cancel_reason(cancel), "the comparison was stopped");
        else if (i == 0 || !repeats(series, i))
            rc = visit(&w, i, error);
    }
    if (rc == 0) {
        *events = dl_arena_alloc(arena, (w.count + 1) * sizeof **events);
        if (!*events)
            rc = dl_change_memory(error);
        else if (w.count)
            memcpy(*events, w.events, w.count * sizeof **events);
        *count = *events ? w.count : 0;
    }
    free(w.events);
    dl_learned_clear(&w.learned);
    for (size_t i = 0; i < 3; i++)
        dl_state_clear(&w.slots[i]);
    return rc;
}
