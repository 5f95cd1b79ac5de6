/*
 * Which encoding a document's bytes are in, by the order that browsers keep (HTML Standard
 * §13.2.3): byte order mark, HTTP header, declaration (in the first 1024 bytes, or later),
 * detection, and windows-1252 where nothing is known. Never fails: every document has an answer.
 */
#ifndef EXTRACT_CHARSET_H
#define EXTRACT_CHARSET_H

#include "extract/encoding.h"

typedef struct dl_charset {
    const dl_encoding *encoding;
    size_t bom; /* bytes of the byte order mark, not part of the text */
} dl_charset;

/* declared: whether the text itself may declare it (HTML does, plain text does not). */
dl_charset dl_charset_find(dl_str body, dl_str content_type, bool declared);

/* The value of a parameter of a media type: charset in "text/html; charset=utf-8". */
dl_str dl_media_parameter(dl_str content_type, const char *name);

/* HTML Standard §13.2.3.2, "prescan a byte stream to determine its encoding", and the encoding of
 * an XML declaration; NULL when there is none. */
const dl_encoding *dl_charset_prescan(dl_str body);

/* HTML Standard §13.2.3.5: a declaration that the parser meets past those 1024 bytes changes the
 * encoding still. NULL when there is none in the first megabyte. */
const dl_encoding *dl_charset_declared_late(dl_str body);

/* HTML Standard §2.5.3, "extracting a character encoding from a meta element": the label in the
 * content attribute, empty when there is none. */
dl_str dl_charset_in_content(dl_str content);

#endif
