/* Events between Lua tables and dl_event: what timeline's functions take and give. */
#ifndef API_RECORD_H
#define API_RECORD_H

#include "api/api.h"
#include "dateline/timeline.h"

/* Reads the table at index into *event. Strings live in it, or in arena; raises for a field that
 * is unknown (proposing the near one), of a wrong type, or no date. */
void record_check_event(lua_State *L, int index, dl_arena *arena, dl_event *event);
/* Pushes event as a table: strings, dates, sources as a list. */
void record_push_event(lua_State *L, const dl_event *event);
/* Pushes a date of event's with the first of its sources. */
void record_push_date(lua_State *L, const dl_event *event, const dl_date *date);

#endif
