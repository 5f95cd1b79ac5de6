/* What the store knows of a capture and WARC has no field for. */
#include <stdio.h>

#include "archive/head.h"
#include "archive/leaving.h"
#include "archive/manifest.h"
#include "fetch/header.h"

/* What an importer makes of a record that is no HTTP answer. */
static bool makes_headers(dl_str headers, dl_str type)
{
    dl_buf made = {0};
    dl_buf_puts(&made, "Content-Type: ");
    dl_buf_add(&made, type);
    dl_buf_puts(&made, "\r\n\r\n");
    bool same = dl_str_equal(headers, dl_buf_str(&made));
    dl_buf_clear(&made);
    return same;
}

static void put_removed(dl_str request, dl_buf *removed)
{
    dl_buf kept = {0};
    dl_request_export(request, &kept, removed);
    dl_buf_clear(&kept);
}

/* The capture's own note, and what the archive lacks. */
static void put_note(dl_leaving *c, dl_buf *note)
{
    for (size_t i = 0; i < c->hop_count; i++)
        put_removed(c->hops[i].request, &c->removed);
    put_removed(c->snapshot.request, &c->removed);
    dl_buf_add(note, c->snapshot.note);
    if (c->removed.size) {
        dl_buf_puts(note, note->size ? "; " : "");
        dl_buf_puts(note, "left out of the archived request: ");
        dl_buf_add(note, dl_buf_str(&c->removed));
    }
}

static dl_str told_unless(dl_str text, dl_str derived)
{
    return dl_str_equal(text, derived) ? (dl_str){NULL, 0}
                                       : (dl_str){text.data ? text.data : "", text.size};
}

int dl_leaving_manifest(dl_leaving *c, dl_error *error)
{
    const dl_snapshot *s = &c->snapshot;
    char id[DL_RECORD_ID], revalidates[DL_RECORD_ID] = "";
    dl_buf body = {0}, fields = {0}, note = {0}, uri = {0};
    dl_manifest manifest = {.url = s->url,
                            .final_url = s->final_url,
                            .sha256 = s->sha256,
                            .status = c->http ? 0 : s->status,
                            .asked_at_us = s->asked_at_us,
                            .coding = s->coding,
                            .wire_sha256 = s->wire_sha256,
                            .uncoded = c->uncoded,
                            .redirects = s->redirects,
                            .hops = c->hop_ids,
                            .hop_count = c->hop_count};
    snprintf(manifest.capture, sizeof manifest.capture, "%s", c->id);
    put_note(c, &note);
    manifest.note = dl_buf_str(&note);
    if (dl_str_equal(s->origin, DL_STR("memento")))
        manifest.origin = s->origin;
    if (s->revalidated)
        dl_export_id(&c->referred, "capture", revalidates);
    manifest.revalidates = dl_str_of(s->revalidated ? revalidates : "");
    if (s->peer.size && !dl_is_address(s->peer))
        manifest.peer = s->peer;
    if (!c->http && !makes_headers(s->headers, dl_leaving_type(c)))
        manifest.headers = (dl_str){s->headers.size ? s->headers.data : "", s->headers.size};
    manifest.etag = told_unless(s->etag, dl_header_value(s->headers, "ETag"));
    manifest.last_modified =
        told_unless(s->last_modified, dl_header_value(s->headers, "Last-Modified"));
    dl_manifest_print(&manifest, &body);
    dl_export_id(s, "manifest", id);
    /* not the page's own address: indexers would offer this record in the page's place */
    dl_buf_puts(&uri, "urn:dateline:");
    dl_buf_add(&uri, s->final_url);
    dl_buf_printf(&fields, "WARC-Refers-To: %s\r\n", c->id);
    dl_warc_draft draft = {.type = "metadata",
                           .id = id,
                           .uri = dl_buf_str(&uri),
                           .content_type = DL_STR("application/json"),
                           .fields = dl_buf_str(&fields),
                           .head = (dl_str){"", 0},
                           .body = dl_buf_str(&body)};
    int rc = dl_buf_ok(&body, error);
    if (!rc)
        rc = dl_leaving_put(c, &draft, (dl_str){"", 0}, 0, error);
    dl_buf_clear(&body);
    dl_buf_clear(&fields);
    dl_buf_clear(&note);
    dl_buf_clear(&uri);
    return rc;
}
