/* The least, median and most of many spans: each between that of the leasts and of the mosts. */
#ifndef TIMELINE_MEDIAN_H
#define TIMELINE_MEDIAN_H

#include "dateline/timeline.h"

typedef struct span_median {
    int64_t *least, *most;
    size_t count, capacity;
} span_median;

int median_init(span_median *space, size_t capacity, dl_error *error);
void median_clear(span_median *space);
void median_start(span_median *space);
void median_add(span_median *space, dl_span days); /* at most capacity times */
void median_end(span_median *space, dl_span *least, dl_span *median, dl_span *most);

#endif
