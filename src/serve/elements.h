/* Elements of HTML that our own report wrote: well-formed, every tag closed. */
#ifndef SERVE_ELEMENTS_H
#define SERVE_ELEMENTS_H

#include "dateline/str.h"

/* The next element at or after *at, with all that is in it; false when there is none. Linear, and
 * no recursion however deep it is. */
bool elements_next(dl_str html, size_t *at, dl_str *element);

/* What stands between two words, the first such place; empty where they do not stand there. */
dl_str elements_between(dl_str html, dl_str open, dl_str close);

#endif
