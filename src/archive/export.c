#include "dateline/archive.h"

#include <stdio.h>
#include <string.h>

#include "archive/export.h"

bool dl_archive_form_of(dl_str path, dl_archive_form *form)
{
    static const struct {
        const char *ending;
        dl_archive_form form;
    } endings[] = {
        {".warc.gz", DL_ARCHIVE_WARC_GZ}, {".warc", DL_ARCHIVE_WARC}, {".wacz", DL_ARCHIVE_WACZ}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (dl_str_ends_word(path, endings[i].ending)) {
            *form = endings[i].form;
            return true;
        }
    }
    return false;
}

/* --- which captures --- */

static bool is_asked_for(const dl_export_options *options, const dl_snapshot *snapshot)
{
    for (size_t i = 0; i < options->url_count; i++)
        if (dl_str_equal(options->urls[i], snapshot->url) ||
            dl_str_equal(options->urls[i], snapshot->final_url))
            return true;
    return options->url_count == 0;
}

typedef int visit(dl_exporter *exporter, const dl_snapshot *snapshot, void *state, dl_error *error);

/* Calls each for the captures that are asked for, oldest first. */
static int for_each(dl_exporter *exporter, visit *each, void *state, dl_error *error)
{
    const dl_export_options *options = exporter->options;
    dl_str url = options->url_count == 1 ? options->urls[0] : (dl_str){"", 0};
    int64_t at_us = INT64_MIN, id = 0;
    for (;;) {
        dl_snapshot snapshot;
        dl_arena arena;
        int rc = dl_store_capture_after(exporter->store, url, &at_us, &id, error);
        if (rc || id == 0)
            return rc;
        if (dl_cancel_reason(options->cancel))
            return dl_error_set(error, dl_cancel_reason(options->cancel), "interrupted");
        dl_arena_init(&arena);
        rc = dl_store_snapshot(exporter->store, id, false, &arena, &snapshot, error);
        if (!rc && is_asked_for(options, &snapshot))
            rc = each(exporter, &snapshot, state, error);
        dl_arena_clear(&arena);
        if (rc)
            return rc;
    }
}

/* What the file is named after: its captures, and nothing of the machine or the moment. */
static int survey(dl_exporter *exporter, const dl_snapshot *snapshot, void *state, dl_error *error)
{
    char id[DL_RECORD_ID];
    (void)error;
    dl_export_id(snapshot, "capture", id);
    dl_digest_feed(state, dl_str_of(id));
    exporter->total++;
    if (exporter->total == 1 || snapshot->captured_at_us > exporter->newest_us)
        exporter->newest_us = snapshot->captured_at_us;
    return 0;
}

static int write_next(dl_exporter *exporter, const dl_snapshot *snapshot, void *state,
                      dl_error *error)
{
    const dl_archive_listener *listener = &exporter->options->listener;
    (void)state;
    int rc = dl_export_capture(exporter, snapshot->id, error);
    if (!rc && listener->progress)
        listener->progress(listener->user, exporter->summary->captures, exporter->total);
    return rc;
}

/* --- the file --- */

static int write_warcinfo(dl_exporter *exporter, const unsigned char *hash, size_t size,
                          dl_error *error)
{
    static const char text[] =
        "software: dateline/" DL_VERSION "\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: "
        "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n";
    char hex[2 * DL_DIGEST_MOST + 1], id[DL_RECORD_ID];
    dl_buf name = {0};
    dl_digest_hex(hash, size, hex);
    dl_buf_printf(&name, "warcinfo\n%s\n%s", text, hex);
    dl_record_id(dl_buf_str(&name), id);
    dl_buf_clear(&name);
    dl_warc_draft draft = {.type = "warcinfo",
                           .id = id,
                           .uri = (dl_str){"", 0},
                           .date_us = exporter->newest_us,
                           .content_type = DL_STR("application/warc-fields"),
                           .fields = (dl_str){"", 0},
                           .head = (dl_str){"", 0},
                           .body = DL_STR(text)};
    dl_warc_place place;
    int rc = dl_warc_write(&exporter->warc, &draft, &place, error);
    memcpy(exporter->warc.warcinfo, id, sizeof id);
    return rc;
}

static int nothing(const dl_export_options *options, dl_error *error)
{
    if (options->url_count == 0)
        return dl_error_set(error, DL_ERR_NOT_FOUND, "nothing is captured in this store");
    return dl_error_set(error, DL_ERR_NOT_FOUND, "%.*s is not captured",
                        (int)(options->urls[0].size < 300 ? options->urls[0].size : 300),
                        options->urls[0].data);
}

static int write_records(dl_exporter *exporter, dl_output *output, dl_error *error)
{
    unsigned char hash[DL_DIGEST_MOST];
    dl_digest all;
    if (!dl_digest_begin(&all, DL_STR("sha256")))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an archive");
    int rc = for_each(exporter, survey, &all, error);
    size_t size = dl_digest_end(&all, hash);
    if (rc)
        return rc;
    if (exporter->total == 0)
        return nothing(exporter->options, error);
    exporter->warc.output = output;
    rc = write_warcinfo(exporter, hash, size, error);
    if (!rc)
        rc = for_each(exporter, write_next, NULL, error);
    exporter->summary->records = exporter->warc.records;
    return rc;
}

static int write_wacz(dl_exporter *exporter, const char *path, dl_error *error)
{
    dl_output scratch, output;
    exporter->indexed = true;
    int rc = dl_output_scratch(&scratch, path, error);
    if (rc)
        return rc;
    rc = write_records(exporter, &scratch, error);
    if (!rc && (rc = dl_output_open(&output, path, error)) == 0) {
        rc = dl_wacz_write(exporter, &scratch, &output, error);
        exporter->summary->bytes = output.written;
        if (!rc)
            rc = dl_output_finish(&output, NULL, error);
        dl_output_drop(&output);
    }
    dl_output_drop(&scratch);
    return rc;
}

static int write_warc(dl_exporter *exporter, const char *path, dl_error *error)
{
    dl_output output;
    int rc = dl_output_open(&output, path, error);
    if (rc)
        return rc;
    rc = write_records(exporter, &output, error);
    exporter->summary->bytes = output.written;
    if (!rc)
        rc = dl_output_finish(&output, NULL, error);
    dl_output_drop(&output);
    return rc;
}

int dl_archive_export(dl_store *store, const dl_export_options *options, const char *path,
                      dl_export_summary *summary, dl_error *error)
{
    dl_exporter exporter = {.store = store, .options = options, .summary = summary};
    memset(summary, 0, sizeof *summary);
    exporter.warc.compress = options->form != DL_ARCHIVE_WARC;
    int rc = options->form == DL_ARCHIVE_WACZ ? write_wacz(&exporter, path, error)
                                              : write_warc(&exporter, path, error);
    dl_seen_clear(&exporter.written);
    dl_seen_clear(&exporter.bodies);
    dl_buf_clear(&exporter.index);
    dl_buf_clear(&exporter.pages);
    return rc;
}
