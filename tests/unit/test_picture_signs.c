/* What each sign of a picture says: promises made again, conflicts, verdicts, ways not to know a
 * date; in SVG and on a terminal. */
#include "support.h"

#include "base/utf8.h"
#include "draw/describe.h"
#include "draw/draw.h"
#include "draw/svg.h"
#include "picture_random.h"
#include "timeline/layout.h"

typedef struct row {
    const char *id, *kind, *date, *due, *settles, *revises, *disputes, *chosen;
} row;

static dl_str text_of(const char *text)
{
    return text ? dl_str_of(text) : (dl_str){"", 0};
}

static dl_timeline *timeline_of(const row *rows, size_t count)
{
    dl_timeline *timeline;
    dl_error error;
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        const row *each = &rows[i];
        dl_date when, until;
        dl_event event = {.id = text_of(each->id),
                          .actor = DL_STR("Acme"),
                          .kind = text_of(each->kind),
                          .what = text_of(each->id),
                          .settles = text_of(each->settles),
                          .revises = text_of(each->revises),
                          .disputes = text_of(each->disputes),
                          .chosen = text_of(each->chosen),
                          .date = &when,
                          .due = &until};
        assert_int_equal(dl_date_parse(dl_str_of(each->date), &when, &error), 0);
        event.has_due = each->due != NULL;
        if (each->due)
            assert_int_equal(dl_date_parse(dl_str_of(each->due), &until, &error), 0);
        if (dl_timeline_add(timeline, &event, &error) != 0)
            fail_msg("%s", error.message);
    }
    return timeline;
}

#define TIMELINE(rows) timeline_of(rows, sizeof(rows) / sizeof *(rows))

static char *draw(const dl_timeline *timeline, int svg, const char *as_of, dl_picture_form form)
{
    dl_date day;
    dl_draw_options options = {.id = DL_STR("p"), .width = svg ? 960 : 130, .form = form};
    dl_buf out;
    dl_buf_init(&out);
    if (as_of) {
        assert_int_equal(dl_date_parse(dl_str_of(as_of), &day, NULL), 0);
        options.as_of = &day;
    }
    assert_int_equal(svg ? dl_draw_timeline_svg(timeline, &options, &out, NULL)
                         : dl_draw_timeline_text(timeline, &options, &out, NULL),
                     0);
    char *text = strdup(dl_buf_str(&out).data ? out.data : "");
    dl_buf_clear(&out);
    return text;
}

static void shows(const char *picture, const char *sign)
{
    if (!strstr(picture, sign))
        fail_msg("no \"%s\" in:\n%s", sign, picture);
}

static void hides(const char *picture, const char *sign)
{
    if (strstr(picture, sign))
        fail_msg("\"%s\" in:\n%s", sign, picture);
}

/* The part of an SVG before its legend, which shows samples. */
static void cut_legend(char *svg)
{
    char *last = NULL;
    for (char *at = svg; (at = strstr(at, "<g aria-hidden")); at++)
        last = at;
    assert_non_null(last);
    *last = '\0';
}

/* The column of a sign in the line that has it `nth`, counted from 0; -1: not there. */
static int column_of(const char *drawing, const char *sign, int nth, size_t *line)
{
    dl_str rest = dl_str_of(drawing);
    for (size_t number = 0; rest.data; number++) {
        dl_str each = dl_str_cut(rest, '\n', &rest);
        char *copy = strndup(each.data, each.size), *found = strstr(copy, sign);
        int column = found ? dl_utf8_width((dl_str){copy, (size_t)(found - copy)}) : -1;
        free(copy);
        if (column >= 0 && nth-- == 0) {
            *line = number;
            return column;
        }
    }
    return -1;
}

/* --- promises --- */

static const row thrice[] = {{"p1", "promise", "2024-01-10", "2024-03", NULL, NULL, NULL, NULL},
                             {"p2", "promise", "2024-03-20", "2024-05", NULL, "p1", NULL, NULL},
                             {"p3", "promise", "2024-05-25", "2024-07", NULL, "p2", NULL, NULL},
                             {"ship", "release", "2024-09-18", NULL, "p3", NULL, NULL, NULL},
                             {"ship2", "release", "2024-10-05", NULL, NULL, NULL, "ship", NULL}};

