/* A source on a server of the tests' own that changes from round to round, as the worst of real
 * ones do: captured by fetch, compared, and told as events. */
#include "support.h"

#include "../net/fixture.h"
#include "../net/server.h"
#include "dateline/change.h"

#define HEAD(published, modified)                                                                  \
    "<!DOCTYPE html><html lang=en><head><title>An open letter</title>"                             \
    "<meta property=\"article:published_time\" content=\"" published "\">"                         \
    "<meta property=\"article:modified_time\" content=\"" modified "\"></head><body><article>"     \
    "<h1>An open letter</h1>"
#define BODY(users, count)                                                                         \
    "<p>The company opened its video generator to " users " users on Monday, after a wait.</p>"    \
    "<p>Europe will have to wait for longer, its chief executive told reporters.</p>"              \
    "<p>" count " people have signed this letter so far.</p></article></body></html>"
#define MORNING "2024-11-26T08:00:00Z"
#define NOON    "2024-11-26T12:00:00Z"

/* What the server answers in each round, and what is to be told of it. */
static const struct round {
    const char *status, *location, *body, *class;
    unsigned flags;
} rounds[] = {
    {"200 OK", NULL, HEAD(MORNING, NOON) BODY("paying", "505"), NULL, 0},
    {"200 OK", NULL, HEAD(MORNING, NOON) BODY("paying", "505"), "none", 0},
    {"200 OK", NULL, HEAD(MORNING, NOON) BODY("paying", "702"), "counters", 0},
    {"200 OK", NULL, HEAD(MORNING, NOON) BODY("all", "702"), "substantive", DL_FLAG_SILENT_EDIT},
    {"200 OK", NULL, HEAD(MORNING, "2024-11-26T13:00:00Z") BODY("all", "702"), "metadata",
     DL_FLAG_MODIFIED_ONLY},
    {"200 OK", NULL, HEAD("2024-11-25T08:00:00Z", "2024-11-26T13:00:00Z") BODY("all", "702"),
     "metadata", DL_FLAG_PUBLISHED_CHANGED | DL_FLAG_BACKDATED},
    {"404 Not Found", NULL, "<p>no</p>", "gone", 0},
    {"404 Not Found", NULL, "<p>no</p>", "none", 0},
    {"200 OK", NULL, HEAD("2024-11-25T08:00:00Z", "2024-11-26T13:00:00Z") BODY("all", "702"),
     "back", DL_FLAG_BACK},
    {"302 Found", "/", "", "gone", 0},
    {"302 Found", "/", "", "none", 0},
    {"302 Found", "/login?next=/letter", "", "blocked", 0},
    {"403 Forbidden", NULL, "<p>no</p>", "blocked", 0},
    {"500 Internal Server Error", NULL, "", "failing", 0},
    {"500 Internal Server Error", NULL, "", "none", 0},
    {"302 Found", "/archive/letter", "", "substantive",
     DL_FLAG_BACK | DL_FLAG_REDIRECTED | DL_FLAG_SILENT_EDIT | DL_FLAG_NEGATION},
};
enum { ROUNDS = sizeof rounds / sizeof *rounds };

static FILE *now; /* the round, shared with the server's processes */

static void set_round(int number)
{
    assert_int_equal(pwrite(fileno(now), &number, sizeof number, 0), sizeof number);
}

static const struct round *round_now(void)
{
    int number = 0;
    bool read_it = pread(fileno(now), &number, sizeof number, 0) == (ssize_t)sizeof number;
    return &rounds[read_it ? number : 0];
}

static void answer_with(int fd, const char *status, const char *location, const char *body)
{
    char head[512];
    snprintf(head, sizeof head,
             "HTTP/1.1 %s\r\nContent-Type: text/html\r\n%s%s%sContent-Length: %zu\r\n\r\n", status,
             location ? "Location: " : "", location ? location : "", location ? "\r\n" : "",
             strlen(body));
    puts_to(fd, head);
    puts_to(fd, body);
}

