/* Requests, redirects and answers as records. */
#include "archive/leaving.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "archive/cdxj.h"
#include "archive/head.h"
#include "archive/message.h"
#include "fetch/header.h"

static const char http_response[] = "application/http;msgtype=response";
static const char http_request[] = "application/http;msgtype=request";
static const char identical[] = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
static const char not_modified[] = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

bool dl_is_address(dl_str peer)
{
    unsigned char space[sizeof(struct in6_addr)];
    char text[64];
    if (peer.size == 0 || peer.size >= sizeof text)
        return false;
    memcpy(text, peer.data, peer.size);
    text[peer.size] = '\0';
    return inet_pton(AF_INET, text, space) == 1 || inet_pton(AF_INET6, text, space) == 1;
}

dl_str dl_leaving_type(const dl_leaving *c)
{
    dl_str type = dl_header_value(c->snapshot.headers, "Content-Type");
    return type.size ? type : DL_STR("application/octet-stream");
}

/* --- writing one record --- */

int dl_leaving_put(dl_leaving *c, dl_warc_draft *draft, dl_str mime, int status, dl_error *error)
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

dl_str dl_mime_of(dl_str head)
{
    dl_str type = dl_header_value(head, "Content-Type"), rest;
    type = dl_str_trim(dl_str_cut(type, ';', &rest));
    return type.size ? type : DL_STR("unk");
}

static void put_peer(dl_str peer, dl_buf *fields)
{
    if (dl_is_address(peer))
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

int dl_leaving_request(dl_leaving *c, const char *part, const char *concurrent, dl_str url,
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
        rc = dl_leaving_put(c, &draft, (dl_str){"", 0}, 0, error);
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

int dl_leaving_hop(dl_leaving *c, size_t place, dl_error *error)
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
        rc = dl_leaving_put(c, &draft, dl_mime_of(hop->headers), hop->status, error);
    snprintf(part, sizeof part, "hop %zu request", place);
    if (!rc)
        rc = dl_leaving_request(c, part, id, hop->url, hop->request, error);
    dl_buf_clear(&head);
    dl_buf_clear(&fields);
    dl_buf_clear(&body);
    return rc;
}

/* --- the answer --- */

static void put_referred(const dl_leaving *c, dl_buf *fields)
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

int dl_leaving_answer(dl_leaving *c, dl_error *error)
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
        draft.content_type = dl_leaving_type(c);
    }
    draft.head = dl_buf_str(&head);
    draft.fields = dl_buf_str(&fields);
    dl_str mime = c->refers ? DL_STR("warc/revisit") : dl_mime_of(s->headers);
    int rc = dl_buf_ok(&head, error);
    if (!rc)
        rc = dl_buf_ok(&framed, error);
    if (!rc)
        rc = dl_leaving_put(c, &draft, mime, c->http ? s->status : 200, error);
    c->exporter->summary->revisits += c->refers;
    dl_buf_clear(&head);
    dl_buf_clear(&fields);
    dl_buf_clear(&framed);
    return rc;
}
