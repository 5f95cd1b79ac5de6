/* What the formats share: the table of formats, and a run's words that are the same in all. */
#ifndef REPORT_COMMON_H
#define REPORT_COMMON_H

#include "dateline/report.h"
#include "report/records.h"

/* The notebook's title, or its file name without the ending. */
dl_str report_title(const dl_run *run);
/* "captured 26 November 2024 at 14:00 UTC", "a file beside the notebook", or "is not captured" and
 * why; reads on after the source's address. */
void report_source_state(const dl_source *source, dl_buf *out);
/* When it was captured, to the second in UTC: for machines, and as people read it. */
void report_capture_time(const dl_source *source, dl_buf *exact, dl_buf *words);
/* How the capture came: "live", "from a web archive", "from an archive file", "a file beside the
 * notebook". */
dl_str report_origin(const dl_source *source);
/* "name = value, name = value" of the run's parameters; nothing where there are none. */
void report_params(const dl_run *run, dl_buf *out);
/* Whether the step's result is to be shown: it is a cell, with output, and has something. */
bool report_shows(const dl_step *step, const dl_result *result);
/* The next run of a CHANGE's value: its words, and the mark that they stand under (0 for none).
 * False at the end. */
bool report_next_run(dl_str *rest, char *mark, dl_str *words);
/* Code without the line break at its end. */
dl_str report_code(const dl_step *step);

/* One view, and what stands before and after the cells, in a format. records: what dates lead to;
 * NULL for a view: they lead nowhere. */
int report_view_html(report_records *records, const dl_view *view, dl_buf *out, dl_error *error);
void report_view_markdown(const report_records *records, const dl_view *view, dl_buf *out);
void report_head_markdown(const dl_run *run, dl_buf *out);
void report_sources_markdown(const report_records *records, dl_buf *out);

/* The first picture that the report shows; NULL where it shows none. */
const dl_view *report_picture(const dl_run *run);

#endif
