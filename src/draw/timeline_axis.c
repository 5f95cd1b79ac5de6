/* The axis of a timeline's SVG: ticks, breaks, and the line of the day that it is seen from. */
#include <inttypes.h>
#include <stdio.h>

#include "draw/timeline_svg.h"

enum { MOST_TICKS = 64, MOST_MINOR = 256, TALL = 420 };

/* The second tier: short strokes at the next finer step, without words. */
static void draw_minor(timeline_picture *in)
{
    tick ticks[MOST_MINOR];
    size_t count = scale_ticks(&in->layout.scale, 18, ticks, MOST_MINOR);
    svg_path(in->out, THEME_NONE, THEME_MAJOR, NULL);
    for (size_t i = 0; i < count; i++) {
        double x = in->left + scale_at(&in->layout.scale, ticks[i].seconds);
        svg_at(in->out, 'M', x, in->top - 4);
        svg_at(in->out, 'L', x, in->top);
    }
    svg_path_end(in->out);
}

static double x_of(const timeline_picture *in, int64_t seconds)
{
    return in->left + scale_at(&in->layout.scale, seconds);
}

void timeline_draw_axis(timeline_picture *in)
{
    tick ticks[MOST_TICKS];
    size_t count = scale_ticks(&in->layout.scale, in->narrow ? 52 : 72, ticks, MOST_TICKS);
    bool tall = in->bottom - in->top > TALL;
    double end = -1;  /* of the label before */
    bool even = true; /* no tick stands out: then none is drawn as if it did */
    for (size_t i = 0; i < count; i++)
        even = even && ticks[i].major;
    dl_buf_puts(in->out, "<g aria-hidden=\"true\">");
    draw_minor(in);
    for (size_t i = 0; i < count; i++) {
        double x = x_of(in, ticks[i].seconds);
        theme_color text = ticks[i].major ? THEME_INK : THEME_SOFT;
        const char *weight = ticks[i].major ? "font-weight=\"600\"" : NULL;
        svg_line(in->out, x, in->top - 4, x, in->bottom,
                 ticks[i].major && !even ? THEME_MAJOR : THEME_RULE, NULL);
        if (x < end)
            continue;
        end = x + svg_text_width(dl_str_of(ticks[i].label)) * 1.1 + 8; /* bold is wider */
        if (end - 6 > in->width)
            continue;
        svg_text(in->out, x + 2, in->top - 8, text, weight, dl_str_of(ticks[i].label));
        if (tall) /* a second time, where the eye is when it reads the last lanes */
            svg_text(in->out, x + 2, in->bottom + 13, text, weight, dl_str_of(ticks[i].label));
    }
    dl_buf_puts(in->out, "</g>");
}

/* "11 months", "3 years": how long nothing happens. */
static void describe_wait(int64_t seconds, char *text, size_t size)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{31556952, "year"}, {2629746, "month"}, {86400, "day"}, {3600, "hour"}};
    size_t unit = 0;
    while (unit < 3 && seconds < units[unit].seconds * 2)
        unit++;
    int64_t count = (seconds + units[unit].seconds / 2) / units[unit].seconds;
    snprintf(text, size, "%" PRId64 " %s%s", count, units[unit].name, count == 1 ? "" : "s");
}

static void draw_tear(timeline_picture *in, double x)
{
    svg_path(in->out, THEME_NONE, THEME_LEAD, NULL);
    svg_at(in->out, 'M', x, in->top - 4);
    for (int side = 1, i = 1; in->top - 4 + i * 6 <= in->bottom; i++, side = -side)
        svg_at(in->out, 'L', x + 2.5 * side, in->top - 4 + i * 6);
    svg_path_end(in->out);
}

void timeline_draw_breaks(timeline_picture *in)
{
    const time_scale *scale = &in->layout.scale;
    double end = -1; /* of the words before */
    for (size_t i = 1; i < scale->piece_count; i++) {
        const scale_piece *before = &scale->pieces[i - 1], *after = &scale->pieces[i];
        double from = in->left + before->end, to = in->left + after->start;
        char text[48];
        dl_buf_puts(in->out, "<g><title>The axis is broken here: ");
        describe_wait(after->from - before->to, text, sizeof text);
        dl_buf_puts(in->out, text);
        dl_buf_puts(in->out, " in which nothing begins or ends</title>");
        svg_rect(in->out, from, in->top - 4, to - from, in->bottom - in->top + 4, THEME_RULE,
                 THEME_NONE, "fill-opacity=\".5\"");
        draw_tear(in, from);
        draw_tear(in, to);
        double half = svg_text_width(dl_str_of(text)) / 2 + 2, middle = (from + to) / 2;
        middle = middle + half > in->width ? in->width - half : middle < half ? half : middle;
        if (middle - half > end)
            svg_text(in->out, middle, in->top - 22, THEME_SOFT,
                     "text-anchor=\"middle\" font-style=\"italic\"", dl_str_of(text));
        end = middle - half > end ? middle + half : end;
        dl_buf_puts(in->out, "</g>");
    }
}

/* Drawn only where it falls between the picture's ends. */
void timeline_draw_as_of(timeline_picture *in)
{
    if (!in->options->as_of)
        return;
    dl_bounds bounds = dl_date_bounds(in->options->as_of);
    bool inside = bounds.end_latest.kind == DL_BOUND_FINITE &&
                  bounds.end_latest.seconds > in->layout.scale.from &&
                  bounds.end_latest.seconds < in->layout.scale.to;
    if (!inside)
        return;
    double x = x_of(in, bounds.end_latest.seconds);
    dl_buf words;
    dl_buf_init(&words);
    dl_buf_puts(&words, "as of ");
    dl_date_words(in->options->as_of, &words);
    bool right = x + 3 + svg_text_width(dl_buf_str(&words)) <= in->width;
    svg_line(in->out, x, in->top - 18, x, in->bottom + 16, THEME_RED, "stroke-dasharray=\"5 3\"");
    svg_text(in->out, right ? x + 3 : x - 3, in->bottom + 27, THEME_RED,
             right ? NULL : "text-anchor=\"end\"", dl_buf_str(&words));
    dl_buf_clear(&words);
}
