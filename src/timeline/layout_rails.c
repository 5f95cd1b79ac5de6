/* Promises' rails: each from its saying over the window that it named to what came of it. */
#include <stdlib.h>

#include "timeline/layout_parts.h"

enum { MOST_ROWS = 8 };

/* What a rail covers, its label left out; a little more than its line for arrowhead and ring. */
static const double head = 8;
/* Where an arc has risen, and words fit under it. */
static const double rise = 20;

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
    double left = lesser(rail->said, rail->due_from);
    return rail->has_came ? lesser(left, rail->came) : left;
}

static double right_of(const layout_rail *rail)
{
    double right = greater(rail->said, rail->due_to);
    return rail->has_came ? greater(right, rail->came) : right + head;
}

static void place_label(const layout_options *options, layout_rail *rail)
{
    double width = options->rail_width ? options->rail_width(rail) : 0;
    double left = left_of(rail), right = right_of(rail), all = options->width + options->label_room;
    rail->label_width = width;
    if (width <= 0 || width > all) {
        rail->side = SIDE_NONE;
        rail->label_width = 0;
    } else if (left - options->gap - width >= -options->name_room) {
        rail->side = SIDE_LEFT;
        rail->label_at = left - options->gap - width;
    } else if (right + options->gap + width <= all) {
        rail->side = SIDE_RIGHT;
        rail->label_at = right + options->gap;
    } else {
        rail->side = SIDE_OVER;
        rail->label_at = greater(0, lesser(rail->said + rise, all - width));
    }
}

static void place_rail(layout *out, const layout_options *options, const layout_index *index,
                       const dl_slip *slip)
{
    layout_rail *rail = &out->rails[out->rail_count++];
    layout_mark due = {0};
    const layout_mark *said = layout_find(index, slip->promise->id);
    const layout_mark *came = slip->outcome ? layout_find(index, slip->outcome->id) : NULL;
    rail->slip = *slip;
    rail->lane = said ? said->lane : 0;
    rail->said = said ? said->at : 0;
    layout_place_date(&out->scale, slip->promise->due, &due);
    rail->due_from = due.from;
    rail->due_to = due.to;
    rail->due_from_open = due.from_open || due.from_unknown;
    rail->due_to_open = due.to_open || due.to_unknown;
    rail->has_came = came != NULL;
    rail->came = came ? came->at : 0;
    place_label(options, rail);
}

static int by_lane_and_place(const void *first, const void *second)
{
    const layout_rail *a = first, *b = second;
    double left = left_of(a), other = left_of(b);
    left = a->side == SIDE_NONE ? left : lesser(left, a->label_at);
    other = b->side == SIDE_NONE ? other : lesser(other, b->label_at);
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    if (left != other)
        return left < other ? -1 : 1;
    return dl_str_compare(a->slip.promise->id, b->slip.promise->id);
}

static void find_row(layout *out, const layout_options *options, layout_rail *rail, double *ends)
{
    layout_lane *lane = &out->lanes[rail->lane];
    double left = left_of(rail), right = right_of(rail);
    if (rail->side != SIDE_NONE) {
        left = lesser(left, rail->label_at);
        right = greater(right, rail->label_at + rail->label_width);
    }
    for (size_t row = 0; row < MOST_ROWS; row++) {
        if (row < lane->rails && left < ends[row] + options->gap * 2)
            continue;
        ends[row] = right;
        rail->row = row;
        if (row + 1 > lane->rails)
            lane->rails = row + 1;
        return;
    }
    rail->hidden = true;
    lane->hidden_rails++;
}

int layout_place_rails(layout *out, const dl_timeline *timeline, const layout_options *options,
                       dl_error *error)
{
    dl_slip *slips;
    size_t count;
    layout_index index = {NULL, 0};
    int rc = dl_timeline_slips(timeline, options->as_of, &slips, &count, error);
    if (rc != 0)
        return rc;
    out->rails = calloc(count + 1, sizeof *out->rails);
    if (!out->rails)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0)
        rc = layout_index_make(out, &index, error);
    for (size_t i = 0; rc == 0 && i < count; i++)
        place_rail(out, options, &index, &slips[i]);
    layout_index_clear(&index);
    free(slips);
    if (rc != 0)
        return rc;
    qsort(out->rails, out->rail_count, sizeof *out->rails, by_lane_and_place);
    double ends[MOST_ROWS] = {0};
    for (size_t i = 0; i < out->rail_count; i++)
        find_row(out, options, &out->rails[i], ends);
    return 0;
}
