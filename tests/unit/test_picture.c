/* What stands in the SVG itself: the words of a picture, as they are drawn, never meet each other,
 * a leader or a bracket, and never leave the picture, at any width. */
#include "support.h"

#include <libxml/parser.h>
#include <math.h>

#include "draw/draw.h"
#include "draw/svg.h"
#include "picture_random.h"

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { ROUNDS = 200 };
#else
enum { ROUNDS = 10000 };
#endif

typedef struct words {
    char text[160];
    double left, right, top, bottom;
} words;

typedef struct stroke {
    double x1, y1, x2, y2;
} stroke;

typedef struct drawn {
    double width, height;
    words *words;
    size_t word_count, word_capacity;
    stroke *strokes; /* of leaders and brackets */
    size_t stroke_count, stroke_capacity;
} drawn;

static bool has_class(xmlNode *node, const char *name)
{
    xmlChar *all = xmlGetProp(node, (const xmlChar *)"class");
    bool has = all && strstr((const char *)all, name);
    xmlFree(all);
    return has;
}

static double number_of(xmlNode *node, const char *name)
{
    xmlChar *text = xmlGetProp(node, (const xmlChar *)name);
    double value = text ? strtod((const char *)text, NULL) : 0;
    xmlFree(text);
    return value;
}

static void add_words(drawn *to, xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    xmlChar *anchor = xmlGetProp(node, (const xmlChar *)"text-anchor");
    double size = has_class(node, "title") ? 15 * 1.04 : has_class(node, "name") ? 12 * 1.04 : 11;
    double width = svg_text_width(dl_str_of((const char *)content)) * size / 11;
    double x = number_of(node, "x"), y = number_of(node, "y");
    if (anchor && strcmp((const char *)anchor, "end") == 0)
        x -= width;
    else if (anchor || has_class(node, "count"))
        x -= width / 2;
    if (to->word_count == to->word_capacity) {
        to->word_capacity = to->word_capacity * 2 + 64;
        to->words = realloc(to->words, to->word_capacity * sizeof *to->words);
    }
    words *each = &to->words[to->word_count++];
    *each = (words){.left = x, .right = x + width, .top = y - size * .75, .bottom = y + size * .2};
    snprintf(each->text, sizeof each->text, "%s", (const char *)content);
    xmlFree(content);
    xmlFree(anchor);
}

static void add_strokes(drawn *to, xmlNode *node)
{
    xmlChar *path = xmlGetProp(node, (const xmlChar *)"d");
    double x = 0, y = 0;
    for (char *at = (char *)path; at && *at;) {
        char command = *at++;
        double to_x = strtod(at, &at), to_y = strtod(at, &at);
        if (command == 'L') {
            if (to->stroke_count == to->stroke_capacity) {
                to->stroke_capacity = to->stroke_capacity * 2 + 64;
                to->strokes = realloc(to->strokes, to->stroke_capacity * sizeof *to->strokes);
            }
            to->strokes[to->stroke_count++] = (stroke){x, y, to_x, to_y};
        }
        x = to_x;
        y = to_y;
        while (*at == ' ')
            at++;
    }
    xmlFree(path);
}

/* Marks of uncertainty stand in their marks and are no labels; a torn break runs behind words. */
static void collect(drawn *to, xmlNode *node)
{
    for (xmlNode *each = node->children; each; each = each->next) {
        if (each->type != XML_ELEMENT_NODE)
            continue;
        bool is_text = xmlStrEqual(each->name, (const xmlChar *)"text");
        if (is_text && !has_class(each, "query"))
            add_words(to, each);
        bool leader = xmlStrEqual(each->name, (const xmlChar *)"path") && has_class(each, "s-lead");
        bool tear = each->parent->children &&
                    xmlStrEqual(each->parent->children->name, (const xmlChar *)"title") &&
                    !xmlHasProp(each->parent, (const xmlChar *)"role");
        if (leader && !tear)
            add_strokes(to, each);
        collect(to, each);
    }
}

