/* The HTML report's style sheet: a column of text that prints, in light and dark. */
#ifndef REPORT_HTML_STYLE_H
#define REPORT_HTML_STYLE_H

extern const char report_html_style[];
extern const char report_html_media[]; /* comes after it */

#endif
