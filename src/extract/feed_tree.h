/*
 * XML as a tree that readers of feeds walk: built from events, by the strict parser first and by
 * the forgiving one for what it refuses. Vocabularies are recognised by their namespace names in
 * all the spellings in use. Depth and size are bounded here, for both.
 */
#ifndef EXTRACT_FEED_TREE_H
#define EXTRACT_FEED_TREE_H

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "dateline/arena.h"
#include "dateline/str.h"

/* Vocabularies that feeds are made of. */
typedef enum dl_xml_space {
    DL_SPACE_OTHER,
    DL_SPACE_CORE, /* no namespace, RSS 0.9x to 2.0, Atom of all ages */
    DL_SPACE_RDF,
    DL_SPACE_DC,
    DL_SPACE_TERMS, /* Dublin Core terms */
    DL_SPACE_CONTENT,
    DL_SPACE_ITUNES,
    DL_SPACE_MEDIA,
    DL_SPACE_SYNDICATION,
    DL_SPACE_WFW,
    DL_SPACE_XHTML,
    DL_SPACE_ADMIN,
    DL_SPACE_LICENSE,
    DL_SPACE_XML
} dl_xml_space;

typedef struct dl_xml_attribute {
    dl_str prefix, name, value; /* a namespace declaration has the prefix or the name xmlns */
} dl_xml_attribute;

typedef struct dl_xml_node {
    struct dl_xml_node *parent, *first, *last, *next;
    dl_str name; /* local name; data is NULL for text */
    dl_str prefix, uri;
    dl_xml_space space;
    dl_str text; /* of a text node */
    const dl_xml_attribute *attributes;
    size_t attribute_count;
    dl_str base, lang; /* in force here: xml:base, resolved, and xml:lang */
} dl_xml_node;

typedef struct dl_tree {
    dl_arena *nodes;   /* nodes and names */
    dl_arena *texts;   /* texts and attribute values: what a feed keeps */
    dl_xml_node *root; /* the outermost element */
    dl_xml_node *open;
    int depth;
    dl_buf pending; /* text since the last event */
    size_t size, size_limit;
    int failure;       /* DL_ERR_MEMORY or DL_ERR_LIMIT_SIZE, once */
    bool outward;      /* the strict reading met an entity that stands outside the document */
    dl_str base, lang; /* of the document */
    dl_str last_uri;   /* the namespace name that was looked up last, and what it is */
    dl_xml_space last_space;
    void *parser; /* owns the names; release frees it */
    void (*release)(void *parser);
} dl_tree;

void dl_tree_init(dl_tree *tree, dl_arena *nodes, dl_arena *texts, dl_str base, dl_str lang);
void dl_tree_clear(dl_tree *tree); /* frees text and parser; the arenas are their owners' */

/* Events. Names and values are kept as they are given, the attributes too: they live as long as the
 * tree. Elements past the depth that is kept are dropped, with their texts left to their
 * ancestor. */
void dl_tree_start(dl_tree *tree, dl_str prefix, dl_str name, dl_str uri,
                   const dl_xml_attribute *attributes, size_t count);
void dl_tree_text(dl_tree *tree, dl_str text);
void dl_tree_end(dl_tree *tree);

dl_str dl_tree_copy(dl_tree *tree, dl_arena *arena, dl_str text);

/* The vocabulary of a namespace name, and of a prefix that nothing declares. */
dl_xml_space dl_space_of_uri(dl_str uri);
dl_xml_space dl_space_of_prefix(dl_str prefix);

/* Without case, as feeds in the wild write names. */
bool dl_xml_is(const dl_xml_node *node, dl_xml_space space, const char *name);
/* The value of the first attribute of that local name; data is NULL when there is none. Those of
 * the xml: prefix count only when asked for as "xml:base". */
dl_str dl_xml_attribute_of(const dl_xml_node *node, const char *name);
bool dl_xml_has_elements(const dl_xml_node *node);
/* Document order within root, NULL past its end. */
const dl_xml_node *dl_xml_next(const dl_xml_node *node, const dl_xml_node *root);
/* All text below node, as it stands. */
void dl_xml_text(const dl_xml_node *node, dl_buf *out);
/* What is inside node as markup; XHTML elements lose their prefixes and namespace declarations. */
void dl_xml_markup(const dl_xml_node *node, dl_buf *out);

/* Whether name equals word without regard to ASCII case; most words differ in their first letter,
 * which is why this is here. */
static inline bool dl_word_is(dl_str name, const char *word)
{
    if (name.size == 0 || (name.data[0] ^ word[0]) & ~0x20)
        return name.size == 0 && word[0] == '\0';
    return name.size == strlen(word) && strncasecmp(name.data, word, name.size) == 0;
}

#endif
