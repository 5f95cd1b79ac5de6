/* A timeline drawn: a view object with SVG and the terminal's lines. */
#ifndef API_PICTURE_H
#define API_PICTURE_H

#include "api/api.h"
#include "dateline/timeline.h"

/* with_table: the view has the events as fields as well, for who shows no table beside it. */
void picture_push(lua_State *L, const dl_timeline *timeline, dl_str title, const dl_date *as_of,
                  bool with_table);

#endif
