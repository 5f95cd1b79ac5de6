/* An answer from an archive, with what belongs to it, as a snapshot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "archive/head.h"
#include "archive/import.h"
#include "archive/uncode.h"
#include "base/inflate.h"
#include "fetch/header.h"

/* A batch is committed after so much: more gains little, and less is lost when the power goes. */
enum { BATCH_CAPTURES = 256 };
static const int64_t batch_bytes = (int64_t)16 << 20;

/* What becomes of one answer on its way. */
typedef struct arrival {
    dl_importer *importer;
    const dl_record *record;
    const dl_manifest *manifest; /* NULL: dateline did not write it */
    dl_arena arena;
    dl_snapshot snapshot;
    dl_snapshot referred; /* of a revisit */
    dl_packed packed;
    dl_buf head, request, decoded, note;
    dl_str coded; /* with its coding; empty where it has none */
} arrival;

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while importing");
}

static bool is_hash(dl_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!dl_one_of(text.data[i], "0123456789abcdef"))
            return false;
    return text.size == 64;
}

/* --- the body --- */

/* Takes the content coding off. Bytes that do not begin as the coding does have lost it already:
 * many tools keep the header. *why: it is left out. */
static int decode(arrival *a, const char **why, dl_error *error)
{
    dl_str entity = dl_buf_str(&a->importer->answer.message.entity);
    dl_str word = dl_header_value(dl_buf_str(&a->head), "Content-Encoding");
    dl_coding coding = DL_CODING_NONE;
    dl_error damage;
    bool kept = dl_coding_parse(word, &coding), other = dl_uncode_knows(word);
    a->snapshot.body = entity;
    bool plain = a->manifest && a->manifest->wire_sha256.size == 0; /* or as it came */
    if (plain || (a->manifest && a->manifest->uncoded) || entity.size == 0)
        return 0;
    if (!kept && !other)
        dl_buf_printf(&a->note, "the body is in the content coding %.*s, as it came",
                      (int)(word.size < 40 ? word.size : 40), word.data);
    if (coding == DL_CODING_NONE && !other)
        return 0;
    int rc = other ? dl_uncode(word, entity, a->importer->max_body, &a->decoded, &damage)
                   : dl_inflate(coding, entity, a->importer->max_body, &a->decoded, &damage);
    if (rc == DL_ERR_LIMIT_SIZE) {
        *why = "its body is too large without its compression";
        a->importer->summary->too_large++;
        return 0;
    }
    if (rc == DL_ERR_SYNTAX && a->decoded.size == 0)
        return 0;
    if ((rc && rc != DL_ERR_SYNTAX) || a->decoded.failed)
        return no_memory(error);
    a->snapshot.body = dl_buf_str(&a->decoded);
    if (kept) { /* the store keeps these two as they came */
        a->coded = entity;
        a->snapshot.coding = word;
    }
    return 0;
}

static int pack_body(arrival *a, const char **why, dl_error *error)
{
    const dl_manifest *manifest = a->manifest;
    dl_str none = {"", 0};
    int rc = dl_pack(&a->packed, a->snapshot.body, a->coded.size ? a->snapshot.coding : none,
                     a->coded, error);
    if (rc || !manifest)
        return rc;
    if (!dl_str_equal(manifest->sha256, dl_str_of(a->packed.sha256)))
        *why = "its body is not the one that was captured, by its SHA-256";
    else if (a->coded.size &&
             !dl_str_equal(manifest->wire_sha256, dl_str_of(a->packed.wire_sha256)))
        *why = "its bytes are not those that came over the line, by their SHA-256";
    a->importer->summary->damaged += *why != NULL;
    a->packed.wire_sha256[0] = '\0';
    if (is_hash(manifest->wire_sha256)) {
        memcpy(a->packed.wire_sha256, manifest->wire_sha256.data, 64);
        a->packed.wire_sha256[64] = '\0';
        a->snapshot.coding = manifest->coding;
    }
    return 0;
}

