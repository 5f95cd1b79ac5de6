/*
 * One escaping function a sink. What comes from outside passes through exactly one of these where
 * it enters a document; none of them fails, and none of them drops readable text.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "dateline/str.h"

/* HTML and XML text and attribute values in double or single quotes: & < > " ' are references;
 * ill-formed UTF-8 and characters that XML 1.0 forbids become U+FFFD, bidi controls that reorder
 * a line visible names (<U+202E>). */
void dl_escape_html(dl_str text, dl_buf *out);
/* What is HTML already, made by a library of text from outside: only such controls are replaced. */
void dl_escape_bidi(dl_str html, dl_buf *out);
/* A link target for an href attribute: only http, https, mailto and relative without a scheme;
 * anything else gives "#". Escaped for an attribute. */
void dl_escape_href(dl_str url, dl_buf *out);
/* A JSON string with its quotes; < > & and U+2028, U+2029 as \u escapes, so that it can stand in
 * an HTML script element. */
void dl_escape_json(dl_str text, dl_buf *out);
/* A string of Lua's with its quotes (manual §3.1), on one line. */
void dl_escape_lua(dl_str text, dl_buf *out);
/* Markdown text that shows as it is (CommonMark §2.4), in a paragraph or in a cell of a GFM table;
 * tabs and line breaks become spaces. */
void dl_escape_markdown(dl_str text, dl_buf *out);
/* For a person's terminal: C0 but tab and newline, DEL, C1 and bidi controls become visible
 * symbols (␛), so that nothing outside can move the cursor or colour the screen. */
void dl_escape_terminal(dl_str text, dl_buf *out);

#endif
