/*
 * Promises' rails: each from its saying over the window that it named to what came of it. A promise
 * that was made again has its next one in the row below, and the line between them crosses no
 * words.
 */
#include <math.h>
#include <stdlib.h>

#include "timeline/layout_parts.h"

enum { MOST_ROWS = 8 };

/* Where a line bends at its ends, there are no words on it. */
static const double bend = 28;

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static double left_of(const layout_rail *rail)
{
    double left = lesser(rail->said, lesser(rail->due_from, rail->stands));
    return rail->has_came ? lesser(left, rail->came_from) : left;
}

static double right_of(const layout_rail *rail)
{
    double right = greater(rail->said, greater(rail->due_to, rail->stands));
    return rail->has_came ? greater(right, rail->came_to) : right;
}

/* Arrowhead and ring reach a little further than the line. */
static double head_of(const layout_options *options, const layout_rail *rail)
{
    if (options->cells)
        return 1;
    return rail->has_came ? 0 : 8;
}

/* --- what comes after each --- */

/* Rails by the ids of their promises, for the time that revisions are linked. */
typedef struct by_promise {
    layout_rail **rails;
    size_t count;
} by_promise;

static int compare_promises(const void *first, const void *second)
{
    const layout_rail *a = *(layout_rail *const *)first, *b = *(layout_rail *const *)second;
    return dl_str_compare(a->slip.promise->id, b->slip.promise->id);
}

static layout_rail *find_rail(const by_promise *all, const dl_event *promise)
{
    layout_rail key = {.slip.promise = promise}, *wanted = &key;
    layout_rail **found =
        bsearch(&wanted, all->rails, all->count, sizeof(layout_rail *), compare_promises);
    return found ? *found : NULL;
}

/* Only a revision that was said later, in the same lane, is drawn as one, and each comes after one
 * other: so there is no ring. */
static void link_revisions(const by_promise *all)
{
    for (size_t i = 0; i < all->count; i++) {
        layout_rail *rail = all->rails[i];
        layout_rail *next = rail->slip.revised_by ? find_rail(all, rail->slip.revised_by) : NULL;
        if (!next || next == rail || next->revises || next->lane != rail->lane ||
            next->number < rail->number || next->said < rail->said)
            continue;
        rail->revised = next;
        rail->linked = next->revises = true;
        rail->stands = next->said;
    }
}

static layout_rail *next_of(const layout_rail *rail)
{
    return rail->linked ? rail->revised : NULL;
}

static void unlink_next(layout_rail *rail)
{
    rail->linked = false;
    rail->revised->revises = false;
}

/* At most one more than there are rows. */
static size_t chain_length(const layout_rail *rail)
{
    size_t length = 1;
    for (; rail->linked && length <= MOST_ROWS; rail = rail->revised)
        length++;
    return length;
}

/* --- places --- */

static void place_label(const layout_options *options, layout_rail *rail)
{
    double width = options->rail_width ? options->rail_width(rail, options->data) : 0;
    double left = left_of(rail), right = right_of(rail) + head_of(options, rail);
    double all = options->width + options->label_room;
    double end = rail->has_came ? rail->came : rail->stands;
    rail->label_width = width;
    if (width <= 0 || width > all) {
        rail->side = SIDE_NONE;
        rail->label_width = 0;
    } else if (options->on_rails && rail->said + width + 2 * bend <= end) {
        rail->side = SIDE_ON;
        rail->label_at = (rail->said + end - width) / 2;
    } else if (left - options->gap - width >= -options->name_room) {
        rail->side = SIDE_LEFT;
        rail->label_at = left - options->gap - width;
    } else if (right + options->gap + width <= all) {
        rail->side = SIDE_RIGHT;
        rail->label_at = right + options->gap;
    } else {
        rail->side = SIDE_OVER;
        rail->label_at = greater(0, lesser(left, all - width));
    }
}

/* The line from the row above comes down at the saying: words over it move aside, or the line goes.
 */
static void clear_link(const layout_options *options, layout_rail *rail)
{
    layout_rail *next = next_of(rail);
    double all = options->width + options->label_room, gap = options->gap;
    if (next->side != SIDE_OVER)
        return;
    if (next->said + gap + next->label_width <= all)
        next->label_at = greater(next->label_at, next->said + gap);
    else if (next->said - gap - next->label_width >= 0)
        next->label_at = next->said - gap - next->label_width;
    else
        unlink_next(rail);
}

static void place_came(const dl_timeline *timeline, const layout_index *index, layout_rail *rail,
                       const layout_mark *came)
{
    const dl_event *outcome = rail->slip.outcome;
    rail->has_came = true;
    rail->came = rail->came_from = rail->came_to = rail->stands = came->at;
    const dl_event *claim = dl_timeline_claim(timeline, outcome);
    for (; claim; claim = dl_timeline_next_claim(timeline, claim)) {
        const layout_mark *mark = layout_find(index, claim->id);
        if (!mark)
            continue;
        rail->came_from = lesser(rail->came_from, mark->at);
        rail->came_to = greater(rail->came_to, mark->at);
    }
    const layout_mark *used = layout_find(index, dl_timeline_used(timeline, outcome)->id);
    rail->came = used ? used->at : rail->came;
}

/* Each place is a column; the window's end is its last one. */
static void round_to_cells(const layout_options *options, layout_rail *rail)
{
    double *places[] = {&rail->said,    &rail->due_from, &rail->came,  &rail->came_from,
                        &rail->came_to, &rail->stands,   &rail->due_to};
    rail->due_to = greater(rail->due_from, ceil(rail->due_to) - 1);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        *places[i] = lesser(floor(*places[i]), options->width - 1);
}

