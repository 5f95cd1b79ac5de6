/* The notebook and its lock inside the report, for `dateline unbundle`: inert, and no byte lost. */
#ifndef REPORT_HTML_CARRIED_H
#define REPORT_HTML_CARRIED_H

#include "dateline/result.h"

/* One template element, which browsers keep and neither show nor run (HTML Standard §4.12.3), with
 * an object of JSON that has no character of markup in it. Read again by dl_report_carried. */
void report_html_carry(const dl_run *run, dl_buf *out);

#endif
