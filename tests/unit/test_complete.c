/* What can stand at a place in code, and what is known of what stands there. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "dateline/engine.h"

static char folder[] = "/tmp/dateline-complete-XXXXXX";

static dl_engine *open_engine(void)
{
    dl_engine_options options = dl_engine_defaults();
    static char store[256];
    dl_engine *engine;
    dl_error error;
    snprintf(store, sizeof store, "%s/dateline.db", folder);
    options.folder = folder;
    options.store_path = store;
    options.as_of = DL_STR("2024-12-31");
    assert_int_equal(dl_engine_new(&engine, &options, &error), 0);
    return engine;
}

static void run(dl_engine *engine, const char *code)
{
    dl_step step = {.id = DL_STR("cell"), .code = dl_str_of(code), .line = 1, .output = true};
    dl_result result;
    dl_error error;
    dl_result_init(&result);
    assert_int_equal(dl_engine_run(engine, &step, &result, &error), 0);
    if (result.state != DL_STATE_OK)
        fail_msg("%s: %s", code, result.error.message);
    dl_result_clear(&result);
}

static void append_file(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

/* The matches with | for the cursor, joined by spaces, after the text that they replace. */
static const char *matches(dl_engine *engine, dl_language language, const char *marked)
{
    static char joined[65536];
    char code[4096];
    const char *bar = strchr(marked, '|');
    assert_non_null(bar);
    size_t cursor = (size_t)(bar - marked);
    snprintf(code, sizeof code, "%.*s%s", (int)cursor, marked, bar + 1);
    dl_place place = {.code = dl_str_of(code), .cursor = cursor, .language = language};
    dl_completion found = {0};
    dl_arena arena;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(dl_engine_complete(engine, &place, &arena, &found, &error), 0);
    assert_true(found.start <= found.end && found.end == cursor);
    int used = snprintf(joined, sizeof joined, "%.*s>", (int)(found.end - found.start),
                        code + found.start);
    for (size_t i = 0; i < found.count; i++)
        used += snprintf(joined + used, sizeof joined - (size_t)used, " %.*s",
                         DL_STR_ARG(found.matches[i].text));
    for (size_t i = 1; i < found.count; i++)
        assert_true(strcmp(found.matches[i - 1].text.data, found.matches[i].text.data) < 0);
    dl_arena_clear(&arena);
    return joined;
}

static void expect(dl_engine *engine, const char *marked, const char *wanted)
{
    const char *got = matches(engine, DL_LANGUAGE_LUA, marked);
    if (strcmp(got, wanted) != 0)
        fail_msg("%s: got \"%s\", wanted \"%s\"", marked, got, wanted);
}

static void expect_among(dl_engine *engine, const char *marked, const char *word, bool there)
{
    char needle[128], got[65536 + 2];
    snprintf(got, sizeof got, "%s ", matches(engine, DL_LANGUAGE_LUA, marked));
    snprintf(needle, sizeof needle, " %s ", word);
    if ((strstr(got, needle) != NULL) != there)
        fail_msg("%s: \"%s\" %s in \"%s\"", marked, word, there ? "is not" : "is", got);
}

static void test_names(void **state)
{
    dl_engine *engine = *state;
    run(engine,
        "release_day = 1; release_notes = {first = 1, second = {third = 3}, ['not a name'] = 2}");
    expect(engine, "release_|", "release_> release_day release_notes");
    expect(engine, "x = release_n|", "release_n> release_notes");
    expect(engine, "release_notes.|", "> first second");
    expect(engine, "release_notes.second.t|", "t> third");
    expect(engine, "release_notes [ 'second' ] . t|", "t> third");
    expect(engine, "release_notes['not|", "not> not a name");
    expect(engine, "whi|", "whi> while");
    expect(engine, "-- release_|", ">");
    expect(engine, "--[[ x ]] release_d|", "release_d> release_day");
    expect(engine, "x = 12|", ">");
    expect(engine, "nothing_there.|", ">");
    expect(engine, "a..release_d|", "release_d> release_day");
    expect(engine, "re|lease_day", "re> read release_day release_notes repeat return");
}

static void test_methods(void **state)
{
    dl_engine *engine = *state;
    run(engine, "t = timeline(); d = date('2024'); text = 'words'");
    expect_among(engine, "t:|", "lag", true);
    expect_among(engine, "t:|", "load", false);
    expect_among(engine, "timeline.|", "load", true);
    expect(engine, "t:la|", "la> lag last");
    expect(engine, "d.ed|", "ed> edtf");
    expect(engine, "d:ear|", "ear> earliest");
    expect_among(engine, "d:|", "edtf", false);
    expect(engine, "text:gs|", "gs> gsub");
    expect(engine, "('x'):gs|", "gs> gsub");
    expect(engine, "string.form|", "form> format");
    expect(engine, "store.q|", "q> query");
}

