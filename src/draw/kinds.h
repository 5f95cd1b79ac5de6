/* How each kind of event looks: shape carries the meaning, colour repeats it (Okabe-Ito). */
#ifndef DRAW_KINDS_H
#define DRAW_KINDS_H

#include "dateline/str.h"
#include "draw/theme.h"

typedef enum mark_shape {
    SHAPE_DISC,      /* announced */
    SHAPE_RING,      /* shown to some */
    SHAPE_SQUARE,    /* released */
    SHAPE_FLAG,      /* promised */
    SHAPE_HOURGLASS, /* delayed */
    SHAPE_DIAMOND,   /* leaked */
    SHAPE_CROSS,     /* taken back */
    SHAPE_BUBBLE,    /* said */
    SHAPE_TRIANGLE,  /* a product made with it */
    SHAPE_DOT        /* anything else */
} mark_shape;

typedef struct mark_kind {
    const char *name;
    mark_shape shape;
    theme_color color;
    const char *glyph; /* for a terminal, one column */
    char ascii;
} mark_kind;

/* The row of a kind; the last one stands for all others. */
const mark_kind *mark_kind_of(dl_str kind);
size_t mark_kind_count(void);
const mark_kind *mark_kind_at(size_t index);

#endif
