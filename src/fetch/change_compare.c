/* One state of a source against another: what class of change, and what is to be flagged. */
#include <string.h>

#include "fetch/change_internal.h"

/* A snapshot's strings, for as long as the change; bodies stay behind. */
static bool copy_snapshot(const dl_snapshot *from, dl_arena *arena, dl_snapshot *to)
{
    *to = *from;
    dl_str *const texts[] = {&to->url,       &to->final_url, &to->request,     &to->headers,
                             &to->redirects, &to->sha256,    &to->etag,        &to->last_modified,
                             &to->peer,      &to->coding,    &to->wire_sha256, &to->origin,
                             &to->note};
    to->body = (dl_str){"", 0};
    to->hops = NULL;
    to->hop_count = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = dl_arena_copy(arena, *texts[i]);
        if (!texts[i]->data)
            return false;
    }
    return true;
}

static dl_date between(int64_t from_us, int64_t to_us)
{
    dl_date first = dl_date_of_utc(from_us), last = dl_date_of_utc(to_us);
    if (dl_date_equal(&first, &last))
        return first; /* within one second */
    first.interval = true;
    first.end = last.start;
    return first;
}

static int copy_sides(const dl_compared *what, dl_change *change, dl_error *error)
{
    const dl_state_of *from = what->shown ? what->shown : what->before;
    dl_arena *arena = &change->arena;
    change->before_text = dl_arena_copy(arena, from->page.text);
    change->after_text = dl_arena_copy(arena, what->after->page.text);
    if (!change->before_text.data || !change->after_text.data ||
        !copy_snapshot(&from->snapshot, arena, &change->before) ||
        !copy_snapshot(&what->after->snapshot, arena, &change->after))
        return dl_change_memory(error);
    change->when =
        between(what->before->snapshot.captured_at_us, what->after->snapshot.captured_at_us);
    change->reason = what->after->reason;
    return 0;
}

/* Whether two dates can be one, told more or less finely or in another zone. */
static bool agree(const dl_date *a, const dl_date *b)
{
    return dl_date_equal(a, b) || dl_date_within(a, b) == DL_CERTAIN ||
           dl_date_within(b, a) == DL_CERTAIN;
}

static unsigned date_flags(const dl_state_of *before, const dl_state_of *after, bool text_changed)
{
    const dl_page *was = &before->page, *is = &after->page;
    unsigned flags = 0;
    if (was->has_published && !(is->has_published && agree(&was->published, &is->published)))
        flags |= DL_FLAG_PUBLISHED_CHANGED;
    if (was->has_published && is->has_published &&
        dl_date_before(&is->published, &was->published) == DL_CERTAIN)
        flags |= DL_FLAG_BACKDATED;
    if (before->modified.size && after->modified.size) {
        bool same = agree(&before->page.modified, &after->page.modified);
        if (same && text_changed)
            flags |= DL_FLAG_SILENT_EDIT;
        if (!same && !text_changed)
            flags |= DL_FLAG_MODIFIED_ONLY;
    }
    return flags;
}

/* What the text's items amount to. */
static dl_change_class class_of_text(const dl_diff *diff, unsigned *flags)
{
    dl_change_class class = DL_CHANGE_NONE;
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        dl_change_class one = DL_CHANGE_SUBSTANTIVE;
        if (item->kind == DL_DIFF_SAME)
            continue;
        if (item->marks & DL_DIFF_EVIDENCE)
            one = DL_CHANGE_EVIDENCE;
        else if (item->kind == DL_DIFF_FORM || item->marks & (DL_DIFF_VOLATILE | DL_DIFF_RELATIVE))
            one = DL_CHANGE_COSMETIC;
        else if (item->marks & DL_DIFF_COUNTER)
            one = DL_CHANGE_COUNTERS;
        if (one >= DL_CHANGE_SUBSTANTIVE && item->marks & DL_DIFF_NUMBER)
            *flags |= DL_FLAG_NUMBER;
        if (one >= DL_CHANGE_SUBSTANTIVE && item->marks & DL_DIFF_NEGATION)
            *flags |= DL_FLAG_NEGATION;
        if (one > class)
            class = one;
    }
    return class;
}

