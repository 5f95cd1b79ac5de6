#include "dateline/bundle.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "notebook/bundle.h"

/* --- names --- */

static const char *part_fault(dl_str part)
{
    if (part.size == 0)
        return "a part of it is empty";
    if (dl_str_equal(part, DL_STR("..")) || dl_str_equal(part, DL_STR(".")))
        return "it leads out of the folder";
    if (part.data[0] == '-')
        return "a part of it looks like an option";
    if (part.size > 255)
        return "a part of it is longer than 255 bytes";
    return NULL;
}

const char *dl_bundle_name_fault(dl_str name)
{
    if (name.size == 0 || name.size > 1024)
        return "a name of 1 to 1024 bytes was expected";
    if (!dl_utf8_valid(name))
        return "it is not UTF-8";
    for (size_t i = 0; i < name.size; i++)
        if ((unsigned char)name.data[i] < ' ' || name.data[i] == 0x7f)
            return "it has a control character";
    if (memchr(name.data, '\\', name.size) || memchr(name.data, ':', name.size))
        return "\\ and : lead elsewhere on some systems";
    if (dl_str_starts(name, DL_STR("dateline.db")))
        return "the captures are unpacked under that name";
    for (dl_str rest = name; rest.data;) {
        const char *fault = part_fault(dl_str_cut(rest, '/', &rest));
        if (fault)
            return fault;
    }
    return NULL;
}

bool dl_bundle_name_hidden(dl_str name)
{
    for (dl_str rest = name; rest.data;)
        if (dl_str_starts(dl_str_cut(rest, '/', &rest), DL_STR(".")))
            return true;
    return false;
}

/* --- the manifest --- */

void bundle_file_line(dl_str name, dl_str bytes, dl_buf *line)
{
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(bytes, hex);
    dl_buf_printf(line, "file %s %.*s", hex, DL_STR_ARG(name));
}

int bundle_snapshot_line(dl_store *store, int64_t id, dl_buf *line, dl_error *error)
{
    dl_arena arena;
    dl_arena_init(&arena);
    dl_buf text = {0};
    dl_str url;
    int rc = dl_snapshot_text(store, id, &text, &arena, &url, error);
    if (!rc) {
        char hex[DL_SHA256_HEX + 1];
        dl_sha256_hex(dl_buf_str(&text), hex);
        dl_buf_printf(line, "snapshot %s %.*s", hex, DL_STR_ARG(url));
    }
    dl_buf_clear(&text);
    dl_arena_clear(&arena);
    return rc ? rc : dl_buf_ok(line, error);
}

void bundle_notebook_line(dl_str name, dl_buf *line)
{
    dl_buf_printf(line, "notebook %.*s", DL_STR_ARG(name));
}

void bundle_line_message(dl_str line, dl_buf *message)
{
    dl_buf_puts(message, "dateline bundle 1, line\n");
    dl_buf_add(message, line);
}

void bundle_message(const dl_manifest_line *lines, size_t count, dl_buf *message)
{
    dl_buf_puts(message, "dateline bundle 1, all\n");
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(message, "%.*s\n", DL_STR_ARG(lines[i].text));
}

/* --- writing --- */

static int put_line(dl_store *bundle, const dl_buf *line, const unsigned char *secret,
                    dl_error *error)
{
    unsigned char signature[DL_SIGNATURE_SIZE];
    dl_manifest_line put = {dl_buf_str(line), {"", 0}};
    dl_buf message = {0};
    bundle_line_message(put.text, &message);
    int rc = dl_buf_ok(line, error);
    if (!rc && secret)
        rc = dl_sign(secret, dl_buf_str(&message), signature, error);
    if (!rc && secret)
        put.signature = (dl_str){(const char *)signature, sizeof signature};
    if (!rc)
        rc = dl_manifest_put(bundle, &put, error);
    dl_buf_clear(&message);
    return rc;
}

static int add_file(dl_store *bundle, const dl_bundle_file *file, const unsigned char *secret,
                    dl_error *error)
{
    const char *fault = dl_bundle_name_fault(file->name);
    if (!fault && dl_bundle_name_hidden(file->name))
        fault = "hidden files are not unpacked";
    if (fault)
        return dl_error_set(error, DL_ERR_USAGE, "the file %.*s cannot go into a bundle: %s",
                            DL_STR_ARG(file->name), fault);
    dl_buf line = {0};
    int rc = dl_bundle_rows_add(bundle, file->name, file->bytes, error);
    bundle_file_line(file->name, file->bytes, &line);
    if (!rc)
        rc = put_line(bundle, &line, secret, error);
    dl_buf_clear(&line);
    return rc;
}

/* The captures that went in already, and their ids in the bundle. */
typedef struct carried {
    int64_t (*ids)[2];
    size_t count;
} carried;

