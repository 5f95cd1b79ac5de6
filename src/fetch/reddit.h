/* A Reddit thread while it is read: what was heard so far, and what is hidden behind "more" stubs,
 * which can be asked for with a token. All of it lives in the source's arena. Private to src/fetch.
 */
#ifndef FETCH_REDDIT_H
#define FETCH_REDDIT_H

#include "fetch/source.h"

/* A post or comment, for those that answer it. */
typedef struct dl_heard {
    dl_str name, author, words;
    struct dl_heard *next;
} dl_heard;

typedef struct dl_thread {
    source *s;
    dl_heard *post;   /* the thread's own: what comments answer where they name nothing else */
    dl_heard **heard; /* by a hash of the name */
    bool ask_more;    /* stubs are asked for, not told as missing */
    dl_str *hidden;   /* ids behind stubs */
    size_t hidden_count, hidden_room, asked;
    int64_t missing; /* comments behind stubs that are not asked for */
    size_t stubs;    /* those stubs */
} dl_thread;

/* Notes a thing's data; *known: it was heard before. NULL when memory is gone. */
dl_heard *dl_thread_hear(dl_thread *thread, const json_t *data, bool *known);
dl_heard *dl_thread_find(const dl_thread *thread, dl_str name); /* NULL: not heard */
/* A "more" stub's data: its comments are noted as hidden, or as missing. */
void dl_thread_stub(dl_thread *thread, const json_t *data);
/* Asks for what is hidden, at root, until nothing is; what cannot be had is told as missing. */
int dl_thread_ask_hidden(dl_thread *thread, dl_str root, const dl_str *headers, size_t count,
                         dl_error *error);
void dl_thread_tell_missing(dl_thread *thread);

/* Whether the options ask for what author wrote. */
bool dl_reddit_wants(const source *s, dl_str author);
/* Posts and comments of a thread or listing into s->out. *after: the name that a listing goes on
 * after, in s->arena; empty at its end. */
int dl_reddit_json(dl_thread *thread, const dl_snapshot *snapshot, dl_str *after, dl_error *error);
/* The same of a bare array of things. */
void dl_reddit_things(dl_thread *thread, const json_t *things);

#endif
