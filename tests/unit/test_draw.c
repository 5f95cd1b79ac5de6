/* Pictures: nothing overlaps, nothing leaves the picture, and what is drawn is well-formed. */
#include "support.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "base/utf8.h"
#include "draw/draw.h"
#include "draw/theme.h"
#include "picture_random.h"
#include "timeline/layout.h"

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { ROUNDS = 1000 };
#else
enum { ROUNDS = 10000 };
#endif

static void add(dl_timeline *timeline, int number, const char *actor, const char *kind,
                const char *date, const char *what, const char *due)
{
    dl_event event = {.actor = dl_str_of(actor), .kind = dl_str_of(kind), .what = dl_str_of(what)};
    add_event(timeline, number, event, date, due);
}

static double width_of(const layout_mark *mark, void *data)
{
    (void)data;
    int columns = dl_utf8_width(mark->event->what);
    return 6.0 * (columns < 26 ? columns : 26);
}

static double width_of_cluster(const layout_cluster *cluster, void *data)
{
    return width_of(cluster->first, data) + 20;
}

static double width_of_rail(const layout_rail *rail, void *data)
{
    (void)data;
    return rail->slip.has_days ? 90 : 40;
}

static const layout_options usual = {.width = 600,
                                     .mark_width = 12,
                                     .badge_width = 20,
                                     .gap = 2,
                                     .bracket = 9,
                                     .on_rails = true,
                                     .most_tracks = 9,
                                     .label_room = 100,
                                     .name_room = 60,
                                     .label_width = width_of,
                                     .cluster_width = width_of_cluster,
                                     .rail_width = width_of_rail};

typedef struct box {
    size_t lane, row;
    double from, to;
} box;

enum { ROW_BADGES = 1000, ROW_LABELS, ROW_RAILS };

static void widen(box *each, double from, double to)
{
    each->from = from < each->from ? from : each->from;
    each->to = to > each->to ? to : each->to;
}

static size_t boxes_of_marks(const layout *made, box *boxes)
{
    size_t count = 0;
    for (size_t i = 0; i < made->mark_count; i++) {
        const layout_mark *mark = &made->marks[i];
        if (mark->cluster) {
            assert_true(mark->cluster <= made->cluster_count);
            continue;
        }
        boxes[count] = (box){mark->lane, mark->track, mark->from, mark->to};
        widen(&boxes[count], mark->at - usual.mark_width / 2, mark->at + usual.mark_width / 2);
        if (mark->side != SIDE_NONE)
            widen(&boxes[count], mark->label_at, mark->label_at + mark->label_width);
        count++;
    }
    return count;
}

static size_t boxes_of_clusters(const layout *made, box *boxes)
{
    size_t count = 0, events = 0;
    for (size_t i = 0; i < made->cluster_count; i++) {
        const layout_cluster *each = &made->clusters[i];
        double half = usual.badge_width / 2;
        events += each->count;
        boxes[count++] = (box){each->lane, ROW_BADGES, each->at - half, each->at + half};
        if (each->has_label)
            boxes[count++] =
                (box){each->lane, ROW_LABELS, each->label_at, each->label_at + each->label_width};
    }
    for (size_t i = 0; i < made->mark_count; i++)
        events -= made->marks[i].cluster > 0;
    assert_int_equal(events, 0);
    return count;
}

static void widen_by_label(box *each, const layout_rail *rail)
{
    if (rail->side != SIDE_NONE)
        widen(each, rail->label_at, rail->label_at + rail->label_width);
}

static size_t boxes_of_rails(const layout *made, box *boxes)
{
    size_t count = 0;
    for (size_t i = 0; i < made->rail_count; i++) {
        const layout_rail *rail = &made->rails[i];
        if (rail->hidden)
            continue;
        boxes[count] = (box){rail->lane, ROW_RAILS + rail->row, rail->said, rail->said};
        widen(&boxes[count], rail->due_from, rail->due_to);
        if (rail->has_came)
            widen(&boxes[count], rail->came_from, rail->came_to);
        if (!rail->has_came || rail->revised)
            widen(&boxes[count], rail->stands, rail->stands);
        widen_by_label(&boxes[count++], rail);
    }
    return count;
}

