/*
 * What the store has of a source, and whether it will do: which capture answers an ask, by address
 * and by what Vary names, brought up to date by the 304s after it, and fresh or not (RFC 9111).
 * Private to src/fetch.
 */
#ifndef FETCH_LOOKUP_H
#define FETCH_LOOKUP_H

#include "dateline/fetch.h"
#include "fetch/url.h"

typedef struct dl_known {
    bool there;
    dl_snapshot snapshot;      /* as it is shown, without body */
    bool fresh;                /* may be used as it is (RFC 9111 §4.2) */
    bool may_validate;         /* its validators may be sent */
    int64_t on_error_until_us; /* may stand in for a failure until then (RFC 5861 §4); 0: never */
} dl_known;

/* The newest capture of an address that answers the ask. */
int dl_known_find(dl_store *store, dl_str asked, const dl_url *url, const dl_ask *ask,
                  int64_t now_us, dl_arena *arena, dl_known *known, dl_error *error);

/* The capture that a lock's pin names: its address, and the hash of its body. */
int dl_known_pinned(dl_store *store, const dl_pin *pin, const dl_url *url, dl_arena *arena,
                    dl_known *known, dl_error *error);

/* A capture as it is shown: one that a 304 made has the status of what it confirms, and that
 * one's headers brought up to date (RFC 9111 §4.3.4). The store keeps both as they came. */
int dl_known_present(dl_store *store, dl_str asked, dl_arena *arena, dl_snapshot *snapshot,
                     dl_error *error);

#endif
