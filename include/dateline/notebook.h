/*
 * A notebook file: front matter, prose and cells, with every byte accounted for. dl_notebook_parse
 * keeps the text and gives views into it; strings in a dl_notebook live as long as it does.
 */
#ifndef DATELINE_NOTEBOOK_H
#define DATELINE_NOTEBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/arena.h"
#include "dateline/picture.h"
#include "dateline/str.h"

typedef enum dl_type { DL_TYPE_STRING, DL_TYPE_NUMBER, DL_TYPE_BOOLEAN, DL_TYPE_DATE } dl_type;

typedef struct dl_parameter {
    dl_str name;
    dl_type type;
    dl_str value; /* text, checked against type */
    dl_str doc;
    int line;
} dl_parameter;

typedef struct dl_front {
    int version; /* dateline: 1 */
    dl_str title;
    const dl_str *authors;
    size_t author_count;
    dl_str as_of; /* EDTF, checked; empty when not set */
    const dl_str *net;
    size_t net_count;
    dl_parameter *params; /* values may be replaced by dl_notebook_set_param */
    size_t param_count;
    dl_str timezone, lang;
} dl_front;

typedef enum dl_language { DL_LANGUAGE_LUA, DL_LANGUAGE_SQL } dl_language;

/* What runs, in document order: cells, and expressions in prose. */
/* What is asked of a step that a person typed; all 0 for what stands in a notebook. */
typedef struct dl_typed {
    int number;    /* its first value is kept as the global _NUMBER, and as _ unless it is nil */
    int page_rows; /* values are shown that many rows or lines at a time; 0: whole */
    int width;     /* of the terminal, now; 0: the engine's */
    dl_picture_form form; /* of pictures, now */
    bool profile;         /* then a table is shown of where the time went, by lines */
} dl_typed;
/* How many of those values are kept: of the entries typed last. */
enum { DL_TYPED_KEPT = 100 };

typedef struct dl_step {
    bool inlined; /* `{lua} expr` in prose; else a cell */
    dl_language language;
    dl_str id;           /* the attribute, or the cell's number; empty for inlined */
    dl_str code;         /* bytes of the cell's content, or the expression */
    int line;            /* 1-based line in the file of the code's first line */
    int column;          /* 1-based column of an inlined expression; 1 for cells */
    bool noeval;         /* .noeval: shown, not run */
    bool echo, output;   /* show the code; show the result */
    bool error_expected; /* error="expected" */
    bool script;         /* a whole script: its last expression is no value */
    double timeout_s;    /* 0: the run's */
    dl_str caption;
    const dl_str *tags;
    size_t tag_count;
    size_t start, end; /* byte range of the whole fence (or code span) in the text */
    dl_typed typed;
} dl_step;

typedef struct dl_warning {
    int line;
    char message[256];
} dl_warning;

typedef struct dl_notebook dl_notebook;

/* name is how messages call the file. Errors are DL_ERR_SYNTAX with place, line and column. */
int dl_notebook_parse(dl_notebook **notebook, dl_str text, const char *name, dl_error *error);
int dl_notebook_read(dl_notebook **notebook, const char *path, dl_error *error);
/* A script of Lua as a notebook of one step. Its head, which may be missing, is front matter in a
 * long comment before its first statement: a line --[[---, YAML, a line ---]]. */
int dl_notebook_parse_script(dl_notebook **notebook, dl_str text, const char *name,
                             dl_error *error);
void dl_notebook_free(dl_notebook *notebook);

const char *dl_notebook_name(const dl_notebook *notebook);
dl_str dl_notebook_text(const dl_notebook *notebook);  /* the whole file, byte for byte */
dl_str dl_notebook_prose(const dl_notebook *notebook); /* the text after the front matter */
size_t dl_notebook_prose_offset(const dl_notebook *notebook);
const dl_front *dl_notebook_front(const dl_notebook *notebook);
size_t dl_notebook_step_count(const dl_notebook *notebook);
const dl_step *dl_notebook_step(const dl_notebook *notebook, size_t index);
size_t dl_notebook_warning_count(const dl_notebook *notebook);
const dl_warning *dl_notebook_warning(const dl_notebook *notebook, size_t index);
/* The text of a line (1-based), without its end; empty past the last. */
dl_str dl_notebook_line(const dl_notebook *notebook, int line);

/* A value from the command line; it takes the declared or the default's type. Proposes the near
 * name when there is no such parameter. */
int dl_notebook_set_param(dl_notebook *notebook, dl_str name, dl_str value, dl_error *error);
/* What a file gives to parameters, as Papermill's: a map of YAML from names to values, in order.
 * Strings are in the arena; DL_ERR_SYNTAX with line and column, and an empty place. */
typedef struct dl_given {
    dl_str name, value;
    int line, column;
} dl_given;
int dl_given_read(dl_str text, dl_arena *arena, dl_given **given, size_t *count, dl_error *error);
/* as-of from the command line. */
int dl_notebook_set_as_of(dl_notebook *notebook, dl_str edtf, dl_error *error);

/* Appends the notebook's text with its cells' attributes one blank apart, and, where ids is set, an
 * id for each cell that has none ("cell-3" for the third); every other byte as it is. The same text
 * again when that is formatted. */
int dl_notebook_format(const dl_notebook *notebook, bool ids, dl_buf *out, dl_error *error);

/* HTML of the notebook's prose, by cmark-gfm with tables, footnotes, strikethrough, autolinks;
 * raw HTML is left out and dangerous links are emptied. For each cell and inlined expression the
 * callback writes what stands in its place (trusted HTML, escaped by the callback). */
typedef void dl_step_html(void *data, size_t step, dl_buf *html);
int dl_notebook_html(const dl_notebook *notebook, dl_step_html *write, void *data, dl_buf *html,
                     dl_error *error);
/* HTML of a piece of Markdown, by the same rules. */
int dl_markdown_html(dl_str markdown, dl_buf *html, dl_error *error);

#endif
