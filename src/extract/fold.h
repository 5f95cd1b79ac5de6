/*
 * A text as it is compared: NFKC, white space and quotation marks and dashes unified, characters
 * that show nothing dropped, each character with the place in the text that it came from. A change
 * here changes what counts as the same words: it needs a new DL_QUOTE_VERSION.
 */
#ifndef EXTRACT_FOLD_H
#define EXTRACT_FOLD_H

#include <stdint.h>

#include "dateline/str.h"

/* codes[i] came from the bytes of the cluster (UAX #29) that begins at starts[i]; several codes
 * may come from one cluster. Owns its arrays. */
typedef struct dl_fold {
    dl_str text; /* borrowed */
    uint32_t *codes, *starts;
    size_t count, capacity;
} dl_fold;

/* The longest text that can be folded, and so quoted from. */
enum { DL_FOLD_MOST = 64 << 20 };

/* White space at both ends is left out. DL_ERR_MEMORY, or DL_ERR_LIMIT_SIZE past DL_FOLD_MOST. */
int dl_fold_text(dl_fold *fold, dl_str text, dl_error *error);
void dl_fold_clear(dl_fold *fold); /* may be called twice */

/* Whether a passage may begin at code i, or end before it: never inside a cluster. */
bool dl_fold_is_boundary(const dl_fold *fold, size_t i);
/* The bytes of the text that codes [start, end) came from. */
dl_str dl_fold_source(const dl_fold *fold, size_t start, size_t end);
/* The first code that came from the byte `at` or from one after it; count when there is none. */
size_t dl_fold_index(const dl_fold *fold, size_t at);
/* Appends codes [start, end) as UTF-8. */
void dl_fold_print(const dl_fold *fold, size_t start, size_t end, dl_buf *out);

#endif
