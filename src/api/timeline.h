/* timeline's functions by what they are about, one file each; timeline.c has the table of all. */
#ifndef API_TIMELINE_H
#define API_TIMELINE_H

#include "api/api.h"
#include "dateline/timeline.h"

dl_timeline *timeline_check(lua_State *L, int index);
/* An empty one at the top: fill *held, which belongs to the value. */
dl_timeline **timeline_push(lua_State *L);
/* The timeline at the top is whole, not taken out of another: a run that checks looks at it after
 * each step that changed it. label: the file that it was read from, or "". */
void timeline_note(lua_State *L, const char *label);
/* Argument index is the id of an event. */
const dl_event *timeline_check_event(lua_State *L, const dl_timeline *timeline, int index);
/* Argument index is a table that may have as_of; nil gives the notebook's. */
const dl_date *timeline_as_of(lua_State *L, int index, dl_date *space);
void timeline_push_lag(lua_State *L, const dl_timeline *timeline, const dl_lag *lag);
/* The date of the claim that figures about event use. */
void timeline_push_used(lua_State *L, const dl_timeline *timeline, const dl_event *event);
/* Fields of the row at the top: conflict, and where sources dispute event, used and reason. */
void timeline_set_conflict(lua_State *L, const dl_timeline *timeline, const dl_event *event);

/* timeline_figures.c */
int timeline_lag(lua_State *L);
int timeline_slip(lua_State *L);
int timeline_slips(lua_State *L);
int timeline_open(lua_State *L);
int timeline_scoreboard(lua_State *L);
int timeline_revisions(lua_State *L);
int timeline_read_as(lua_State *L);
/* timeline_compare.c */
int timeline_compare(lua_State *L);
int timeline_first(lua_State *L);
int timeline_last(lua_State *L);
int timeline_durations(lua_State *L);
int timeline_times(lua_State *L);
int timeline_overlaps(lua_State *L);
int timeline_gaps(lua_State *L);
/* timeline_versions.c */
int timeline_conflicts(lua_State *L);
int timeline_choose(lua_State *L);
int timeline_published(lua_State *L);
int timeline_known(lua_State *L);
int timeline_at_day(lua_State *L);
int timeline_diff(lua_State *L);
int timeline_merge(lua_State *L);
/* timeline_files.c */
int timeline_load(lua_State *L);
int timeline_read(lua_State *L);
int timeline_write(lua_State *L);
int timeline_schema(lua_State *L);
/* timeline_check.c */
int timeline_constrain(lua_State *L);
int timeline_constraints(lua_State *L);
int timeline_faults(lua_State *L);
int timeline_consistency(lua_State *L);

#endif
