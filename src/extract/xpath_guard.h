/*
 * Bounds for an XPath evaluation: operations, time, and the few functions of XPath 1.0 whose cost
 * or result grows faster than their arguments.
 */
#ifndef EXTRACT_XPATH_GUARD_H
#define EXTRACT_XPATH_GUARD_H

#include <libxml/xmlerror.h>
#include <libxml/xpath.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "dateline/error.h"

typedef struct dl_xpath_guard {
    xmlXPathContext *context;
    pthread_t watcher;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    clockid_t work;              /* the processor time of the thread that searches */
    int64_t last_ns;             /* on it */
    xmlGenericErrorFunc printer; /* the caller's, and its argument */
    void *printer_data;
    bool watched, done;
    bool late;      /* the time was up */
    bool too_large; /* a function's arguments were */
    int code;       /* an xmlXPathError, of the first error */
    int at;         /* byte offset of a syntax error; -1 when unknown */
} dl_xpath_guard;

/* context->user and the functions of context are the guard's until dl_xpath_guard_end. */
void dl_xpath_guard_begin(dl_xpath_guard *guard, xmlXPathContext *context);
void dl_xpath_guard_end(dl_xpath_guard *guard);

#endif
