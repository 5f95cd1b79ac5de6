/* Digits that are not told (X): which years, months and days they can be. */
#ifndef DATE_MASK_H
#define DATE_MASK_H

#include "dateline/date.h"

/* What a year with these digits masked is told to: the place of the highest X decides. */
dl_precision mask_precision(uint8_t mask);

/* Whether a number of two digits fits what is told: 12 fits 10 with the units masked. */
bool mask_fits(int number, int told, uint8_t mask);

/* The first and the last day that fits a date with X; false when none does. The date may lack a
 * month or a day, which then can be any. */
bool mask_first(const dl_date_part *part, int64_t *day);
bool mask_last(const dl_date_part *part, int64_t *day);

/* Whether a day fits the date, which may be without X. */
bool mask_has(const dl_date_part *part, int64_t day);

/* Whether the days that fit may be more than one run: true of 2004-XX-25 and 1XX3, false of 201X.
 */
bool mask_holes(const dl_date_part *part);

/* The run of fitting days that holds `day`, else the first one after it; false when there is none.
 */
bool mask_run(const dl_date_part *part, int64_t day, int64_t *first, int64_t *last);

#endif