static int64_t find_carried(const carried *done, int64_t id)
{
    for (size_t i = 0; i < done->count; i++)
        if (done->ids[i][0] == id)
            return done->ids[i][1];
    return 0;
}

static int carry(dl_store *bundle, const dl_bundle_contents *contents, int64_t id,
                 int64_t confirmed, carried *done, dl_error *error)
{
    int64_t copy;
    dl_buf line = {0};
    int rc = dl_snapshot_carry(contents->store, id, bundle, confirmed, &copy, error);
    if (!rc)
        rc = bundle_snapshot_line(bundle, copy, &line, error);
    if (!rc)
        rc = put_line(bundle, &line, contents->secret, error);
    if (!rc) {
        done->ids[done->count][0] = id;
        done->ids[done->count++][1] = copy;
    }
    dl_buf_clear(&line);
    return rc;
}

/* Adds a capture, and before it the one whose body a 304 confirmed. */
static int add_snapshot(dl_store *bundle, const dl_bundle_contents *contents, int64_t id,
                        carried *done, dl_error *error)
{
    dl_arena arena;
    dl_arena_init(&arena);
    dl_snapshot snapshot;
    int rc = 0;
    if (find_carried(done, id) == 0)
        rc = dl_store_snapshot(contents->store, id, false, &arena, &snapshot, error);
    else
        snapshot.id = 0;
    if (!rc && snapshot.id && snapshot.revalidated && find_carried(done, snapshot.revalidated) == 0)
        rc = carry(bundle, contents, snapshot.revalidated, 0, done, error);
    if (!rc && snapshot.id)
        rc = carry(bundle, contents, id, find_carried(done, snapshot.revalidated), done, error);
    dl_arena_clear(&arena);
    return rc;
}

static int add_snapshots(dl_store *bundle, const dl_bundle_contents *contents, dl_error *error)
{
    carried done = {.ids = calloc(2 * contents->snapshot_count + 1, sizeof *done.ids)};
    int rc = done.ids ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; !rc && i < contents->snapshot_count; i++)
        rc = add_snapshot(bundle, contents, contents->snapshots[i], &done, error);
    free(done.ids);
    return rc;
}

static int sign_all(dl_store *bundle, const unsigned char *secret, dl_error *error)
{
    unsigned char key[DL_KEY_SIZE], signature[DL_SIGNATURE_SIZE];
    dl_arena arena;
    dl_arena_init(&arena);
    dl_manifest_line *lines = NULL;
    size_t count = 0;
    dl_buf message = {0};
    int rc = dl_manifest_list(bundle, BUNDLE_FILES + BUNDLE_SNAPSHOTS + 1, &arena, &lines, &count,
                              error);
    if (!rc)
        rc = dl_key_public(secret, key, error);
    bundle_message(lines, count, &message);
    if (!rc)
        rc = dl_sign(secret, dl_buf_str(&message), signature, error);
    if (!rc)
        rc = dl_manifest_set_signer(bundle, (dl_str){(const char *)key, sizeof key},
                                    (dl_str){(const char *)signature, sizeof signature}, error);
    dl_buf_clear(&message);
    dl_arena_clear(&arena);
    return rc;
}

static int fill(dl_store *bundle, const dl_bundle_contents *contents, dl_error *error)
{
    dl_buf line = {0};
    bundle_notebook_line(contents->notebook, &line);
    int rc = dl_store_begin(bundle, error);
    if (!rc)
        rc = put_line(bundle, &line, contents->secret, error);
    for (size_t i = 0; !rc && i < contents->file_count; i++)
        rc = add_file(bundle, &contents->files[i], contents->secret, error);
    if (!rc)
        rc = add_snapshots(bundle, contents, error);
    if (!rc && contents->secret)
        rc = sign_all(bundle, contents->secret, error);
    rc = rc ? rc : dl_store_commit(bundle, error);
    if (rc)
        dl_store_rollback(bundle);
    if (!rc && contents->read_pages)
        rc = contents->read_pages(bundle, error);
    dl_buf_clear(&line);
    return rc ? rc : dl_bundle_rows_finish(bundle, error);
}

int dl_bundle_write(const char *path, const dl_bundle_contents *contents, dl_error *error)
{
    char beside[PATH_MAX];
    int rc = dl_file_beside(path, beside, sizeof beside, error);
    if (rc)
        return rc;
    dl_store *bundle = NULL;
    unlink(beside);
    rc = dl_bundle_rows_create(&bundle, beside, error);
    if (!rc)
        rc = fill(bundle, contents, error);
    dl_store_close(bundle);
    if (!rc && dl_file_rename(beside, path) != 0)
        rc = dl_error_set_errno(error, errno, "cannot put %s in place", path);
    if (rc) {
        static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
        for (size_t i = 0; i < 4; i++) {
            char journal[PATH_MAX + 8];
            snprintf(journal, sizeof journal, "%s%s", beside, endings[i]);
            unlink(journal);
        }
    }
    return rc;
}
