/*
 * Pictures: a timeline as one SVG element, or as lines of Unicode for a terminal. Positions come
 * from src/timeline/layout.h; here they get a format. Same timeline and options, same bytes.
 */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include "dateline/picture.h"
#include "dateline/timeline.h"

typedef struct dl_draw_options {
    dl_str title;         /* may be empty */
    dl_str id;            /* prefix of every id in the SVG, so that several share a page */
    const dl_date *as_of; /* draws the as-of line; may be NULL */
    int width;            /* terminal: columns (at least 40); SVG: user units, 0 for 960 */
    dl_picture_form form; /* terminal */
} dl_draw_options;

int dl_draw_timeline_svg(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                         dl_error *error);
/* No colour and no escape sequences. */
int dl_draw_timeline_text(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                          dl_error *error);
/* One sentence that replaces the picture: how many events, actors, promises, which span. */
void dl_draw_timeline_describe(const dl_timeline *timeline, dl_buf *out);
/* "late, +87 d"; the verdict's word where there are no days. */
void dl_draw_slip_words(const dl_slip *slip, dl_buf *out);
/* "told differently: 16 February 2024"; nothing where sources agree. */
void dl_draw_conflict_words(const dl_timeline *timeline, const dl_event *event, dl_buf *out);
/* The same drawing (of a timeline or a chart, escaped for a terminal) with each mark in its colour,
 * by SGR sequences; what it says is in the shapes already. */
void dl_draw_colored(dl_str drawing, dl_buf *out);

#endif
