/*
 * What a change at a source looks like: a card that every report format draws. What was removed,
 * added and reworded stands first; counters, metadata, and what was ignored are kept apart.
 */
#ifndef DATELINE_CHANGE_VIEW_H
#define DATELINE_CHANGE_VIEW_H

#include "dateline/change.h"
#include "dateline/view.h"

/* Lives in arena; strings are copied. NULL when memory is gone. */
dl_view *dl_change_view(const dl_change *change, dl_arena *arena);

/* A reworded sentence in one line: "opened to [-paying-] {+all+} users". */
void dl_change_print_pieces(const dl_diff_item *item, dl_buf *out);

/* The flags' words, separated by "; ". */
void dl_change_print_flags(unsigned flags, dl_buf *out);

#endif
