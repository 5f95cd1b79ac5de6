/* Charts: well-formed, the same twice, within the width, whatever the rows hold. */
#include "support.h"

#include <libxml/parser.h>
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "draw/chart_parts.h"

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

/* Every word stands between the picture's sides: it would be cut there. */
static void check_words(xmlNode *node, double width)
{
    for (; node; node = node->next) {
        check_words(node->children, width);
        if (node->type != XML_ELEMENT_NODE || !xmlStrEqual(node->name, BAD_CAST "text"))
            continue;
        xmlChar *at = xmlGetProp(node, BAD_CAST "x"), *words = xmlNodeGetContent(node);
        xmlChar *anchor = xmlGetProp(node, BAD_CAST "text-anchor");
        double long_as = svg_text_width(dl_str_of((const char *)words)), x = atof((char *)at);
        if (anchor)
            x -= xmlStrEqual(anchor, BAD_CAST "end") ? long_as : long_as / 2;
        if (x < -1 || x + long_as > width + 1)
            fail_msg("'%s' stands at %g to %g of %g", (char *)words, x, x + long_as, width);
        xmlFree(at);
        xmlFree(words);
        xmlFree(anchor);
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
    check_words(xmlDocGetRootElement(doc), 720);
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

static void numbers_are_written_for_a_reader(void **state)
{
    static const struct {
        double value;
        const char *words;
    } rows[] = {{0, "0"},
                {7, "7"},
                {-20, "−20"},
                {0.25, "0.25"},
                {0.123456, "0.1235"},
                {23.4567, "23.46"},
                {1234.5, "1,234.5"},
                {98765.43, "98,765.43"},
                {999999.999, "1,000,000"},
                {12345678.9, "12,345,679"},
                {1500000000, "1,500,000,000"},
                {2e15, "2e+15"},
                {1e-9, "1e-09"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_buf text;
        dl_buf_init(&text);
        chart_number(rows[i].value, &text);
        dl_buf_putc(&text, '\0');
        assert_string_equal(text.data, rows[i].words);
        dl_buf_clear(&text);
    }
}

/* All of an axis' values said "1.235e+04" where they lay between 12,345.1 and 12,345.9. */
static void no_two_values_of_an_axis_read_the_same(void **state)
{
    static const double ends[][2] = {{12345.1, 12345.9}, {1e-9, 2e-9},    {0, 3},
                                     {2e15, 2.001e15},   {-0.3, 0.3},     {7, 7},
                                     {1000000, 1000001}, {2024.1, 2024.9}};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        value_scale scale = value_scale_of(ends[i][0], ends[i][1], 6);
        dl_buf before, text;
        dl_buf_init(&before);
        dl_buf_init(&text);
        for (size_t k = 0; k <= value_steps(&scale); k++) {
            dl_buf_truncate(&text, 0);
            chart_tick(scale.least + scale.step * (double)k, scale.step, &text);
            if (dl_str_equal(dl_buf_str(&before), dl_buf_str(&text)))
                fail_msg("'%.*s' twice", DL_STR_ARG(dl_buf_str(&text)));
            dl_buf_truncate(&before, 0);
            dl_buf_add(&before, dl_buf_str(&text));
        }
        dl_buf_clear(&before);
        dl_buf_clear(&text);
    }
}

/* "600,000,000,000" stood below "1e+12". */
static void an_axis_has_one_way_to_write_its_values(void **state)
{
    static const double ends[][2] = {{2e11, 1e12}, {0, 4e12}, {1e12, 9e12}, {-1e13, 1e13},
                                     {5e-5, 5e-4}, {0, 2e-3}, {1e-5, 2e-4}};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        value_scale scale = value_scale_of(ends[i][0], ends[i][1], 6);
        size_t powers = 0, zeros = 0;
        for (size_t k = 0; k <= value_steps(&scale); k++) {
            dl_buf text = {0};
            chart_tick(scale.least + scale.step * (double)k, scale.step, &text);
            powers += strchr(text.data, 'e') != NULL;
            zeros += strcmp(text.data, "0") == 0;
            dl_buf_clear(&text);
        }
        assert_true(powers == 0 || powers + zeros == value_steps(&scale) + 1);
    }
}

/* Lengths at 11 units as Chromium measures them in DejaVu Sans. */
static void no_words_are_longer_than_they_are_taken_for(void **state)
{
    static const struct {
        const char *words;
        double length;
    } measured[] = {{"1.15e+15", 54.5}, {"−0.0001", 47.8}, {"#", 9.22}, {"<", 9.22}, {"=", 9.22},
                    {">", 9.22},        {"^", 9.22},       {"~", 9.22}, {"!", 4.41}, {"\"", 5.06}};
    (void)state;
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
        if (svg_text_width(dl_str_of(measured[i].words)) < measured[i].length)
            fail_msg("%s", measured[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_chart_is_drawn_within_its_width),
        cmocka_unit_test(more_bars_than_can_be_read_are_refused),
        cmocka_unit_test(a_chart_is_told_in_a_sentence),
        cmocka_unit_test(numbers_are_written_for_a_reader),
        cmocka_unit_test(no_two_values_of_an_axis_read_the_same),
        cmocka_unit_test(an_axis_has_one_way_to_write_its_values),
        cmocka_unit_test(no_words_are_longer_than_they_are_taken_for)};
    return cmocka_run_group_tests_name("charts", tests, NULL, NULL);
}
