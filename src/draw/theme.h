/*
 * The colours of all pictures, in both schemes, in one table that a test holds to WCAG 2.1: text at
 * least 4.5 to 1 against the paper, what is read by its shape at least 3 to 1. Light colours stand
 * as attributes, dark ones in the style sheet, so that a viewer without style sheets sees all.
 */
#ifndef DRAW_THEME_H
#define DRAW_THEME_H

#include <stddef.h>

#include "dateline/str.h"

typedef enum theme_color {
    THEME_PAPER,
    THEME_INK,   /* text */
    THEME_SOFT,  /* text of lesser weight */
    THEME_LEAD,  /* leaders, links, brackets */
    THEME_MAJOR, /* lines of the axis: decoration, their labels say the same */
    THEME_RULE,
    THEME_BLUE, /* hues after Okabe and Ito, darkened to be read on paper */
    THEME_GREEN,
    THEME_AMBER,
    THEME_RUST,
    THEME_PINK,
    THEME_RED,
    THEME_GREY,
    THEME_COLORS,
    THEME_NONE = THEME_COLORS /* no paint */
} theme_color;

typedef enum theme_use { USE_GROUND, USE_TEXT, USE_SHAPE, USE_DECORATION } theme_use;

typedef struct theme_row {
    const char *name; /* classes are f-NAME (fill), s-NAME (stroke) and g-NAME (of a gradient) */
    theme_use use;
    const char *light, *dark; /* #rrggbb */
    int sgr;                  /* the colour of a terminal, 0: its own */
} theme_row;

const theme_row *theme_of(theme_color color);
/* The contrast of two colours, WCAG 2.1: 1 to 21. */
double theme_contrast(const char *first, const char *second);
/* The style element's content, for light, dark, print and forced colours; id is the picture's. */
void theme_style(dl_str id, dl_buf *out);

#endif
