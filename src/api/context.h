/*
 * What the bindings share during a run: the store and fetch (opened by the first cell that needs
 * them), parameters, the as-of date, the result that is being filled, the sources asked for.
 * The engine owns it; bindings reach it from any lua_State by dl_context_of.
 */
#ifndef API_CONTEXT_H
#define API_CONTEXT_H

#include <lua.h>

#include "dateline/cancel.h"
#include "dateline/date.h"
#include "dateline/fetch.h"
#include "dateline/notebook.h"
#include "dateline/picture.h"
#include "dateline/result.h"

/* Sorted by URL. */
typedef struct dl_source_list {
    dl_source *list;
    size_t count, capacity;
} dl_source_list;

typedef struct dl_context {
    const char *folder; /* files are read below it */
    const char *store_path;
    bool store_read_only;
    dl_fetch_options fetch_options;
    int64_t progress_at_ms; /* when a cell last told how far it has come */
    dl_date as_of;
    dl_str as_of_text; /* as it was given */
    const dl_parameter *params;
    size_t param_count;
    size_t output_bytes; /* the most that one cell may print */
    int width;           /* columns of terminal pictures */
    dl_picture_form picture_form;
    dl_typed typed;          /* of the running step; number 0: nobody typed it */
    dl_typed shown;          /* of the value that is shown page by page */
    size_t shown_next;       /* its page that comes next, from 0 */
    const char *const *args; /* of a script; NULL in a notebook */
    size_t arg_count;
    dl_str input;    /* of a script that is told to read "-" */
    int exit_status; /* that a script ended itself with */
    bool checking;   /* steps log what is to be checked: DL_USE_QUOTE and DL_USE_FAULT */
    dl_cancel *cancel;
    dl_events events;

    dl_store *store;    /* NULL until needed */
    dl_store *no_store; /* in memory, for offline runs beside which there is no store yet */
    dl_fetch *fetch;
    dl_result *result; /* of the running step; NULL between steps */
    dl_buf printed;    /* what print wrote since the last view */
    size_t output_used;
    size_t pictures; /* how many the running step made */
    dl_str step_id;  /* of the running step: what its pictures are called after */
    dl_arena source_arena;
    dl_str *cited; /* urls of sources, in the order of being named */
    size_t cited_count, cited_capacity;
    dl_source_list sources;      /* of all steps so far; strings in source_arena */
    dl_source_list step_sources; /* of the running step; strings in its result's arena */
    dl_use *uses;                /* of the running step; strings in its result's arena */
    size_t use_count, use_capacity;
    bool uses_failed;   /* memory ran out while noting one */
    bool changed_state; /* the running step changed what no value shows: languages known to dates */
    bool saw_captures;  /* the statement that is prepared reads captures */
    /* Told before a table or kept value is used; may be NULL. */
    void (*before_table)(void *user, dl_store *store, dl_str name, bool write);
    void *before_table_user;
} dl_context;

void dl_context_init(dl_context *context);
void dl_context_clear(dl_context *context);

/* Every thread of a state finds its context: it is kept in the state's extra space. */
void dl_context_attach(lua_State *L, dl_context *context);
dl_context *dl_context_of(lua_State *L);

/* The same store, outside of Lua. */
int dl_context_open_store(dl_context *context, dl_error *error);
/* The store and the fetcher, opened on first use; raise when they cannot be. */
dl_store *dl_context_store(lua_State *L);
dl_fetch *dl_context_fetch(lua_State *L);
dl_store *dl_context_fetch_store(lua_State *L); /* the one that fetch keeps its captures in */

/* Begins the log of a step, and puts it into the step's result. */
void dl_context_begin(dl_context *context, const dl_step *step, dl_result *result);
int dl_context_end(dl_context *context, dl_error *error);

/* Back to what the steps before had: forget all, then recall what each of their results tells. What
 * is recalled lives in the result. */
void dl_context_forget_sources(dl_context *context);
int dl_context_recall_sources(dl_context *context, const dl_result *result, dl_error *error);

/* Columns of the terminal that pictures are drawn for. */
int dl_context_width(const dl_context *context);
dl_picture_form dl_context_form(const dl_context *context);

/* Notes that the running step used something; what it is noted of twice keeps its first value. */
void dl_context_use(dl_context *context, dl_use_kind kind, dl_str name, dl_str value);
/* As-of, which the step then uses. */
const dl_date *dl_context_today(dl_context *context);
/* The bytes of a file below the notebook's folder, which the step then uses, there or not. */
int dl_context_read(dl_context *context, dl_str path, size_t max_bytes, dl_buf *text,
                    dl_error *error);
/* All captures are looked at: how many there are counts. */
int dl_context_look_at_captures(dl_context *context, dl_store *store, dl_error *error);
/* A statement was refused: another table might have let it through. */
void dl_context_use_schema(dl_context *context, dl_store *store);
/* A kept value of the store is about to be used. */
void dl_context_use_value(dl_context *context, dl_store *store, dl_str key, bool write);
/* An id for a picture: the same in every run, another one for each. */
void dl_context_picture_id(dl_context *context, char *id, size_t size);

/* Remembers a source that was captured or replayed, or (snapshot NULL) why it could not be. */
int dl_context_add_source(dl_context *context, dl_str url, const dl_snapshot *snapshot,
                          const dl_source *facts, dl_str missing, dl_error *error);

/* The same where a source is not there yet; one that is keeps what it says. */
int dl_context_know_source(dl_context *context, dl_str url, const dl_snapshot *snapshot,
                           const dl_source *facts, dl_error *error);

/* Remembers a quotation from a source that is there; from another it tells nothing. */
int dl_context_add_quote(dl_context *context, dl_str url, const dl_quoted *quote, dl_error *error);

/* Appends to what the cell prints; DL_ERR_LIMIT_OUTPUT past the limit. */
int dl_context_print(dl_context *context, dl_str text, dl_error *error);
/* Tells a line for standard error, which counts as what is printed does. */
int dl_context_warn(dl_context *context, dl_str line, dl_error *error);
/* Appends a view (copied) after what was printed before it. */
int dl_context_show(dl_context *context, const dl_view *view, dl_error *error);
/* Turns what was printed into a view; called at a cell's end too. */
int dl_context_flush(dl_context *context, dl_error *error);

#endif
