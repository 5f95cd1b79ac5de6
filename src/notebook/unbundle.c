/* A bundle from anywhere: held against its manifest before anything of it is used. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/evp.h>

#include "base/file.h"
#include "dateline/bundle.h"
#include "notebook/bundle.h"

static const int64_t most_files_bytes = (int64_t)256 << 20;
enum { MOST_RATIO = 200, FREE_OF_RATIO = 1 << 20 };

struct dl_bundle {
    dl_arena arena;
    dl_store *store;
    dl_bundle_row *rows;
    size_t row_count;
    int64_t *ids; /* of its snapshots */
    size_t id_count;
    dl_manifest_line *lines; /* in order of their text */
    size_t line_count;
    dl_str notebook;
    char signer[80];
};

/* --- what is in it --- */

static int check_row(const dl_bundle_row *row, dl_error *error)
{
    const char *fault = dl_bundle_name_fault(row->name);
    if (fault)
        return dl_error_set(
            error, DL_ERR_STORE, "the bundle is refused: unsafe path %.*s in it: %s",
            (int)(row->name.size < 200 ? row->name.size : 200), row->name.data, fault);
    if (!S_ISREG((mode_t)row->mode))
        return dl_error_set(error, DL_ERR_STORE,
                            "the bundle is refused: %.*s in it is no regular file (mode %o); "
                            "links, folders and devices are unsafe",
                            DL_STR_ARG(row->name), (unsigned)row->mode);
    if (row->size < 0 || (row->size > FREE_OF_RATIO && row->size / MOST_RATIO > row->held))
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "the bundle is refused: %.*s says that it is %lld bytes, more than %d "
                            "times the %lld that it takes",
                            DL_STR_ARG(row->name), (long long)row->size, MOST_RATIO,
                            (long long)row->held);
    return 0;
}

static int check_rows(const dl_bundle *bundle, dl_error *error)
{
    int64_t all = 0;
    for (size_t i = 0; i < bundle->row_count; i++) {
        int rc = check_row(&bundle->rows[i], error);
        if (rc)
            return rc;
        all += bundle->rows[i].size;
        if (all > most_files_bytes)
            return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                                "the bundle is refused: its files are past the limit of %lld MiB",
                                (long long)(most_files_bytes >> 20));
    }
    return 0;
}

/* --- the manifest --- */

static int compare_line(const void *a, const void *b)
{
    return dl_str_compare(((const dl_manifest_line *)a)->text, ((const dl_manifest_line *)b)->text);
}

static const dl_manifest_line *find_line(const dl_bundle *bundle, dl_str text)
{
    dl_manifest_line key = {text, {"", 0}};
    return bundle->line_count
               ? bsearch(&key, bundle->lines, bundle->line_count, sizeof key, compare_line)
               : NULL;
}

/* "file SHA256 NAME" without the hash: what changed, in words. */
static void name_line(dl_str line, dl_buf *names)
{
    dl_str rest, kind = dl_str_cut(line, ' ', &rest);
    bool hashed = !dl_str_equal(kind, DL_STR("notebook"));
    if (hashed)
        dl_str_cut(rest, ' ', &rest);
    if (names->size)
        dl_buf_puts(names, ", ");
    if (names->size < 300)
        dl_buf_printf(names, "%.*s %.*s", DL_STR_ARG(kind), DL_STR_ARG(rest));
}

typedef struct checking {
    const dl_bundle *bundle;
    dl_str key; /* empty: not signed */
    bool *met;  /* [lines] what the content answers to */
    dl_buf changed;
    size_t changes;
} checking;

static bool line_holds(const checking *in, const dl_manifest_line *line)
{
    if (in->key.size == 0)
        return true;
    dl_buf message = {0};
    bundle_line_message(line->text, &message);
    bool holds = !message.failed && line->signature.size == DL_SIGNATURE_SIZE &&
                 dl_signature_holds((const unsigned char *)in->key.data, dl_buf_str(&message),
                                    (const unsigned char *)line->signature.data);
    dl_buf_clear(&message);
    return holds;
}

static void note_change(checking *in, dl_str line)
{
    in->changes++;
    name_line(line, &in->changed);
}

/* One thing that the bundle holds, as the manifest would tell of it. */
static void check_line(checking *in, dl_str text)
{
    const dl_manifest_line *line = find_line(in->bundle, text);
    if (line && line_holds(in, line))
        in->met[line - in->bundle->lines] = true;
    else
        note_change(in, text);
}

