/* Results as bytes: they come back as they went, and no bytes do harm. */
#include "support.h"

#include "dateline/wire.h"

/* --- random results --- */

static dl_str random_text(dl_arena *arena, uint64_t *seed)
{
    char bytes[40];
    if (random_below(seed, 8) == 0)
        return (dl_str){NULL, 0};
    size_t size = (size_t)random_below(seed, sizeof bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)random_below(seed, 256);
    return size ? dl_arena_copy(arena, (dl_str){bytes, size}) : (dl_str){"", 0};
}

static dl_view *random_table(dl_arena *arena, uint64_t *seed, dl_view_kind kind)
{
    size_t columns = kind == DL_VIEW_CARD ? 2 : (size_t)random_below(seed, 4);
    dl_view *view = dl_view_table(arena, columns, (size_t)random_below(seed, 4));
    for (size_t i = 0; i < view->columns; i++)
        dl_view_names(view)[i] = random_text(arena, seed);
    for (size_t i = 0; i < view->columns * view->rows; i++) {
        dl_field *field = &dl_view_fields(view)[i];
        field->kind = (dl_cell_kind)random_below(seed, DL_CELL_CHANGE + 1);
        field->text = random_text(arena, seed);
        field->value = random_text(arena, seed);
        field->source = random_text(arena, seed);
    }
    view->kind = kind;
    return view;
}

static const dl_view *random_view(dl_arena *arena, uint64_t *seed, int depth)
{
    dl_view_kind kind = (dl_view_kind)random_below(seed, DL_VIEW_GROUP + 1);
    dl_view *view = random_table(arena, seed, kind);
    view->text = random_text(arena, seed);
    view->title = random_text(arena, seed);
    view->description = random_text(arena, seed);
    view->svg = random_text(arena, seed);
    view->svg_page = random_text(arena, seed);
    view->svg_narrow = random_text(arena, seed);
    size_t count = depth > 0 && kind == DL_VIEW_GROUP ? (size_t)random_below(seed, 4) : 0;
    if (count == 0)
        return view;
    const dl_view **children = dl_arena_alloc(arena, count * sizeof *children);
    for (size_t i = 0; i < count; i++)
        children[i] = random_view(arena, seed, depth - 1);
    view->children = children;
    view->child_count = count;
    return view;
}

static void random_result(dl_result *result, uint64_t *seed)
{
    dl_result_init(result);
    result->state = (dl_state)random_below(seed, DL_STATE_FAILED + 1);
    result->expected = random_below(seed, 2);
    dl_error_set(&result->error, -random_below(seed, 23), "message %d", random_below(seed, 99));
    dl_error_at(&result->error, "notebook.md", random_below(seed, 1000), 3);
    dl_error_hint(&result->error, "%.*s", random_below(seed, 9), "a hint to");
    result->error.system = random_below(seed, 200) - 100;
    result->traceback = random_text(&result->arena, seed);
    result->inline_text = random_text(&result->arena, seed);
    result->inline_date = random_text(&result->arena, seed);
    result->inline_source = random_text(&result->arena, seed);
    for (int i = random_below(seed, 5); i > 0; i--)
        assert_int_equal(dl_result_push(result, random_view(&result->arena, seed, 5), NULL), 0);
    result->file_count = (size_t)random_below(seed, 3);
    dl_made_file *files = dl_arena_alloc(&result->arena, (result->file_count + 1) * sizeof *files);
    for (size_t i = 0; i < result->file_count; i++)
        files[i] =
            (dl_made_file){random_text(&result->arena, seed), random_text(&result->arena, seed)};
    result->files = files;
}

/* --- equal, said without the code under test --- */

static void same_text(dl_str a, dl_str b)
{
    assert_int_equal(a.data == NULL, b.data == NULL);
    assert_true(dl_str_equal(a, b));
}

