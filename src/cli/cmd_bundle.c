/* dateline bundle: a notebook, and all that it takes to run it again, in one file. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sha256.h"
#include "cli/keys.h"
#include "cli/session.h"
#include "dateline/bundle.h"
#include "dateline/capture.h"
#include "dateline/report.h"

static const size_t most_file = (size_t)64 << 20;

typedef struct packing {
    cli_session *session;
    dl_arena arena;
    dl_bundle_file *files;
    int64_t *snapshots;
    dl_bundle_contents contents;
    dl_store *store;
} packing;

static int add_file(packing *pack, dl_str name, dl_str bytes, dl_error *error)
{
    dl_bundle_file *file = &pack->files[pack->contents.file_count++];
    *file = (dl_bundle_file){dl_arena_copy(&pack->arena, name), dl_arena_copy(&pack->arena, bytes)};
    bool copied = file->name.data && file->bytes.data;
    return copied ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static bool has_file(const packing *pack, dl_str name)
{
    for (size_t i = 0; i < pack->contents.file_count; i++)
        if (dl_str_equal(pack->files[i].name, name))
            return true;
    return false;
}

/* "./data/../data/a.tsv" is called "data/a.tsv" in a bundle; the run's own name finds it there. */
static void plain_name(dl_str path, dl_buf *out)
{
    for (dl_str rest = path; rest.data;) {
        dl_str part = dl_str_cut(rest, '/', &rest);
        bool up = dl_str_equal(part, DL_STR(".."));
        size_t at = out->size;
        while (up && at > 0 && out->data[at - 1] != '/')
            at--;
        if (up && out->size)
            dl_buf_truncate(out, at ? at - 1 : 0);
        if (up || part.size == 0 || dl_str_equal(part, DL_STR(".")))
            continue;
        if (out->size)
            dl_buf_putc(out, '/');
        dl_buf_add(out, part);
    }
}

/* A file beside the notebook, as the run read it. */
static int add_data(packing *pack, dl_str path, dl_str sha256, dl_error *error)
{
    dl_buf bytes = {0}, name = {0};
    plain_name(path, &name);
    int rc = dl_buf_ok(&name, error);
    if (!rc && !has_file(pack, dl_buf_str(&name)))
        rc = dl_file_read_below(pack->session->folder, path, most_file, &bytes, error);
    if (!rc && bytes.data) {
        char hex[DL_SHA256_HEX + 1];
        dl_sha256_hex(dl_buf_str(&bytes), hex);
        if (!dl_str_equal(dl_str_of(hex), sha256))
            rc = dl_error_set(error, DL_ERR_EVIDENCE,
                              "%.*s was changed while the notebook ran: bundle it again",
                              DL_STR_ARG(path));
    }
    if (!rc && !has_file(pack, dl_buf_str(&name)))
        rc = add_file(pack, dl_buf_str(&name), dl_buf_str(&bytes), error);
    dl_buf_clear(&bytes);
    dl_buf_clear(&name);
    return rc;
}

/* The capture that the run used: of this address, with these bytes, at that time. */
static int add_snapshot(packing *pack, const dl_source *source, dl_error *error)
{
    dl_snapshot *found = NULL;
    size_t count = 0;
    int rc = dl_store_snapshots(pack->store, source->url, &pack->arena, &found, &count, error);
    int64_t id = 0;
    for (size_t i = 0; !rc && i < count; i++) {
        bool same = dl_str_equal(found[i].sha256, source->sha256);
        if (same && (id == 0 || found[i].captured_at_us == source->captured_at_us))
            id = found[i].id;
    }
    if (id) {
        pack->snapshots[pack->contents.snapshot_count++] = id;
        return 0;
    }
    return rc ? rc
              : dl_error_set(error, DL_ERR_NOT_FOUND, "the capture of %.*s is not in the store",
                             DL_STR_ARG(source->url));
}

static bool is_web(dl_str url)
{
    return dl_str_starts(url, DL_STR("http:")) || dl_str_starts(url, DL_STR("https:"));
}

static int add_sources(packing *pack, const dl_run *run, dl_error *error)
{
    int rc = 0;
    bool web = false;
    for (size_t i = 0; i < run->source_count; i++)
        web = web || is_web(run->sources[i].url);
    if (web)
        rc = dl_store_open(&pack->store, pack->session->store_path,
                           &(dl_store_options){.read_only = true}, error);
    for (size_t i = 0; !rc && i < run->source_count; i++) {
        const dl_source *source = &run->sources[i];
        if (source->sha256.size == 0)
            continue;                    /* it could not be had, and the report says so */
        dl_str path = source->final_url; /* "file:data/a.html", however it was asked for */
        if (dl_str_starts(path, DL_STR("file:")))
            path = dl_str_slice(path, strlen("file:"), path.size);
        rc = is_web(source->url) ? add_snapshot(pack, source, error)
                                 : add_data(pack, path, source->sha256, error);
    }
    return rc;
}

/* What the cells read by name, and what they include. */
static int add_files(packing *pack, const dl_lock *lock, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; !rc && i < lock->file_count; i++)
        rc = add_data(pack, lock->files[i].path, lock->files[i].sha256, error);
    return rc;
}

