#include "timeline/layout.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "timeline/layout_parts.h"

/* A lane with more events than this is read as a whole: a few tracks, and the rest in clusters. */
enum { MOST_EVENTS = 150, FEW_TRACKS = 3 };

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

/* --- lanes: an actor's is found by hash --- */

typedef struct lane_table {
    size_t *lanes; /* index + 1 */
    size_t mask;
} lane_table;

static size_t lane_of(layout *out, lane_table *table, dl_str actor)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < actor.size; i++)
        hash = (hash ^ (unsigned char)actor.data[i]) * 1099511628211u;
    size_t at = (size_t)(hash ^ (hash >> 29)) & table->mask;
    while (table->lanes[at]) {
        if (dl_str_equal(out->lanes[table->lanes[at] - 1].actor, actor))
            return table->lanes[at] - 1;
        at = (at + 1) & table->mask;
    }
    out->lanes[out->lane_count].actor = actor;
    table->lanes[at] = ++out->lane_count;
    return out->lane_count - 1;
}

static int open_table(lane_table *table, size_t count, dl_error *error)
{
    size_t size = 8;
    while (size < count * 2)
        size *= 2;
    table->mask = size - 1;
    table->lanes = calloc(size, sizeof *table->lanes);
    return table->lanes ? 0 : no_memory(error);
}

/* --- marks --- */

void layout_place_date(const time_scale *scale, const dl_date *date, layout_mark *mark)
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

static void keep_inside(const layout_options *options, layout_mark *mark)
{
    double half = options->mark_width / 2;
    if (mark->at > options->width - half)
        mark->at = options->width - half;
    if (mark->at < half)
        mark->at = half;
}

/* What the mark covers: its date, and at least its own width. */
static double left_of(const layout_options *options, const layout_mark *mark)
{
    double left = mark->at - options->mark_width / 2;
    return left < mark->from ? left : mark->from;
}

static double right_of(const layout_options *options, const layout_mark *mark)
{
    double right = mark->at + options->mark_width / 2;
    return right > mark->to ? right : mark->to;
}

static void place_marks(layout *out, const dl_timeline *timeline, const layout_options *options,
                        const size_t *order, lane_table *table)
{
    /* lanes in order of the timeline, marks in order of date */
    for (size_t i = 0; i < out->mark_count; i++)
        lane_of(out, table, dl_timeline_at(timeline, i)->actor);
    for (size_t i = 0; i < out->mark_count; i++) {
        layout_mark *mark = &out->marks[i];
        mark->event = dl_timeline_at(timeline, order[i]);
        mark->number = i + 1;
        mark->lane = lane_of(out, table, mark->event->actor);
        out->lanes[mark->lane].events++;
        layout_place_date(&out->scale, mark->event->date, mark);
        keep_inside(options, mark);
    }
}

/* --- labels and tracks --- */

/* Whether a break of the axis or the as-of line runs through what stands there. */
static bool is_crossed(const layout *out, const layout_options *options, double from, double to)
{
    const time_scale *scale = &out->scale;
    for (size_t i = 1; i < scale->piece_count; i++) {
        if (from < scale->pieces[i].start && to > scale->pieces[i - 1].end)
            return true;
    }
    if (!options->as_of)
        return false;
    dl_bound day = dl_date_bounds(options->as_of).end_latest;
    double at = scale_at(scale, day.seconds);
    return day.kind == DL_BOUND_FINITE && at < scale->width && from < at && to > at;
}

/* On which side of its mark a label has room; NONE where on none. The right is the side to read
 * from, unless a break or the as-of line would run through the words. */
static void place_label(const layout *out, const layout_options *options, layout_mark *mark)
{
    double width = options->label_width ? options->label_width(mark) : 0;
    double left = left_of(options, mark), right = right_of(options, mark);
    double inside = mark->at + options->mark_width / 2;
    bool has_right = right + width <= options->width + options->label_room;
    bool has_left = left - width >= 0;
    mark->label_width = width;
    if (width > 0 && has_right && has_left && is_crossed(out, options, right, right + width))
        has_right = is_crossed(out, options, left - width, left);
    if (width <= 0) {
        mark->side = SIDE_NONE;
    } else if (inside + width + options->gap <= mark->to) {
        mark->side = SIDE_INSIDE;
        mark->label_at = inside;
    } else if (has_right) {
        mark->side = SIDE_RIGHT;
        mark->label_at = right;
    } else if (has_left) {
        mark->side = SIDE_LEFT;
        mark->label_at = left - width;
    } else {
        mark->side = SIDE_NONE;
        mark->label_width = 0;
    }
}

