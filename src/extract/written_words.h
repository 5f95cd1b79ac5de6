/*
 * The words that dates are written with: months and halves of the day in the languages of the
 * press, names of zones. Words are lower case UTF-8, as the tokens of written_date.c are.
 */
#ifndef EXTRACT_WRITTEN_WORDS_H
#define EXTRACT_WRITTEN_WORDS_H

#include <stdbool.h>

/* 1 to 12, 0 for what names no month. */
int dl_written_month(const char *word);
/* True for a zone that stands for one offset only; minutes are east of UTC. */
bool dl_written_zone(const char *word, int *minutes);
/* 1 to 10 as Vietnamese counts months, 0 for none: "tháng tư" is the fourth. */
int dl_written_count(const char *word);
/* 'a' for before noon, 'p' for after, 0 for neither. */
char dl_written_half(const char *word);
/* The same of a word that stands before the hour; not "am", which is "on the" in German. 'n' for
 * around noon. */
char dl_written_half_before(const char *word);
/* An hour that follows such a word, on the clock of 24: noon's 11 and 12 stay, its 1 is 13. */
int dl_written_hour_of(char half, int hour);
/* What parts hours from minutes: "10h56", "10時56分". */
bool dl_written_hour(const char *word);
/* What may stand between the parts of a date: "1st of May, 2024", "1 de mayo". */
bool dl_written_filler(const char *word);

#endif
