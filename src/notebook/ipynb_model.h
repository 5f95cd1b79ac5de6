/*
 * A notebook between its two files: cells as Jupyter has them, and beside each how it stood in the
 * Markdown text where that is not as ipynb_to_text would write it by itself. Both readers fill
 * one, both writers take one; it owns what is in it until ipynb_clear.
 */
#ifndef NOTEBOOK_IPYNB_MODEL_H
#define NOTEBOOK_IPYNB_MODEL_H

#include <stdbool.h>

#include <jansson.h>

#include "dateline/arena.h"
#include "dateline/ipynb.h"

typedef enum ipynb_kind { IPYNB_MARKDOWN, IPYNB_CODE, IPYNB_RAW } ipynb_kind;

typedef struct ipynb_cell {
    ipynb_kind kind;
    dl_str source;     /* of a query too: its first line is %%sql */
    json_t *metadata;  /* an object, without the marks that are the fields below */
    json_t *attached;  /* NULL: none */
    json_t *outputs;   /* an array; NULL: none */
    json_t *execution; /* its count; NULL: null */
    dl_str id;         /* NUL-terminated; empty: it gets one by its place */
    dl_str language;   /* CODE: "lua" and "sql" run here; another stands in an x-cell fence */
    /* What is not as it would be written; data NULL where it is. */
    dl_str open, close; /* the fence's or the marker's line; the line that ends the fence */
    dl_str gap;         /* white space before it */
    bool no_newline;    /* nothing follows, not even a line's end */
    size_t start;       /* byte in the text with LF where it stands */
    size_t source_at;   /* and where its source begins, for prose */
} ipynb_cell;

typedef struct ipynb {
    dl_arena arena;
    json_t *metadata; /* of the notebook, without dateline's own; NULL: the usual one */
    json_t *widgets;  /* metadata.widgets, which is output; NULL: none */
    bool has_front;   /* else the front matter says nothing but the version */
    dl_str front;     /* with a byte order mark, if any; may be empty */
    dl_str end;       /* white space after the last cell */
    bool crlf;        /* every line of the text ends in CR LF */
    dl_str text;      /* the whole text, where its parts cannot rebuild it; else data NULL */
    ipynb_cell *cells;
    size_t count, capacity;
} ipynb;

void ipynb_init(ipynb *notebook);
void ipynb_clear(ipynb *notebook); /* may be called twice */
/* A new cell with empty metadata at the end; NULL when memory is gone. Valid until the next. */
ipynb_cell *ipynb_add(ipynb *notebook, ipynb_kind kind);

/* Whether every line of text ends in CR LF. */
bool ipynb_is_crlf(dl_str text);

/* text: any UTF-8 without NUL, whether or not it is a good notebook. */
int ipynb_from_text(dl_str text, ipynb *notebook, dl_error *error);
/* How much the text may owe to the marks that the model keeps. */
typedef enum ipynb_trust {
    IPYNB_AS_KEPT, /* as it stood */
    IPYNB_USUAL,   /* fences, markers and gaps as we write them */
    IPYNB_SAFEST   /* and prose in markers, whatever it is */
} ipynb_trust;
int ipynb_to_text(const ipynb *notebook, ipynb_trust trust, dl_buf *text, dl_error *error);
/* Same cells, metadata and ids; texts, gaps and outputs may differ. */
bool ipynb_same(const ipynb *a, const ipynb *b);

/* The same, checked: name is of messages, and where its parts would not give the text again, the
 * notebook keeps it whole. */
int ipynb_from_markdown(dl_str text, ipynb *notebook, const char *name, dl_error *error);

/* root: an ipynb file's JSON. Refuses what is no nbformat 4.0 to 4.5 and says where. */
int ipynb_from_json(const json_t *root, ipynb *notebook, dl_ipynb_notes *notes, dl_error *error);
int ipynb_to_json(const ipynb *notebook, json_t **root, dl_error *error);
/* Puts front matter that cells read before the first of the file's cells. False when memory is
 * gone. */
bool ipynb_add_front(const ipynb *notebook, json_t *cells);

/* Jupyter's word for a cell with error="expected", so that nbclient goes on too: put last among the
 * tags of such a cell's metadata, and taken from there. */
bool ipynb_add_raises(json_t *metadata);
void ipynb_drop_raises(json_t *metadata);

/* What dateline's own notebooks say of themselves: kernelspec and language_info. NULL when memory
 * is gone. */
json_t *ipynb_usual_metadata(void);
/* The language that a cell without a mark has, in arena or static. */
dl_str ipynb_language_of(const ipynb *notebook, dl_str source);
bool ipynb_runs(dl_str language);   /* lua or sql */
bool ipynb_is_query(dl_str source); /* begins with the line %%sql */
bool ipynb_good_id(dl_str id);      /* nbformat 4.5's rule */
/* The id that a cell gets by its place: the third query or Lua cell "3", as the run calls it, the
 * third of prose "markdown-3". numbers: of the cells before it, all 0 at first. */
enum { IPYNB_NUMBERS = 4, IPYNB_GIVEN_ID = 32 };
void ipynb_given_id(const ipynb_cell *cell, unsigned numbers[IPYNB_NUMBERS],
                    char id[IPYNB_GIVEN_ID]);
bool ipynb_looks_given(const ipynb_cell *cell); /* its id is one that a place would give */
bool ipynb_is_blank(dl_str text);               /* white space alone */

#endif
