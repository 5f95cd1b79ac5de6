/* The promises of a timeline's SVG: what was said, the window that it named, and what came of it.
 */
#include "draw/describe.h"
#include "draw/timeline_svg.h"

static const double behind_label = 4;
/* How far the line runs above the window, and how far from the row's lower end the window is. */
static const double above = 12, below = 7;

/* “A few months”: late, +87 d */
static void rail_label(const layout_rail *rail, int columns, dl_buf *out)
{
    const dl_event *promise = rail->slip.promise;
    dl_str said = promise->due_said.size ? promise->due_said : promise->label;
    dl_str shown = event_label(&(dl_event){.label = said}, columns);
    if (shown.size)
        dl_buf_printf(out, "“%.*s%s”: ", DL_STR_ARG(shown), shown.size < said.size ? "…" : "");
    describe_slip(&rail->slip, out);
}

double timeline_rail_width(const layout_rail *rail, void *picture)
{
    const timeline_picture *in = picture;
    dl_buf text;
    dl_buf_init(&text);
    rail_label(rail, in->columns, &text);
    double width = svg_text_width(dl_buf_str(&text)) + behind_label;
    in->out->failed = in->out->failed || text.failed;
    dl_buf_clear(&text);
    return width;
}

typedef struct rail_style {
    theme_color color;
    const char *more;
    bool doubled;
} rail_style;

/* Told apart by the line alone: solid kept, double late, dashed possibly late, dotted open. */
static rail_style style_of(dl_verdict verdict)
{
    switch (verdict) {
    case DL_VERDICT_LATE:
        return (rail_style){THEME_RED, "stroke-width=\"4\"", true};
    case DL_VERDICT_POSSIBLY_LATE:
        return (rail_style){THEME_RUST, "stroke-width=\"1.8\" stroke-dasharray=\"6 3\"", false};
    case DL_VERDICT_KEPT:
    case DL_VERDICT_EARLY:
        return (rail_style){THEME_GREEN, "stroke-width=\"1.8\"", false};
    case DL_VERDICT_OPEN:
    case DL_VERDICT_NO_OUTCOME:
        break;
    }
    return (rail_style){THEME_GREY, "stroke-width=\"1.8\" stroke-dasharray=\"1.5 3\"", false};
}

static void draw_arc(dl_buf *out, double from, double to, double y, theme_color color,
                     const char *more)
{
    double bend = (to - from) / 8;
    bend = bend > 24 ? 24 : bend < -24 ? -24 : bend;
    svg_path(out, THEME_NONE, color, more);
    svg_at(out, 'M', from, y);
    svg_at(out, 'C', from + bend / 2, y - above);
    dl_buf_putc(out, ' ');
    svg_at(out, ' ', from + bend / 2, y - above);
    svg_at(out, ' ', from + bend, y - above);
    svg_at(out, 'L', to - bend, y - above);
    svg_at(out, 'C', to - bend / 2, y - above);
    svg_at(out, ' ', to - bend / 2, y - above);
    svg_at(out, ' ', to, y - 3);
    svg_path_end(out);
}

static void draw_ring(dl_buf *out, double x, double y, theme_color color)
{
    dl_buf_puts(out, "<circle r=\"3\"");
    svg_attribute(out, "cx", x);
    svg_attribute(out, "cy", y);
    svg_paint(out, THEME_PAPER, color);
    dl_buf_puts(out, " stroke-width=\"1.6\"/>");
}

void timeline_draw_rail_line(dl_buf *out, dl_verdict verdict, double from, double to, double y)
{
    rail_style style = style_of(verdict);
    draw_arc(out, from, to, y, style.color, style.more);
    if (style.doubled)
        draw_arc(out, from, to, y, THEME_PAPER, "stroke-width=\"1.4\"");
    if (verdict == DL_VERDICT_OPEN || verdict == DL_VERDICT_NO_OUTCOME) {
        draw_ring(out, to, y, style.color);
        return;
    }
    svg_path(out, style.color, THEME_NONE, NULL);
    svg_at(out, 'M', to - 4, y - 5);
    svg_at(out, 'L', to + 4, y - 5);
    svg_at(out, 'L', to, y + 3);
    dl_buf_putc(out, 'z');
    svg_path_end(out);
}

