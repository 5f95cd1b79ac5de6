/*
 * The modules that a notebook sees, one file each. A module's file has its type's check, its
 * functions, and last one table with name and function of each; src/manual documents them.
 */
#ifndef API_API_H
#define API_API_H

#include "api/bind.h"
#include "dateline/capture.h"
#include "dateline/date.h"
#include "dateline/store.h"
#include "dateline/view.h"

/* Sets the globals date, timeline, store, fetch, display, ... of a state with a context. */
void api_open(lua_State *L);
/* In an engine that checks, after a step: logs what is wrong with timelines. A function of Lua. */
int api_check_timelines(lua_State *L);
/* Fills the global params from the context anew. */
int api_set_params(lua_State *L);

/* A module's rows, ended by a row without a name; and what opens it (sets its globals). */
extern const bind_function api_date_rows[], api_span_rows[], api_timeline_rows[], api_store_rows[],
    api_page_rows[], api_fetch_rows[], api_source_rows[], api_output_rows[], api_evidence_rows[],
    api_change_rows[], api_feed_rows[], api_json_rows[], api_chart_rows[], api_cite_rows[];
void api_open_date(lua_State *L);
void api_open_span(lua_State *L);
void api_open_timeline(lua_State *L);
void api_open_store(lua_State *L);
void api_open_page(lua_State *L);
void api_open_change(lua_State *L);
void api_open_fetch(lua_State *L);
void api_open_sources(lua_State *L);
void api_open_feed(lua_State *L);
void api_open_json(lua_State *L);
void api_open_output(lua_State *L);
void api_open_evidence(lua_State *L);
void api_open_chart(lua_State *L);
extern const bind_function api_rows_rows[], api_image_rows[];
void api_open_image(lua_State *L);
void api_open_rows(lua_State *L);
extern const bind_function api_script_rows[];
void api_open_script(lua_State *L);
void api_open_cite(lua_State *L);

/* date: pushes one; checks one, taking EDTF text for a date too. */
void api_push_date(lua_State *L, const dl_date *date);
/* The same with the address of the source that told it, which may be empty. */
void api_push_date_of(lua_State *L, const dl_date *date, dl_str source);
/* Empty where none is known, or the value is no date. Lives as long as the date. */
dl_str api_date_source(lua_State *L, int index);
const dl_date *api_check_date(lua_State *L, int index, dl_date *space);
const dl_date *api_test_date(lua_State *L, int index); /* NULL when it is no date */
/* Of the field `key` of the table at index, which is pushed: NULL where it is nil. */
const dl_date *api_date_field(lua_State *L, int index, const char *key, dl_date *space);

/* select: elements of a page, and the methods that find them. */
extern const bind_function api_select_rows[];
void api_open_select(lua_State *L);
int api_page_find(lua_State *L);
int api_page_select(lua_State *L);

/* page: pushes an empty one to capture into; checks one, and reads it when it is not read yet.
 * note: tells the report of a source that was had. */
dl_capture *api_new_page(lua_State *L);
dl_capture *api_check_page(lua_State *L, int index);
/* A page's body as Lua values; raises with line and column where it is no JSON. */
void api_push_json(lua_State *L, const dl_capture *held);
int api_note_page(lua_State *L, const dl_capture *held, dl_error *error);
/* Captures the address at index, with the options at the next one, and notes the source, had or
 * not; pushes the page, whole or not. */
int api_fetch_page(lua_State *L, int index, dl_error *error);
/* The page at index as a card, for a person. */
const dl_view *api_page_card(lua_State *L, int index, dl_arena *arena);
/* page:feeds() */
int api_page_feeds(lua_State *L);
/* Pushes a field that only a page out of an archive has; false when key is none of them. */
bool api_push_memento(lua_State *L, const dl_capture *held, const char *key);

/* relation: what a:relation(b) and date.compose give. */
extern const bind_function api_relation_rows[];
void api_open_relation(lua_State *L);
int api_date_relation(lua_State *L);
int api_date_compose(lua_State *L);

/* find: dates in prose, and what a page may tell. */
int api_date_find(lua_State *L);
int api_page_dates(lua_State *L);
int api_page_candidates(lua_State *L);
int api_candidate_accept(lua_State *L);

/* evidence: what page:quote and store.evidence are. */
int api_page_quote(lua_State *L);
int api_page_try_quote(lua_State *L);
int api_store_evidence(lua_State *L);

/* put: what store.put is. */
int api_store_put(lua_State *L);

/* change: store.diff and store.events, which stand in store's rows. */
int api_store_diff(lua_State *L);
int api_store_events(lua_State *L);

/* span: days known within limits; a lag is a span with the certainty of its order. */
typedef struct api_span {
    dl_span days;
    bool has_certainty; /* a lag: that its first event is before its second */
    dl_truth certainty;
    bool conflict; /* sources dispute a date that it is counted from */
    dl_span claims;
    dl_truth claims_certainty;
} api_span;
void api_push_span(lua_State *L, const api_span *span);
/* Takes the string at the top as the reason of the span under it: which claims it is counted from.
 */
void api_span_reason(lua_State *L);
const api_span *api_test_span(lua_State *L, int index);

/* A page's lists of records: claims, anchors. Pushes nothing and returns 0 for another key. */
int api_push_page_list(lua_State *L, const dl_page *page, const char *key);

/* rows: an array of records that displays as a table; its field columns is their order. */
void api_new_rows(lua_State *L, size_t count, const char *const *columns, size_t column_count);

/* A value between Lua and SQL: dates as EDTF text, booleans as 0 and 1. */
dl_value api_check_value(lua_State *L, int index);
void api_push_value(lua_State *L, const dl_value *value);
/* Pushes rows, with their columns in order. */
void api_push_rows(lua_State *L, const dl_rows *rows);

/* What the value at index looks like, in arena; raises when memory is gone. A value's class says
 * so in its metatable's field view, a C function (value) -> view object. */
const dl_view *api_view_of(lua_State *L, int index, dl_arena *arena);
/* The same for the person who typed for it, one page of it where it is long, counted from 0; what
 * nobody typed is shown as above. NULL: it has no such page. */
const dl_view *api_shown_view(lua_State *L, int index, size_t page, dl_arena *arena);
/* Pages of the value at index are what is asked for next; see dl_engine_page. */
void api_shown_keep(lua_State *L, int index);
/* Pushes that value, or nil. */
void api_shown_push(lua_State *L);
/* A new, empty view object at the top of the stack; fill *view from the arena it returns. */
dl_arena *api_push_view(lua_State *L, const dl_view ***view);
/* A value's words in a sentence or a table's field: dates and spans as words. Pushes the text. */
dl_field api_field_of(lua_State *L, int index);

#endif
