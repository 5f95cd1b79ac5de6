/* A timeline drawn: a view object with SVG and the terminal's lines. */
#ifndef API_PICTURE_H
#define API_PICTURE_H

#include "api/api.h"
#include "dateline/picture.h"
#include "dateline/timeline.h"

typedef struct picture_wish {
    dl_str title;         /* may be empty */
    const dl_date *as_of; /* may be NULL */
    bool with_table;      /* the events as fields as well, for who shows no table beside it */
    dl_picture_form form; /* on a terminal */
} picture_wish;
void picture_push(lua_State *L, const dl_timeline *timeline, const picture_wish *wish);

#endif
