/*
 * A state of a source: one snapshot read as a page, and whether it shows the page at all. What a
 * 304 confirmed is told with the status and headers of what it confirmed.
 */
#ifndef FETCH_STATE_H
#define FETCH_STATE_H

#include "dateline/page.h"
#include "dateline/store.h"

typedef enum dl_presence { DL_PRESENT, DL_GONE, DL_BLOCKED, DL_FAILING } dl_presence;

typedef struct dl_state_of {
    dl_arena arena;
    dl_snapshot snapshot; /* with its body; status is the confirmed one's */
    dl_page page;
    dl_str published, modified; /* EDTF, or empty */
    dl_presence presence;
    dl_presence said; /* what its words say in place of a page; PRESENT where its status tells */
    dl_str reason;    /* why it is not present */
} dl_state_of;

void dl_state_init(dl_state_of *state);
void dl_state_clear(dl_state_of *state); /* may be called twice */
int dl_state_load(dl_store *store, int64_t snapshot, dl_state_of *state, dl_error *error);
/* Settles what one state alone cannot tell, against the last that showed the page: a redirect to
 * the home page is the page's end only where it was none before, and words that were there before
 * mean nothing. shown may be NULL: what is captured first with status 200 is the page. */
void dl_state_settle(const dl_state_of *shown, dl_state_of *state);
/* Whether what is no home page was redirected to one. */
bool dl_state_leads_home(const dl_snapshot *snapshot);
/* Whether a status alone tells that there is no page. */
bool dl_presence_by_status(int status, dl_presence *presence, dl_str *reason);

/* The snapshots of a source, oldest first: those asked by that very URL, if there are any. */
int dl_state_series(dl_store *store, dl_str url, dl_arena *arena, dl_snapshot **snapshots,
                    size_t *count, dl_error *error);

/* presence.c: what a status or a page's words say. reason is static. */
void dl_presence_judge(dl_state_of *state);

#endif
