/* Time on bad input: archives, bundles, pictures, and what is remembered in files. */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "archive/cdxj.h"
#include "archive/head.h"
#include "archive/manifest.h"
#include "archive/record.h"
#include "cli/reader_history.h"
#include "cli/remembered.h"
#include "dateline/archive.h"
#include "dateline/bundle.h"
#include "draw/image.h"
#include "fuzz/world.h"
#include "linear.h"
#include "linear_shapes.h"
#include "notebook/plan_internal.h"

static int read_some(void *from, char *space, size_t room, size_t *got, dl_error *error)
{
    (void)error;
    dl_str *rest = from;
    *got = rest->size < room ? rest->size : room;
    memcpy(space, rest->data, *got);
    *rest = dl_str_slice(*rest, *got, rest->size);
    return 0;
}

static int as_trace(dl_str text, dl_error *error)
{
    trace *read = trace_read(text, error);
    if (!read)
        return DL_ERR_SYNTAX;
    dl_arena_clear(&read->arena);
    free(read);
    return 0;
}

static int as_warc(dl_str text, dl_error *error)
{
    dl_input *input;
    dl_records *records = NULL;
    dl_record record;
    dl_message block;
    bool there = true;
    dl_record_init(&record);
    int rc = dl_input_new(&input, read_some, &text, error);
    if (rc == 0)
        rc = dl_records_new(&records, input, error);
    while (!rc && there && (rc = dl_records_next(records, &record, &there, error)) == 0 && there) {
        dl_records_block(records, &record, 1 << 20, &block, error);
        dl_message_clear(&block);
    }
    dl_record_clear(&record);
    dl_records_free(records);
    dl_input_free(input);
    return rc;
}

/* Into an empty store. */
static int as_import(dl_str text, dl_error *error)
{
    const dl_import_options options = {.max_body = 0};
    dl_import_summary summary;
    return dl_archive_import(fuzz_store(), fuzz_file(text), &options, &summary, error);
}

static int as_cdxj(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    int rc = dl_cdxj_sort(text, &out, error);
    dl_surt(text, &out);
    dl_buf_clear(&out);
    return rc;
}

