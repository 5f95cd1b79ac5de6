/* What changed at a source, over captures that are put into a store as a server might have given
 * them. */
#include "support.h"

#include "dateline/change.h"
#include "dateline/evidence_rows.h"

typedef struct source {
    dl_store *store;
    dl_arena arena;
    dl_error error;
    dl_change change;
    int64_t now_s;
    int64_t last;
} source;

static const char *const address = "https://example.org/news/letter";

static void source_open(source *s)
{
    const dl_store_options plain = {0};
    memset(s, 0, sizeof *s);
    dl_arena_init(&s->arena);
    dl_change_init(&s->change);
    s->now_s = 1732608000; /* 2024-11-26T08:00:00Z */
    assert_int_equal(dl_store_open(&s->store, ":memory:", &plain, &s->error), 0);
}

static void source_close(source *s)
{
    dl_change_clear(&s->change);
    dl_store_close(s->store);
    dl_arena_clear(&s->arena);
}

/* A capture half an hour after the last one. */
static int64_t put_capture(source *s, int status, const char *final_url, const char *body)
{
    dl_snapshot snapshot = {
        .url = dl_str_of(address),
        .final_url = dl_str_of(final_url ? final_url : address),
        .status = status,
        .headers = DL_STR("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"),
        .body = dl_str_of(body),
        .captured_at_us = s->now_s * 1000000};
    s->now_s += 1800;
    assert_int_equal(dl_store_add_snapshot(s->store, &snapshot, &s->arena, &s->error), 0);
    return s->last = snapshot.id;
}

/* A page of these sentences, with dates where they are given. */
static const char *page(source *s, const char *published, const char *modified, const char *text)
{
    dl_buf out = {0};
    dl_buf_puts(&out, "<!DOCTYPE html><html lang=en><head><title>An open letter</title>");
    if (published)
        dl_buf_printf(&out, "<meta property=\"article:published_time\" content=\"%s\">", published);
    if (modified)
        dl_buf_printf(&out, "<meta property=\"article:modified_time\" content=\"%s\">", modified);
    dl_buf_printf(&out, "</head><body><article><h1>An open letter</h1>%s</article></body></html>",
                  text);
    dl_str kept = dl_arena_copy(&s->arena, dl_buf_str(&out));
    dl_buf_clear(&out);
    return kept.data;
}

static void since(source *s)
{
    bool there;
    dl_change_clear(&s->change);
    dl_change_init(&s->change);
    assert_int_equal(dl_change_since(s->store, s->last, &s->change, &there, &s->error), 0);
    assert_true(there);
    assert_true(s->change.summary.size > 0);
}

static void expect(source *s, const char *class, unsigned flags, const char *summary)
{
    since(s);
    assert_string_equal(dl_change_class_word(s->change.class), class);
    assert_string_equal(s->change.summary.data, summary);
    assert_int_equal(s->change.flags, flags);
}

#define TEXT                                                                                       \
    "<p>The company opened its video generator to paying users on Monday, and said so.</p>"        \
    "<p>Europe will have to wait for longer, its chief executive told reporters.</p>"              \
    "<p>Nobody said how long that would be, and the artists were not asked.</p>"
#define EDITED                                                                                     \
    "<p>The company opened its video generator to all users on Monday, and said so.</p>"           \
    "<p>Europe will have to wait for longer, its chief executive told reporters.</p>"              \
    "<p>Nobody said how long that would be, and the artists were not asked.</p>"
#define SIGNED(count) TEXT "<p>" count " people have signed this letter so far.</p>"

static void the_same_bytes_are_no_change(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    expect(&s, "none", 0, "not changed: the same bytes");
    source_close(&s);
}

static void a_text_edited_under_the_same_modified_date_is_flagged(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, "2024-11-26", "2024-11-26T09:00:00Z", TEXT));
    put_capture(&s, 200, NULL, page(&s, "2024-11-26", "2024-11-26T09:00:00Z", EDITED));
    expect(&s, "substantive", DL_FLAG_SILENT_EDIT,
           "1 sentence reworded (“paying” became “all”); its own modified date did not change");
    dl_buf when = {0};
    dl_date_print(&s.change.when, &when);
    assert_string_equal(when.data, "2024-11-26T08:00:00Z/2024-11-26T08:30:00Z");
    dl_buf_clear(&when);
    put_capture(&s, 200, NULL, page(&s, "2024-11-26", "2024-11-26T10:00:00Z", SIGNED("12")));
    since(&s);
    assert_int_equal(s.change.flags & DL_FLAG_SILENT_EDIT, 0);
    source_close(&s);
}

