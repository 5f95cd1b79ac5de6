/*
 * A file that is written piece by piece: it appears under its name when it is whole, or not at
 * all. "-" is standard output. Scratch files have no name and go when they are closed.
 */
#ifndef ARCHIVE_OUTPUT_H
#define ARCHIVE_OUTPUT_H

#include <limits.h>
#include <stdint.h>

#include "archive/digest.h"

typedef struct dl_output {
    int fd;          /* -1: closed */
    int64_t written; /* bytes */
    dl_digest sha256;
    char path[PATH_MAX], beside[PATH_MAX]; /* beside is empty where path is written directly */
} dl_output;

int dl_output_open(dl_output *output, const char *path, dl_error *error);
/* In the folder of path, so that it has the room that path has. */
int dl_output_scratch(dl_output *output, const char *path, dl_error *error);
int dl_output_put(dl_output *output, dl_str bytes, dl_error *error);
/* Syncs and puts it in place; hex (may be NULL) gets the SHA-256 of all that was written. */
int dl_output_finish(dl_output *output, char hex[65], dl_error *error);
/* Ends the hash of a scratch file, which is then read from its beginning through output->fd. */
int dl_output_rewind(dl_output *output, char hex[65], dl_error *error);
void dl_output_drop(dl_output *output); /* what is not finished goes; may be called twice */

#endif