static int as_manifest(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_manifest manifest;
    int rc = dl_manifest_read(text, &arena, &manifest, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_head(dl_str text, dl_error *error)
{
    dl_buf out = {0}, removed = {0};
    (void)error;
    dl_request_export(text, &out, &removed);
    dl_head_restore(text, true, DL_STR("h2"), &out);
    dl_buf_clear(&out);
    dl_buf_clear(&removed);
    return 0;
}

static int as_bundle(dl_str text, dl_error *error)
{
    dl_bundle *bundle;
    int rc = dl_bundle_open(&bundle, fuzz_file(text), error);
    dl_bundle_close(bundle);
    return rc;
}

static int as_unpacked(dl_str text, dl_error *error)
{
    dl_bundle *bundle;
    int rc = dl_bundle_open(&bundle, fuzz_file(text), error);
    if (rc == 0)
        rc = dl_bundle_unpack(bundle, linear_folder(), NULL, NULL, error);
    dl_bundle_close(bundle);
    dl_file_remove_tree(linear_folder());
    hold(mkdir(linear_folder(), 0700) == 0);
    return rc;
}

static int as_image(dl_str text, dl_error *error)
{
    dl_image image;
    dl_buf svg = {0};
    int rc = dl_image_read(text, &image, error);
    if (rc == 0)
        dl_image_svg(&image, text, DL_STR("a"), &svg);
    dl_buf_clear(&svg);
    return rc;
}

static void pass_entry(void *user, const char *entry)
{
    (void)user;
    (void)entry;
}

static int as_history(dl_str text, dl_error *error)
{
    char path[120];
    snprintf(path, sizeof path, "%s/history", linear_folder());
    fuzz_put(path, text);
    return history_read(path, pass_entry, NULL, error);
}

static int as_grants(dl_str text, dl_error *error)
{
    char path[160];
    dl_arena arena = {0};
    remembered_grant *grants;
    size_t count;
    snprintf(path, sizeof path, "%s/dateline", linear_folder());
    setenv("XDG_STATE_HOME", linear_folder(), 1);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/dateline/grants.jsonl", linear_folder());
    fuzz_put(path, text);
    int rc = remembered_read(&arena, &grants, &count, error);
    dl_arena_clear(&arena);
    return rc;
}

static const bad rows[] = {
    {"WARC: records", as_warc, 100000, "",
     "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\1\r\nContent-Length: "
     "0\r\n\r\n\r\n\r\n",
     ""},
    {"WARC: fields", as_warc, 50000, "WARC/1.1\r\n", "A\1: b\r\n", "Content-Length: 0\r\n\r\n"},
    {"WARC: no records", as_warc, 200000, "WARC/1.1\r\n\r\n", "\r\nWARC/", ""},
    {"CDXJ: lines", as_cdxj, 200000, "", "com,a)/\1 2024 {}\n", ""},
    {"CDXJ: lines alike", as_cdxj, 200000, "", "com,a)/ 2024 {}\n", ""},
    {"WARC: lines that are none", as_warc, 50000, "WARC/1.1\r\n", "\r\n", ""},
    {"WARC: lengths too small", as_warc, 50000, "",
     "WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 0\r\n\r\nmore\r\n\r\n", ""},
    {"ARC: records", as_warc, 50000, "filedesc://a 0.0.0.0 20240101000000 text/plain 0\n\n",
     "http://a/\1 0.0.0.0 20240101000000 text/html 0\n\n", ""},
    {"trace: names", as_trace, 50000, "", "name\1\n", "", .shape = put_trace},
    {"ARC: blanks", as_warc, 50000, "http://a/", " ", "\n", .ends = "no record begins"},
    {"WARC: imported", as_import, 50000, "",
     "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\1\r\nWARC-Date: "
     "2024-01-01T00:00:00Z\r\nWARC-Record-ID: <\1>\r\nContent-Length: 1\r\n\r\na\r\n\r\n",
     ""},
    {"WARC: imported of one page", as_import, 50000, "",
     "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\r\nWARC-Date: "
     "2024-01-01T00:00:00.\1Z\r\nContent-Length: 1\r\n\r\na\r\n\r\n",
     ""},
    {"WARC: revisits", as_import, 50000,
     "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\r\nWARC-Date: "
     "2024-01-01T00:00:00Z\r\nWARC-Record-ID: <1>\r\nContent-Length: 1\r\n\r\na\r\n\r\n",
     "WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: http://a/\r\nWARC-Date: "
     "2024-01-01T00:00:01Z\r\nWARC-Refers-To: <1>\r\nWARC-Record-ID: <\1.>\r\nContent-Type: "
     "application/http;msgtype=response\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 "
     "OK\r\n\r\n\r\n\r\n",
     ""},
    {"WARC: requests", as_import, 50000, "",
     "WARC/1.1\r\nWARC-Type: request\r\nWARC-Target-URI: http://a/\1\r\nWARC-Date: "
     "2024-01-01T00:00:00Z\r\nContent-Type: application/http;msgtype=request\r\nContent-Length: "
     "18\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n",
     ""},
    {"WARC: chunks", as_import, 50000, "", "1\r\na\r\n", "0\r\n\r\n", .shape = put_record},
    {"WARC: lines in chunks", as_import, 50000, "1\r\na\r\n0\r\n", "a: b\r\n", "\r\n",
     .shape = put_record},
    {"WARC: gzipped records", as_import, 50000, "", "\1\n", "", .shape = put_gzipped_records},
    {"WACZ: files", as_import, 10000, "", "archive/\1.warc\n", "", .shape = put_wacz,
     .most = 150000},
    {"WACZ: files alike", as_import, 10000, "", "archive/a.warc\n", "", .shape = put_wacz,
     .most = 150000, .ends = "a file that it does not have"},
    {"WACZ: names of one hash", as_import, 23000, "", "\1\n", "", .shape = put_colliding_wacz,
     .most = 46000, .most_s = 2},
    {"WACZ: names of one hash, and more", as_import, 60000, "", "\1\n", "",
     .refused = "more than 10000 files", .shape = put_colliding_wacz},
    {"WACZ: offsets past the end", as_import, 10000, "", "archive/\1.warc\n", "",
     .shape = put_wacz_past_end, .most = 150000, .ends = "cannot be read"},
    {"WACZ: offsets to one file", as_import, 10000, "", "archive/\1.warc\n", "",
     .shape = put_wacz_of_one, .most = 150000, .ends = "cannot be read"},
    {"WACZ: resources", as_import, 50000, "{\"resources\":[", "{\"path\":\"a\",\"hash\":\"\"},",
     "{\"path\":\"datapackage.json\"}]}", .shape = put_description},
    {"manifest: redirects", as_manifest, 50000, "{\"dateline\":1,\"capture\":\"a\",\"hops\":[",
     "\"\1\",", "\"z\"]}"},
    /* as "kernel: content" */
    {"manifest: names", as_manifest, 50000, "{\"dateline\":1,\"capture\":\"a\"", ",\"a\1\":1", "}",
     .most = 400000, .most_s = 0.2},
    {"head: secrets", as_head, 50000, "GET / HTTP/1.1\r\n", "Cookie: a\1\r\n", "\r\n"},
    {"head: fields", as_head, 50000, "HTTP/1.1 200 OK\r\n", "Content-Encoding: a\1\r\n", "\r\n"},
    {"SURT: labels", as_cdxj, 50000, "http://", "a.", "example/"},
    {"SURT: a query", as_cdxj, 50000, "http://a.example/?", "b=\1&", ""},
    {"bundle: files", as_bundle, 20000, "n.md\n", "f\1\n", "", .shape = put_bundle, .most = 50000},
    {"bundle: files unpacked", as_unpacked, 2000, "n.md\n", "f\1\n", "", .shape = put_bundle,
     .most = 8000},
    {"bundle: lines of nothing", as_bundle, 20000, "n.md\n", "-\1\n", "", .shape = put_bundle,
     .most = 80000, .ends = "a mismatch with its manifest"},
    {"bundle: captures", as_bundle, 5000, "n.md\n", "+\1\n", "", .shape = put_bundle,
     .most = 50000},
    {"bundle: captures of one body", as_bundle, 1000, "n.md\n", "=\1\n", "", .shape = put_bundle,
     .most = 20000},
    {"bundle: captures unpacked", as_unpacked, 2000, "n.md\n", "=\1\n", "", .shape = put_bundle,
     .most = 10000},
    {"picture: segments", as_image, 50000, "", "a", "", .shape = put_jpeg},
    {"picture: a long one", as_image, 50000, "GIF89a\1\1\1\1", "a", ""},
    {"history: entries", as_history, 50000, "", "x = \1\n", "", .most = 1 << 20},
    {"history: one entry", as_history, 50000, "", "x\\\n", "\n", .most = 1 << 20},
    {"grants: lines", as_grants, 50000, "", "{\"notebook\":\"\1\",\"hosts\":[\"a\"]}\n", ""},
    {"grants: one's hosts", as_grants, 50000, "{\"notebook\":\"a\",\"hosts\":[", "\"a\1\",",
     "\"z\"]}\n"},
};

const bad_list linear_files = {rows, sizeof rows / sizeof *rows};
