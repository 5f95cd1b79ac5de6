/*
 * A GET that follows redirects, each hop guarded like the first request. Private to src/fetch.
 */
#ifndef FETCH_REDIRECT_H
#define FETCH_REDIRECT_H

#include "fetch/client.h"

typedef struct dl_followed {
    dl_url final;     /* of the answer */
    dl_buf request;   /* the first hop's */
    dl_buf redirects; /* "STATUS URL\n" a hop, the URL that gave the status */
    dl_answer answer;
} dl_followed;

void dl_followed_clear(dl_followed *followed);

/* known: a capture whose validators are sent to the URL that it came from; NULL: none. */
int dl_follow(dl_client *client, const dl_fetch_options *options, const dl_ask *ask,
              const dl_url *url, const dl_snapshot *known, dl_arena *arena, dl_followed *out, dl_error *error);

#endif