/* A revisit's body is in the store: the row that refers to it needs its names alone. */
static void take_referred_body(arrival *a)
{
    const dl_snapshot *referred = &a->referred;
    const dl_manifest *manifest = a->manifest;
    dl_str wire = manifest ? manifest->wire_sha256 : referred->wire_sha256;
    a->packed = (dl_packed){
        .size = referred->body_size, .codec = "raw", .bytes = (dl_str){"", 0}, .space = NULL};
    snprintf(a->packed.sha256, sizeof a->packed.sha256, "%.*s", DL_STR_ARG(referred->sha256));
    snprintf(a->packed.wire_sha256, sizeof a->packed.wire_sha256, "%.*s", is_hash(wire) ? 64 : 0,
             wire.data);
    a->snapshot.coding = manifest ? manifest->coding : referred->coding;
}

/* --- the snapshot's fields --- */

static dl_str told(dl_str text, dl_str derived)
{
    return text.data ? text : derived;
}

static void read_head(arrival *a)
{
    const dl_message *message = &a->importer->answer.message;
    const dl_manifest *manifest = a->manifest;
    dl_str head = dl_buf_str(&message->head);
    if (!a->record->is_http) {
        dl_str type = dl_record_field(a->record, "Content-Type");
        if (manifest && manifest->headers.data) {
            dl_buf_add(&a->head, manifest->headers);
            return;
        }
        dl_buf_puts(&a->head, "Content-Type: ");
        dl_buf_add(&a->head, type.size ? type : DL_STR("application/octet-stream"));
        dl_buf_puts(&a->head, "\r\n\r\n");
    } else if (manifest) {
        dl_str protocol = dl_record_field(a->record, "WARC-Protocol");
        dl_head_restore(head, manifest->uncoded, protocol, &a->head);
    } else {
        dl_buf_add(&a->head, head);
    }
}

static void read_request(arrival *a)
{
    const dl_held_answer *answer = &a->importer->answer;
    dl_str request = dl_buf_str(&answer->request);
    if (request.size && a->manifest)
        dl_head_restore(request, false, dl_str_of(answer->request_protocol), &a->request);
    else
        dl_buf_add(&a->request, request);
}

static void read_note(arrival *a)
{
    dl_str cut = dl_record_field(a->record, "WARC-Truncated");
    if (a->manifest) {
        dl_buf_truncate(&a->note, 0);
        dl_buf_add(&a->note, a->manifest->note);
        return;
    }
    if (cut.size)
        dl_buf_printf(&a->note, "%struncated (%.*s)", a->note.size ? "; " : "",
                      (int)(cut.size < 40 ? cut.size : 40), cut.data);
}

static void fill(arrival *a)
{
    const dl_manifest *m = a->manifest;
    dl_snapshot *s = &a->snapshot;
    dl_str head = dl_buf_str(&a->head), uri = dl_buf_str(&a->record->uri);
    s->url = m && m->url.size ? m->url : uri;
    s->final_url = m && m->final_url.size ? m->final_url : uri;
    s->status = a->record->is_http ? dl_head_status(head) : m && m->status ? m->status : 200;
    s->request = dl_buf_str(&a->request);
    s->headers = head;
    s->captured_at_us = a->record->date_us;
    s->asked_at_us = m ? m->asked_at_us : 0;
    s->etag = told(m ? m->etag : (dl_str){NULL, 0}, dl_header_value(head, "ETag"));
    s->last_modified =
        told(m ? m->last_modified : (dl_str){NULL, 0}, dl_header_value(head, "Last-Modified"));
    s->peer = told(m ? m->peer : (dl_str){NULL, 0}, dl_record_field(a->record, "WARC-IP-Address"));
    s->redirects = m ? m->redirects : (dl_str){"", 0};
    s->origin = m && dl_str_equal(m->origin, DL_STR("memento")) ? m->origin : DL_STR("import");
    s->note = dl_buf_str(&a->note);
    if (m) {
        s->hops = a->importer->hops;
        s->hop_count = a->importer->hop_count;
    }
}

/* Whether a 304 has its validators from what it confirms. */
static void inherit(arrival *a)
{
    dl_snapshot *s = &a->snapshot;
    if (s->status != 304)
        return;
    s->revalidated = a->referred.revalidated ? a->referred.revalidated : a->referred.id;
    if (a->manifest)
        return;
    if (s->etag.size == 0)
        s->etag = a->referred.etag;
    if (s->last_modified.size == 0)
        s->last_modified = a->referred.last_modified;
}

/* --- keeping it --- */

