#include "timeline/layout.h"

#include <stdlib.h>
#include <string.h>

static size_t lane_of(layout *out, dl_str actor)
{
    size_t lane = 0;
    while (lane < out->lane_count && !dl_str_equal(out->lanes[lane].actor, actor))
        lane++;
    if (lane == out->lane_count)
        out->lanes[out->lane_count++].actor = actor;
    return lane;
}

/* --- marks --- */

static void place_date(const time_scale *scale, const dl_date *date, layout_mark *mark)
{
    dl_bounds bounds = dl_date_bounds(date);
    mark->from_open = bounds.start_earliest.kind == DL_BOUND_OPEN;
    mark->from_unknown = bounds.start_earliest.kind == DL_BOUND_UNKNOWN;
    mark->to_open = bounds.end_latest.kind == DL_BOUND_OPEN;
    mark->to_unknown = bounds.end_latest.kind == DL_BOUND_UNKNOWN;
    bool starts = bounds.start_earliest.kind == DL_BOUND_FINITE;
    bool ends = bounds.end_latest.kind == DL_BOUND_FINITE;
    /* an end that is not told is drawn as a stub of a twelfth of the width */
    double stub = scale->width / 12;
    mark->from = starts ? scale_at(scale, bounds.start_earliest.seconds) : 0;
    mark->to = ends ? scale_at(scale, bounds.end_latest.seconds) : scale->width;
    if (!starts)
        mark->from = mark->to > stub ? mark->to - stub : 0;
    if (!ends)
        mark->to = mark->from + stub < scale->width ? mark->from + stub : scale->width;
    mark->at = (mark->from + mark->to) / 2;
}

static double mark_width(const layout_options *options, const layout_mark *mark)
{
    return options->number_width ? options->number_width(mark->number) : options->mark_width;
}

/* A mark that shows its number is moved inside the width. */
static void keep_inside(const layout_options *options, layout_mark *mark)
{
    double half = mark_width(options, mark) / 2;
    if (!options->number_width)
        return;
    if (mark->at < half)
        mark->at = half;
    if (mark->at > options->width - half)
        mark->at = options->width - half;
}

/* What the mark covers: its date, and at least its own width. */
static void covered(const layout_options *options, const layout_mark *mark, double *from,
                    double *to)
{
    double half = mark_width(options, mark) / 2;
    *from = mark->at - half < mark->from ? mark->at - half : mark->from;
    *to = mark->at + half > mark->to ? mark->at + half : mark->to;
}

/* Greedy packing: the first track of the lane whose marks all are out of the way. */
static size_t find_track(const layout *out, const layout_options *options, size_t index)
{
    const layout_mark *mark = &out->marks[index];
    double from, to;
    covered(options, mark, &from, &to);
    for (size_t track = 0;; track++) {
        bool vacant = true;
        for (size_t i = 0; i < index && vacant; i++) {
            const layout_mark *other = &out->marks[i];
            double other_from, other_to;
            if (other->lane != mark->lane || other->track != track)
                continue;
            covered(options, other, &other_from, &other_to);
            vacant = from >= other_to + options->gap || to + options->gap <= other_from;
        }
        if (vacant)
            return track;
    }
}

static void place_marks(layout *out, const dl_timeline *timeline, const layout_options *options,
                        const size_t *order)
{
    /* lanes in order of the timeline, marks in order of date */
    for (size_t i = 0; i < out->mark_count; i++)
        lane_of(out, dl_timeline_at(timeline, i)->actor);
    for (size_t i = 0; i < out->mark_count; i++) {
        layout_mark *mark = &out->marks[i];
        mark->event = dl_timeline_at(timeline, order[i]);
        mark->number = i + 1;
        mark->lane = lane_of(out, mark->event->actor);
        place_date(&out->scale, &mark->event->date, mark);
        keep_inside(options, mark);
        mark->track = find_track(out, options, i);
        layout_lane *lane = &out->lanes[mark->lane];
        if (mark->track + 1 > lane->tracks)
            lane->tracks = mark->track + 1;
    }
}

/* --- labels --- */

