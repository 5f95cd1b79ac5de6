/*
 * Files that are followed: inotify on their folders where there is one, since editors replace a
 * file by renaming another over it; and in any case a look at each from time to time.
 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "dateline/cancel.h"
#include "dateline/str.h"

typedef struct follower follower;

follower *follow_new(void); /* NULL when memory is gone */
void follow_free(follower *freed);
/* Begins a list anew: what is added from now on is followed, as it is now. */
void follow_begin(follower *list);
/* A file that changed at or after since (seconds since 1970) counts as changed. False when memory
 * is gone. */
bool follow_add(follower *list, const char *path, double since);
/* Waits until a file is another than when it was added, and none changes any more. Returns its
 * path, which lives until follow_begin; NULL when cancel was set. */
const char *follow_wait(follower *list, const dl_cancel *cancel);

/* For a caller that waits for other things too: follow_fd is readable when something happened, -1
 * where nobody tells. follow_look never blocks: the path of a file that is another, and taken as it
 * is from then on; NULL where there is none, and then *again_ms is how soon to look again. */
int follow_fd(const follower *list);
const char *follow_look(follower *list, int *again_ms);

#endif
