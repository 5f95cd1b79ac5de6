/* Sentences about a timeline and its events, for who cannot see the picture. */
#ifndef DRAW_DESCRIBE_H
#define DRAW_DESCRIBE_H

#include "dateline/timeline.h"

/* "Promise, OpenAI, 13 March 2024: ...; due 2024, said as “this year”: kept, −22 d". */
void describe_event(const dl_timeline *timeline, const dl_event *event, const dl_date *as_of,
                    dl_buf *out);
/* What other sources tell of the event, and whether figures use its own date. */
void describe_conflict(const dl_timeline *timeline, const dl_event *event, dl_buf *out);
/* "late, +87 d", "revised; late, +87 d (sources: +86 to +87)"; the verdict alone where there are no
 * days. */
void describe_slip(const dl_slip *slip, dl_buf *out);
/* A picture's label for an event: its own, or the first words of what it says. */
dl_str event_label(const dl_event *event, int columns);

#endif
