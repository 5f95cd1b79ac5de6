/* Labels and tracks of events, and the groups of conflicting claims that share a bracket. */
#include <stdlib.h>

#include "timeline/layout_parts.h"

/* A lane with more events than this is read as a whole: a few tracks, and the rest in clusters. */
enum { MOST_EVENTS = 150, FEW_TRACKS = 3 };
/* More claims of one event than this stand for themselves. */
enum { MOST_CLAIMS = 4 };

typedef struct placer {
    layout *out;
    const dl_timeline *timeline;
    const layout_options *options;
    double *ends; /* of the tracks of the lane at hand */
    bool *done;   /* by index of the mark */
} placer;

/* What the mark covers: its date, and at least its own width; a set has marks at both its ends. */
static double left_of(const layout_options *options, const layout_mark *mark)
{
    double half = options->mark_width / 2, left = mark->at - half, from = mark->from;
    if (mark->event->date->set != DL_SET_NONE)
        from = from > half ? from - half : 0;
    return left < from ? left : from;
}

static double right_of(const layout_options *options, const layout_mark *mark)
{
    double half = options->mark_width / 2, right = mark->at + half, to = mark->to;
    if (mark->event->date->set != DL_SET_NONE)
        to = to + half < options->width ? to + half : options->width;
    return right > to ? right : to;
}

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

/* On which side of what covers left to right words of that width stand; NONE where on none. The
 * right is the side to read from, unless a break or the as-of line would run through the words. */
static layout_side choose_side(const placer *in, double left, double right, double width)
{
    bool has_right = right + width <= in->options->width + in->options->label_room;
    bool has_left = left - width >= 0;
    if (has_right && has_left && is_crossed(in->out, in->options, right, right + width))
        has_right = is_crossed(in->out, in->options, left - width, left);
    return has_right ? SIDE_RIGHT : has_left ? SIDE_LEFT : SIDE_NONE;
}