/* A bracket stands on each of its tracks, where nothing else does. */
static size_t boxes_of_brackets(const layout *made, box *boxes)
{
    size_t count = 0;
    for (size_t i = 0; i < made->bracket_count; i++) {
        const layout_bracket *each = &made->brackets[i];
        assert_true(each->tracks >= 2);
        for (size_t k = 0; k < each->tracks; k++)
            boxes[count++] = (box){each->lane, each->track + k, each->at, each->at};
    }
    return count;
}

/* The line from a promise to the one that took its place: straight down, into the next row, beside
 * all words of that row. */
static void check_revisions(const layout *made)
{
    for (size_t i = 0; i < made->rail_count; i++) {
        const layout_rail *rail = &made->rails[i], *next = rail->revised;
        if (!rail->linked)
            continue;
        assert_true(next->revises && !rail->hidden && !next->hidden);
        assert_int_equal(next->row, rail->row + 1);
        assert_true(rail->stands == next->said);
        for (size_t k = 0; k < made->rail_count; k++) {
            const layout_rail *other = &made->rails[k];
            bool words = other->lane == rail->lane && !other->hidden && other->side == SIDE_OVER &&
                         other->row == next->row;
            if (words && next->said > other->label_at + .001 &&
                next->said < other->label_at + other->label_width - .001)
                fail_msg("the line at %f runs through words at %f to %f", next->said,
                         other->label_at, other->label_at + other->label_width);
        }
    }
}

static void check_boxes(const layout *made)
{
    box *boxes = calloc(made->mark_count * 3 + 2 * made->cluster_count + made->rail_count + 1,
                        sizeof *boxes);
    assert_non_null(boxes);
    size_t count = boxes_of_marks(made, boxes);
    count += boxes_of_clusters(made, boxes + count);
    count += boxes_of_rails(made, boxes + count);
    count += boxes_of_brackets(made, boxes + count);
    for (size_t i = 0; i < count; i++) {
        const box *a = &boxes[i];
        double left = a->row >= ROW_RAILS ? -usual.name_room : 0;
        assert_true(a->from >= left - .001 && a->to <= usual.width + usual.label_room + .001);
        for (size_t j = 0; j < i; j++) {
            const box *b = &boxes[j];
            bool apart = a->from >= b->to - .001 || b->from >= a->to - .001;
            if (a->lane == b->lane && a->row == b->row && !apart)
                fail_msg("lane %zu row %zu: %f-%f meets %f-%f", a->lane, a->row, a->from, a->to,
                         b->from, b->to);
        }
    }
    free(boxes);
}

/* Both ends of the leaders of a row are in one order. */
static void check_leaders(const layout *made)
{
    for (size_t i = 1; i < made->cluster_count; i++) {
        const layout_cluster *a = &made->clusters[i - 1], *b = &made->clusters[i];
        if (a->lane != b->lane || !a->has_label || !b->has_label)
            continue;
        assert_true(a->at < b->at && a->label_at < b->label_at);
    }
}

/* Some timelines have many events in few lanes; most have as many as a notebook has. */
static int random_size(uint64_t *seed, int round)
{
    return round % 200 == 0 ? 1 + random_below(seed, 1500) : 1 + random_below(seed, 60);
}

static void no_two_boxes_meet_and_none_leaves_the_picture(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    size_t clusters = 0, labels = 0, brackets = 0, revisions = 0;
    dl_date as_of;
    assert_int_equal(dl_date_parse(DL_STR("2022-06-30"), &as_of, NULL), 0);
    for (int round = 0; round < ROUNDS; round++) {
        dl_timeline *timeline = random_timeline(&seed, random_size(&seed, round));
        layout made;
        layout_options options = usual;
        options.as_of = round % 3 ? &as_of : NULL;
        assert_int_equal(layout_make(timeline, &options, &made, NULL), 0);
        check_boxes(&made);
        check_leaders(&made);
        check_revisions(&made);
        clusters += made.cluster_count;
        for (size_t i = 0; i < made.cluster_count; i++)
            labels += made.clusters[i].has_label;
        brackets += made.bracket_count;
        for (size_t i = 0; i < made.rail_count; i++)
            revisions += made.rails[i].linked;
        layout_clear(&made);
        dl_timeline_free(timeline);
    }
    /* the property was put to the test */
    size_t least = ROUNDS / 50;
    assert_true(clusters > least && labels > least && brackets > least && revisions > least);
}

