/*
 * How many files a ZIP says it has, before libzip is asked: it takes each name into a table whose
 * hash is known, so that names made for it are held against each other.
 */
#ifndef ARCHIVE_ZIP_COUNT_H
#define ARCHIVE_ZIP_COUNT_H

#include <stdint.h>

#include "dateline/error.h"

/* The most that any end of its index says; 0 where there is none. */
int dl_zip_count(const char *path, uint64_t *count, dl_error *error);

#endif
