/* The place of a text that shows best why a search found it. */
#ifndef STORE_EXCERPT_H
#define STORE_EXCERPT_H

#include "dateline/arena.h"
#include "dateline/str.h"

/* About two lines of a terminal around the place where most of the query's words stand nearest to
 * each other, the first such; the text's beginning where none stands as the query spells it. Line
 * breaks are spaces, "…" is where it was cut. In the arena; data is NULL when memory ran out. */
dl_str store_excerpt(dl_str text, dl_str query, dl_arena *arena);

#endif
