/*
 * Reports: what a run writes for readers. Every format takes the same dl_run and fills a buffer;
 * same run, same bytes. Nothing is written to disk here.
 */
#ifndef DATELINE_REPORT_H
#define DATELINE_REPORT_H

#include "dateline/picture.h"
#include "dateline/result.h"

/* One self-contained HTML file: no request, a Content-Security-Policy, and where there is a picture
 * one script of our own, which the policy names by its hash; all is there without it. */
int dl_report_html(const dl_run *run, dl_buf *out, dl_error *error);
/* The same without what it carries along (scripts, the notebook and its lock): for a page that is
 * served while the notebook is edited. */
int dl_report_html_shown(const dl_run *run, dl_buf *out, dl_error *error);
/* The notebook's Markdown with results in place; pictures as data URIs of SVG. */
int dl_report_markdown(const dl_run *run, dl_buf *out, dl_error *error);
/* The notebook as Jupyter's (nbformat 4.5), with what each cell gave. */
int dl_report_ipynb(const dl_run *run, dl_buf *out, dl_error *error);
/* The sources that were captured, as a bibliography: see bibliography.h. */
int dl_report_bibtex(const dl_run *run, dl_buf *out, dl_error *error);
int dl_report_csl(const dl_run *run, dl_buf *out, dl_error *error);
/* One JSON object: front matter, cells with code, state, views, error; sources. */
int dl_report_json(const dl_run *run, dl_buf *out, dl_error *error);
/* The first picture that the report shows, by itself. DL_ERR_USAGE where there is none; PNG and PDF
 * need librsvg at run time. */
int dl_report_svg(const dl_run *run, dl_buf *out, dl_error *error);
int dl_report_png(const dl_run *run, dl_buf *out, dl_error *error);
int dl_report_pdf(const dl_run *run, dl_buf *out, dl_error *error);

typedef struct dl_terminal_options {
    int width;            /* columns */
    bool color;           /* SGR sequences */
    dl_picture_form form; /* of tables too: without drawn lines, or a line for each field */
    bool whole;           /* tables keep all of each field and column, however wide */
} dl_terminal_options;
int dl_report_terminal(const dl_run *run, const dl_terminal_options *options, dl_buf *out,
                       dl_error *error);
/* One view for a terminal, as the REPL shows it. */
int dl_view_terminal(const dl_view *view, const dl_terminal_options *options, dl_buf *out,
                     dl_error *error);

/* One run of a batch, for the page that lists them. */
typedef struct dl_index_entry {
    dl_str label; /* the notebook and its parameters */
    int status;   /* exit status; 0: it went well */
    dl_str message;
    const char *const *reports; /* paths */
    size_t report_count;
} dl_index_entry;
/* One HTML file that names each run, its outcome and its reports; path is where it will stand, so
 * that its links lead to them from there. */
int dl_report_index(const dl_index_entry *entries, size_t count, const char *path, dl_buf *out,
                    dl_error *error);

/* A format by its word (html, md, json, ipynb, svg, png, pdf, bib, csl.json) or by a file name's
 * ending; NULL where there is none. */
typedef int dl_report_format(const dl_run *run, dl_buf *out, dl_error *error);
dl_report_format *dl_report_by_name(const char *name);
dl_report_format *dl_report_by_ending(const char *path);

#endif
