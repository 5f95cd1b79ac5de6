/* Where each element stands among its siblings, for :nth-child and its family: two walks over the
 * tree, so that no selector counts siblings again for each of them. */
#include <stdlib.h>

#include "extract/tree.h"

/* How many children (of that name, or all for no name) a parent has had so far: open addressing,
 * at most half full. */
typedef struct tally {
    const xmlNode *parent;
    const xmlChar *name; /* interned: equal names are equal pointers */
    uint32_t count;
} tally;

typedef struct tallies {
    tally *at;
    size_t mask;
} tallies;

static uint32_t *tally_of(const tallies *table, const xmlNode *parent, const xmlChar *name)
{
    uint64_t key = (uint64_t)(uintptr_t)parent * 31 + (uint64_t)(uintptr_t)name;
    size_t i = (size_t)((key * 0x9E3779B97F4A7C15ULL) >> 20) & table->mask;
    while (table->at[i].parent && (table->at[i].parent != parent || table->at[i].name != name))
        i = (i + 1) & table->mask;
    table->at[i].parent = parent;
    table->at[i].name = name;
    return &table->at[i].count;
}

static xmlNode *next_element(xmlNode *node)
{
    xmlNode *next = xmlFirstElementChild(node);
    while (!next && node->type == XML_ELEMENT_NODE) {
        next = xmlNextElementSibling(node);
        node = node->parent;
    }
    return next;
}

int dl_place_all(dl_document *document, dl_error *error)
{
    if (document->placed)
        return 0;
    size_t size = 64, i = 0;
    while (size < document->elements * 4)
        size *= 2;
    tallies table = {calloc(size, sizeof *table.at), size - 1};
    dl_place *places = dl_arena_alloc(&document->arena, (document->elements + 1) * sizeof *places);
    if (!table.at || !places) {
        free(table.at);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while counting elements");
    }
    xmlNode *first = xmlDocGetRootElement(document->tree);
    for (xmlNode *node = first; node; node = next_element(node)) {
        dl_place *place = &places[i++];
        place->child = ++*tally_of(&table, node->parent, NULL);
        place->of_type = ++*tally_of(&table, node->parent, node->name);
        node->_private = place;
    }
    for (xmlNode *node = first; node; node = next_element(node)) {
        dl_place *place = node->_private;
        place->last_child = *tally_of(&table, node->parent, NULL) - place->child + 1;
        place->last_of_type = *tally_of(&table, node->parent, node->name) - place->of_type + 1;
    }
    free(table.at);
    document->placed = true;
    return 0;
}
