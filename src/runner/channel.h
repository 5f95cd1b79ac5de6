/*
 * What runner and worker tell each other: frames of a length, a kind and bytes, over a socket.
 * Sending waits; receiving does not, but where the worker has nothing else to do.
 */
#ifndef RUNNER_CHANNEL_H
#define RUNNER_CHANNEL_H

#include "dateline/str.h"

typedef enum frame_kind {
    /* to the worker */
    FRAME_STEP = 'S',
    FRAME_UPDATE = 'N', /* a version of the notebook; answered by DONE, after BEFORE, AFTER, MADE */
    FRAME_KEEP = 'K',   /* the time; answered by ERROR */
    FRAME_GLOBALS = 'G',      /* a step; answered by the same, or by ERROR */
    FRAME_COMPLETENESS = 'C', /* code; answered by the same with one byte */
    FRAME_COMPLETE = 'T',     /* a place; answered by the same with what can stand there */
    FRAME_INSPECT = 'I',      /* a place; answered by the same with what is known of it */
    FRAME_PAGE = 'p',         /* its number; answered by the same with a view or none, or ERROR */
    FRAME_ANSWER = '!',       /* to ASK: y or n */
    /* from the worker */
    FRAME_ASK = '?',   /* host, address, port: may it be reached? */
    FRAME_HELLO = 'H', /* behind its wall, and ready */
    FRAME_FATAL = 'F', /* an error: there will be no engine */
    FRAME_VIEW = 'V',
    FRAME_VALUES = '=', /* the views that come now are values; empty */
    FRAME_SOURCE = 'U',
    FRAME_LOG = 'g',  /* a line of the network's log */
    FRAME_WARN = 'w', /* a line of a script's for standard error */
    FRAME_PROGRESS = 'P',
    FRAME_RESULT = 'R', /* without its views, which went before */
    FRAME_BEFORE = 'B', /* a step of an update begins: its place */
    FRAME_AFTER = 'A',  /* and ends */
    FRAME_MADE = 'M',   /* a result of an update, under its serial */
    FRAME_DONE = 'D',   /* what the update came to */
    FRAME_ERROR = 'E'   /* an error, or none */
} frame_kind;

typedef struct channel {
    int socket;
    dl_buf in;
    size_t taken; /* bytes of in that were given out */
} channel;

void channel_init(channel *on, int socket);
void channel_clear(channel *on); /* closes the socket too */

/* False when the other end is gone or takes nothing. */
bool channel_send(channel *on, frame_kind kind, dl_str bytes);

typedef enum channel_state { CHANNEL_FRAME, CHANNEL_EMPTY, CHANNEL_ENDED } channel_state;
/* The next frame that has come whole; bytes are valid until the next call. ENDED: the other end
 * closed, or sent a frame that is longer than any may be. */
channel_state channel_next(channel *on, bool patient, int *kind, dl_str *bytes);

#endif
