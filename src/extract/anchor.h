/*
 * The links of a document: where they lead, what a reader sees of them, and how they are related.
 */
#ifndef EXTRACT_ANCHOR_H
#define EXTRACT_ANCHOR_H

#include "dateline/page.h"
#include "extract/html.h"

/* Sets links and anchors of page, in its arena. url: where the document was found. */
int dl_anchors_collect(dl_page *page, const GumboNode *document, dl_str url, dl_error *error);

#endif
