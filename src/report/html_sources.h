/* The HTML report's dates and the records of sources that they lead to. */
#ifndef REPORT_HTML_SOURCES_H
#define REPORT_HTML_SOURCES_H

#include "report/records.h"

/* A date: EDTF for machines, words for people, and a link to its source's record where it has one
 * and records is not NULL. */
void html_date(report_records *records, dl_str edtf, dl_str words, dl_str source, dl_buf *out);
/* A picture; its marks lead to the records of the sources that they name. */
void html_svg(report_records *records, dl_str svg, dl_buf *out);
/* All records, each with the id that dates and marks lead to. Comes after all of those. */
void html_sources(const report_records *records, dl_buf *out);

/* Their style; comes after the report's. Links do not make tables of dates noisy: they show under
 * the pointer, with the focus, and as small numbers on paper. */
extern const char html_sources_style[];

#endif
