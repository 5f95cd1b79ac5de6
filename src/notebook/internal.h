/* What the notebook's files share: the notebook itself, and how each part of it is read. */
#ifndef NOTEBOOK_INTERNAL_H
#define NOTEBOOK_INTERNAL_H

#include "dateline/arena.h"
#include "dateline/notebook.h"
#include "notebook/markdown.h"

struct dl_notebook {
    dl_arena arena; /* everything below lives here */
    dl_str name;    /* NUL-terminated */
    dl_str text;
    size_t prose_offset;
    int prose_line; /* of the first line after the front matter */
    dl_front front;
    dl_step *steps;
    size_t step_count;
    struct {
        size_t at, start; /* a byte that was asked for, and its line's first */
        int line;
    } near;
    /* what parsing made and HTML needs; then the HTML with words in the steps' places */
    step_nodes nodes;
    dl_buf rendered;
    dl_warning *warnings;
    size_t warning_count;
};

/* Finds the front matter and reads it; sets front, prose_offset, prose_line. */
int front_read(dl_notebook *notebook, dl_error *error);
/* Whether text is a value of the type; EDTF for dates. */
int front_check_value(dl_str text, dl_type type, dl_error *error);

/* Reads front matter whose first line is that of the text. */
int front_read_yaml(dl_notebook *notebook, dl_str yaml, int line, dl_error *error);
/* Finds the head and the code of a script; sets front and steps. */
int script_read(dl_notebook *notebook, dl_error *error);

/* Finds the cells and inlined expressions; sets steps. */
int cells_read(dl_notebook *notebook, dl_error *error);

/* The attributes in a fence's info string after its language, at byte `at` of the text; fills the
 * step's fields. */
int attributes_read(dl_notebook *notebook, dl_str info, size_t at, dl_step *step, dl_error *error);

int notebook_warn(dl_notebook *notebook, int line, const char *format, ...) DL_PRINTF(3, 4);
/* Sets an error at a byte of the text. */
int notebook_fault(const dl_notebook *notebook, dl_error *error, size_t at, const char *format, ...)
    DL_PRINTF(4, 5);
/* 1-based line and column (in bytes) of a byte of the text; quick for bytes in rising order. */
void notebook_place(const dl_notebook *notebook, size_t at, int *line, int *column);

#endif
