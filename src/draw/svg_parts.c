#include <math.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/svg.h"

/* Advances in tenths at 11 units, from the space to the tilde, of the widest of the common
 * sans-serif fonts (DejaVu Sans), rounded up: a label in any of them stays in its box. */
enum { FIRST = ' ', LAST = '~' };
static const unsigned char advances[LAST - FIRST + 1] = {
    38,  45, 51, 93, 70, 109, 91, 38,  46, 46, 70, 93, 38, 46,  38, 46, /* from space */
    70,  70, 70, 70, 70, 70,  70, 70,  70, 70, 38, 38, 93, 93,  93, 70, /* from 0 */
    109, 84, 84, 84, 84, 84,  84, 84,  84, 38, 61, 84, 84, 109, 84, 84, /* from @ */
    84,  84, 84, 84, 84, 84,  84, 109, 84, 84, 84, 46, 70, 46,  93, 70, /* from P */
    70,  70, 70, 61, 70, 70,  46, 70,  70, 38, 38, 70, 38, 109, 70, 70, /* from ` */
    70,  70, 46, 61, 46, 70,  70, 91,  70, 70, 61, 70, 38, 70,  93,     /* from p */
};
static const double wide_column = 11.5, other_column = 8, minus_sign = 9.3;

double svg_text_width(dl_str text)
{
    double width = 0;
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        if (code < 0x80) {
            width += code >= FIRST && code <= LAST ? advances[code - FIRST] / 10.0 : 0;
            continue;
        }
        int columns = dl_utf8_width(dl_str_slice(text, start, at));
        if (code == 0x2212)
            width += minus_sign;
        else
            width += columns == 2 ? wide_column : columns == 1 ? other_column : 0;
    }
    return width;
}

void svg_fit(dl_str text, double width, dl_buf *out)
{
    enum { MOST_COLUMNS = 200 };
    static const double ellipsis = 10;
    dl_str shown = dl_utf8_fit(text, MOST_COLUMNS);
    bool whole = shown.size == text.size && svg_text_width(text) <= width;
    while (!whole && shown.size > 0 && svg_text_width(shown) > width - ellipsis)
        shown = dl_utf8_fit(shown, dl_utf8_width(shown) - 1);
    dl_buf_add(out, shown);
    dl_buf_puts(out, whole ? "" : "…");
}

/* Tenths, written by hand: printf's floating point took most of a large picture's time. */
void svg_number(dl_buf *out, double value)
{
    static const double most = 1e9;
    char text[24];
    size_t at = sizeof text;
    bool negative = value < 0;
    double size = negative ? -value : value;
    long tenths = lround((size < most ? size : most) * 10);
    if (tenths % 10) {
        text[--at] = (char)('0' + tenths % 10);
        text[--at] = '.';
    }
    long whole = tenths / 10;
    do {
        text[--at] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole);
    if (negative && tenths)
        text[--at] = '-';
    dl_buf_append(out, text + at, sizeof text - at);
}

void svg_attribute(dl_buf *out, const char *name, double value)
{
    dl_buf_putc(out, ' ');
    dl_buf_puts(out, name);
    dl_buf_puts(out, "=\"");
    svg_number(out, value);
    dl_buf_putc(out, '"');
}

static void paint_attribute(dl_buf *out, const char *name, theme_color color)
{
    dl_buf_puts(out, name);
    dl_buf_puts(out, color == THEME_NONE ? "none" : theme_of(color)->light);
    dl_buf_putc(out, '"');
}

void svg_paint(dl_buf *out, theme_color fill, theme_color stroke)
{
    dl_buf_puts(out, " class=\"");
    if (fill != THEME_NONE) {
        dl_buf_puts(out, "f-");
        dl_buf_puts(out, theme_of(fill)->name);
    }
    if (stroke != THEME_NONE) {
        dl_buf_puts(out, fill != THEME_NONE ? " s-" : "s-");
        dl_buf_puts(out, theme_of(stroke)->name);
    }
    dl_buf_putc(out, '"');
    paint_attribute(out, " fill=\"", fill);
    if (stroke != THEME_NONE)
        paint_attribute(out, " stroke=\"", stroke);
}

static void more_attributes(dl_buf *out, const char *more)
{
    if (!more)
        return;
    dl_buf_putc(out, ' ');
    dl_buf_puts(out, more);
}

void svg_text(dl_buf *out, double x, double y, theme_color fill, const char *more, dl_str text)
{
    dl_buf_puts(out, "<text");
    svg_attribute(out, "x", x);
    svg_attribute(out, "y", y);
    dl_buf_puts(out, " class=\"f-");
    dl_buf_puts(out, theme_of(fill)->name);
    if (more && *more == '.') { /* ".name": a class of the style sheet */
        dl_buf_putc(out, ' ');
        dl_buf_puts(out, more + 1);
        more = NULL;
    }
    dl_buf_putc(out, '"');
    paint_attribute(out, " fill=\"", fill);
    more_attributes(out, more);
    dl_buf_putc(out, '>');
    dl_escape_html(text, out);
    dl_buf_puts(out, "</text>");
}

