/*
 * What the source adapters share: asking, with its captures noted; records that grow; JSON within
 * bounds; dates that may be absurd; refusals told in a person's words. Running out of memory is
 * remembered, and told once by source_end. Private to src/fetch.
 */
#ifndef FETCH_SOURCE_H
#define FETCH_SOURCE_H

#include <jansson.h>

#include "dateline/source.h"

/* A call makes no more requests than this, whatever a service says of pages to come. */
enum { SOURCE_MOST_REQUESTS = 200 };

typedef struct source {
    dl_fetch *fetch;
    const dl_source_options *options;
    dl_arena *arena;
    dl_records *out;
    const char *service; /* "GitHub", as messages name it */
    size_t limit;
    size_t record_room, capture_room;
    size_t requests;
    int64_t min_delay_ms; /* between two requests to the service, where it wants more than usual */
    bool for_readers;     /* what is asked for is a page, whose robots.txt speaks; else it is an
                             interface for programs */
    bool failed;          /* memory ran out */
    dl_record spare;      /* what source_add gives then */
} source;

void source_begin(source *s, dl_fetch *fetch, const dl_source_options *options, dl_arena *arena,
                  dl_records *out, const char *service, size_t own_limit);
/* Texts are UTF-8 from here on. 0, or DL_ERR_MEMORY. */
int source_end(source *s, dl_error *error);

/* Asks and notes the capture. */
int source_get(source *s, dl_str url, const dl_str *headers, size_t header_count,
               dl_snapshot *snapshot, dl_error *error);
/* As source_get; a status of 400 or more is an error with the service's reason. */
int source_need(source *s, dl_str url, const dl_str *headers, size_t header_count,
                dl_snapshot *snapshot, dl_error *error);
/* What a status of 400 or more means: the limit that is used up and until when, or the reason. */
int source_refused(const source *s, const dl_snapshot *snapshot, dl_error *error);
/* The page that Link rel="next" names, absolute; empty when this is the last. */
dl_str source_next(source *s, const dl_snapshot *snapshot);
/* After a later page failed: true when what there is may be given with error as what is missing;
 * false for a person's Ctrl-C, the clock and memory. */
bool source_go_on(source *s, const dl_error *error);

/* The value of a person's token for the host of url; empty without one. */
dl_str source_token(const source *s, dl_str url);

bool source_full(source *s); /* the limit is reached; says so in incomplete, once */
/* A record with empty strings; never NULL: when memory is gone, one that nobody sees. */
dl_record *source_add(source *s);
/* Names that are literals; an empty value adds nothing. */
void source_fact(source *s, dl_fact **facts, const char *name, dl_str value);
void source_fact_int(source *s, dl_fact **facts, const char *name, int64_t value);
void source_missing(source *s, const char *format, ...) DL_PRINTF(2, 3);

dl_str source_copy(source *s, dl_str text);
/* What buf holds, copied; buf is emptied. */
dl_str source_take(source *s, dl_buf *buf);
/* The text of HTML, white space folded within lines. */
dl_str source_html_text(source *s, dl_str html);
/* The first bytes, no character cut in two. */
dl_str source_cut(dl_str text, size_t size);
void source_encode(dl_str text, dl_buf *out); /* percent-encoded for a query's value */

/* Sets the date, or notes what was told as the fact date_raw. */
void source_date(source *s, dl_record *record, dl_str text);
void source_ended(source *s, dl_record *record, dl_str text);
bool source_read_date(dl_str text, dl_date *date); /* RFC 3339, W3C, EDTF, RFC 5322 */
bool source_unix_date(double seconds, dl_date *date);
bool source_digits_date(dl_str digits, dl_date *date); /* 20240215081530 and its first parts */

/* The body as JSON: free with json_decref. DL_ERR_SYNTAX says where it goes wrong, and names HTML
 * when that is what came. */
int source_json(const source *s, const dl_snapshot *snapshot, json_t **json, dl_error *error);
/* A string member as a view of the JSON; empty for another type or none. Numbers are printed by
 * source_number into a fact instead. */
dl_str source_string(const json_t *object, const char *name);
int source_wrong_shape(const source *s, const dl_snapshot *snapshot, const char *expected,
                       dl_error *error);

#endif