/* The window that was named: a bracket below a band; empty where another promise took its place. */
static void draw_window(timeline_picture *in, const layout_rail *rail, double y)
{
    double from = in->left + rail->due_from, to = in->left + rail->due_to;
    double width = to - from > 2 ? to - from : 2;
    if (!rail->revised)
        svg_rect(in->out, from, y - 3, width, 6, THEME_AMBER, THEME_NONE, "fill-opacity=\".25\"");
    svg_path(in->out, THEME_NONE, THEME_AMBER, rail->revised ? "stroke-dasharray=\"2 2\"" : NULL);
    if (!rail->due_from_open) {
        svg_at(in->out, 'M', from, y - 4);
        svg_at(in->out, 'L', from, y + 4);
    }
    svg_at(in->out, 'M', from, y + 3.5);
    svg_at(in->out, 'L', from + width, y + 3.5);
    if (!rail->due_to_open) {
        svg_at(in->out, 'M', from + width, y - 4);
        svg_at(in->out, 'L', from + width, y + 4);
    }
    svg_path_end(in->out);
}

/* A thin line to the day on which it was promised again, and down to that promise where it is in
 * the next row. */
static void draw_revision(timeline_picture *in, const layout_rail *rail, double y, double next_y)
{
    double from = in->left + rail->said, to = in->left + rail->stands;
    svg_path(in->out, THEME_NONE, THEME_GREY, "stroke-width=\"1.4\"");
    svg_at(in->out, 'M', from, y);
    svg_at(in->out, 'L', from, y - above);
    svg_at(in->out, 'L', to, y - above);
    svg_at(in->out, 'L', to, rail->linked ? next_y - 5 : y + 4);
    svg_path_end(in->out);
    if (!rail->linked)
        return;
    svg_path(in->out, THEME_GREY, THEME_NONE, NULL);
    svg_at(in->out, 'M', to - 3, next_y - 6);
    svg_at(in->out, 'L', to + 3, next_y - 6);
    svg_at(in->out, 'L', to, next_y);
    dl_buf_putc(in->out, 'z');
    svg_path_end(in->out);
}

/* The days on which the sources' claims have the outcome. */
static void draw_claims(timeline_picture *in, const layout_rail *rail, double y)
{
    double from = in->left + rail->came_from, to = in->left + rail->came_to;
    if (to - from < 1)
        return;
    svg_path(in->out, THEME_NONE, THEME_LEAD, "stroke-width=\"1.4\"");
    svg_at(in->out, 'M', from, y - 3);
    svg_at(in->out, 'L', from, y + 5);
    svg_at(in->out, 'M', from, y + 1);
    svg_at(in->out, 'L', to, y + 1);
    svg_at(in->out, 'M', to, y - 3);
    svg_at(in->out, 'L', to, y + 5);
    svg_path_end(in->out);
}

static void draw_label(timeline_picture *in, const layout_rail *rail, double y)
{
    if (rail->side == SIDE_NONE)
        return;
    double x = in->left + rail->label_at, at = y;
    dl_buf text;
    dl_buf_init(&text);
    rail_label(rail, in->columns, &text);
    if (rail->side == SIDE_ON) { /* the line stops for the words */
        at = y - above + 4;
        svg_rect(in->out, x, y - above - 4, rail->label_width, 8, THEME_PAPER, THEME_NONE, NULL);
        x += rail->label_width / 2;
    }
    if (rail->side == SIDE_OVER)
        at = y - above - 7;
    svg_text(in->out, x, at, THEME_INK, rail->side == SIDE_ON ? "text-anchor=\"middle\"" : NULL,
             dl_buf_str(&text));
    dl_buf_clear(&text);
}

static void draw_rail(timeline_picture *in, const layout_rail *rail)
{
    double height = timeline_rail_height(&in->layout.lanes[rail->lane]);
    double y = timeline_rails_top(in, rail->lane) + (double)(rail->row + 1) * height - below;
    double said = in->left + rail->said;
    dl_buf_puts(in->out, "<g>");
    draw_window(in, rail, y);
    if (rail->revised)
        draw_revision(in, rail, y, y + height);
    if (rail->has_came)
        timeline_draw_rail_line(in->out, rail->slip.verdict, said, in->left + rail->came, y);
    else if (!rail->revised)
        timeline_draw_rail_line(in->out, DL_VERDICT_OPEN, said, in->left + rail->stands, y);
    if (rail->has_came)
        draw_claims(in, rail, y);
    draw_label(in, rail, y);
    dl_buf_puts(in->out, "</g>");
}

void timeline_draw_rails(timeline_picture *in)
{
    dl_buf_puts(in->out, "<g aria-hidden=\"true\">"); /* each is told with its promise */
    for (size_t i = 0; i < in->layout.rail_count; i++) {
        if (!in->layout.rails[i].hidden)
            draw_rail(in, &in->layout.rails[i]);
    }
    dl_buf_puts(in->out, "</g>");
}