static void svg_is_well_formed_the_same_twice_and_asks_for_nothing(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int round = 0; round < 20; round++) {
        dl_timeline *timeline = random_timeline(&seed, random_below(&seed, 80));
        dl_draw_options options = {.title = DL_STR("<Title> & \"more\""), .id = DL_STR("p1")};
        dl_buf first, second;
        dl_buf_init(&first);
        dl_buf_init(&second);
        assert_int_equal(dl_draw_timeline_svg(timeline, &options, &first, NULL), 0);
        assert_int_equal(dl_draw_timeline_svg(timeline, &options, &second, NULL), 0);
        assert_true(dl_str_equal(dl_buf_str(&first), dl_buf_str(&second)));
        xmlDoc *doc = xmlReadMemory(first.data, (int)first.size, "x.svg", NULL, XML_PARSE_NONET);
        assert_non_null(doc);
        xmlXPathContext *path = xmlXPathNewContext(doc);
        xmlXPathObject *events = xmlXPathEvalExpression(
            (const xmlChar *)"//*[@role='listitem' and @tabindex and @aria-label]", path);
        int found = events->nodesetval ? events->nodesetval->nodeNr : 0;
        assert_true(found > 0 || dl_timeline_count(timeline) == 0);
        assert_true((size_t)found <= dl_timeline_count(timeline));
        xmlXPathFreeObject(events);
        xmlXPathFreeContext(path);
        xmlFreeDoc(doc);
        assert_null(strstr(first.data, "<script"));
        assert_null(strstr(first.data, "href"));
        dl_buf_clear(&first);
        dl_buf_clear(&second);
        dl_timeline_free(timeline);
    }
    xmlCleanupParser();
}

static void terminal_lines_keep_to_the_width(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int round = 0; round < 60; round++) {
        dl_timeline *timeline = random_timeline(&seed, random_below(&seed, 120));
        dl_draw_options options = {.title = DL_STR("A title"),
                                   .width = 40 + random_below(&seed, 120),
                                   .form = (dl_picture_form)(round % 3)};
        dl_buf out;
        dl_buf_init(&out);
        assert_int_equal(dl_draw_timeline_text(timeline, &options, &out, NULL), 0);
        dl_str rest = dl_buf_str(&out);
        while (rest.data) {
            dl_str line = dl_str_cut(rest, '\n', &rest);
            if (dl_utf8_width(line) > options.width)
                fail_msg("%d columns in %d: %.*s", dl_utf8_width(line), options.width,
                         DL_STR_ARG(line));
        }
        dl_buf_clear(&out);
        dl_timeline_free(timeline);
    }
}

static void colours_add_nothing_but_colours(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    dl_timeline *timeline = random_timeline(&seed, 60);
    dl_draw_options options = {.title = DL_STR("T"), .width = 80};
    dl_buf plain, colored, stripped;
    dl_buf_init(&plain);
    dl_buf_init(&colored);
    dl_buf_init(&stripped);
    assert_int_equal(dl_draw_timeline_text(timeline, &options, &plain, NULL), 0);
    dl_draw_colored(dl_buf_str(&plain), &colored);
    for (size_t i = 0; i < colored.size; i++) {
        if (colored.data[i] == 0x1b) {
            while (colored.data[i] != 'm')
                i++;
        } else {
            dl_buf_putc(&stripped, colored.data[i]);
        }
    }
    assert_true(colored.size > plain.size);
    assert_string_equal(stripped.data, plain.data);
    dl_buf_clear(&plain);
    dl_buf_clear(&colored);
    dl_buf_clear(&stripped);
    dl_timeline_free(timeline);
}

static void control_characters_of_the_data_do_not_reach_the_terminal(void **state)
{
    (void)state;
    dl_timeline *timeline;
    dl_draw_options options = {.title = DL_STR("t\x1b[31m"), .width = 80};
    dl_buf out;
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    add(timeline, 1, "A\x1b]0;x\x07", "odd", "2024", "w\x1b[2J\xc2\x9b", NULL);
    dl_buf_init(&out);
    assert_int_equal(dl_draw_timeline_text(timeline, &options, &out, NULL), 0);
    assert_null(strchr(out.data, 0x1b));
    assert_null(strchr(out.data, 0x07));
    assert_null(strstr(out.data, "\xc2\x9b"));
    dl_buf_clear(&out);
    dl_timeline_free(timeline);
}