static void place_rail(layout *out, const dl_timeline *timeline, const layout_options *options,
                       const dl_slip *slip)
{
    layout_rail *rail = &out->rails[out->rail_count++];
    layout_mark due = {0};
    const layout_mark *said = layout_find(&out->index, slip->promise->id);
    rail->slip = *slip;
    rail->lane = said ? said->lane : 0;
    rail->said = said ? said->at : 0;
    rail->number = said ? said->number : 0;
    layout_place_date(&out->scale, slip->promise->due, &due);
    rail->due_from = due.from;
    rail->due_to = due.to;
    rail->due_from_open = due.from_open || due.from_unknown;
    rail->due_to_open = due.to_open || due.to_unknown;
    rail->stands = rail->due_to;
    if (options->as_of) {
        dl_bound day = dl_date_bounds(options->as_of).end_latest;
        double at = day.kind == DL_BOUND_FINITE ? scale_at(&out->scale, day.seconds) : rail->due_to;
        rail->stands = greater(at, rail->said);
    }
    bool own = slip->outcome &&
               (!slip->revised_by || dl_timeline_outcome(timeline, slip->promise) == slip->outcome);
    const layout_mark *came = own ? layout_find(&out->index, slip->outcome->id) : NULL;
    if (came)
        place_came(timeline, &out->index, rail, came);
    if (options->cells)
        round_to_cells(options, rail);
}

/* --- rows --- */

static double label_left(const layout_rail *rail)
{
    double left = left_of(rail);
    return rail->side == SIDE_NONE ? left : lesser(left, rail->label_at);
}

static double label_right(const layout_options *options, const layout_rail *rail)
{
    double right = right_of(rail) + head_of(options, rail);
    return rail->side == SIDE_NONE ? right : greater(right, rail->label_at + rail->label_width);
}

static int by_lane_and_place(const void *first, const void *second)
{
    const layout_rail *a = *(layout_rail *const *)first, *b = *(layout_rail *const *)second;
    double left = label_left(a), other = label_left(b);
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    if (left != other)
        return left < other ? -1 : 1;
    return dl_str_compare(a->slip.promise->id, b->slip.promise->id);
}

/* Whether the chain that begins with the rail has room in the rows from `first` on. */
static bool chain_fits(const layout_lane *lane, const layout_options *options,
                       const layout_rail *rail, size_t first, const double *ends)
{
    size_t length = chain_length(rail);
    if (first + length > MOST_ROWS)
        return false;
    for (size_t row = first; row < first + length; row++, rail = next_of(rail)) {
        if (row < lane->rails && label_left(rail) < ends[row] + options->gap * 2)
            return false;
    }
    return true;
}

static void take_row(layout_lane *lane, const layout_options *options, layout_rail *rail,
                     size_t row, double *ends)
{
    ends[row] = label_right(options, rail);
    rail->row = row;
    lane->rails = row + 1 > lane->rails ? row + 1 : lane->rails;
    lane->rail_lines = lane->rail_lines || rail->side == SIDE_OVER;
}

static bool find_rows(layout_lane *lane, const layout_options *options, layout_rail *rail,
                      double *ends)
{
    for (size_t row = 0; row < MOST_ROWS; row++) {
        if (!chain_fits(lane, options, rail, row, ends))
            continue;
        for (; rail; rail = next_of(rail))
            take_row(lane, options, rail, row++, ends);
        return true;
    }
    return false;
}

/* A chain finds rows that follow each other, or else it is cut behind its first rail. */
static void place_chain(layout_lane *lane, const layout_options *options, layout_rail *rail,
                        double *ends)
{
    while (rail && !find_rows(lane, options, rail, ends)) {
        layout_rail *next = next_of(rail);
        if (next)
            unlink_next(rail);
        if (!next || !find_rows(lane, options, rail, ends)) {
            rail->hidden = true;
            lane->hidden_rails++;
        }
        rail = next;
    }
}

static void place_rows(layout *out, const layout_options *options, layout_rail **order)
{
    double ends[MOST_ROWS] = {0};
    for (size_t i = 0; i < out->rail_count; i++)
        order[i] = &out->rails[i];
    qsort(order, out->rail_count, sizeof *order, compare_promises);
    link_revisions(&(by_promise){order, out->rail_count});
    for (size_t i = 0; i < out->rail_count; i++)
        place_label(options, &out->rails[i]);
    for (size_t i = 0; i < out->rail_count; i++) {
        if (out->rails[i].linked)
            clear_link(options, &out->rails[i]);
    }
    qsort(order, out->rail_count, sizeof *order, by_lane_and_place);
    for (size_t i = 0; i < out->rail_count; i++) {
        if (!order[i]->revises)
            place_chain(&out->lanes[order[i]->lane], options, order[i], ends);
    }
}

int layout_place_rails(layout *out, const dl_timeline *timeline, const layout_options *options,
                       dl_error *error)
{
    dl_slip *slips;
    size_t count;
    int rc = dl_timeline_slips(timeline, options->as_of, &slips, &count, error);
    if (rc != 0)
        return rc;
    out->rails = calloc(count + 1, sizeof *out->rails);
    layout_rail **order = calloc(count + 1, sizeof *order);
    if (!out->rails || !order)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; rc == 0 && i < count; i++)
        place_rail(out, timeline, options, &slips[i]);
    if (rc == 0)
        place_rows(out, options, order);
    free(order);
    free(slips);
    return rc;
}
