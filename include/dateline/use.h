/*
 * What came into a step beside the globals that it reads: logged by the primitives while it runs.
 * A use has a name and the value that it had, in text that can be compared: while all values are
 * what they were, and the globals too, the step would give the same again.
 */
#ifndef DATELINE_USE_H
#define DATELINE_USE_H

#include "dateline/str.h"

typedef enum dl_use_kind {
    DL_USE_PARAM,        /* name; its type and text */
    DL_USE_FILE,         /* path below the notebook's folder; SHA-256, or "missing" */
    DL_USE_SOURCE,       /* URL; SHA-256 and the time of the capture, or "missing" */
    DL_USE_READS_TABLE,  /* of the notebook's own in the store, or DL_USE_KEPT and a key */
    DL_USE_WRITES_TABLE, /* as above */
    DL_USE_CAPTURES,     /* no name: how much was captured when all captures were looked at */
    DL_USE_TODAY,        /* no name: as-of */
    DL_USE_RANDOM,       /* no name: the step's id and the seed */
    DL_USE_CITATIONS,    /* no name: what the steps above cited and asked for */
    DL_USE_CITES,        /* its place among the citations; the URL */
    DL_USE_ID,           /* no name: the step's id, which its pictures carry */
    DL_USE_LINES,        /* no name: it saw lines of the notebook, in an error's words */
    /* Only in an engine that checks, and never kept. */
    DL_USE_QUOTE, /* the id of evidence that it asked for, in the store */
    DL_USE_FAULT, /* see DL_FAULT_MARK */
    DL_USE_LAST = DL_USE_FAULT
} dl_use_kind;

/* What stands before the key of a value of store.get and store.set: no table is called so. */
#define DL_USE_KEPT "\x01"
/* The name for all tables: what reads the schema. */
#define DL_USE_ALL_TABLES "*"

/* Of a timeline that the step made or changed: its number with nothing behind it, and the file that
 * it was read from; then, for each of its faults, number, mark, event, mark, rule; and the message.
 * A later step that tells of the same number tells all of it anew. */
#define DL_FAULT_MARK '\x1f'

typedef struct dl_use {
    dl_use_kind kind;
    dl_str name, value;
} dl_use;

#endif
