/* The sources of a run, as its workers told of them one by one. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dateline/wire.h"
#include "runner/internal.h"

/* Where url stands, or would stand. */
static size_t place_of(const dl_runner *runner, dl_str url, bool *there)
{
    size_t low = 0, high = runner->source_count;
    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(runner->sources[middle].url, url);
        *there = *there || order == 0;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int sources_take(dl_runner *runner, dl_str frame, dl_error *error)
{
    dl_source *told;
    size_t count;
    const dl_events *events = &runner->options.engine.events;
    int rc = dl_wire_sources(frame, &runner->source_arena, &told, &count, error);
    for (size_t i = 0; !rc && i < count; i++) {
        bool there;
        size_t at = place_of(runner, told[i].url, &there);
        if (!there) {
            rc = dl_grow(&runner->sources, &runner->source_capacity, runner->source_count + 1,
                         sizeof *runner->sources, error);
            if (rc)
                break;
            memmove(runner->sources + at + 1, runner->sources + at,
                    (runner->source_count - at) * sizeof *runner->sources);
            runner->source_count++;
        }
        runner->sources[at] = told[i];
        if (events->source)
            events->source(events->user, &told[i]);
    }
    return rc;
}

int dl_runner_sources(dl_runner *runner, const dl_source **sources, size_t *count, dl_error *error)
{
    (void)error;
    *sources = runner->sources;
    *count = runner->source_count;
    return 0;
}
