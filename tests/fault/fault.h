/*
 * What the programs of faults share: failing allocations and failing calls of the system, and the
 * operations that they are tried on. An operation does the same each time that it is run, and adds
 * what it came to to out; it frees all that it made, however it ends.
 */
#ifndef TESTS_FAULT_FAULT_H
#define TESTS_FAULT_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/archive.h"
#include "dateline/notebook.h"
#include "dateline/report.h"
#include "dateline/store.h"

/* --- memory.c: every allocation of ours, and of the libraries that let us give them theirs --- */
void memory_begin(void); /* before any other call of a library */
/* Fails the nth allocation from now on (1: the next), or that and all after it; 0: none. */
void memory_fail(size_t nth, bool all_after);
size_t memory_asked(void); /* allocations since memory_fail */
bool memory_failed(void);  /* whether one was failed since then */
/* On standard output, the addresses in the program that led to the first failure, for addr2line. */
void memory_tell_where(void);
/* A mark of what is held now, and how much of what came later is held still; the latter tells who
 * asked for it (addresses in the program) on standard output where there is some. */
size_t memory_mark(void);
size_t memory_left_since(size_t mark);

/* timeline.h and change.h each have a dl_change, and cannot stand together. */
typedef struct dl_timeline dl_timeline;

/* --- world.c: what the operations begin with --- */
typedef struct fault_world {
    char folder[64];
    dl_str page, other_page, notebook, tsv, csv, json, ical, timelinejs, ipynb, atom, rss, prose;
    dl_arena arena;
    dl_store *store; /* in memory; holds both pages under http://a.example/ */
    int64_t first, second;
    dl_timeline *timeline, *other;
    dl_notebook *parsed;
    dl_run run;
} fault_world;

void world_open(fault_world *world);
void world_close(fault_world *world);
/* A path in the world's folder; lives until the eighth call after it. */
const char *world_path(const fault_world *world, const char *name);

typedef struct operation {
    const char *name;
    int (*run)(fault_world *world, dl_buf *out, dl_error *error);
    /* Why it may end otherwise, or with an error of another kind, where memory runs out; NULL: it
     * may not. That nothing crashes and nothing is held goes for all. */
    const char *vague;
} operation;

extern const operation text_operations[], select_operations[], timeline_operations[],
    report_operations[], store_operations[], script_operations[];

#endif
