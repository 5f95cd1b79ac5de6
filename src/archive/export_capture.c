/* One capture as records: manifest, redirects, answer, request. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "archive/cdxj.h"
#include "archive/export.h"
#include "archive/head.h"
#include "archive/manifest.h"
#include "archive/message.h"
#include "base/escape.h"
#include "fetch/header.h"

static const char http_response[] = "application/http;msgtype=response";
static const char http_request[] = "application/http;msgtype=request";
static const char identical[] = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
static const char not_modified[] = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

/* All that writing one capture needs; lives in the arena but for the buffers. */
typedef struct capture {
    dl_exporter *exporter;
    dl_arena *arena;
    dl_snapshot snapshot;
    char id[DL_RECORD_ID];
    const dl_hop *hops;
    size_t hop_count;
    dl_str *hop_ids;
    bool http;
    bool uncoded;  /* its headers tell a coding that its entity is without */
    dl_str entity; /* the payload: of a 304, of what it confirms */
    bool refers;   /* a revisit, of: */
    dl_snapshot referred;
    dl_buf removed; /* names of headers that stay here */
} capture;

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

static bool is_address(dl_str peer)
{
    unsigned char space[sizeof(struct in6_addr)];
    char text[64];
    if (peer.size == 0 || peer.size >= sizeof text)
        return false;
    memcpy(text, peer.data, peer.size);
    text[peer.size] = '\0';
    return inet_pton(AF_INET, text, space) == 1 || inet_pton(AF_INET6, text, space) == 1;
}

/* --- writing one record --- */

static int put_record(capture *c, dl_warc_draft *draft, dl_str mime, int status, dl_error *error)
{
    dl_exporter *exporter = c->exporter;
    dl_warc_place place;
    draft->date_us = c->snapshot.captured_at_us;
    int rc = dl_warc_write(&exporter->warc, draft, &place, error);
    if (rc || !exporter->indexed || mime.size == 0)
        return rc;
    dl_cdxj_entry entry = {.uri = draft->uri,
                           .mime = mime,
                           .date_us = draft->date_us,
                           .status = status,
                           .place = &place,
                           .file = DL_STR(DL_WACZ_WARC)};
    dl_cdxj_line(&entry, &exporter->index);
    return dl_buf_ok(&exporter->index, error);
}

/* "text/html" of "text/html; charset=utf-8"; "unk" where none is told, as indexes have it. */
static dl_str mime_of(dl_str head)
{
    dl_str type = dl_header_value(head, "Content-Type"), rest;
    type = dl_str_trim(dl_str_cut(type, ';', &rest));
    return type.size ? type : DL_STR("unk");
}

static void put_peer(dl_str peer, dl_buf *fields)
{
    if (is_address(peer))
        dl_buf_printf(fields, "WARC-IP-Address: %.*s\r\n", DL_STR_ARG(peer));
}

static void put_protocol(dl_str head, dl_buf *fields)
{
    const char *protocol = dl_head_protocol(head);
    if (protocol[0])
        dl_buf_printf(fields, "WARC-Protocol: %s\r\n", protocol);
}

/* RFC 9112 §7.1: the header says chunked, so the body is: in one chunk, for want of the ones that
 * came. */
static void put_framed(dl_str entity, dl_buf *out)
{
    if (entity.size) {
        dl_buf_printf(out, "%zx\r\n", entity.size);
        dl_buf_add(out, entity);
        dl_buf_puts(out, "\r\n");
    }
    dl_buf_puts(out, "0\r\n\r\n");
}

/* --- requests and redirects --- */

