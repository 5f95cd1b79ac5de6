/*
 * Names that a statement gives to its common table expressions (WITH name AS ...). What such a
 * subquery reads SQLite tells an authorizer under that name, just as what a view of the name reads;
 * one that is called as a view of ours must not have what only the view has.
 */
#ifndef STORE_SHADOW_H
#define STORE_SHADOW_H

#include <stddef.h>

#include "dateline/str.h"

/* Which of names (at most 32) the SQL defines so: a bit each, the first is the lowest. */
unsigned shadow_find(dl_str sql, const char *const *names, size_t count);

#endif
