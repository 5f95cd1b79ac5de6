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

/* Whether some tag has more attributes. Only "=" outside of quotes counts; a tag ends where it
 * must, at the next "<" or ">", so that what is no tag misleads it no further. */
bool xml_is_crowded(dl_str text);

/* Whether more is declared in it, or a list of attributes is longer. */
bool xml_declares_much(dl_str text);

#endif
