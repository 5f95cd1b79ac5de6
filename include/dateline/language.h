/*
 * The words that dates are told with, as a table of keys and patterns that a translator fills:
 * "around" is "around {date}" in English and "etwa {date}" in German. English is such a table too,
 * and says which keys there are. A language owns its texts; English is static.
 */
#ifndef DATELINE_LANGUAGE_H
#define DATELINE_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/date.h"

typedef struct dl_date_language dl_date_language;

const dl_date_language *dl_language_english(void);

/* An empty one, or NULL without memory; free with dl_language_free. */
dl_date_language *dl_language_new(void);
void dl_language_free(dl_date_language *language); /* not English; NULL is fine */

/* The pattern of a key. DL_ERR_SYNTAX for a key that is none (the near one is proposed), for a text
 * that is no UTF-8 of a line or too long, and for a {slot} that the key does not fill. */
int dl_language_set(dl_date_language *language, dl_str key, dl_str text, dl_error *error);

/* 0 when all keys are there and each pattern has the slots that English has; else
 * DL_ERR_SYNTAX, naming the first key that is missing or lacks one. */
int dl_language_check(const dl_date_language *language, dl_error *error);

/* The keys in the table's order: their name, the pattern in this language (NULL: not set), and
 * whether a language may go without. NULL past the last. */
typedef struct dl_language_row {
    const char *key, *text;
    bool optional;
} dl_language_row;
dl_language_row dl_language_at(const dl_date_language *language, size_t index);

/* The date in that language; dl_date_words is this in English. */
void dl_date_words_in(const dl_date *date, const dl_date_language *language, dl_buf *out);

/* "1 year, 2 months and 3 days". */
void dl_difference_words(const dl_calendar_difference *difference, const dl_date_language *language,
                         dl_buf *out);

#endif
