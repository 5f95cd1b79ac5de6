/*
 * Where in prose the lines stand that begin or end a cell of Jupyter's: fences that run or carry
 * x-cell, and markers. Only what CommonMark sees at the top level counts, as for the cells that
 * run.
 */
#ifndef NOTEBOOK_IPYNB_BLOCKS_H
#define NOTEBOOK_IPYNB_BLOCKS_H

#include "notebook/ipynb_model.h"

typedef enum ipynb_block_kind {
    IPYNB_FENCE,
    IPYNB_ENDLESS, /* a fence of a cell that never ends: a fault for the run, prose here */
    IPYNB_OPEN,
    IPYNB_CLOSE
} ipynb_block_kind;

typedef struct ipynb_block {
    ipynb_block_kind kind;
    ipynb_kind cell;   /* OPEN, CLOSE: MARKDOWN or RAW */
    size_t start, end; /* a fence from its first line to past its last; a marker's line */
} ipynb_block;

typedef struct ipynb_blocks {
    ipynb_block *items; /* malloc'ed, in order */
    size_t count, capacity;
} ipynb_blocks;

/* Clear it in every case. */
int ipynb_blocks_read(dl_str prose, ipynb_blocks *blocks, dl_error *error);
void ipynb_blocks_clear(ipynb_blocks *blocks);

/* What is between "<!-- #WORD" and "-->" of a marker's line; data NULL where it is none. */
dl_str ipynb_marker_inside(dl_str line, const char *word);
/* The backticks that a fence around body needs: 3 at least, more than any line of it begins with.
 */
size_t ipynb_ticks_around(dl_str body);

#endif
