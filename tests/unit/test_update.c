/*
 * A living engine over versions of a notebook: after every edit its results are those of a full run
 * in a new engine, byte for byte, and few cells ran. Notebooks and edits are random.
 */
#include "support.h"

#include <sys/stat.h>

#include "dateline/engine.h"

enum { MOST_CELLS = 64 };

/* --- results as text --- */

static void write_view(const dl_view *view, dl_buf *out)
{
    dl_buf_printf(out, "view %d %.*s|%.*s|%.*s|%.*s\n", (int)view->kind, DL_STR_ARG(view->text),
                  DL_STR_ARG(view->title), DL_STR_ARG(view->description), DL_STR_ARG(view->svg));
    for (size_t i = 0; i < view->columns; i++)
        dl_buf_printf(out, "%.*s,", DL_STR_ARG(view->names[i]));
    for (size_t i = 0; i < view->rows * view->columns; i++)
        dl_buf_printf(out, "%d %.*s %.*s,", (int)view->fields[i].kind,
                      DL_STR_ARG(view->fields[i].text), DL_STR_ARG(view->fields[i].value));
    for (size_t i = 0; i < view->child_count; i++)
        write_view(view->children[i], out);
}

static void write_result(const dl_result *result, dl_buf *out)
{
    dl_buf_printf(out, "state %d expected %d inline %.*s\n", (int)result->state, result->expected,
                  DL_STR_ARG(result->inline_text));
    if (result->state == DL_STATE_FAILED)
        dl_buf_printf(out, "error %d %d %s: %s\n%.*s\n", result->error.kind, result->error.line,
                      result->error.place, result->error.message, DL_STR_ARG(result->traceback));
    for (size_t i = 0; i < result->view_count; i++)
        write_view(result->views[i], out);
    for (size_t i = 0; i < result->source_count; i++)
        dl_buf_printf(out, "source %.*s %.*s\n", DL_STR_ARG(result->sources[i].url),
                      DL_STR_ARG(result->sources[i].sha256));
}

/* --- the world of one case --- */

typedef struct world {
    char folder[64], store[96];
    dl_engine *engine;
    int p1, p2; /* parameters */
    size_t full, ran, rounds;
} world;

