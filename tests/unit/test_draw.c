/* Pictures: nothing overlaps, nothing leaves the picture, and what is drawn is well-formed. */
#include "support.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "base/utf8.h"
#include "draw/draw.h"
#include "draw/theme.h"
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
    char id[32];
    dl_error error;
    dl_date day, promised;
    dl_event event = {.actor = dl_str_of(actor),
                      .kind = dl_str_of(kind),
                      .date = &day,
                      .what = dl_str_of(what),
                      .due = &promised};
    snprintf(id, sizeof id, "e%d", number);
    event.id = dl_str_of(id);
    assert_int_equal(dl_date_parse(dl_str_of(date), &day, &error), 0);
    if (due) {
        event.has_due = true;
        assert_int_equal(dl_date_parse(dl_str_of(due), &promised, &error), 0);
    }
    assert_int_equal(dl_timeline_add(timeline, &event, &error), 0);
}

static dl_timeline *random_timeline(uint64_t *seed, int events)
{
    static const char *const actors[] = {"OpenAI", "Google", "Meta", "深度求索", "A & B <C>"};
    static const char *const kinds[] = {"announce", "release", "promise", "leak", "odd"};
    static const char *const texts[] = {"x", "A short one", "発表された動画生成モデル",
                                        "A sentence that is much longer than any label may be"};
    dl_timeline *timeline;
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    for (int i = 0; i < events; i++) {
        char date[64];
        int year = 2020 + random_below(seed, 4), month = 1 + random_below(seed, 12);
        switch (random_below(seed, 5)) {
        case 0:
            snprintf(date, sizeof date, "%d-%02d~", year, month);
            break;
        case 1:
            snprintf(date, sizeof date, "%d?", year);
            break;
        case 2:
            snprintf(date, sizeof date, "../%d-%02d", year, month);
            break;
        default:
            snprintf(date, sizeof date, "%d-%02d-%02d", year, month, 1 + random_below(seed, 28));
        }
        bool promise = random_below(seed, 6) == 0;
        add(timeline, i, actors[random_below(seed, 5)], kinds[random_below(seed, 5)], date,
            texts[random_below(seed, 4)], promise ? "2024" : NULL);
    }
    return timeline;
}

static double width_of(const layout_mark *mark)
{
    int columns = dl_utf8_width(mark->event->what);
    return 6.0 * (columns < 26 ? columns : 26);
}

static double width_of_cluster(const layout_cluster *cluster)
{
    return width_of(cluster->first) + 20;
}

static double width_of_rail(const layout_rail *rail)
{
    return rail->slip.has_days ? 90 : 40;
}

static const layout_options usual = {.width = 600,
                                     .mark_width = 12,
                                     .badge_width = 20,
                                     .gap = 2,
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
            widen(&boxes[count], rail->came, rail->came);
        if (rail->side != SIDE_NONE)
            widen(&boxes[count], rail->label_at, rail->label_at + rail->label_width);
        count++;
    }
    return count;
}

static void check_boxes(const layout *made)
{
    box *boxes =
        calloc(made->mark_count + 2 * made->cluster_count + made->rail_count + 1, sizeof *boxes);
    assert_non_null(boxes);
    size_t count = boxes_of_marks(made, boxes);
    count += boxes_of_clusters(made, boxes + count);
    count += boxes_of_rails(made, boxes + count);
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
    size_t clusters = 0, labels = 0;
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
        clusters += made.cluster_count;
        for (size_t i = 0; i < made.cluster_count; i++)
            labels += made.clusters[i].has_label;
        layout_clear(&made);
        dl_timeline_free(timeline);
    }
    assert_true(clusters > 100 && labels > 100); /* the property was put to the test */
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
                                   .ascii = round % 2 == 1};
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
    } cases[] = {{"2024-11-26T08:00", "2024-11-26T12:00"},
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
        cmocka_unit_test(ticks_follow_the_span)};
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
