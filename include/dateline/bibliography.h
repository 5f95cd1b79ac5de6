/*
 * Sources as a bibliography: a line to read, BibTeX, CSL-JSON. A date stays as vague as it was
 * told: CSL's date-parts where they can say it, ranges and circa among them, else the date's words.
 * Nothing here owns anything; the same sources give the same bytes.
 */
#ifndef DATELINE_BIBLIOGRAPHY_H
#define DATELINE_BIBLIOGRAPHY_H

#include "dateline/result.h"

/* Each appends; sources that were not captured are left out of both. */
int dl_bibliography_csl(const dl_source *sources, size_t count, dl_buf *out, dl_error *error);
int dl_bibliography_bibtex(const dl_source *sources, size_t count, dl_buf *out, dl_error *error);

/* One source as a line of Markdown: authors, title, publisher, date, address, capture. */
void dl_bibliography_line(const dl_source *source, dl_buf *markdown);

/* What the entry is called in both formats: "arstechnica-2024-3fa2b1c0", from the address and the
 * date alone. */
void dl_bibliography_key(const dl_source *source, dl_buf *key);

/* One author of a list that is separated by "; ": how to write the name, family first or, where it
 * is no person's or cannot be told, as it is. */
typedef struct dl_author {
    dl_str given, family; /* empty given: family is the whole, literally */
} dl_author;
/* The next of *rest; false at the end. */
bool dl_author_next(dl_str *rest, dl_author *author);

#endif
