/*
 * An SVG of ours as PNG or PDF, by librsvg and cairo where they are installed: they are loaded when
 * they are asked for, so that no run without them starts slower or fails to start.
 */
#ifndef DRAW_RASTER_H
#define DRAW_RASTER_H

#include "dateline/str.h"

typedef enum raster_format { RASTER_PNG, RASTER_PDF } raster_format;

/* DL_ERR_NOT_FOUND where the libraries are not there. A PNG has two pixels a unit. */
bool dl_draw_raster_there(void); /* whether the libraries are installed */
int dl_draw_raster(dl_str svg, raster_format format, dl_buf *out, dl_error *error);

#endif
