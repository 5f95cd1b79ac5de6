/*
 * A document flattened for scoring: its elements and texts in document order, each with its
 * subtree's end and with sums over it, so that every later step is a loop over an array. Scripts,
 * hidden elements, navigation and their like are not in it at all.
 */
#ifndef EXTRACT_OUTLINE_H
#define EXTRACT_OUTLINE_H

#include <stdint.h>

#include "extract/html.h"

typedef struct dl_item {
    const GumboNode *node;
    uint32_t parent, end; /* indices; the subtree is [own index + 1, end) */
    uint32_t chars;       /* of text below, white space folded */
    uint32_t link_chars;  /* of it within links */
    uint32_t own_chars;   /* of it outside inner blocks */
    uint32_t own_commas;
    uint32_t commas;
    uint32_t paragraphs, items, images, inputs; /* p, li, img, input below */
    uint32_t heading_chars;
    float score;
    int8_t weight; /* of class and id: -25, 0, 25, 50, -50 */
    bool block;    /* begins and ends a block of text */
    bool scored, dropped;
    bool core; /* the best element, or above it */
} dl_item;

typedef struct dl_outline {
    dl_item *items;
    size_t count, capacity;
} dl_outline;

/* strict leaves out what class and id call comments, sidebars, banners and so on. */
int dl_outline_build(dl_outline *outline, const GumboNode *document, bool strict, dl_error *error);
void dl_outline_clear(dl_outline *outline);

/* Link characters by all characters. */
float dl_item_link_density(const dl_item *item);
bool dl_item_is(const dl_item *item, GumboTag tag);

/* Readability's hints: what class and id say of an element. */
typedef struct dl_hints {
    bool unlikely; /* comment, sidebar, share, ... and nothing that takes it back */
    int8_t weight;
} dl_hints;
dl_hints dl_hints_of(const GumboNode *node);

#endif
