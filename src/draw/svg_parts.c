#include "draw/svg.h"

#include "base/escape.h"
#include "base/utf8.h"

const char svg_style[] =
    ".dl-timeline{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',"
    "sans-serif;font-size:11px}"
    ".dl-timeline text{paint-order:stroke;stroke:#fbfbfa;stroke-width:2.5px;stroke-linejoin:round}"
    ".dl-timeline .lane{font-weight:600;font-size:12px}"
    ".dl-timeline .title{font-weight:650;font-size:15px}"
    ".dl-timeline [tabindex]:focus{outline:2px solid #0072B2;outline-offset:2px}"
    "@media (prefers-color-scheme:dark){"
    ".dl-timeline .ink{fill:#ececec}.dl-timeline .soft{fill:#b4b4b4}"
    ".dl-timeline text{stroke:#1b1d20}.dl-timeline .band{fill:#ffffff0d}.dl-timeline "
    ".rule{stroke:#ffffff30}"
    ".dl-timeline .lead{stroke:#8a8a8a}.dl-timeline .mark{filter:brightness(1.55)}"
    ".dl-timeline .paper{fill:#1b1d20}}"
    "@media print{.dl-timeline text{stroke:#fff}.dl-timeline .ink,.dl-timeline .soft{fill:#000}"
    ".dl-timeline .band{fill:none;stroke:#ccc;stroke-width:.5}"
    ".dl-timeline .mark{filter:grayscale(1) brightness(.7)}}"
    "@media (forced-colors:active){.dl-timeline .ink,.dl-timeline .soft{fill:CanvasText}"
    ".dl-timeline .mark{fill:CanvasText;stroke:CanvasText}}";

/* Advances of common sans-serif fonts at 11 units, rounded up; wide characters take two. */
double svg_text_width(dl_str text)
{
    double width = 0;
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        if (code < 0x80) {
            static const char narrow[] = "iljtfrI.,:;'|!()[] ", wide[] = "mwMW@%&";
            bool is_narrow = false, is_wide = false;
            for (const char *c = narrow; *c; c++)
                is_narrow = is_narrow || (uint32_t)*c == code;
            for (const char *c = wide; *c; c++)
                is_wide = is_wide || (uint32_t)*c == code;
            width += is_narrow ? 3.7 : is_wide ? 10.0 : code >= 'A' && code <= 'Z' ? 7.7 : 6.4;
        } else {
            int columns = dl_utf8_width(dl_str_slice(text, start, at));
            width += columns == 2 ? 11.5 : columns == 1 ? 7.5 : 0;
        }
    }
    return width;
}

void svg_text(dl_buf *out, double x, double y, const char *attributes, dl_str text)
{
    dl_buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, attributes);
    dl_escape_html(text, out);
    dl_buf_puts(out, "</text>");
}

void svg_line(dl_buf *out, double x1, double y1, double x2, double y2, const char *attributes)
{
    dl_buf_printf(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>", x1, y1, x2, y2,
                  attributes);
}

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

void svg_mark(dl_buf *out, const mark_kind *kind, double x, double y, bool hollow, bool disputed)
{
    bool empty = hollow || kind->shape == SHAPE_RING;
    dl_buf_printf(out,
                  "<path class=\"mark\" transform=\"translate(%.1f %.1f)\" d=\"%s\" fill=\"%s\" "
                  "stroke=\"%s\" stroke-width=\"1.6\"%s/>",
                  x, y, path_of(kind->shape), empty ? "#fff" : kind->color, kind->color,
                  disputed ? " stroke-dasharray=\"2 1.500\" fill-opacity=\".25\"" : "");
    if (hollow)
        svg_text(out, x, y + 3, "text-anchor=\"middle\" font-size=\"8\" fill=\"#333\"",
                 DL_STR("?"));
}

/* The edge of a span on one side: straight, an arrowhead, or torn. */
static void edge(dl_buf *out, double x, double y, double height, int side, bool open, bool unknown,
                 const char *color)
{
    if (open)
        dl_buf_printf(out, "<path class=\"mark\" d=\"M%.1f %.1fl%d %.1fl%d %.1fz\" fill=\"%s\"/>",
                      x, y - height / 2, 7 * side, height / 2, -7 * side, height / 2, color);
    if (unknown)
        dl_buf_printf(out,
                      "<path class=\"mark\" d=\"M%.1f %.1fl%d 2.500l%d 2.500l%d 2.500l%d 2.500\" "
                      "fill=\"none\" stroke=\"%s\"/>",
                      x, y - height / 2, 3 * side, -3 * side, 3 * side, -3 * side, color);
}

static void gradient(dl_buf *out, const char *color, dl_str id, size_t number)
{
    dl_buf_printf(out, "<linearGradient id=\"%.*s-g%zu\">", DL_STR_ARG(id), number);
    static const struct {
        const char *offset, *opacity;
    } stops[] = {{"0", ".04"}, {".3", ".5"}, {".7", ".5"}, {"1", ".04"}};
    for (size_t i = 0; i < 4; i++)
        dl_buf_printf(out, "<stop offset=\"%s\" stop-color=\"%s\" stop-opacity=\"%s\"/>",
                      stops[i].offset, color, stops[i].opacity);
    dl_buf_puts(out, "</linearGradient>");
}

void svg_span(dl_buf *out, const layout_mark *mark, double left, double y, dl_str id)
{
    const dl_date *date = &mark->event->date;
    const char *color = mark_kind_of(mark->event->kind)->color;
    const double height = 10;
    bool approximate = date->start.approximate || (date->interval && date->end.approximate);
    bool uncertain = date->start.uncertain || (date->interval && date->end.uncertain);
    double x = left + mark->from, width = mark->to - mark->from;
    if (approximate)
        gradient(out, color, id, mark->number);
    dl_buf_printf(out, "<rect class=\"mark\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" ",
                  x, y - height / 2, width, height);
    if (approximate)
        dl_buf_printf(out, "fill=\"url(#%.*s-g%zu)\" stroke=\"%s\" stroke-dasharray=\"3 2\"",
                      DL_STR_ARG(id), mark->number, color);
    else if (uncertain)
        dl_buf_printf(out, "fill=\"none\" stroke=\"%s\"", color);
    else
        dl_buf_printf(out, "fill=\"%s\" fill-opacity=\".3\"", color);
    dl_buf_puts(out, "/>");
    edge(out, x, y, height, -1, mark->from_open, mark->from_unknown, color);
    edge(out, x + width, y, height, 1, mark->to_open, mark->to_unknown, color);
}
