/*
 * The notebook's prose as cmark-gfm's tree, and where in it the steps are: fenced cells and
 * inlined expressions, each with its place in the text. Reading and rendering walk the same way,
 * so that a step's number is the same in both.
 */
#ifndef NOTEBOOK_MARKDOWN_H
#define NOTEBOOK_MARKDOWN_H

#include <stdbool.h>

#include <cmark-gfm.h>

#include "dateline/notebook.h"

typedef struct step_node {
    cmark_node *node;
    bool inlined;
    size_t start, end; /* bytes of the fence or code span in the prose */
} step_node;

typedef struct step_nodes {
    cmark_node *document; /* owned */
    step_node *nodes;     /* malloc'ed; in order of start */
    size_t count, capacity;
    /* expressions whose text could not be found as cmark has it, and where the first's block is */
    size_t hidden, hidden_at;
} step_nodes;

/* Parses and finds. Clear it in every case. */
int step_nodes_read(dl_str prose, step_nodes *found, dl_error *error);
void step_nodes_clear(step_nodes *found);

cmark_node *markdown_parse(dl_str text);
/* Safe HTML: no raw HTML, no dangerous links. */
int markdown_render(cmark_node *document, dl_buf *html, dl_error *error);

/* Where the lines of a text begin, as CommonMark counts them: CR alone ends one too (§2.1). */
typedef struct line_index {
    size_t *starts; /* malloc'ed */
    size_t count, capacity;
} line_index;

/* The line that begins at `at`, without its end; *next: where the one behind it begins. */
dl_str line_at(dl_str text, size_t at, size_t *next);
int index_lines(dl_str text, line_index *lines, dl_error *error);
/* Of a 1-based line; the text's end past the last. */
size_t line_start(const line_index *lines, int line);

/* The number of backticks that open a fence at the line's column 0; 0: no such fence. */
size_t fence_length(dl_str line);
/* Whether the fence's first info word is lua or sql; *info is what comes after it. */
bool fence_language(dl_str line, dl_language *language, dl_str *info);

/* Whether a line closes a fence of so many backticks (CommonMark §4.5). */
bool fence_closes(dl_str line, size_t length);
/* Where the line begins that closes the fence text[start, end); start where none does. */
size_t fence_closing(dl_str text, size_t start, size_t end, size_t length);

#endif
