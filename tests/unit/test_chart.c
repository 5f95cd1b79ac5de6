/* Charts: well-formed, the same twice, within the width, whatever the rows hold. */
#include "support.h"

#include <libxml/parser.h>
#include <math.h>

#include "base/utf8.h"
#include "draw/chart.h"

enum { MOST = 160, LABELS = 5 };

typedef struct random_chart {
    chart chart;
    chart_point points[MOST];
} random_chart;

static void make(random_chart *out, uint64_t *seed)
{
    static const char *const labels[LABELS] = {"", "A & <B>", "発表された動画", "x\x1b[31m\xff",
                                               "A name that is much longer than its place is"};
    memset(out, 0, sizeof *out);
    out->chart = (chart){.kind = (chart_kind)random_below(seed, 5),
                         .axis = (chart_axis)random_below(seed, 3),
                         .title = dl_str_of(labels[random_below(seed, LABELS)]),
                         .x_name = dl_str_of(labels[random_below(seed, LABELS)]),
                         .y_name = dl_str_of(labels[random_below(seed, LABELS)]),
                         .points = out->points,
                         .count = (size_t)random_below(seed, MOST),
                         .multiples = random_below(seed, 2) == 0};
    double size = pow(10, random_below(seed, 24) - 8);
    for (size_t i = 0; i < out->chart.count; i++) {
        chart_point *point = &out->points[i];
        point->group = dl_str_of(labels[random_below(seed, LABELS)]);
        point->label = dl_str_of(labels[random_below(seed, LABELS)]);
        point->y = size * (random_below(seed, 2000) - 700);
        point->y_most = point->y + (random_below(seed, 3) ? 0 : size * random_below(seed, 90));
        point->x = out->chart.axis == AXIS_WORDS  ? (double)random_below(seed, 30)
                   : out->chart.axis == AXIS_TIME ? 1e6 * random_below(seed, 100000)
                                                  : size * random_below(seed, 500);
    }
}

static void check_svg(const chart *made)
{
    dl_buf first, second;
    dl_buf_init(&first);
    dl_buf_init(&second);
    assert_int_equal(dl_draw_chart_svg(made, DL_STR("c"), 720, &first, NULL), 0);
    assert_int_equal(dl_draw_chart_svg(made, DL_STR("c"), 720, &second, NULL), 0);
    assert_true(dl_str_equal(dl_buf_str(&first), dl_buf_str(&second)));
    xmlDoc *doc = xmlReadMemory(first.data, (int)first.size, "c.svg", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlFreeDoc(doc);
    assert_null(strstr(first.data, "nan"));
    assert_null(strstr(first.data, "inf\""));
    dl_buf_clear(&first);
    dl_buf_clear(&second);
}

static void check_text(const chart *made, int width, bool ascii)
{
    dl_buf out;
    dl_buf_init(&out);
    assert_int_equal(dl_draw_chart_text(made, width, ascii, &out, NULL), 0);
    assert_true(!out.data || !strchr(out.data, 0x1b));
    dl_str rest = dl_buf_str(&out);
    while (rest.data) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (dl_utf8_width(line) > width)
            fail_msg("%d columns in %d: %.*s", dl_utf8_width(line), width, DL_STR_ARG(line));
    }
    dl_buf_clear(&out);
}

static void any_chart_is_drawn_within_its_width(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int round = 0; round < 1000; round++) {
        random_chart made;
        make(&made, &seed);
        assert_int_equal(chart_prepare(&made.chart, NULL), 0);
        check_svg(&made.chart);
        check_text(&made.chart, 48 + random_below(&seed, 100), round % 2 == 0);
        chart_clear(&made.chart);
    }
    xmlCleanupParser();
}

static void more_bars_than_can_be_read_are_refused(void **state)
{
    (void)state;
    chart_point points[201] = {{.y = 1}};
    chart made = {.kind = CHART_BAR, .points = points, .count = 201};
    dl_error error;
    assert_int_equal(chart_prepare(&made, &error), DL_ERR_USAGE);
    assert_non_null(strstr(error.message, "201 bars"));
    chart_clear(&made);
}

static void a_chart_is_told_in_a_sentence(void **state)
{
    (void)state;
    chart_point points[] = {{.y = -3, .y_most = -3}, {.y = 5, .y_most = 1200}};
    chart made = {.kind = CHART_BAR, .points = points, .count = 2, .y_name = DL_STR("days")};
    dl_buf out;
    dl_buf_init(&out);
    assert_int_equal(chart_prepare(&made, NULL), 0);
    dl_draw_chart_describe(&made, &out);
    assert_string_equal(out.data, "A bar chart of 2 values of days, from −3 to 1,200.");
    dl_buf_clear(&out);
    chart_clear(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_chart_is_drawn_within_its_width),
                                       cmocka_unit_test(more_bars_than_can_be_read_are_refused),
                                       cmocka_unit_test(a_chart_is_told_in_a_sentence)};
    return cmocka_run_group_tests_name("charts", tests, NULL, NULL);
}
