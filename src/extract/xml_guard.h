/*
 * What libxml2 does not read in linear time, and no honest document has: it holds each attribute of
 * a tag against those before it, looks each prefix up among all that are bound, and keeps what a
 * document declares in tables that stop growing. The numbers are far past what feeds have.
 */
#ifndef EXTRACT_XML_GUARD_H
#define EXTRACT_XML_GUARD_H

#include "dateline/str.h"

enum { XML_MOST_ATTRIBUTES = 256, XML_MOST_SPACES = 256, XML_MOST_DECLARATIONS = 2000 };
enum { XML_LONGEST_LIST = 4096 };

/* Whether some tag has more attributes, more is declared, or a list of attributes is longer: asked
 * before libxml2 is given the text. Who binds more prefixes is found while it is read. */
bool xml_is_excessive(dl_str text);

#endif
