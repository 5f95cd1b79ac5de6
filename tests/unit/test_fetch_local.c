/* Files as sources: below the folder, captured, and never outside of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../net/fixture.h"
#include "base/file.h"

typedef struct world {
    char folder[64];
    fixture f;
} world;

static void write_file(const world *w, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    assert_int_equal(dl_file_write(path, dl_str_of(text), NULL), 0);
}

static int setup(void **state)
{
    static world w;
    char path[256];
    memset(&w, 0, sizeof w);
    *state = &w;
    strcpy(w.folder, "/tmp/dateline-local-XXXXXX");
    if (!mkdtemp(w.folder) || fixture_open(&w.f))
        return -1;
    snprintf(path, sizeof path, "%s/book", w.folder);
    if (mkdir(path, 0755))
        return -1;
    snprintf(path, sizeof path, "%s/book/data", w.folder);
    if (mkdir(path, 0755))
        return -1;
    write_file(&w, "secret.txt", "secret");
    write_file(&w, "book/data/page.html", "<p>Saved.</p>");
    write_file(&w, "book/a b.json", "{}");
    static char folder[128];
    snprintf(folder, sizeof folder, "%s/book", w.folder);
    w.f.options.folder = folder;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    char command[160];
    fixture_close(&w->f);
    snprintf(command, sizeof command, "rm -r '%s'", w->folder);
    return system(command);
}

static void a_file_is_captured_like_a_page(void **state)
{
    world *w = *state;
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_OFFLINE), 0);
    const dl_snapshot *s = &w->f.snapshot;
    assert_int_equal(w->f.from, DL_FROM_FILE);
    assert_int_equal(s->status, 200);
    assert_true(dl_str_equal(s->body, DL_STR("<p>Saved.</p>")));
    assert_true(dl_str_equal(s->final_url, DL_STR("file:data/page.html")));
    assert_true(dl_str_equal(dl_header_value(s->headers, "Content-Type"), DL_STR("text/html")));
    assert_true(s->id > 0);
    assert_int_equal(s->sha256.size, 64);
}

static void every_spelling_of_a_path_is_the_file(void **state)
{
    world *w = *state;
    char absolute[256], url[300];
    snprintf(absolute, sizeof absolute, "%s/book/data/page.html", w->folder);
    snprintf(url, sizeof url, "file://%s", absolute);
    const char *const spellings[] = {"./data/page.html", "file:data/page.html", absolute, url};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        assert_int_equal(fixture_get_url(&w->f, spellings[i], DL_FETCH_DEFAULT), 0);
        assert_true(dl_str_equal(w->f.snapshot.final_url, DL_STR("file:data/page.html")));
    }
    assert_int_equal(fixture_get_url(&w->f, "file:a%20b.json", DL_FETCH_DEFAULT), 0);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("{}")));
}

static void an_unchanged_file_is_captured_once(void **state)
{
    world *w = *state;
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_DEFAULT), 0);
    int64_t first = w->f.snapshot.id, at = w->f.snapshot.captured_at_us;
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.snapshot.id, first);
    assert_int_equal(w->f.snapshot.captured_at_us, at);
    write_file(w, "book/data/page.html", "<p>Saved again.</p>");
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_DEFAULT), 0);
    assert_true(w->f.snapshot.id > first);
}

static void a_file_that_is_gone_is_read_from_its_capture(void **state)
{
    world *w = *state;
    char path[256];
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_DEFAULT), 0);
    snprintf(path, sizeof path, "%s/book/data/page.html", w->folder);
    unlink(path);
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("<p>Saved.</p>")));
}

static void nothing_outside_the_folder_is_read(void **state)
{
    world *w = *state;
    char absolute[256], link[256];
    snprintf(absolute, sizeof absolute, "%s/secret.txt", w->folder);
    snprintf(link, sizeof link, "%s/book/link.txt", w->folder);
    assert_int_equal(symlink(absolute, link), 0);
    const char *const paths[] = {"../secret.txt",
                                 "data/../../secret.txt",
                                 absolute,
                                 "file:///etc/passwd",
                                 "file:%2e%2e/secret.txt",
                                 "link.txt",
                                 "file://other.host/data/page.html"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (fixture_get_url(&w->f, paths[i], DL_FETCH_DEFAULT) != DL_ERR_PERMISSION)
            fail_msg("%s: %s", paths[i], w->f.error.message);
}

static void a_file_that_is_not_there_is_told_and_a_host_is_recognised(void **state)
{
    world *w = *state;
    assert_int_equal(fixture_get_url(&w->f, "data/none.html", DL_FETCH_DEFAULT), DL_ERR_NOT_FOUND);
    assert_int_equal(fixture_get_url(&w->f, "example.org/page", DL_FETCH_DEFAULT),
                     DL_ERR_NOT_FOUND);
    assert_non_null(strstr(w->f.error.hint, "https://example.org/page"));
}

static void without_a_folder_there_are_no_files(void **state)
{
    world *w = *state;
    w->f.options.folder = NULL;
    assert_int_equal(fixture_get_url(&w->f, "data/page.html", DL_FETCH_DEFAULT), DL_ERR_PERMISSION);
}

int main(void)
{
#define LOCAL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        LOCAL_TEST(a_file_is_captured_like_a_page),
        LOCAL_TEST(every_spelling_of_a_path_is_the_file),
        LOCAL_TEST(an_unchanged_file_is_captured_once),
        LOCAL_TEST(a_file_that_is_gone_is_read_from_its_capture),
        LOCAL_TEST(nothing_outside_the_folder_is_read),
        LOCAL_TEST(a_file_that_is_not_there_is_told_and_a_host_is_recognised),
        LOCAL_TEST(without_a_folder_there_are_no_files),
    };
    return cmocka_run_group_tests_name("fetch: files", tests, NULL, NULL);
}
