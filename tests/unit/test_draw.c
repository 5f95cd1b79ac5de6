/* Pictures: nothing overlaps, nothing leaves the picture, and what is drawn is well-formed. */
#include "support.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "base/utf8.h"
#include "draw/draw.h"
#include "timeline/layout.h"

static void add(dl_timeline *timeline, int number, const char *actor, const char *kind,
                const char *date, const char *what, const char *due)
{
    char id[32];
    dl_error error;
    dl_event event = {.actor = dl_str_of(actor), .kind = dl_str_of(kind), .what = dl_str_of(what)};
    snprintf(id, sizeof id, "e%d", number);
    event.id = dl_str_of(id);
    assert_int_equal(dl_date_parse(dl_str_of(date), &event.date, &error), 0);
    if (due) {
        event.has_due = true;
        assert_int_equal(dl_date_parse(dl_str_of(due), &event.due, &error), 0);
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

static double width_of(const dl_event *event)
{
    int columns = dl_utf8_width(event->what);
    return 6.0 * (columns < 26 ? columns : 26);
}

/* A label is a box in its lane and layer; a leader stands at its left end in all layers above. */
static void check_labels(const layout *made, const layout_options *options)
{
    for (size_t i = 0; i < made->mark_count; i++) {
        const layout_mark *a = &made->marks[i];
        assert_true(a->from >= 0 && a->to <= options->width + 0.001 && a->from <= a->to);
        if (a->layer == 0)
            continue;
        assert_true(a->at + a->label_width <= options->width + options->label_room + 0.001);
        for (size_t j = 0; j < made->mark_count; j++) {
            const layout_mark *b = &made->marks[j];
            if (i == j || b->layer == 0 || a->lane != b->lane)
                continue;
            bool apart = a->at + a->label_width <= b->at || b->at + b->label_width <= a->at;
            assert_true(a->layer != b->layer || apart);
            /* b's leader comes down at b->at through every layer above b's */
            bool crosses = b->layer > a->layer && b->at > a->at && b->at < a->at + a->label_width;
            assert_false(crosses);
        }
    }
}

static void check_tracks(const layout *made, const layout_options *options)
{
    for (size_t i = 0; i < made->mark_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const layout_mark *a = &made->marks[i], *b = &made->marks[j];
            if (a->lane != b->lane || a->track != b->track)
                continue;
            double gap = a->at > b->at ? a->at - b->at : b->at - a->at;
            assert_true(gap >= options->mark_width - 0.001);
        }
    }
}

static void no_two_labels_meet_and_none_leaves_the_picture(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int round = 0; round < 300; round++) {
        dl_timeline *timeline = random_timeline(&seed, 1 + random_below(&seed, 300));
        layout made;
        layout_options options = {.width = 600,
                                  .mark_width = 12,
                                  .gap = 2,
                                  .most_layers = 9,
                                  .label_room = 170,
                                  .label_width = width_of};
        assert_int_equal(layout_make(timeline, &options, &made, NULL), 0);
        check_labels(&made, &options);
        check_tracks(&made, &options);
        layout_clear(&made);
        dl_timeline_free(timeline);
    }
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
        assert_int_equal(found, dl_timeline_count(timeline));
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
        cmocka_unit_test(no_two_labels_meet_and_none_leaves_the_picture),
        cmocka_unit_test(svg_is_well_formed_the_same_twice_and_asks_for_nothing),
        cmocka_unit_test(terminal_lines_keep_to_the_width),
        cmocka_unit_test(control_characters_of_the_data_do_not_reach_the_terminal),
        cmocka_unit_test(a_year_is_told_where_no_tick_begins_one),
        cmocka_unit_test(ticks_follow_the_span)};
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