/* Whether a stroke comes into the box: clipped by its four sides (Liang and Barsky). */
static bool runs_through(const stroke *line, const words *box)
{
    double from = 0, to = 1, dx = line->x2 - line->x1, dy = line->y2 - line->y1;
    const double step[] = {-dx, dx, -dy, dy};
    const double room[] = {line->x1 - box->left - .5, box->right - .5 - line->x1,
                           line->y1 - box->top - .5, box->bottom - .5 - line->y1};
    for (int i = 0; i < 4; i++) {
        if (step[i] == 0) {
            if (room[i] < 0)
                return false;
            continue;
        }
        double at = room[i] / step[i];
        if (step[i] < 0)
            from = fmax(from, at);
        else
            to = fmin(to, at);
    }
    return from < to;
}

static void check(const drawn *made)
{
    static const double slack = .6; /* numbers are written in tenths */
    for (size_t i = 0; i < made->word_count; i++) {
        const words *a = &made->words[i];
        if (a->left < -slack || a->right > made->width + slack || a->top < 0 ||
            a->bottom > made->height)
            fail_msg("\"%s\" at %.0f-%.0f, %.0f-%.0f leaves %.0fx%.0f", a->text, a->left, a->right,
                     a->top, a->bottom, made->width, made->height);
        for (size_t k = 0; k < i; k++) {
            const words *b = &made->words[k];
            if (a->left < b->right - slack && b->left < a->right - slack && a->top < b->bottom &&
                b->top < a->bottom)
                fail_msg("\"%s\" meets \"%s\" at %.0f, %.0f of %.0f", a->text, b->text, a->left,
                         a->top, made->width);
        }
        for (size_t k = 0; k < made->stroke_count; k++) {
            if (runs_through(&made->strokes[k], a))
                fail_msg("a line runs through \"%s\" at %.0f, %.0f of %.0f", a->text, a->left,
                         a->top, made->width);
        }
    }
}

static void check_svg(const dl_timeline *timeline, const dl_draw_options *options, size_t *words_in,
                      size_t *strokes_in)
{
    dl_buf svg;
    drawn made = {0};
    dl_buf_init(&svg);
    assert_int_equal(dl_draw_timeline_svg(timeline, options, &svg, NULL), 0);
    xmlDoc *doc = xmlReadMemory(svg.data, (int)svg.size, "x.svg", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlNode *root = xmlDocGetRootElement(doc);
    made.width = number_of(root, "width");
    made.height = number_of(root, "height");
    collect(&made, root);
    check(&made);
    *words_in += made.word_count;
    *strokes_in += made.stroke_count;
    free(made.words);
    free(made.strokes);
    xmlFreeDoc(doc);
    dl_buf_clear(&svg);
}

static void no_words_meet_or_leave_the_picture_at_any_width(void **state)
{
    static const int widths[] = {336, 690, 960, 1400, 240};
    static const char long_title[] =
        "A title that is as long as a sentence of a paper is, and then "
        "some more of it, until it has to be folded";
    const char *const titles[] = {"", "A title", long_title};
    (void)state;
    uint64_t seed = random_seed() | 1;
    size_t words_in = 0, strokes_in = 0;
    dl_date as_of;
    assert_int_equal(dl_date_parse(DL_STR("2022-06-30"), &as_of, NULL), 0);
    for (int round = 0; round < ROUNDS; round++) {
        int events = round % 100 == 0 ? random_below(&seed, 600) : random_below(&seed, 50);
        dl_timeline *timeline = random_timeline(&seed, events);
        dl_draw_options options = {.title = dl_str_of(titles[round % 3]),
                                   .id = DL_STR("p"),
                                   .width = widths[random_below(&seed, 5)],
                                   .as_of = round % 2 ? &as_of : NULL};
        check_svg(timeline, &options, &words_in, &strokes_in);
        dl_timeline_free(timeline);
    }
    assert_true(words_in > (size_t)ROUNDS * 10 && strokes_in > (size_t)ROUNDS);
    print_message("# %zu words and %zu lines in %d pictures\n", words_in, strokes_in, ROUNDS);
    xmlCleanupParser();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_words_meet_or_leave_the_picture_at_any_width)};
    return cmocka_run_group_tests_name("words in pictures", tests, NULL, NULL);
}
