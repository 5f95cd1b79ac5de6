/* What the archive's tests share: a folder with stores in it, files that go in and out. */
#ifndef TESTS_ARCHIVE_WORLD_H
#define TESTS_ARCHIVE_WORLD_H

#include <zlib.h>

#include "base/file.h"
#include "dateline/archive.h"
#include "support.h"

typedef struct world {
    char folder[64];
    dl_arena arena;
    dl_error error;
    int problems;
    char problem[512];
} world;

static inline int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    snprintf(w->folder, sizeof w->folder, "/tmp/dateline-archive-XXXXXX");
    if (!mkdtemp(w->folder))
        return -1;
    dl_arena_init(&w->arena);
    *state = w;
    return 0;
}

static inline int tear_down(void **state)
{
    world *w = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", w->folder);
    dl_arena_clear(&w->arena);
    free(w);
    return system(command);
}

static inline const char *in_folder(const world *w, const char *name)
{
    static char paths[8][128];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", w->folder, name);
    return path;
}

static inline dl_store *open_store(world *w, const char *name)
{
    dl_store *store;
    if (dl_store_open(&store, in_folder(w, name), NULL, &w->error))
        fail_msg("%s", w->error.message);
    return store;
}

static inline void on_problem(void *user, const char *text)
{
    world *w = user;
    w->problems++;
    snprintf(w->problem, sizeof w->problem, "%s", text);
}

static inline int import(world *w, dl_store *store, const char *name, dl_import_summary *summary)
{
    dl_import_options options = {.listener = {.user = w, .problem = on_problem}};
    w->problems = 0;
    return dl_archive_import(store, in_folder(w, name), &options, summary, &w->error);
}

static inline void export_all(world *w, dl_store *store, const char *name,
                              dl_export_summary *summary)
{
    dl_export_options options = {0};
    assert_true(dl_archive_form_of(dl_str_of(name), &options.form));
    if (dl_archive_export(store, &options, in_folder(w, name), summary, &w->error))
        fail_msg("%s", w->error.message);
}

static inline dl_str file_of(world *w, const char *name)
{
    dl_buf bytes = {0};
    assert_int_equal(dl_file_read(in_folder(w, name), (size_t)1 << 30, &bytes, &w->error), 0);
    dl_str copy = dl_arena_copy(&w->arena, dl_buf_str(&bytes));
    dl_buf_clear(&bytes);
    return copy;
}

static inline void write_file(world *w, const char *name, dl_str bytes)
{
    assert_int_equal(dl_file_write(in_folder(w, name), bytes, &w->error), 0);
}

static inline dl_str gzip(world *w, dl_str text)
{
    z_stream stream = {0};
    uLong most = compressBound(text.size) + 64;
    char *space = dl_arena_alloc(&w->arena, most);
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(void *)(uintptr_t)text.data;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)space;
    stream.avail_out = (uInt)most;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    dl_str coded = {space, stream.total_out};
    deflateEnd(&stream);
    return coded;
}

static inline void add(world *w, dl_store *store, dl_snapshot *s, dl_str coded)
{
    dl_packed packed;
    dl_str none = {"", 0};
    assert_int_equal(
        dl_pack(&packed, s->body, coded.size ? DL_STR("gzip") : none, coded, &w->error), 0);
    assert_int_equal(dl_store_begin(store, &w->error), 0);
    if (dl_store_add_packed(store, s, &packed, &w->error))
        fail_msg("%s", w->error.message);
    assert_int_equal(dl_store_commit(store, &w->error), 0);
    dl_packed_clear(&packed);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
