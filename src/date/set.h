/* The members of a set, one after the other. */
#ifndef DATE_SET_H
#define DATE_SET_H

#include "date/scan.h"

/* One member: a date, "a..b", "..b" or "a..", the last three as an interval. */
bool set_member(reader *scan, dl_date *member);

/* The member at *at of the set's members (0 for the first), and moves *at to the next; false at the
 * end. */
bool set_next(const dl_date *set, size_t *at, dl_date *member);

/* A member as EDTF has it. */
void set_put_member(const dl_date *member, dl_buf *out);

#endif
