/* Base: texts, buffers, UTF-8, escaping for each sink, files that are written whole. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "base/grow.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "dateline/arena.h"
#include "dateline/cancel.h"

static void a_byte_is_one_of_those_named_and_nul_is_none(void **state)
{
    (void)state;
    assert_true(dl_one_of('-', "-_.") && dl_one_of('.', "-_."));
    assert_false(dl_one_of('a', "-_.") || dl_one_of('-', ""));
    assert_false(dl_one_of('\0', "-_."));
    assert_false(dl_one_of((char)0xFF, "-_.") || dl_one_of(0x12D, "-_."));
}

static void a_cut_gives_what_is_before_and_after(void **state)
{
    (void)state;
    dl_str rest, before = dl_str_cut(DL_STR("a=b=c"), '=', &rest);
    assert_true(dl_str_equal(before, DL_STR("a")));
    assert_true(dl_str_equal(rest, DL_STR("b=c")));
    before = dl_str_cut(DL_STR("abc"), '=', &rest);
    assert_true(dl_str_equal(before, DL_STR("abc")));
    assert_null(rest.data);
    assert_int_equal(dl_str_find(DL_STR("ababc"), DL_STR("abc"), 0), 2);
    assert_int_equal(dl_str_find(DL_STR("abab"), DL_STR("abc"), 0), 4);
    assert_true(dl_str_equal(dl_str_trim(DL_STR(" \t\na b\r\n ")), DL_STR("a b")));
}

static void a_word_is_known_without_the_case_of_ascii_letters(void **state)
{
    (void)state;
    static const char *const words[] = {"gzip", "br", "", NULL}, *const none[] = {NULL};
    assert_true(dl_str_is_word(DL_STR("GZip"), "gzip"));
    assert_false(dl_str_is_word(DL_STR("gzip2"), "gzip"));
    assert_false(dl_str_is_word(DL_STR("gzi"), "gzip"));
    assert_false(dl_str_is_word(DL_STR("\xC3\x84"), "\xC3\xA4")); /* U+00C4 and U+00E4 */
    assert_false(dl_str_is_word(DL_STR("@"), "`"));               /* a bit apart, as A and a */
    assert_true(dl_str_starts_word(DL_STR("Text/HTML; charset=x"), "text/html"));
    assert_true(dl_str_starts_word(DL_STR("a"), ""));
    assert_false(dl_str_starts_word(DL_STR("text/htm"), "text/html"));
    assert_false(dl_str_starts_word((dl_str){NULL, 0}, "a"));
    assert_true(dl_str_ends_word(DL_STR("a.WARC.gz"), ".warc.gz"));
    assert_true(dl_str_ends_word(DL_STR("a"), ""));
    assert_false(dl_str_ends_word(DL_STR("arc.gz"), ".warc.gz"));
    assert_false(dl_str_ends_word((dl_str){NULL, 0}, "a"));
    assert_true(dl_str_among(DL_STR("BR"), words));
    assert_true(dl_str_among((dl_str){NULL, 0}, words));
    assert_false(dl_str_among(DL_STR("b"), words));
    assert_false(dl_str_among(DL_STR("br"), none));
}

static void the_nearest_name_is_proposed_and_a_far_one_is_not(void **state)
{
    static const char *const names[] = {"caption", "tags", "timeout", "echo"};
    (void)state;
    assert_string_equal(dl_str_nearest(DL_STR("captoin"), names, 4), "caption");
    assert_string_equal(dl_str_nearest(DL_STR("tag"), names, 4), "tags");
    assert_string_equal(dl_str_nearest(DL_STR("timout"), names, 4), "timeout");
    assert_null(dl_str_nearest(DL_STR("colour"), names, 4));
    assert_null(dl_str_nearest(DL_STR(""), names, 4));
}

