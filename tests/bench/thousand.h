/* The notebook of a thousand cells that what is incremental is measured with. */
#ifndef BENCH_THOUSAND_H
#define BENCH_THOUSAND_H

#include "dateline/str.h"

enum { CELLS = 1000 };

/* Cells of a table, a loop over it and a sentence with its figure; `edited` has another number. */
static inline void thousand_cells(dl_buf *text, int edited, int number)
{
    dl_buf_truncate(text, 0);
    dl_buf_puts(text, "---\ndateline: 1\ntitle: A thousand cells\n---\n");
    for (int i = 0; i < CELLS; i++) {
        dl_buf_printf(
            text, "\n## Part %d\n\nWords about *it*, with a [link](https://e.org/%d).\n\n", i, i);
        dl_buf_printf(
            text,
            "```lua id=\"c%d\"\nrows%d = {}\nfor i = 1, 10 do rows%d[i] = {n = i, v = i * "
            "%d} end\ntable.show(rows%d)\n```\n",
            i, i, i, i == edited ? number : 3, i);
        if (i % 10 == 9)
            dl_buf_printf(text, "\nThe last is `{lua} rows%d[10].v`.\n", i);
    }
}

#endif