static void a_promise_made_again_leads_to_the_next_one_in_the_row_below(void **state)
{
    (void)state;
    dl_timeline *timeline = TIMELINE(thrice);
    char *drawing = draw(timeline, 0, NULL, DL_PICTURE_DRAWN);
    size_t line, below;
    for (int i = 0; i < 2; i++) { /* from p1 to p2, from p2 to p3 */
        int from = column_of(drawing, "╮", i, &line), to = column_of(drawing, "╰", i + 1, &below);
        assert_true(from > 0);
        assert_int_equal(from, to);
        assert_int_equal(below, line + 1);
    }
    shows(drawing, "revised; late, +171 d");
    char *svg = draw(timeline, 1, NULL, DL_PICTURE_DRAWN);
    shows(svg, "revised; late, +171 d");
    /* read aloud with the promise: what was promised instead */
    shows(svg, "promised again 20 March 2024 for May 2024");
    free(drawing);
    free(svg);
    dl_timeline_free(timeline);
}

static void a_conflict_over_the_outcome_is_told_with_its_slip(void **state)
{
    (void)state;
    dl_timeline *timeline = TIMELINE(thrice);
    dl_slip slip = dl_timeline_slip(timeline, dl_timeline_find(timeline, DL_STR("p3")), NULL);
    dl_buf words;
    dl_buf_init(&words);
    describe_slip(&slip, &words);
    /* 31 July to 18 September is 49 days, to 5 October 66 */
    assert_string_equal(words.data, "late, +49 d (sources: +49 to +66)");
    dl_buf_truncate(&words, 0);
    dl_draw_conflict_words(timeline, dl_timeline_find(timeline, DL_STR("ship")), &words);
    assert_string_equal(words.data, "told differently: 5 October 2024");
    dl_buf_truncate(&words, 0);
    dl_draw_conflict_words(timeline, dl_timeline_find(timeline, DL_STR("ship2")), &words);
    assert_string_equal(words.data, "another source's telling");
    dl_buf_truncate(&words, 0);
    dl_draw_conflict_words(timeline, dl_timeline_find(timeline, DL_STR("p1")), &words);
    assert_int_equal(words.size, 0);
    dl_buf_clear(&words);
    dl_timeline_free(timeline);
}

static void two_tellings_stand_under_each_other_beside_a_bracket(void **state)
{
    (void)state;
    dl_timeline *timeline = TIMELINE(thrice);
    char *drawing = draw(timeline, 0, NULL, DL_PICTURE_DRAWN);
    char *ascii = draw(timeline, 0, NULL, DL_PICTURE_ASCII);
    size_t top, bottom;
    bool left = strstr(drawing, "┌") != NULL;
    int column = column_of(drawing, left ? "┌" : "┐", 0, &top);
    assert_true(column > 0);
    assert_int_equal(column, column_of(drawing, left ? "└" : "┘", 0, &bottom));
    assert_int_equal(bottom, top + 1);
    shows(drawing, "≠");
    hides(ascii, "≠");
    shows(ascii, "!");
    free(drawing);
    free(ascii);
    dl_timeline_free(timeline);
}

static void the_telling_that_figures_use_is_the_one_that_is_not_dashed(void **state)
{
    static const row rows[] = {{"a", "release", "2024-03-01", NULL, NULL, NULL, NULL, "b"},
                               {"b", "release", "2024-08-01", NULL, NULL, NULL, "a", NULL}};
    (void)state;
    dl_timeline *timeline = TIMELINE(rows);
    char *drawing = draw(timeline, 0, NULL, DL_PICTURE_DRAWN);
    shows(drawing, "1≠");
    hides(drawing, "2≠");
    shows(drawing, "used instead: 1 August 2024");
    free(drawing);
    dl_timeline_free(timeline);
}

