/*
 * Bundles from anywhere, under libFuzzer: the first byte says whether the rest is the file, or
 * names, modes and contents with a NUL after each, which are put into one with a manifest that
 * tells the truth (or is the last of them). What opens has a notebook, and no name that leads out.
 */
#include <string.h>

#include "dateline/bundle.h"
#include "fuzz.h"
#include "notebook/bundle.h"
#include "world.h"

enum { MOST_FILES = 12 };

static unsigned char *template_bytes;
static sqlite3_int64 template_size;

/* A bundle with nothing in it, as bytes. */
static void make_template(void)
{
    dl_store *store;
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/dateline-fuzz-empty-%ld", (long)getpid());
    hold(dl_bundle_rows_create(&store, path, NULL) == 0);
    hold(dl_bundle_rows_finish(store, NULL) == 0);
    template_bytes = sqlite3_serialize(store->connection, "main", &template_size, 0);
    hold(template_bytes && template_size > 0);
    dl_store_close(store);
    remove(path);
}

static void run(sqlite3 *database, const char *sql, dl_str name, int mode, dl_str bytes)
{
    sqlite3_stmt *prepared;
    hold(sqlite3_prepare_v2(database, sql, -1, &prepared, NULL) == SQLITE_OK);
    sqlite3_bind_text(prepared, 1, name.data, (int)name.size, SQLITE_STATIC);
    sqlite3_bind_int(prepared, 2, mode);
    sqlite3_bind_int64(prepared, 3, (sqlite3_int64)bytes.size);
    sqlite3_bind_blob(prepared, 4, bytes.data, (int)bytes.size, SQLITE_STATIC);
    sqlite3_step(prepared); /* a name that is there already is refused */
    sqlite3_finalize(prepared);
}

static void put_line(sqlite3 *database, dl_str line)
{
    run(database, "INSERT INTO dl_manifest(line, signature) VALUES(?1, x'')", line, 0, line);
}

static void put_file(sqlite3 *database, dl_str name, dl_str mode, dl_str bytes)
{
    dl_buf line = {0};
    int number = mode.size ? (unsigned char)mode.data[0] << 8 : 0100644;
    run(database, "INSERT INTO sqlar(name, mode, mtime, sz, data) VALUES(?1, ?2, 0, ?3, ?4)", name,
        number, bytes);
    bundle_file_line(name, bytes, &line);
    put_line(database, dl_buf_str(&line));
    dl_buf_clear(&line);
}

static bool leads_out(dl_str name)
{
    if (name.size == 0 || name.data[0] == '/' || memchr(name.data, '\\', name.size))
        return true;
    while (name.size) {
        dl_str part = fuzz_take(&name, '/');
        if (part.size == 0 || dl_str_equal(part, DL_STR("..")))
            return true;
    }
    return false;
}

static void check_open(dl_str file, const dl_str *names, size_t count)
{
    dl_bundle *bundle;
    dl_error error = {0};
    if (dl_bundle_open(&bundle, fuzz_file(file), &error) == 0) {
        hold(dl_bundle_notebook(bundle).size > 0);
        for (size_t i = 0; i < count; i++)
            hold(!leads_out(names[i]));
    } else {
        hold(error.message[0]);
    }
    dl_bundle_close(bundle);
}

static void check_parts(dl_str parts)
{
    sqlite3 *database;
    dl_str names[MOST_FILES];
    dl_buf line = {0};
    size_t count = 0;
    unsigned char *copy = sqlite3_malloc64((sqlite3_uint64)template_size);
    hold(copy);
    memcpy(copy, template_bytes, (size_t)template_size);
    hold(sqlite3_open(":memory:", &database) == SQLITE_OK);
    hold(sqlite3_deserialize(database, "main", copy, template_size, template_size,
                             SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE) ==
         SQLITE_OK);
    while (parts.size && count < MOST_FILES) {
        dl_str name = fuzz_take(&parts, '\0'), mode = fuzz_take(&parts, '\0');
        names[count++] = name;
        put_file(database, name, mode, fuzz_take(&parts, '\0'));
    }
    bundle_notebook_line(count ? names[0] : DL_STR("x.md"), &line);
    put_line(database, dl_buf_str(&line));
    dl_buf_clear(&line);
    sqlite3_int64 size;
    unsigned char *bytes = sqlite3_serialize(database, "main", &size, 0);
    hold(bytes);
    check_open((dl_str){(const char *)bytes, (size_t)size}, names, count);
    sqlite3_free(bytes);
    sqlite3_close(database);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (!template_bytes)
        make_template();
    dl_str rest = fuzz_bytes(data + 1, size - 1);
    if (data[0] % 2)
        check_parts(rest);
    else
        check_open(rest, NULL, 0);
    return 0;
}
