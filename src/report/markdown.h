/* What the Markdown report writes of sources. */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "report/records.h"

void markdown_address(dl_str url, dl_buf *out);
/* A date's words, as a link to the record of the source that told it; records NULL: as words. */
void markdown_date(const report_records *records, dl_str words, dl_str source, dl_buf *out);

#endif
