/*
 * Evidence between a page and the store: a quotation is anchored in the capture that it is taken
 * from, kept, and held against what its source says later. Strings live in the arena passed.
 */
#ifndef DATELINE_CHECK_H
#define DATELINE_CHECK_H

#include "dateline/capture.h"
#include "dateline/evidence.h"
#include "dateline/evidence_rows.h"

typedef struct dl_evidence {
    int64_t id;             /* in the store; 0: not kept */
    int64_t snapshot;       /* that it is anchored in */
    dl_str url, sha256;     /* the source as asked for, and the body of the capture */
    int64_t captured_at_us; /* 0 for a file: when it was read says nothing of it */
    dl_quote quote;
    size_t start_code, finish_code; /* quote's place in characters, as other tools count */
    int extractor;
    dl_drift verdict; /* against the first capture that it was quoted from */
    dl_str detail;    /* what changed since, or where a near passage departs from what was asked;
                       * empty where there is nothing to tell */
} dl_evidence;

/* When a passage that is only near will do. A changed number or negation never does. */
typedef enum dl_near_rule {
    DL_NEAR_FIRST, /* unless an earlier capture said it exactly: then it has changed */
    DL_NEAR_NEVER,
    DL_NEAR_ALWAYS
} dl_near_rule;

/* Reads the capture where that was not done, anchors what is asked in its text, holds it against
 * what was kept of the same question from the same source, and keeps both when the store can be
 * written (id says so). DL_ERR_EVIDENCE, with the difference, when the page does not say it, or not
 * any more. */
int dl_evidence_find(dl_store *store, dl_capture *capture, const dl_quote_ask *ask,
                     dl_near_rule near, dl_arena *arena, dl_evidence *evidence, dl_error *error);

/* What a later look at a piece of evidence found. */
typedef struct dl_checked {
    dl_evidence_row row;
    bool holds;       /* integrity: its own capture says it, at its place */
    dl_drift verdict; /* drift, against the newest capture of the source */
    dl_str detail;
    int64_t snapshot, captured_at_us; /* that capture */
    dl_str sha256;
    dl_str exact; /* what stands there now; empty when gone or ambiguous */
} dl_checked;

/* Checks the evidence from a source (from all, where url is empty) against the newest captures in
 * the store, and keeps what was found when the store can be written. By source, oldest first. */
int dl_evidence_check_all(dl_store *store, dl_str url, dl_arena *arena, dl_checked **checked,
                          size_t *count, dl_error *error);
/* The same for one. It need not have been kept. */
int dl_evidence_check(dl_store *store, const dl_evidence *evidence, dl_arena *arena,
                      dl_checked *checked, dl_error *error);

/* Appends a W3C Web Annotation (https://www.w3.org/TR/annotation-model/): TextQuoteSelector,
 * TextPositionSelector (in characters of the page's text), TimeState with the capture's time and,
 * as an RFC 6920 address, the hash of its body. */
int dl_evidence_json(const dl_evidence *evidence, dl_buf *out, dl_error *error);

#endif
