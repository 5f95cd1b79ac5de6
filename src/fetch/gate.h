/*
 * Whether a host's robots.txt lets programs read a page (RFC 9309): fetched once a day, kept in
 * the store like any capture, and obeyed unless a person said otherwise. Private to src/fetch.
 */
#ifndef FETCH_GATE_H
#define FETCH_GATE_H

#include "fetch/job.h"

typedef enum dl_gate {
    DL_GATE_OPEN,
    DL_GATE_ASK,   /* make a job for the origin's robots.txt first (dl_gate_url) */
    DL_GATE_WAIT,  /* somebody asks for it already */
    DL_GATE_CLOSED /* the job has failed, and says why */
} dl_gate;

/* For the hop that the job is about to take; its origin is known. */
dl_gate dl_gate_look(dl_job *job, dl_store *store);

/* Where the robots.txt of an origin is. */
void dl_gate_url(const dl_origin *origin, dl_buf *url);

/* What came of the job that asked for it. */
void dl_gate_answered(const dl_job *job, dl_store *store);

#endif