/* The lock of this run; the notebook's own is left alone. */
static int add_lock(packing *pack, const dl_run *run, dl_error *error)
{
    dl_str folder, name;
    dl_path_split(pack->session->lock_path, &folder, &name);
    return add_file(pack, name, run->lock, error);
}

/* outputs/NAME.html and outputs/NAME.json: what came of the run. */
static int add_outputs(packing *pack, const dl_run *run, dl_error *error)
{
    static const char *const formats[] = {"html", "json"};
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof formats / sizeof *formats; i++) {
        char name[NAME_MAX + 32];
        dl_buf text = {0};
        const char *dot = strrchr(pack->session->name, '.');
        int stem = dot ? (int)(dot - pack->session->name) : (int)strlen(pack->session->name);
        snprintf(name, sizeof name, "outputs/%.*s.%s", stem, pack->session->name, formats[i]);
        rc = dl_report_by_name(formats[i])(run, &text, error);
        if (!rc)
            rc = add_file(pack, dl_str_of(name), dl_buf_str(&text), error);
        dl_buf_clear(&text);
    }
    return rc;
}

static int read_pages(dl_store *bundle, dl_error *error)
{
    size_t count;
    return dl_capture_read_rest(bundle, NULL, &count, error);
}

static int fill(packing *pack, const dl_run *run, dl_error *error)
{
    dl_lock lock;
    int rc = session_lock(pack->session, run, &pack->arena, &lock, error);
    if (rc)
        return rc;
    size_t most = run->source_count + lock.file_count + 8;
    pack->files = dl_arena_alloc(&pack->arena, most * sizeof *pack->files);
    pack->snapshots = dl_arena_alloc(&pack->arena, most * sizeof *pack->snapshots);
    if (!pack->files || !pack->snapshots)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    rc = add_file(pack, dl_str_of(pack->session->name), dl_notebook_text(pack->session->notebook),
                  error);
    if (!rc)
        rc = add_lock(pack, run, error);
    if (!rc)
        rc = add_sources(pack, run, error);
    if (!rc)
        rc = add_files(pack, &lock, error);
    if (!rc)
        rc = add_outputs(pack, run, error);
    pack->contents.notebook = dl_str_of(pack->session->name);
    pack->contents.files = pack->files;
    pack->contents.snapshots = pack->snapshots;
    pack->contents.store = pack->store;
    pack->contents.read_pages = read_pages;
    return rc;
}

static int write_bundle(cli_session *session, const cli_options *options, dl_run *run)
{
    packing pack = {.session = session};
    unsigned char secret[DL_KEY_SIZE];
    dl_error error;
    dl_arena_init(&pack.arena);
    int rc = options->sign ? keys_secret(secret, &error) : 0;
    if (!rc)
        rc = session_carry_lock(session, run, &error);
    if (!rc)
        rc = fill(&pack, run, &error);
    if (!rc && options->sign)
        pack.contents.secret = secret;
    if (!rc)
        rc = dl_bundle_write(options->outputs[0], &pack.contents, &error);
    if (!rc) {
        session_warn_of_captures(session, run, options);
        cli_warn(options, "%s: %zu files, %zu captures%s", options->outputs[0],
                 pack.contents.file_count, pack.contents.snapshot_count,
                 options->sign ? ", signed" : "");
    }
    dl_store_close(pack.store);
    dl_arena_clear(&pack.arena);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

static int run_and_write(cli_session *session, const cli_options *options)
{
    size_t count = dl_notebook_step_count(session->notebook);
    dl_result *results = calloc(count + 1, sizeof *results);
    int status = 0;
    if (!results)
        return cli_usage("memory ran out");
    for (size_t i = 0; status == 0 && i < count; i++) {
        const dl_step *step = dl_notebook_step(session->notebook, i);
        dl_result_init(&results[i]);
        status = session_run(session, step, options->timeout_s, &results[i]);
        if (status != 0)
            cli_complain(&results[i].error,
                         dl_notebook_line(session->notebook, results[i].error.line));
    }
    dl_run run = {
        .notebook = session->notebook, .results = results, .as_of = dl_str_of(session->as_of)};
    dl_error error;
    if (status == 0 &&
        dl_runner_sources(session->runner, &run.sources, &run.source_count, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    if (status == 0)
        status = write_bundle(session, options, &run);
    for (size_t i = 0; i < count; i++)
        dl_result_clear(&results[i]);
    free(results);
    return status;
}

int cmd_bundle(const cli_options *options)
{
    if (options->argument_count != 1 || options->output_count != 1)
        return cli_usage("a notebook and a file were expected: dateline bundle NOTEBOOK -o "
                         "FILE.dateline");
    if (strcmp(options->arguments[0], "-") == 0)
        return cli_usage("a notebook that is a file was expected");
    if (!dl_str_ends(dl_str_of(options->outputs[0]), DL_STR(".dateline")))
        return cli_usage("-o %s: a name that ends in .dateline was expected", options->outputs[0]);
    cli_session session;
    int status = session_open(&session, options->arguments[0], options, false);
    if (status == 0)
        status = run_and_write(&session, options);
    session_close(&session);
    return status;
}
