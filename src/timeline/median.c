#include "timeline/median.h"

#include <stdlib.h>

int median_init(span_median *space, size_t capacity, dl_error *error)
{
    *space = (span_median){.capacity = capacity};
    space->least = malloc((capacity + 1) * sizeof *space->least);
    space->most = malloc((capacity + 1) * sizeof *space->most);
    return space->least && space->most ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

void median_clear(span_median *space)
{
    free(space->least);
    free(space->most);
    space->least = space->most = NULL;
}

void median_start(span_median *space)
{
    space->count = 0;
}

/* What has no limit counts as the farthest there is, and is told as unknown again at the end. */
void median_add(span_median *space, dl_span days)
{
    space->least[space->count] = days.least_known ? days.least : INT64_MIN;
    space->most[space->count] = days.most_known ? days.most : INT64_MAX;
    space->count++;
}

static int ascending(const void *first, const void *second)
{
    int64_t a = *(const int64_t *)first, b = *(const int64_t *)second;
    return (a > b) - (a < b);
}

static dl_span span_of(int64_t least, int64_t most)
{
    bool least_known = least != INT64_MIN, most_known = most != INT64_MAX;
    return (dl_span){least_known, most_known, least_known ? least : 0, most_known ? most : 0};
}

/* Between two whole numbers of days: rounded away from the middle of the range. */
static int64_t between(int64_t a, int64_t b, bool up)
{
    bool unlimited = a == INT64_MIN || b == INT64_MAX;
    if (unlimited)
        return a == INT64_MIN ? a : b;
    int64_t half = (b - a) / 2, odd = (b - a) % 2;
    return a + half + (up ? odd : 0);
}

void median_end(span_median *space, dl_span *least, dl_span *median, dl_span *most)
{
    if (space->count == 0) {
        *least = *median = *most = (dl_span){0};
        return;
    }
    size_t last = space->count - 1, low = last / 2, high = space->count / 2;
    qsort(space->least, space->count, sizeof *space->least, ascending);
    qsort(space->most, space->count, sizeof *space->most, ascending);
    *least = span_of(space->least[0], space->most[0]);
    *median = span_of(between(space->least[low], space->least[high], false),
                      between(space->most[low], space->most[high], true));
    *most = span_of(space->least[last], space->most[last]);
}