static void a_publication_date_that_moves_is_flagged(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, "2024-11-26", NULL, TEXT));
    put_capture(&s, 200, NULL, page(&s, "2024-11-20", NULL, TEXT));
    expect(&s, "metadata", DL_FLAG_PUBLISHED_CHANGED | DL_FLAG_BACKDATED,
           "published from 2024-11-26 to 2024-11-20; its publication date moved back");
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    expect(&s, "metadata", DL_FLAG_PUBLISHED_CHANGED, "published no longer told (was 2024-11-20)");
    source_close(&s);
}

static void a_date_told_more_finely_is_the_same_date(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, "2024-11-26", "2024-11-26T09:00:00Z", TEXT));
    put_capture(&s, 200, NULL,
                page(&s, "2024-11-26T08:00:00Z", "2024-11-26T10:00:00+01:00", EDITED));
    since(&s);
    assert_int_equal(s.change.flags, DL_FLAG_SILENT_EDIT);
    source_close(&s);
}

static void a_modified_date_without_a_change_is_told(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, NULL, "2024-11-26T09:00:00Z", TEXT));
    put_capture(&s, 200, NULL, page(&s, NULL, "2024-11-27T09:00:00Z", TEXT));
    expect(&s, "metadata", DL_FLAG_MODIFIED_ONLY,
           "modified from 2024-11-26T09:00:00Z to 2024-11-27T09:00:00Z; the text did not change "
           "with it");
    source_close(&s);
}

static void a_counter_is_told_apart_from_to(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, SIGNED("505")));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, SIGNED("702")));
    expect(&s, "counters", 0, "signed: 505 to 702");
    source_close(&s);
}

static void a_counter_stays_one_however_often_it_rises(void **state)
{
    (void)state;
    source s;
    dl_source_event *events;
    size_t count;
    source_open(&s);
    for (int i = 0; i < 12; i++) {
        char text[2048];
        snprintf(text, sizeof text, TEXT "<p>%d people have signed this letter.</p>", 500 + 7 * i);
        put_capture(&s, 200, NULL, page(&s, NULL, NULL, text));
        if (i == 0)
            continue;
        since(&s);
        assert_string_equal(dl_change_class_word(s.change.class), "counters");
    }
    assert_int_equal(
        dl_source_events(s.store, dl_str_of(address), NULL, &s.arena, &events, &count, &s.error),
        0);
    assert_int_equal(count, 12);
    assert_string_equal(events[11].what.data, "signed: 570 to 577");
    source_close(&s);
}

static void markup_alone_is_cosmetic_and_said(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT "<!-- built 2 -->"));
    expect(&s, "cosmetic", 0, "the text is the same; what differs is markup");
    assert_int_equal(s.change.ignored_count, 1);
    assert_non_null(strstr(s.change.ignored[0].after.data, "built 2"));
    source_close(&s);
}

static void relative_times_are_ignored_and_shown(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL,
                page(&s, NULL, NULL, TEXT "<p>Posted by the desk 3 minutes ago</p>"));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT "<p>Posted by the desk 2 hours ago</p>"));
    expect(&s, "cosmetic", 0, "the text is the same; what differs is relative time");
    assert_string_equal(s.change.ignored[0].before.data, "Posted by the desk 3 minutes ago");
    source_close(&s);
}