static int put_request(capture *c, const char *part, const char *concurrent, dl_str url,
                       dl_str request, dl_error *error)
{
    char id[DL_RECORD_ID];
    dl_buf head = {0}, fields = {0};
    if (request.size == 0)
        return 0;
    dl_export_id(&c->snapshot, part, id);
    dl_request_export(request, &head, &c->removed);
    dl_buf_printf(&fields, "WARC-Concurrent-To: %s\r\n", concurrent);
    put_protocol(request, &fields);
    dl_warc_draft draft = {.type = "request",
                           .id = id,
                           .uri = url,
                           .content_type = dl_str_of(http_request),
                           .fields = dl_buf_str(&fields),
                           .head = dl_buf_str(&head),
                           .body = (dl_str){"", 0}};
    int rc = dl_buf_ok(&head, error);
    if (!rc)
        rc = put_record(c, &draft, (dl_str){"", 0}, 0, error);
    dl_buf_clear(&head);
    dl_buf_clear(&fields);
    return rc;
}

/* The store keeps a redirect's headers and not its body. */
static bool had_body(dl_str head)
{
    dl_str length = dl_header_value(head, "Content-Length");
    return dl_head_is_chunked(head) || (length.size && !dl_str_equal(length, DL_STR("0")));
}

static int put_hop(capture *c, size_t place, dl_error *error)
{
    const dl_hop *hop = &c->hops[place];
    char part[40], id[DL_RECORD_ID];
    dl_buf head = {0}, fields = {0}, body = {0};
    snprintf(part, sizeof part, "hop %zu", place);
    dl_export_id(&c->snapshot, part, id);
    dl_head_export(hop->headers, false, &head);
    put_peer(hop->peer, &fields);
    put_protocol(hop->headers, &fields);
    if (had_body(hop->headers))
        dl_buf_puts(&fields, "WARC-Truncated: unspecified\r\n");
    if (dl_head_is_chunked(hop->headers))
        put_framed((dl_str){"", 0}, &body);
    dl_warc_draft draft = {.type = "response",
                           .id = id,
                           .uri = hop->url,
                           .content_type = dl_str_of(http_response),
                           .fields = dl_buf_str(&fields),
                           .head = dl_buf_str(&head),
                           .body = dl_buf_str(&body),
                           .has_payload = true,
                           .payload = (dl_str){"", 0}};
    int rc = dl_buf_ok(&head, error);
    if (!rc)
        rc = put_record(c, &draft, mime_of(hop->headers), hop->status, error);
    snprintf(part, sizeof part, "hop %zu request", place);
    if (!rc)
        rc = put_request(c, part, id, hop->url, hop->request, error);
    dl_buf_clear(&head);
    dl_buf_clear(&fields);
    dl_buf_clear(&body);
    return rc;
}

/* --- the manifest --- */

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

static dl_str resource_type(const capture *c)
{
    dl_str type = dl_header_value(c->snapshot.headers, "Content-Type");
    return type.size ? type : DL_STR("application/octet-stream");
}

static void put_removed(dl_str request, dl_buf *removed)
{
    dl_buf kept = {0};
    dl_request_export(request, &kept, removed);
    dl_buf_clear(&kept);
}

/* The capture's own note, and what the archive lacks. */
static void put_note(capture *c, dl_buf *note)
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

static int put_manifest(capture *c, dl_error *error)
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
    if (s->peer.size && !is_address(s->peer))
        manifest.peer = s->peer;
    if (!c->http && !makes_headers(s->headers, resource_type(c)))
        manifest.headers = told_unless(s->headers, (dl_str){NULL, 1});
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
        rc = put_record(c, &draft, (dl_str){"", 0}, 0, error);
    dl_buf_clear(&body);
    dl_buf_clear(&fields);
    dl_buf_clear(&note);
    dl_buf_clear(&uri);
    return rc;
}

/* --- the answer --- */

static void put_referred(const capture *c, dl_buf *fields)
{
    char id[DL_RECORD_ID], date[40];
    dl_export_id(&c->referred, "capture", id);
    dl_warc_date(c->referred.captured_at_us, date);
    dl_buf_printf(fields, "WARC-Profile: %s\r\nWARC-Refers-To: %s\r\nWARC-Refers-To-Target-URI: ",
                  c->snapshot.revalidated ? not_modified : identical, id);
    dl_warc_uri(c->referred.final_url, fields);
    dl_buf_printf(fields, "\r\nWARC-Refers-To-Date: %s\r\n", date);
}