static void each_verdict_has_a_line_of_its_own(void **state)
{
    static const struct {
        const char *date;
        const char *svg, *stroke; /* NULL: nothing came */
    } cases[] = {
        {"2024-04-10", "s-green\" fill=\"none\" stroke=\"#00795a\" stroke-width=\"1.8\" d=", "─"},
        {"2024-08-10", "stroke-width=\"4\"", "═"},
        {"2024-04-20/2024-05-20", "stroke-dasharray=\"6 3\"", "╌"},
        {NULL, "stroke-dasharray=\"1.5 3\"", "┈"}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        row rows[] = {{"p", "promise", "2024-01-10", "2024-04", NULL, NULL, NULL, NULL},
                      {"o", "release", cases[i].date ? cases[i].date : "2024-09-01", NULL,
                       cases[i].date ? "p" : NULL, NULL, NULL, NULL}};
        dl_timeline *timeline = TIMELINE(rows);
        char *svg = draw(timeline, 1, "2024-06-30", DL_PICTURE_DRAWN);
        char *drawing = draw(timeline, 0, "2024-12-31", DL_PICTURE_DRAWN);
        cut_legend(svg);
        char *later = draw(timeline, 1, "2024-12-31", DL_PICTURE_DRAWN);
        cut_legend(later);
        shows(later, cases[i].svg);
        for (size_t k = 0; k < 4; k++) {
            if (k != i)
                hides(later, cases[k].svg);
        }
        shows(strstr(drawing, "╰"), cases[i].stroke);
        free(svg);
        free(later);
        free(drawing);
        dl_timeline_free(timeline);
    }
}

static void a_promise_without_outcome_ends_in_a_ring_at_the_day_it_is_seen_from(void **state)
{
    static const row rows[] = {{"p", "promise", "2024-01-10", "2024-04", NULL, NULL, NULL, NULL},
                               {"o", "leak", "2024-12-01", NULL, NULL, NULL, NULL, NULL}};
    (void)state;
    dl_timeline *timeline = TIMELINE(rows);
    char *drawing = draw(timeline, 0, "2024-08-31", DL_PICTURE_DRAWN);
    size_t ring, line;
    int column = column_of(drawing, "○", 0, &ring);
    assert_int_equal(column, column_of(drawing, "┊ as of 31 August 2024", 0, &line));
    shows(drawing, "no verified outcome");
    free(drawing);
    dl_timeline_free(timeline);
}

/* --- dates --- */

static void each_way_not_to_know_a_date_has_its_own_look(void **state)
{
    static const struct {
        const char *date, *svg, *drawn, *ascii;
    } cases[] = {{"2024-06", "class=\"hatched", "█", "="},
                 {"2024-06~", "linearGradient", "▒", "~"},
                 {"2024-06?", ">?</text>", "░", "."},
                 {"2024-06/..", "z\"/>", "▶", ">"},
                 {"2024-06/", "M", "⸾", "?"},
                 {"[2024-03-01,2024-06-01,2024-09-01]", "stroke-dasharray=\"1 1.2\"", "◌", "o"},
                 {"{2024-03-01,2024-06-01,2024-09-01}", "M", "•─", "*-"}};
    (void)state;
    char *seen[7];
    for (size_t i = 0; i < 7; i++) {
        row rows[] = {{"a", "odd", "2024-01-10", NULL, NULL, NULL, NULL, NULL},
                      {"x", "odd", cases[i].date, NULL, NULL, NULL, NULL, NULL},
                      {"z", "odd", "2024-12-10", NULL, NULL, NULL, NULL, NULL}};
        dl_timeline *timeline = TIMELINE(rows);
        char *svg = draw(timeline, 1, NULL, DL_PICTURE_DRAWN);
        char *drawn = draw(timeline, 0, NULL, DL_PICTURE_DRAWN);
        char *ascii = draw(timeline, 0, NULL, DL_PICTURE_ASCII);
        cut_legend(svg);
        shows(strstr(svg, "role=\"list\""), cases[i].svg);
        shows(drawn, cases[i].drawn);
        shows(ascii, cases[i].ascii);
        for (const char *at = ascii; *at; at++)
            assert_true((unsigned char)*at < 0x80);
        /* what is drawn of it, its sentence left out, is unlike all others */
        char *mark = strstr(strstr(svg, ": x"), "</title>");
        seen[i] = strdup(mark);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(seen[k], seen[i]);
        free(svg);
        free(drawn);
        free(ascii);
        dl_timeline_free(timeline);
    }
    for (size_t i = 0; i < 7; i++)
        free(seen[i]);
}

