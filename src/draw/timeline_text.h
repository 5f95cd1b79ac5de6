/* A timeline's lines for a terminal: the drawing, and the dated list that stands beneath it, or in
 * its place for who has it read aloud. */
#ifndef DRAW_TIMELINE_TEXT_H
#define DRAW_TIMELINE_TEXT_H

#include "draw/draw.h"
#include "draw/kinds.h"
#include "timeline/layout.h"

enum { TEXT_NAME_COLUMNS = 16, TEXT_LEAST_WIDTH = 40, TEXT_MOST_LISTED = 2000 };

/* The title in lines of its own, and an empty one; nothing without a title. */
void text_title(dl_str title, int width, dl_buf *out);

/* "  3 ⚑ 13 March 2024  OpenAI: ...", folded under its text. */
void text_list_mark(const dl_timeline *timeline, const dl_draw_options *options,
                    const layout_mark *mark, int width, dl_buf *out);

/* "and 8000 more events", where there are more than are listed. */
void text_more(size_t count, dl_buf *out);

/* The whole in sentences, by date: no columns, no signs. */
int text_list(const dl_timeline *timeline, const dl_draw_options *options, int width, dl_buf *out,
              dl_error *error);

#endif