static void what_is_no_page_has_a_class_of_its_own(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *final_url, *body, *class, *summary;
    } cases[] = {
        {404, NULL, "<p>no</p>", "gone", "gone: 404 Not Found"},
        {410, NULL, "", "gone", "gone: 410 Gone"},
        {200, NULL, "<title>Page not found</title><p>We cannot find it.</p>", "gone",
         "gone: a page that says that there is none"},
        {200, "https://example.org/", "<title>Example</title><p>Welcome home.</p>", "gone",
         "gone: a redirect to the home page"},
        {200, "https://example.org/login?next=/news/letter", "<p>Name and password</p>", "blocked",
         "blocked: login wall"},
        {200, NULL, "<title>Just a moment...</title><p>Checking your browser</p>", "blocked",
         "blocked: captcha"},
        {403, NULL, "<p>Forbidden</p>", "blocked", "blocked: 403 Forbidden"},
        {429, NULL, "", "blocked", "blocked: 429 Too Many Requests"},
        {451, NULL, "", "blocked", "blocked: 451 Unavailable For Legal Reasons"},
        {500, NULL, "", "failing", "failing: 500 Internal Server Error"},
        {503, NULL, "<title>Just a moment...</title>", "blocked",
         "blocked: 503 Service Unavailable"},
        {418, NULL, "", "failing", "failing: a status that is no page's"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        source s;
        source_open(&s);
        put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
        put_capture(&s, cases[i].status, cases[i].final_url, cases[i].body);
        expect(&s, cases[i].class, 0, cases[i].summary);
        put_capture(&s, cases[i].status, cases[i].final_url, cases[i].body);
        since(&s);
        assert_string_equal(dl_change_class_word(s.change.class), "none");
        put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
        expect(&s, "back", DL_FLAG_BACK, "back");
        source_close(&s);
    }
}

static void a_page_that_comes_back_edited_is_told_against_what_it_was(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    put_capture(&s, 404, NULL, "");
    put_capture(&s, 404, NULL, "");
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    expect(&s, "substantive", DL_FLAG_BACK, "back; 1 sentence reworded (“paying” became “all”)");
    source_close(&s);
}

static void words_of_a_wall_that_were_always_there_mean_nothing(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, "<title>404</title><p>404 is our favourite restaurant in town.</p>");
    put_capture(&s, 200, NULL,
                "<title>404</title><p>404 was our favourite restaurant in town.</p>");
    expect(&s, "substantive", 0, "1 sentence reworded (“is” became “was”)");
    source_close(&s);
}

static void a_step_back_is_told_as_it_was(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    int64_t first = put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    expect(
        &s, "substantive", DL_FLAG_RESTORED,
        "1 sentence reworded (“all” became “paying”); as it was on 26 November 2024 at 08:00 UTC");
    assert_int_equal(s.change.as_it_was, first);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    since(&s);
    assert_string_equal(dl_change_class_word(s.change.class), "cosmetic");
    assert_true(s.change.flags & DL_FLAG_ALTERNATES);
    source_close(&s);
}

static void a_place_that_changes_every_time_is_learned(void **state)
{
    (void)state;
    static const char *const quotes[] = {"Be good to cats.", "Rain tomorrow, they say.",
                                         "A stitch in time saves nine.", "Never give up hope.",
                                         "Tea is served at five."};
    source s;
    source_open(&s);
    for (size_t i = 0; i < 5; i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 TEXT "<p>%s</p><p>All rights of this letter are its "
                      "signatories' own, as ever they were.</p>",
                 quotes[i]);
        put_capture(&s, 200, NULL, page(&s, NULL, NULL, text));
        if (i == 0)
            continue;
        since(&s);
        assert_string_equal(dl_change_class_word(s.change.class),
                            i < 4 ? "substantive" : "cosmetic");
    }
    assert_string_equal(s.change.ignored[0].name.data, "changes by itself");
    source_close(&s);
}

static void a_status_that_turns_now_and_then_is_told_each_time(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    for (int i = 0; i < 60; i++) {
        put_capture(&s, 200, NULL,
                    page(&s, NULL, NULL,
                         i / 10 % 2 ? TEXT "<p>The demonstration is closed.</p>"
                                    : TEXT "<p>The demonstration is open.</p>"));
        if (i == 0)
            continue;
        since(&s);
        assert_string_equal(dl_change_class_word(s.change.class), i % 10 ? "none" : "substantive");
    }
    assert_true(s.change.class == DL_CHANGE_NONE);
    source_close(&s);
}

static void text_that_evidence_stands_in_is_a_class_of_its_own(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    int64_t a = put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    int64_t b = put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    assert_int_equal(dl_change_between(s.store, a, b, NULL, 0, &s.change, &s.error), 0);
    assert_int_equal(s.change.class, DL_CHANGE_SUBSTANTIVE);
    size_t at = dl_str_find(s.change.before_text, DL_STR("paying users"), 0);
    const dl_diff_span evidence = {at, at + 12};
    dl_change_clear(&s.change);
    dl_change_init(&s.change);
    assert_int_equal(dl_change_between(s.store, a, b, &evidence, 1, &s.change, &s.error), 0);
    assert_int_equal(s.change.class, DL_CHANGE_EVIDENCE);
    source_close(&s);
}