static void write_file(const world *w, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_store(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
}

static dl_engine *open_engine(const world *w, const char *store, const dl_notebook *notebook)
{
    dl_error error;
    dl_engine *engine;
    dl_engine_options options = dl_engine_defaults();
    options.name = "nb.md";
    options.folder = w->folder;
    options.store_path = store;
    options.as_of = DL_STR("2024-12-31");
    options.seed = 7;
    options.fetch.mode = DL_FETCH_OFFLINE;
    if (notebook) {
        options.params = dl_notebook_front(notebook)->params;
        options.param_count = dl_notebook_front(notebook)->param_count;
    }
    assert_int_equal(dl_engine_new(&engine, &options, &error), 0);
    return engine;
}

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    snprintf(w->folder, sizeof w->folder, "/tmp/dateline-update-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->store, sizeof w->store, "%s/live.db", w->folder);
    write_file(w, "f1.txt", "one");
    write_file(w, "f2.txt", "two");
    w->engine = open_engine(w, w->store, NULL);
}

static void close_world(world *w)
{
    char path[128];
    dl_engine_free(w->engine);
    remove_store(w->store);
    snprintf(path, sizeof path, "%s/f1.txt", w->folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/f2.txt", w->folder);
    unlink(path);
    rmdir(w->folder);
}

/* What session and report do with a step's result, in a new engine and a new store. */
static void run_full(const world *w, const dl_notebook *notebook, dl_buf *out)
{
    char store[96];
    snprintf(store, sizeof store, "%s/full.db", w->folder);
    dl_engine *engine = open_engine(w, store, notebook);
    bool stopped = false;
    for (size_t i = 0; i < dl_notebook_step_count(notebook); i++) {
        dl_result result;
        dl_error error;
        const dl_step *step = dl_notebook_step(notebook, i);
        dl_result_init(&result);
        if (!stopped)
            assert_int_equal(dl_engine_run(engine, step, &result, &error), 0);
        if (!stopped && step->error_expected && result.state == DL_STATE_OK) {
            result.state = DL_STATE_FAILED;
            dl_error_set(&result.error, DL_ERR_CHECK,
                         "the cell says error=\"expected\", and there was none");
            dl_error_at(&result.error, "nb.md", step->line, 0);
        }
        stopped = stopped || (result.state == DL_STATE_FAILED && !result.expected);
        dl_buf_printf(out, "--- %zu\n", i);
        write_result(&result, out);
        dl_result_clear(&result);
    }
    dl_engine_free(engine);
    remove_store(store);
}

static void run_update(world *w, const dl_notebook *notebook, dl_buf *out)
{
    const dl_step *steps[2 * MOST_CELLS + 8];
    size_t count = dl_notebook_step_count(notebook);
    dl_update update;
    dl_error error;
    dl_update_options options = {.params = dl_notebook_front(notebook)->params,
                                 .param_count = dl_notebook_front(notebook)->param_count};
    assert_true(count <= sizeof steps / sizeof *steps);
    for (size_t i = 0; i < count; i++)
        steps[i] = dl_notebook_step(notebook, i);
    if (dl_engine_update(w->engine, steps, count, &options, &update, &error) != 0)
        fail_msg("update: %s", error.message);
    for (size_t i = 0; i < count; i++) {
        dl_buf_printf(out, "--- %zu\n", i);
        write_result(update.results[i], out);
    }
    w->full += count;
    w->ran += update.runs;
    w->rounds++;
}

/* Whether both ways give the same; says the first difference where not. */
static void check_version(world *w, const char *text)
{
    dl_notebook *notebook;
    dl_error error;
    dl_buf full = {0}, live = {0};
    if (dl_notebook_parse(&notebook, dl_str_of(text), "nb.md", &error) != 0)
        fail_msg("%d: %s\n%s", error.line, error.message, text);
    run_full(w, notebook, &full);
    run_update(w, notebook, &live);
    if (!dl_str_equal(dl_buf_str(&full), dl_buf_str(&live))) {
        size_t at = 0;
        while (full.data[at] && full.data[at] == live.data[at])
            at++;
        size_t from = at > 200 ? at - 200 : 0;
        print_message("%s\n", text); /* fail_msg has room for a kilobyte */
        fail_msg("after %zu updates a full run gives\n%.400s\nan update gives\n%.400s", w->rounds,
                 full.data + from, live.data + from);
    }
    dl_buf_clear(&full);
    dl_buf_clear(&live);
    dl_notebook_free(notebook);
}

/* --- random notebooks --- */

/* N, M: globals of numbers; T, U: of tables; F, G: of functions; K: a number. */
static const char *const plain_cells[] = {
    "N = K",
    "N = (M or 0) + K\nN",
    "print(N, M)",
    "N",
    "if K > 4 then N = K end",
    "T = {v = K}",
    "T = {v = N or K, list = {K, 2, 3}}",
    "if T then T.v = (T.v or 0) + K end",
    "if T then print(T.v) end",
    "if T and T.list then table.insert(T.list, K) end",
    "if T and T.list then print(table.concat(T.list, ' ')) end",
    "T = U",
    "if T and U and T ~= U then T.sub = U end",
    "if T and T.sub then T.sub.v = K end",
    "if T and T.sub then print(T.sub.v) end",
    "local t = T\nif t then for k in pairs(t) do print(k) end end",
    "N = K\nif T then T.f = function() return M end end",
    "M = K",
    "if T and T.f then print(N, T.f()) end",
    "local a = T\nfunction G() return a end",
    "if G then local t = G() if type(t) == 'table' then t.v = K end end",
    "T, U = U, T",
    "A = {f = F, t = T}",
    "if A and A.t then A.t.v = K end",
    "if A and A.f then print(A.f()) end",
    "N = N == K and M or K",
    "while true do N = K break end",
    "if M == K then N = nil end",
    "T = {v = K, w = {x = K}}\nlocal w = T.w\nfunction H() w.x = w.x + K return w.x end",
    "if H then print(H(), T and T.w and T.w.x) end",
    "local function d(n) if n > 0 then return d(n-1) end return T end\nif d(3) then d(3).v = K end",
    "if T then rawset(T, 'v', K) end",
    "if T then print(rawget(T, 'v'), next(T) ~= nil) end",
    "T = T and setmetatable({v = K}, getmetatable(T))",
    "for k in pairs(T or {}) do T[k] = nil end",
    "N = select('#', N, M)",
    "local f <const> = F\nfunction G() return f end",
    "for i, v in ipairs(T and T.list or {}) do N = v end",
    "function F() return (N or 0) + K end",
    "function F() N = (N or 0) + K return N end",
    "function F() if T then T.v = (T.v or 0) + 1 return T.v end end",
    "do local c = K function F() c = c + 1 return c end end",
    "F = G",
    "if F then print(F()) end",
    "if F then N = F() end",
    "if F and G then print(F(), G()) end",
    "T = {v = K, add = function(self, k) self.v = (self.v or 0) + k end}",
    "if T and T.add then T:add(K) end",
    "T = setmetatable({}, {__index = U})",
    "if T then print(T.v, T.w) end",
    "print(params.p1)",
    "N = params.p2",
    "function F() return params.p1 end",
    "print(read('f1.txt'))",
    "N = #read('f2.txt') + K",
    "print(tostring(today()))",
    "print(#fetch('f1.txt').text)",
    "p = fetch('f2.txt')",
    "if p then print(cite(p)) end",
    "bibliography()",
    "print(math.random(1000))",
    "N = math.random(1000)",
    "tl = timeline{}",
    "if tl then tl:add{id = 'eK', actor = 'A', kind = 'release', date = '2024-0K', what = 'w'} end",
    "if tl then print(#tl) end",
    "local s = 0\nfor i = 1, K do s = s + i end\ns",
};

static const char *const wild_cells[] = {
    "print(pcall(error, 'caught K'))",
    "function F() error('at a line') end",
    "if F then print(pcall(F)) end",
    "co = coroutine.wrap(function() for i = 1, 99 do coroutine.yield(i * K) end end)",
    "if co then print(co()) end",
    "it = ('a b c d e f g h'):gmatch('%a')",
    "if it then print(it()) end",
    "_G['N'] = K",
    "load('N = K')()",
    "print(_G.N)",
    "string.extra = K",
    "print(string.extra, ('x').extra)",
    "params.p3 = K",
    "print(params.p3)",
    "table.extra = T",
    "if table.extra then table.extra.v = K end",
    "store.exec('CREATE TABLE IF NOT EXISTS tab(x)')\nstore.exec('INSERT INTO tab VALUES (?)', "
    "{K})",
    "print(pcall(store.query, 'SELECT count(*) AS n, sum(x) AS s FROM tab'))",
    "local ok, r = pcall(store.query, 'SELECT x FROM tab')\nif ok then print(#r, r[1] and r[1].x) "
    "end",
    "store.put('puts', {{k = K, v = N or 0}}, {key = 'k'})",
    "local ok, r = pcall(store.query, 'SELECT k, v FROM puts ORDER BY k')\nif ok then display(r) "
    "end",
    "local ok, r = pcall(store.query, [[SELECT name FROM sqlite_schema WHERE name = "
    "'tab']])\nprint(ok, ok and #r)",
    "store.set('v', tostring(K))",
    "print(store.get('v'))",
    "print(pcall(math.floor, T))",
    "getmetatable(setmetatable({}, {})).x = K",
    "setmetatable(_G, {__index = function(_, k) return 'no ' .. k end})",
    "if T then setmetatable(T, {__index = {w = K}}) end",
    "local _ENV = {N = K, print = print}\nprint(N)",
    "math.randomseed(K)",
    "local l = date.language('en')\nl.lang = 'xx'\nl.around = 'roughlyK {date}'\ndate.language(l)",
    "print(pcall(function() return date('2024~'):words{lang = 'xx'} end))",
    "display(tl)",
    "function string.shout(s) return s .. tostring(N) end",
    "print(string.shout and ('x'):shout())",
    "function print2(...) print(K, M, ...) end",
    "if print2 then print2(N) end",
    "tostring = function() return 'K' end",
    "print(tostring(N))",
    "setmetatable(string, {__index = {loud = K}})",
    "print(('x').loud)",
    "co2 = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() "
    "N = K end}) coroutine.yield() end) coroutine.resume(co2)",
    "if co2 then print(coroutine.close(co2)) end",
    "if T then T[date('2024-0K')] = N end",
    "if T then for k, v in pairs(T) do print(type(k), type(v)) end end",
    "G = load",
    "if G then print(pcall(G, 'N = K')) end",
    "E = {_G}",
    "if E then E[1].M = K end",
    "function F() return load('return N')() end",
    "params = {p1 = K}",
    "print(params.p2)",
    "local s = string\ns.extra = N",
    "error('stop K')",
};

typedef struct cells {
    char code[MOST_CELLS][300];
    bool expected[MOST_CELLS];
    bool named[MOST_CELLS];
    int ids[MOST_CELLS];
    int prose[MOST_CELLS]; /* lines of it before the cell */
    int count, next_id;
} cells;

static void fill(uint64_t *random, const char *form, char *out, size_t size)
{
    size_t at = 0;
    static const char kinds[] = "ntf";
    int picks[] = {random_below(random, 3), random_below(random, 3), random_below(random, 3),
                   random_below(random, 3), random_below(random, 3), random_below(random, 3)};
    int k = 1 + random_below(random, 8);
    for (const char *c = form; *c && at + 8 < size; c++) {
        static const char letters[] = "NMTUFG";
        /* a letter by itself: not one in a word */
        bool alone =
            (c == form ||
             !strchr("abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ", c[-1])) &&
            !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", c[1] ? c[1] : ' ');
        const char *which = strchr(letters, *c);
        if (*c == 'K' && (alone || (c[-1] >= 'a' && c[-1] <= 'z')))
            at += (size_t)snprintf(out + at, size - at, "%d", k);
        else if (which && alone)
            at += (size_t)snprintf(out + at, size - at, "%c%d", kinds[(which - letters) / 2],
                                   picks[which - letters]);
        else
            out[at++] = *c;
    }
    out[at] = '\0';
}

static void make_cell(uint64_t *random, cells *all, int at, bool wild)
{
    size_t plain = sizeof plain_cells / sizeof *plain_cells;
    size_t wilder = sizeof wild_cells / sizeof *wild_cells;
    bool is_wild = wild && random_below(random, 4) == 0;
    const char *form = is_wild ? wild_cells[random_below(random, (int)wilder)]
                               : plain_cells[random_below(random, (int)plain)];
    /* few notebooks stop in the middle */
    if (strncmp(form, "error", 5) == 0 && random_below(random, 3))
        form = "N = K";
    fill(random, form, all->code[at], sizeof all->code[at]);
    all->expected[at] = is_wild && random_below(random, 12) == 0;
    all->named[at] = random_below(random, 2);
    all->ids[at] = ++all->next_id;
    all->prose[at] = 0;
}

static void insert_cell(uint64_t *random, cells *all, int at, bool wild)
{
    if (all->count == MOST_CELLS)
        return;
    for (int i = all->count; i > at; i--) {
        memcpy(all->code[i], all->code[i - 1], sizeof all->code[i]);
        all->expected[i] = all->expected[i - 1];
        all->named[i] = all->named[i - 1];
        all->ids[i] = all->ids[i - 1];
        all->prose[i] = all->prose[i - 1];
    }
    all->count++;
    make_cell(random, all, at, wild);
}

static void delete_cell(cells *all, int at)
{
    for (int i = at; i + 1 < all->count; i++) {
        memcpy(all->code[i], all->code[i + 1], sizeof all->code[i]);
        all->expected[i] = all->expected[i + 1];
        all->named[i] = all->named[i + 1];
        all->ids[i] = all->ids[i + 1];
        all->prose[i] = all->prose[i + 1];
    }
    all->count--;
}

static void write_notebook(const world *w, const cells *all, dl_buf *text)
{
    dl_buf_truncate(text, 0);
    dl_buf_printf(text, "---\ndateline: 1\nparams:\n  p1: %d\n  p2: %d\n---\n", w->p1, w->p2);
    for (int i = 0; i < all->count; i++) {
        for (int line = 0; line < all->prose[i]; line++)
            dl_buf_puts(text, "Words.\n");
        dl_buf_puts(text, "\n```lua");
        if (all->named[i])
            dl_buf_printf(text, " id=\"c%d\"", all->ids[i]);
        if (all->expected[i])
            dl_buf_puts(text, " error=\"expected\"");
        dl_buf_printf(text, "\n%s\n```\n", all->code[i]);
    }
    dl_buf_puts(text, "\nAt last `{lua} n1 or 0` and `{lua} t1 and t1.v or 0`.\n");
}

static void edit(uint64_t *random, world *w, cells *all, bool wild)
{
    int at = all->count ? random_below(random, all->count) : 0;
    char text[16];
    switch (random_below(random, 10)) {
    case 0:
        insert_cell(random, all, at, wild);
        break;
    case 1:
        if (all->count > 4)
            delete_cell(all, at);
        break;
    case 2:
        w->p1 = random_below(random, 3);
        break;
    case 3:
        w->p2 = random_below(random, 3);
        break;
    case 4:
        snprintf(text, sizeof text, "%.*s", 1 + random_below(random, 8), "abcdefgh");
        write_file(w, random_below(random, 2) ? "f1.txt" : "f2.txt", text);
        break;
    case 5:
        all->prose[at] = random_below(random, 3);
        break;
    default:
        make_cell(random, all, at, wild);
    }
}

static void run_case(uint64_t *random, int size, int edits, bool wild, double *share)
{
    world w;
    cells *all = calloc(1, sizeof *all), *before = calloc(1, sizeof *before);
    dl_buf text = {0};
    assert_true(all && before);
    open_world(&w);
    for (int i = 0; i < size; i++)
        insert_cell(random, all, i, wild);
    write_notebook(&w, all, &text);
    check_version(&w, text.data);
    w.full = w.ran = 0;
    for (int i = 0; i < edits; i++) {
        bool undo = i > 0 && random_below(random, 5) == 0;
        if (undo) {
            cells *swapped = all;
            all = before;
            before = swapped;
        } else {
            *before = *all;
            edit(random, &w, all, wild);
        }
        write_notebook(&w, all, &text);
        check_version(&w, text.data);
    }
    *share += w.full ? (double)w.ran / (double)w.full : 0;
    dl_buf_clear(&text);
    free(all);
    free(before);
    close_world(&w);
}

static void run_cases(int cases, int size, int edits, bool wild)
{
    uint64_t random = random_seed() * 2654435761u + 1;
    double share = 0;
    const char *given = getenv("DATELINE_CASES");
    if (given)
        cases = atoi(given);
    for (int i = 0; i < cases; i++)
        run_case(&random, size, edits, wild, &share);
    print_message(
        "# suite update: %d notebooks of %d cells, %d edits each: %.1f %% as many runs of cells\n",
        cases, size, edits, 100 * share / cases);
    assert_true(share / cases < (wild ? 0.6 : 0.4));
}

static void after_random_edits_results_are_those_of_a_full_run(void **state)
{
    (void)state;
    run_cases(15, 30, 20, false);
}

static void so_they_are_with_all_that_lua_allows(void **state)
{
    (void)state;
    run_cases(15, 24, 20, true);
}

/* --- single cases --- */

/* The steps that ran in the last of some versions of a notebook's cells, "0 2"; versions end with
 * NULL, cells are parted by "|". */
static void what_ran(const char *const *versions, dl_buf *ran)
{
    world w;
    open_world(&w);
    for (; *versions; versions++) {
        dl_error error;
        dl_notebook *notebook;
        dl_update update;
        dl_buf text = {0};
        const dl_step *steps[16];
        dl_update_options options = {0};
        dl_str rest = dl_str_of(*versions);
        dl_buf_puts(&text, "---\ndateline: 1\n---\n");
        while (rest.data) {
            dl_str cell = dl_str_cut(rest, '|', &rest);
            dl_buf_printf(&text, "\n```lua\n%.*s\n```\n", DL_STR_ARG(cell));
        }
        assert_int_equal(dl_notebook_parse(&notebook, dl_buf_str(&text), "nb.md", &error), 0);
        size_t count = dl_notebook_step_count(notebook);
        for (size_t i = 0; i < count; i++)
            steps[i] = dl_notebook_step(notebook, i);
        assert_int_equal(dl_engine_update(w.engine, steps, count, &options, &update, &error), 0);
        dl_buf_truncate(ran, 0);
        for (size_t i = 0; i < count; i++) {
            if (update.ran[i])
                dl_buf_printf(ran, "%s%zu", ran->size ? " " : "", i);
        }
        dl_buf_clear(&text);
        dl_notebook_free(notebook);
    }
    close_world(&w);
}

/* Cells parted by "|", of versions that end with NULL. */
static void check_versions(const char *const *versions)
{
    world w;
    open_world(&w);
    for (; *versions; versions++) {
        dl_buf text = {0};
        dl_str rest = dl_str_of(*versions);
        dl_buf_puts(&text, "---\ndateline: 1\n---\n");
        while (rest.data) {
            dl_str cell = dl_str_cut(rest, '|', &rest);
            dl_buf_printf(&text, "\n```lua\n%.*s\n```\n", DL_STR_ARG(cell));
        }
        check_version(&w, text.data);
        dl_buf_clear(&text);
    }
    close_world(&w);
}

static void what_goes_through_a_door_by_another_name_is_seen(void **state)
{
    static const char *const cases[][4] = {
        {"l = load|l('y = 1')()|print(y)", "l = load|l('y = 2')()|print(y)"},
        {"t = {f = load}|t.f('y = 1')()|print(y)", "t = {f = load}|t.f('y = 2')()|print(y)"},
        {"local l = load function run(s) return l(s)() end|run('y = 1')|print(y)",
         "local l = load function run(s) return l(s)() end|run('y = 2')|print(y)"},
        {"g = _G|g.y = 1|print(y)", "g = _G|g.y = 2|print(y)"},
        {"t = {e = {_G}}|t.e[1].y = 1|print(y)", "t = {e = {_G}}|t.e[1].y = 2|print(y)"},
        {"t = setmetatable({}, {__index = _G})|y = 1|print(t.y)",
         "t = setmetatable({}, {__index = _G})|y = 2|print(t.y)"},
        {"t = setmetatable({}, {__index = function(_, k) return y end})|y = 1|print(t.y)",
         "t = setmetatable({}, {__index = function(_, k) return y end})|y = 2|print(t.y)"},
        {"t = setmetatable({}, {__newindex = function(_, k, v) y = v end})|t.a = 1|print(y)",
         "t = setmetatable({}, {__newindex = function(_, k, v) y = v end})|t.a = 2|print(y)"},
        {"t = setmetatable({}, {__close = function() y = n end})|n = 1|do local c <close> = t end|"
         "print(y)",
         "t = setmetatable({}, {__close = function() y = n end})|n = 2|do local c <close> = t end|"
         "print(y)"},
        {"do local c = {} function add(x) c[#c + 1] = x end function get() return #c end end|"
         "add(1)|add(2)|print(get())",
         "do local c = {} function add(x) c[#c + 1] = x end function get() return #c end end|"
         "add(1)|print(9)|print(get())"},
        {"local s = string s.y = 1|print(('').y)", "local s = string s.y = 2|print(('').y)"},
        {"m = getmetatable(setmetatable({}, {__add = function() return n end}))|"
         "a = setmetatable({}, m)|n = 1|print(a + 1)",
         "m = getmetatable(setmetatable({}, {__add = function() return n end}))|"
         "a = setmetatable({}, m)|n = 2|print(a + 1)"},
        {"c = coroutine.wrap(function() while true do coroutine.yield(n) end end)|n = 1|print(c())",
         "c = coroutine.wrap(function() while true do coroutine.yield(n) end end)|n = "
         "2|print(c())"},
        {"f = string.rep|string.rep = function() return n end|n = 1|print(('x'):rep(2), f('y', 2))",
         "f = string.rep|string.rep = function() return n end|n = 2|print(('x'):rep(2), f('y', 2))",
         "f = string.rep|1|n = 2|print(('x'):rep(2), f('y', 2))"},
        {"t = {}|a = 1 t.f = function() return n end|n = 1|print(a, t.f())",
         "t = {}|a = 1 t.f = function() return n end|n = 2|print(a, t.f())"},
        {"t = {1}|for i, v in ipairs(t) do t[i] = v + 1 end|print(t[1])",
         "t = {1}|for i, v in ipairs(t) do t[i] = v + 2 end|print(t[1])"},
        {"t = {}|table.insert(t, 1)|u = table.move(t, 1, #t, 1, {})|u[1] = 5|print(t[1], u[1])",
         "t = {}|table.insert(t, 2)|u = table.move(t, 1, #t, 1, {})|u[1] = 6|print(t[1], u[1])"},
        {"t = {}|t[date('2024')] = 1|for k, v in pairs(t) do print(k, v) end",
         "t = {}|t[date('2025')] = 1|for k, v in pairs(t) do print(k, v) end"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_versions(cases[i]);
}

static void just_what_is_stale_runs_and_what_it_needs(void **state)
{
    static const struct {
        const char *versions[4], *ran;
    } cases[] = {
        {{"a = 1|b = 2|a", "a = 1|b = 3|a"}, "1"},
        {{"a = 1|b = a|c = 1|b", "a = 2|b = a|c = 1|b"}, "0 1 3"},
        {{"a = 1|a", "a = 2|a", "a = 1|a"}, ""},
        {{"a = 1|a = 2|a", "a = 3|a = 2|a"}, "0"},
        {{"a = 1|if x then a = 2 end|a", "a = 3|if x then a = 2 end|a"}, "0 1 2"},
        /* a reader of a table changes nothing in it */
        {{"t = {1, 2}|#t|t[1]", "t = {1, 2}|#t + 1|t[1]"}, "1"},
        /* who changes an object is run with who made it, and with who reads it */
        {{"t = {1}|t[2] = 1|#t|x = 1", "t = {1}|t[2] = 2|#t|x = 1"}, "0 1 2"},
        {{"t = {}|u = t|u.x = 1|t.x|1", "t = {}|u = t|u.x = 2|t.x|1"}, "0 1 2 3"},
        /* what is read before a change has its state from before it */
        {{"t = {}|#t|t[1] = 1|#t", "t = {}|#t + 0|t[1] = 1|#t"}, "0 1"},
        {{"function f() n = 1 end|f()|n|m = 1", "function f() n = 2 end|f()|n|m = 1"}, "0 1 2"},
        {{"x = 1|function f() return x end|f()|1", "x = 2|function f() return x end|f()|1"},
         "0 1 2"},
        {{"1|local x = 1|2", "1|local x = 2|2"}, "1"},
        {{"a = 1|a", "9|a = 1|a"}, "0"},
        {{"a = 1|b = 1|a", "a = 1|a"}, ""},
        {{"a = math.random()|b = 1|a", "a = math.random()|b = 2|a"}, "1"},
    };
    dl_buf ran = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        what_ran(cases[i].versions, &ran);
        if (strcmp(ran.size ? ran.data : "", cases[i].ran) != 0)
            fail_msg("%s: expected to run %s, and %s ran", cases[i].versions[1], cases[i].ran,
                     ran.size ? ran.data : "nothing");
    }
    dl_buf_clear(&ran);
}

/* Whatever memory a notebook has, an update ends, and says so where it was too little. */
static void memory_that_runs_out_anywhere_is_told(void **state)
{
    static const char text[] = "---\ndateline: 1\n---\n```lua\nt = {}\nfor i = 1, 900 do t[i] = {n "
                               "= i} end\n```\n```lua\nfunction f() return #t end\n```\n"
                               "```lua\nt[1].n = f()\n```\n```lua\nprint(t[1].n)\n```\n";
    size_t told = 0, well = 0;
    (void)state;
    for (size_t kib = 100; kib < 1200; kib += 7) {
        dl_error error;
        dl_engine *engine;
        dl_notebook *notebook;
        dl_update update;
        const dl_step *steps[4];
        dl_update_options options = {0};
        dl_engine_options with = dl_engine_defaults();
        with.as_of = DL_STR("2024-12-31");
        with.memory_bytes = kib << 10;
        if (dl_engine_new(&engine, &with, &error) != 0)
            continue;
        assert_int_equal(dl_notebook_parse(&notebook, DL_STR(text), "nb.md", &error), 0);
        for (size_t i = 0; i < 4; i++)
            steps[i] = dl_notebook_step(notebook, i);
        for (int round = 0; round < 2; round++) {
            int rc = dl_engine_update(engine, steps, 4, &options, &update, &error);
            if (rc != 0)
                assert_int_equal(rc, DL_ERR_LIMIT_MEMORY);
            else if (update.failed < 4)
                assert_int_equal(update.results[update.failed]->error.kind, DL_ERR_LIMIT_MEMORY);
            bool good = rc == 0 && update.failed == 4;
            told += !good;
            well += good;
        }
        dl_notebook_free(notebook);
        dl_engine_free(engine);
    }
    assert_true(told > 10 && well > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_through_a_door_by_another_name_is_seen),
        cmocka_unit_test(just_what_is_stale_runs_and_what_it_needs),
        cmocka_unit_test(memory_that_runs_out_anywhere_is_told),
        cmocka_unit_test(after_random_edits_results_are_those_of_a_full_run),
        cmocka_unit_test(so_they_are_with_all_that_lua_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