static void test_types_from_documentation(void **state)
{
    dl_engine *engine = *state;
    expect(engine, "fetch(u):quo|", "quo> quote");
    expect(engine, "fetch 'u'.ti|", "ti> title");
    expect(engine, "fetch(u).published:ear|", "ear> earliest");
    expect(engine, "fetch.feed(u).entr|", "entr> entries");
    expect_among(engine, "date.|", "edtf", false);
    expect_among(engine, "store.|", "put", true);
    expect(engine, "local page = fetch(address)\npage:sel|", "sel> select");
    expect(engine, "p = fetch(address)\nq = p\nq:sel|", "sel> select");
    expect(engine, "tl = timeline.load('x'):add{}:add{}\ntl:la|", "la> lag last");
    expect(engine, "x = x\nx:|", ">");
}

static void test_locals(void **state)
{
    dl_engine *engine = *state;
    expect(engine, "local function slip_of(promise_one, promise_two)\n return promise_|",
           "promise_> promise_one promise_two");
    expect(engine, "local function slip_of() end slip_|", "slip_> slip_of");
    expect(engine, "for index_a, value_a in pairs{} do index_|", "index_> index_a");
    expect(engine, "local amount_one, amount_two = 1, 2; amount_|",
           "amount_> amount_one amount_two");
    expect(engine, "local amount_|", "amount_>");
}

/* Looking at a table runs nothing of the notebook's, whatever its metatables say. */
static void test_runs_nothing(void **state)
{
    dl_engine *engine = *state;
    run(engine,
        "touched = 0\n"
        "local function touch() touched = touched + 1 error('touched') end\n"
        "trap = setmetatable({inside = 1}, {__index = touch, __pairs = touch, __len = touch,\n"
        "  __tostring = touch, __name = 'trap', __call = touch, __eq = touch})\n"
        "behind = setmetatable({}, {__index = {hidden = 1}})\n"
        "loop = {}; setmetatable(loop, {__index = loop})");
    expect(engine, "trap.|", "> inside");
    expect(engine, "trap.missing.|", ">");
    expect(engine, "trap().|", ">");
    expect(engine, "behind.|", "> hidden");
    expect(engine, "loop.|", ">");
    expect(engine, "loop.a.b|", "b>");
    run(engine, "assert(touched == 0)");
}

static void test_sql(void **state)
{
    dl_engine *engine = *state;
    run(engine, "store.put('actors', {{name = 'OpenAI', founded = 2015}}, {key = 'name'})");
    expect(engine, "store.query('select * from act|", "act> actors");
    expect(engine, "store.query(\"select fou| from actors\")", "fou> founded");
    expect(engine, "store.query [[select a.f| ", "f>");
    assert_string_equal(matches(engine, DL_LANGUAGE_SQL, "SELECT a.f| FROM actors AS a"), "f>");
    assert_string_equal(matches(engine, DL_LANGUAGE_SQL, "SELECT 1 FROM actors AS a WHERE a.f|"),
                        "f> founded");
    assert_string_equal(matches(engine, DL_LANGUAGE_SQL, "select * from ACT|"), "ACT> actors");
    assert_string_equal(matches(engine, DL_LANGUAGE_SQL, "sel|"), "sel> SELECT");
    assert_null(strstr(matches(engine, DL_LANGUAGE_SQL, "select * from |"), "dl_"));
    assert_non_null(strstr(matches(engine, DL_LANGUAGE_SQL, "select * from |"), " snapshots"));
}

static void test_files(void **state)
{
    dl_engine *engine = *state;
    expect(engine, "read('eve|", "eve> events.tsv");
    expect(engine, "timeline.load 'data/|", "data/> data/inner.csv");
    expect(engine, "read(\"data|\")", "data> data/");
    expect(engine, "read('../|", "../>");
    expect(engine, "read('data/../|", "data/../>");
    expect(engine, "read('/et|", "/et>");
    expect(engine, "read('out/|", "out/>"); /* a link that leads out */
    expect(engine, "read('.hid|", ".hid> .hidden");
    expect(engine, "fetch('https://e|", "https://e>");
    expect(engine, "print('eve|", "eve>");
}

static dl_inspection look(dl_engine *engine, const char *marked, dl_arena *arena)
{
    char code[1024];
    const char *bar = strchr(marked, '|');
    size_t cursor = (size_t)(bar - marked);
    snprintf(code, sizeof code, "%.*s%s", (int)cursor, marked, bar + 1);
    dl_place place = {.code = dl_arena_copy(arena, dl_str_of(code)), .cursor = cursor};
    dl_inspection found = {0};
    dl_error error;
    assert_int_equal(dl_engine_inspect(engine, &place, arena, &found, &error), 0);
    return found;
}

static void expect_known(dl_engine *engine, const char *marked, const char *words)
{
    dl_arena arena;
    dl_arena_init(&arena);
    dl_inspection found = look(engine, marked, &arena);
    dl_str told = found.signature.size ? found.signature : found.value;
    if (!words[0] ? found.found : !dl_str_starts(told, dl_str_of(words)))
        fail_msg("%s: \"%.*s\", wanted \"%s\"", marked, DL_STR_ARG(told), words);
    dl_arena_clear(&arena);
}