static void evidence_that_the_store_keeps_counts(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    dl_evidence_row row = {.snapshot = put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT)),
                           .asked = DL_STR("generator to paying users"),
                           .how = DL_STR("exact"),
                           .exact = DL_STR("generator to paying users"),
                           .prefix = DL_STR("its video "),
                           .suffix = DL_STR(" on Monday"),
                           .start = 3,
                           .finish = 28,
                           .extractor = 1,
                           .normaliser = 1};
    assert_int_equal(dl_store_put_evidence(s.store, &row, &s.error), 0);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    expect(&s, "evidence", 0, "1 sentence reworded (“paying” became “all”)");
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, "<p>Another page altogether.</p>" TEXT));
    since(&s);
    assert_string_equal(dl_change_class_word(s.change.class), "substantive");
    source_close(&s);
}

static void bytes_without_text_are_compared_as_bytes(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    dl_snapshot snapshot = {.url = dl_str_of(address),
                            .final_url = dl_str_of(address),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"),
                            .body = DL_STR("\x89PNG\r\n\x1a\n 1"),
                            .captured_at_us = 1000000};
    assert_int_equal(dl_store_add_snapshot(s.store, &snapshot, &s.arena, &s.error), 0);
    snapshot.body = DL_STR("\x89PNG\r\n\x1a\n 2");
    snapshot.captured_at_us = 2000000;
    assert_int_equal(dl_store_add_snapshot(s.store, &snapshot, &s.arena, &s.error), 0);
    s.last = snapshot.id;
    since(&s);
    assert_true(s.change.flags & DL_FLAG_NO_TEXT);
    assert_string_equal(dl_change_class_word(s.change.class), "substantive");
    source_close(&s);
}

static void the_last_two_that_differ_are_compared(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, TEXT));
    assert_int_equal(dl_change_latest(s.store, dl_str_of(address), &s.change, &s.error),
                     DL_ERR_NOT_FOUND);
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    put_capture(&s, 200, NULL, page(&s, NULL, NULL, EDITED));
    assert_int_equal(dl_change_latest(s.store, dl_str_of(address), &s.change, &s.error), 0);
    assert_int_equal(s.change.class, DL_CHANGE_SUBSTANTIVE);
    assert_int_equal(
        dl_change_latest(s.store, DL_STR("https://example.org/no"), &s.change, &s.error),
        DL_ERR_NOT_FOUND);
    assert_int_equal(dl_change_between(s.store, 1, 99, NULL, 0, &s.change, &s.error),
                     DL_ERR_NOT_FOUND);
    source_close(&s);
}

/* The flagship's own: a letter that collects signatures, is edited, and goes dark. */
static void a_series_is_told_as_events(void **state)
{
    (void)state;
    source s;
    dl_source_event *events;
    size_t count;
    source_open(&s);
    const char *first = page(&s, "2024-11-26", "2024-11-26", SIGNED("505"));
    put_capture(&s, 200, NULL, first);
    put_capture(&s, 200, NULL, first);
    put_capture(&s, 200, NULL, page(&s, "2024-11-26", "2024-11-26", SIGNED("702")));
    put_capture(&s, 200, NULL,
                page(&s, "2024-11-26", "2024-11-26",
                     EDITED "<p>702 people have signed this letter so far.</p>"));
    put_capture(&s, 404, NULL, "");
    put_capture(&s, 404, NULL, "");
    put_capture(&s, 403, NULL, "");
    put_capture(&s, 200, NULL,
                page(&s, "2024-11-26", "2024-11-26",
                     EDITED "<p>702 people have signed this letter so far.</p>"));
    put_capture(&s, 200, NULL,
                page(&s, "2024-11-25", "2024-11-26",
                     EDITED "<p>702 people have signed this letter so far.</p>"));
    put_capture(&s, 200, "https://example.org/archive/letter",
                page(&s, "2024-11-25", "2024-11-26",
                     EDITED "<p>702 people have signed this letter so far.</p>"));
    assert_int_equal(
        dl_source_events(s.store, dl_str_of(address), NULL, &s.arena, &events, &count, &s.error),
        0);
    dl_buf out = {0};
    for (size_t i = 0; i < count; i++) {
        dl_date_print(&events[i].date, &out);
        dl_buf_printf(&out, " %s: %.*s (%lld)\n", events[i].kind, DL_STR_ARG(events[i].what),
                      (long long)events[i].snapshot);
        assert_string_equal(events[i].actor.data, "example.org");
    }
    assert_string_equal(
        out.data,
        "2024-11-26 published: published: An open letter (1)\n"
        "2024-11-26T08:00:00Z captured: first captured (1)\n"
        "2024-11-26T08:30:00Z/2024-11-26T09:00:00Z counted: signed: 505 to 702 (3)\n"
        "2024-11-26T09:00:00Z/2024-11-26T09:30:00Z silent-edit: 1 sentence reworded (“paying” "
        "became “all”); its own "
        "modified date did not change (4)\n"
        "2024-11-26T09:30:00Z/2024-11-26T10:00:00Z taken-down: gone: 404 Not Found (5)\n"
        "2024-11-26T10:30:00Z/2024-11-26T11:00:00Z blocked: blocked: 403 Forbidden (7)\n"
        "2024-11-26T11:00:00Z/2024-11-26T11:30:00Z back: back (8)\n"
        "2024-11-26T11:30:00Z/2024-11-26T12:00:00Z redated: publication date from 2024-11-26 to "
        "2024-11-25 (9)\n"
        "2024-11-26T12:00:00Z/2024-11-26T12:30:00Z redirected: redirected to "
        "https://example.org/archive/letter (10)\n");
    dl_buf_clear(&out);
    source_close(&s);
}

