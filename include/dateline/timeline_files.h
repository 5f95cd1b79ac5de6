/*
 * Timelines as text: TSV, CSV (RFC 4180), JSON, TimelineJS JSON, iCalendar (RFC 5545) and Markdown
 * tables. Reading adds all of a text's events or none; an error has name, line and column, and
 * says what was expected. Every format keeps events and constraints whole, TimelineJS and iCalendar
 * in fields of their own beside what their readers know. What is lost: TSV has tabs and line breaks
 * as spaces, TSV and Markdown no blanks around a field, iCalendar control characters as spaces,
 * all of them bytes that are no UTF-8 (JSON alone keeps NUL) as U+FFFD;
 * tables and iCalendar tell constraints in the order of their first events.
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
 * publisher confidence note constraints. id, actor, kind, date and what must be there; names with
 * x- are skipped; sources and published are separated by spaces, tags by commas, evidence by |,
 * with a backslash before a separator that is none; constraints by ; (see dl_constraint_read), of
 * which the event is the first. In CSV and TSV a field that a spreadsheet would run as a formula
 * has an apostrophe before it, which reading takes off. In TSV, lines that begin with # and empty
 * lines are skipped; in Markdown, the first table that has these columns is read. */
int dl_timeline_read(dl_timeline *timeline, dl_timeline_format format, dl_str text,
                     const char *name, dl_error *error);
/* The JSON Schema of our own JSON: {"dateline": 1, "events": [...], "constraints": [...]}. */
void dl_timeline_schema(dl_buf *out);
int dl_timeline_write(const dl_timeline *timeline, dl_timeline_format format, dl_buf *out,
                      dl_error *error);

#endif
