/*
 * One ask on its way from an address to a snapshot in the store: looked up, requested hop by hop,
 * tried again where that may help, packed, kept. A job moves from stage to stage and waits in
 * none: who drives it (schedule.c) does. Private to src/fetch.
 */
#ifndef FETCH_JOB_H
#define FETCH_JOB_H

#include "fetch/lookup.h"
#include "fetch/origin.h"
#include "fetch/transfer.h"

typedef enum dl_stage {
    DL_STAGE_READY,   /* waits for its origin */
    DL_STAGE_RUNNING, /* its transfer is under way */
    DL_STAGE_PACKING, /* its body is decoded, hashed and compressed */
    DL_STAGE_KEEPING, /* packed: goes into the store with the next batch */
    DL_STAGE_DONE     /* snapshot, or rc and error */
} dl_stage;

typedef struct dl_job {
    struct dl_job *next; /* in the list that holds it */
    const dl_fetch_options *options;
    size_t index; /* of the ask */
    const dl_ask *ask;
    dl_fetch_mode mode;
    dl_stage stage;
    dl_origin *origin;    /* of the hop that is on its way; NULL before it was looked for */
    dl_origin *robots_of; /* a request for this origin's robots.txt; NULL for an ask */
    dl_ask robots_ask;    /* what asks for it */
    dl_arena arena;
    dl_str asked;   /* the address, trimmed */
    dl_url url, at; /* as asked; of the hop that is on its way */
    dl_known known; /* the capture whose validators are sent */

    int attempt;           /* 1 for the first */
    int64_t not_before_ms; /* when the next try may start */
    int64_t time_left_ms;  /* of the limit on all hops; waiting does not count */
    int64_t started_ms;    /* of the hop that is on its way */

    dl_hop *hops;
    size_t hop_count, hop_capacity;
    dl_buf redirects; /* "STATUS URL\n" a hop, the URL that gave the status */
    dl_transfer transfer;
    dl_buf decoded;
    dl_packed packed;
    dl_buf note;

    int rc;
    dl_error error;
    dl_snapshot snapshot; /* strings in arena */
    dl_fetch_from from;
} dl_job;

/* Reads the address and looks in the store: the job is DONE when the store answers or the guard
 * refuses, else READY. */
void dl_job_begin(dl_job *job, dl_store *store);
void dl_job_clear(dl_job *job);

/* Fails: DONE with this error. Returns its kind. */
int dl_job_fail(dl_job *job, const dl_error *error);

/* Fills the transfer for the hop that is on its way. */
void dl_job_request(dl_job *job);
/* The transfer ended: READY again for the next hop or try, PACKING, or DONE with a failure.
 * random: any 64 bits, for the wait before another try. */
void dl_job_answered(dl_job *job, dl_store *store, uint64_t random);

/* Takes the coding off and packs the body; touches no store, so any thread may. The job is KEEPING,
 * or DONE with a failure. */
void dl_job_pack(dl_job *job);

/* Adds the snapshot in the batch that is open. An error is the store's, not the job's. */
int dl_job_keep(dl_job *job, dl_store *store, dl_error *error);

/* keep.c: whether a 304 confirms the capture whose validators were sent. */
bool dl_job_is_confirmed(const dl_job *job);

/* hop.c: whether the answer leads elsewhere, and the step there. */
bool dl_job_is_redirected(const dl_job *job);
int dl_job_follow(dl_job *job, dl_error *error);

#endif
