/* The steps of layout_make, each in a file of its own. */
#ifndef TIMELINE_LAYOUT_PARTS_H
#define TIMELINE_LAYOUT_PARTS_H

#include "timeline/layout.h"

/* Where a date stands, as the bar of a mark. */
void layout_place_date(const time_scale *scale, const dl_date *date, layout_mark *mark);

/* Gathers the marks without track of `places` (by lane, then place) in clusters. */
int layout_place_clusters(layout *out, const layout_options *options, layout_mark **places,
                          dl_error *error);
int layout_place_rails(layout *out, const dl_timeline *timeline, const layout_options *options,
                       dl_error *error);

#endif
