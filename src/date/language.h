/* The keys of a language's table, and a pattern filled. */
#ifndef DATE_LANGUAGE_H
#define DATE_LANGUAGE_H

#include "dateline/language.h"

typedef enum word_key {
    WORDS_MONTH,                     /* 12 of them */
    WORDS_DAY_MONTH = 12,            /* 12, beside a day, where it differs */
    WORDS_DIVISION = 24,             /* 21: codes 21 to 41 */
    WORDS_DAY = WORDS_DIVISION + 21, /* what follows is named in the table */
    WORDS_MONTH_YEAR,
    WORDS_DAY_OF,
    WORDS_MONTH_OF,
    WORDS_SOME_DAY,
    WORDS_SOME_MONTH,
    WORDS_DAY_OF_SOME_MONTH,
    WORDS_DECADE,
    WORDS_CENTURY,
    WORDS_UNKNOWN_YEAR,
    WORDS_YEAR_LIKE,
    WORDS_BC,
    WORDS_SIGNIFICANT,
    WORDS_ORDINAL,
    WORDS_ORDINAL_1,
    WORDS_ORDINAL_2,
    WORDS_ORDINAL_3,
    WORDS_ORDINAL_FIRST,
    WORDS_AT,
    WORDS_AT_ABOUT,
    WORDS_ABOUT_TIME,
    WORDS_TIME,
    WORDS_TIME_SECONDS,
    WORDS_ZONE_UTC,
    WORDS_ZONE_NAMED,
    WORDS_ZONE_OFFSET,
    WORDS_AROUND,
    WORDS_UNCERTAIN,
    WORDS_BY,
    WORDS_BY_END,
    WORDS_FROM,
    WORDS_RANGE,
    WORDS_DAYS_OF_MONTH,
    WORDS_DAYS,
    WORDS_TIMES,
    WORDS_UNKNOWN_DATE,
    WORDS_ONE_OF,
    WORDS_ALL_OF,
    WORDS_LIST,
    WORDS_AND,
    WORDS_YEARS_ONE,
    WORDS_YEARS_OTHER,
    WORDS_MONTHS_ONE,
    WORDS_MONTHS_OTHER,
    WORDS_DAYS_ONE,
    WORDS_DAYS_OTHER,
    WORDS_EARLIER,
    WORDS_COUNT
} word_key;

/* What a {name} in a pattern stands for. */
typedef struct word_slot {
    const char *name;
    dl_str text;
} word_slot;

bool language_has(const dl_date_language *language, word_key key);

/* Appends the key's pattern with its slots filled; a key that is not set appends nothing. */
void language_fill(const dl_date_language *language, word_key key, const word_slot *slots,
                   size_t count, dl_buf *out);

#endif