/* A note of an import says what the record was cut by: "truncated (length)". */
static void put_truncated(dl_str note, dl_buf *fields)
{
    dl_str mark = DL_STR("truncated (");
    size_t at = dl_str_find(note, mark, 0);
    size_t end = dl_str_find(note, DL_STR(")"), at);
    dl_str why = dl_str_slice(note, at + mark.size, end);
    static const char *const words[] = {"length", "time", "disconnect", "unspecified"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_str_equal(why, dl_str_of(words[i])))
            dl_buf_printf(fields, "WARC-Truncated: %s\r\n", words[i]);
}

static int put_answer(capture *c, dl_error *error)
{
    const dl_snapshot *s = &c->snapshot;
    dl_buf head = {0}, fields = {0}, framed = {0};
    put_peer(s->peer, &fields);
    if (c->refers)
        put_referred(c, &fields);
    put_truncated(s->note, &fields);
    dl_warc_draft draft = {.type = c->refers ? "revisit"
                                   : c->http ? "response"
                                             : "resource",
                           .id = c->id,
                           .uri = s->final_url,
                           .content_type = dl_str_of(http_response),
                           .has_payload = true,
                           .payload = c->entity,
                           .body = c->refers ? (dl_str){"", 0} : c->entity};
    if (c->http) {
        put_protocol(s->headers, &fields);
        dl_head_export(s->headers, c->uncoded, &head);
        if (!c->refers && dl_head_is_chunked(s->headers)) {
            put_framed(c->entity, &framed);
            draft.body = dl_buf_str(&framed);
        }
    } else {
        draft.content_type = resource_type(c);
    }
    draft.head = dl_buf_str(&head);
    draft.fields = dl_buf_str(&fields);
    dl_str mime = c->refers ? DL_STR("warc/revisit") : mime_of(s->headers);
    int rc = dl_buf_ok(&head, error);
    if (!rc)
        rc = dl_buf_ok(&framed, error);
    if (!rc)
        rc = put_record(c, &draft, mime, c->http ? s->status : 200, error);
    c->exporter->summary->revisits += c->refers;
    dl_buf_clear(&head);
    dl_buf_clear(&fields);
    dl_buf_clear(&framed);
    return rc;
}

/* pages.jsonl names what a reader of the archive would open. */
static int put_page(const capture *c, dl_error *error)
{
    dl_exporter *exporter = c->exporter;
    const dl_snapshot *s = &c->snapshot;
    dl_str mime = mime_of(s->headers), title = {"", 0};
    bool html = mime.size >= 9 && strncasecmp(mime.data, "text/html", 9) == 0;
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
static int find_entity(capture *c, const dl_snapshot *of, dl_error *error)
{
    bool there;
    int rc = dl_store_wire_body(c->exporter->store, of, c->arena, &c->entity, &there, error);
    dl_str coding = dl_header_value(of->headers, "Content-Encoding");
    bool coded = coding.size && !(coding.size == 8 && strncasecmp(coding.data, "identity", 8) == 0);
    if (!rc && !there)
        c->entity = c->snapshot.body;
    c->uncoded = !rc && !there && coded && c->entity.size > 0;
    return rc;
}

/* Whether a capture before this one brought the same bytes in the same coding. */
static int find_same(capture *c, dl_error *error)
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

static int find_hops(capture *c, dl_error *error)
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

static int write_capture(capture *c, dl_error *error)
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
        rc = put_manifest(c, error);
    for (size_t i = 0; !rc && i < c->hop_count; i++)
        rc = put_hop(c, i, error);
    if (!rc)
        rc = put_answer(c, error);
    if (!rc)
        rc = put_request(c, "request", c->id, s->final_url, s->request, error);
    return rc ? rc : put_page(c, error);
}

/* Reads a capture, and writes it unless that was done. */
static int write_one(dl_exporter *exporter, int64_t id, const dl_snapshot *referred,
                     dl_error *error)
{
    dl_arena arena;
    dl_arena_init(&arena);
    capture c = {.exporter = exporter, .arena = &arena};
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
