/* The store, what is read out of it, and what is written from it: bundles and archives. */
#include "fault.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "dateline/bundle.h"
#include "dateline/capture.h"
#include "dateline/change.h"
#include "dateline/check.h"
#include "dateline/evidence_rows.h"
#include "dateline/rows.h"

static int open_and_put(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_store *store;
    dl_arena arena = {0};
    dl_snapshot snapshot = {.url = DL_STR("http://b.example/"),
                            .final_url = DL_STR("http://b.example/"),
                            .status = 200,
                            .body = world->page,
                            .captured_at_us = 1733763600000000};
    int rc = dl_store_open(&store, ":memory:", NULL, error);
    if (rc)
        return rc;
    rc = dl_store_add_snapshot(store, &snapshot, &arena, error);
    if (!rc)
        dl_buf_add(out, snapshot.sha256);
    dl_arena_clear(&arena);
    dl_store_close(store);
    return rc ? rc : dl_buf_ok(out, error);
}

static int snapshots(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_snapshot *all, newest;
    dl_hop *hops;
    size_t count, hop_count;
    dl_str url = DL_STR("http://a.example/");
    int rc = dl_store_snapshots(world->store, url, &arena, &all, &count, error);
    if (!rc)
        rc = dl_store_latest(world->store, url, true, &arena, &newest, error);
    if (!rc)
        rc = dl_store_hops(world->store, newest.id, &arena, &hops, &hop_count, error);
    if (!rc) {
        dl_buf_printf(out, "%zu %zu", count, hop_count);
        dl_buf_add(out, newest.body);
    }
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int search(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_search_hit *hits;
    size_t count;
    int rc =
        dl_store_search(world->store, DL_STR("paying users"), 10, &arena, &hits, &count, error);
    for (size_t i = 0; rc == 0 && i < count; i++)
        dl_buf_add(out, hits[i].excerpt);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int query(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_rows rows;
    dl_param param = {.name = DL_STR("n"), .value = {.kind = DL_VALUE_INTEGER, .integer = 3}};
    int rc = dl_store_query(world->store,
                            DL_STR("WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k "
                                   "WHERE i < 20) SELECT i * :n AS x, 'a' || i AS y FROM k"),
                            &param, 1, false, &arena, &rows, error);
    if (!rc)
        rc = dl_rows_write(DL_ROWS_CSV, &rows, out, error);
    if (!rc)
        rc = dl_rows_write(DL_ROWS_JSONL, &rows, out, error);
    if (!rc)
        rc = dl_rows_read(DL_ROWS_JSON, DL_STR("[{\"a\":1,\"b\":\"x\"},{\"a\":2.5,\"b\":null}]"),
                          &arena, &rows, error);
    if (!rc)
        rc = dl_rows_write(DL_ROWS_TSV, &rows, out, error);
    dl_arena_clear(&arena);
    return rc;
}

static int keep_values(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_str value;
    char version[DL_STORE_VERSION_SIZE];
    int rc = dl_store_set(world->store, DL_STR("k"), DL_STR("\"v\""), error);
    if (!rc)
        rc = dl_store_get(world->store, DL_STR("k"), &arena, &value, error);
    if (!rc)
        rc = dl_store_version(world->store, version, error);
    if (!rc)
        dl_buf_add(out, value);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int evidence(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_capture capture;
    dl_evidence found;
    dl_checked checked;
    dl_snapshot snapshot;
    dl_quote_ask ask = {.exact = DL_STR("ten months after it was announced")};
    dl_capture_init(&capture);
    int rc = dl_store_snapshot(world->store, world->first, true, &arena, &snapshot, error);
    if (!rc)
        rc = dl_capture_hold(&capture, &snapshot, DL_FROM_CACHE, error);
    if (!rc)
        rc = dl_capture_load(world->store, &capture, error);
    if (!rc)
        rc = dl_evidence_find(world->store, &capture, &ask, DL_NEAR_FIRST, &arena, &found, error);
    if (!rc)
        rc = dl_evidence_check(world->store, &found, &arena, &checked, error);
    if (!rc)
        dl_buf_printf(out, "%zu %s %.*s", found.quote.start, dl_drift_word(checked.verdict),
                      DL_STR_ARG(checked.exact));
    dl_capture_clear(&capture);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int change(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_change made;
    dl_change_init(&made);
    int rc = dl_change_between(world->store, world->first, world->second, NULL, 0, &made, error);
    if (!rc)
        dl_buf_add(out, made.summary);
    dl_change_clear(&made);
    return rc ? rc : dl_buf_ok(out, error);
}

static int source_events(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_arena arena = {0};
    dl_source_event *events;
    size_t count;
    int rc = dl_source_events(world->store, DL_STR("http://a.example/"), NULL, &arena, &events,
                              &count, error);
    for (size_t i = 0; rc == 0 && i < count; i++)
        dl_buf_add(out, events[i].what);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(out, error);
}

static int bundle(fault_world *world, dl_buf *out, dl_error *error)
{
    const dl_bundle_file files[] = {{DL_STR("n.md"), world->notebook},
                                    {DL_STR("d/e.tsv"), world->tsv}};
    const int64_t ids[] = {world->first, world->second};
    const dl_bundle_contents contents = {.notebook = DL_STR("n.md"),
                                         .files = files,
                                         .file_count = 2,
                                         .store = world->store,
                                         .snapshots = ids,
                                         .snapshot_count = 2};
    const char *path = world_path(world, "b.dateline"), *folder = world_path(world, "unpacked");
    dl_bundle *opened = NULL;
    mkdir(folder, 0755);
    int rc = dl_bundle_write(path, &contents, error);
    if (!rc)
        rc = dl_bundle_open(&opened, path, error);
    if (!rc)
        dl_buf_add(out, dl_bundle_notebook(opened));
    if (!rc)
        rc = dl_bundle_unpack(opened, folder, NULL, NULL, error);
    dl_bundle_close(opened);
    unlink(path);
    unlink(world_path(world, "unpacked/n.md"));
    unlink(world_path(world, "unpacked/d/e.tsv"));
    unlink(world_path(world, "unpacked/dateline.db"));
    return rc ? rc : dl_buf_ok(out, error);
}

static int round_of(fault_world *world, dl_archive_form form, const char *name, dl_buf *out,
                    dl_error *error)
{
    dl_store *store = NULL;
    dl_export_summary written;
    dl_import_summary read;
    const dl_export_options options = {.form = form};
    const dl_import_options taken = {0};
    const char *path = world_path(world, name);
    int rc = dl_archive_export(world->store, &options, path, &written, error);
    if (!rc)
        rc = dl_store_open(&store, ":memory:", NULL, error);
    if (!rc)
        rc = dl_archive_import(store, path, &taken, &read, error);
    if (!rc)
        dl_buf_printf(out, "%d %d %d", (int)written.captures, (int)read.captures,
                      (int)(read.damaged + read.unresolved + read.too_large));
    dl_store_close(store);
    unlink(path);
    return rc ? rc : dl_buf_ok(out, error);
}

static int warc(fault_world *world, dl_buf *out, dl_error *error)
{
    return round_of(world, DL_ARCHIVE_WARC_GZ, "x.warc.gz", out, error);
}

static int wacz(fault_world *world, dl_buf *out, dl_error *error)
{
    return round_of(world, DL_ARCHIVE_WACZ, "x.wacz", out, error);
}

static int files(fault_world *world, dl_buf *out, dl_error *error)
{
    const char *path = world_path(world, "f.txt");
    int rc = dl_file_write(path, world->prose, error);
    if (!rc)
        rc = dl_file_read(path, 10000, out, error);
    if (!rc)
        rc = dl_file_read_below(world->folder, DL_STR("f.txt"), 10000, out, error);
    return rc;
}

const operation store_operations[] = {{"store: open, add a capture", open_and_put, NULL},
                                      {"store: captures", snapshots, NULL},
                                      {"store: search", search, NULL},
                                      {"store: query; rows in four forms", query, NULL},
                                      {"store: values", keep_values, NULL},
                                      {"evidence: find, check", evidence, NULL},
                                      {"change: between two captures", change, NULL},
                                      {"change: a source's events", source_events, NULL},
                                      {"bundle: write, open, unpack", bundle,
                                       "a first look that finds no memory takes it for no bundle"},
                                      {"archive: WARC out and in", warc, NULL},
                                      {"archive: WACZ out and in", wacz, NULL},
                                      {"file: write, read", files, NULL},
                                      {NULL, NULL, NULL}};
