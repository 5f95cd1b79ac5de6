/* Pieces of SVG: numbers in one fixed form, text that is escaped, the marks of events. */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include "dateline/str.h"
#include "draw/kinds.h"
#include "timeline/layout.h"

/* Width of text in units at the labels' font size, from a table of advances, with some slack. */
double svg_text_width(dl_str text);

void svg_text(dl_buf *out, double x, double y, const char *attributes, dl_str text);
void svg_line(dl_buf *out, double x1, double y1, double x2, double y2, const char *attributes);

/* The mark of a kind with its middle at x, y. disputed: as another source's telling. */
void svg_mark(dl_buf *out, const mark_kind *kind, double x, double y, bool hollow, bool disputed);
/* The span of a vague date: crisp ends, a gradient for ~, hollow for ?, an arrow where it is open,
 * a torn edge where an end is unknown. id: the gradients' prefix. */
void svg_span(dl_buf *out, const layout_mark *mark, double left, double y, dl_str id);

/* The style sheet, for light, dark and print, scoped to .dl-timeline. */
extern const char svg_style[];

#endif
