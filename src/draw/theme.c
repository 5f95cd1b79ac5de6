#include "draw/theme.h"

#include <math.h>
#include <stdio.h>

static const theme_row rows[THEME_COLORS] = {
    [THEME_PAPER] = {"paper", USE_GROUND, "#fdfdfc", "#17191c", 0},
    [THEME_INK] = {"ink", USE_TEXT, "#1a1a1a", "#ececec", 0},
    [THEME_SOFT] = {"soft", USE_TEXT, "#565a60", "#b4b9c0", 0},
    [THEME_LEAD] = {"lead", USE_SHAPE, "#7d8288", "#80868d", 0},
    [THEME_MAJOR] = {"major", USE_DECORATION, "#b3b7bc", "#565b62", 0},
    [THEME_RULE] = {"rule", USE_DECORATION, "#e2e4e6", "#2f3338", 0},
    [THEME_BLUE] = {"blue", USE_TEXT, "#0072b2", "#5bb8f0", 34},
    [THEME_GREEN] = {"green", USE_TEXT, "#00795a", "#3ccb9f", 32},
    [THEME_AMBER] = {"amber", USE_TEXT, "#9c5400", "#f0a848", 33},
    [THEME_RUST] = {"rust", USE_TEXT, "#a8431d", "#f58a5c", 91},
    [THEME_PINK] = {"pink", USE_TEXT, "#b02e7d", "#f08cc6", 35},
    [THEME_RED] = {"red", USE_TEXT, "#b3261e", "#ff8a80", 31},
    [THEME_GREY] = {"grey", USE_TEXT, "#5a5a5a", "#b4b4b4", 90},
};

const theme_row *theme_of(theme_color color)
{
    return &rows[color];
}

/* Relative luminance, WCAG 2.1 §"relative luminance". */
static double luminance(const char *color)
{
    static const double weight[] = {.2126, .7152, .0722};
    unsigned part[3] = {0, 0, 0};
    double sum = 0;
    if (sscanf(color, "#%2x%2x%2x", &part[0], &part[1], &part[2]) != 3)
        return 0;
    for (int i = 0; i < 3; i++) {
        double value = part[i] / 255.0;
        sum += weight[i] * (value <= .03928 ? value / 12.92 : pow((value + .055) / 1.055, 2.4));
    }
    return sum;
}

double theme_contrast(const char *first, const char *second)
{
    double a = luminance(first), b = luminance(second);
    return a > b ? (a + .05) / (b + .05) : (b + .05) / (a + .05);
}

void theme_style(dl_str id, dl_buf *out)
{
    dl_buf_puts(out, ".dl-picture{font-family:system-ui,-apple-system,'Segoe UI',Roboto,"
                     "'Helvetica Neue',sans-serif;font-size:11px}"
                     /* each label by its own script's direction, its ellipsis at its own end */
                     ".dl-picture text{paint-order:stroke;stroke:#fdfdfc;stroke-width:3px;"
                     "stroke-linejoin:round;unicode-bidi:plaintext}"
                     ".dl-picture .name{font-weight:600;font-size:12px}"
                     ".dl-picture .title{font-weight:650;font-size:15px}"
                     ".dl-picture .query{font-size:8px;text-anchor:middle;stroke:none}"
                     ".dl-picture .count{font-size:9px;text-anchor:middle;stroke:none}"
                     ".dl-picture [tabindex]:focus{outline:2px solid #0072b2;outline-offset:2px}"
                     "@media screen and (prefers-color-scheme:dark){"
                     ".dl-picture text{stroke:#17191c}"
                     ".dl-picture [tabindex]:focus{outline-color:#5bb8f0}");
    for (int i = 0; i < THEME_COLORS; i++) {
        const theme_row *row = &rows[i];
        dl_buf_printf(out, ".dl-picture .f-%s{fill:%s}.dl-picture .s-%s{stroke:%s}", row->name,
                      row->dark, row->name, row->dark);
        if (i >= THEME_BLUE)
            dl_buf_printf(out, ".dl-picture .g-%s{stop-color:%s}", row->name, row->dark);
    }
    /* black ink; bars are hatched, each picture by a pattern of its own */
    dl_buf_puts(out, "}@media print{.dl-picture text{stroke:#fff}.dl-picture .f-paper{fill:#fff}"
                     ".dl-picture .f-ink,.dl-picture .f-soft{fill:#000}");
    for (int i = THEME_BLUE; i < THEME_COLORS; i++)
        dl_buf_printf(out,
                      ".dl-picture .f-%s{fill:#000}.dl-picture .s-%s{stroke:#000}"
                      ".dl-picture .g-%s{stop-color:#000}",
                      rows[i].name, rows[i].name, rows[i].name);
    dl_buf_printf(out,
                  "#%.*s .hatched{fill:url(#%.*s-h);fill-opacity:1}}"
                  "@media (forced-colors:active){.dl-picture text{fill:CanvasText;stroke:Canvas}"
                  ".dl-picture .f-paper{fill:Canvas}.dl-picture .s-lead{stroke:CanvasText}}",
                  DL_STR_ARG(id), DL_STR_ARG(id));
}
