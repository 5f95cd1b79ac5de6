/* A chart as one SVG element: its frame, and where its panels stand. */
#include <math.h>

#include "draw/chart_parts.h"

enum {
    LEAST_WIDTH = 320,
    LEFT = 56,
    RIGHT = 24,
    LABELS = 116, /* right of lines, for the names of their series */
    HEIGHT = 260,
    FOOT = 40,
    SMALL_WIDTH = 230,
    SMALL_HEIGHT = 120
};

static size_t panel_columns(const chart *made, double width)
{
    size_t columns = (size_t)(width / SMALL_WIDTH);
    columns = columns < 1 ? 1 : columns;
    return made->group_count < columns ? made->group_count : columns;
}

static double panels_height(const chart *made, double width)
{
    if (!made->multiples || made->group_count < 2)
        return HEIGHT + FOOT;
    size_t columns = panel_columns(made, width);
    size_t rows = (made->group_count + columns - 1) / columns;
    return (double)rows * (SMALL_HEIGHT + FOOT + 18);
}

static void draw_panels(const chart *made, double top, double width, dl_buf *out)
{
    chart_panel panel = {.top = top, .height = HEIGHT, .right = RIGHT, .all = true};
    if (!made->multiples || made->group_count < 2) {
        panel.left = fmax(LEFT, chart_panel_values(made, HEIGHT, out));
        panel.right = made->group_count > 1 ? LABELS : RIGHT;
        panel.width = width - panel.left - panel.right;
        chart_draw_panel(made, &panel, out);
        return;
    }
    size_t columns = panel_columns(made, width);
    double each = width / (double)columns;
    double left = fmax(LEFT, chart_panel_values(made, SMALL_HEIGHT, out));
    panel.all = false;
    panel.width = each - left - RIGHT;
    panel.height = SMALL_HEIGHT;
    for (size_t g = 0; g < made->group_count; g++) {
        panel.group = g;
        panel.left = (double)(g % columns) * each + left;
        size_t row = g / columns;
        panel.top = top + 18 + (double)row * (SMALL_HEIGHT + FOOT + 18);
        chart_draw_panel(made, &panel, out);
    }
}

int dl_draw_chart_svg(const chart *made, dl_str id, int width, dl_buf *out, dl_error *error)
{
    double wide = width < LEAST_WIDTH ? LEAST_WIDTH : width,
           top = 8 + svg_title_height(made->title, wide);
    bool panels = made->kind != CHART_BAR && made->kind != CHART_DISTRIBUTION;
    top += panels ? 12 : 0;
    double height = made->kind == CHART_BAR            ? chart_bars_height(made)
                    : made->kind == CHART_DISTRIBUTION ? chart_rows_height(made)
                                                       : panels_height(made, wide);
    dl_buf sentence;
    dl_buf_init(&sentence);
    dl_draw_chart_describe(made, &sentence);
    svg_frame frame = {.id = id,
                       .title = made->title,
                       .description = dl_buf_str(&sentence),
                       .kind = "dl-chart",
                       .width = wide,
                       .height = top + height};
    svg_open(out, &frame);
    dl_buf_clear(&sentence);
    if (made->kind == CHART_BAR)
        chart_draw_bars(made, top, wide, out);
    else if (made->kind == CHART_DISTRIBUTION)
        chart_draw_rows(made, top, wide, out);
    else
        draw_panels(made, top, wide, out);
    dl_buf_puts(out, "</svg>");
    return dl_buf_ok(out, error);
}
