#include "dateline/diff.h"

#include <string.h>

#include "extract/diff_internal.h"

/* More changed sentences than this between two anchors, and their order is no longer searched
 * for: at most this squared steps and numbers. */
static const size_t most_edits = 1000;

const char *dl_diff_kind_word(dl_diff_kind kind)
{
    static const char *const words[] = {"same",     "form",       "added",     "removed",
                                        "reworded", "moved away", "moved here"};
    return words[kind];
}

size_t dl_diff_count(const dl_diff *diff, dl_diff_kind kind, unsigned without)
{
    size_t count = 0;
    for (size_t i = 0; i < diff->count; i++)
        count += diff->items[i].kind == kind && !(diff->items[i].marks & without);
    return count;
}

static int *ids_of(const dl_diff_side *side, dl_arena *scratch)
{
    int *ids = dl_arena_alloc(scratch, (side->count + 1) * sizeof *ids);
    for (size_t i = 0; ids && i < side->count; i++)
        ids[i] = side->list[i].id;
    return ids;
}

static bool same_bytes(const dl_diff_side *a, const dl_diff_sentence *x, const dl_diff_side *b,
                       const dl_diff_sentence *y)
{
    return dl_str_equal(dl_str_slice(a->text, x->span.start, x->span.end),
                        dl_str_slice(b->text, y->span.start, y->span.end));
}

/* Matches the sentences whose keys agree, in order; all others are removed or added. */
static int match(dl_diff_side *before, dl_diff_side *after, size_t id_count, dl_arena *scratch,
                 bool *coarse, dl_error *error)
{
    int *a = ids_of(before, scratch), *b = ids_of(after, scratch);
    size_t *to = dl_arena_alloc(scratch, (before->count + 1) * sizeof *to);
    if (!a || !b || !to)
        return dl_diff_memory(error);
    int rc = dl_diff_align(a, before->count, b, after->count, id_count, true, most_edits, to,
                           coarse, error);
    if (rc != 0)
        return rc;
    for (size_t j = 0; j < after->count; j++)
        after->list[j].kind = DL_DIFF_ADDED;
    for (size_t i = 0; i < before->count; i++) {
        dl_diff_sentence *old = &before->list[i];
        old->kind = DL_DIFF_REMOVED;
        if (to[i] == SIZE_MAX)
            continue;
        dl_diff_sentence *now = &after->list[to[i]];
        old->partner = to[i];
        now->partner = i;
        old->kind = now->kind = same_bytes(before, old, after, now) ? DL_DIFF_SAME : DL_DIFF_FORM;
    }
    return 0;
}

typedef struct maker {
    const dl_diff_side *before, *after;
    dl_diff_item *items;
    size_t count;
    size_t *item_of; /* after's sentence to its item */
} maker;

/* Appends an item of the sentences at i and j; SIZE_MAX for neither. Runs of what is the same are
 * one item. */
static void put(maker *m, dl_diff_kind kind, size_t i, size_t j)
{
    dl_diff_item *last = m->count ? &m->items[m->count - 1] : NULL;
    const dl_diff_sentence *old = i == SIZE_MAX ? NULL : &m->before->list[i];
    const dl_diff_sentence *now = j == SIZE_MAX ? NULL : &m->after->list[j];
    if (kind == DL_DIFF_SAME && last && last->kind == DL_DIFF_SAME) {
        last->before.end = old->span.end;
        last->after.end = now->span.end;
        return;
    }
    dl_diff_span old_at = {0, 0}, now_at = {0, 0};
    if (last)
        old_at = (dl_diff_span){last->before.end, last->before.end};
    if (last)
        now_at = (dl_diff_span){last->after.end, last->after.end};
    dl_diff_item *item = &m->items[m->count];
    *item = (dl_diff_item){.kind = kind,
                           .before = old ? old->span : old_at,
                           .after = now ? now->span : now_at,
                           .partner = SIZE_MAX,
                           .place = old   ? old->place
                                    : now ? now->place
                                          : 0};
    if (kind == DL_DIFF_MOVED_AWAY)
        item->partner = old->partner; /* the sentence's, until all items are there */
    if (now)
        m->item_of[j] = m->count;
    m->count++;
}

