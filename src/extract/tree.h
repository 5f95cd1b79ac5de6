/*
 * libxml2's tree of a page: what XPath walks. Made from gumbo's without recursion, bounded in
 * nodes, depth and attributes, and without namespaces, so that //svg means what it says.
 */
#ifndef EXTRACT_TREE_H
#define EXTRACT_TREE_H

#include <libxml/tree.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/select.h"

/* Where an element stands among its siblings, counted from 1; in the node's _private. */
typedef struct dl_place {
    uint32_t child, last_child, of_type, last_of_type;
} dl_place;

struct dl_document {
    xmlDoc *tree;
    dl_arena arena; /* the base, and the places */
    dl_str base;
    size_t elements;
    bool placed; /* dl_place_all was called */
};

/* Fills every element's place; once is enough. */
int dl_place_all(dl_document *document, dl_error *error);

#endif
