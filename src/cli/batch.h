/*
 * A batch: notebooks, or one notebook with many parameters, run as processes of their own. What is
 * to run is made first, whole (batch_plan.c); then it runs (batch_run.c); then it is told
 * (batch.c).
 */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include <sys/types.h>

#include "cli/cli.h"
#include "cli/output_name.h"
#include "dateline/arena.h"

typedef struct batch_entry {
    const char *notebook;
    const output_field *fields; /* the row of the matrix; none without one */
    size_t field_count;
    const char **outputs; /* [options->output_count] */
    const char *files;    /* the folder of what its cells make; NULL: beside its first report */
    char label[160];      /* how people are told of it: "b.md, actor = OpenAI" */
    bool piped;           /* a report is written to standard output, which is then its own */
    const char *answer;   /* a file that its process writes, for whoever named it; or NULL */
    /* once it ran */
    int status;     /* its exit status; 7 when it was too slow, 128 + N when signal N ended it */
    double seconds; /* that it took */
    dl_str said;    /* on its standard error, as far as it is kept */
    bool done;
    bool whole; /* it came to its end, and so its reports are there */
} batch_entry;

typedef struct cli_batch {
    const cli_options *options;
    /* In a process of its own; options are the entry's. NULL: run_one. */
    int (*run)(const batch_entry *entry, const cli_options *options);
    dl_arena arena;
    batch_entry *entries;
    size_t count;
} cli_batch;

/* Makes the entries. Returns an exit status. */
int batch_plan(cli_batch *batch);

/* Runs them, options->jobs at once; told is called as each ends, waiting about every 100 ms.
 * Returns 0, or 130 and 143 when a signal ended the batch: what runs then is ended as well. */
typedef struct batch_teller {
    void *user;
    void (*told)(void *user, const batch_entry *entry, size_t done);
    void (*waiting)(void *user, size_t running, size_t done);
} batch_teller;
int batch_execute(cli_batch *batch, const batch_teller *teller);

#endif