static void place_label(const placer *in, layout_mark *mark)
{
    const layout_options *options = in->options;
    double width = options->label_width ? options->label_width(mark, options->data) : 0;
    double left = left_of(options, mark), right = right_of(options, mark);
    double inside = mark->at + options->mark_width / 2;
    mark->label_width = width;
    mark->side = SIDE_NONE;
    if (width <= 0)
        return;
    if (mark->event->date->set == DL_SET_NONE && inside + width + options->gap <= mark->to) {
        mark->side = SIDE_INSIDE;
        mark->label_at = inside;
        return;
    }
    mark->side = choose_side(in, left, right, width);
    mark->label_at = mark->side == SIDE_LEFT ? left - width : right;
    if (mark->side == SIDE_NONE)
        mark->label_width = 0;
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

/* Greedy packing: the first tracks of the lane, `count` that follow each other, whose last boxes
 * end before this one begins. False when there are none. */
static bool find_tracks(const placer *in, size_t index, size_t count, double left, double right,
                        size_t *first)
{
    layout_lane *lane = &in->out->lanes[index];
    size_t most = lane->events > MOST_EVENTS ? FEW_TRACKS : in->options->most_tracks, free_ones = 0;
    most = most < in->options->most_tracks ? most : in->options->most_tracks;
    for (size_t track = 0; track < most; track++) {
        bool taken = track < lane->tracks && left < in->ends[track] + in->options->gap;
        free_ones = taken ? 0 : free_ones + 1;
        if (free_ones < count)
            continue;
        *first = track + 1 - count;
        for (size_t i = *first; i <= track; i++)
            in->ends[i] = right;
        lane->tracks = track + 1 > lane->tracks ? track + 1 : lane->tracks;
        return true;
    }
    return false;
}

/* --- conflicts --- */

static size_t index_of(const placer *in, const layout_mark *mark)
{
    return (size_t)(mark - in->out->marks);
}

/* The event of a mark and its claims in the same lane that have no place yet. */
static size_t gather_claims(const placer *in, layout_mark *mark, layout_mark **group)
{
    size_t count = 0;
    group[count++] = mark;
    const dl_event *claim = dl_timeline_claim(in->timeline, mark->event);
    for (; claim && count < MOST_CLAIMS; claim = dl_timeline_next_claim(in->timeline, claim)) {
        const layout_mark *found = layout_find(&in->out->index, claim->id);
        if (found && found != mark && found->lane == mark->lane && !in->done[index_of(in, found)])
            group[count++] = &in->out->marks[index_of(in, found)];
    }
    return count;
}

/* Sets the labels of a group on one side; false where they have no room on one side. */
static bool label_group(const placer *in, layout_mark **group, size_t count, double *left,
                        double *right, bool *bracket_left)
{
    double widest = 0;
    for (size_t i = 0; i < count; i++) {
        double from = left_of(in->options, group[i]), to = right_of(in->options, group[i]);
        double width =
            in->options->label_width ? in->options->label_width(group[i], in->options->data) : 0;
        group[i]->label_width = width;
        *left = i == 0 || from < *left ? from : *left;
        *right = i == 0 || to > *right ? to : *right;
        widest = width > widest ? width : widest;
    }
    layout_side side = choose_side(in, *left, *right, widest);
    if (side == SIDE_NONE)
        return false;
    *bracket_left = side == SIDE_RIGHT;
    for (size_t i = 0; i < count; i++) {
        group[i]->side = group[i]->label_width > 0 ? side : SIDE_NONE;
        group[i]->label_at = side == SIDE_RIGHT
                                 ? right_of(in->options, group[i])
                                 : left_of(in->options, group[i]) - group[i]->label_width;
    }
    *left -= side == SIDE_RIGHT ? in->options->bracket : widest;
    *right += side == SIDE_RIGHT ? widest : in->options->bracket;
    return *left >= 0 && *right <= in->options->width + in->options->label_room;
}

static bool place_group(const placer *in, layout_mark **group, size_t count)
{
    double left = 0, right = 0;
    bool bracket_left = true;
    size_t track;
    if (count < 2 || in->options->bracket <= 0 ||
        !label_group(in, group, count, &left, &right, &bracket_left) ||
        !find_tracks(in, group[0]->lane, count, left, right, &track))
        return false;
    for (size_t i = 0; i < count; i++) {
        group[i]->track = track + i;
        in->done[index_of(in, group[i])] = true;
    }
    in->out->brackets[in->out->bracket_count++] = (layout_bracket){
        .lane = group[0]->lane,
        .track = track,
        .tracks = count,
        .at = bracket_left ? left + in->options->gap / 2 : right - in->options->gap / 2,
        .left = bracket_left};
    return true;
}

/* A group takes its place with the first of its marks in the row. */
static bool is_placed_with_claims(const placer *in, layout_mark *mark)
{
    layout_mark *group[MOST_CLAIMS];
    dl_str rest = mark->event->disputes;
    while (rest.size) {
        dl_str id = dl_str_cut(rest, ' ', &rest);
        const layout_mark *head = layout_find(&in->out->index, id);
        if (!head || head == mark || head->lane != mark->lane || in->done[index_of(in, head)])
            continue;
        size_t count = gather_claims(in, &in->out->marks[index_of(in, head)], group);
        for (size_t i = 0; i < count; i++) {
            if (group[i] == mark)
                return place_group(in, group, count);
        }
    }
    if (!dl_timeline_claim(in->timeline, mark->event))
        return false;
    return place_group(in, group, gather_claims(in, mark, group));
}

/* --- all --- */

static bool is_in_use(const dl_timeline *timeline, const dl_event *event)
{
    if (event->disputes.size) {
        dl_str rest;
        const dl_event *head = dl_timeline_find(timeline, dl_str_cut(event->disputes, ' ', &rest));
        return head && dl_timeline_used(timeline, head) == event;
    }
    return dl_timeline_used(timeline, event) == event;
}

static void place_alone(const placer *in, layout_mark *mark)
{
    double left, right;
    in->done[index_of(in, mark)] = true;
    place_label(in, mark);
    bool labelled = !in->options->label_width || mark->side != SIDE_NONE;
    box_of(in->options, mark, &left, &right);
    if (labelled && find_tracks(in, mark->lane, 1, left, right, &mark->track))
        return;
    mark->side = SIDE_NONE;
    mark->cluster = 1; /* which one is decided when all are known */
}

int layout_place_tracks(layout *out, const dl_timeline *timeline, const layout_options *options,
                        layout_mark **places, dl_error *error)
{
    placer in = {.out = out, .timeline = timeline, .options = options};
    in.ends = calloc(options->most_tracks + 1, sizeof *in.ends);
    in.done = calloc(out->mark_count + 1, sizeof *in.done);
    out->brackets = calloc(out->mark_count / 2 + 1, sizeof *out->brackets);
    bool has = in.ends && in.done && out->brackets;
    for (size_t i = 0; has && i < out->mark_count; i++)
        out->marks[i].in_use = is_in_use(timeline, out->marks[i].event);
    for (size_t i = 0; has && i < out->mark_count; i++) {
        layout_mark *mark = places[i];
        if (!in.done[index_of(&in, mark)] && !is_placed_with_claims(&in, mark))
            place_alone(&in, mark);
    }
    free(in.ends);
    free(in.done);
    return has ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}
