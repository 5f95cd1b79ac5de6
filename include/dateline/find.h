/*
 * The dates that English reporting prose mentions: each with its place, its EDTF value, and how
 * the prose tells it. What is counted ("Tuesday", "two weeks ago") is counted from the publication
 * date; without one such words are told without a value. Words that tell a span never become a
 * point; where two readings are live the likelier is the date, the others are readings. What is
 * found lives in the caller's arena.
 */
#ifndef DATELINE_FIND_H
#define DATELINE_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/arena.h"
#include "dateline/date.h"
#include "dateline/str.h"

/* How the prose uses a date, so that promises can be read. */
typedef enum dl_role {
    DL_ROLE_MENTION,
    DL_ROLE_BY,      /* a deadline: "by the end of the year", "within two weeks" */
    DL_ROLE_SINCE,   /* "since March", "after 1928" */
    DL_ROLE_UNTIL,   /* "until 2025", "before 1928" */
    DL_ROLE_ABOUT,   /* "around 2024", "circa 1860" */
    DL_ROLE_FROM,    /* "from Monday", "starting in March": the day on which it begins */
    DL_ROLE_DURATION /* all of it: "from June to August", "over the past year", "during 2023" */
} dl_role;
/* "mention", "by", "since", "until", "about", "from", "duration" */
const char *dl_role_word(dl_role role);

typedef struct dl_found {
    size_t start, end; /* bytes of the text, on characters' borders */
    bool has_date;
    dl_date date;    /* the likeliest reading; set when has_date */
    const char *why; /* static: why there is no date, or why it is not sure; NULL when sure */
    dl_role role;
    bool sure;
    const dl_date *readings; /* the other readings that are live */
    size_t reading_count;
} dl_found;

/* Where a date without a year, or a bare weekday, is looked for when no verb tells its tense. */
typedef enum dl_lean { DL_LEAN_NEAR, DL_LEAN_PAST, DL_LEAN_FUTURE } dl_lean;

/* A word of another language (in lower case), and the English one that it stands for. */
typedef struct dl_find_word {
    const char *lang; /* "de"; NULL: any */
    const char *word;
    const char *english;
} dl_find_word;

/* What a vague number means: "a few" is 2 to 6. */
typedef struct dl_find_count {
    const char *word;
    int least, most;
} dl_find_count;

typedef struct dl_find_options {
    const dl_date *published; /* NULL: not known */
    const char
        *doubt;      /* static: why published is not sure, told of what is counted from it; NULL */
    dl_str timezone; /* IANA name of the place that the text is written in; may be empty */
    dl_str lang;     /* "en", "en-GB" (day before month in 03/04/2024), "de"; empty: en */
    dl_lean lean;
    const dl_find_word *words; /* on top of the built-in ones */
    size_t word_count;
    const dl_find_count *counts; /* before the built-in ones */
    size_t count_count;
} dl_find_options;

/* In order of place, none overlapping. DL_ERR_MEMORY, or DL_ERR_LIMIT_SIZE past 64 MiB. Time and
 * memory are linear in the text. options may be NULL. */
int dl_date_find(dl_str text, const dl_find_options *options, dl_arena *arena, dl_found **found,
                 size_t *count, dl_error *error);

#endif
