/*
 * Dates as pages write them, in metadata and in bylines: ISO 8601 in its many spellings, RFC 5322,
 * words in the languages of the press, day.month.year, Unix time. What comes out is EDTF, as
 * precise as it was told and never more: no day is made up, no zone is guessed, and a date with
 * slashes that could be read two ways is no date.
 */
#ifndef EXTRACT_WRITTEN_DATE_H
#define EXTRACT_WRITTEN_DATE_H

#include "dateline/date.h"

typedef enum dl_written {
    DL_WRITTEN_FIELD,   /* the text is a date, or begins with one: metadata */
    DL_WRITTEN_ANYWHERE /* a date with a day stands somewhere in the text: bylines */
} dl_written;

/* lang (BCP 47, may be empty) decides between day/month and month/day where both can be. */
bool dl_written_date(dl_str text, dl_str lang, dl_written how, dl_date *date);

/* A date in the path of an address: /2024/02/15/, /2024/feb/15/, /2024-02-15-, /20240215/. Days
 * only; raw is the part of url that tells it. */
bool dl_written_date_in_path(dl_str url, dl_str *raw, dl_date *date);

#endif
