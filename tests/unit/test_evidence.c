/* Evidence between pages and the store: kept once, held against what its source says later. */
#include "support.h"

#include <jansson.h>

#include "dateline/check.h"

static const char url[] = "https://a.example/story";

typedef struct world {
    char path[64];
    dl_store *store;
    dl_arena arena;
    dl_capture capture;
    dl_error error;
} world;

static int open_world(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    *state = w;
    strcpy(w->path, "/tmp/dateline-evidence-XXXXXX");
    int file = mkstemp(w->path);
    close(file);
    unlink(w->path);
    dl_arena_init(&w->arena);
    dl_capture_init(&w->capture);
    return dl_store_open(&w->store, w->path, NULL, &w->error);
}

static int close_world(void **state)
{
    world *w = *state;
    char command[256];
    dl_store_close(w->store);
    dl_capture_clear(&w->capture);
    dl_arena_clear(&w->arena);
    snprintf(command, sizeof command, "rm -f %s %s-wal %s-shm", w->path, w->path, w->path);
    free(w);
    return system(command);
}

/* The source answers so, day after day. */
static void capture_status(world *w, int day, int status, const char *text)
{
    dl_capture_clear(&w->capture);
    dl_capture_init(&w->capture);
    dl_snapshot *snapshot = &w->capture.snapshot;
    *snapshot = (dl_snapshot){.url = DL_STR(url),
                              .final_url = DL_STR(url),
                              .status = status,
                              .headers = DL_STR("HTTP/1.1 200 OK\r\n"
                                                "Content-Type: text/plain; charset=utf-8\r\n\r\n"),
                              .body = dl_str_of(text),
                              .captured_at_us = (int64_t)day * 86400 * 1000000};
    if (dl_store_add_snapshot(w->store, snapshot, &w->capture.arena, &w->error) != 0 ||
        dl_page_read(&w->capture.page, snapshot->body, DL_STR("text/plain; charset=utf-8"),
                     snapshot->final_url, &w->error) != 0)
        fail_msg("%s", w->error.message);
}

static void capture(world *w, int day, const char *text)
{
    capture_status(w, day, 200, text);
}

static int quote(world *w, const char *words, dl_near_rule near, dl_evidence *evidence)
{
    dl_quote_ask ask = {.exact = dl_str_of(words)};
    return dl_evidence_find(w->store, &w->capture, &ask, near, &w->arena, evidence, &w->error);
}

static size_t kept(world *w)
{
    dl_evidence_row *rows;
    size_t count;
    assert_int_equal(
        dl_store_evidence(w->store, DL_STR(url), (dl_str){"", 0}, &w->arena, &rows, &count, NULL),
        0);
    return count;
}

