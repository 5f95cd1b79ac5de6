/* One capture: what of it is written, and in which order. */
#include <stdio.h>
#include <string.h>

#include "archive/head.h"
#include "archive/leaving.h"
#include "base/escape.h"
#include "fetch/header.h"

void dl_export_id(const dl_snapshot *snapshot, const char *part, char id[DL_RECORD_ID])
{
    dl_buf name = {0};
    dl_buf_printf(&name, "%s\n%lld %d\n", part, (long long)snapshot->captured_at_us,
                  snapshot->status);
    dl_buf_add(&name, snapshot->sha256);
    dl_buf_putc(&name, '\n');
    dl_buf_add(&name, snapshot->final_url);
    dl_buf_putc(&name, '\n');
    dl_buf_add(&name, snapshot->url);
    dl_record_id(dl_buf_str(&name), id);
    dl_buf_clear(&name);
}

/* pages.jsonl names what a reader of the archive would open. */
static int put_page(const dl_leaving *c, dl_error *error)
{
    dl_exporter *exporter = c->exporter;
    const dl_snapshot *s = &c->snapshot;
    dl_str mime = dl_mime_of(s->headers), title = {"", 0};
    bool html = dl_str_starts_word(mime, "text/html");
    if (!exporter->indexed || s->status != 200 || !html)
        return 0;
    char date[40];
    dl_warc_date(s->captured_at_us, date);
    int rc = dl_store_page_title(exporter->store, s->id, c->arena, &title, error);
    dl_buf_printf(&exporter->pages, "{\"id\": \"%.36s\", \"url\": ", c->id + strlen("<urn:uuid:"));
    dl_escape_json(s->final_url, &exporter->pages);
    dl_buf_printf(&exporter->pages, ", \"ts\": \"%s\", \"title\": ", date);
    dl_escape_json(title.size ? title : s->final_url, &exporter->pages);
    dl_buf_puts(&exporter->pages, "}\n");
    return rc ? rc : dl_buf_ok(&exporter->pages, error);
}

/* --- one capture --- */

/* The bytes that the payload digest is over: coded as they came, where the store has them so. */
static int find_entity(dl_leaving *c, const dl_snapshot *of, dl_error *error)
{
    bool there;
    int rc = dl_store_wire_body(c->exporter->store, of, c->arena, &c->entity, &there, error);
    dl_str coding = dl_header_value(of->headers, "Content-Encoding");
    bool coded = coding.size && !dl_str_is_word(coding, "identity");
    if (!rc && !there)
        c->entity = c->snapshot.body;
    /* of a coding that fetch does not know, the body is the coded bytes, and the note says so */
    dl_str mark = DL_STR("in the content coding");
    bool as_it_came = dl_str_find(of->note, mark, 0) < of->note.size;
    c->uncoded = !rc && !there && coded && !as_it_came && c->entity.size > 0;
    return rc;
}

/* Whether a capture before this one brought the same bytes in the same coding. */
static int find_same(dl_leaving *c, dl_error *error)
{
    dl_exporter *exporter = c->exporter;
    dl_buf key = {0};
    if (c->entity.size == 0 || !c->http)
        return 0;
    dl_buf_add(&key, c->snapshot.sha256);
    dl_buf_puts(&key, c->uncoded ? " uncoded " : " ");
    dl_buf_add(&key, c->snapshot.wire_sha256);
    int64_t first = dl_seen_find(&exporter->bodies, dl_buf_str(&key));
    int rc = 0;
    c->refers = first != 0;
    if (first)
        rc = dl_store_snapshot(exporter->store, first, false, c->arena, &c->referred, error);
    else
        rc = dl_seen_put(&exporter->bodies, dl_buf_str(&key), c->snapshot.id, error);
    dl_buf_clear(&key);
    return rc;
}

static int find_hops(dl_leaving *c, dl_error *error)
{
    dl_hop *hops;
    int rc =
        dl_store_hops(c->exporter->store, c->snapshot.id, c->arena, &hops, &c->hop_count, error);
    c->hops = hops;
    for (size_t i = 0; !rc && i < c->hop_count; i++)
        if (!dl_head_is_http(hops[i].headers))
            c->hop_count = 0; /* a store of the first version: their lines are in the manifest */
    c->hop_ids = dl_arena_alloc(c->arena, (c->hop_count + 1) * sizeof *c->hop_ids);
    for (size_t i = 0; !rc && c->hop_ids && i < c->hop_count; i++) {
        char part[40], id[DL_RECORD_ID];
        snprintf(part, sizeof part, "hop %zu", i);
        dl_export_id(&c->snapshot, part, id);
        c->hop_ids[i] = dl_arena_copy(c->arena, dl_str_of(id));
    }
    if (!rc && !c->hop_ids)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an archive");
    return rc;
}

static int write_capture(dl_leaving *c, dl_error *error)
{
    dl_snapshot *s = &c->snapshot;
    c->http = dl_head_is_http(s->headers);
    dl_export_id(s, "capture", c->id);
    c->refers = s->revalidated != 0 && c->http;
    int rc = find_hops(c, error);
    if (!rc)
        rc = find_entity(c, c->refers ? &c->referred : s, error);
    if (!rc && !c->refers)
        rc = find_same(c, error);
    if (!rc)
        rc = dl_leaving_manifest(c, error);
    for (size_t i = 0; !rc && i < c->hop_count; i++)
        rc = dl_leaving_hop(c, i, error);
    if (!rc)
        rc = dl_leaving_answer(c, error);
    if (!rc)
        rc = dl_leaving_request(c, "request", c->id, s->final_url, s->request, error);
    return rc ? rc : put_page(c, error);
}

/* Reads a capture, and writes it unless that was done. */
static int write_one(dl_exporter *exporter, int64_t id, const dl_snapshot *referred,
                     dl_error *error)
{
    dl_arena arena;
    dl_arena_init(&arena);
    dl_leaving c = {.exporter = exporter, .arena = &arena};
    dl_str key = {(const char *)&id, sizeof id};
    int rc = dl_store_snapshot(exporter->store, id, true, &arena, &c.snapshot, error);
    if (!rc && referred)
        c.referred = *referred;
    else if (!rc)
        c.snapshot.revalidated = 0; /* what confirms a confirmation is written as it came */
    if (!rc)
        rc = write_capture(&c, error);
    if (!rc)
        rc = dl_seen_put(&exporter->written, key, 1, error);
    if (!rc)
        exporter->summary->captures++;
    dl_buf_clear(&c.removed);
    dl_arena_clear(&arena);
    return rc;
}

int dl_export_capture(dl_exporter *exporter, int64_t id, dl_error *error)
{
    dl_arena arena;
    dl_snapshot snapshot, referred;
    dl_str key = {(const char *)&id, sizeof id};
    if (dl_seen_find(&exporter->written, key))
        return 0;
    dl_arena_init(&arena);
    int rc = dl_store_snapshot(exporter->store, id, false, &arena, &snapshot, error);
    int64_t before = rc ? 0 : snapshot.revalidated;
    dl_str before_key = {(const char *)&before, sizeof before};
    if (!rc && before)
        rc = dl_store_snapshot(exporter->store, before, false, &arena, &referred, error);
    if (!rc && before && !dl_seen_find(&exporter->written, before_key))
        rc = write_one(exporter, before, NULL, error);
    if (!rc)
        rc = write_one(exporter, id, before ? &referred : NULL, error);
    dl_arena_clear(&arena);
    return rc;
}