static void proposal_names_one_two_or_three_words(void **state)
{
    (void)state;
    const char *words[] = {"tags", "timeout", "title"}, *none = NULL;
    char longest[400];
    memset(longest, 'x', sizeof longest);
    longest[399] = '\0';
    const char *many[] = {longest, longest, longest};
    assert_string_equal(dl_str_propose(words, 1, "no").text, "do you mean 'tags'?");
    assert_string_equal(dl_str_propose(words, 2, "no").text, "do you mean 'tags' or 'timeout'?");
    assert_string_equal(dl_str_propose(words, 3, NULL).text,
                        "do you mean 'tags', 'timeout' or 'title'?");
    assert_string_equal(dl_str_propose(&none, 1, "all are listed").text, "all are listed");
    assert_string_equal(dl_str_propose(words, 0, NULL).text, "");
    dl_proposal cut = dl_str_propose(many, 3, NULL);
    assert_string_equal(cut.text + strlen(cut.text) - 2, "'?");
}

static void a_wrapped_error_keeps_kind_and_inner_words(void **state)
{
    (void)state;
    dl_error error;
    assert_int_equal(dl_error_set(&error, DL_ERR_NET_TIMEOUT, "too slow: %d s", 60),
                     DL_ERR_NET_TIMEOUT);
    assert_int_equal(dl_error_wrap(&error, "fetching %s", "x"), DL_ERR_NET_TIMEOUT);
    assert_string_equal(error.message, "fetching x: too slow: 60 s");
    assert_string_equal(dl_kind_word(error.kind), "net.timeout");
    assert_int_equal(dl_kind_exit_status(error.kind), 5);
    char longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    for (int i = 0; i < 5; i++)
        dl_error_wrap(&error, "%s", longer);
    assert_true(strlen(error.message) < sizeof error.message);
    assert_int_equal(dl_error_set(NULL, DL_ERR_IO, "nobody listens"), DL_ERR_IO);
}

static void a_buffer_remembers_that_it_could_not_grow(void **state)
{
    (void)state;
    dl_buf buf;
    dl_buf_init(&buf);
    dl_buf_printf(&buf, "%s-%d", "a", 7);
    dl_buf_putc(&buf, '\0');
    dl_buf_puts(&buf, "b");
    assert_int_equal(buf.size, 5);
    assert_memory_equal(buf.data, "a-7\0b", 6);
    dl_buf_append(&buf, "x", SIZE_MAX - 2);
    assert_int_equal(dl_buf_ok(&buf, NULL), DL_ERR_MEMORY);
    assert_int_equal(buf.size, 5);
    dl_buf_clear(&buf);
    dl_buf_clear(&buf);
}

static void an_arena_gives_aligned_zeroed_memory(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *memory = dl_arena_alloc(&arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xFF, size);
    }
    assert_null(dl_arena_alloc(&arena, SIZE_MAX));
    dl_arena_clear(&arena);
    dl_arena_clear(&arena);
}

typedef struct text_case {
    const char *text, *wanted;
} text_case;

static void check(void (*escape)(dl_str, dl_buf *), const text_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dl_buf out;
        dl_buf_init(&out);
        escape(dl_str_of(cases[i].text), &out);
        assert_string_equal(out.data ? out.data : "", cases[i].wanted);
        dl_buf_clear(&out);
    }
}

#define CHECK(escape, cases) check(escape, cases, sizeof(cases) / sizeof *(cases))

