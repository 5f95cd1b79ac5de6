/* The pages of a status page's history. Private to src/fetch. */
#ifndef FETCH_INCIDENTS_H
#define FETCH_INCIDENTS_H

#include "fetch/source.h"

/* Adds the incidents that root's history has and s->out has not, page by page. */
int dl_incidents_history(source *s, dl_str root, dl_error *error);

#endif
