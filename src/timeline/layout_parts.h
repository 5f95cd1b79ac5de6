/* The steps of layout_make, each in a file of its own. */
#ifndef TIMELINE_LAYOUT_PARTS_H
#define TIMELINE_LAYOUT_PARTS_H

#include "timeline/layout.h"

/* Where a date stands, as the bar of a mark. */
void layout_place_date(const time_scale *scale, const dl_date *date, layout_mark *mark);

int layout_index_make(const layout *made, layout_index *out, dl_error *error);
void layout_index_clear(layout_index *index);

/* Gives each of `places` (by lane, then place) a side for its label and a track, conflicting claims
 * under each other; what finds none has its cluster set. */
int layout_place_tracks(layout *out, const dl_timeline *timeline, const layout_options *options,
                        layout_mark **places, dl_error *error);

/* Gathers the marks without track of `places` (by lane, then place) in clusters. */
int layout_place_clusters(layout *out, const layout_options *options, layout_mark **places,
                          dl_error *error);
int layout_place_rails(layout *out, const dl_timeline *timeline, const layout_options *options,
                       dl_error *error);

#endif
