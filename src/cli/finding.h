/*
 * What is wrong with a notebook, as people and programs are told: found in any order, told by file
 * and line. A finding with an exit status is a fault; one without is a warning.
 */
#ifndef CLI_FINDING_H
#define CLI_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct finding {
    int status;       /* that it ends the command with; 0: a warning */
    const char *kind; /* a stable word: "output", "source.changed", "net.offline" */
    dl_str file;      /* as it was named, or as it is found from the notebook's folder */
    int line;         /* 0: none */
    dl_str cell;      /* its id; empty: none */
    dl_str message, hint;
    size_t order; /* of being found */
} finding;

typedef struct findings {
    dl_arena arena;
    finding *list;
    size_t count, capacity;
    bool failed; /* memory ran out, so that some are missing */
} findings;

void findings_clear(findings *all);

/* Strings are copied but for kind; order is filled. */
void findings_add(findings *all, const finding *one);

/* By file (first that of the notebook), line, and order. */
void findings_sort(findings *all, dl_str notebook);

/* The status of all of them together: the gravest, in the order of finding_graver. */
int findings_status(const findings *all);
/* Of two exit statuses the graver: 130, then what kept the notebook from being looked at (2, 7, 6,
 * 5), what its sources say no longer (4), what is wrong in it (1), what is out of date (3). */
int finding_graver(int a, int b);

size_t findings_faults(const findings *all);

/* A line of JSON each; or a line each, safe for a terminal. */
void findings_print_json(const findings *all, dl_buf *out);
void findings_print(const findings *all, bool faults_only, dl_buf *out);

#endif
