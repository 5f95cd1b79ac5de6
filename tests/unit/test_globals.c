/* Which globals a cell reads and writes, from its compiled code. */
#include "support.h"

#include "dateline/engine.h"

static int open_engine(void **state)
{
    dl_error error;
    dl_engine_options options = dl_engine_defaults();
    options.as_of = DL_STR("2024-12-31");
    return dl_engine_new((dl_engine **)state, &options, &error);
}

static int close_engine(void **state)
{
    dl_engine_free(*state);
    return 0;
}

/* "x:r y:w! t:c" of a cell's code; r read, w assigned, ! surely, c changed through, R and W by a
 * function when it is called; "all" where it may do anything. */
static void describe(dl_engine *engine, const char *code, dl_buf *out)
{
    dl_error error;
    dl_arena arena = {0};
    dl_globals globals;
    dl_step step = {.code = dl_str_of(code), .line = 1};
    dl_buf_truncate(out, 0);
    if (dl_engine_globals(engine, &step, &arena, &globals, &error) != 0)
        fail_msg("%s: %s", code, error.message);
    if (globals.all)
        dl_buf_puts(out, "all");
    for (size_t i = 0; i < globals.count && !globals.all; i++) {
        static const char letters[] = "rwc!RW";
        dl_buf_printf(out, "%s%.*s:", i ? " " : "", DL_STR_ARG(globals.list[i].name));
        for (int bit = 0; bit < 6; bit++) {
            if (globals.list[i].how & (1u << bit))
                dl_buf_putc(out, letters[bit]);
        }
    }
    dl_arena_clear(&arena);
}

static void what_code_shows_is_found(void **state)
{
    static const struct {
        const char *code, *globals;
    } cases[] = {
        {"x = 1", "x:w!"},
        {"y = x", "x:r y:w!"},
        {"if c then x = 1 end", "c:r x:w"},
        {"if c then x = 1 else x = 2 end", "c:r x:w"},
        {"while c do x = x + 1 end", "c:r x:rw"},
        {"for i = 1, n do x = i end y = 1", "n:r x:w y:w!"},
        {"if c then return 1 end x = 1", "c:r x:w"},
        {"repeat x = 1 until c", "c:r x:w!"},
        {"local a = b and c; x = a", "b:r c:r x:w!"},
        {"t.x = 1", "t:rc"},
        {"t[k] = 1", "k:r t:rc"},
        {"t[1] = 1", "t:rc"},
        {"t:add(1)", "t:rc"},
        {"local u = t; u.x = 1", "t:rc"},
        /* past the depth to which functions are walked twice */
        {"do local function f() do local function f() do local function f() do local function f() "
         "local u = t local v = u + s u.x = v end end end end end end end end",
         "s:R t:cR"},
        {"local u = t.deep.down; u.x = 1", "t:rc"},
        {"local u = s; if c then u = t end u.x = 1", "c:r s:rc t:rc"},
        {"for _, row in ipairs(rows) do row.x = 1 end", "rows:rc"},
        {"local u; for i = 1, 2 do if u then u.x = 1 end u = t end", "t:rc"},
        {"function f() return x end", "f:w! x:R"},
        {"function f() x = y end", "f:w! x:W y:R"},
        {"local u = t; function f() u.x = 1 end", "f:w! t:rc"},
        {"local function f() return function() return deep end end", "deep:R"},
        {"print(x)", "x:r"},
        {"table.insert(t, 1)", "t:r"},
        {"print = x", "print:w! x:r"},
        {"local print = x; print(1)", "x:r"},
        {"return params.actor", ""},
        {"_ENV.x = 1", "x:w!"},
        {"local e = _ENV; e.x = 1", "all"},
        {"f(_ENV)", "all"},
        {"local _ENV = {}; x = 1", ""},
        {"a_name_that_is_longer_than_forty_bytes_so_that_it_is_no_short_string = 1", "all"},
        {"return a_name_that_is_longer_than_forty_bytes_so_that_it_is_no_short_string",
         "a_name_that_is_longer_than_forty_bytes_so_that_it_is_no_short_string:r"},
        {"goto done; x = 1; ::done:: y = 1", "x:w y:w!"},
    };
    dl_buf found = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        describe(*state, cases[i].code, &found);
        if (strcmp(found.data ? found.data : "", cases[i].globals) != 0)
            fail_msg("%s: expected %s, found %s", cases[i].code, cases[i].globals,
                     found.data ? found.data : "");
    }
    dl_buf_clear(&found);
}

static void past_255_constants_names_are_read_still(void **state)
{
    dl_buf code = {0}, found = {0};
    dl_buf_puts(&code, "local t = {");
    for (int i = 0; i < 400; i++)
        dl_buf_printf(&code, "'s%d', ", i);
    dl_buf_puts(&code, "} return first, second");
    describe(*state, code.data, &found);
    assert_string_equal(found.data, "first:r second:r");
    dl_buf_clear(&code);
    dl_buf_clear(&found);
}

static void more_names_than_a_person_writes_are_all(void **state)
{
    dl_buf code = {0}, found = {0};
    for (int i = 0; i < 5000; i++)
        dl_buf_printf(&code, "n%d = m%d\n", i, i);
    describe(*state, code.data, &found);
    assert_string_equal(found.data, "all");
    dl_buf_clear(&code);
    dl_buf_clear(&found);
}

static void a_cell_that_does_not_compile_says_so(void **state)
{
    dl_error error;
    dl_arena arena = {0};
    dl_globals globals;
    dl_step step = {.code = DL_STR("x = = 1"), .line = 1};
    assert_int_equal(dl_engine_globals(*state, &step, &arena, &globals, &error), DL_ERR_SYNTAX);
    dl_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_code_shows_is_found),
        cmocka_unit_test(past_255_constants_names_are_read_still),
        cmocka_unit_test(more_names_than_a_person_writes_are_all),
        cmocka_unit_test(a_cell_that_does_not_compile_says_so),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
