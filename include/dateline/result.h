/*
 * What a run gave: one dl_result a step (cell or inlined expression) and what all reports are
 * made from, dl_run. Plain data: no Lua, no SQLite, nothing that depends on when or where the run
 * was, so that two runs of the same inputs give the same bytes. What is added to a result, a view
 * or a source is added to src/report/wire_*.c too, or it does not reach another process.
 */
#ifndef DATELINE_RESULT_H
#define DATELINE_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/notebook.h"
#include "dateline/use.h"
#include "dateline/view.h"

/* A file that a cell made; the command writes it below the output folder. */
typedef struct dl_made_file {
    dl_str name; /* below that folder, "/" between its parts */
    dl_str bytes;
} dl_made_file;
/* The most bytes of the files of one cell, and how many they can be. */
#define DL_MADE_BYTES ((size_t)64 << 20)
enum { DL_MADE_FILES = 1000 };

/* A quotation that the run held against a source. */
typedef struct dl_quoted {
    dl_str exact, prefix, suffix; /* as the capture has them */
    dl_str how;                   /* exact, normalised, near */
    dl_str verdict;               /* intact, moved, changed, ambiguous, gone: since first quoted */
    dl_str sha256;                /* of the capture that it stands in */
    int64_t start, end;           /* bytes of that capture's text */
} dl_quoted;

/* A source that the run used, or asked for and could not have. */
typedef struct dl_source {
    dl_str url, final_url, title, publisher, published; /* published: EDTF */
    dl_str authors;                                     /* separated by "; " */
    int status;
    dl_str sha256;           /* empty: not captured */
    dl_str text_sha256;      /* of what was read out of it; empty: nothing was */
    int64_t captured_at_us;  /* 0 for a file beside the notebook: only its hash matters */
    dl_str missing;          /* why it is not captured; empty when it is */
    dl_str origin;           /* how the capture came: live, import, memento, file */
    const dl_quoted *quotes; /* in the order of their places; each once */
    size_t quote_count;
} dl_source;

typedef enum dl_state { DL_STATE_NOT_RUN, DL_STATE_OK, DL_STATE_FAILED } dl_state;

typedef struct dl_result {
    dl_state state;
    dl_arena arena;        /* owns the views */
    const dl_view **views; /* what print, display and the last value gave, in order */
    size_t view_count;
    dl_error error;     /* when FAILED; line is the notebook's */
    bool expected;      /* FAILED, and the cell said error="expected" */
    dl_str traceback;   /* more lines for the message; may be empty */
    const dl_use *uses; /* what came into it beside globals; sorted, each once */
    size_t use_count;
    const dl_source *sources; /* that it asked for or quoted, sorted by URL */
    size_t source_count;
    dl_str inline_text;        /* an inlined expression's value as Markdown-free text */
    dl_str inline_date;        /* EDTF, where that value is a date; else empty */
    dl_str inline_source;      /* the source that the date came from; may be empty */
    const dl_made_file *files; /* in the order of making, each name once */
    size_t file_count;
} dl_result;

void dl_result_init(dl_result *result);
void dl_result_clear(dl_result *result);
/* Appends a view that lives in result->arena. DL_ERR_MEMORY when it cannot. */
int dl_result_push(dl_result *result, const dl_view *view, dl_error *error);
/* Why a cell's file may not be called so; NULL when it may. */
const char *dl_made_file_fault(dl_str name);
/* Copies a file into the result; one of the same name is replaced. DL_ERR_USAGE for a name that
 * does not stay below a folder, DL_ERR_LIMIT_OUTPUT past the limits above. */
int dl_result_add_file(dl_result *result, dl_str name, dl_str bytes, dl_error *error);
/* SHA-256 (hex) of what the result shows: the same wherever it was made and however wide the
 * terminal was. */
int dl_result_hash(const dl_result *result, char hex[65], dl_error *error);

/* What is told while a step runs, before its result is whole. Any may be NULL. None may jump. */
typedef struct dl_events {
    void *user;
    /* A view was made; an error ends the cell with it. */
    int (*view)(void *user, const dl_view *view, dl_error *error);
    /* What print added; the view that it becomes is told later. */
    void (*print)(void *user, dl_str text);
    /* A line of a script's for standard error. */
    void (*warn)(void *user, dl_str line);
    /* The views that come now are the values that the step returned. */
    void (*values)(void *user);
    /* Nothing came for a while, some ten times a second; of a runner alone. */
    void (*tick)(void *user);
    /* A source was asked for, or more is known of it. */
    void (*source)(void *user, const dl_source *source);
} dl_events;

typedef struct dl_run {
    const dl_notebook *notebook;
    const dl_result *results; /* [steps of the notebook] */
    const dl_source *sources; /* sorted by url */
    size_t source_count;
    dl_str lock;             /* the text of the run's lock; empty where there is none */
    dl_str as_of;            /* EDTF: the notebook's, or the run's start */
    const uint64_t *serials; /* [steps], of the results (dl_update); may be NULL */
} dl_run;

#endif