static int check_content(checking *in, dl_error *error)
{
    const dl_bundle *bundle = in->bundle;
    dl_buf bytes = {0}, line = {0};
    int rc = 0;
    for (size_t i = 0; !rc && i < bundle->row_count; i++) {
        dl_buf_truncate(&bytes, 0);
        dl_buf_truncate(&line, 0);
        rc = dl_bundle_rows_read(bundle->store, &bundle->rows[i], &bytes, error);
        bundle_file_line(bundle->rows[i].name, dl_buf_str(&bytes), &line);
        if (!rc)
            rc = dl_buf_ok(&line, error);
        if (!rc)
            check_line(in, dl_buf_str(&line));
    }
    if (!rc)
        rc = dl_snapshot_bodies_hold(bundle->store, error);
    for (size_t i = 0; !rc && i < bundle->id_count; i++) {
        dl_buf_truncate(&line, 0);
        rc = bundle_snapshot_line(bundle->store, bundle->ids[i], &line, error);
        if (!rc)
            check_line(in, dl_buf_str(&line));
    }
    dl_buf_truncate(&line, 0);
    bundle_notebook_line(bundle->notebook, &line);
    if (!rc)
        check_line(in, dl_buf_str(&line));
    /* what the manifest tells of and is not there */
    for (size_t i = 0; !rc && i < bundle->line_count; i++)
        if (!in->met[i])
            note_change(in, bundle->lines[i].text);
    dl_buf_clear(&bytes);
    dl_buf_clear(&line);
    return rc;
}

/* Lines that were taken out together with what they tell of leave no other trace than this. */
static bool whole_holds(const dl_bundle *bundle, dl_str key, dl_str signature)
{
    dl_buf message = {0};
    bundle_message(bundle->lines, bundle->line_count, &message);
    bool holds = !message.failed && signature.size == DL_SIGNATURE_SIZE &&
                 dl_signature_holds((const unsigned char *)key.data, dl_buf_str(&message),
                                    (const unsigned char *)signature.data);
    dl_buf_clear(&message);
    return holds;
}

static int complain(const checking *in, dl_error *error)
{
    const char *names = in->changed.data ? in->changed.data : "";
    int rc = in->key.size
                 ? dl_error_set(error, DL_ERR_EVIDENCE,
                                "the bundle was changed after it was signed: %.350s", names)
                 : dl_error_set(error, DL_ERR_STORE,
                                "the bundle is refused: a mismatch with its manifest: "
                                "%.350s",
                                names);
    dl_error_hint(error, "ask its sender for another copy; nothing of it was used");
    return rc;
}

static int check_manifest(dl_bundle *bundle, dl_error *error)
{
    dl_str key, signature;
    int rc = dl_manifest_signer(bundle->store, &bundle->arena, &key, &signature, error);
    if (!rc && key.size && key.size != DL_KEY_SIZE)
        rc = dl_error_set(error, DL_ERR_EVIDENCE, "the bundle is refused: its key is no key");
    checking in = {.bundle = bundle, .key = key};
    in.met = dl_arena_alloc(&bundle->arena, bundle->line_count + 1);
    if (!rc && !in.met)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!rc)
        rc = check_content(&in, error);
    if (!rc && in.changes)
        rc = complain(&in, error);
    if (!rc && key.size && !whole_holds(bundle, key, signature))
        rc = dl_error_set(error, DL_ERR_EVIDENCE,
                          "the bundle was changed after it was signed: something was taken out of "
                          "it, or put in from another");
    if (!rc && key.size) {
        unsigned char base64[64];
        EVP_EncodeBlock(base64, (const unsigned char *)key.data, DL_KEY_SIZE);
        snprintf(bundle->signer, sizeof bundle->signer, "ed25519:%s", (const char *)base64);
    }
    dl_buf_clear(&in.changed);
    return rc;
}

static int read_manifest(dl_bundle *bundle, dl_error *error)
{
    int rc = dl_manifest_list(bundle->store, BUNDLE_FILES + BUNDLE_SNAPSHOTS + 1, &bundle->arena,
                              &bundle->lines, &bundle->line_count, error);
    if (rc)
        return rc;
    /* SQLite's order is that of bytes too, but a file from elsewhere need not be in order */
    qsort(bundle->lines, bundle->line_count, sizeof *bundle->lines, compare_line);
    for (size_t i = 0; i < bundle->line_count; i++)
        if (dl_str_starts(bundle->lines[i].text, DL_STR("notebook ")))
            bundle->notebook = dl_str_slice(bundle->lines[i].text, 9, bundle->lines[i].text.size);
    for (size_t i = 0; i < bundle->row_count; i++)
        if (dl_str_equal(bundle->rows[i].name, bundle->notebook))
            return 0;
    return dl_error_set(error, DL_ERR_STORE, "the bundle is refused: it has no notebook");
}

