/*
 * XML into a tree, two ways. The strict one is libxml2's, which says whether the text is well
 * formed and where it is not; the forgiving one takes any text, names matching ends without
 * regard to case and leaving what it cannot make sense of as text. Neither loads anything.
 */
#ifndef EXTRACT_FEED_XML_H
#define EXTRACT_FEED_XML_H

#include "dateline/error.h"
#include "extract/feed_tree.h"

/* 0; DL_ERR_SYNTAX with line and column for text that is not well formed (the tree is then of no
 * use); DL_ERR_LIMIT_SIZE for entities that grow past the bound; DL_ERR_MEMORY. */
int dl_xml_strict(dl_tree *tree, dl_str text, dl_error *error);

/* Never fails but for memory and size. */
int dl_xml_loose(dl_tree *tree, dl_str text, dl_error *error);

/* Appends text with character references and entities of XML and HTML replaced; what is none
 * stays as it stands. */
void dl_xml_unescape(dl_str text, dl_buf *out);

/* The failure of a tree as an error. */
int dl_tree_told(const dl_tree *tree, dl_error *error);

#endif