static void assert_text(dl_str text, const char *expected)
{
    if (!dl_str_equal(text, dl_str_of(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", DL_STR_ARG(text), expected);
}

static void evidence_is_kept_once(void **state)
{
    world *w = *state;
    dl_evidence first, again;
    capture(w, 1, "He said that the model would ship in May. Then he left.");
    assert_int_equal(quote(w, "the model would ship in May", DL_NEAR_FIRST, &first), 0);
    assert_int_equal(quote(w, "the  model would ship\nin May ", DL_NEAR_FIRST, &again), 0);
    assert_true(first.id != 0 && again.id == first.id);
    assert_int_equal(kept(w), 1);
    assert_int_equal(first.verdict, DL_DRIFT_INTACT);
    dl_evidence_row *rows;
    size_t count;
    assert_int_equal(dl_store_evidence(w->store, (dl_str){"", 0}, (dl_str){"", 0}, &w->arena, &rows,
                                       &count, NULL),
                     0);
    assert_text(rows[0].exact, "the model would ship in May");
    assert_text(rows[0].how, "exact");
    assert_text(rows[0].prefix, "He said that ");
    assert_text(rows[0].url, url);
    assert_int_equal(rows[0].start, 13);
    assert_int_equal(rows[0].normaliser, DL_QUOTE_VERSION);
    assert_int_equal(rows[0].checked_against, 0);
    /* the same bytes, captured a day later, are the same evidence; other bytes are not */
    capture(w, 2, "He said that the model would ship in May. Then he left.");
    assert_int_equal(quote(w, "the model would ship in May", DL_NEAR_FIRST, &again), 0);
    assert_int_equal(again.id, first.id);
    capture(w, 3, "He said that the model would ship in May. Then he came back.");
    assert_int_equal(quote(w, "the model would ship in May", DL_NEAR_FIRST, &again), 0);
    assert_true(again.id != first.id && again.verdict == DL_DRIFT_INTACT);
    assert_int_equal(kept(w), 2);
}

static void a_changed_page_is_told_with_its_difference(void **state)
{
    world *w = *state;
    dl_evidence evidence;
    capture(w, 1, "He said that the model would ship in May 2024. Then he left.");
    assert_int_equal(quote(w, "the model would ship in May 2024", DL_NEAR_FIRST, &evidence), 0);
    capture(w, 2, "He said that the model would ship in May 2025. Then he left.");
    for (int rule = DL_NEAR_FIRST; rule <= DL_NEAR_ALWAYS; rule++) {
        assert_int_equal(
            quote(w, "the model would ship in May 2024", (dl_near_rule)rule, &evidence),
            DL_ERR_EVIDENCE);
        assert_non_null(strstr(w->error.message, "[-2024-] {+2025+}"));
        assert_non_null(strstr(w->error.message, "1970-01-02"));
    }
    assert_int_equal(dl_kind_exit_status(DL_ERR_EVIDENCE), 4);
    assert_string_equal(dl_kind_word(DL_ERR_EVIDENCE), "evidence");
    assert_int_equal(kept(w), 1);
    dl_evidence_row *rows;
    size_t count;
    assert_int_equal(
        dl_store_evidence(w->store, DL_STR(url), (dl_str){"", 0}, &w->arena, &rows, &count, NULL),
        0);
    assert_text(rows[0].verdict, "changed");
    assert_int_equal(rows[0].checked_against, w->capture.snapshot.id);
    /* the page takes it back */
    capture(w, 3, "He said that the model would ship in May 2024. Then he left.");
    assert_int_equal(quote(w, "the model would ship in May 2024", DL_NEAR_FIRST, &evidence), 0);
    assert_int_equal(evidence.verdict, DL_DRIFT_INTACT);
    assert_int_equal(kept(w), 1);
}

static void a_reworded_passage_needs_consent(void **state)
{
    world *w = *state;
    dl_evidence evidence;
    capture(w, 1, "He said that the model would be shipped by the team soon. Then he left.");
    const char *words = "the model would be shipped by the team soon";
    assert_int_equal(quote(w, words, DL_NEAR_FIRST, &evidence), 0);
    capture(w, 2, "He said that the model would be shipped by a team soon. Then he left.");
    assert_int_equal(quote(w, words, DL_NEAR_FIRST, &evidence), DL_ERR_EVIDENCE);
    assert_non_null(strstr(w->error.message, "no longer holds"));
    assert_non_null(strstr(w->error.hint, "near = true"));
    assert_int_equal(quote(w, words, DL_NEAR_NEVER, &evidence), DL_ERR_EVIDENCE);
    for (int run = 0; run < 2; run++) { /* the same in every later run */
        assert_int_equal(quote(w, words, DL_NEAR_ALWAYS, &evidence), 0);
        assert_int_equal(evidence.quote.how, DL_HOW_NEAR);
        assert_int_equal(evidence.verdict, DL_DRIFT_CHANGED);
        assert_non_null(strstr(evidence.detail.data, "[-the-] {+a+}"));
    }
    /* quoted so for the first time, it is near and intact */
    assert_int_equal(
        quote(w, "the model would be shipped by their team soon", DL_NEAR_FIRST, &evidence), 0);
    assert_int_equal(evidence.quote.how, DL_HOW_NEAR);
    assert_int_equal(evidence.verdict, DL_DRIFT_INTACT);
}

static void moved_words_hold(void **state)
{
    world *w = *state;
    dl_evidence evidence;
    capture(w, 1, "He said that the model would ship in May. Then he left.");
    assert_int_equal(quote(w, "the model would ship in May", DL_NEAR_FIRST, &evidence), 0);
    capture(w, 2, "Updated. He said that the model would ship in May. Then he left.");
    assert_int_equal(quote(w, "the model would ship in May", DL_NEAR_FIRST, &evidence), 0);
    assert_int_equal(evidence.verdict, DL_DRIFT_MOVED);
    assert_int_equal(evidence.quote.how, DL_HOW_EXACT);
}

static void all_evidence_is_checked_against_the_newest_captures(void **state)
{
    static const char *const words[] = {"the model would ship in May", "Then he left",
                                        "nobody was told of it before"};
    world *w = *state;
    dl_evidence evidence;
    dl_checked *checked, one;
    size_t count;
    capture(w, 1,
            "He said that the model would ship in May. Then he left. In the end, nobody was "
            "told of it before. And so it ended.");
    for (int i = 0; i < 3; i++)
        assert_int_equal(quote(w, words[i], DL_NEAR_FIRST, &evidence), 0);
    assert_int_equal(
        dl_evidence_check_all(w->store, DL_STR(url), &w->arena, &checked, &count, NULL), 0);
    assert_int_equal(count, 3);
    for (int i = 0; i < 3; i++)
        assert_true(checked[i].holds && checked[i].verdict == DL_DRIFT_INTACT);
    capture(w, 2, "He said that the model would not ship in May. Then he left. In short: no more.");
    assert_int_equal(
        dl_evidence_check_all(w->store, (dl_str){"", 0}, &w->arena, &checked, &count, NULL), 0);
    assert_int_equal(count, 3);
    static const dl_drift expected[] = {DL_DRIFT_CHANGED, DL_DRIFT_MOVED, DL_DRIFT_GONE};
    for (int i = 0; i < 3; i++) {
        assert_true(checked[i].holds);
        assert_int_equal(checked[i].verdict, expected[i]);
        assert_int_equal(checked[i].snapshot, w->capture.snapshot.id);
    }
    assert_non_null(strstr(checked[0].detail.data, "{+not+}"));
    assert_text(checked[0].exact, "the model would not ship in May");
    assert_int_equal(checked[2].exact.size, 0);
    assert_int_equal(dl_evidence_check(w->store, &evidence, &w->arena, &one, NULL), 0);
    assert_int_equal(one.verdict, DL_DRIFT_GONE);
    capture_status(w, 3, 404, "Nothing is here, nor does the model ship in May. Then he left.");
    assert_int_equal(
        dl_evidence_check_all(w->store, (dl_str){"", 0}, &w->arena, &checked, &count, NULL), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(checked[i].verdict, DL_DRIFT_GONE);
        assert_text(checked[i].detail, "the source answered 404");
    }
    assert_int_equal(dl_evidence_check_all(w->store, DL_STR("https://b.example/"), &w->arena,
                                           &checked, &count, NULL),
                     0);
    assert_int_equal(count, 0);
}

static void what_was_forged_has_no_integrity(void **state)
{
    world *w = *state;
    dl_checked *checked;
    size_t count;
    capture(w, 1, "He said that the model would ship in May. Then he left.");
    dl_evidence_row row = {.snapshot = w->capture.snapshot.id,
                           .asked = DL_STR("the model would ship in June"),
                           .how = DL_STR("exact"),
                           .exact = DL_STR("the model would ship in June"),
                           .prefix = DL_STR("He said that "),
                           .suffix = DL_STR(". Then he left."),
                           .start = 13,
                           .finish = 41,
                           .extractor = DL_EXTRACTOR_VERSION,
                           .normaliser = DL_QUOTE_VERSION};
    assert_int_equal(dl_store_put_evidence(w->store, &row, &w->error), 0);
    row.start = -5; /* places that there are not */
    row.finish = INT64_MAX;
    assert_int_equal(dl_store_put_evidence(w->store, &row, &w->error), 0);
    row.extractor++; /* read by another extractor: by its words alone */
    assert_int_equal(dl_store_put_evidence(w->store, &row, &w->error), 0);
    assert_int_equal(
        dl_evidence_check_all(w->store, DL_STR(url), &w->arena, &checked, &count, NULL), 0);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_false(checked[i].holds);
        assert_int_equal(checked[i].verdict, DL_DRIFT_CHANGED);
    }
    row.snapshot = 12345;
    assert_int_equal(dl_store_put_evidence(w->store, &row, &w->error), DL_ERR_STORE);
}

static void a_read_only_store_finds_and_keeps_nothing(void **state)
{
    world *w = *state;
    dl_evidence evidence;
    capture(w, 1, "He said that the model would ship in May. Then he left.");
    dl_store_close(w->store);
    dl_store_options options = {.read_only = true};
    assert_int_equal(dl_store_open(&w->store, w->path, &options, &w->error), 0);
    assert_false(dl_store_can_write(w->store));
    assert_int_equal(quote(w, "the model would ship in May", DL_NEAR_FIRST, &evidence), 0);
    assert_int_equal(evidence.id, 0);
    assert_int_equal(kept(w), 0);
    dl_checked one;
    assert_int_equal(dl_evidence_check(w->store, &evidence, &w->arena, &one, &w->error), 0);
    assert_int_equal(one.verdict, DL_DRIFT_INTACT);
}

static void an_annotation_says_where_and_when(void **state)
{
    world *w = *state;
    dl_evidence evidence;
    dl_buf out = {0};
    capture(w, 1, "«Voilà» — il a dit: \"the model\" \\ would ship. Then he left.");
    assert_int_equal(quote(w, "\"the model\" \\ would ship", DL_NEAR_FIRST, &evidence), 0);
    assert_int_equal(dl_evidence_json(&evidence, &out, &w->error), 0);
    json_t *read = json_loads(out.data, 0, NULL), *target, *selectors, *quoted, *position, *time;
    assert_non_null(read);
    assert_string_equal(json_string_value(json_object_get(read, "type")), "Annotation");
    assert_int_equal(strlen(json_string_value(json_object_get(read, "id"))), 45);
    target = json_object_get(read, "target");
    assert_string_equal(json_string_value(json_object_get(target, "source")), url);
    selectors = json_object_get(target, "selector");
    quoted = json_array_get(selectors, 0);
    assert_string_equal(json_string_value(json_object_get(quoted, "exact")),
                        "\"the model\" \\ would ship");
    assert_string_equal(json_string_value(json_object_get(quoted, "prefix")),
                        "«Voilà» — il a dit: ");
    position = json_array_get(selectors, 1);
    assert_int_equal(json_integer_value(json_object_get(position, "start")), 20); /* characters */
    assert_int_equal(json_integer_value(json_object_get(position, "end")), 44);
    time = json_object_get(target, "state");
    assert_string_equal(json_string_value(json_object_get(time, "type")), "TimeState");
    assert_string_equal(json_string_value(json_object_get(time, "sourceDate")),
                        "1970-01-02T00:00:00Z");
    const char *cached = json_string_value(json_object_get(time, "cached"));
    assert_int_equal(strncmp(cached, "ni:///sha-256;", 14), 0);
    assert_int_equal(strlen(cached), 14 + 43);
    json_decref(read);
    dl_buf_clear(&out);
}

static void a_hash_is_named_as_the_rfc_does(void **state)
{
    dl_buf out = {0};
    (void)state;
    /* RFC 6920 §8.1: "Hello World!" */
    dl_evidence evidence = {
        .url = DL_STR("x"),
        .sha256 = DL_STR("7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069")};
    assert_int_equal(dl_evidence_json(&evidence, &out, NULL), 0);
    assert_non_null(
        strstr(out.data, "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk\""));
    assert_null(strstr(out.data, "sourceDate"));
    dl_buf_clear(&out);
}

static void a_page_without_text_says_nothing(void **state)
{
    world *w = *state;
    dl_evidence evidence;
    capture(w, 1, "");
    assert_int_equal(quote(w, "words", DL_NEAR_FIRST, &evidence), DL_ERR_EVIDENCE);
    assert_int_equal(quote(w, "", DL_NEAR_FIRST, &evidence), DL_ERR_USAGE);
    assert_int_equal(quote(w, "\xE2\x80\x8B \n", DL_NEAR_FIRST, &evidence), DL_ERR_USAGE);
    capture(w, 2, "words that are there for once");
    assert_int_equal(quote(w, "words that are there for once", DL_NEAR_FIRST, &evidence), 0);
    capture(w, 3, "");
    assert_int_equal(quote(w, "words that are there for once", DL_NEAR_FIRST, &evidence),
                     DL_ERR_EVIDENCE);
    assert_non_null(strstr(w->error.message, "is gone"));
}

#define WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(evidence_is_kept_once),
        WORLD(a_changed_page_is_told_with_its_difference),
        WORLD(a_reworded_passage_needs_consent),
        WORLD(moved_words_hold),
        WORLD(all_evidence_is_checked_against_the_newest_captures),
        WORLD(what_was_forged_has_no_integrity),
        WORLD(a_read_only_store_finds_and_keeps_nothing),
        WORLD(an_annotation_says_where_and_when),
        cmocka_unit_test(a_hash_is_named_as_the_rfc_does),
        WORLD(a_page_without_text_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
