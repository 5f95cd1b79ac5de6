/* What the JSON formats share: a value of a document, where it stands, its faults. */
#ifndef TIMELINE_JSON_H
#define TIMELINE_JSON_H

#include <jansson.h>

#include "timeline/table.h"

typedef struct json_reader {
    table_reader *in;
    dl_str text;
    size_t event_at; /* offset of the event that is read */
    bool eras;       /* TimelineJS's eras are read, not its slides */
} json_reader;

dl_str json_text(const json_t *value); /* empty for what is no string */
/* Puts the place of event's member (or of the event: key NULL) on the error that is set; into:
 * bytes after the value's beginning. */
int json_fault(const json_reader *r, const char *key, size_t into);
int json_expected(const json_reader *r, const char *key, const char *expected);

/* Reads one of our own events. */
int json_event(json_reader *r, json_t *object, dl_event *event);
/* Reads one of TimelineJS's; index makes an id where it has none. */
int timelinejs_event(json_reader *r, const json_t *object, size_t index, dl_event *event);

void json_put_event(const dl_event *event, dl_buf *out);
/* A member "constraints" after others, where there are any. */
void json_put_constraints(const dl_timeline *timeline, dl_buf *out);

#endif
