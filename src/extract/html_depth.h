/*
 * How deeply a page's elements are nested, before it is parsed: the parser looks through all that
 * is open at each tag, so that a million nested elements would take it hours. Browsers stop nesting
 * at 512 as well.
 */
#ifndef EXTRACT_HTML_DEPTH_H
#define EXTRACT_HTML_DEPTH_H

#include "dateline/str.h"

enum { HTML_DEPTH = 512 };

/* Copies text to out with the tags of elements past HTML_DEPTH as spaces, when it has any; their
 * text stays. False when there are none, and out is as it was. Linear. */
bool html_flatten(dl_str text, dl_buf *out);

#endif