static void every_colour_is_read_on_its_paper_in_both_schemes(void **state)
{
    (void)state;
    const theme_row *paper = theme_of(THEME_PAPER);
    for (int i = 0; i < THEME_COLORS; i++) {
        const theme_row *row = theme_of((theme_color)i);
        double least = row->use == USE_TEXT ? 4.5 : row->use == USE_SHAPE ? 3 : 1;
        double light = theme_contrast(row->light, paper->light);
        double dark = theme_contrast(row->dark, paper->dark);
        if (light < least || dark < least)
            fail_msg("%s: %.2f light, %.2f dark, of %.1f", row->name, light, dark, least);
    }
    assert_true(theme_contrast("#000000", "#ffffff") > 20.99);
    assert_true(theme_contrast("#777777", "#ffffff") < 4.5);
}

static void an_axis_is_broken_where_nothing_happens(void **state)
{
    static const char *const dates[] = {"1999-03", "1999-05-02", "2024-01-01", "2024-03",
                                        "2024-06-30"};
    (void)state;
    dl_timeline *timeline;
    tick ticks[64];
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    for (int i = 0; i < 5; i++)
        add(timeline, i, "A", "odd", dates[i], "w", NULL);
    time_scale scale = scale_of(timeline, 600);
    assert_int_equal(scale.piece_count, 2);
    assert_true(scale.pieces[0].end < scale.pieces[1].start);
    double before = -1;
    for (int64_t at = scale.from; at <= scale.to; at += 86400 * 5) {
        double place = scale_at(&scale, at);
        assert_true(place >= before);
        before = place;
    }
    size_t count = scale_ticks(&scale, 60, ticks, 64);
    bool told = false; /* each piece says which year it is in */
    for (size_t i = 0; i < count; i++)
        told = told || strstr(ticks[i].label, "1999");
    assert_true(told);
    dl_timeline_free(timeline);
}

static void a_year_is_told_where_no_tick_begins_one(void **state)
{
    (void)state;
    dl_timeline *timeline;
    tick ticks[64];
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    add(timeline, 1, "A", "odd", "2024-03-13", "w", NULL);
    add(timeline, 2, "A", "odd", "2024-12-09", "w", NULL);
    time_scale scale = scale_of(timeline, 600);
    assert_true(scale_ticks(&scale, 72, ticks, 64) > 2);
    assert_non_null(strstr(ticks[0].label, " 2024"));
    assert_null(strstr(ticks[1].label, "2024"));
    dl_timeline_free(timeline);
}

