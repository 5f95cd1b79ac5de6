/*
 * What dateline doctor looks at, a part a function. Each writes what it found as words for a person
 * and as a member of the one JSON object, and tells what is missing with the command that mends it.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "cli/cli.h"

typedef struct doctor {
    const cli_options *options;
    dl_buf text, json;            /* json: members so far, each with a comma before it */
    dl_buf missing_text, missing; /* missing: objects, separated by commas */
    bool fails;                   /* something that is needed is missing */
} doctor;

void doctor_libraries(doctor *to);
void doctor_features(doctor *to);
int doctor_wall(doctor *to, dl_error *error);
void doctor_folders(doctor *to);
void doctor_store(doctor *to);
void doctor_terminal(doctor *to);

/* What is missing, and the mend: a command, or an advice where there is none. needed: the exit
 * status is 1. */
void doctor_miss(doctor *to, bool needed, const char *mend, const char *what, ...) DL_PRINTF(4, 5);

/* A member (cli/answer.h); without a text it is null. */
void doctor_text(dl_buf *out, const char *key, const char *text);
/* "12 KiB" */
void doctor_size(dl_buf *out, uint64_t bytes);

#endif
