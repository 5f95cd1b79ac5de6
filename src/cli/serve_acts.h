/* What somebody who looks at the page of `dateline serve` may ask to be done: to accept a candidate
 * into a data file of the notebook, or to see it no more. */
#ifndef CLI_SERVE_ACTS_H
#define CLI_SERVE_ACTS_H

#include "base/json.h"

typedef struct serve_acts {
    const char *folder; /* the notebook's */
    json_t *files;      /* that it read; a row goes into one of them, and nowhere else */
    json_t *offers;     /* {"files", "offers"}: see serve_offers */
    json_t *rejected;   /* id to true, for as long as it is served */
} serve_acts;

void acts_clear(serve_acts *acts);
void acts_set_files(serve_acts *acts, json_t *files);
void acts_set_offers(serve_acts *acts, dl_str json);
/* The offers that were not rejected. */
void acts_offers(const serve_acts *acts, dl_buf *out);
/* accept {id, file, date, actor, kind} or reject {id}. Returns an HTTP status; *changed: there are
 * other offers than before. */
unsigned acts_do(serve_acts *acts, dl_str name, dl_str body, dl_buf *answer, bool *changed);

#endif
