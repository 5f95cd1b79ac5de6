/* What finding a quotation and verifying it later share: what counts as proof. */
#ifndef EXTRACT_QUOTE_H
#define EXTRACT_QUOTE_H

#include "extract/seek.h"

/* How well prefix and suffix must agree where they were asked for. */
extern const double dl_context_least;

/* The best place of the same words: whole ones, or (where there are none) parts of longer ones. */
int dl_seek_words(const dl_seek *seek, dl_place *place, dl_error *error);
/* Near enough, and long enough, to count as the same passage. */
bool dl_place_is_proof(const dl_seek *seek, const dl_place *place);
/* Fills exact, prefix, suffix, start and end; exact is a view of the sought text. */
void dl_quote_fill(const dl_seek *seek, dl_str exact, dl_quote *quote);
/* "a number or date differs" */
const char *dl_change_words(unsigned changes);

#endif
