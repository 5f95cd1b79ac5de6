#include "dateline/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/head.h"
#include "archive/import.h"
#include "fetch/header.h"

/* A body, as the design limits what is fetched. */
static const int64_t body_most = (int64_t)20 << 20;
/* A manifest takes 1 KiB; a request's body is not kept. */
static const size_t manifest_most = (size_t)4 << 20;
enum { MOST_HOPS = 64 };

void dl_import_problem(const dl_importer *importer, const dl_record *record, const char *why)
{
    const dl_archive_listener *listener = &importer->options->listener;
    dl_str uri = dl_buf_str(&record->uri);
    char text[512];
    if (!listener->problem)
        return;
    snprintf(text, sizeof text, "%.200s: the record at byte %lld%s%.*s is left out: %s",
             importer->name, (long long)record->offset, uri.size ? ", " : "",
             (int)(uri.size < 150 ? uri.size : 150), uri.size ? uri.data : "", why);
    listener->problem(listener->user, text);
}

/* --- what is held --- */

static void drop_request(dl_held_request *request)
{
    dl_buf_clear(&request->id);
    dl_buf_clear(&request->concurrent);
    dl_buf_clear(&request->uri);
    dl_buf_clear(&request->head);
    request->there = false;
}

static void drop_answer(dl_held_answer *answer)
{
    if (answer->there) {
        dl_record_clear(&answer->record);
        dl_message_clear(&answer->message);
    }
    dl_buf_clear(&answer->request);
    answer->there = false;
}

static void drop_manifest(dl_importer *importer)
{
    importer->manifest.there = false;
    importer->hops = NULL;
    importer->hop_count = 0;
    importer->last_hop[0] = '\0';
    dl_arena_clear(&importer->arena);
}

/* Keeps the answer that is held: the next exchange begins. */
static int flush(dl_importer *importer, dl_error *error)
{
    int rc = dl_import_answer(importer, error);
    bool done = importer->answer.there && importer->manifest.there &&
                dl_str_equal(dl_str_of(importer->manifest.capture), importer->answer.record.id);
    drop_answer(&importer->answer);
    if (done)
        drop_manifest(importer);
    return rc;
}

/* --- which request belongs to which answer --- */

static void copy_fields(const dl_record *record, const char *name, dl_buf *out)
{
    dl_str block = dl_buf_str(&record->fields), line;
    while (dl_header_next(&block, &line)) {
        dl_str key = dl_header_name(line);
        if (dl_str_is_word(key, name))
            dl_buf_add(out, dl_str_trim(dl_str_slice(line, key.size + 1, line.size)));
        if (out->size && out->data[out->size - 1] != '\n')
            dl_buf_putc(out, '\n');
    }
}

static bool has_line(const dl_buf *lines, dl_str wanted)
{
    for (dl_str rest = dl_buf_str(lines); rest.data && rest.size && wanted.size;)
        if (dl_str_equal(dl_str_cut(rest, '\n', &rest), wanted))
            return true;
    return false;
}

static bool belong_together(const dl_held_request *request, const dl_record *answer)
{
    dl_buf concurrent = {0};
    copy_fields(answer, "WARC-Concurrent-To", &concurrent);
    bool together = has_line(&request->concurrent, answer->id) ||
                    has_line(&concurrent, dl_buf_str(&request->id));
    /* writers that do not say so put them side by side */
    if (!together && request->concurrent.size == 0 && concurrent.size == 0)
        together = request->date_us == answer->date_us &&
                   dl_str_equal(dl_buf_str(&request->uri), dl_buf_str(&answer->uri));
    dl_buf_clear(&concurrent);
    return together;
}

static void attach(dl_importer *importer)
{
    dl_held_request *request = &importer->request;
    dl_held_answer *answer = &importer->answer;
    if (!request->there || !answer->there || answer->request.size ||
        !belong_together(request, &answer->record))
        return;
    dl_buf_add(&answer->request, dl_buf_str(&request->head));
    memcpy(answer->request_protocol, request->protocol, sizeof request->protocol);
    drop_request(request);
}

static dl_hop *hop_of(dl_importer *importer, const dl_buf *concurrent)
{
    bool last = importer->last_hop[0] && has_line(concurrent, dl_str_of(importer->last_hop));
    return last ? &importer->hops[importer->hop_count - 1] : NULL;
}

/* The request of a redirect, which stands after it where dateline wrote both. */
static void attach_to_hop(dl_importer *importer, dl_hop *hop)
{
    dl_held_request *request = &importer->request;
    dl_buf text = {0};
    dl_head_restore(dl_buf_str(&request->head), false, dl_str_of(request->protocol), &text);
    hop->request = dl_arena_copy(&importer->arena, dl_buf_str(&text));
    dl_buf_clear(&text);
    drop_request(request);
}

/* --- one record of each kind --- */