static void same_view(const dl_view *a, const dl_view *b)
{
    assert_int_equal(a->kind, b->kind);
    same_text(a->text, b->text);
    same_text(a->title, b->title);
    same_text(a->description, b->description);
    same_text(a->svg, b->svg);
    same_text(a->svg_page, b->svg_page);
    same_text(a->svg_narrow, b->svg_narrow);
    assert_int_equal(a->columns, b->columns);
    assert_int_equal(a->rows, b->rows);
    for (size_t i = 0; i < a->columns; i++)
        same_text(a->names[i], b->names[i]);
    for (size_t i = 0; i < a->columns * a->rows; i++) {
        assert_int_equal(a->fields[i].kind, b->fields[i].kind);
        same_text(a->fields[i].text, b->fields[i].text);
        same_text(a->fields[i].value, b->fields[i].value);
        same_text(a->fields[i].source, b->fields[i].source);
    }
    assert_int_equal(a->child_count, b->child_count);
    for (size_t i = 0; i < a->child_count; i++)
        same_view(a->children[i], b->children[i]);
}

static void same_result(const dl_result *a, const dl_result *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->expected, b->expected);
    assert_int_equal(a->error.kind, b->error.kind);
    assert_int_equal(a->error.system, b->error.system);
    assert_int_equal(a->error.line, b->error.line);
    assert_int_equal(a->error.column, b->error.column);
    assert_string_equal(a->error.place, b->error.place);
    assert_string_equal(a->error.message, b->error.message);
    assert_string_equal(a->error.hint, b->error.hint);
    same_text(a->traceback, b->traceback);
    same_text(a->inline_text, b->inline_text);
    same_text(a->inline_date, b->inline_date);
    assert_int_equal(a->file_count, b->file_count);
    for (size_t i = 0; i < a->file_count; i++) {
        same_text(a->files[i].name, b->files[i].name);
        same_text(a->files[i].bytes, b->files[i].bytes);
    }
    same_text(a->inline_source, b->inline_source);
    assert_int_equal(a->view_count, b->view_count);
    for (size_t i = 0; i < a->view_count; i++)
        same_view(a->views[i], b->views[i]);
}

/* --- tests --- */

static void a_result_comes_back_as_it_went(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 400; round++) {
        dl_result sent, got;
        dl_buf bytes, again;
        dl_buf_init(&bytes);
        dl_buf_init(&again);
        random_result(&sent, &seed);
        dl_result_init(&got);
        assert_int_equal(dl_wire_put_result(&sent, &bytes, NULL), 0);
        assert_int_equal(dl_wire_result(dl_buf_str(&bytes), &got, NULL), 0);
        same_result(&sent, &got);
        assert_int_equal(dl_wire_put_result(&got, &again, NULL), 0);
        assert_true(dl_str_equal(dl_buf_str(&bytes), dl_buf_str(&again)));
        dl_result_clear(&sent);
        dl_result_clear(&got);
        dl_buf_clear(&bytes);
        dl_buf_clear(&again);
    }
}

static void same_quote(const dl_quoted *a, const dl_quoted *b)
{
    same_text(a->exact, b->exact);
    same_text(a->prefix, b->prefix);
    same_text(a->suffix, b->suffix);
    same_text(a->how, b->how);
    same_text(a->verdict, b->verdict);
    same_text(a->sha256, b->sha256);
    assert_true(a->start == b->start && a->end == b->end);
}