static void answer(int fd, const char *path, const char *request)
{
    (void)request;
    const struct round *round = round_now();
    if (strcmp(path, "/letter") == 0)
        answer_with(fd, round->status, round->location, round->body);
    else if (strcmp(path, "/") == 0)
        answer_with(fd, "200 OK", NULL, "<title>Home</title><p>Welcome to the home page.</p>");
    else if (strncmp(path, "/login", 6) == 0)
        answer_with(fd, "200 OK", NULL, "<title>Log in</title><p>Name and password, please.</p>");
    else if (strcmp(path, "/archive/letter") == 0)
        answer_with(fd, "200 OK", NULL,
                    HEAD("2024-11-25T08:00:00Z", "2024-11-26T13:00:00Z") BODY("not all", "702"));
    else
        answer_with(fd, "404 Not Found", NULL, "");
}

typedef struct watch {
    fixture f;
    server s;
} watch;

static void watch_open(watch *w)
{
    now = tmpfile();
    assert_non_null(now);
    assert_int_equal(fixture_open(&w->f), 0);
    fixture_grant_loopback(&w->f);
    w->f.options.any_host = true;
    w->f.options.tries = 1;
    assert_true(server_start(&w->s, answer));
}

static void watch_close(watch *w)
{
    server_stop(&w->s);
    fixture_close(&w->f);
    fclose(now);
}

static void check_round(watch *w, int number)
{
    dl_change change;
    bool there;
    set_round(number);
    assert_int_equal(fixture_get(&w->f, w->s.port, "/letter", DL_FETCH_REFRESH), 0);
    dl_change_init(&change);
    assert_int_equal(dl_change_since(w->f.store, w->f.snapshot.id, &change, &there, &w->f.error),
                     0);
    assert_int_equal(there, rounds[number].class != NULL);
    if (there) {
        assert_true(change.summary.size > 0);
        if (strcmp(dl_change_class_word(change.class), rounds[number].class) != 0 ||
            change.flags != rounds[number].flags)
            fail_msg("round %d is told as %s, flags %u: %s", number,
                     dl_change_class_word(change.class), change.flags, change.summary.data);
    }
    dl_change_clear(&change);
}

static void each_round_of_a_server_is_told_as_what_it_was(void **state)
{
    (void)state;
    watch w;
    watch_open(&w);
    for (int i = 0; i < ROUNDS; i++)
        check_round(&w, i);
    watch_close(&w);
}

static void the_rounds_together_are_events(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "published", "captured",   "counted", "silent-edit", "updated", "redated", "taken-down",
        "back",      "taken-down", "blocked", "blocked",     "failing", "back",    "redirected"};
    watch w;
    dl_source_event *events;
    size_t count;
    watch_open(&w);
    for (int i = 0; i < ROUNDS; i++) {
        set_round(i);
        assert_int_equal(fixture_get(&w.f, w.s.port, "/letter", DL_FETCH_REFRESH), 0);
    }
    assert_int_equal(dl_source_events(w.f.store, dl_str_of(w.f.url), NULL, &w.f.arena, &events,
                                      &count, &w.f.error),
                     0);
    for (size_t i = 0; i < count && i < sizeof kinds / sizeof *kinds; i++)
        assert_string_equal(events[i].kind, kinds[i]);
    assert_int_equal(count, sizeof kinds / sizeof *kinds);
    for (size_t i = 1; i < count; i++) {
        dl_bounds bounds = dl_date_bounds(&events[i].date);
        assert_true(bounds.start_earliest.kind == DL_BOUND_FINITE);
        assert_true(events[i].what.size > 0 && events[i].snapshot > 0);
        assert_string_equal(events[i].url.data, w.f.url);
    }
    watch_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_round_of_a_server_is_told_as_what_it_was),
        cmocka_unit_test(the_rounds_together_are_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
