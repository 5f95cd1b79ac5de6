/* The Tab key: commands and what stands after them, and what the core is asked for the rest. */
#include "support.h"

#include <sys/stat.h>

/* no part of the library: the command's own */
#include "cli/reader_command.c" // NOLINT(bugprone-suspicious-include)
#include "cli/reader_tab.c"     // NOLINT(bugprone-suspicious-include)

static dl_language asked_in;
static char asked_for[256];
static const char *const *names;
static size_t name_count;

/* Whatever is asked: the names, in the place of the last word. */
static int answer(void *user, const dl_place *place, dl_arena *arena, dl_completion *completion,
                  dl_error *error)
{
    (void)user;
    (void)error;
    asked_in = place->language;
    snprintf(asked_for, sizeof asked_for, "%.*s", DL_STR_ARG(place->code));
    completion->start = place->cursor;
    completion->end = place->cursor;
    while (completion->start > 0 && (unsigned char)place->code.data[completion->start - 1] > ' ')
        completion->start--;
    completion->matches = dl_arena_alloc(arena, (name_count + 1) * sizeof *completion->matches);
    assert_non_null(completion->matches);
    for (size_t i = 0; i < name_count; i++)
        completion->matches[i] = (dl_completion_match){.text = dl_str_of(names[i]),
                                                       .kind = DL_MATCH_FUNCTION,
                                                       .signature = DL_STR("called(with)")};
    completion->count = name_count;
    return 0;
}

static const reader_value settings[] = {
    {"width", NULL}, {"wide", NULL}, {"depth", "shallow deep"}, {NULL, NULL}};
static const reader_command commands[] = {
    {":load", READER_FILE, NULL},       {":lower", READER_NOTHING, NULL},
    {":sql", READER_CODE, NULL},        {":set", READER_VALUES, settings},
    {":sources", READER_NOTHING, NULL},
};
static reader_options options = {.complete = answer, .commands = commands, .command_count = 5};

static FILE *shown;

static int begin(void **state)
{
    (void)state;
    shown = tmpfile();
    rl_outstream = shown;
    rl_instream = stdin;
    setenv("TERM", "dumb", 1);
    rl_initialize();
    reader_tab_begin(&options);
    return shown ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    reader_tab_end();
    return fclose(shown);
}

static const char *screen(void)
{
    static char text[65536];
    fflush(shown);
    rewind(shown);
    text[fread(text, 1, sizeof text - 1, shown)] = '\0';
    rewind(shown);
    assert_int_equal(ftruncate(fileno(shown), 0), 0);
    return text;
}

/* The line as it is after Tab at its end. */
static const char *tab(const char *typed, const dl_buf *entry, dl_language of)
{
    rl_replace_line(typed, 1);
    rl_point = rl_end;
    reader_tab_after(entry ? dl_buf_str(entry) : (dl_str){"", 0}, of);
    on_tab(1, '\t');
    return rl_line_buffer;
}

static void commands_are_completed(void **state)
{
    static const char *const cases[][2] = {
        {":q", ":q"},                           /* there is none */
        {":s", ":s"},                           /* three */
        {":so", ":sources"},                    /* one */
        {":l", ":lo"},                          /* what two share */
        {":set dep", ":set depth"},             /* a value */
        {":set w", ":set wid"},                 /* what two values share */
        {":set depth s", ":set depth shallow"}, /* what stands after one */
        {":sources x", ":sources x"},           /* takes nothing */
        {":nothing x", ":nothing x"},           /* no command */
    };
    (void)state;
    name_count = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(tab(cases[i][0], NULL, DL_LANGUAGE_LUA), cases[i][1]);
    screen();
    tab(":s", NULL, DL_LANGUAGE_LUA);
    assert_non_null(strstr(screen(), ":sources"));
}

static void files_are_completed_and_folders_go_on(void **state)
{
    char folder[] = "/tmp/dateline-test-XXXXXX", path[128], typed[128], wanted[128];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/notes", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(typed, sizeof typed, ":load %s/no", folder);
    snprintf(wanted, sizeof wanted, ":load %s/notes/", folder);
    assert_string_equal(tab(typed, NULL, DL_LANGUAGE_LUA), wanted);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void code_after_a_command_and_lines_before_are_asked_of_the_core(void **state)
{
    static const char *const one[] = {"launches"};
    dl_buf entry;
    (void)state;
    names = one;
    name_count = 1;
    assert_string_equal(tab(":sql FROM lau", NULL, DL_LANGUAGE_LUA), ":sql FROM launches");
    assert_string_equal(asked_for, "FROM lau");
    dl_buf_init(&entry);
    dl_buf_puts(&entry, "SELECT *");
    assert_string_equal(tab("FROM lau", &entry, DL_LANGUAGE_SQL), "FROM launches");
    assert_string_equal(asked_for, "SELECT *\nFROM lau");
    assert_int_equal(asked_in, DL_LANGUAGE_SQL);
    /* a colon within an entry is no command */
    assert_string_equal(tab(":lo", &entry, DL_LANGUAGE_LUA), "launches");
    dl_buf_clear(&entry);
}

static void a_signature_is_shown_after_a_parenthesis(void **state)
{
    static const char *const one[] = {"called"};
    (void)state;
    names = one;
    name_count = 1;
    screen();
    assert_string_equal(tab("x = called(", NULL, DL_LANGUAGE_LUA), "x = called(");
    assert_non_null(strstr(screen(), "called(with)"));
    assert_string_equal(tab("x = other(", NULL, DL_LANGUAGE_LUA), "x = other(");
    assert_null(strstr(screen(), "called(with)"));
}

static void what_would_move_the_cursor_is_not_offered(void **state)
{
    static const char *const hostile[] = {"ab\033[2J", "abc"};
    (void)state;
    names = hostile;
    name_count = 2;
    assert_string_equal(tab("a", NULL, DL_LANGUAGE_LUA), "abc");
}

static void a_character_is_not_cut(void **state)
{
    static const char *const two[] = {"x\xc3\xa9", "x\xc3\xa8"};
    (void)state;
    names = two;
    name_count = 2;
    assert_string_equal(tab("x", NULL, DL_LANGUAGE_LUA), "x");
}

static void blanks_indent(void **state)
{
    (void)state;
    assert_string_equal(tab("", NULL, DL_LANGUAGE_LUA), "  ");
    assert_string_equal(tab("  ", NULL, DL_LANGUAGE_LUA), "    ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(commands_are_completed),
        TEST(files_are_completed_and_folders_go_on),
        TEST(code_after_a_command_and_lines_before_are_asked_of_the_core),
        TEST(a_signature_is_shown_after_a_parenthesis),
        TEST(what_would_move_the_cursor_is_not_offered),
        TEST(a_character_is_not_cut),
        TEST(blanks_indent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
