/* Reddit's things, as JSON. Private to src/fetch. */
#ifndef FETCH_REDDIT_H
#define FETCH_REDDIT_H

#include "fetch/source.h"

/* Whether the options ask for what author wrote. */
bool dl_reddit_wants(const source *s, dl_str author);
/* Posts and comments of a thread or listing into s->out; "more" stubs into incomplete. *after: the
 * name that a listing goes on after, in s->arena; empty at its end. */
int dl_reddit_json(source *s, const dl_snapshot *snapshot, dl_str *after, dl_error *error);

#endif
