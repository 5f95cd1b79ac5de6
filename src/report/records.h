/*
 * The records that a report's dates lead to: the run's sources, numbered from 1 in their order, and
 * after them what dates name as their source and the run did not read. Borrows the run; what it
 * holds itself is freed by records_clear.
 */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H

#include "dateline/result.h"

typedef struct record_name {
    dl_str name;
    size_t number; /* of its record */
} record_name;

typedef struct record_names {
    record_name *list; /* sorted */
    size_t count, capacity;
} record_names;

typedef struct report_records {
    const dl_run *run;
    record_names asked, final; /* the run's sources by both of their addresses */
    record_names named;        /* what is not among them */
    bool *used;                /* [records]: a date has led there */
} report_records;

/* Looks through all that the report shows. records_clear in every case. */
int records_init(report_records *records, const dl_run *run, dl_error *error);
void records_clear(report_records *records);

size_t records_count(const report_records *records);
/* The number of the record of a source, by its address as asked or as it was in the end; 0 where
 * the address is empty. */
size_t records_number(const report_records *records, dl_str source);
/* Whether this is the first time; true once a record. */
bool records_use(report_records *records, size_t number);
/* The address of a record that the run did not read; it is no source of the run. */
dl_str records_named(const report_records *records, size_t number);

#endif
