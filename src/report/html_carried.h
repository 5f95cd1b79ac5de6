/* The notebook and its lock inside the report, for `dateline unbundle`: inert, and no byte lost. */
#ifndef REPORT_HTML_CARRIED_H
#define REPORT_HTML_CARRIED_H

#include "dateline/result.h"

/* One script element of type application/json, which browsers keep and never run (HTML Standard
 * §4.12.1, data block). Read again by dl_report_carried. */
void report_html_carry(const dl_run *run, dl_buf *out);

#endif
