#include "timeline/layout.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timeline/layout_parts.h"

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

/* --- names: a lane's and an event's are found by hash --- */

static size_t hash_of(dl_str name)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 29));
}

/* Slots for `count` names, half of them empty: mask and slots, or NULL. */
static size_t *open_slots(size_t count, size_t *mask)
{
    size_t size = 8;
    while (size < count * 2)
        size *= 2;
    *mask = size - 1;
    return calloc(size, sizeof(size_t));
}

typedef struct lane_table {
    size_t *lanes; /* index + 1 */
    size_t mask;
} lane_table;

static size_t lane_of(layout *out, lane_table *table, dl_str actor)
{
    size_t at = hash_of(actor) & table->mask;
    while (table->lanes[at]) {
        if (dl_str_equal(out->lanes[table->lanes[at] - 1].actor, actor))
            return table->lanes[at] - 1;
        at = (at + 1) & table->mask;
    }
    out->lanes[out->lane_count].actor = actor;
    table->lanes[at] = ++out->lane_count;
    return out->lane_count - 1;
}

int layout_index_make(const layout *made, layout_index *out, dl_error *error)
{
    out->marks = made->marks;
    out->slots = open_slots(made->mark_count, &out->mask);
    if (!out->slots)
        return no_memory(error);
    for (size_t i = 0; i < made->mark_count; i++) {
        size_t at = hash_of(made->marks[i].event->id) & out->mask;
        while (out->slots[at])
            at = (at + 1) & out->mask;
        out->slots[at] = i + 1;
    }
    return 0;
}

void layout_index_clear(layout_index *index)
{
    free(index->slots);
    index->slots = NULL;
}

const layout_mark *layout_find(const layout_index *index, dl_str id)
{
    size_t at = hash_of(id) & index->mask;
    for (; index->slots[at]; at = (at + 1) & index->mask) {
        const layout_mark *mark = &index->marks[index->slots[at] - 1];
        if (dl_str_equal(mark->event->id, id))
            return mark;
    }
    return NULL;
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

size_t layout_set_places(const time_scale *scale, const dl_date *date, double half, double *places,
                         size_t most)
{
    size_t count = 0;
    dl_str rest = dl_str_of(date->members);
    while (date->set != DL_SET_NONE && rest.data && count < most) {
        dl_str member = dl_str_trim(dl_str_cut(rest, ',', &rest));
        char text[DL_SET_SIZE + 4];
        dl_date each;
        layout_mark at;
        size_t dots = 0;
        while (dots + 1 < member.size && (member.data[dots] != '.' || member.data[dots + 1] != '.'))
            dots++;
        bool range = dots + 1 < member.size;
        /* a member that is a range of its own, "1670..1672", reads as an interval */
        snprintf(text, sizeof text, "%.*s%s%.*s", (int)(range ? dots : member.size), member.data,
                 range ? "/" : "", (int)(range ? member.size - dots - 2 : 0),
                 range ? member.data + dots + 2 : "");
        if (dl_date_parse(dl_str_of(text), &each, NULL) != 0)
            continue;
        layout_place_date(scale, &each, &at);
        double place = at.at < scale->width - half ? at.at : scale->width - half;
        places[count++] = place > half ? place : half;
    }
    return count;
}

static void keep_inside(const layout_options *options, layout_mark *mark)
{
    double half = options->mark_width / 2;
    if (mark->at > options->width - half)
        mark->at = options->width - half;
    if (mark->at < half)
        mark->at = half;
    if (!options->cells)
        return;
    bool narrow = mark->to - mark->from < 2; /* a day at the border of two columns is in one */
    mark->at = floor(mark->at) + half;
    mark->from = narrow ? mark->at - half : floor(mark->from);
    mark->to = narrow ? mark->at + half : ceil(mark->to);
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

static int by_lane_and_place(const void *first, const void *second)
{
    const layout_mark *a = *(layout_mark *const *)first, *b = *(layout_mark *const *)second;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int place_all(layout *out, const dl_timeline *timeline, const layout_options *options,
                     lane_table *table, dl_error *error)
{
    size_t *order = NULL;
    layout_mark **places = calloc(out->mark_count + 1, sizeof *places);
    int rc = places ? dl_timeline_sorted(timeline, &order, error) : no_memory(error);
    if (rc == 0) {
        place_marks(out, timeline, options, order, table);
        rc = layout_index_make(out, &out->index, error);
    }
    if (rc == 0) {
        for (size_t i = 0; i < out->mark_count; i++)
            places[i] = &out->marks[i];
        qsort(places, out->mark_count, sizeof *places, by_lane_and_place);
        rc = layout_place_tracks(out, timeline, options, places, error);
    }
    if (rc == 0)
        rc = layout_place_clusters(out, options, places, error);
    if (rc == 0)
        rc = layout_place_rails(out, timeline, options, error);
    free(order);
    free(places);
    return rc;
}

int layout_make(const dl_timeline *timeline, const layout_options *options, layout *out,
                dl_error *error)
{
    memset(out, 0, sizeof *out);
    lane_table table = {NULL, 0};
    out->mark_count = dl_timeline_count(timeline);
    out->scale = scale_of(timeline, options->width);
    out->marks = calloc(out->mark_count + 1, sizeof *out->marks);
    out->lanes = calloc(out->mark_count + 1, sizeof *out->lanes);
    int rc = out->marks && out->lanes ? 0 : no_memory(error);
    table.lanes = open_slots(out->mark_count, &table.mask);
    if (!table.lanes)
        rc = no_memory(error);
    if (rc == 0)
        rc = place_all(out, timeline, options, &table, error);
    free(table.lanes);
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
    free(out->brackets);
    layout_index_clear(&out->index);
    memset(out, 0, sizeof *out);
}
