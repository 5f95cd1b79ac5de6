/* What the parts of completion share: where matches are gathered. */
#ifndef ENGINE_COMPLETE_H
#define ENGINE_COMPLETE_H

#include <lua.h>

#include "dateline/complete.h"

typedef struct gathering {
    dl_arena *arena;
    dl_str prefix;                /* what a match begins with */
    dl_completion_match *matches; /* malloc'ed */
    size_t count, capacity;
    dl_error *error;
    int failed;
} gathering;

/* Takes text where it begins with the prefix; copied into the arena. */
void gather(gathering *to, dl_str text, dl_match_kind kind, dl_str signature);
/* The same of a text in two parts. */
void gather_joined(gathering *to, dl_str before, dl_str text, dl_match_kind kind);

/* complete_sql.c: tables, columns and words of SQL, by the statement up to the place. Returns where
 * the prefix begins in sql. May raise. */
size_t complete_sql(lua_State *L, gathering *to, dl_str sql);
/* complete_files.c: what is in the folder that typed names, below the notebook's. */
void complete_files(const char *folder, gathering *to, dl_str typed);

/* inspect.c and complete.c, in protected mode. */
int complete_place(lua_State *L, const dl_place *place, dl_arena *arena, dl_completion *out,
                   dl_error *error);
int inspect_place(lua_State *L, const dl_place *place, dl_arena *arena, dl_inspection *out,
                  dl_error *error);

#endif