static int take_request(dl_importer *importer, dl_record *record, dl_records *records,
                        dl_error *error)
{
    dl_held_request *request = &importer->request;
    dl_message message;
    int rc = dl_records_block(records, record, 0, &message, error);
    drop_request(request);
    if (!rc && record->is_http && !record->damage) {
        dl_str protocol = dl_record_field(record, "WARC-Protocol");
        snprintf(request->protocol, sizeof request->protocol, "%.*s",
                 (int)(protocol.size < 7 ? protocol.size : 7), protocol.data);
        dl_buf_add(&request->id, record->id);
        copy_fields(record, "WARC-Concurrent-To", &request->concurrent);
        dl_buf_add(&request->uri, dl_buf_str(&record->uri));
        dl_buf_add(&request->head, dl_buf_str(&message.head));
        request->date_us = record->date_us;
        request->there = true;
        dl_hop *hop = hop_of(importer, &request->concurrent);
        if (hop)
            attach_to_hop(importer, hop);
        else
            attach(importer);
    }
    dl_message_clear(&message);
    return rc;
}

static int take_metadata(dl_importer *importer, dl_record *record, dl_records *records,
                         dl_error *error)
{
    dl_message message;
    dl_str type = dl_record_field(record, "Content-Type");
    if (!dl_str_starts(type, DL_STR("application/json")) || record->length > (int64_t)manifest_most)
        return 0;
    int rc = dl_records_block(records, record, manifest_most, &message, error);
    dl_manifest manifest = {0};
    if (!rc && !record->damage) {
        rc = flush(importer, error);
        drop_manifest(importer);
        if (!rc)
            rc = dl_manifest_read(dl_buf_str(&message.entity), &importer->arena, &manifest, error);
        if (!rc)
            importer->manifest = manifest;
    }
    dl_message_clear(&message);
    return rc;
}

static bool is_hop(const dl_importer *importer, const dl_record *record)
{
    const dl_manifest *manifest = &importer->manifest;
    return manifest->there && importer->hop_count < manifest->hop_count && record->is_http &&
           !record->damage && dl_str_equal(manifest->hops[importer->hop_count], record->id);
}

static int take_hop(dl_importer *importer, const dl_record *record, const dl_message *message,
                    dl_error *error)
{
    dl_arena *arena = &importer->arena;
    dl_buf head = {0};
    if (!importer->hops)
        importer->hops = dl_arena_alloc(arena, MOST_HOPS * sizeof *importer->hops);
    dl_head_restore(dl_buf_str(&message->head), false, dl_record_field(record, "WARC-Protocol"),
                    &head);
    bool ok = importer->hops && importer->hop_count < MOST_HOPS && !head.failed;
    if (ok)
        importer->hops[importer->hop_count++] =
            (dl_hop){.url = dl_arena_copy(arena, dl_buf_str(&record->uri)),
                     .status = dl_head_status(dl_buf_str(&head)),
                     .headers = dl_arena_copy(arena, dl_buf_str(&head)),
                     .request = (dl_str){"", 0},
                     .peer = dl_arena_copy(arena, dl_record_field(record, "WARC-IP-Address"))};
    snprintf(importer->last_hop, sizeof importer->last_hop, "%.*s", DL_STR_ARG(record->id));
    dl_buf_clear(&head);
    return ok ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out while importing");
}

/* What is a source, and not a page that the archive keeps of itself. */
static bool is_source(const dl_record *record)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://", "file:"};
    dl_str uri = dl_buf_str(&record->uri);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (dl_str_starts_word(uri, schemes[i]))
            return record->is_http || record->kind == DL_RECORD_RESOURCE;
    }
    return false;
}

/* Takes over record and message when it holds them. */
static int hold(dl_importer *importer, dl_record *record, dl_message *message, dl_error *error)
{
    dl_import_summary *summary = importer->summary;
    if (!record->has_date && !record->damage)
        record->damage = "it has no date";
    if (record->damage) {
        summary->damaged++;
        dl_import_problem(importer, record, record->damage);
        return 0;
    }
    if (message->too_large) {
        summary->too_large++;
        dl_import_problem(importer, record, "its body is too large");
        return 0;
    }
    if (is_hop(importer, record))
        return take_hop(importer, record, message, error);
    dl_held_answer *held = &importer->answer;
    held->there = true;
    held->record = *record;
    held->message = *message;
    held->request_protocol[0] = '\0';
    dl_record_init(record);
    memset(message, 0, sizeof *message);
    attach(importer);
    return 0;
}

static int take_answer(dl_importer *importer, dl_record *record, dl_records *records,
                       dl_error *error)
{
    dl_message message;
    int rc = flush(importer, error);
    if (rc)
        return rc;
    if (!is_source(record)) {
        importer->summary->other++;
        return 0;
    }
    rc = dl_records_block(records, record, importer->max_body, &message, error);
    if (rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE) { /* the file ends or breaks inside it */
        importer->summary->damaged++;
        dl_import_problem(importer, record, "the file is damaged inside it");
    }
    if (!rc)
        rc = hold(importer, record, &message, error);
    dl_message_clear(&message);
    return rc;
}

