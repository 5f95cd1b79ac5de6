/*
 * Dates as feeds write them: RFC 822 and its successors with all that is done to them, ISO 8601 in
 * its profiles and abbreviations, asctime, Greek, Hungarian, Korean and Chinese forms. A date is as
 * precise as it was told; no zone is guessed; text with more in it than a date is none.
 */
#ifndef EXTRACT_FEED_DATE_H
#define EXTRACT_FEED_DATE_H

#include "dateline/date.h"

bool dl_feed_date_parse(dl_str text, dl_date *date);

#endif
