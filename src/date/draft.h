/* The 2012 draft of EDTF: what it wrote otherwise, for the hint of an error. */
#ifndef DATE_DRAFT_H
#define DATE_DRAFT_H

#include "dateline/str.h"

/* When text is in the draft's spelling, sets the hint to the spelling of 2019. */
void draft_hint(dl_str text, dl_error *error);

#endif