/* A record that is no capture: all that can be wrong with it is that it is not all there. */
static int take_other(dl_importer *importer, dl_record *record, dl_records *records,
                      dl_error *error)
{
    int rc = 0;
    if (record->kind == DL_RECORD_REQUEST)
        rc = take_request(importer, record, records, error);
    else if (record->kind == DL_RECORD_METADATA)
        rc = take_metadata(importer, record, records, error);
    if (!rc)
        rc = dl_records_finish(records, error);
    importer->summary->other++;
    if (!rc && dl_records_cut(records)) {
        importer->summary->damaged++;
        dl_import_problem(importer, record, "it ends before its length");
    }
    return rc;
}

/* --- one file --- */

static int take(dl_importer *importer, dl_record *record, dl_records *records, dl_error *error)
{
    importer->summary->records++;
    bool answer = record->kind == DL_RECORD_RESPONSE || record->kind == DL_RECORD_RESOURCE ||
                  record->kind == DL_RECORD_REVISIT;
    return answer ? take_answer(importer, record, records, error)
                  : take_other(importer, record, records, error);
}

static int read_all(dl_importer *importer, dl_records *records, dl_input *input, int64_t size,
                    dl_error *error)
{
    const dl_archive_listener *listener = &importer->options->listener;
    dl_record record;
    bool there = true;
    int rc = 0;
    dl_record_init(&record);
    while (!rc && there) {
        rc = dl_records_next(records, &record, &there, error);
        if (!rc && there)
            rc = take(importer, &record, records, error);
        if (!rc && dl_cancel_reason(importer->options->cancel))
            rc = dl_error_set(error, dl_cancel_reason(importer->options->cancel), "interrupted");
        if (listener->progress)
            listener->progress(listener->user, dl_input_used(input), size);
    }
    dl_record_clear(&record);
    return rc;
}

/* What was read before the file broke is kept; what the store refuses is not. */
int dl_import_records(dl_importer *importer, dl_input *input, int64_t size, dl_error *error)
{
    dl_records *records = NULL;
    dl_error store_error;
    int rc = dl_records_new(&records, input, error);
    if (!rc)
        rc = dl_store_begin(importer->store, error);
    if (rc) {
        dl_records_free(records);
        return rc;
    }
    rc = read_all(importer, records, input, size, error);
    bool of_store = rc == DL_ERR_STORE || rc == DL_ERR_FULL || rc == DL_ERR_MEMORY;
    int kept = of_store ? 0 : flush(importer, rc ? &store_error : error);
    if (!of_store && !kept)
        kept = dl_store_commit(importer->store, rc ? &store_error : error);
    dl_store_rollback(importer->store); /* nothing is open any more, unless that failed */
    importer->in_batch = 0;
    drop_answer(&importer->answer);
    drop_request(&importer->request);
    drop_manifest(importer);
    dl_records_free(records);
    if (kept && rc && error)
        *error = store_error;
    return kept ? kept : rc;
}

static int import_stream(dl_importer *importer, int fd, int64_t size, dl_error *error)
{
    dl_input *input = NULL;
    int rc = dl_input_new(&input, dl_read_descriptor, &fd, error);
    if (!rc)
        rc = dl_import_records(importer, input, size, error);
    dl_input_free(input);
    return rc;
}

/* A WACZ is a ZIP, which is read from its end. */
static bool is_zip(int fd)
{
    char head[4];
    bool zip = pread(fd, head, sizeof head, 0) == 4 && memcmp(head, "PK\3\4", 4) == 0;
    return zip;
}

int dl_archive_import(dl_store *store, const char *path, const dl_import_options *options,
                      dl_import_summary *summary, dl_error *error)
{
    dl_importer importer = {.store = store, .options = options, .summary = summary, .name = path};
    importer.max_body = (size_t)(options->max_body > 0 ? options->max_body : body_most);
    memset(summary, 0, sizeof *summary);
    bool standard = strcmp(path, "-") == 0;
    struct stat info = {0};
    int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        int rc = dl_error_set_errno(error, errno, "cannot open %s", path);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    if (standard)
        importer.name = "standard input";
    int rc;
    if (S_ISDIR(info.st_mode))
        rc = dl_error_set(error, DL_ERR_USAGE, "it is a folder, an archive was expected");
    else if (!standard && is_zip(fd))
        rc = dl_import_wacz(&importer, path, error);
    else
        rc = import_stream(&importer, fd, S_ISREG(info.st_mode) ? (int64_t)info.st_size : 0, error);
    close(fd);
    if (rc)
        dl_error_at(error, importer.name, 0, 0);
    return rc;
}
