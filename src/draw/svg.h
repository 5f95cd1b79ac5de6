/* Pieces of SVG: numbers in one fixed form, text that is escaped, colours of the theme. */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include "dateline/str.h"
#include "draw/kinds.h"
#include "draw/theme.h"
#include "timeline/layout.h"

/* Width of text in units at the labels' font size, from a table of advances, with some slack. */
double svg_text_width(dl_str text);
/* Text that is cut to a width, and then ends in an ellipsis. */
void svg_fit(dl_str text, double width, dl_buf *out);

/* With at most one digit after the point, and the same one everywhere. */
void svg_number(dl_buf *out, double value);
/* ` NAME="value"` */
void svg_attribute(dl_buf *out, const char *name, double value);

/* `more` is further attributes, as they are written. */
void svg_paint(dl_buf *out, theme_color fill, theme_color stroke);
void svg_text(dl_buf *out, double x, double y, theme_color fill, const char *more, dl_str text);
void svg_line(dl_buf *out, double x1, double y1, double x2, double y2, theme_color stroke,
              const char *more);
void svg_rect(dl_buf *out, double x, double y, double width, double height, theme_color fill,
              theme_color stroke, const char *more);
/* A light bar, hatched on paper. */
void svg_bar(dl_buf *out, double x, double y, double width, double height, theme_color color);
/* Opens a path and its d; svg_path_end closes both. The commands are the caller's. */
void svg_path(dl_buf *out, theme_color fill, theme_color stroke, const char *more);
void svg_at(dl_buf *out, char command, double x, double y);
void svg_path_end(dl_buf *out);

/* Root, title, description, style sheet, ground; the title is drawn where it is not empty. */
typedef struct svg_frame {
    dl_str id, title, description;
    const char *kind; /* class of the root beside dl-picture */
    double width, height;
} svg_frame;
void svg_open(dl_buf *out, const svg_frame *frame);
/* What the title takes of the top, folded to the width. */
double svg_title_height(dl_str title, double width);

/* How a mark stands there, as bits: hollow with "?" (uncertain), dashed (another claim is in use),
 * faint (one of several, of which one holds). */
enum { LOOK_PLAIN = 0, LOOK_UNCERTAIN = 1, LOOK_DISPUTED = 2, LOOK_GHOST = 4 };
void svg_mark(dl_buf *out, const mark_kind *kind, double x, double y, unsigned look);
/* The members of a set on a rail: ghosts on a dotted one where one of them holds, marks on a solid
 * one where all do. */
void svg_set(dl_buf *out, const mark_kind *kind, const double *places, size_t count, double left,
             double y, bool one);
/* The span of a vague date: crisp ends, a gradient for ~, hollow for ?, an arrow where it is open,
 * a torn edge where an end is unknown. id: the gradients' prefix. */
void svg_span(dl_buf *out, const layout_mark *mark, double left, double y, dl_str id);

#endif