int dl_bundle_open(dl_bundle **out, const char *path, dl_error *error)
{
    *out = NULL;
    dl_bundle *bundle = calloc(1, sizeof *bundle);
    if (!bundle)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_arena_init(&bundle->arena);
    int rc = dl_bundle_rows_open(&bundle->store, path, error);
    if (!rc)
        rc = dl_bundle_rows_list(bundle->store, BUNDLE_FILES, &bundle->arena, &bundle->rows,
                                 &bundle->row_count, error);
    if (!rc)
        rc = check_rows(bundle, error);
    if (!rc)
        rc = dl_snapshot_ids(bundle->store, BUNDLE_SNAPSHOTS, &bundle->arena, &bundle->ids,
                             &bundle->id_count, error);
    if (!rc)
        rc = read_manifest(bundle, error);
    if (!rc)
        rc = check_manifest(bundle, error);
    if (rc) {
        dl_bundle_close(bundle);
        dl_error_at(error, path, 0, 0);
        return rc;
    }
    *out = bundle;
    return 0;
}

void dl_bundle_close(dl_bundle *bundle)
{
    if (!bundle)
        return;
    dl_store_close(bundle->store);
    dl_arena_clear(&bundle->arena);
    free(bundle);
}

dl_str dl_bundle_notebook(const dl_bundle *bundle)
{
    return bundle->notebook;
}

const char *dl_bundle_signer(const dl_bundle *bundle)
{
    return bundle->signer[0] ? bundle->signer : NULL;
}

/* --- unpacking --- */

static int unpack_file(const dl_bundle *bundle, const dl_bundle_row *row, const char *folder,
                       dl_error *error)
{
    char path[PATH_MAX];
    dl_buf bytes = {0};
    int length = snprintf(path, sizeof path, "%s/%.*s", folder, DL_STR_ARG(row->name));
    if (length < 0 || (size_t)length >= sizeof path)
        return dl_error_set(error, DL_ERR_USAGE, "the path %.200s... is too long", path);
    int rc = dl_file_make_folders(path, 0777, error);
    if (!rc)
        rc = dl_bundle_rows_read(bundle->store, row, &bytes, error);
    if (!rc)
        rc = dl_file_write(path, dl_buf_str(&bytes), error);
    dl_buf_clear(&bytes);
    return rc;
}

static int compare_id(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* ids are in order. */
static const int64_t *find_id(const int64_t *ids, size_t count, int64_t id)
{
    return count ? bsearch(&id, ids, count, sizeof *ids, compare_id) : NULL;
}

static int unpack_snapshots(const dl_bundle *bundle, const char *folder, dl_error *error)
{
    char path[PATH_MAX];
    dl_store *store = NULL;
    int64_t *copies = calloc(bundle->id_count + 1, sizeof *copies);
    snprintf(path, sizeof path, "%s/dateline.db", folder);
    int rc = copies ? dl_store_open(&store, path, NULL, error)
                    : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!rc)
        rc = dl_store_begin(store, error);
    dl_arena arena;
    dl_arena_init(&arena);
    for (size_t i = 0; !rc && i < bundle->id_count; i++) {
        dl_snapshot snapshot;
        int64_t confirmed = 0;
        rc = dl_store_snapshot(bundle->store, bundle->ids[i], false, &arena, &snapshot, error);
        const int64_t *of = rc ? NULL : find_id(bundle->ids, i, snapshot.revalidated);
        if (of)
            confirmed = copies[of - bundle->ids];
        if (!rc)
            rc = dl_snapshot_carry(bundle->store, bundle->ids[i], store, confirmed, &copies[i],
                                   error);
    }
    if (!rc)
        rc = dl_store_commit(store, error);
    dl_arena_clear(&arena);
    dl_store_close(store);
    free(copies);
    return rc;
}

int dl_bundle_unpack(dl_bundle *bundle, const char *folder,
                     void (*ignored)(void *user, dl_str name), void *user, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; !rc && i < bundle->row_count; i++) {
        if (!dl_bundle_name_hidden(bundle->rows[i].name))
            rc = unpack_file(bundle, &bundle->rows[i], folder, error);
        else if (ignored)
            ignored(user, bundle->rows[i].name);
    }
    return rc ? rc : unpack_snapshots(bundle, folder, error);
}
