/*
 * XML read as a stream by libxml2, without network, DTDs or entities of one's own, so that neither
 * size nor nesting is kept in memory. Private to src/fetch.
 */
#ifndef FETCH_SOURCE_XML_H
#define FETCH_SOURCE_XML_H

#include <libxml/xmlreader.h>

#include "fetch/source.h"

/* NULL when memory is gone; free with xmlFreeTextReader. clean gets the text that is read, and must
 * outlive the reader: ampersands that begin no reference of XML's own stand for themselves in it,
 * as in the addresses of many sitemaps, and entities of the document's own are nothing. */
xmlTextReaderPtr source_xml_open(dl_str text, dl_buf *clean);
/* At an element: whether its local name is name. */
bool source_xml_is(xmlTextReaderPtr reader, const char *name);
bool source_xml_in(xmlTextReaderPtr reader, const char *name, const char *namespace_part);
/* At an element: appends the text below it, and goes to its end. False when the XML ends early. */
bool source_xml_text(xmlTextReaderPtr reader, dl_buf *out);
dl_str source_xml_attribute(source *s, xmlTextReaderPtr reader, const char *name);

/* An entry of Atom or an item of RSS. */
typedef struct source_entry {
    dl_str id, title, link, author, author_url, published, updated, content; /* content: HTML */
} source_entry;
/* Entries in the order of the feed. DL_ERR_SYNTAX for what is no feed, or is not well formed
 * before its first entry; later faults end the list, and *broken says so. */
int source_feed(source *s, const dl_snapshot *snapshot, source_entry **entries, size_t *count,
                bool *broken, dl_error *error);

#endif
