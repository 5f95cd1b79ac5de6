/* A finished job as a snapshot in the store. */
#include <string.h>

#include "fetch/capture_time.h"
#include "fetch/freshness.h"
#include "fetch/header.h"
#include "fetch/job.h"
#include "fetch/secret.h"

static bool fill(dl_job *job, dl_str request)
{
    dl_arena *arena = &job->arena;
    dl_transfer *t = &job->transfer;
    dl_str headers = dl_buf_str(&t->headers);
    dl_snapshot *s = &job->snapshot;
    memset(s, 0, sizeof *s);
    s->url = job->asked;
    s->final_url = job->at.text;
    s->status = t->status;
    s->request = dl_arena_copy(arena, request);
    s->headers = dl_arena_copy(arena, headers);
    s->redirects = dl_arena_copy(arena, dl_buf_str(&job->redirects));
    s->etag = dl_arena_copy(arena, dl_header_value(headers, "ETag"));
    s->last_modified = dl_arena_copy(arena, dl_header_value(headers, "Last-Modified"));
    s->coding = dl_arena_copy(arena, dl_header_value(headers, "Content-Encoding"));
    s->peer = dl_arena_copy(arena, dl_str_of(t->peer));
    s->note = dl_arena_copy(arena, dl_buf_str(&job->note));
    s->sha256 = dl_arena_copy(arena, dl_str_of(job->packed.sha256));
    s->wire_sha256 = dl_arena_copy(arena, dl_str_of(job->packed.wire_sha256));
    /* RFC 7089 §2.1.1: an archive says of what it kept when that was */
    bool archived = dl_header_value(headers, "Memento-Datetime").size > 0;
    s->origin = archived ? DL_STR("memento") : DL_STR("live");
    s->body = (dl_str){"", 0};
    s->asked_at_us = t->asked_at_us;
    s->captured_at_us = t->answered_at_us ? t->answered_at_us : dl_capture_time_us();
    s->hops = job->hops;
    s->hop_count = job->hop_count;
    return s->request.data && s->headers.data && s->redirects.data && s->etag.data &&
           s->last_modified.data && s->coding.data && s->peer.data && s->note.data &&
           s->sha256.data && s->wire_sha256.data;
}

/* A 304 confirms the body that is known; all of them point at the capture that brought the bytes.
 * The body is in the store already. */
static void confirm(dl_job *job)
{
    const dl_snapshot *known = &job->known.snapshot;
    dl_snapshot *s = &job->snapshot;
    s->revalidated = known->revalidated ? known->revalidated : known->id;
    if (s->etag.size == 0)
        s->etag = known->etag;
    if (s->last_modified.size == 0)
        s->last_modified = known->last_modified;
    dl_packed_clear(&job->packed);
    job->packed = (dl_packed){.size = known->body_size, .codec = "raw", .bytes = {"", 0}};
    memcpy(job->packed.sha256, known->sha256.data,
           known->sha256.size < 64 ? known->sha256.size : 64);
    s->sha256 = known->sha256;
    s->wire_sha256 = s->coding = (dl_str){"", 0};
}

bool dl_job_is_confirmed(const dl_job *job)
{
    return job->transfer.status == 304 && job->known.there &&
           (job->transfer.etag.size || job->transfer.last_modified.size) &&
           dl_not_modified_confirms(job->known.snapshot.headers,
                                    dl_buf_str(&job->transfer.headers));
}

int dl_job_keep(dl_job *job, dl_store *store, dl_error *error)
{
    dl_buf request = {0};
    dl_header_without_secrets(dl_buf_str(&job->transfer.request), &request);
    int rc = dl_buf_ok(&request, error);
    if (!rc && (dl_buf_ok(&job->note, error) || !fill(job, dl_buf_str(&request))))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while keeping a capture");
    dl_buf_clear(&request);
    if (rc)
        return rc;
    if (dl_job_is_confirmed(job))
        confirm(job);
    rc = dl_store_add_packed(store, &job->snapshot, &job->packed, error);
    if (!rc)
        rc = dl_known_present(store, job->asked, &job->arena, &job->snapshot, error);
    job->from = DL_FROM_NETWORK;
    job->stage = DL_STAGE_DONE;
    return rc;
}