/* A text that was shown before: once is a step back, twice and more is how the page behaves. */
static void look_back(const dl_compared *what, dl_change *change)
{
    bool alternates = false;
    const dl_learned_text *known = NULL;
    if (what->learned && !dl_str_equal(change->before_text, change->after_text))
        known = dl_learned_find(what->learned, change->after_text, &alternates);
    if (!known)
        return;
    change->as_it_was = known->snapshot;
    change->as_it_was_us = known->captured_at_us;
    change->flags |= alternates ? DL_FLAG_ALTERNATES : DL_FLAG_RESTORED;
}

static int diff_texts(const dl_compared *what, bool alternates, dl_change *change, dl_error *error)
{
    dl_diff_options options = {.evidence = what->evidence, .evidence_count = what->evidence_count};
    if (what->learned) {
        options.volatile_places = what->learned->volatile_places;
        options.volatile_count = what->learned->volatile_count;
    }
    int rc = dl_diff_texts(change->before_text, change->after_text, &options, &change->arena,
                           &change->diff, error);
    /* what the page shows by turns changes by itself, all of it */
    for (size_t i = 0; rc == 0 && alternates && i < change->diff.count; i++) {
        dl_diff_item *item = (dl_diff_item *)&change->diff.items[i];
        if (item->kind != DL_DIFF_SAME)
            item->marks |= DL_DIFF_VOLATILE;
    }
    return rc;
}

static bool same_bytes(const dl_state_of *a, const dl_state_of *b)
{
    return dl_str_equal(a->snapshot.sha256, b->snapshot.sha256);
}

/* Two states that both show the page: bytes, then metadata, then text, then evidence. */
static int compare_pages(const dl_compared *what, dl_change *change, dl_error *error)
{
    const dl_state_of *before = what->shown, *after = what->after;
    bool same = same_bytes(before, after);
    change->class = same ? DL_CHANGE_NONE : DL_CHANGE_COSMETIC;
    int rc = dl_change_list_metadata(before, after, change, error);
    if (rc != 0)
        return rc;
    look_back(what, change);
    rc = diff_texts(what, change->flags & DL_FLAG_ALTERNATES, change, error);
    if (rc != 0)
        return rc;
    if (change->metadata_count)
        change->class = DL_CHANGE_METADATA;
    dl_change_class text = class_of_text(&change->diff, &change->flags);
    bool no_text = !same && !before->page.text.size && !after->page.text.size;
    if (no_text)
        change->flags |= DL_FLAG_NO_TEXT;
    if (no_text && !after->page.html.size)
        text = DL_CHANGE_SUBSTANTIVE; /* no document: the bytes are all that it says */
    if (text > change->class)
        change->class = text;
    bool text_changed = text >= DL_CHANGE_SUBSTANTIVE;
    change->flags |= date_flags(before, after, text_changed);
    if (change->diff.coarse)
        change->flags |= DL_FLAG_COARSE;
    if (!dl_str_equal(before->snapshot.final_url, after->snapshot.final_url))
        change->flags |= DL_FLAG_REDIRECTED;
    return dl_change_list_ignored(before, after, change, error);
}

static dl_change_class class_of_presence(dl_presence presence)
{
    static const dl_change_class classes[] = {DL_CHANGE_BACK, DL_CHANGE_GONE, DL_CHANGE_BLOCKED,
                                              DL_CHANGE_FAILING};
    return classes[presence];
}

int dl_change_compare(const dl_compared *what, dl_change *change, dl_error *error)
{
    const dl_state_of *before = what->before, *after = what->after;
    int rc = copy_sides(what, change, error);
    if (rc != 0)
        return rc;
    if (after->presence != DL_PRESENT) {
        bool still =
            before->presence == after->presence && dl_str_equal(before->reason, after->reason);
        change->class = still ? DL_CHANGE_NONE : class_of_presence(after->presence);
        return dl_change_summarise(change, error);
    }
    if (what->shown)
        rc = compare_pages(what, change, error);
    if (before->presence != DL_PRESENT) {
        change->flags |= DL_FLAG_BACK;
        if (!dl_change_matters(change->class))
            change->class = DL_CHANGE_BACK;
    }
    return rc == 0 ? dl_change_summarise(change, error) : rc;
}