static void ticks_follow_the_span(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {{"2024-11-26T08:30", "2024-11-26T08:31"},
                 {"2024-11-26T08:30", "2024-11-26T09:00"},
                 {"2024-11-26T08:00", "2024-11-26T12:00"},
                 {"2024-11-20", "2024-11-30"},
                 {"2024-01", "2024-12"},
                 {"1900", "1999"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_timeline *timeline;
        tick ticks[64];
        assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
        add(timeline, 1, "A", "odd", cases[i].from, "w", NULL);
        add(timeline, 2, "A", "odd", cases[i].to, "w", NULL);
        time_scale scale = scale_of(timeline, 600);
        size_t count = scale_ticks(&scale, 40, ticks, 64);
        assert_true(count >= 3 && count <= 16);
        for (size_t k = 1; k < count; k++)
            assert_true(
                scale_at(&scale, ticks[k].seconds) - scale_at(&scale, ticks[k - 1].seconds) >= 35);
        dl_timeline_free(timeline);
    }
}

/* Of the first and the last tick of two events' axis. */
static void check_ends(const char *from, const char *to, const char *first, const char *last)
{
    dl_timeline *timeline;
    tick ticks[64];
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    add(timeline, 1, "A", "odd", from, "w", NULL);
    add(timeline, 2, "A", "odd", to, "w", NULL);
    time_scale scale = scale_of(timeline, 600);
    size_t count = scale_ticks(&scale, 72, ticks, 64);
    assert_true(count >= 3 && count <= 9);
    assert_string_equal(ticks[0].label, first);
    assert_string_equal(ticks[count - 1].label, last);
    dl_timeline_free(timeline);
}

/* Half an hour, and five minutes to each side of it (the last minute is one: 09:06); of a night,
 * the midnight says the day and the year.
 */
static void a_clock_is_told_with_its_day_and_year(void **state)
{
    (void)state;
    check_ends("2024-11-26T08:30", "2024-11-26T09:00", "26 Nov 2024 08:30", "09:05");
    check_ends("2024-11-26T12:00", "2024-11-26T18:00", "26 Nov 2024 12:00", "18:00");
    tick ticks[64];
    time_scale night = scale_between(1732644000, 1732687200, 600); /* 18:00 to 06:00 */
    size_t count = scale_ticks(&night, 72, ticks, 64), midnights = 0;
    for (size_t i = 0; i < count; i++)
        midnights += strcmp(ticks[i].label, "27 Nov 2024") == 0;
    assert_int_equal(midnights, 1);
    assert_string_equal(ticks[0].label, "21:00");
    time_scale year = scale_between(1735646400, 1735732800, 600); /* noon to noon, New Year's Eve */
    count = scale_ticks(&year, 72, ticks, 64);
    for (size_t i = midnights = 0; i < count; i++)
        midnights += strcmp(ticks[i].label, "1 Jan 2025") == 0;
    assert_int_equal(midnights, 1);
}

/* 44 BC is written -0043: a tick "-40" beside it was read as 40 BC, and was 41 BC. */
static void years_before_our_era_are_those_of_the_words(void **state)
{
    (void)state;
    check_ends("-0054", "-0038", "55 BC", "40 BC");
    check_ends("-0049-01-01", "0049", "40 BC", "40");
    check_ends("-0002", "0002", "3 BC", "3");
    check_ends("-0043-03-01", "-0043-11-30", "Apr 44 BC", "Oct");
    check_ends("-0299", "0299", "300 BC", "300");
}

/* Between steps of 100,000 and of ten million years there was none: two million had no tick. */
static void an_axis_of_any_span_has_ticks(void **state)
{
    (void)state;
    check_ends("Y-2000000", "1950", "2000000 BC", "AD 1");
    check_ends("Y-12000", "2000", "12000 BC", "2000");
    check_ends("Y-400000000", "2000", "400000000 BC", "AD 1");
}

static void each_piece_of_a_broken_axis_says_when_it_is(void **state)
{
    static const char *const dates[] = {"-2600", "-0752", "-0043-03-15", "-0029", "0476-09-04"};
    (void)state;
    dl_timeline *timeline;
    tick ticks[64];
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    for (int i = 0; i < 5; i++)
        add(timeline, i, "A", "odd", dates[i], "w", NULL);
    time_scale scale = scale_of(timeline, 600);
    size_t count = scale_ticks(&scale, 40, ticks, 64);
    assert_int_equal(scale.piece_count, 4);
    for (size_t p = 0; p < scale.piece_count; p++) {
        size_t told = 0;
        for (size_t i = 0; i < count; i++)
            told +=
                ticks[i].seconds > scale.pieces[p].from && ticks[i].seconds < scale.pieces[p].to;
        assert_true(told > 0);
    }
    assert_string_equal(ticks[count - 1].label, "477");
    dl_timeline_free(timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_boxes_meet_and_none_leaves_the_picture),
        cmocka_unit_test(svg_is_well_formed_the_same_twice_and_asks_for_nothing),
        cmocka_unit_test(terminal_lines_keep_to_the_width),
        cmocka_unit_test(colours_add_nothing_but_colours),
        cmocka_unit_test(control_characters_of_the_data_do_not_reach_the_terminal),
        cmocka_unit_test(every_colour_is_read_on_its_paper_in_both_schemes),
        cmocka_unit_test(an_axis_is_broken_where_nothing_happens),
        cmocka_unit_test(a_year_is_told_where_no_tick_begins_one),
        cmocka_unit_test(ticks_follow_the_span),
        cmocka_unit_test(a_clock_is_told_with_its_day_and_year),
        cmocka_unit_test(years_before_our_era_are_those_of_the_words),
        cmocka_unit_test(an_axis_of_any_span_has_ticks),
        cmocka_unit_test(each_piece_of_a_broken_axis_says_when_it_is)};
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
