/*
 * A text being read as EDTF: where it stands, and the first fault. Reading functions return false
 * at a fault, after noting it once.
 */
#ifndef DATE_SCAN_H
#define DATE_SCAN_H

#include <stdbool.h>

#include "dateline/date.h"

typedef struct reader {
    dl_str text;
    size_t at;
    dl_error *error;
    int failed;     /* the kind of the first fault; 0 while there is none */
    bool strict;    /* what is only noted else is a fault */
    unsigned notes; /* dl_date_note bits */
} reader;

char scan_peek(const reader *scan, size_t ahead); /* '\0' past the end */
bool scan_take(reader *scan, char c);             /* moves past c when it is next */
/* How many digits stand next, at most `most`. */
size_t scan_digits(const reader *scan, size_t most);
/* The value of `count` digits, moving past them. */
int64_t scan_number(reader *scan, size_t count);
/* Notes a fault at `at` bytes into the text; returns false. */
bool scan_fault(reader *scan, size_t at, const char *format, ...) DL_PRINTF(3, 4);

/* Notes what a lenient reader lets pass; a strict one has a fault at `at`, and false is returned.
 */
bool scan_note(reader *scan, size_t at, unsigned note);

/* "T08:30:00-05:00[America/New_York]", at the T; the date before it is in part. */
bool scan_time(reader *scan, dl_date_part *part);

/* One date, with its time and qualifiers; part is all zero before. */
bool scan_part(reader *scan, dl_date_part *part);

/* "[1667,1670..1672]" or "{..1984}", at the bracket. */
bool scan_set(reader *scan, dl_date *date);

#endif