static void shape_alone_tells_the_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < mark_kind_count(); i++) {
        dl_buf first, second;
        mark_kind grey = *mark_kind_at(i);
        grey.color = THEME_GREY;
        dl_buf_init(&first);
        svg_mark(&first, &grey, 0, 0, LOOK_PLAIN);
        for (size_t k = 0; k < i; k++) {
            mark_kind other = *mark_kind_at(k);
            other.color = THEME_GREY;
            dl_buf_init(&second);
            svg_mark(&second, &other, 0, 0, LOOK_PLAIN);
            assert_false(dl_str_equal(dl_buf_str(&first), dl_buf_str(&second)));
            assert_string_not_equal(grey.glyph, other.glyph);
            assert_int_not_equal(grey.ascii, other.ascii);
            assert_int_equal(dl_utf8_width(dl_str_of(other.glyph)), 1);
            dl_buf_clear(&second);
        }
        dl_buf_clear(&first);
    }
}

static void the_legend_names_what_is_there_and_no_more(void **state)
{
    static const row plain[] = {{"a", "release", "2024-01-10", NULL, NULL, NULL, NULL, NULL},
                                {"b", "leak", "2024-12-10", NULL, NULL, NULL, NULL, NULL}};
    (void)state;
    dl_timeline *timeline = TIMELINE(plain), *more = TIMELINE(thrice);
    char *few = draw(timeline, 1, NULL, DL_PICTURE_DRAWN);
    char *many = draw(more, 1, NULL, DL_PICTURE_DRAWN);
    shows(few, ">release</text>");
    shows(few, ">leak</text>");
    hides(few, ">promise</text>");
    hides(few, "another source");
    hides(few, ">late</text>");
    shows(many, ">promise</text>");
    shows(many, "another source’s telling");
    shows(many, ">late</text>");
    hides(many, "promise kept");
    free(few);
    free(many);
    dl_timeline_free(timeline);
    dl_timeline_free(more);
}

/* --- the terminal --- */

static size_t count_of(const char *text, const char *sign)
{
    size_t count = 0;
    for (; (text = strstr(text, sign)); text += strlen(sign))
        count++;
    return count;
}

static void no_mark_is_hidden_by_a_number(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int round = 0; round < 300; round++) {
        dl_timeline *timeline;
        size_t events = 1 + (size_t)random_below(&seed, 12);
        assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
        for (size_t i = 0; i < events; i++) {
            char date[32];
            dl_event event = {.actor = DL_STR("A"), .kind = DL_STR("leak"), .what = DL_STR("x")};
            snprintf(date, sizeof date, "%d-%02d-%02d", 2020 + random_below(&seed, 4),
                     1 + random_below(&seed, 12), 1 + random_below(&seed, 28));
            add_event(timeline, (int)i, event, date, NULL);
        }
        char *drawing = draw(timeline, 0, NULL, DL_PICTURE_DRAWN);
        /* once in the plot, once in the list; twelve have room on twelve tracks */
        assert_int_equal(count_of(drawing, "◆"), 2 * events);
        free(drawing);
        dl_timeline_free(timeline);
    }
}

