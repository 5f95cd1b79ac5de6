/* The history file: what is kept, what comes back, and what a damaged file does. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "support.h"

/* no part of the library: the command's own */
#include "cli/reader_history.c" // NOLINT(bugprone-suspicious-include)
#include "cli/state.c"          // NOLINT(bugprone-suspicious-include)

static char folder[64], path[128];

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/dateline-test-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/history", folder);
    return 0;
}

static int end(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void list(void *user, const char *entry)
{
    dl_buf *to = user;
    dl_buf_puts(to, entry);
    dl_buf_putc(to, '|');
}

static void expect(const char *wanted)
{
    dl_error error;
    dl_buf got;
    dl_buf_init(&got);
    assert_int_equal(history_read(path, list, &got, &error), 0);
    assert_string_equal(got.data ? got.data : "", wanted);
    dl_buf_clear(&got);
}

static void add(const char *entry)
{
    dl_error error;
    assert_int_equal(history_append(path, dl_str_of(entry), &error), 0);
}

static void put(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static off_t size_now(void)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_size;
}

static void a_file_that_is_not_there_has_none(void **state)
{
    (void)state;
    expect("");
}

static void entries_come_back_as_they_were(void **state)
{
    struct stat info;
    (void)state;
    add("one");
    add("for i = 1, 2 do\n\n\tprint('\\n')\nend");
    add("a \\ b");
    add("日本");
    expect("one|for i = 1, 2 do\n\n\tprint('\\n')\nend|a \\ b|日本|");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void what_is_kept(void **state)
{
    static char longest[HISTORY_LONGEST + 1];
    static const struct {
        dl_str entry;
        bool kept;
    } cases[] = {
        {{"x = 1", 5}, true},
        {{"x\n\ty", 4}, true},
        {{"", 0}, false},
        {{"\n \t", 3}, false},
        {{" x", 2}, false},
        {{"a\0b", 3}, false},
        {{"a\033[2J", 5}, false},
        {{"a\rb", 3}, false},
        {{"a\x7f", 2}, false},
        {{"a\xc2\x9b"
          "2J",
          5},
         false},                   /* CSI of ISO 6429 */
        {{"a\xff", 2}, false},     /* no UTF-8 */
        {{"a\xc0\xaf", 3}, false}, /* overlong */
        {{"a\xe6\x97", 3}, false}, /* cut short */
        {{"\xc2\xa0x", 3}, true},  /* no control */
        {{longest, HISTORY_LONGEST}, true},
        {{longest, HISTORY_LONGEST + 1}, false},
    };
    (void)state;
    memset(longest, 'x', sizeof longest);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (history_keeps(cases[i].entry) != cases[i].kept)
            fail_msg("case %zu", i);
}

static void lines_of_others_are_passed_over(void **state)
{
    static const char bytes[] = "good\nnul\0byte\n\033[31mred\n\xff\xfe\nends in \\\nbad \\q\n\n"
                                " blank\ngood too\nhalf a li";
    (void)state;
    put(bytes, sizeof bytes - 1);
    expect("good|good too|");
    add("next"); /* after a half line of who was killed: it ends there */
    expect("good|good too|half a li|next|");
}

/* Half an entry stood there, and became one when the next was written. */
static void a_disk_that_fills_within_an_entry_leaves_those_before(void **state)
{
    struct rlimit before, full;
    dl_error error;
    (void)state;
    add("one");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    full = (struct rlimit){(rlim_t)size_now() + 3, before.rlim_max};
    void (*told)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
    int rc = history_append(path, DL_STR("three bytes of it fit"), &error);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, told);
    assert_int_not_equal(rc, 0);
    assert_int_equal(error.system, EFBIG);
    expect("one|");
    add("two");
    expect("one|two|");
}

static void the_same_twice_in_a_row_comes_once(void **state)
{
    (void)state;
    put("a\na\nb\na\n", 8);
    expect("a|b|a|");
}

static void a_line_of_ten_megabytes_is_passed_over_and_goes(void **state)
{
    enum { SIZE = 10 << 20 };
    char *bytes = malloc(SIZE);
    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'x', SIZE);
    memcpy(bytes + SIZE - 7, "\nafter\n", 7);
    put(bytes, SIZE);
    free(bytes);
    expect("after|");
    add("later");
    expect("after|later|");
    assert_true(size_now() <= HISTORY_KEPT);
}

static void it_grows_to_a_bound_and_keeps_the_newest(void **state)
{
    static char entry[8001];
    (void)state;
    memset(entry, 'x', sizeof entry - 1);
    for (int i = 0; i < 300; i++) {
        int length = snprintf(entry, sizeof entry, "%d ", i);
        entry[length] = 'x';
        add(entry);
        assert_true(size_now() <= HISTORY_MOST);
    }
    dl_buf got;
    dl_error error;
    dl_buf_init(&got);
    assert_int_equal(history_read(path, list, &got, &error), 0);
    assert_true(got.size > HISTORY_KEPT / 2);
    assert_true(strncmp(got.data + got.size - 8001, "299 x", 5) == 0);
    dl_buf_clear(&got);
}

static void count(void *user, const char *entry)
{
    (void)entry;
    ++*(int *)user;
}

static void writers_at_once_lose_nothing(void **state)
{
    enum { WRITERS = 4, EACH = 50 };
    pid_t writers[WRITERS];
    (void)state;
    for (int w = 0; w < WRITERS; w++) {
        writers[w] = fork();
        assert_true(writers[w] >= 0);
        for (int i = 0; writers[w] == 0 && i < EACH; i++) {
            char entry[64];
            dl_error error;
            snprintf(entry, sizeof entry, "writer %d\nentry %d", w, i);
            if (history_append(path, dl_str_of(entry), &error) != 0)
                _exit(1);
        }
        if (writers[w] == 0)
            _exit(0);
    }
    for (int w = 0; w < WRITERS; w++) {
        int status;
        assert_int_equal(waitpid(writers[w], &status, 0), writers[w]);
        assert_int_equal(status, 0);
    }
    int entries = 0;
    dl_error error;
    assert_int_equal(history_read(path, count, &entries, &error), 0);
    assert_int_equal(entries, WRITERS * EACH);
}

static void what_is_no_file_is_refused(void **state)
{
    dl_error error;
    int entries = 0;
    (void)state;
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_not_equal(history_read(path, count, &entries, &error), 0);
    assert_int_not_equal(history_append(path, DL_STR("x"), &error), 0);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_not_equal(history_read(path, count, &entries, &error), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_not_equal(history_read(path, count, &entries, &error), 0);
    assert_int_not_equal(history_append(path, DL_STR("x"), &error), 0);
    assert_int_equal(entries, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_that_is_not_there_has_none),
        TEST(entries_come_back_as_they_were),
        TEST(what_is_kept),
        TEST(lines_of_others_are_passed_over),
        TEST(a_disk_that_fills_within_an_entry_leaves_those_before),
        TEST(the_same_twice_in_a_row_comes_once),
        TEST(a_line_of_ten_megabytes_is_passed_over_and_goes),
        TEST(it_grows_to_a_bound_and_keeps_the_newest),
        TEST(writers_at_once_lose_nothing),
        TEST(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