static void each_sink_has_its_own_escaping(void **state)
{
    static const text_case html[] = {
        {"a\xE2\x80\xAE\xE2\x81\xA7\xE2\x80\x8F", "a&lt;U+202E&gt;&lt;U+2067&gt;\xE2\x80\x8F"},
        {"<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"},
        {"\x01\xff é", "\xEF\xBF\xBD\xEF\xBF\xBD é"}};
    static const text_case href[] = {
        {"https://a.example/?q=1&b=\"", "https://a.example/?q=1&amp;b=&quot;"},
        {"javascript:alert(1)", "#"},
        {" JavaScript:alert(1)", "#"},
        {"java\nscript:alert(1)", "#"},
        {"data:text/html,x", "#"},
        {"vbscript:x", "#"},
        {"data/file.txt", "data/file.txt"},
        {"a/b:c", "a/b:c"},
        {"mailto:a@b.example", "mailto:a@b.example"},
        {"", "#"}};
    static const text_case json[] = {{"a\"b\\\n\t\x01", "\"a\\\"b\\\\\\n\\t\\u0001\""},
                                     {"</script>", "\"\\u003c/script\\u003e\""},
                                     {"\xE2\x80\xA8", "\"\\u2028\""}};
    static const text_case lua[] = {{"a\"b\\c", "\"a\\\"b\\\\c\""},
                                    {"\n\t\x7f", "\"\\n\\x09\\x7F\""},
                                    {"", "\"\""},
                                    {"é]]", "\"é]]\""}};
    static const text_case markdown[] = {
        {"*a* [b](c) `d` <e> |f|", "\\*a\\* \\[b\\](c) \\`d\\` \\<e\\> \\|f\\|"},
        {"# a", "\\# a"},
        {"1. a", "1\\. a"},
        {"-22 days", "\\-22 days"},
        {"a-b 1.5", "a-b 1.5"},
        {"a\nb", "a b"}};
    static const text_case terminal[] = {{"a\x1b[31m\x07\t\n", "a␛[31m␇\t\n"},
                                         {"\xC2\x9B"
                                          "31m\x7f",
                                          "<U+009B>31m␡"},
                                         {"\xE2\x80\xAE"
                                          "x",
                                          "<U+202E>x"},
                                         {"日本 é", "日本 é"}};
    (void)state;
    static const text_case bidi[] = {
        {"<p>a\xE2\x80\xAE\xE2\x80\x8F&amp;</p>", "<p>a&lt;U+202E&gt;\xE2\x80\x8F&amp;</p>"},
        {"\xE2\x80\xAD\xE2\x80", "&lt;U+202D&gt;\xE2\x80"},
        {"plain", "plain"}};
    CHECK(dl_escape_html, html);
    CHECK(dl_escape_bidi, bidi);
    CHECK(dl_escape_href, href);
    CHECK(dl_escape_json, json);
    CHECK(dl_escape_lua, lua);
    CHECK(dl_escape_markdown, markdown);
    CHECK(dl_escape_terminal, terminal);
}

static void widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(dl_utf8_width(DL_STR("abc")), 3);
    assert_int_equal(dl_utf8_width(DL_STR("日本")), 4);
    assert_int_equal(dl_utf8_width(DL_STR("e\xCC\x81")), 1); /* e with a combining accent */
    assert_true(dl_str_equal(dl_utf8_fit(DL_STR("日本語"), 5), DL_STR("日本")));
    dl_buf out;
    dl_buf_init(&out);
    dl_utf8_pad(DL_STR("日本語"), 5, false, &out);
    assert_int_equal(dl_utf8_width(dl_buf_str(&out)), 5);
    dl_buf_truncate(&out, 0);
    dl_utf8_pad(DL_STR("7"), 3, true, &out);
    assert_string_equal(out.data, "  7");
    dl_buf_truncate(&out, 0);
    dl_utf8_wrap(DL_STR("aa bb cc dd ee ff"), 10, 2, &out);
    assert_string_equal(out.data, "aa bb cc\n  dd ee ff");
    dl_buf_clear(&out);
    assert_true(dl_utf8_valid(DL_STR("日本")));
    assert_true(dl_utf8_valid(DL_STR("\xEF\xBF\xBD")));
    assert_false(dl_utf8_valid(DL_STR("\xC0\x80")));
    assert_false(dl_utf8_valid(DL_STR("a\xE6\x97")));
}