static void the_list_is_sentences_in_order_of_date(void **state)
{
    (void)state;
    dl_timeline *timeline = TIMELINE(thrice);
    char *list = draw(timeline, 0, "2024-12-31", DL_PICTURE_LIST);
    shows(list, "A timeline of 5 events by 1 actor, from 10 January 2024 to 5 October 2024, with 3 "
                "promises and");
    shows(list, "Seen from 31 December 2024.");
    shows(list, "\n1. Promise, Acme, 10 January 2024: p1; due March 2024: revised; late");
    shows(list, "\n5. Release, Acme, 5 October 2024: ship2 (another source's telling).\n");
    hides(list, "⚑");
    hides(list, "─");
    hides(list, "┊");
    free(list);
    dl_timeline_free(timeline);
}

/* "2020/.." was forgotten as soon as a later date had an end. */
static void the_first_day_is_that_of_a_date_with_an_open_end_too(void **state)
{
    static const row rows[] = {{"a", "leak", "2020/..", NULL, NULL, NULL, NULL, NULL},
                               {"b", "leak", "2024-03-05", NULL, NULL, NULL, NULL, NULL}};
    (void)state;
    dl_timeline *both = TIMELINE(rows), *last = timeline_of(rows + 1, 1);
    char *list = draw(both, 0, NULL, DL_PICTURE_LIST), *day = draw(last, 0, NULL, DL_PICTURE_LIST);
    shows(list, "from 1 January 2020 to 5 March 2024.");
    shows(day, "A timeline of 1 event by 1 actor, on 5 March 2024.");
    free(list);
    free(day);
    dl_timeline_free(both);
    dl_timeline_free(last);
}

/* One mark in the middle of the range was all that there was to see. */
static void one_of_a_range_is_drawn_as_the_range(void **state)
{
    static const row rows[] = {{"a", "leak", "[1960..1962]", NULL, NULL, NULL, NULL, NULL},
                               {"b", "leak", "1950", NULL, NULL, NULL, NULL, NULL},
                               {"c", "leak", "1970", NULL, NULL, NULL, NULL, NULL}};
    (void)state;
    dl_timeline *timeline = TIMELINE(rows);
    char *svg = draw(timeline, 1, NULL, DL_PICTURE_DRAWN);
    char *drawing = draw(timeline, 0, NULL, DL_PICTURE_DRAWN);
    hides(svg, "one of these");
    shows(svg, "some time in it");
    hides(drawing, "◌");
    free(svg);
    free(drawing);
    dl_timeline_free(timeline);
}

/* Of a name that is too long, what a narrow picture showed looked whole; and a break was drawn
 * over the names. */
static void a_narrow_lane_shows_its_name(void **state)
{
    (void)state;
    dl_timeline *timeline;
    dl_draw_options options = {.id = DL_STR("p"), .width = 300};
    dl_event event = {.actor = DL_STR("A very long name that surely does not fit, Incorporated"),
                      .kind = DL_STR("leak"),
                      .what = DL_STR("x")};
    static const char *const dates[] = {"1999-03", "1999-05-02", "2024-01-01", "2024-06-30"};
    dl_buf svg;
    dl_buf_init(&svg);
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    for (int i = 0; i < 4; i++)
        add_event(timeline, i, event, dates[i], NULL);
    assert_int_equal(dl_draw_timeline_svg(timeline, &options, &svg, NULL), 0);
    dl_buf_putc(&svg, '\0');
    const char *name = strstr(svg.data, ">A very long name"), *torn = strstr(svg.data, "is broken");
    assert_non_null(name);
    assert_non_null(torn);
    assert_true(name > torn);
    assert_memory_equal(strchr(name, '<') - strlen("…"), "…", strlen("…"));
    dl_buf_clear(&svg);
    dl_timeline_free(timeline);
}

static void nothing_is_drawn_of_nothing(void **state)
{
    (void)state;
    dl_timeline *timeline;
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    char *svg = draw(timeline, 1, "2024-12-31", DL_PICTURE_DRAWN);
    char *drawing = draw(timeline, 0, "2024-12-31", DL_PICTURE_DRAWN);
    shows(svg, "No events.");
    hides(svg, "00:00");
    assert_string_equal(drawing, "No events.\n");
    free(svg);
    free(drawing);
    dl_timeline_free(timeline);
}