static void box_of(const layout_options *options, const layout_mark *mark, double *left,
                   double *right)
{
    *left = left_of(options, mark);
    *right = right_of(options, mark);
    if (mark->side == SIDE_NONE)
        return;
    *left = mark->label_at < *left ? mark->label_at : *left;
    double end = mark->label_at + mark->label_width;
    *right = end > *right ? end : *right;
}

static int by_lane_and_place(const void *first, const void *second)
{
    const layout_mark *a = *(layout_mark *const *)first, *b = *(layout_mark *const *)second;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Greedy packing: the first track of the lane whose last box ends before this one begins. False
 * when there is none. */
static bool find_track(const layout_options *options, layout_lane *lane, layout_mark *mark,
                       double *ends)
{
    double left, right;
    box_of(options, mark, &left, &right);
    size_t most = lane->events > MOST_EVENTS ? FEW_TRACKS : options->most_tracks;
    most = most < options->most_tracks ? most : options->most_tracks;
    for (size_t track = 0; track < most; track++) {
        if (track < lane->tracks && left < ends[track] + options->gap)
            continue;
        ends[track] = right;
        mark->track = track;
        if (track + 1 > lane->tracks)
            lane->tracks = track + 1;
        return true;
    }
    return false;
}

static void place_tracks(layout *out, const layout_options *options, layout_mark **places,
                         double *ends)
{
    for (size_t i = 0; i < out->mark_count; i++) {
        layout_mark *mark = places[i];
        layout_lane *lane = &out->lanes[mark->lane];
        bool labelled = true;
        place_label(out, options, mark);
        if (options->label_width)
            labelled = mark->side != SIDE_NONE || mark->label_width > 0;
        if (labelled && find_track(options, lane, mark, ends))
            continue;
        mark->side = SIDE_NONE;
        mark->cluster = 1; /* which one is decided when all are known */
    }
}

int layout_make(const dl_timeline *timeline, const layout_options *options, layout *out,
                dl_error *error)
{
    memset(out, 0, sizeof *out);
    size_t *order = NULL;
    lane_table table = {NULL, 0};
    out->mark_count = dl_timeline_count(timeline);
    out->scale = scale_of(timeline, options->width);
    out->marks = calloc(out->mark_count + 1, sizeof *out->marks);
    out->lanes = calloc(out->mark_count + 1, sizeof *out->lanes);
    layout_mark **places = calloc(out->mark_count + 1, sizeof *places);
    double *ends = calloc(options->most_tracks + 1, sizeof *ends);
    int rc = out->marks && out->lanes && places && ends ? 0 : no_memory(error);
    if (rc == 0)
        rc = open_table(&table, out->mark_count, error);
    if (rc == 0)
        rc = dl_timeline_sorted(timeline, &order, error);
    if (rc == 0) {
        place_marks(out, timeline, options, order, &table);
        for (size_t i = 0; i < out->mark_count; i++)
            places[i] = &out->marks[i];
        qsort(places, out->mark_count, sizeof *places, by_lane_and_place);
        place_tracks(out, options, places, ends);
        rc = layout_place_clusters(out, options, places, error);
    }
    if (rc == 0)
        rc = layout_place_rails(out, timeline, options, error);
    free(order);
    free(table.lanes);
    free(places);
    free(ends);
    if (rc != 0)
        layout_clear(out);
    return rc;
}

void layout_clear(layout *out)
{
    free(out->marks);
    free(out->lanes);
    free(out->clusters);
    free(out->rails);
    memset(out, 0, sizeof *out);
}

/* --- by id --- */

static int by_id(const void *first, const void *second)
{
    const layout_mark *a = *(const layout_mark *const *)first,
                      *b = *(const layout_mark *const *)second;
    return dl_str_compare(a->event->id, b->event->id);
}

int layout_index_make(const layout *made, layout_index *out, dl_error *error)
{
    out->count = made->mark_count;
    out->marks = malloc((made->mark_count + 1) * sizeof *out->marks);
    if (!out->marks)
        return no_memory(error);
    for (size_t i = 0; i < made->mark_count; i++)
        out->marks[i] = &made->marks[i];
    qsort(out->marks, out->count, sizeof *out->marks, by_id);
    return 0;
}

void layout_index_clear(layout_index *index)
{
    free(index->marks);
    index->marks = NULL;
}

const layout_mark *layout_find(const layout_index *index, dl_str id)
{
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(index->marks[middle]->event->id, id);
        if (order == 0)
            return index->marks[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