/* Every pair of a set of states: a summary, and no class without cause. */
static void no_pair_gives_an_empty_change(void **state)
{
    (void)state;
    source s;
    source_open(&s);
    const char *const bodies[] = {"",
                                  "plain",
                                  "<p>a</p>",
                                  "<p>a</p> ",
                                  "\xEF\xBB\xBF<p>a</p>",
                                  page(&s, NULL, NULL, TEXT),
                                  page(&s, "2024", "2025", EDITED),
                                  "<title>x</title>",
                                  "<p>\xff\xfe broken",
                                  "<script>1</script>",
                                  "<script>2</script>"};
    enum { BODIES = sizeof bodies / sizeof *bodies };
    for (size_t i = 0; i < BODIES; i++)
        put_capture(&s, 200, NULL, bodies[i]);
    for (int64_t a = 1; a <= BODIES; a++) {
        for (int64_t b = 1; b <= BODIES; b++) {
            dl_change change;
            dl_change_init(&change);
            assert_int_equal(dl_change_between(s.store, a, b, NULL, 0, &change, &s.error), 0);
            assert_true(change.summary.size > 0);
            assert_int_equal(a == b, change.class == DL_CHANGE_NONE);
            dl_change_clear(&change);
        }
    }
    source_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_bytes_are_no_change),
        cmocka_unit_test(a_text_edited_under_the_same_modified_date_is_flagged),
        cmocka_unit_test(a_publication_date_that_moves_is_flagged),
        cmocka_unit_test(a_date_told_more_finely_is_the_same_date),
        cmocka_unit_test(a_modified_date_without_a_change_is_told),
        cmocka_unit_test(a_counter_is_told_apart_from_to),
        cmocka_unit_test(a_counter_stays_one_however_often_it_rises),
        cmocka_unit_test(markup_alone_is_cosmetic_and_said),
        cmocka_unit_test(relative_times_are_ignored_and_shown),
        cmocka_unit_test(what_is_no_page_has_a_class_of_its_own),
        cmocka_unit_test(a_page_that_comes_back_edited_is_told_against_what_it_was),
        cmocka_unit_test(words_of_a_wall_that_were_always_there_mean_nothing),
        cmocka_unit_test(a_step_back_is_told_as_it_was),
        cmocka_unit_test(a_place_that_changes_every_time_is_learned),
        cmocka_unit_test(a_status_that_turns_now_and_then_is_told_each_time),
        cmocka_unit_test(text_that_evidence_stands_in_is_a_class_of_its_own),
        cmocka_unit_test(evidence_that_the_store_keeps_counts),
        cmocka_unit_test(bytes_without_text_are_compared_as_bytes),
        cmocka_unit_test(the_last_two_that_differ_are_compared),
        cmocka_unit_test(a_series_is_told_as_events),
        cmocka_unit_test(no_pair_gives_an_empty_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