void svg_line(dl_buf *out, double x1, double y1, double x2, double y2, theme_color stroke,
              const char *more)
{
    svg_path(out, THEME_NONE, stroke, more);
    svg_at(out, 'M', x1, y1);
    svg_at(out, 'L', x2, y2);
    svg_path_end(out);
}

void svg_bar(dl_buf *out, double x, double y, double width, double height, theme_color color)
{
    const char *name = theme_of(color)->name, *light = theme_of(color)->light;
    dl_buf_puts(out, "<rect");
    svg_attribute(out, "x", x);
    svg_attribute(out, "y", y);
    svg_attribute(out, "width", width);
    svg_attribute(out, "height", height);
    dl_buf_printf(out,
                  " class=\"hatched f-%s s-%s\" fill=\"%s\" stroke=\"%s\" fill-opacity=\".22\" "
                  "stroke-opacity=\".6\"/>",
                  name, name, light, light);
}

void svg_rect(dl_buf *out, double x, double y, double width, double height, theme_color fill,
              theme_color stroke, const char *more)
{
    dl_buf_puts(out, "<rect");
    svg_attribute(out, "x", x);
    svg_attribute(out, "y", y);
    svg_attribute(out, "width", width);
    svg_attribute(out, "height", height);
    svg_paint(out, fill, stroke);
    more_attributes(out, more);
    dl_buf_puts(out, "/>");
}

void svg_path(dl_buf *out, theme_color fill, theme_color stroke, const char *more)
{
    dl_buf_puts(out, "<path");
    svg_paint(out, fill, stroke);
    more_attributes(out, more);
    dl_buf_puts(out, " d=\"");
}

void svg_at(dl_buf *out, char command, double x, double y)
{
    dl_buf_putc(out, command);
    svg_number(out, x);
    dl_buf_putc(out, ' ');
    svg_number(out, y);
}

void svg_path_end(dl_buf *out)
{
    dl_buf_puts(out, "\"/>");
}

/* The next line of a title: as many words as fit, or as much of one word. */
static dl_str title_line(dl_str *rest, double width)
{
    static const double bold = 1.55; /* 15 px, beside the 11 px that are measured */
    static const double thinnest = 3.8 * 1.55;
    dl_str line = dl_utf8_fit(*rest, (int)(width / thinnest)); /* so that the search is short */
    while (line.size > 0 && svg_text_width(line) * bold > width)
        line = dl_utf8_fit(line, dl_utf8_width(line) - 1);
    size_t cut = line.size;
    while (line.size < rest->size && cut > 0 && line.data[cut - 1] != ' ')
        cut--;
    line = dl_str_slice(line, 0, cut > 0 ? cut : line.size);
    *rest = dl_str_trim(dl_str_slice(*rest, line.size, rest->size));
    return dl_str_trim(line);
}

enum { MOST_TITLE_LINES = 4, TITLE_LINE = 19, TITLE_SPACE = 9 };

double svg_title_height(dl_str title, double width)
{
    int lines = 0;
    title = dl_str_trim(title);
    for (; title.size > 0 && lines < MOST_TITLE_LINES; lines++) {
        if (title_line(&title, width).size == 0)
            break;
    }
    return lines ? lines * TITLE_LINE + TITLE_SPACE : 0;
}

static void draw_title(dl_buf *out, dl_str title, double width)
{
    for (int i = 0; title.size > 0 && i < MOST_TITLE_LINES; i++) {
        dl_str line = title_line(&title, width);
        if (line.size == 0)
            break;
        svg_text(out, 0, 18 + i * TITLE_LINE, THEME_INK, ".title", line);
    }
}

void svg_open(dl_buf *out, const svg_frame *frame)
{
    dl_buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    dl_buf_printf(out, " id=\"%.*s\" class=\"dl-picture %s\" viewBox=\"0 0 ", DL_STR_ARG(frame->id),
                  frame->kind);
    svg_number(out, frame->width);
    dl_buf_putc(out, ' ');
    svg_number(out, frame->height);
    dl_buf_putc(out, '"');
    svg_attribute(out, "width", frame->width);
    svg_attribute(out, "height", frame->height);
    dl_buf_printf(out,
                  " role=\"graphics-document document\" aria-labelledby=\"%.*s-t\" "
                  "aria-describedby=\"%.*s-d\"><title id=\"%.*s-t\">",
                  DL_STR_ARG(frame->id), DL_STR_ARG(frame->id), DL_STR_ARG(frame->id));
    dl_escape_html(frame->title.size ? frame->title : DL_STR("Picture"), out);
    dl_buf_printf(out, "</title><desc id=\"%.*s-d\">", DL_STR_ARG(frame->id));
    dl_escape_html(frame->description, out);
    dl_buf_puts(out, "</desc><style>");
    theme_style(frame->id, out);
    dl_buf_puts(out, "</style>");
    dl_buf_printf(out,
                  "<defs><pattern id=\"%.*s-h\" width=\"4\" height=\"4\" "
                  "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                  "<path d=\"M0 0v4\" stroke=\"#000\" stroke-width=\"1.6\"/></pattern></defs>",
                  DL_STR_ARG(frame->id));
    svg_rect(out, 0, 0, frame->width, frame->height, THEME_PAPER, THEME_NONE, NULL);
    draw_title(out, dl_str_trim(frame->title), frame->width);
}
