/* Sentences about a timeline and its events, for who cannot see the picture. */
#ifndef DRAW_DESCRIBE_H
#define DRAW_DESCRIBE_H

#include "dateline/timeline.h"

/* "Promise, OpenAI, 13 March 2024: ...; due 2024: kept, -22 days". */
void describe_event(const dl_timeline *timeline, const dl_event *event, const dl_date *as_of,
                    dl_buf *out);
/* "+87 d", "−22 d", "−15 to +15 d"; the verdict's word where there are no days. */
void describe_slip(const dl_slip *slip, dl_buf *out);
/* A picture's label for an event: its own, or the first words of what it says. */
dl_str event_label(const dl_event *event, int columns);

#endif
