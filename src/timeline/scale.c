#include "timeline/scale.h"

#include <stdlib.h>
#include <string.h>

static const int64_t day_seconds = 86400;
/* An axis is broken where nothing happens for this part of what it shows, and never for less than
 * four events: of two dates, the time between them is all there is to see. */
static const double longest_wait = .3;
static const int64_t outstanding = 3; /* and that many times as long as what is not left out */
enum { LEAST_EVENTS = 4, EDGES_AN_EVENT = 4 };
/* How much of the width a break takes. */
static const double break_part = .05;

static double within(int64_t seconds, int64_t from, int64_t to, double start, double end)
{
    return start + ((double)seconds - (double)from) / ((double)to - (double)from) * (end - start);
}

double scale_at(const time_scale *scale, int64_t seconds)
{
    if (seconds <= scale->from)
        return 0;
    if (seconds >= scale->to)
        return scale->width;
    for (size_t i = 0; i < scale->piece_count; i++) {
        const scale_piece *piece = &scale->pieces[i], *next = piece + 1;
        if (seconds <= piece->to)
            return within(seconds, piece->from, piece->to, piece->start, piece->end);
        if (i + 1 < scale->piece_count && seconds < next->from)
            return within(seconds, piece->to, next->from, piece->end, next->start);
    }
    return scale->width;
}

/* --- what happens when --- */

typedef struct edge_list {
    int64_t *at; /* NULL where memory is gone: then the axis has no breaks */
    size_t count;
    int64_t first, last;
    bool times; /* some date is told to the minute */
} edge_list;

static void add_edge(edge_list *all, dl_bound bound)
{
    static const int64_t most = INT64_MAX / 4; /* so that no difference of two overflows */
    if (bound.kind != DL_BOUND_FINITE || bound.seconds > most || bound.seconds < -most)
        return;
    if (all->count == 0 || bound.seconds < all->first)
        all->first = bound.seconds;
    if (all->count == 0 || bound.seconds > all->last)
        all->last = bound.seconds;
    if (all->at)
        all->at[all->count] = bound.seconds;
    all->count++;
}

static void add_date(edge_list *all, const dl_date *date)
{
    dl_bounds bounds = dl_date_bounds(date);
    add_edge(all, bounds.start_earliest);
    add_edge(all, bounds.end_latest);
    all->times = all->times || dl_date_precision(date) >= DL_PRECISION_MINUTE;
}

static int by_time(const void *first, const void *second)
{
    int64_t a = *(const int64_t *)first, b = *(const int64_t *)second;
    return (a > b) - (a < b);
}

/* --- breaks --- */

typedef struct wait {
    int64_t from, to;
} wait;

/* The longest time without an edge that lies in none of the waits that were found. */
static wait longest(const edge_list *all, const wait *found, size_t count)
{
    wait best = {0, 0};
    for (size_t i = 1; i < all->count; i++) {
        wait each = {all->at[i - 1], all->at[i]};
        bool taken = false;
        for (size_t k = 0; k < count; k++)
            taken = taken || found[k].from == each.from;
        if (!taken && each.to - each.from > best.to - best.from)
            best = each;
    }
    return best;
}

static int by_start(const void *first, const void *second)
{
    const wait *a = first, *b = second;
    return (a->from > b->from) - (a->from < b->from);
}

/* The waits to leave out: so long beside all others that they hide them. */
static size_t find_waits(edge_list *all, wait *waits)
{
    size_t count = 0;
    int64_t shown = all->last - all->first;
    qsort(all->at, all->count, sizeof *all->at, by_time);
    for (size_t i = 0; i < SCALE_MOST_PIECES; i++)
        waits[i] = longest(all, waits, i);
    for (size_t i = 0; i + 1 < SCALE_MOST_PIECES; i++) {
        int64_t length = waits[i].to - waits[i].from, next = waits[i + 1].to - waits[i + 1].from;
        /* what is left must be worth its width: more than moments, or more than some days */
        if ((double)length < longest_wait * (double)shown ||
            shown - length < (all->times ? 3600 : 14 * day_seconds))
            break;
        shown -= length;
        if (length / outstanding >= next)
            count = i + 1;
    }
    qsort(waits, count, sizeof *waits, by_start);
    return count;
}

/* Pieces between the waits, with a little room at the ends of each, as wide as they are long. */
static void cut(time_scale *scale, const wait *waits, size_t count, int64_t room)
{
    int64_t shown = 0, from = scale->from;
    for (size_t i = 0; i <= count; i++) {
        /* cppcheck-suppress nullPointer */
        int64_t to = i < count ? waits[i].from + room : scale->to;
        scale->pieces[i] = (scale_piece){.from = from, .to = to};
        shown += to - from;
        /* cppcheck-suppress nullPointer */
        from = i < count ? waits[i].to - room : 0;
    }
    scale->piece_count = count + 1;
    double gap = scale->width * break_part, at = 0;
    double usable = scale->width - gap * (double)count;
    for (size_t i = 0; i <= count; i++) {
        scale_piece *piece = &scale->pieces[i];
        piece->start = at;
        piece->end = at + (double)(piece->to - piece->from) / (double)shown * usable;
        at = piece->end + gap;
    }
    scale->pieces[count].end = scale->width;
}

/* 2 % at both ends; within a day an eighth, from five minutes to three hours, as about a moment. */
static int64_t room_for(int64_t shown, const wait *waits, size_t count)
{
    int64_t room = shown > day_seconds ? shown / 50 : shown > 0 ? shown / 8 : day_seconds / 8;
    room = room < 300 ? 300 : room;
    for (size_t i = 0; i < count; i++) {
        int64_t most = (waits[i].to - waits[i].from) / 4;
        room = room > most ? most : room;
    }
    return room;
}

time_scale scale_between(int64_t from, int64_t to, double width)
{
    time_scale scale = {.from = from, .to = to > from ? to : from + 1, .width = width};
    cut(&scale, NULL, 0, 0);
    return scale;
}

time_scale scale_of(const dl_timeline *timeline, double width)
{
    size_t events = dl_timeline_count(timeline), count = 0;
    edge_list all = {.at = malloc((events + 1) * EDGES_AN_EVENT * sizeof *all.at)};
    for (size_t i = 0; i < events; i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        add_date(&all, event->date);
        if (event->has_due)
            add_date(&all, event->due);
    }
    wait waits[SCALE_MOST_PIECES] = {{0, 0}};
    if (all.at && events >= LEAST_EVENTS && all.count > 1)
        count = find_waits(&all, waits);
    free(all.at);
    int64_t shown = all.last - all.first;
    for (size_t i = 0; i < count; i++)
        shown -= waits[i].to - waits[i].from;
    int64_t room = room_for(shown, waits, count);
    bool whole_days = !all.times && all.count > 0;
    if (whole_days && shown < 14 * day_seconds) /* a day is not to fill the picture */
        room = shown < 2 * day_seconds ? 3 * day_seconds : day_seconds;
    time_scale scale = {
        .from = all.first - room, .to = all.last + room, .width = width, .whole_days = whole_days};
    cut(&scale, waits, count, room);
    return scale;
}
