/*
 * Timelines as text: TSV, CSV (RFC 4180), JSON, TimelineJS JSON, iCalendar (RFC 5545) and Markdown
 * tables. Reading adds all of a text's events or none; an error has name, line and column, and
 * says what was expected. JSON keeps everything; the tables keep everything but constraints, TSV
 * and Markdown with line breaks as spaces; TimelineJS and iCalendar keep it in fields of our own.
 */
#ifndef DATELINE_TIMELINE_FILES_H
#define DATELINE_TIMELINE_FILES_H

#include "dateline/timeline.h"

typedef enum dl_timeline_format {
    DL_TIMELINE_TSV,
    DL_TIMELINE_CSV,
    DL_TIMELINE_JSON,
    DL_TIMELINE_TIMELINEJS,
    DL_TIMELINE_ICAL,
    DL_TIMELINE_MARKDOWN
} dl_timeline_format;

/* By its word (tsv, csv, json, timelinejs, ical, markdown) or a file's ending (.tsv, .csv, .json,
 * .ics, .md). DL_ERR_USAGE for another. Text that ends in .json and is TimelineJS's is told by
 * dl_timeline_read. */
int dl_timeline_format_of(dl_str word, dl_timeline_format *format, dl_error *error);

/* The tables' first row names the columns: id actor speaker kind date reading what label due
 * due_said settles revises supersedes disputes chosen reason sources published evidence tags
 * publisher confidence note. id, actor, kind, date and what must be there; names with x- are
 * skipped; sources and published are separated by spaces, tags by commas, evidence by |, with a
 * backslash before a separator that is none. In TSV, lines that begin with # and empty lines are
 * skipped; in Markdown, the first table that has these columns is read. */
int dl_timeline_read(dl_timeline *timeline, dl_timeline_format format, dl_str text,
                     const char *name, dl_error *error);
int dl_timeline_write(const dl_timeline *timeline, dl_timeline_format format, dl_buf *out,
                      dl_error *error);

#endif