static int by_place(const void *first, const void *second)
{
    const layout_mark *a = *(layout_mark *const *)first, *b = *(layout_mark *const *)second;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/*
 * A label begins at its mark and reaches right, at the end of a leader that comes straight down.
 * From right to left each takes the layer below all labels that begin under it: then neither its
 * box nor its leader meets theirs. What would fall below the last layer keeps its number alone.
 */
static void place_labels(layout *out, const layout_options *options, layout_mark **places)
{
    for (size_t i = 0; i < out->mark_count; i++)
        places[i] = &out->marks[i];
    qsort(places, out->mark_count, sizeof *places, by_place);
    for (size_t i = out->mark_count; i-- > 0;) {
        layout_mark *mark = places[i];
        double reach = mark->at + options->label_width(mark->event) + options->gap;
        size_t layer = 1;
        for (size_t j = i + 1; j < out->mark_count && places[j]->at < reach; j++) {
            if (places[j]->lane == mark->lane && places[j]->layer >= layer)
                layer = places[j]->layer + 1;
        }
        bool fits = layer <= options->most_layers &&
                    reach - options->gap <= options->width + options->label_room;
        if (!fits)
            continue;
        mark->layer = layer;
        mark->label_width = reach - options->gap - mark->at;
        layout_lane *lane = &out->lanes[mark->lane];
        if (layer > lane->layers)
            lane->layers = layer;
    }
}

/* --- rails --- */

static const layout_mark *mark_of(const layout *out, const dl_event *event)
{
    for (size_t i = 0; i < out->mark_count; i++) {
        if (out->marks[i].event == event)
            return &out->marks[i];
    }
    return NULL;
}

static void place_rail(layout *out, const dl_slip *slip)
{
    layout_rail *rail = &out->rails[out->rail_count++];
    layout_mark due = {0};
    const layout_mark *said = mark_of(out, slip->promise);
    rail->slip = *slip;
    rail->lane = lane_of(out, slip->promise->actor);
    rail->row = out->lanes[rail->lane].rails++;
    rail->said = said ? said->at : 0;
    place_date(&out->scale, &slip->promise->due, &due);
    rail->due_from = due.from;
    rail->due_to = due.to;
    rail->due_from_open = due.from_open || due.from_unknown;
    rail->due_to_open = due.to_open || due.to_unknown;
    const layout_mark *came = slip->outcome ? mark_of(out, slip->outcome) : NULL;
    rail->has_came = came != NULL;
    rail->came = came ? came->at : 0;
}

static int place_rails(layout *out, const dl_timeline *timeline, const layout_options *options,
                       dl_error *error)
{
    dl_slip *slips;
    size_t count;
    int rc = dl_timeline_slips(timeline, options->as_of, &slips, &count, error);
    if (rc != 0)
        return rc;
    out->rails = calloc(count + 1, sizeof *out->rails);
    for (size_t i = 0; out->rails && i < count; i++)
        place_rail(out, &slips[i]);
    free(slips);
    return out->rails ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

int layout_make(const dl_timeline *timeline, const layout_options *options, layout *out,
                dl_error *error)
{
    memset(out, 0, sizeof *out);
    size_t *order = NULL;
    layout_mark **places = NULL;
    out->mark_count = dl_timeline_count(timeline);
    out->scale = scale_of(timeline, options->width);
    out->marks = calloc(out->mark_count + 1, sizeof *out->marks);
    out->lanes = calloc(out->mark_count + 1, sizeof *out->lanes);
    places = calloc(out->mark_count + 1, sizeof *places);
    int rc = out->marks && out->lanes && places
                 ? dl_timeline_sorted(timeline, &order, error)
                 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0) {
        place_marks(out, timeline, options, order);
        if (options->most_layers > 0)
            place_labels(out, options, places);
        rc = place_rails(out, timeline, options, error);
    }
    free(order);
    free(places);
    if (rc != 0)
        layout_clear(out);
    return rc;
}

void layout_clear(layout *out)
{
    free(out->marks);
    free(out->lanes);
    free(out->rails);
    memset(out, 0, sizeof *out);
}