static void sha256_agrees_with_the_standards_example(void **state)
{
    (void)state; /* FIPS 180-4, "abc" and the empty message */
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(DL_STR("abc"), hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    dl_sha256_hex(DL_STR(""), hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static char folder[] = "/tmp/dateline-base-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void a_file_is_written_whole_or_not_at_all(void **state)
{
    (void)state;
    dl_error error;
    dl_buf back;
    dl_buf_init(&back);
    assert_int_equal(dl_file_write(in_folder("a"), DL_STR("one"), &error), 0);
    assert_int_equal(chmod(in_folder("a"), 0640), 0);
    assert_int_equal(dl_file_write(in_folder("a"), DL_STR("two"), &error), 0);
    struct stat info;
    assert_int_equal(stat(in_folder("a"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(dl_file_read(in_folder("a"), 100, &back, &error), 0);
    assert_string_equal(back.data, "two");
    assert_int_equal(dl_file_read(in_folder("a"), 2, &back, &error), DL_ERR_LIMIT_SIZE);
    dl_buf_clear(&back);
    assert_int_equal(dl_file_write("/dev/full", DL_STR("x"), &error), DL_ERR_FULL);
    assert_int_equal(dl_file_write(folder, DL_STR("x"), &error), DL_ERR_USAGE);
    assert_int_equal(dl_file_write(in_folder("no/such"), DL_STR("x"), &error), DL_ERR_NOT_FOUND);
}

static bool no_links;

/* As on a file system that has none, when the test says so. */
int link(const char *from, const char *to)
{
    if (!no_links)
        return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
    errno = EPERM;
    return -1;
}

static void a_new_file_takes_no_others_place(void **state)
{
    (void)state;
    dl_error error;
    dl_buf back = {0};
    for (int i = 0; i < 2; i++) {
        no_links = i > 0;
        unlink(in_folder("new"));
        dl_buf_truncate(&back, 0);
        assert_int_equal(dl_file_write_new(in_folder("new"), DL_STR("one"), &error), 0);
        assert_int_not_equal(dl_file_write_new(in_folder("new"), DL_STR("two"), &error), 0);
        assert_int_equal(error.system, EEXIST);
        assert_int_equal(dl_file_read(in_folder("new"), 100, &back, &error), 0);
        assert_string_equal(back.data, "one");
        unlink(in_folder("dangling"));
        assert_int_equal(symlink("nowhere", in_folder("dangling")), 0);
        assert_int_not_equal(dl_file_write_new(in_folder("dangling"), DL_STR("x"), &error), 0);
        assert_int_equal(error.system, EEXIST);
        assert_int_not_equal(access(in_folder("nowhere"), F_OK), 0);
    }
    no_links = false;
    char pattern[64];
    glob_t left;
    snprintf(pattern, sizeof pattern, "%s/*-new-*", folder);
    assert_int_equal(glob(pattern, 0, NULL, &left), GLOB_NOMATCH); /* nothing is left beside */
    dl_buf_clear(&back);
}

/* leave NAME PID SECONDS: as one that a process of that number left so long ago. */
static void leave(const char *name, long pid, const char *ending, time_t ago)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s.dateline-new-%ld%s", folder, name, pid, ending);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    const struct timespec at[2] = {{.tv_sec = time(NULL) - ago}, {.tv_sec = time(NULL) - ago}};
    assert_int_equal(utimensat(AT_FDCWD, path, at, 0), 0);
}

static bool is_left(const char *name, long pid, const char *ending)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s.dateline-new-%ld%s", folder, name, pid, ending);
    return access(path, F_OK) == 0;
}

static void what_killed_writers_left_is_removed_by_the_next(void **state)
{
    (void)state;
    pid_t gone = fork();
    if (gone == 0)
        _exit(0);
    assert_int_equal(waitpid(gone, NULL, 0), gone);
    leave("s", gone, "", 90);
    leave("s", gone, "-journal", 90);
    leave("s", gone, ".md", 90);
    leave("s", getppid(), "", 90);
    leave("st", gone, "", 90);
    dl_error error;
    assert_int_equal(dl_file_write(in_folder("s"), DL_STR("one"), &error), 0);
    assert_false(is_left("s", gone, ""));
    assert_false(is_left("s", gone, "-journal"));
    assert_true(is_left("s", gone, ".md"));   /* is nothing of ours */
    assert_true(is_left("s", getppid(), "")); /* is being written */
    assert_true(is_left("st", gone, ""));     /* is another's */
    leave("s", gone, "", 0);                  /* another machine may be writing */
    assert_int_equal(dl_file_write(in_folder("s"), DL_STR("two"), &error), 0);
    assert_true(is_left("s", gone, ""));
}

static void no_path_and_no_link_leads_out_of_the_folder(void **state)
{
    static const char *const outside[] = {"../x", "/etc/passwd", "link", "links/passwd",
                                          "sub/../../x"};
    (void)state;
    dl_error error;
    dl_buf out;
    dl_buf_init(&out);
    assert_int_equal(dl_file_write(in_folder("inside"), DL_STR("in"), &error), 0);
    assert_int_equal(mkdir(in_folder("sub"), 0700), 0);
    assert_int_equal(symlink("/etc/passwd", in_folder("link")), 0);
    assert_int_equal(symlink("/etc", in_folder("links")), 0);
    assert_int_equal(symlink("inside", in_folder("good")), 0);
    assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        int rc = dl_file_read_below(folder, dl_str_of(outside[i]), 1000, &out, &error);
        assert_true(rc == DL_ERR_PERMISSION || rc == DL_ERR_NOT_FOUND);
        assert_int_equal(out.size, 0);
    }
    assert_int_equal(dl_file_read_below(folder, DL_STR("fifo"), 10, &out, &error), DL_ERR_USAGE);
    assert_int_equal(dl_file_read_below(folder, DL_STR("in\0side"), 10, &out, &error),
                     DL_ERR_USAGE);
    assert_int_equal(dl_file_read_below(folder, DL_STR("sub/../good"), 10, &out, &error), 0);
    assert_string_equal(out.data, "in");
    dl_buf_clear(&out);
}

static void the_first_reason_to_stop_stays(void **state)
{
    (void)state;
    dl_cancel cancel;
    dl_cancel_reset(&cancel);
    dl_cancel_set(&cancel, DL_ERR_LIMIT_TIME);
    dl_cancel_set(&cancel, DL_ERR_INTERRUPTED);
    assert_int_equal(dl_cancel_reason(&cancel), DL_ERR_LIMIT_TIME);
    assert_int_equal(dl_cancel_reason(NULL), 0);
    void *items = NULL;
    size_t capacity = 0;
    assert_int_equal(dl_grow(&items, &capacity, SIZE_MAX / 2, 16, NULL), DL_ERR_MEMORY);
    assert_null(items);
}

/* A text of a buffer of its own was lost in silence where memory ran out for it. */
static void what_a_failed_buffer_is_added_to_fails(void **state)
{
    (void)state;
    dl_buf lost = {0}, out = {0};
    dl_arena arena = {0};
    dl_buf_puts(&lost, "words");
    dl_buf_append(&lost, "", SIZE_MAX); /* more than there can be */
    assert_true(lost.failed);
    assert_true(dl_str_failed(dl_buf_str(&lost)));
    assert_int_equal(dl_buf_str(&lost).size, 0);
    dl_buf_puts(&out, "kept");
    assert_false(dl_str_failed(dl_buf_str(&out)));
    dl_escape_html(dl_buf_str(&lost), &out);
    assert_int_equal(dl_buf_ok(&out, NULL), DL_ERR_MEMORY);
    assert_null(dl_arena_copy(&arena, dl_buf_str(&lost)).data);
    assert_int_equal(arena.refused, 1);
    dl_buf_clear(&lost);
    dl_buf_clear(&out);
    dl_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_failed_buffer_is_added_to_fails),
        cmocka_unit_test(a_byte_is_one_of_those_named_and_nul_is_none),
        cmocka_unit_test(a_cut_gives_what_is_before_and_after),
        cmocka_unit_test(a_word_is_known_without_the_case_of_ascii_letters),
        cmocka_unit_test(the_nearest_name_is_proposed_and_a_far_one_is_not),
        cmocka_unit_test(proposal_names_one_two_or_three_words),
        cmocka_unit_test(a_wrapped_error_keeps_kind_and_inner_words),
        cmocka_unit_test(a_buffer_remembers_that_it_could_not_grow),
        cmocka_unit_test(an_arena_gives_aligned_zeroed_memory),
        cmocka_unit_test(each_sink_has_its_own_escaping),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(sha256_agrees_with_the_standards_example),
        cmocka_unit_test(a_file_is_written_whole_or_not_at_all),
        cmocka_unit_test(a_new_file_takes_no_others_place),
        cmocka_unit_test(what_killed_writers_left_is_removed_by_the_next),
        cmocka_unit_test(no_path_and_no_link_leads_out_of_the_folder),
        cmocka_unit_test(the_first_reason_to_stop_stays)};
    return cmocka_run_group_tests_name("base", tests, make_folder, remove_folder);
}
