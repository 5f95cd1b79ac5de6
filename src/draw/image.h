/*
 * Pictures from elsewhere, PNG, JPEG, GIF and WebP: what they are and how large, by their first
 * bytes, and an svg element that holds one whole. Nothing of them is decoded here.
 */
#ifndef DRAW_IMAGE_H
#define DRAW_IMAGE_H

#include <stdbool.h>

#include "dateline/str.h"

typedef struct dl_image {
    const char *type; /* "image/png" */
    int width, height;
} dl_image;

/* Whether the bytes begin as one of the formats does. */
bool dl_image_begins(dl_str bytes);
/* DL_ERR_SYNTAX for what is no such picture, or is damaged before its size; SVG is refused, since
 * it is a document that asks for others. DL_ERR_LIMIT_SIZE for sides past 20,000 pixels and for
 * none. */
int dl_image_read(dl_str bytes, dl_image *image, dl_error *error);
/* One svg element of that size; alt: for who cannot see it. */
void dl_image_svg(const dl_image *image, dl_str bytes, dl_str alt, dl_buf *out);

#endif
