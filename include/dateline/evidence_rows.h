/*
 * Evidence as the store keeps it: quotations anchored in snapshots, and what each later snapshot
 * of the source did to them. Evidence is only added, as snapshots are; a check is told anew.
 */
#ifndef DATELINE_EVIDENCE_ROWS_H
#define DATELINE_EVIDENCE_ROWS_H

#include "dateline/store.h"

typedef struct dl_evidence_row {
    int64_t id;       /* 0 before it is stored */
    int64_t snapshot; /* that it is anchored in */
    dl_str asked;     /* what the notebook asked for, normalised: finds it again in a later run */
    dl_str how;       /* "exact", "normalised", "near" */
    dl_str exact, prefix, suffix; /* as the page has them */
    int64_t start, finish;        /* bytes of the page's text */
    int extractor, normaliser;    /* versions: the text's and the search's */
    /* Read back only. */
    dl_str url, sha256; /* of the snapshot: its source as asked for, its body */
    int64_t captured_at_us;
    dl_str verdict, detail;  /* of the check against the newest snapshot checked; may be empty */
    int64_t checked_against; /* that snapshot, or 0 */
} dl_evidence_row;

/* Whether the store takes writes; a read-only one keeps no evidence. */
bool dl_store_can_write(const dl_store *store);

/* Fills id: a new one, or that of the same evidence kept before, be it from an earlier capture of
 * the same bytes. */
int dl_store_put_evidence(dl_store *store, dl_evidence_row *row, dl_error *error);

/* The evidence from a source (asked or final URL; from all, where url is empty), by source, oldest
 * snapshot first. With asked: only what answers that, from the source of that very URL. */
int dl_store_evidence(dl_store *store, dl_str url, dl_str asked, dl_arena *arena,
                      dl_evidence_row **rows, size_t *count, dl_error *error);

/* Keeps what a snapshot did to a piece of evidence; what was said of the two before is replaced. */
int dl_store_put_check(dl_store *store, int64_t evidence, int64_t snapshot, dl_str verdict,
                       dl_str detail, dl_error *error);

#endif