static void test_inspect(void **state)
{
    dl_engine *engine = *state;
    run(engine, "t = timeline(); numbers = {1, 2, 3}; word = 'abc'; forty = 40; yes = true");
    expect_known(engine, "store.qu|ery", "store.query(sql");
    expect_known(engine, "store.query(|", "store.query(sql");
    expect_known(engine, "store.query('select |", "store.query(sql");
    expect_known(engine, "x = t:lag|('a', 'b')", "timeline:lag(a, b)");
    expect_known(engine, "fetch(u).tit|le", "page.title");
    expect_known(engine, "numbers|", "a table of 3 items");
    expect_known(engine, "word|", "a string of 3 bytes: abc");
    expect_known(engine, "forty|", "the number 40");
    expect_known(engine, "yes|", "true");
    expect_known(engine, "unheard|", "");
    expect_known(engine, "|", "");
    expect_known(engine, "while|", "");
    expect_known(engine, "-- store.query|", "");
}

/* What a person types is mostly not whole, and what a client sends need not be text. */
static void test_hostile(void **state)
{
    dl_engine *engine = *state;
    static const char pieces[] = "([{)]}.:\"'\\\n-=ab1[[--]]\0\xff%fn ";
    static char code[200000];
    unsigned seed = 7;
    for (int round = 0; round < 300; round++) {
        size_t size = round < 290 ? 40 : sizeof code;
        for (size_t i = 0; i < size; i++) {
            seed = seed * 1103515245u + 12345u;
            code[i] = round == 299 ? '(' : pieces[(seed >> 16) % (sizeof pieces - 1)];
        }
        dl_place place = {.code = {code, size}, .cursor = round % 2 ? size : size / 2};
        dl_completion found = {0};
        dl_inspection known = {0};
        dl_arena arena;
        dl_error error;
        dl_arena_init(&arena);
        assert_int_equal(dl_engine_complete(engine, &place, &arena, &found, &error), 0);
        assert_true(found.start <= found.end && found.end <= size);
        assert_int_equal(dl_engine_inspect(engine, &place, &arena, &known, &error), 0);
        dl_arena_clear(&arena);
    }
}

/* A place past the code's end is its end. */
static void test_cursor_past_the_end(void **state)
{
    dl_engine *engine = *state;
    dl_place place = {.code = DL_STR("whi"), .cursor = 1000};
    dl_completion found = {0};
    dl_arena arena;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(dl_engine_complete(engine, &place, &arena, &found, &error), 0);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.end, 3);
    dl_arena_clear(&arena);
}

static void test_many_names(void **state)
{
    dl_engine *engine = *state;
    dl_place place = {.code = DL_STR("many.name"), .cursor = 9};
    dl_arena arena;
    dl_error error;
    struct timespec begin, end;
    run(engine, "many = {}; for i = 1, 10000 do many['name' .. i] = i end");
    dl_arena_init(&arena);
    dl_completion found = {0};
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(dl_engine_complete(engine, &place, &arena, &found, &error), 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_int_equal(found.count, 10000);
    double ms =
        (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
    print_message("# completed 10,000 names in %.1f ms\n", ms);
    dl_arena_clear(&arena);
    run(engine, "for i = 1, 300000 do many[i .. 'x'] = i end");
    dl_arena_init(&arena);
    assert_int_equal(dl_engine_complete(engine, &place, &arena, &found, &error), 0);
    assert_true(found.count <= DL_MOST_MATCHES);
    dl_arena_clear(&arena);
    run(engine, "many = nil");
}

static void test_completeness(void **state)
{
    dl_engine *engine = *state;
    static const struct {
        const char *code;
        dl_completeness is;
    } cases[] = {{"1", DL_COMPLETE},
                 {"x = 1", DL_COMPLETE},
                 {"for i = 1, 2 do", DL_INCOMPLETE},
                 {"x = [[open", DL_INCOMPLETE},
                 {"--[[ open", DL_INCOMPLETE},
                 {"x = 'open", DL_INVALID},
                 {"x = 'open\\", DL_INCOMPLETE},
                 {"x = 'open\\\n", DL_INCOMPLETE},
                 {"x = 'open\\\\", DL_INVALID},
                 {"x = 'open\\z", DL_INCOMPLETE},
                 {"x = 'open\\z  \n ", DL_INCOMPLETE},
                 {"x = 'open\\\\z", DL_INVALID},
                 {"x = = 1", DL_INVALID},
                 {"goto nowhere", DL_INVALID},
                 {"", DL_COMPLETE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dl_engine_completeness(engine, dl_str_of(cases[i].code)) != cases[i].is)
            fail_msg("%s: not %d", cases[i].code, (int)cases[i].is);
}

static int open_world(void **state)
{
    char path[512];
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/data", folder);
    mkdir(path, 0700);
    append_file("events.tsv");
    append_file("data/inner.csv");
    append_file(".hidden");
    snprintf(path, sizeof path, "%s/out", folder);
    if (symlink("/etc", path) != 0)
        return -1;
    *state = open_engine();
    return 0;
}

static int close_world(void **state)
{
    char command[512];
    dl_engine_free(*state);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_types_from_documentation),
        cmocka_unit_test(test_locals),
        cmocka_unit_test(test_runs_nothing),
        cmocka_unit_test(test_sql),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_inspect),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_cursor_past_the_end),
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_completeness),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