static void sources_come_back_as_they_went(void **state)
{
    (void)state;
    const dl_quoted quotes[2] = {{.exact = DL_STR("words"),
                                  .prefix = DL_STR("before "),
                                  .suffix = DL_STR(" after"),
                                  .how = DL_STR("exact"),
                                  .verdict = DL_STR("moved"),
                                  .sha256 = DL_STR("ab"),
                                  .start = 7,
                                  .end = INT64_MAX},
                                 {.exact = DL_STR("more"), .start = INT64_MIN}};
    dl_source sent[2] = {{.url = DL_STR("https://a.example/"),
                          .final_url = DL_STR("https://a.example/final"),
                          .title = DL_STR("A title"),
                          .publisher = DL_STR("A publisher"),
                          .published = DL_STR("2024-12~"),
                          .authors = DL_STR("A. Author; B. Author"),
                          .status = 200,
                          .sha256 = DL_STR("ab"),
                          .text_sha256 = DL_STR("cd"),
                          .captured_at_us = -1733000000000000,
                          .origin = DL_STR("memento"),
                          .quotes = quotes,
                          .quote_count = 2},
                         {.url = DL_STR("https://b.example/"), .missing = DL_STR("offline")}};
    dl_buf bytes;
    dl_arena arena;
    dl_buf_init(&bytes);
    dl_arena_init(&arena);
    dl_source *got;
    size_t count;
    assert_int_equal(dl_wire_put_sources(sent, 2, &bytes, NULL), 0);
    assert_int_equal(dl_wire_sources(dl_buf_str(&bytes), &arena, &got, &count, NULL), 0);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        same_text(sent[i].url, got[i].url);
        same_text(sent[i].final_url, got[i].final_url);
        same_text(sent[i].title, got[i].title);
        same_text(sent[i].publisher, got[i].publisher);
        same_text(sent[i].published, got[i].published);
        same_text(sent[i].authors, got[i].authors);
        assert_int_equal(sent[i].status, got[i].status);
        same_text(sent[i].sha256, got[i].sha256);
        same_text(sent[i].text_sha256, got[i].text_sha256);
        assert_true(sent[i].captured_at_us == got[i].captured_at_us);
        same_text(sent[i].missing, got[i].missing);
        same_text(sent[i].origin, got[i].origin);
        assert_int_equal(sent[i].quote_count, got[i].quote_count);
        for (size_t k = 0; k < sent[i].quote_count; k++)
            same_quote(&sent[i].quotes[k], &got[i].quotes[k]);
    }
    dl_buf_clear(&bytes);
    assert_int_equal(dl_wire_put_sources(NULL, 0, &bytes, NULL), 0);
    assert_int_equal(dl_wire_sources(dl_buf_str(&bytes), &arena, &got, &count, NULL), 0);
    assert_int_equal(count, 0);
    dl_buf_clear(&bytes);
    dl_arena_clear(&arena);
}

/* A copy of exactly that size, so that a sanitizer sees a byte too many. */
static int decode(dl_str bytes, dl_buf *again, size_t *used)
{
    char *copy = malloc(bytes.size ? bytes.size : 1);
    memcpy(copy, bytes.data, bytes.size);
    dl_result got;
    dl_error error;
    dl_result_init(&got);
    int rc = dl_wire_result((dl_str){copy, bytes.size}, &got, &error);
    free(copy);
    *used = got.arena.used;
    if (rc == 0 && again)
        assert_int_equal(dl_wire_put_result(&got, again, NULL), 0);
    if (rc != 0)
        assert_int_equal(rc, error.kind);
    dl_result_clear(&got);
    return rc;
}

static void a_message_cut_at_any_byte_is_refused(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 20; round++) {
        dl_result sent;
        dl_buf bytes;
        size_t used;
        dl_buf_init(&bytes);
        random_result(&sent, &seed);
        assert_int_equal(dl_wire_put_result(&sent, &bytes, NULL), 0);
        for (size_t size = 0; size < bytes.size; size++)
            assert_int_equal(decode((dl_str){bytes.data, size}, NULL, &used), DL_ERR_SYNTAX);
        dl_buf_putc(&bytes, '\0');
        assert_int_equal(decode(dl_buf_str(&bytes), NULL, &used), DL_ERR_SYNTAX);
        dl_result_clear(&sent);
        dl_buf_clear(&bytes);
    }
}

/* Whatever is taken is what an encoder writes, and memory stays in proportion to the message. */
static void changed_bytes_are_refused_or_mean_what_they_say(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 4000; round++) {
        dl_result sent;
        dl_buf bytes, again;
        size_t used;
        dl_buf_init(&bytes);
        dl_buf_init(&again);
        random_result(&sent, &seed);
        assert_int_equal(dl_wire_put_result(&sent, &bytes, NULL), 0);
        for (int i = random_below(&seed, 4); i >= 0; i--)
            bytes.data[random_below(&seed, (int)bytes.size)] = (char)random_below(&seed, 256);
        if (decode(dl_buf_str(&bytes), &again, &used) == 0)
            assert_true(dl_str_equal(dl_buf_str(&bytes), dl_buf_str(&again)));
        assert_true(used <= 1024 + DL_WIRE_SWELL * bytes.size);
        dl_result_clear(&sent);
        dl_buf_clear(&bytes);
        dl_buf_clear(&again);
    }
}