/* Both texts in order: what is only in the earlier one before what is only in the later one. */
static void put_items(maker *m)
{
    size_t i = 0, j = 0, n = m->before->count, k = m->after->count;
    while (i < n || j < k) {
        dl_diff_kind old = i < n ? m->before->list[i].kind : DL_DIFF_ADDED;
        dl_diff_kind now = j < k ? m->after->list[j].kind : DL_DIFF_REMOVED;
        if (i < n && (old == DL_DIFF_REMOVED || old == DL_DIFF_MOVED_AWAY)) {
            put(m, old, i++, SIZE_MAX);
        } else if (j < k && (now == DL_DIFF_ADDED || now == DL_DIFF_MOVED_HERE)) {
            put(m, now, SIZE_MAX, j++);
        } else {
            put(m, old, i++, j);
            j++;
        }
    }
}

static bool touches(const dl_diff_item *item, const dl_diff_options *options)
{
    if (item->kind != DL_DIFF_REMOVED && item->kind != DL_DIFF_REWORDED)
        return false;
    for (size_t i = 0; i < options->evidence_count; i++) {
        const dl_diff_span *span = &options->evidence[i];
        if (span->start < item->before.end && span->end > item->before.start)
            return true;
    }
    return false;
}

static bool is_volatile(const dl_diff_item *item, const dl_diff_options *options)
{
    for (size_t i = 0; item->place && i < options->volatile_count; i++) {
        if (options->volatile_places[i] == item->place)
            return true;
    }
    return false;
}

static int finish(maker *m, const dl_diff_options *options, dl_arena *arena, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < m->count; i++) {
        dl_diff_item *item = &m->items[i];
        item->old =
            dl_str_trim(dl_str_slice(m->before->text, item->before.start, item->before.end));
        item->now = dl_str_trim(dl_str_slice(m->after->text, item->after.start, item->after.end));
        if (item->kind == DL_DIFF_MOVED_AWAY) {
            item->partner = m->item_of[item->partner];
            m->items[item->partner].partner = i;
        }
        if (item->kind == DL_DIFF_REWORDED) {
            rc = dl_diff_words(item, arena, error);
            if (rc == 0)
                rc = dl_diff_mark(item, error);
        }
        /* a count is told as one however often it changes */
        bool counter = item->marks & DL_DIFF_COUNTER;
        if (item->kind != DL_DIFF_SAME && !counter && is_volatile(item, options))
            item->marks |= DL_DIFF_VOLATILE;
        if (touches(item, options))
            item->marks |= DL_DIFF_EVIDENCE;
    }
    return rc;
}

static int make(const dl_diff_side *before, const dl_diff_side *after,
                const dl_diff_options *options, dl_arena *scratch, dl_arena *arena, dl_diff *diff,
                dl_error *error)
{
    maker m = {.before = before, .after = after};
    size_t most = before->count + after->count + 1;
    m.items = dl_arena_alloc(scratch, most * sizeof *m.items);
    m.item_of = dl_arena_alloc(scratch, most * sizeof *m.item_of);
    if (!m.items || !m.item_of)
        return dl_diff_memory(error);
    put_items(&m);
    int rc = finish(&m, options, arena, error);
    dl_diff_item *kept = dl_arena_alloc(arena, (m.count + 1) * sizeof *kept);
    if (rc != 0)
        return rc;
    if (!kept)
        return dl_diff_memory(error);
    memcpy(kept, m.items, m.count * sizeof *kept);
    diff->items = kept;
    diff->count = m.count;
    return 0;
}

int dl_diff_texts(dl_str before, dl_str after, const dl_diff_options *options, dl_arena *arena,
                  dl_diff *diff, dl_error *error)
{
    static const dl_diff_options plain = {0};
    dl_arena scratch;
    dl_arena_init(&scratch);
    dl_diff_interned keys = {.arena = &scratch};
    dl_diff_side old, now;
    *diff = (dl_diff){0};
    int rc = dl_diff_side_make(before, &keys, &scratch, &old, error);
    if (rc == 0)
        rc = dl_diff_side_make(after, &keys, &scratch, &now, error);
    if (rc == 0)
        rc = match(&old, &now, keys.count, &scratch, &diff->coarse, error);
    if (rc == 0)
        rc = dl_diff_pair(&old, &now, keys.count, &scratch, &diff->coarse, error);
    if (rc == 0)
        rc = make(&old, &now, options ? options : &plain, &scratch, arena, diff, error);
    dl_arena_clear(&scratch);
    return rc;
}
