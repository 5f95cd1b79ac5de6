/* The marks of events, and the bars of vague dates. */
#include "draw/svg.h"

static const char *path_of(mark_shape shape)
{
    switch (shape) {
    case SHAPE_DISC:
    case SHAPE_RING:
        return "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z";
    case SHAPE_SQUARE:
        return "M-5 -5h10v10h-10z";
    case SHAPE_FLAG:
        return "M-3.5 6v-12.500h9l-2.500 3.200l2.500 3.200h-7.500v6.100z";
    case SHAPE_HOURGLASS:
        return "M-5 -6h10l-4 6l4 6h-10l4 -6z";
    case SHAPE_DIAMOND:
        return "M0 -6.500l6.500 6.500l-6.500 6.500l-6.500 -6.500z";
    case SHAPE_CROSS:
        return "M-5.500 -3.500l2 -2l3.500 3.500l3.500 -3.500l2 2l-3.500 3.500l3.500 3.500l-2 2"
               "l-3.500 -3.500l-3.500 3.500l-2 -2l3.500 -3.500z";
    case SHAPE_BUBBLE:
        return "M-5.500 -5h11v7h-6l-3 3.500v-3.500h-2z";
    case SHAPE_TRIANGLE:
        return "M0 -6l6 11h-12z";
    case SHAPE_DOT:
        break;
    }
    return "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z";
}

void svg_mark(dl_buf *out, const mark_kind *kind, double x, double y, unsigned look)
{
    bool empty = look != LOOK_PLAIN || kind->shape == SHAPE_RING;
    /* a dot has no room for a question mark */
    bool larger = kind->shape == SHAPE_DOT && look & LOOK_UNCERTAIN;
    dl_buf_puts(out, "<path transform=\"translate(");
    svg_number(out, x);
    dl_buf_putc(out, ' ');
    svg_number(out, y);
    dl_buf_puts(out, ")\" stroke-width=\"1.6\"");
    svg_paint(out, empty ? THEME_PAPER : kind->color, kind->color);
    if (look & LOOK_DISPUTED)
        dl_buf_puts(out, " stroke-dasharray=\"2 1.5\"");
    if (look & LOOK_GHOST)
        dl_buf_puts(out, " fill-opacity=\".9\" stroke-dasharray=\"1 1.2\"");
    dl_buf_printf(out, " d=\"%s\"/>", path_of(larger ? SHAPE_DISC : kind->shape));
    if (look & LOOK_UNCERTAIN)
        svg_text(out, x, y + 3, THEME_INK, ".query", DL_STR("?"));
}

void svg_set(dl_buf *out, const mark_kind *kind, const double *places, size_t count, double left,
             double y, bool one)
{
    if (count == 0)
        return;
    svg_line(out, left + places[0], y, left + places[count - 1], y, kind->color,
             one ? "stroke-width=\"1.4\" stroke-dasharray=\"1 3\" stroke-linecap=\"round\""
                 : "stroke-width=\"1.4\"");
    for (size_t i = 0; i < count; i++)
        svg_mark(out, kind, left + places[i], y, one ? LOOK_GHOST : LOOK_PLAIN);
}

static const double arrow = 7, tear = 3; /* what they take of a span's length */

/* The end of a span on one side: an arrowhead where it is open, torn where it is unknown. */
static void draw_edge(dl_buf *out, double x, double y, double height, int side, bool unknown,
                      theme_color color)
{
    svg_path(out, unknown ? THEME_NONE : color, color, NULL);
    svg_at(out, 'M', x, y - height / 2);
    if (unknown) {
        for (int i = 1; i <= 4; i++)
            svg_at(out, 'L', x + (i % 2 ? tear * side : 0), y - height / 2 + height / 4 * i);
    } else {
        svg_at(out, 'L', x + arrow * side, y);
        svg_at(out, 'L', x, y + height / 2);
        dl_buf_putc(out, 'z');
    }
    svg_path_end(out);
}

static void draw_gradient(dl_buf *out, theme_color color, dl_str id, size_t number)
{
    static const struct {
        const char *offset, *opacity;
    } stops[] = {{"0", ".03"}, {".3", ".45"}, {".7", ".45"}, {"1", ".03"}};
    dl_buf_printf(out, "<linearGradient id=\"%.*s-g%zu\">", DL_STR_ARG(id), number);
    for (size_t i = 0; i < 4; i++)
        dl_buf_printf(
            out, "<stop offset=\"%s\" class=\"g-%s\" stop-color=\"%s\" stop-opacity=\"%s\"/>",
            stops[i].offset, theme_of(color)->name, theme_of(color)->light, stops[i].opacity);
    dl_buf_puts(out, "</linearGradient>");
}

void svg_span(dl_buf *out, const layout_mark *mark, double left, double y, dl_str id)
{
    const dl_date *date = mark->event->date;
    theme_color color = mark_kind_of(mark->event->kind)->color;
    const double height = 10;
    bool approximate = date->start.approximate || (date->interval && date->end.approximate);
    bool uncertain = date->start.uncertain || (date->interval && date->end.uncertain);
    /* arrowheads and tears stay within what the date covers */
    double inset = mark->from_open ? arrow : mark->from_unknown ? tear : 0;
    double x = left + mark->from + inset, width = mark->to - mark->from - inset;
    width -= mark->to_open ? arrow : mark->to_unknown ? tear : 0;
    width = width > 1 ? width : 1;
    if (approximate) {
        draw_gradient(out, color, id, mark->number);
        dl_buf_puts(out, "<rect");
        svg_attribute(out, "x", x);
        svg_attribute(out, "y", y - height / 2);
        svg_attribute(out, "width", width);
        svg_attribute(out, "height", height);
        dl_buf_printf(out,
                      " class=\"s-%s\" stroke=\"%s\" fill=\"url(#%.*s-g%zu)\" "
                      "stroke-dasharray=\"4 2\"/>",
                      theme_of(color)->name, theme_of(color)->light, DL_STR_ARG(id), mark->number);
    } else if (uncertain) {
        svg_rect(out, x, y - height / 2, width, height, THEME_NONE, color, NULL);
    } else {
        svg_bar(out, x, y - height / 2, width, height, color);
    }
    if (mark->from_open || mark->from_unknown)
        draw_edge(out, x, y, height, -1, mark->from_unknown, color);
    if (mark->to_open || mark->to_unknown)
        draw_edge(out, x + width, y, height, 1, mark->to_unknown, color);
}