static const dl_view *nested(dl_arena *arena, int depth)
{
    const dl_view *view = dl_view_text(arena, DL_VIEW_TEXT, DL_STR("deep"));
    for (int i = 0; i < depth; i++)
        view = dl_view_group(arena, &view, 1);
    return view;
}

static void views_nest_as_deep_as_the_limit_and_no_deeper(void **state)
{
    (void)state;
    dl_arena arena;
    dl_buf bytes;
    dl_error error;
    const dl_view *got;
    dl_arena_init(&arena);
    dl_buf_init(&bytes);
    assert_int_equal(dl_wire_put_view(nested(&arena, DL_WIRE_DEPTH), &bytes, NULL), 0);
    assert_int_equal(dl_wire_view(dl_buf_str(&bytes), &arena, &got, NULL), 0);
    same_view(nested(&arena, DL_WIRE_DEPTH), got);
    dl_buf_clear(&bytes);
    assert_int_equal(dl_wire_put_view(nested(&arena, DL_WIRE_DEPTH + 1), &bytes, &error),
                     DL_ERR_LIMIT_OUTPUT);
    dl_buf_clear(&bytes);
    dl_arena_clear(&arena);
}

/* Each byte a group of one: what a writer that keeps to no limit could send. */
static void a_message_of_groups_without_end_is_refused(void **state)
{
    (void)state;
    dl_buf bytes;
    dl_arena arena;
    const dl_view *got;
    dl_buf_init(&bytes);
    dl_arena_init(&arena);
    dl_buf_append(&bytes, "v\1", 2);
    for (int i = 0; i < 10000; i++) {
        char group[37] = {DL_VIEW_GROUP};
        group[33] = 1;
        dl_buf_append(&bytes, group, sizeof group);
    }
    assert_int_equal(dl_wire_view(dl_buf_str(&bytes), &arena, &got, NULL), DL_ERR_SYNTAX);
    assert_null(got);
    assert_true(arena.used < 1024 + DL_WIRE_SWELL * bytes.size);
    dl_buf_clear(&bytes);
    dl_arena_clear(&arena);
}

static void a_message_of_another_kind_or_version_is_refused(void **state)
{
    (void)state;
    static const char *const messages[] = {"",    "v",   "v\2",
                                           "r\1", "s\1", "\xff\xff\xff\xff\xff\xff"};
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        dl_arena arena;
        dl_error error;
        const dl_view *got;
        dl_arena_init(&arena);
        assert_int_equal(dl_wire_view(dl_str_of(messages[i]), &arena, &got, &error), DL_ERR_SYNTAX);
        assert_null(got);
        dl_arena_clear(&arena);
    }
}

/* A card is drawn as names and values. */
static void a_card_without_its_two_columns_is_refused(void **state)
{
    (void)state;
    dl_arena arena;
    dl_buf bytes;
    const dl_view *got;
    dl_arena_init(&arena);
    dl_buf_init(&bytes);
    dl_view *card = dl_view_table(&arena, 1, 1);
    card->kind = DL_VIEW_CARD;
    assert_int_equal(dl_wire_put_view(card, &bytes, NULL), 0);
    assert_int_equal(dl_wire_view(dl_buf_str(&bytes), &arena, &got, NULL), DL_ERR_SYNTAX);
    dl_buf_clear(&bytes);
    dl_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_comes_back_as_it_went),
        cmocka_unit_test(sources_come_back_as_they_went),
        cmocka_unit_test(a_message_cut_at_any_byte_is_refused),
        cmocka_unit_test(changed_bytes_are_refused_or_mean_what_they_say),
        cmocka_unit_test(views_nest_as_deep_as_the_limit_and_no_deeper),
        cmocka_unit_test(a_message_of_groups_without_end_is_refused),
        cmocka_unit_test(a_message_of_another_kind_or_version_is_refused),
        cmocka_unit_test(a_card_without_its_two_columns_is_refused)};
    return cmocka_run_group_tests_name("results as bytes", tests, NULL, NULL);
}