/* --- much of it --- */

/* Each in a lane of its own, each a promise that the next one revises: what is quadratic in lanes,
 * in promises or in the length of a chain takes minutes here. */
static void ten_thousand_lanes_and_promises_take_moments(void **state)
{
    enum { EVENTS = 10000 };
    (void)state;
    for (int one_lane = 0; one_lane < 2; one_lane++) {
        dl_timeline *timeline;
        assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
        for (int i = 0; i < EVENTS; i++) {
            char date[32], actor[32], before[32];
            snprintf(date, sizeof date, "%d-%02d-%02d", 1800 + i / 50, 1 + i % 12, 1 + i % 28);
            snprintf(actor, sizeof actor, "Actor %d", one_lane ? 0 : i);
            snprintf(before, sizeof before, "e%d", i - 1);
            dl_event event = {.actor = dl_str_of(actor),
                              .kind = DL_STR("promise"),
                              .what = DL_STR("x"),
                              .revises = i ? dl_str_of(before) : (dl_str){"", 0}};
            add_event(timeline, i, event, date, "2010");
        }
        for (int svg = 0; svg < 2; svg++)
            free(draw(timeline, svg, "2020-01-01", DL_PICTURE_DRAWN));
        dl_timeline_free(timeline);
    }
}

/* A name or a title of a megabyte is cut to its room, and cutting takes one look at it. */
static void words_without_end_are_cut(void **state)
{
    enum { SIZE = 1 << 20 };
    static const char *const pieces[] = {"m", "x ", "語", "\xff", "\xcc\x81", "\xd8\xb4"};
    (void)state;
    char *text = malloc(SIZE);
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        size_t piece = strlen(pieces[p]), size = 0;
        while (size + piece <= SIZE) {
            memcpy(text + size, pieces[p], piece);
            size += piece;
        }
        dl_str all = {text, size};
        dl_timeline *timeline;
        assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
        dl_event event = {.actor = all, .kind = DL_STR("leak"), .what = all, .due_said = all};
        add_event(timeline, 1, event, "2024-03-05", "2024-06");
        for (int width = 336; width <= 960; width += 624) {
            dl_draw_options options = {.id = DL_STR("p"), .title = all, .width = width};
            dl_buf svg;
            dl_buf_init(&svg);
            assert_int_equal(dl_draw_timeline_svg(timeline, &options, &svg, NULL), 0);
            dl_buf_clear(&svg);
        }
        dl_timeline_free(timeline);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_promise_made_again_leads_to_the_next_one_in_the_row_below),
        cmocka_unit_test(a_conflict_over_the_outcome_is_told_with_its_slip),
        cmocka_unit_test(two_tellings_stand_under_each_other_beside_a_bracket),
        cmocka_unit_test(the_telling_that_figures_use_is_the_one_that_is_not_dashed),
        cmocka_unit_test(each_verdict_has_a_line_of_its_own),
        cmocka_unit_test(a_promise_without_outcome_ends_in_a_ring_at_the_day_it_is_seen_from),
        cmocka_unit_test(each_way_not_to_know_a_date_has_its_own_look),
        cmocka_unit_test(shape_alone_tells_the_kind),
        cmocka_unit_test(the_legend_names_what_is_there_and_no_more),
        cmocka_unit_test(no_mark_is_hidden_by_a_number),
        cmocka_unit_test(the_list_is_sentences_in_order_of_date),
        cmocka_unit_test(the_first_day_is_that_of_a_date_with_an_open_end_too),
        cmocka_unit_test(one_of_a_range_is_drawn_as_the_range),
        cmocka_unit_test(a_narrow_lane_shows_its_name),
        cmocka_unit_test(nothing_is_drawn_of_nothing),
        cmocka_unit_test(words_without_end_are_cut),
        cmocka_unit_test(ten_thousand_lanes_and_promises_take_moments)};
    return cmocka_run_group_tests_name("signs of pictures", tests, NULL, NULL);
}
