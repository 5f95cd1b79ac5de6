/* The one script of a report with pictures: movement by keys, details, zoom and filter. Everything
 * is there to be read without it, and it asks nothing of the network. */
#ifndef REPORT_HTML_SCRIPT_H
#define REPORT_HTML_SCRIPT_H

#include "dateline/str.h"

void report_html_script(dl_buf *out);
extern const char report_html_script_style[]; /* of what the script adds */

#endif