/* The names under which later records may refer to this one. */
static int put_names(arrival *a, int64_t id, dl_error *error)
{
    dl_store *store = a->importer->store;
    const dl_message *message = &a->importer->answer.message;
    char payload[DL_DIGEST_TEXT];
    int rc = a->record->id.size ? dl_store_put_archived(store, a->record->id, id, error) : 0;
    if (rc || a->record->kind == DL_RECORD_REVISIT || message->entity.size == 0)
        return rc;
    dl_str written = dl_record_field(a->record, "WARC-Payload-Digest");
    if (a->record->payload_told && a->record->payload_holds)
        rc = dl_store_put_archived(store, written, id, error);
    dl_digest_sha1(dl_buf_str(&message->entity), payload);
    return rc ? rc : dl_store_put_archived(store, dl_str_of(payload), id, error);
}

static int commit_some(dl_importer *importer, int64_t size, dl_error *error)
{
    importer->batch_bytes += size;
    if (++importer->in_batch < BATCH_CAPTURES && importer->batch_bytes < batch_bytes)
        return 0;
    importer->in_batch = 0;
    importer->batch_bytes = 0;
    int rc = dl_store_commit(importer->store, error);
    return rc ? rc : dl_store_begin(importer->store, error);
}

static int keep(arrival *a, dl_error *error)
{
    dl_importer *importer = a->importer;
    dl_snapshot *s = &a->snapshot;
    int64_t id;
    int rc = dl_store_find_capture(importer->store, s->url, s->captured_at_us,
                                   dl_str_of(a->packed.sha256), &id, error);
    if (!rc && id) {
        importer->summary->present++;
        return put_names(a, id, error);
    }
    if (!rc)
        rc = dl_store_add_packed(importer->store, s, &a->packed, error);
    if (!rc)
        rc = put_names(a, s->id, error);
    if (rc)
        return rc;
    importer->summary->captures++;
    return commit_some(importer, a->packed.size, error);
}

/* --- one answer --- */

/* Whether a capture can be made of it; *why says what stands against it. */
static int judge(arrival *a, const char **why, dl_error *error)
{
    dl_import_summary *summary = a->importer->summary;
    int64_t id = 0;
    int rc = 0;
    if (a->record->is_http && a->snapshot.status == 0) {
        *why = "it has no HTTP status";
        summary->damaged++;
    } else if (!a->manifest && a->snapshot.request.size &&
               !dl_str_starts(a->snapshot.request, DL_STR("GET "))) {
        /* who fetches the URL would be given the answer to something else */
        *why = "it answers another request than GET";
        summary->other++;
    } else if (a->record->kind == DL_RECORD_REVISIT) {
        rc = dl_import_referred(a->importer, a->record, &id, error);
        if (!rc && id == 0) {
            *why = "what it refers to is neither in the store nor before it";
            summary->unresolved++;
        }
        if (!rc && id)
            rc = dl_store_snapshot(a->importer->store, id, false, &a->arena, &a->referred, error);
    } else {
        rc = decode(a, why, error);
    }
    return rc;
}

static int take_body(arrival *a, const char **why, dl_error *error)
{
    if (a->record->kind == DL_RECORD_REVISIT) {
        take_referred_body(a);
        inherit(a);
        return 0;
    }
    return pack_body(a, why, error);
}

int dl_import_answer(dl_importer *importer, dl_error *error)
{
    dl_held_answer *held = &importer->answer;
    const dl_manifest *manifest = &importer->manifest;
    const char *why = NULL;
    if (!held->there)
        return 0;
    bool ours = manifest->there && dl_str_equal(dl_str_of(manifest->capture), held->record.id);
    arrival a = {.importer = importer, .record = &held->record, .manifest = ours ? manifest : NULL};
    dl_arena_init(&a.arena);
    read_head(&a);
    read_request(&a);
    fill(&a);
    int rc = a.head.failed || a.request.failed ? no_memory(error) : judge(&a, &why, error);
    read_note(&a);
    a.snapshot.note = dl_buf_str(&a.note);
    if (!rc && !why)
        rc = take_body(&a, &why, error);
    if (!rc && !why)
        rc = keep(&a, error);
    if (why)
        dl_import_problem(importer, &held->record, why);
    dl_packed_clear(&a.packed);
    dl_buf_clear(&a.head);
    dl_buf_clear(&a.request);
    dl_buf_clear(&a.decoded);
    dl_buf_clear(&a.note);
    dl_arena_clear(&a.arena);
    return rc;
}
